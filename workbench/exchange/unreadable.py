"""What is said when a file cannot be taken: one sentence that names the file, the record and the column."""

from workbench.models.base import DomainError
from workbench.text.messages import N_

NO_TABLE = N_("%(file)s is no text file and no workbook. Save the table as XLSX or CSV.")


class Unreadable(DomainError):
    """A file is not what an import can use; nothing of it was taken."""


class Unrecognised(Unreadable):
    """A table can be read, but nobody has said yet what its columns are."""
