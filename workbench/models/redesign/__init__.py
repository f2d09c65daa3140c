"""Redesigns: a team's work on one public service, with its members and dated statuses."""
