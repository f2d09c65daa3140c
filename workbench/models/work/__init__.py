"""What a team makes: notes, problems, journeys, prototypes, tests and launches."""
