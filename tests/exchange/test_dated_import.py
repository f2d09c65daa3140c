"""An import changes the open charter from a day on, never a closed one, and leaves alone what a launch wrote."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from workbench.exchange.service_import import import_services
from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.importing import Dates
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit

pytestmark = pytest.mark.both_databases
KNOWN, LATER = date(2024, 3, 1), date(2025, 6, 10)


def brought(files, town, **days):
    """Import and commit, then forget what the session knew."""
    merged = import_services(files, town, dates=Dates.of(town, **days)).merged
    commit()
    db.session.expire_all()
    return merged


def pruning():
    return db.session.scalars(select(Service).where(Service.source_id == "poda")).one()


def test_a_changed_step_opens_a_charter_from_the_day_that_is_named(town, small):
    brought(small(), town, known_from=KNOWN)
    assert [each.valid_from for each in pruning().charters] == [KNOWN]
    merged = brought(small(channels="presencial|web"), town, valid_from=LATER)
    assert merged.changed == 1
    before, after = pruning().charters
    assert (before.valid_to, before.levels["chile"]) == (LATER - timedelta(days=1), "3")
    assert (after.valid_from, after.cause) == (LATER, "import")
    assert before.steps_then[0].channels == ["in_person"]
    # The same file again changes nothing; another one of an earlier day leaves the steps.
    assert brought(small(channels="presencial|web"), town, valid_from=LATER).changed == 0
    merged = brought(small(channels="telefone"), town, valid_from=LATER - timedelta(days=9))
    assert [each.field for each in merged.later] == ["steps"]
    assert len(pruning().charters) == 2
    with pytest.raises(DomainError, match="not come yet"):
        Dates.of(town, valid_from=date(2999, 1, 1))


def test_a_source_behind_a_launch_changes_nothing_and_other_steps_wait(town, small):
    brought(small(), town, known_from=KNOWN)
    service = pruning()
    service.begin_charter(LATER, cause="launch", by=None)
    service.edit_step(service.steps[0], {"title": "Pedir pelo site", "channels": ["web"]}, by=None)
    commit()
    now = [(step.title, step.channels) for step in pruning().steps]
    merged = brought(small(), town)
    assert [each.name for each in merged.behind] == [service.name]
    assert (merged.changed, merged.proposed) == (0, [])
    for _ in range(2):
        merged = brought(small(channels="telefone"), town)
    assert (merged.behind, merged.proposed) == ([], [])
    assert [(step.title, step.channels) for step in pruning().steps] == now
    (proposal,) = CharterProposal.open_for(pruning())
    assert (proposal.cause, len(pruning().charters)) == ("import", 2)
    proposal.accept(proposal.ticks, by=None)
    commit()
    assert pruning().charters[-1].cause == "import"
