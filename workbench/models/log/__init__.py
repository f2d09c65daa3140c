"""The log: events, the answers kept for retries, and what undo needs."""
