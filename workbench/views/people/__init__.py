"""Pages of people: signing in, accounts and invitations."""
