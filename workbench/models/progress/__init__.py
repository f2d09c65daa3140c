"""Progress: the exit rules of every station and what they found."""
