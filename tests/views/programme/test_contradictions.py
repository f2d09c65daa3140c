"""Contradictions are listed with both sides; what is resolved leaves the list, what is explained stays."""

from datetime import date
from urllib.parse import urlencode

import pytest

from tests.reports.counting import statements
from tests.reports.world import begin, frozen, tell
from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.programme.claim import Claim
from workbench.models.programme.explanation import Explanation
from workbench.models.programme.programme import Programme
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.launch import Launch
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession
from workbench.reports.programme_report import report


@pytest.fixture
def told(city):
    """Ana's programme with one of each: a figure, two sources, a failed hypothesis, a solved problem."""
    programme, redesign = city.programme, city.redesign
    said = {"measure": "people", "unit": "officials", "by": None, "conflict_group": "people"}
    Claim.state(programme, figure=45, stated_by="The unit", **said)
    Claim.state(programme, figure=40, stated_by="The city", **said)
    problem = Problem.write(redesign, {"title": "Volta três vezes"}, by=city.bruno)
    # As an earlier release kept it, which did not ask what had shown it.
    problem.state, problem.state_reason = "solved", "test"
    commit()
    return programme.id


def opened(programme_id):
    found = report(db.session.get_one(Programme, programme_id)).contradictions
    db.session.expunge_all()
    return [each for each in found if each.is_open]


def kinds(programme_id):
    return {each.kind for each in opened(programme_id)}


def test_both_sides_are_listed_and_an_explanation_stays(visit, city, told):
    davi, here = visit(city.davi), f"/programmes/{told}/report/contradictions"
    page = davi.get(here)
    assert "45 officials" in page and "40 officials" in page and "Computed from the records" in page
    rows = davi.get(f"{here}.json").json["contradictions"]
    first = rows[0]
    assert first["kind"] == "claim_computed" and first["changes_a_figure"]
    assert first["left_link"].startswith(f"/programmes/{told}/report/claims/")
    assert first["right_link"] == f"/programmes/{told}/report/people"
    davi.get(first["left_link"])
    davi.get(first["right_link"])
    assert len(davi.get(f"{here}.json?kind=claim_claim").json["contradictions"]) == 1

    asked = urlencode({"kind": first["kind"], "key": first["key"]})
    explain = f"/programmes/{told}/contradictions/explain?{asked}"
    assert "Not saved yet" in davi.post(explain, 200, text=" ")
    davi.post(explain, text="Conta também observadores.")
    page = davi.get(here)
    assert "Conta também observadores." in page and "Davi Franco" in page
    assert len(opened(told)) == len(rows) - 1
    davi.post(explain, 422, text="Outra vez")
    visit(city.bruno).post(explain, 403, text="Eu também")
    kept = db.session.scalars(db.select(Explanation.id)).one()
    davi.post(f"/programmes/{told}/contradictions/{kept}/withdraw")
    assert len(opened(told)) == len(rows)
    davi.post(davi.get(here).document.xpath("//form[contains(@action, '/undo')]/@action")[0])
    assert len(opened(told)) == len(rows) - 1
    # It holds for what both sides said: where one says something else, it is open again.
    claim = db.session.get_one(Claim, first_claim(first))
    claim.edit({"figure": 46}, by=None)
    commit()
    assert len(opened(told)) == len(rows)


def first_claim(row):
    return int(row["left_link"].rpartition("/")[2])


def test_what_is_resolved_leaves_the_list(app, city, told):
    assert {"claim_computed", "claim_claim", "solved_uncovered"} <= kinds(told)
    for claim in db.session.scalars(db.select(Claim)):
        claim.edit({"figure": 1}, by=None)
    problem = db.session.scalars(db.select(Problem)).one()
    problem.edit({"state": "open"}, by=None)
    commit()
    assert not {"claim_computed", "claim_claim", "solved_uncovered"} & kinds(told)


def test_a_failed_hypothesis_stands_beside_the_approval(app, city):
    redesign, programme = city.redesign, city.programme.id
    prototype = Prototype.write(redesign, {"title": "Formulário"}, by=city.bruno)
    version = prototype.add_version({"what_changed": "primeira"}, by=city.bruno)
    hypothesis = {"prototype": prototype, "believe": "Terminam", "threshold_share": 80}
    Hypothesis.write(redesign, hypothesis, by=city.bruno)
    db.session.flush()
    for number in range(5):
        success = "alone" if number < 2 else "failed"
        TestSession.write(
            redesign, {"prototype_version": version, "success": success}, by=city.bruno
        )
    db.session.flush()
    assert "hypothesis" not in [each.kind for each in report(city.programme).contradictions]
    day = city.city.today()
    redesign.record_status("approved", effective_on=day, by=city.davi)
    commit()
    (found,) = [each for each in report(city.programme).contradictions if each.kind == "hypothesis"]
    assert str(found.left.says) == "2 of 5 finished alone; the threshold was 80%"
    assert str(found.right.says) == "Approved" and found.is_open
    (written,) = prototype.in_force
    built = {"built_version_id": version.id, "built_reasons": {written.id: "Com ajuda, todos."}}
    Launch.write(redesign, {"launched_on": day, **built}, by=city.bruno)
    commit()
    (found,) = [each for each in report(city.programme).contradictions if each.kind == "hypothesis"]
    assert (found.explanation, found.explained_on) == ("Com ajuda, todos.", day)
    version = prototype.add_version({"what_changed": "segunda"}, by=city.bruno)
    db.session.flush()
    for _number in range(5):
        TestSession.write(
            redesign, {"prototype_version": version, "success": "alone"}, by=city.bruno
        )
    commit()
    assert "hypothesis" not in kinds(programme)


def test_a_list_of_an_earlier_day_knows_what_was_stated_then(app):
    world = tell()
    later = report(world.programme, date(2021, 7, 1)).contradictions
    assert [(each.kind, str(each.left.says), str(each.right.says)) for each in later] == [
        ("claim_computed", "3 services", "2"),
        ("claim_claim", "3 services", "2 services"),
    ]
    assert later[0].right.place.path.endswith("/report/services?group=digitized&as_of=2021-07-01")
    assert report(world.programme, date(2021, 6, 30)).contradictions == ()


def test_a_launch_owes_its_figures_of_day_90(app):
    world = tell()
    redesign = world.redesigns["a"]
    launch = {"live_url": "https://a.example", "launched_on": date(2020, 10, 1)}
    Launch.write(redesign, launch, by=None)
    commit()

    def owed(day):
        return [
            e for e in report(world.programme, day).contradictions if e.kind == "launch_figures"
        ]

    assert owed(date(2021, 1, 29)) == []
    (found,) = owed(date(2021, 1, 30))
    assert (found.subject, found.changes_a_figure) == ("a", True)


def test_the_list_costs_the_same_statements_at_two_sizes(app):
    world, sizes = tell(), []
    for more in (0, 25):
        for number in range(more):
            service = Service.add(world.city, name=f"s{number}", by=None)
            db.session.flush()
            begin(world.programme, service, date(2021, 5, 1), ("digitized", "2021-05-02", frozen()))
        commit()
        db.session.expire_all()
        with statements() as sent:
            report(world.programme)
        sizes.append(len(sent))
    assert sizes[0] == sizes[1] <= 20, sent


def test_the_city_has_a_list_of_its_own(visit, city):
    city.service.edit({"declared_digital": True}, by=city.edite)
    commit()
    page = visit(city.bruno).get("/city/contradictions")
    assert "declared digital" in page or "Nothing contradicts itself here" in page
    visit(city.bruno).get("/city/contradictions.csv")
    visit().get("/city/contradictions", 302)
