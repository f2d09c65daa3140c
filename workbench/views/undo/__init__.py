"""Undo of operations, and the list of discarded records."""
