"""What is said when a file cannot be taken: one sentence that names the file, the record and the column."""

from workbench.models.base import DomainError


class Unreadable(DomainError):
    """A file is not what an import can use; nothing of it was taken."""
