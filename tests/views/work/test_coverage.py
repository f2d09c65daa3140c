"""What the versions of a prototype cover: ticked for each, and read with the prototype as a whole."""

from __future__ import annotations

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.progress.test_rules import prototype_covers
from workbench.models.redesign.redesign import Redesign
from workbench.models.work.coverage import Coverage, cover, coverage_of
from workbench.models.work.journey import JourneyMap
from workbench.models.work.link import links_of
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding


def team():
    return db.session.scalars(db.select(Redesign)).one()


def test_each_version_says_what_it_covers(city, visit):
    redesign, bruno = city.redesign, city.bruno
    problem = Problem.write(redesign, {"title": "Volta três vezes"}, by=bruno)
    finding = Finding.write(redesign, {"title": "Não achou o botão", "severity": 3}, by=bruno)
    today = JourneyMap.begin(redesign, "as_is", by=bruno, phases=["Pedir"])
    db.session.flush()
    for title in ("Manda foto", "Recebe aviso"):
        today.add_step({"title": title}, by=bruno)
    db.session.flush()
    steps = JourneyMap.begin(redesign, "to_be", by=bruno).steps
    prototype = Prototype.write(redesign, {"title": "Pedido"}, by=bruno)
    _one, two = (prototype.add_version({}, by=bruno) for _ in range(2))
    commit()
    first, second = (step.id for step in steps)
    ids = {"problems": problem.id, "steps": first, "findings": finding.id}
    here, number = f"/redesigns/{redesign.id}/prototypes/{prototype.id}", two.id
    visitor = visit(bruno)
    page = visitor.post(f"{here}/versions/{number}/coverage", seen="", **ids)
    page = visitor.get(page.location)
    assert "Led to it: F-01 Não achou o botão" in page and "Future steps: 1 of 2" in page
    assert "Not shown: Recebe aviso" in page and "Covers what the prototype covers" in page
    # The rule of the station and the list read what a version said; what others ticked stays.
    assert "covers 1 problem" in visitor.get(f"/redesigns/{redesign.id}/prototypes")
    assert prototype_covers(RedesignWork.of(team())).ok
    visit(city.ana).post(f"{here}/versions/{number}/coverage", seen="", steps=second)
    found = coverage_of(links_of(team()))[number]
    assert sorted(found.steps) == sorted((first, second)) and found.problems == [ids["problems"]]
    visitor.post(f"{here}/versions/{number}/coverage", seen=ids["problems"], steps=first)
    assert not coverage_of(links_of(team()))[number].problems
    visit(city.davi).get(f"{here}/versions/{number}/coverage", 403)
    visit(city.carla).get(f"{here}/versions/{number}/coverage", 404)
    visitor.get(f"{here}/versions/99/coverage", 404)


def test_what_a_version_covered_goes_with_it(city):
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    version = prototype.add_version({}, by=city.bruno)
    problem = Problem.write(city.redesign, {"title": "Volta"}, by=city.bruno)
    db.session.flush()
    cover(version, Coverage(problems=[problem.id]), by=city.bruno)
    db.session.flush()
    assert len(links_of(city.redesign)) == 2
    version.delete()
    db.session.flush()
    assert [link.kind for link in links_of(city.redesign)] == ["covers"]
