"""A launch: who may verify the proof, and what makes a verification void."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pictures import PNG

from workbench.models.base import DomainError
from workbench.models.commit import commit
from workbench.models.work.launch import Launch
from workbench.models.work.upload import Upload

pytestmark = pytest.mark.both_databases


@pytest.fixture
def launch(city):
    today = city.city.today()
    values = {"live_url": "https://vila.example/poda", "launched_on": today}
    launch = Launch.write(city.redesign, values, by=city.bruno)
    commit()
    return launch


def test_the_author_of_the_proof_cannot_verify_it(city, launch):
    with pytest.raises(DomainError, match="cannot verify"):
        launch.verify(by=city.bruno, on=city.city.today())
    launch.verify(by=city.ana, on=city.city.today())
    commit()
    assert launch.is_verified
    assert launch.verified_by is city.ana


def test_whoever_changes_a_part_becomes_an_author(city, launch):
    launch.edit({"protocol": "2026-0001"}, by=city.ana)
    with pytest.raises(DomainError, match="cannot verify"):
        launch.verify(by=city.ana, on=city.city.today())
    assert launch.author_ids == sorted([city.ana.id, city.bruno.id])


def test_a_change_of_the_proof_asks_for_a_new_verification(city, launch):
    launch.verify(by=city.davi, on=city.city.today(), note="Abri e pedi.")
    launch.edit({"live_url": launch.live_url}, by=city.bruno)
    assert launch.is_verified
    launch.edit({"live_url": "https://vila.example/outra"}, by=city.bruno)
    assert not launch.is_verified
    assert launch.verification_note == ""


def test_a_picture_is_a_part_of_the_proof(city, launch, tmp_path):
    launch.verify(by=city.davi, on=city.city.today())
    launch.attach(
        Upload.read(io.BytesIO(PNG), "tela.png"),
        folder=tmp_path,
        alternative_text="A tela do pedido",
        by=city.ana,
    )
    commit()
    assert not launch.is_verified
    assert city.ana.id in launch.author_ids


def test_nothing_is_verified_before_there_is_something(city):
    launch = Launch.write(city.redesign, {"responsible_unit": "TI"}, by=city.bruno)
    with pytest.raises(DomainError, match="nothing to verify"):
        launch.verify(by=city.ana, on=city.city.today())


def test_a_launch_is_not_in_the_future(city, launch):
    tomorrow = city.city.today() + timedelta(days=1)
    with pytest.raises(DomainError, match="future"):
        launch.edit({"launched_on": tomorrow}, by=city.bruno)
    launch.edit({"forecast_on": tomorrow}, by=city.bruno)


def test_a_facilitator_stays_the_team_s_own_when_another_is_named(city, launch):
    city.redesign.assign_facilitator(city.davi, by=city.davi)
    commit()
    launch.verify(by=city.ana, on=city.city.today())
    assert launch.verified_doubts == ["own_facilitator"]
