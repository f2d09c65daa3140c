"""Makes a draft of the catalogue from the records of a source's files, noting everything odd."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.exchange.fields import LENGTHS, Fields
from workbench.exchange.mapping import Columns, Mapping, fits_without_header
from workbench.exchange.tables import Table
from workbench.exchange.unreadable import Unreadable
from workbench.models.catalogue.import_draft import (
    CatalogueDraft,
    OrganisationDraft,
    ServiceDraft,
    StepDraft,
    VolumeDraft,
)
from workbench.models.catalogue.levels import offered_alone, offered_throughout
from workbench.text.messages import N_

LONGEST_ID = LENGTHS["service.source_id"]
LONGEST_CHANNEL = LENGTHS["volume.channel"]
NAMELESS = N_("%(file)s, record %(record)s, column %(column)s: a service has no name.")
OWNERLESS = N_("the service is empty; the step “%(title)s” is not attached.")
UNKNOWN = N_("there is no service %(id)s; the step “%(title)s” is not attached.")
REPEATED = N_(
    "%(file)s, record %(record)s, column %(column)s repeats the id “%(id)s” of record %(former)s."
)


@dataclass(frozen=True)
class Oddity:
    """Something to look at in a file that was taken all the same, or left out: where, and a sentence."""

    file: str
    record: int
    message: str
    facts: dict[str, Any] = field(default_factory=dict)


class Drafting:
    """The reading of one source: services first, then the steps that belong to them."""

    def __init__(self, mapping: Mapping):
        self.mapping = mapping
        self.services: dict[str, ServiceDraft] = {}
        self.names: dict[str, Counter[str]] = defaultdict(Counter)
        self.oddities: list[Oddity] = []
        self.steps_left_out = 0
        self.with_steps = False

    def draft(self) -> CatalogueDraft:
        """Return all that was read."""
        kind = self.mapping.services.organisation.get("kind", "secretariat")
        return CatalogueDraft(
            source=self.mapping.source,
            services=list(self.services.values()),
            organisations={
                source_id: OrganisationDraft([name for name, count in names.most_common()], kind)
                for source_id, names in self.names.items()
            },
            with_steps=self.with_steps,
            with_volumes=bool(self.mapping.services.requests),
        )

    def figures(self) -> dict[str, int]:
        """Return counts that hold of the files as they are, those of fields that they have."""
        services = list(self.services.values())
        counts = {"services read": len(services)}
        if "declared_digital" in self.mapping.services.fields:
            declared = Counter(service.values["declared_digital"] for service in services)
            counts["services declared digital"] = declared[True]
            counts["services declared not digital"] = declared[False]
            counts["services that declare neither"] = declared[None]
        if self.mapping.services.organisation:
            counts["services without organisation"] = sum(
                not each.organisation for each in services
            )
        if self.with_steps:
            counts |= self.step_figures([service.steps for service in services])
        if self.mapping.services.requests:
            volumes = [volume for service in services for volume in service.volumes.values()]
            counts["requests"] = sum(volume.requests for volume in volumes)
            for name, chosen in (
                ("requests with channel not informed", [v for v in volumes if not v.channel]),
                ("requests with period not stated", [v for v in volumes if v.year is None]),
            ):
                counts[name] = sum(volume.requests for volume in chosen)
        return counts

    def step_figures(self, all_steps: list[list[StepDraft]]) -> dict[str, int]:
        """Return counts of the steps; a source's "web-consultar" is the web, yet not its plain word."""
        words = [[set(step.words) for step in steps] for steps in all_steps if steps]
        return {
            "steps attached": sum(map(len, all_steps)),
            "steps not attached": self.steps_left_out,
            "services without steps": sum(not steps for steps in all_steps),
            "services with the web on every step": sum(
                all("web" in w for w in each) for each in words
            ),
            "services with only the web on every step": sum(
                all(w == {"web"} for w in each) for each in words
            ),
            "the same, with words mapped to the web": sum(
                offered_throughout(steps, "web") for steps in all_steps
            ),
            "only the web, with words mapped to the web": sum(
                offered_alone(steps, "web") for steps in all_steps
            ),
        }

    # services

    def read_services(self, table: Table) -> None:
        """Take every service of the file, or raise Unreadable."""
        columns = self.mapping.services
        fields, header = self.fields_of(table, columns)
        for number, cells in table.records(header):
            at = {"file": table.name, "record": number}
            source_id = self.identity(fields, cells, number)
            service = self.services.get(source_id)
            if service is None:
                service = ServiceDraft(source_id, number, fields.values(cells, number))
                self.services[source_id] = service
                if not service.values["name"]:
                    raise Unreadable(NAMELESS, **at, column=columns.fields["name"][0])
                self.place(service, fields, cells)
            elif columns.id_from == "first":
                former = {"id": source_id, "former": service.record}
                raise Unreadable(REPEATED, **at, column=columns.id[0], **former)
            if columns.requests:
                self.count_requests(service, fields, cells, number)

    def identity(self, fields: Fields, cells: Sequence[str], number: int) -> str:
        """Return what tells this service apart in its source."""
        columns = self.mapping.services
        parts = [fields.cell(cells, column) for column in columns.id]
        if columns.id_from == "all":
            return shortened(
                "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
            )
        for column, part in zip(columns.id, parts, strict=True):
            if part:
                if column != columns.id[0]:
                    told = N_("the id is empty; %(column)s is used in its place: %(value)s.")
                    fields.odd(number, told, column=column, value=part)
                return shortened(part)
        why = N_("%(file)s, record %(record)s, column %(column)s: a service has no id.")
        raise Unreadable(why, file=fields.file, record=number, column=", ".join(columns.id))

    def place(self, service: ServiceDraft, fields: Fields, cells: Sequence[str]) -> None:
        """Note the organisation that owns the service: the names that one id goes by are gathered."""
        columns = self.mapping.services.organisation
        if not columns:
            return
        name = fields.cell(cells, columns["name"])[: LENGTHS["organisation.name"]]
        if not name:
            fields.odd(service.record, N_("no organisation is named."))
            return
        service.organisation = fields.cell(cells, columns.get("id", "")) or name
        service.organisation = service.organisation[: LENGTHS["organisation.source_id"]]
        self.names[service.organisation][name] += 1

    def count_requests(
        self, service: ServiceDraft, fields: Fields, cells: Sequence[str], number: int
    ) -> None:
        """Add the record's requests to the service's volume of that year and channel."""
        columns = self.mapping.services.requests
        requests = fields.number(cells[fields.places[columns["number"]]], number, columns["number"])
        year = None
        if columns.get("year"):
            year = fields.number(cells[fields.places[columns["year"]]], number, columns["year"])
        channel = fields.channel(fields.cell(cells, columns.get("channel", "")))[:LONGEST_CHANNEL]
        if requests is None:
            fields.odd(number, N_("the number of requests is empty."))
            return
        volume = service.volumes.get((year, channel))
        if volume is None:
            service.volumes[year, channel] = VolumeDraft(year, channel, requests)
            return
        volume.requests += requests
        fields.odd(number, N_("the same service and channel came before; the requests are added."))

    # steps

    def read_steps(self, table: Table) -> None:
        """Attach every step of the file to its service; those of no service are reported and left out."""
        columns = self.mapping.steps
        assert columns is not None
        self.with_steps = True
        fields, header = self.fields_of(table, columns)
        found: dict[str, list[tuple[int, StepDraft]]] = defaultdict(list)
        for number, cells in table.records(header):
            owner = shortened(fields.cell(cells, columns.service))
            if owner not in self.services:
                self.steps_left_out += 1
                title = fields.cell(cells, columns.fields["title"][0])
                fields.odd(number, UNKNOWN if owner else OWNERLESS, id=owner, title=title)
                continue
            values = fields.values(cells, number)
            if not values["title"]:
                fields.odd(number, N_("the step has no title."))
            order = fields.number(fields.cell(cells, columns.order), number, columns.order)
            step = StepDraft(fields.cell(cells, columns.id[0]), number, values)
            step.words = fields.words(cells, columns.fields.get("channels", ("",))[0])
            found[owner].append((order if order is not None else number, step))
        for owner, steps in found.items():
            steps.sort(key=lambda pair: pair[0])
            self.attach(self.services[owner], [step for order, step in steps], fields)

    def attach(self, service: ServiceDraft, steps: list[StepDraft], fields: Fields) -> None:
        """Give the service its steps, numbered from 1, each with an id of its own within the service."""
        taken: set[str] = set()
        for position, step in enumerate(steps, start=1):
            step.values["position"] = position
            step.source_id = (
                step.source_id[: LENGTHS["service_step.source_id"] - 10] or f"#{position}"
            )
            if step.source_id in taken:
                told = N_("the step's id %(id)s comes twice in its service.")
                fields.odd(step.record, told, id=step.source_id)
                step.source_id += f"#{position}"
            taken.add(step.source_id)
        service.steps = steps

    # both

    def fields_of(self, table: Table, columns: Columns) -> tuple[Fields, bool]:
        """Return how to read the table's records, and whether its first record is a header."""

        def odd(number: int, message: str, **facts: Any) -> None:
            self.oddities.append(Oddity(table.name, number, message, facts))

        named = [name.strip() for name in table.first]
        headless = fits_without_header(columns, table.first)
        fields = Fields(
            columns,
            columns.columns if headless else named,
            table.name,
            odd,
            channels=self.mapping.channels,
            list_mark=self.mapping.list_mark,
        )
        return fields, not headless


def shortened(source_id: str) -> str:
    """Return an id that fits its column; a longer one ends in a digest, so that it stays the only one."""
    if len(source_id) <= LONGEST_ID:
        return source_id
    return f"{source_id[: LONGEST_ID - 33]}~{hashlib.sha256(source_id.encode()).hexdigest()[:32]}"
