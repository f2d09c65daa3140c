"""The room of a workshop: blocks and their clock, guests, votes, reveals and attendance."""
