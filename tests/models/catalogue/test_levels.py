"""The level of a service follows from the facts of its steps under named schemes."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.models.catalogue import levels
from workbench.models.catalogue.levels import CHANNELS, SCHEMES, chile, contradiction, portaria_548


@dataclass
class Step:
    channels: list[str] = field(default_factory=list)
    in_person_by_law: bool = False
    kind: str = ""


WEB, DESK, POST, MAIL = Step(["web"]), Step(["in_person"]), Step(["post"]), Step(["email", "fax"])
LAW = Step(["in_person"], in_person_by_law=True)
UNKNOWN = Step([])


@pytest.mark.parametrize(
    ("steps", "level"),
    [
        ([], ""),
        ([UNKNOWN], ""),
        ([WEB, UNKNOWN], ""),
        ([WEB], "4"),
        ([WEB, MAIL, Step(["app", "in_person"])], "4"),
        ([WEB, WEB, DESK], "3"),
        ([WEB, POST], "3"),
        ([WEB, LAW], "3d"),
        ([WEB, LAW, LAW], "3d"),
        # Of a service that is wholly in person nothing is online, whatever the law says.
        ([LAW], ""),
        ([WEB, LAW, DESK], ""),
        ([DESK], ""),
        ([WEB, DESK, DESK], ""),
        ([Step(["in_person"], kind="download")], "2"),
        ([Step(["in_person"], kind="information")], "1"),
        ([Step(["in_person"], kind="action")], "0"),
    ],
)
def test_chiles_ladder(steps, level):
    assert chile(steps) == level


@pytest.mark.parametrize(
    ("steps", "level"),
    [
        ([], ""),
        ([WEB, UNKNOWN], ""),
        ([WEB, POST], "D"),
        ([Step(["telephone", "in_person"])], "D"),
        ([WEB, DESK], "N"),
        ([LAW], "N"),
        ([Step(["fax"])], "N"),
    ],
)
def test_portaria_548(steps, level):
    assert portaria_548(steps) == level


@pytest.mark.parametrize(
    ("steps", "declared", "slug"),
    [
        ([WEB, DESK], True, "declared_not"),
        ([WEB], False, "is_undeclared"),
        ([WEB], True, ""),
        ([DESK], False, ""),
        ([WEB], None, ""),
        ([], True, ""),
        ([UNKNOWN], True, ""),
    ],
)
def test_a_declaration_and_the_steps_may_contradict_each_other(steps, declared, slug):
    assert contradiction(steps, declared) == slug
    assert slug in {"", *levels.CONTRADICTIONS}


def test_a_strict_count_stands_beside_the_generous_one():
    assert levels.digital_counts([WEB, Step(["web", "in_person"]), DESK, UNKNOWN]) == (2, 1, 4)


def test_a_channel_is_offered_throughout_or_alone():
    both = Step(["web", "in_person"])
    assert levels.offered_throughout([WEB, both], "web")
    assert not levels.offered_alone([WEB, both], "web")
    assert levels.offered_alone([WEB, WEB], "web")
    assert not levels.offered_throughout([WEB, DESK], "web")
    assert not levels.offered_throughout([], "web")
    assert not levels.offered_alone([], "web")


def test_levels_are_ranked_from_least_to_most_digital():
    ranks = [SCHEMES["chile"].rank(level) for level in ("", "0", "1", "2", "3", "3d", "4")]
    assert ranks == sorted(ranks)
    assert ranks[0] == -1


steps = st.lists(
    st.builds(
        Step,
        st.lists(st.sampled_from([*CHANNELS, "pombo"]), max_size=3),
        st.booleans(),
        st.sampled_from(["", "download", "information", "action"]),
    ),
    max_size=5,
)


@given(steps)
def test_every_level_is_one_of_its_scheme(some):
    for scheme in SCHEMES.values():
        assert scheme.level_of(some) in {"", *scheme.levels}


@given(steps)
def test_the_order_of_steps_does_not_matter(some):
    for scheme in SCHEMES.values():
        assert scheme.level_of(some) == scheme.level_of(some[::-1])


@given(steps)
def test_offering_the_web_everywhere_reaches_the_top(some):
    for step in some:
        step.channels = [*step.channels, "web"]
    if some:
        assert [scheme.level_of(some) for scheme in SCHEMES.values()] == ["4", "D"]
