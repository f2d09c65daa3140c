"""Ids, codes and passwords drawn at random from letters that nobody takes for another, and read as they were typed."""

import secrets

LONGEST_CODE = 40


def drawn(letters: str, length: int) -> str:
    """Return so many of the letters, drawn at random."""
    return "".join(secrets.choice(letters) for _ in range(length))


def bare(code: str) -> str:
    """Return a code as it was given out: dashes, spaces and lower case make no difference."""
    return "".join(letter for letter in code.upper() if letter.isalnum())[:LONGEST_CODE]
