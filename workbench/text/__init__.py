"""Words, numbers and dates as people read them; this folder imports nothing else of the project."""
