"""Undo: operations are reverted, and what was put away comes back."""
