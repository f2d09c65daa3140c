"""What a dry run tells of files before they are imported: how they were read, what would become of the catalogue, what is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from workbench.exchange.file_facts import FileFacts, glance
from workbench.exchange.input_file import InputFile, Options
from workbench.exchange.oddities import Oddity
from workbench.exchange.reading import Reading
from workbench.exchange.unreadable import Unreadable, Unrecognised
from workbench.models.catalogue.import_draft import Kept, Merged

MOST_SHOWN = 200
Report = dict[str, Any]


def report_of(reading: Reading, merged: Merged) -> Report:
    """Return what was read and what became of it, as it is stored beside the files."""
    odd = reading.oddities
    return {
        "files": [asdict(facts) for facts in reading.files],
        "samples": reading.samples(),
        "source": reading.source,
        "services": len(reading.draft.services),
        "steps": merged.steps,
        "requests": merged.requests,
        "added": merged.added,
        "changed": merged.changed,
        "unchanged": merged.unchanged,
        "vanished": merged.vanished,
        "respelt": merged.respelt,
        "organisations": merged.organisations,
        "rows_left_out": reading.rows_left_out,
        "cells_left_out": reading.faults - reading.rows_left_out,
        "oddities": [told(each) for each in odd[:MOST_SHOWN]],
        "more_oddities": len(odd) + reading.unlisted - len(odd[:MOST_SHOWN]),
        "kept": [kept_line(each) for each in merged.kept[:MOST_SHOWN]],
        "kept_count": len(merged.kept),
        **{
            name: [kept_line(each) for each in getattr(merged, name)[:MOST_SHOWN]]
            for name in ("behind", "proposed", "later")
        },
    }


def told(odd: Oddity) -> dict[str, Any]:
    return {
        "file": odd.file,
        "record": odd.record,
        "column": odd.column,
        "message": odd.message,
        "facts": odd.facts,
        "is_fault": odd.is_fault,
    }


def kept_line(kept: Kept) -> dict[str, Any]:
    return {"record": kept.record, "name": kept.name, "field": kept.field}


def refusal(refused: Unreadable, files: Sequence[InputFile], options: Options) -> Report:
    """Return why files cannot be read, with what they look like as far as that can be told."""
    return {
        "refused": refused.message,
        "facts": {name: str(fact) for name, fact in refused.facts.items()},
        "files": [asdict(each) for each in glances(files, options)],
        "is_unrecognised": isinstance(refused, Unrecognised),
    }


def glances(files: Sequence[InputFile], options: Options) -> list[FileFacts]:
    """Return what each file looks like; one that is no table at all is left out."""
    found = []
    for file in files:
        try:
            found.append(glance(file, options))
        except Unreadable:
            continue
    return found
