"""The contradictions of the teams' work alone, for the pages on which the marks stand: a team's workspace and the matrix."""

from collections.abc import Iterable

from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.reports import record_contradictions, work_contradictions  # noqa: F401 - each registers its kinds
from workbench.reports.contradiction import Contradiction, Looked, found_in
from workbench.reports.outcomes import accounts_of
from workbench.reports.stuck import Unmet
from workbench.reports.tracks import furthest, tracks_of


def open_in_work(
    programme: Programme, unmet: Unmet, only: int | None = None
) -> list[Contradiction]:
    """Return what is open today of a programme's redesigns, or of one of them, in at most nine statements."""
    day = programme.city.today()
    tracks = tuple(furthest(tracks_of(programme, day, only)))
    launched = any(track.group == "digitized" and track.launched_on for track in tracks)
    accounts = accounts_of(programme, day) if launched else {}
    looked = Looked(programme.city, day, programme, tracks, accounts=accounts, unmet=unmet)
    looked.is_of_work = True
    return [each for each in found_in(looked) if each.is_open and each.redesign_id]


# The rules of a launch say nothing of its charter.
NOT_ASKED: Unmet = {}


def open_of_launches(redesigns: Iterable[Redesign]) -> list[Contradiction]:
    """Return what is open today between the launches of one service and its charter: seven statements a launch."""
    return [
        each
        for redesign in redesigns
        if redesign.group == "digitized"
        for each in open_in_work(redesign.programme, NOT_ASKED, redesign.id)
        if each.kind == "launch_catalogue"
    ]
