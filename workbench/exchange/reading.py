"""What reading a source's files gave: a draft of the catalogue, what is odd, and how the files are written."""

from dataclasses import dataclass

from workbench.exchange.file_facts import FileFacts
from workbench.exchange.mapping import Mapping
from workbench.exchange.oddities import Oddities, Oddity
from workbench.exchange.unreadable import Unreadable
from workbench.models.catalogue import copying, importing
from workbench.models.catalogue.city import City
from workbench.models.catalogue.import_draft import CatalogueDraft, Merged
from workbench.models.people.person import Person
from workbench.text.messages import N_

SAMPLES = 3


@dataclass
class Reading:
    """All that the files say, and what is odd in them; nothing is written before ``merge``."""

    mapping: Mapping
    draft: CatalogueDraft
    files: list[FileFacts]
    figures: dict[str, int]
    steps_left_out: int
    with_steps: bool
    found: list[Oddities]

    @property
    def source(self) -> str:
        return self.mapping.source

    @property
    def oddities(self) -> list[Oddity]:
        """What is listed, by file (services first) and record."""
        return [odd for each in self.found for odd in sorted(each.listed, key=record_of)]

    @property
    def unlisted(self) -> int:
        """How many more oddities there are than are listed."""
        return sum(each.count - len(each.listed) for each in self.found)

    @property
    def faults(self) -> int:
        """How many cells and rows were left out."""
        return sum(each.faults for each in self.found)

    @property
    def rows_left_out(self) -> int:
        return sum(each.rows_left_out for each in self.found)

    def samples(self) -> list[str]:
        """Return names with accents, by which people see whether the encoding is right; else such titles."""
        names = [service.values["name"] for service in self.draft.services]
        names += [title for file in self.files for title in file.titles]
        return [name for name in names if not name.isascii()][:SAMPLES]

    def check_strictly(self) -> None:
        """Raise Unreadable when anything was left out."""
        if self.faults:
            why = N_("%(faults)s cells or rows would be left out; nothing was imported.")
            raise Unreadable(why, faults=self.faults)

    def merge(
        self, city: City, *, by: Person | None, dates: importing.Dates | None = None
    ) -> Merged:
        """Bring what was read into the city's catalogue; nothing is committed."""
        merge = copying.merge_copy if self.draft.is_copy else importing.merge
        return merge(city, self.draft, by=by, dates=dates)


def record_of(odd: Oddity) -> int:
    return odd.record
