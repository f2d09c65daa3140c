"""The statuses of a redesign, their stages and report groups: one table, read by everything that counts."""

from collections.abc import Collection
from dataclasses import dataclass

from workbench.text.messages import N_

STAGES = {
    "problems": N_("Problems"),
    "as_is": N_("Today's journey"),
    "to_be": N_("Future journey"),
    "prototype": N_("Prototype"),
    "tests": N_("Tests"),
    "digitized": N_("Digitized"),
}

GROUPS = {
    "analog": N_("Analog"),
    "in_redesign": N_("In redesign"),
    "in_development": N_("In development"),
    "digitized": N_("Digitized"),
    "other": N_("Other outcomes"),
}


@dataclass(frozen=True)
class Status:
    """One state of a redesign: the station it is at, and the report group it counts in."""

    slug: str
    title: str
    stage: str | None
    group: str
    is_exit: bool = False


STATUSES = {
    status.slug: status
    for status in (
        Status("candidate", N_("Candidate"), None, "analog"),
        Status("chosen", N_("Chosen"), "problems", "in_redesign"),
        Status("problem_evidence", N_("Problems with evidence"), "problems", "in_redesign"),
        Status("as_is_mapped", N_("Today's journey mapped"), "as_is", "in_redesign"),
        Status("to_be_mapped", N_("Future journey mapped"), "to_be", "in_redesign"),
        Status("prototyped", N_("Prototyped"), "prototype", "in_redesign"),
        Status("tested", N_("Tested"), "tests", "in_redesign"),
        Status("approved", N_("Approved"), "tests", "in_redesign"),
        Status("in_development", N_("In development"), "digitized", "in_development"),
        Status("live_pilot", N_("Live pilot"), "digitized", "in_development"),
        Status("digitized", N_("Digitized"), "digitized", "digitized"),
        Status("monitored", N_("Monitored"), "digitized", "digitized"),
        Status("eliminated", N_("Eliminated: nobody needs to ask any more"), None, "other", True),
        Status("merged", N_("Merged with another service"), None, "other", True),
        Status("stays_in_person", N_("Stays in person"), None, "other", True),
        Status("simplified", N_("Simplified only"), None, "other", True),
        Status("stopped", N_("Stopped"), None, "other", True),
    )
}

STATUS_TITLES = {slug: status.title for slug, status in STATUSES.items()}

# Where a redesign stands on the line: the status reached last says which station is being worked on next.
_WORKING_ON = {
    "candidate": "problems",
    "chosen": "problems",
    "problem_evidence": "as_is",
    "as_is_mapped": "to_be",
    "to_be_mapped": "prototype",
    "prototyped": "tests",
    "tested": "digitized",
    "approved": "digitized",
    "in_development": "digitized",
    "live_pilot": "digitized",
    "digitized": None,
    "monitored": None,
}

# What a team's work brings about: recorded by itself once the rules of its station, and of those before, are met.
WORKING = ("problem_evidence", "as_is_mapped", "to_be_mapped", "prototyped", "tested")
# The statuses on the line, in order; the others leave it.
LINE = tuple(slug for slug, status in STATUSES.items() if not status.is_exit)


def working_stage(status: str) -> str | None:
    """Return the station a redesign in this status works on; None when its journey has ended."""
    return _WORKING_ON.get(status)


def stands_at(status: str) -> str | None:
    """Return the station at which a service in this status stands; None before the first and off the line."""
    return STATUSES[status].stage


def station_states(status: str, full: Collection[str]) -> dict[str, str]:
    """Return for each station "done" when its rules are met, else "here" where the service stands, else "ahead"."""
    here = stands_at(status)
    return {
        stage: "done" if stage in full else "here" if stage == here else "ahead" for stage in STAGES
    }


@dataclass(frozen=True)
class Subject:
    """What is redesigned: the stations of its line, the statuses it may have, and whose rules it is asked."""

    stages: tuple[str, ...]
    statuses: tuple[str, ...]
    is_service: bool = True

    def asks(self, stage: str) -> bool:
        """Return whether the rules of a stage are asked of it; not every stage is a station."""
        return self.is_service or stage in self.stages

    def working_stage(self, status: str) -> str | None:
        """Return the station that it works on in this status; None when its journey has ended."""
        stage = working_stage(status)
        return stage if stage in self.stages else None

    def line(self, status: str, full: Collection[str]) -> list[str]:
        """Return "done", "here" or "ahead" for each of its stations, in order."""
        states = station_states(status, full)
        return [states[stage] for stage in self.stages]

    @property
    def status_titles(self) -> dict[str, str]:
        return {slug: STATUS_TITLES[slug] for slug in self.statuses}


A_SERVICE = Subject(tuple(STAGES), tuple(STATUSES))
# The programme itself is tried out like a service. It is never launched, and nothing of a service is asked of it.
THE_PROGRAMME = Subject(
    ("problems", "as_is", "to_be", "prototype", "tests"),
    ("candidate", *WORKING, "stopped"),
    is_service=False,
)


def subject_of(service_id: int | None) -> Subject:
    return THE_PROGRAMME if service_id is None else A_SERVICE


def group_of(status: str) -> str:
    return STATUSES[status].group
