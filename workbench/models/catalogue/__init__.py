"""The catalogue of a city: its organisations and public services, with their levels."""
