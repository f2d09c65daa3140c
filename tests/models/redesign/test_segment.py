"""Segments: one for all spellings of a name, whatever is made for them follows a new name or another segment."""

import pytest
from people import City4

from workbench.models.base import DomainError, new_id
from workbench.models.commit import commit
from workbench.models.log.transaction import transaction
from workbench.models.redesign.segment import Segment
from workbench.models.undo.undo import find, undo
from workbench.models.work.problem import Problem

pytestmark = pytest.mark.both_databases


def problem_of(city: City4, words: str) -> Problem:
    values = {"title": "A fila demora", "segment": words}
    return Problem.write(city.redesign, values, by=city.bruno)


def test_a_name_is_one_segment_in_every_spelling(city: City4) -> None:
    one, other = problem_of(city, "Idosa sem internet"), problem_of(city, " idosa  sem Internét ")
    third = problem_of(city, "Síndico")
    assert one.of_segment is other.of_segment is not third.of_segment
    # The words stay as they were written.
    assert other.segment == " idosa  sem Internét "
    third.edit({"segment": "IDOSA SEM INTERNET"}, by=city.bruno)
    assert third.of_segment is one.of_segment
    third.edit({"segment": ""}, by=city.bruno)
    assert third.of_segment is None


def test_a_new_name_is_the_name_everywhere_and_no_two_are_alike(city: City4) -> None:
    old, young = problem_of(city, "Idosos"), problem_of(city, "Jovens")
    segment = old.of_segment
    with pytest.raises(DomainError, match="already: Jovens"):
        segment.edit({"name": "jovéns"}, by=city.bruno)
    segment.edit({"name": "Pessoas idosas"}, by=city.bruno)
    assert (old.segment, young.segment) == ("Pessoas idosas", "Jovens")
    with pytest.raises(DomainError, match="Something was made"):
        segment.discard(by=city.bruno)


def test_what_was_put_into_another_segment_comes_back_with_an_undo(city: City4) -> None:
    old, oldest = problem_of(city, "Idosos"), problem_of(city, "Maiores de 80")
    commit()
    transaction().operation = new_id()
    former, operation = oldest.of_segment, transaction().operation
    former.merge_into(old.of_segment, by=city.bruno)
    commit()
    assert (oldest.segment, former.is_discarded) == ("Idosos", True)
    transaction().operation = new_id()
    place = city.redesign.workspace
    undo(place, find(place, city.bruno, operation), by=city.bruno)
    commit()
    assert (oldest.segment, oldest.of_segment, former.is_discarded) == (
        "Maiores de 80",
        former,
        False,
    )


def test_undoing_the_problem_that_named_a_segment_keeps_it_for_others(city: City4) -> None:
    transaction().operation = first = new_id()
    segment = problem_of(city, "Idosos").of_segment
    commit()
    transaction().operation = new_id()
    problem_of(city, "idosos")
    commit()
    transaction().operation = new_id()
    place = city.redesign.workspace
    undo(place, find(place, city.bruno, first), by=city.bruno)
    commit()
    assert not segment.is_discarded
    assert [each.title for each in Segment.kept_in(city.redesign)] == ["Idosos"]
