"""What happens while people look on: events after a position become frames, and who is here is known."""
