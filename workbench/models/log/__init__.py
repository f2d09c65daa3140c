"""The log: events, answers stored for retries, and what undo needs."""
