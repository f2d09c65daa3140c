"""Pages of a programme: its workshops, seats, claims, matrix and report."""
