"""Evidence serves several problems, causes say what they rest on, and two problems that are one are merged."""

from __future__ import annotations

import pytest
from people import City4

from workbench.extensions import db
from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.progress.problem_rules import evidence_consented
from workbench.models.progress.redesign_work import RedesignWork
from workbench.models.undo.undo import find, undo
from workbench.models.work.cause import Cause, carried, chain
from workbench.models.work.evidence import Count, Evidence
from workbench.models.work.link import Link, links_of
from workbench.models.work.note import Note
from workbench.models.work.problem import Problem
from workbench.models.work.problem_merge import merge

pytestmark = pytest.mark.both_databases


def problem(city: City4, title: str, **values: object) -> Problem:
    return Problem.write(city.redesign, {"title": title, **values}, by=city.bruno)


def evidence(city: City4, of: Problem, **values: object) -> Evidence:
    told = {"problem": of, "text": "visto", "source": "counter", **values}
    return Evidence.write(city.redesign, told, by=city.bruno)


def test_evidence_counts_once_for_each_problem_that_it_serves(city: City4) -> None:
    queue, paper, away = (problem(city, each) for each in ("fila", "papel", "longe"))
    counted = evidence(city, queue, seen=3, asked=4, unit="people", consent="missing")
    commit()
    counted.serve([queue, paper], by=city.bruno)
    counted.serve([queue, paper], by=city.bruno)
    commit()
    db.session.expire_all()
    assert paper.counts == queue.counts == {"people": Count(3, 4)}
    assert (paper.grade, away.grade) == ("repeated", "assumption")
    # Archived for the one, it is still asked for its consent where it serves the other.
    queue.discard(by=city.bruno)
    commit()
    assert not evidence_consented(RedesignWork.of(city.redesign)).ok
    counted.serve([paper, away], by=city.bruno)
    commit()
    db.session.expire_all()
    assert (counted.problem, counted.problems) == (paper, [paper, away])
    assert (queue.grade, away.grade) == ("assumption", "repeated")
    with pytest.raises(DomainError, match="at least one"):
        counted.serve([], by=city.bruno)
    counted.discard(by=city.bruno)
    assert (paper.grade, away.grade) == ("assumption", "assumption")


def test_causes_are_a_chain_and_keep_what_they_rest_on(city: City4) -> None:
    late = problem(city, "fila", causes="\nabre às oito\n\nsó há um guichê\n")
    seen = evidence(city, late)
    db.session.flush()
    assert [each.text for each in late.chain] == ["abre às oito", "só há um guichê"]
    late.ground_cause("só há um guichê", "", "guess", by=city.bruno)
    late.ground_cause("abre às oito", "", seen.id, by=city.bruno)
    late.add_cause("faltam servidores", by=city.bruno)
    late.edit({"causes": late.causes.replace("abre às oito\n", "")}, by=city.bruno)
    assert [(each.text, each.is_guess) for each in late.chain] == [
        ("só há um guichê", True),
        ("faltam servidores", False),
    ]
    for was, ground in (("guess", seen.id + "x"), ("", seen.id)):
        with pytest.raises(DomainError, match="changed meanwhile"):
            late.ground_cause("só há um guichê", was, ground, by=city.bruno)
    assert chain("a\nb", ["gone"], []) == [Cause("a"), Cause("b")]
    assert carried([Cause("a", "guess")], "b\na") == ["", "guess"]


def test_a_merged_problem_leaves_nothing_behind_and_one_undo_restores_both(city: City4) -> None:
    note = Note.write(city.redesign, {"text": "fila"}, by=city.bruno)
    db.session.flush()
    one, other = note.grow(by=city.bruno), problem(city, "espera em pé")
    one.edit({"segment": "idosas", "severity": 3, "causes": "abre tarde"}, by=city.bruno)
    own, shared = evidence(city, one, seen=2, unit="people"), evidence(city, one, source="desk")
    shared.serve([one, other], by=city.bruno)
    db.session.flush()
    for at in (one, other):
        db.session.add(Link(redesign_id=city.redesign.id, kind="covers", from_id="x", to_id=at.id))
    db.session.add(Link(redesign_id=city.redesign.id, kind="hurts_at", from_id=one.id, to_id="s"))
    commit()
    assert other.grade == "observed"
    transaction().operation = "merging"
    merge(one, other, by=city.bruno)
    commit()
    db.session.expire_all()
    assert one.is_discarded and one.merged_into is other and other.merged == [one]
    assert set(other.kept_evidence) == {own, shared} and shared.problems == [other]
    assert (other.grade, other.segment, other.severity) == ("repeated", "idosas", 3)
    assert {(e.kind, e.from_id, e.to_id) for e in links_of(city.redesign)} == {
        ("covers", "x", other.id),
        ("hurts_at", other.id, "s"),
    }
    assert note.problem is other and one.title == "fila"
    for wrong in (one, other):
        with pytest.raises(DomainError):
            merge(wrong, other, by=city.bruno)
    db.session.rollback()
    workspace = city.redesign.workspace
    undo(workspace, find(workspace, city.bruno, "merging"), by=city.bruno)
    commit()
    db.session.expire_all()
    assert not one.is_discarded and one.merged_into is None and note.problem is one
    assert set(one.kept_evidence) == {own, shared} and other.kept_evidence == [shared]
    assert (one.grade, other.grade, other.segment) == ("repeated", "observed", "")
    assert len(links_of(city.redesign)) == 3
