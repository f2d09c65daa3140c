"""Undo of operations, and the list of what was put away."""
