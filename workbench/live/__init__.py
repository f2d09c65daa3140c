"""The event stream: events after a position become frames, and presence is published."""
