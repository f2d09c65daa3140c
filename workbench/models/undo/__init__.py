"""Undo: operations are reverted, and discarded records restored."""
