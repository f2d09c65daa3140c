"""Counts the requests of a source's records into the volumes of their services."""

from collections import Counter
from collections.abc import Sequence

from workbench.exchange.fields import LENGTHS, Fields
from workbench.exchange.numbers import LARGEST
from workbench.models.catalogue.import_draft import ServiceDraft, VolumeDraft
from workbench.text.messages import N_

LONGEST_CHANNEL = LENGTHS["volume.channel"]
TOO_MANY = N_("more requests of one service and year than can be kept; “%(text)s” was left out.")


class RequestCounts:
    """The volumes by year and channel; where the file has no column of numbers each record counts one."""

    def __init__(self, fields: Fields):
        self.fields = fields
        columns = fields.columns.requests
        self.number = columns.get("number", "")
        self.year = columns.get("year", "")
        self.channel = columns.get("channel", "")
        self.counts_rows = self.number not in fields.places
        self.year_place = fields.places.get(self.year)
        self.sums: Counter[tuple[int, int | None]] = Counter()

    def add(self, service: ServiceDraft, cells: Sequence[str], number: int) -> None:
        """Add the record's requests to the service's volume of that year and channel."""
        fields = self.fields
        requests = 1 if self.counts_rows else self.stated(cells, number)
        if requests is None:
            return
        year = None
        if self.year_place is not None:
            year = fields.year(cells[self.year_place], number, self.year)
        channel = fields.channel(fields.cell(cells, self.channel))[:LONGEST_CHANNEL]
        self.keep(service, (year, channel), requests, number)

    def stated(self, cells: Sequence[str], number: int) -> int | None:
        """Return the number of requests that the record states; an empty one is told."""
        cell = cells[self.fields.places[self.number]]
        if not cell.strip():
            told = N_("the number of requests is empty.")
            self.fields.odd(number, told, column=self.number, is_fault=False)
        return self.fields.number(cell, number, self.number)

    def keep(
        self, service: ServiceDraft, key: tuple[int | None, str], requests: int, number: int
    ) -> None:
        total = (id(service), key[0])
        if self.sums[total] + requests > LARGEST:
            self.fields.odd(number, TOO_MANY, column=self.number, text=str(requests))
            return
        self.sums[total] += requests
        volume = service.volumes.get(key)
        if volume is None:
            service.volumes[key] = VolumeDraft(*key, requests)
            return
        volume.requests += requests
        if not self.counts_rows:
            told = N_("the same service and channel came before; the requests are added.")
            self.fields.odd(number, told, is_fault=False)
