"""The facilitator sees all teams at once, who needs somebody first, and opens any cell."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from tests.reports.counting import statements
from workbench.extensions import db
from workbench.models.base import now
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.log.event import Workspace
from workbench.models.people.person import Person
from workbench.models.programme.programme import Programme
from workbench.models.redesign.redesign import Redesign
from workbench.models.redesign.status import STAGES
from workbench.reports.matrix import matrix
from workbench.reports.programme_report import report


@pytest.fixture
def address(city):
    return f"/programmes/{city.programme.id}/matrix"


def add_team(city, name, *, quiet=0, status="chosen", since=1):
    """Add a team whose last activity was some days ago."""
    service = Service.add(city.city, name=name, organisation=city.finance, by=None)
    db.session.flush()
    start = city.city.today() - timedelta(days=60)
    redesign = Redesign.begin(
        city.programme, service, by=None, starts_on=start, team_name=f"Team {name}"
    )
    redesign.record_status(
        status, effective_on=city.city.today() - timedelta(days=since), by=None, reason="because"
    )
    redesign.add_member(city.bruno, by=None)
    commit()
    redesign.workspace.changed_at = now() - timedelta(days=quiet)
    commit()
    return redesign


def test_a_facilitator_sees_every_team_at_every_stage(city, visit, address):
    add_team(city, "Creche", status="as_is_mapped")
    found = {team.title: team for team in matrix(city.programme).teams}
    page = visit(city.ana).get(address)
    assert "Licença de poda de árvore" in page
    assert "Creche" in page
    # A status fills no station: the flag says where the service stands, the rules say what is done.
    cells = {cell.stage: (cell.state, cell.is_here) for cell in found["Creche"].cells}
    assert cells["as_is"] == ("ahead", True)
    assert not any(is_here for stage, (_state, is_here) in cells.items() if stage != "as_is")
    assert all(state == "ahead" for state, _is_here in cells.values())


def test_a_cell_says_how_much_of_the_rule_is_met(city):
    (team,) = matrix(city.programme).teams
    states = {state.rule: state for state in city.redesign.rule_states}
    for cell in team.cells:
        of_stage = [state for state in states.values() if state.stage == cell.stage]
        assert (cell.met, cell.total) == (sum(s.ok for s in of_stage), len(of_stage))
        assert cell.total > 0
    assert team.missing.definition.stage == "problems"
    assert not states[team.missing.rule].ok


def test_who_needs_somebody_stands_first_the_quietest_before(city):
    add_team(city, "Busy")
    add_team(city, "Quiet", quiet=16)
    add_team(city, "Silent", quiet=40)
    add_team(city, "Arrived", status="digitized", quiet=90)
    city.redesign.status_since = city.city.today()
    commit()
    found = matrix(city.programme)
    assert [team.title for team in found.teams] == [
        "Silent",
        "Quiet",
        "Licença de poda de árvore",
        "Busy",
        "Arrived",
    ]
    assert [team.need for team in found.teams] == ["grave", "stuck", "", "", ""]
    assert [team.days_quiet for team in found.teams] == [40, 16, 0, 0, 90]


def test_days_are_counted_in_the_citys_own_calendar(city):
    """At 23:30 in São Paulo it is the next day in Greenwich; nobody has been quiet for a day."""
    (team,) = matrix(city.programme, city.city.today(city.redesign.workspace.changed_at)).teams
    assert team.days_quiet == 0


def test_each_cell_opens_the_stage_of_its_team(city, visit, address):
    facilitator, place = visit(city.ana), f"/redesigns/{city.redesign.id}"
    links = facilitator.get(address).links()
    opened = {link for link in links if link.startswith(place)}
    assert len(opened) >= len(STAGES)
    for link in opened:
        facilitator.get(link.split("#")[0])


def test_page_json_and_csv_hold_the_same_teams(city, visit, address):
    add_team(city, "Creche", quiet=20)
    facilitator = visit(city.ana)
    told = facilitator.get(f"{address}.json").json
    rows = list(csv.DictReader(io.StringIO(facilitator.get(f"{address}.csv").text)))
    assert [row["service"] for row in rows] == [team["service"] for team in told["teams"]]
    first = told["teams"][0]
    assert first["service"] == "Creche"
    assert first["need"] == "stuck"
    assert rows[0]["problems_met"] == str(first["problems_met"])
    assert first["next_step"] in facilitator.get(address).words


@pytest.mark.parametrize("language", ["pt-BR", "es"])
def test_the_matrix_can_be_read_in_each_language(city, visit, address, language):
    visit(city.ana, language).get(address)


def test_who_may_see_the_matrix(city, visit, address):
    stranger, carla, bruno = visit(), visit(city.carla), visit(city.bruno)
    readers = [visit(person) for person in (city.ana, city.davi, city.observer, city.edite)]
    stranger.get(address, status=302)
    stranger.get(f"{address}.csv", status=401)
    carla.get(address, status=404)
    bruno.get(address, status=403)
    for reader in readers:
        reader.get(address)
    readers[0].get("/programmes/999999/matrix", status=404)


def test_a_programme_without_teams_says_how_one_begins(city, visit):
    city.other_programme.phases[0].enrol(city.ana, role="facilitator", by=None)
    commit()
    facilitator, empty = visit(city.ana), f"/programmes/{city.other_programme.id}/matrix"
    assert "No team yet" in facilitator.get(empty)
    assert facilitator.get(f"{empty}.json").json["teams"] == []


def test_the_matrix_costs_the_same_statements_at_two_sizes(city, visit, address):
    facilitator, numbers = visit(city.ana), []
    programme_id, finance_id, bruno_id = city.programme.id, city.finance.id, city.bruno.id
    for more in (1, 15):
        again = SimpleNamespace(
            programme=db.session.get(Programme, programme_id),
            finance=db.session.get(Organisation, finance_id),
            bruno=db.session.get(Person, bruno_id),
        )
        again.city = again.programme.city
        for number in range(more):
            add_team(again, f"t{more}-{number}", quiet=number)
        # What was told in these ten seconds is looked at more closely; here nothing was.
        db.session.execute(update(Workspace).values(changed_at=now() - timedelta(minutes=1)))
        commit()
        with statements() as sent:
            facilitator.get(address)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 18, "\n\n".join(s[:150] for s in sent)


def test_a_closed_programme_calls_nobody(city, visit, address):
    creche, davi = add_team(city, "Creche", quiet=40, since=40).id, city.davi.id
    programme_id = city.programme.id
    page = visit(city.ana).get(address)
    assert "Inactive for 40 days" in page
    programme = db.session.get_one(Programme, programme_id)
    closed = programme.city.today() - timedelta(days=20)
    programme.edit({"closed_on": closed}, by=db.session.get_one(Person, davi))
    commit()
    page = visit(city.ana).get(address)
    assert "Inactive for" not in page
    assert "Arrived or ended: 2" in page
    found = report(db.session.get_one(Programme, programme_id)).stuck
    assert {line.track.id: line.days for line in found}[creche] == 20
    told = visit(city.davi).get(f"/programmes/{programme_id}/report")
    assert "counted until the programme closed" in told
