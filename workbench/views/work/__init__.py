"""Pages of what a team makes."""
