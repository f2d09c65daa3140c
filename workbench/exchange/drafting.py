"""Makes a draft of the catalogue from the records of a source's files, noting everything odd."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.exchange import words
from workbench.exchange.fields import LENGTHS, Fields
from workbench.exchange.mapping import Columns, Mapping
from workbench.exchange.oddities import Odd
from workbench.exchange.request_counts import RequestCounts
from workbench.exchange.step_cells import steps_in
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable
from workbench.models.catalogue.import_draft import (
    CatalogueDraft,
    OrganisationDraft,
    ServiceDraft,
    StepDraft,
)
from workbench.text.likeness import likeness
from workbench.text.messages import N_

LONGEST_ID = LENGTHS["service.source_id"]
MOST_REQUESTS = 5_000_000  # records of a file with one row a request
MOST_SERVICES = 100_000
LONGEST_TOTAL = 40
SHORT_NUMBER = re.compile("[0-9]{1,9}")
NAMELESS = N_("the service has no name; the row was left out.")
WITHOUT_ID = N_("the service has no id; the row was left out.")
TOTAL = N_("“%(text)s” begins a row of totals, which was left out.")
REPEATED = N_("the id “%(text)s” stands in record %(former)s already; the row was left out.")
SAME = N_("“%(text)s” is taken for “%(former)s” of record %(other)s.")
SAME_BODY = N_("“%(text)s” is taken for “%(former)s”.")
OWNERLESS = N_("the service is empty; the step “%(title)s” is not attached.")
UNKNOWN = N_("there is no service %(id)s; the step “%(title)s” is not attached.")


@dataclass
class Body:
    """An organisation as the file names it: its id there, and how often each of its names comes."""

    source_id: str
    names: Counter[str] = field(default_factory=Counter)

    def spellings(self) -> list[str]:
        """Return its names, the most frequent first, each in its most frequent spelling."""
        found: dict[str, str] = {}
        for name, _ in self.names.most_common():
            found.setdefault(likeness(name), name)
        return list(found.values())


class Drafting:
    """The reading of one source: services first, then the steps that belong to them."""

    def __init__(self, mapping: Mapping, locale: str):
        self.mapping, self.locale = mapping, locale
        self.services: dict[str, ServiceDraft] = {}
        self.bodies: dict[str, Body] = {}
        self.steps_left_out = 0
        self.with_steps = bool(mapping.services.steps or mapping.services.channels)
        self._likenesses: dict[str, str] = {}

    def draft(self) -> CatalogueDraft:
        """Return all that was read."""
        kind = self.mapping.services.organisation.get("kind", "secretariat")
        return CatalogueDraft(
            source=self.mapping.source,
            services=list(self.services.values()),
            organisations={
                body.source_id: OrganisationDraft(body.spellings(), kind)
                for body in self.bodies.values()
            },
            with_steps=self.with_steps,
            with_volumes=self.mapping.services.counts_requests,
            exact_ids=self.mapping.services.exact_ids,
            is_copy=self.mapping.is_copy,
        )

    # services

    def read_services(self, table: Table, odd: Odd) -> None:
        """Take every service of the file; a row without name or id is left out and told."""
        columns = self.mapping.services
        fields = self.fields_of(table, columns, odd)
        counts = RequestCounts(fields) if columns.counts_requests else None
        for number, cells in table.records(MOST_REQUESTS if counts else MOST_SERVICES):
            source_id = self.identity(fields, cells, number)
            if not source_id or self.is_total(cells, number, odd):
                continue
            service = self.service_of(source_id, fields, cells, number)
            if service and counts:
                counts.add(service, cells, number)

    def service_of(
        self, source_id: str, fields: Fields, cells: Sequence[str], number: int
    ) -> ServiceDraft | None:
        """Return the service of a record, made from it when it is the first; None for a row that is left out."""
        columns = self.mapping.services
        key = source_id if columns.exact_ids else self.likeness(source_id)
        service = self.services.get(key)
        if service is None:
            return self.begin(key, source_id, fields, cells, number)
        at = {"column": columns.id[0], "text": source_id}
        if columns.id_from == "first" and not (
            columns.counts_requests and self.counts_rows(fields)
        ):
            fields.odd(number, REPEATED, **at, former=service.record, is_row=True)
            return None
        if source_id != service.source_id and source_id not in service.spellings:
            service.spellings.append(source_id)
            told = {"former": service.source_id, "other": service.record}
            fields.odd(number, SAME, **at, **told, is_fault=False)
        return service

    def begin(
        self, key: str, source_id: str, fields: Fields, cells: Sequence[str], number: int
    ) -> ServiceDraft | None:
        """Return a new service; one without a name is left out."""
        values = fields.values(cells, number)
        if not values["name"]:
            fields.odd(
                number, NAMELESS, column=self.mapping.services.fields["name"][0], is_row=True
            )
            return None
        if len(self.services) >= MOST_SERVICES:
            why = N_("%(file)s has more than %(most)s services. Import it in parts.")
            raise Unreadable(why, file=fields.file, most=MOST_SERVICES)
        service = self.services[key] = ServiceDraft(source_id, number, values)
        if self.mapping.is_copy:
            source, known_as = (fields.cell(cells, name) for name in self.mapping.services.origin)
            service.origin = (source, known_as)
            service.number = int(source_id) if SHORT_NUMBER.fullmatch(source_id) else 0
        self.place(service, fields, cells)
        if self.with_steps:
            service.steps = steps_in(self.mapping.services, fields, cells, number)
        return service

    def is_total(self, cells: Sequence[str], number: int, odd: Odd) -> bool:
        """Return whether the row sums up those above it, by its first word."""
        first = next(filter(str.strip, cells), "").strip(" :\t")
        if not first[:1].isalpha() or len(first) > LONGEST_TOTAL:
            return False
        is_total = words.key_of(first) in words.listed("total")
        if is_total:
            odd(number, TOTAL, text=first, is_row=True)
        return is_total

    def counts_rows(self, fields: Fields) -> bool:
        return self.mapping.services.requests.get("number", "") not in fields.places

    def likeness(self, source_id: str) -> str:
        found = self._likenesses.get(source_id)
        if found is None:
            found = self._likenesses[source_id] = likeness(source_id)
        return found

    def identity(self, fields: Fields, cells: Sequence[str], number: int) -> str:
        """Return what tells this service apart in its source; "" for a row without it, which is told."""
        columns = self.mapping.services
        parts = [fields.cell(cells, column) for column in columns.id]
        if columns.id_from == "all" and any(parts):
            return shortened(
                "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
            )
        for column, part in zip(columns.id, parts, strict=True):
            if part:
                if column != columns.id[0]:
                    told = N_("the id is empty; %(column)s is used in its place: %(value)s.")
                    fields.odd(number, told, column=column, value=part, is_fault=False)
                return shortened(part)
        fields.odd(number, WITHOUT_ID, column=", ".join(columns.id), is_row=True)
        return ""

    def place(self, service: ServiceDraft, fields: Fields, cells: Sequence[str]) -> None:
        """Note the organisation that owns the service: the names that one id goes by are gathered."""
        columns = self.mapping.services.organisation
        if not columns or columns["name"] not in fields.places:
            return
        name = fields.cell(cells, columns["name"])[: LENGTHS["organisation.name"]].strip()
        if not name:
            fields.odd(service.record, N_("no organisation is named."), is_fault=False)
            return
        fields.check_letters(name, service.record, columns["name"])
        source_id = fields.cell(cells, columns.get("id", "")) or name
        source_id = source_id[: LENGTHS["organisation.source_id"]]
        body = self.bodies.setdefault(likeness(source_id), Body(source_id))
        service.organisation = body.source_id
        if name not in body.names:
            former = next((each for each in body.names if likeness(each) == likeness(name)), "")
            if former:
                at = {"column": columns["name"], "text": name, "former": former}
                fields.odd(service.record, SAME_BODY, **at, is_fault=False)
        body.names[name] += 1

    # steps

    def read_steps(self, table: Table, odd: Odd) -> None:
        """Attach every step of the file to its service; those of no service are reported and left out."""
        columns = self.mapping.steps
        assert columns is not None
        self.with_steps = True
        for service in self.services.values():
            service.steps = []
        fields = self.fields_of(table, columns, odd)
        found: dict[str, list[tuple[int, StepDraft]]] = defaultdict(list)
        for number, cells in table.records():
            owner = shortened(fields.cell(cells, columns.service))
            key = owner if self.mapping.services.exact_ids else self.likeness(owner)
            if key not in self.services:
                self.steps_left_out += 1
                title = fields.cell(cells, columns.fields["title"][0])
                told = UNKNOWN if owner else OWNERLESS
                fields.odd(number, told, column=columns.service, id=owner, title=title, is_row=True)
                continue
            values = fields.values(cells, number)
            if not values["title"]:
                fields.odd(number, N_("the step has no title."), is_fault=False)
            order = (
                fields.number(cells[fields.places[columns.order]], number, columns.order)
                if columns.order
                else None
            )
            step = StepDraft(fields.cell(cells, columns.id[0]), number, values)
            step.words = fields.words(cells, columns.fields.get("channels", ("",))[0])
            found[key].append((order if order is not None else number, step))
        for owner, steps in found.items():
            steps.sort(key=lambda pair: pair[0])
            self.services[owner].steps = [step for order, step in steps]
        self.number_steps(odd)

    def number_steps(self, odd: Odd) -> None:
        """Number the steps of each service from 1, each with an id of its own within the service."""
        for service in self.services.values():
            taken: set[str] = set()
            for position, step in enumerate(service.steps, start=1):
                step.values["position"] = position
                step.source_id = (
                    step.source_id[: LENGTHS["service_step.source_id"] - 10] or f"#{position}"
                )
                if step.source_id in taken:
                    told = N_("the step's id %(id)s comes twice in its service.")
                    odd(step.record, told, id=step.source_id, is_fault=False)
                    step.source_id += f"#{position}"
                taken.add(step.source_id)

    # both

    def fields_of(self, table: Table, columns: Columns, odd: Odd) -> Fields:
        """Return how to read the table's records."""
        if table.header:
            places = table.header.places
        else:
            places = {name: at for at, name in enumerate(columns.columns)}
        return Fields(
            columns,
            places,
            odd,
            file=table.name,
            channels=self.mapping.channels,
            list_mark=self.mapping.list_mark,
            locale=self.locale,
            is_copy=self.mapping.is_copy,
        )


def shortened(source_id: str) -> str:
    """Return an id that fits its column; a longer one ends in a digest, so that it stays the only one."""
    if len(source_id) <= LONGEST_ID:
        return source_id
    return f"{source_id[: LONGEST_ID - 33]}~{hashlib.sha256(source_id.encode()).hexdigest()[:32]}"
