"""Marks message ids for extraction where nothing may be translated yet: sentences are made when read."""


def N_(message: str) -> str:
    """Return the message id unchanged; the marker lets the extraction collect it."""
    return message


def NP_(one: str, many: str) -> tuple[str, str]:
    """Return a pair of message ids whose choice depends on a count named ``num`` when read."""
    return one, many
