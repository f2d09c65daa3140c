"""The segments page: who the work is for, how much was made for each, and what the same people are called."""

from __future__ import annotations

from typing import Any

import pytest
from people import City4
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.redesign.segment import Segment
from workbench.models.work.journey import JourneyMap
from workbench.models.work.made_for import likely_pairs
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession

pytestmark = pytest.mark.postgres_by_proof


def test_what_was_made_for_each_segment_is_counted_renamed_and_put_together(
    city: City4, visit: Any
) -> None:
    team, by = city.redesign, city.bruno
    old = Problem.write(team, {"title": "Não lê a tela", "segment": "Idosos"}, by=by)
    Problem.write(team, {"title": "Volta três vezes", "segment": "Idosos sem ajuda"}, by=by)
    Problem.write(team, {"title": "Ninguém disse de quem"}, by=by)
    JourneyMap.begin(team, "as_is", segment="idosos", by=by)
    prototype = Prototype.write(team, {"title": "Carta grande"}, by=by)
    for believe in ("lê melhor", "liga menos"):
        prototype.add_hypothesis({"believe": believe, "for_whom": "Idosos"}, by=by)
    TestSession.write(team, {"segment": "Idosos"}, by=by)
    commit()
    kept, former = old.segment_id, Segment.called_so(team, "Idosos sem ajuda").id
    problem = f"/redesigns/{team.id}/problems/{old.id}"
    here, bruno = f"/redesigns/{team.id}/segments", visit(city.bruno)
    counted = {each["name"]: each for each in bruno.get(f"{here}.json").json["segments"]}
    of = {name: counted["Idosos"][name] for name in ("problems", "maps", "prototypes", "tests")}
    assert of == {"problems": 1, "maps": 1, "prototypes": 1, "tests": 1}
    page = bruno.get(here)
    assert f"{here}/{kept}#problems" in page.links()
    assert "Keep “Idosos”" in page
    assert "Não lê a tela" in bruno.get(f"{here}/{kept}")
    assert "Ninguém disse de quem" in bruno.get(f"{here}/none")
    # The likely pair is put together, and an undo parts it again.
    bruno.post(f"{here}/{former}/merge", into=kept, version=version(former))
    assert "is now “Idosos” everywhere" in bruno.get(f"{here}/{kept}")
    assert "Volta três vezes" in bruno.get(f"{here}/{kept}")
    assert "This segment is archived" in bruno.get(f"{here}/{former}")
    # Whoever saw an older version is shown the other's text.
    seen = version(kept)
    bruno.post(f"{here}/{kept}/edit", name="Pessoas idosas", about="", version=seen)
    assert "Pessoas idosas" in bruno.post(
        f"{here}/{kept}/edit", 409, name="Anciãos", about="", version=seen
    )
    assert "Pessoas idosas" in bruno.get(problem)
    bruno.post(f"{here}/{kept}/discard", 303)
    assert "put it into another one first" in bruno.get(here)
    bruno.post(f"{here}/new", name="Síndicos", about="Respondem ao prédio")
    assert "is a segment of this name already" in bruno.post(f"{here}/new", 200, name="SINDICOS")
    # Who leads the programme reads; another team's official finds nothing.
    visit(city.davi).get(here)
    visit(city.davi).get(f"{here}/new", 403)
    visit(city.carla).get(here, 404)
    bruno.get(f"{here}/nothing", 404)


def version(segment_id: str) -> int:
    return db.session.scalar(select(Segment.version).where(Segment.id == segment_id))


def test_pairs_are_likely_when_words_are_the_same_or_nearly() -> None:
    names = ("Idosos sem ajuda em casa", "Idosos", "Síndico de condomínio", "Síndica de condomínio")
    pairs = likely_pairs([Segment(name=name) for name in (*names, "Moradora do centro")])
    assert [(one.name, other.name) for one, other in pairs] == [names[:2], names[2:]]
