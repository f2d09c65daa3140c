"""Programmes: their phases, workshops, seats, and the figures that others claimed."""
