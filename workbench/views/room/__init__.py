"""Pages of the room of a workshop."""
