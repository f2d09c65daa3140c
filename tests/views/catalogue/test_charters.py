"""The page on which a launch becomes the charter: seen by its readers, answered by who may, and taken back."""

from __future__ import annotations

import pytest

from tests.models.work.test_launch_charter import KNOWN, STEPS, redesigned
from workbench.extensions import db
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.progress.measurement import Measurement
from workbench.models.progress.progress import advance
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.launch_charter import launch_proposal

pytestmark = pytest.mark.postgres_by_proof


@pytest.fixture
def here(city):
    city.feira = Service.add(city.city, name="Feira", by=None, known_from=KNOWN)
    for values in STEPS:
        city.feira.add_step(values, by=None)
    commit()
    redesign = redesigned(city)
    redesign.add_member(city.bruno, by=None)
    commit()
    return f"/redesigns/{redesign.id}/launch"


def titles(service_id):
    db.session.expire_all()
    return [step.title for step in db.session.get(Service, service_id).steps]


def test_the_difference_is_shown_accepted_and_undone(city, visit, here):
    service_id, bruno = city.feira.id, visit(city.bruno)
    assert f"{here}/catalogue" in bruno.get(here).links()
    page = bruno.get(f"{here}/catalogue")
    for words in ("Levar os papéis", "Pedir pelo site", "Conferir no sistema", "only the office"):
        assert words in page
    observer = visit(city.observer)
    assert "Whoever may edit the service answers." in observer.get(f"{here}/catalogue")
    observer.post(f"{here}/catalogue", 403)
    visit(city.carla).get(f"{here}/catalogue", 404)
    # Somebody changes the charter while Bruno reads.
    seen, ticks = page.hidden("seen"), ["2", "3", "link", "digital"]
    service = db.session.get(Service, service_id)
    service.edit_step(service.steps[0], {"title": "Ler tudo"}, by=None)
    commit()
    page = bruno.post(f"{here}/catalogue", 409, seen=seen, use=ticks)
    assert "The charter changed while you were looking at it." in page
    assert "Ler tudo" in page
    bruno.post(f"{here}/catalogue", seen=page.hidden("seen"), use=["1", *ticks])
    assert titles(service_id) == ["Ler as regras", "Pedir pelo site"]
    page = bruno.get(here)
    assert "The charter follows the launch from" in page
    undo = next(form for form in page.forms() if "/undo" in form)
    bruno.post(undo)
    assert titles(service_id) == ["Ler tudo", "Levar os papéis", "Buscar o laudo"]
    service = db.session.get(Service, service_id)
    assert (len(service.charters), service.declared_url) == (1, "")
    assert service.charters[0].is_open
    assert "See what changes in the charter" in bruno.get(here)


def test_before_it_is_verified_the_address_leads_to_the_launch(city, visit):
    page = visit(city.bruno).get(f"/redesigns/{city.redesign.id}/launch/catalogue", 302)
    assert page.location == f"/redesigns/{city.redesign.id}/launch"


def test_a_change_of_steps_says_whether_it_corrects_or_begins_on_a_day(city, visit):
    service = Service.add(city.city, name="Feira", by=None, known_from=KNOWN)
    for values in STEPS:
        service.add_step(values, by=None)
    commit()
    here, step, edite = f"/services/{service.id}", service.steps[1].id, visit(city.edite)
    sent = {"title": "Pedir pelo site", "channels": "web", "kind": "", "minutes": ""}
    page = edite.get(f"{here}/steps/{step}")
    version = page.hidden("version")
    refused = edite.post(f"{here}/steps/{step}", 200, version=version, **sent)
    assert "Not a valid choice" in refused or "Choose" in refused or "Fill" in refused
    edite.post(f"{here}/steps/{step}", 200, version=version, how="change", **sent)
    early = {"how": "change", "from_day": "2024-02-01"}
    assert "on already" in edite.post(f"{here}/steps/{step}", 200, version=version, **early, **sent)
    edite.post(f"{here}/steps/{step}", version=version, how="correction", **sent)
    assert len(db.session.get(Service, service.id).charters) == 1
    # Of a step that goes: its page asks since when, and the button of undo brings both back.
    gone = {"how": "change", "from_day": "2025-03-01"}
    third = db.session.get(Service, service.id).steps[2]
    edite.post(f"{here}/steps/{third.id}/remove", 200, version=str(third.version))
    edite.post(f"{here}/steps/{third.id}/remove", version=str(third.version), **gone)
    db.session.expire_all()
    before, after = db.session.get(Service, service.id).charters
    assert (len(before.steps), after.valid_from.isoformat()) == (3, "2025-03-01")
    undo = next(form for form in edite.get(f"{here}/steps").forms() if "/undo" in form)
    edite.post(undo)
    assert titles(service.id) == ["Ler as regras", "Pedir pelo site", "Buscar o laudo"]
    assert len(db.session.get(Service, service.id).charters) == 1


def test_the_status_page_leads_to_what_a_launch_and_a_return_propose(city, visit, here):
    team = here.removesuffix("/launch")
    redesign_id = int(team.rpartition("/")[2])
    bruno, lead = visit(city.bruno), visit(city.davi)
    for address in (team, f"{team}/statuses"):
        assert f"{here}/catalogue" in bruno.get(address).links(), address
    redesign = db.session.get(Redesign, redesign_id)
    today = redesign.programme.city.today()
    taken = Measurement.take(RedesignWork.of(redesign), today).as_dict()
    taken["levels_after"] = {"chile": "4"}
    redesign.record_status("digitized", effective_on=today, by=None, measurement=taken)
    commit()
    # The catalogue knows nothing of the launch yet, and the service's page says so to who may read both.
    out_of_date = "Bring the charter up to date with the journey that was launched."
    page = f"/services/{redesign.service_id}"
    assert out_of_date in bruno.get(page)
    assert out_of_date not in visit(city.carla).get(page)
    redesign = db.session.get(Redesign, redesign_id)
    proposal = launch_proposal(redesign)
    proposal.accept(proposal.ticks, by=None)
    commit()
    assert out_of_date not in bruno.get(page)
    page = lead.get(f"{team}/statuses")
    assert "Going back from “digitized” proposes the charter of before the launch" in page
    assert f"{here}/catalogue" not in page.links()
    redesign = db.session.get(Redesign, redesign_id)
    advance(redesign, "in_development", on=today, by=None, reason="Parou.")
    commit()
    [waiting] = CharterProposal.open_for(redesign.service)
    proposed = f"/services/{waiting.service_id}/proposals/{waiting.id}"
    for address in (team, f"{team}/statuses"):
        assert proposed in lead.get(address).links(), address
