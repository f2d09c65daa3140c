"""The hypotheses of a prototype, as the team writes them, loses them to the tests and gives them up."""

from __future__ import annotations

from typing import Any

from people import City4

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.hypothesis import Hypothesis
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession

SAID = {"because": "Voltam três vezes.", "believe": "Uma foto basta.", "for_whom": "Moradora"}


def only() -> Hypothesis:
    return db.session.scalars(db.select(Hypothesis)).one()


def test_a_hypothesis_is_written_tried_and_taken_back(city: City4, visit: Any) -> None:
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    version = prototype.add_version({}, by=city.bruno)
    commit()
    here = f"/redesigns/{city.redesign.id}"
    card, version_id, bruno = f"{here}/prototypes/{prototype.id}", version.id, visit(city.bruno)
    few = {"count": "2 de 2"}
    page = bruno.post(f"{card}/hypotheses/new", 200, **SAID, **few)
    assert "say why fewer are enough" in page and "Uma foto basta." in page
    bruno.post(f"{card}/hypotheses/new", **SAID, **few, least_reason="São só duas no bairro.")
    own = f"{here}/hypotheses/{only().id}"
    page = bruno.get(card)
    assert "2 of 2 alone (100%)" in page and "São só duas no bairro." in page
    for success in ("alone", "failed"):
        session = {"prototype_version_id": version_id, "success": success}
        TestSession.write(only().redesign, session, by=None)
    commit()
    assert "1 of 2 people alone" in bruno.get(card)
    assert "Does not hold" in bruno.get(f"{here}/prototypes")
    lower = {**SAID, "count": "1 of 2", "least_reason": "x", "version": "1"}
    assert "the threshold stays as it was" in bruno.post(f"{own}/edit", 200, **lower)
    assert "Fill this in." in bruno.post(f"{own}/take-back", 200, version="1", reason=" ")
    bruno.post(f"{own}/take-back", version="1", reason="A lei mudou.")
    page = bruno.get(card)
    assert "A lei mudou." in page and "it counts as one that does not hold" in page
    assert only().taken_back_on == city.city.today()
