"""Pages of a city's catalogue."""
