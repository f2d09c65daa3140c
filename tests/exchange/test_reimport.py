"""A later import changes what only the source has written, and never what the team has."""

import pytest
from sqlalchemy import select

from workbench.exchange.service_import import import_services
from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person

pytestmark = pytest.mark.both_databases


@pytest.fixture
def bruno(town):
    person = Person.add(town, name="Bruno Sales", email="bruno@vila.example", by=None)
    commit()
    return person


def brought(files, town):
    """Import and commit, then forget what the session knew."""
    merged = import_services(files, town).merged
    commit()
    return merged


def pruning():
    return db.session.scalars(select(Service).where(Service.source_id == "poda")).one()


def test_a_value_that_nobody_touched_follows_its_source(town, small):
    brought(small(), town)
    before = pruning().version
    merged = brought(small(name="Licença para podar"), town)
    assert (merged.changed, merged.unchanged, merged.kept) == (1, 1, [])
    assert pruning().name == "Licença para podar"
    assert pruning().version == before + 1
    assert "podar" in pruning().search_text


def test_a_value_that_the_team_wrote_is_kept_and_reported(town, small, bruno):
    brought(small(), town)
    pruning().edit({"name": "Poda de árvore"}, by=bruno)
    commit()
    version = pruning().version
    merged = brought(small(name="Licença para podar"), town)
    assert pruning().name == "Poda de árvore"
    assert [(kept.record, kept.field) for kept in merged.kept] == [(2, "name")]
    assert (merged.changed, merged.unchanged) == (0, 2)
    assert pruning().version == version


def test_what_the_team_wrote_is_kept_time_and_again(town, small, bruno):
    brought(small(), town)
    pruning().edit({"name": "Poda de árvore"}, by=bruno)
    commit()
    for name in ("Licença para podar", "Licença para podar", "Outra"):
        brought(small(name=name), town)
        assert pruning().name == "Poda de árvore"


def test_a_step_that_changed_at_the_source_regrades_its_service(town, small):
    brought(small(), town)
    assert pruning().level == "3"
    merged = brought(small(channels="presencial|web"), town)
    assert merged.changed == 1
    assert pruning().steps[0].channels == ["in_person", "web"]
    assert pruning().level == "4"


def test_a_step_that_the_team_changed_is_kept(town, small, bruno):
    brought(small(), town)
    pruning().edit_step(pruning().steps[0], {"title": "Pedir pela internet"}, by=bruno)
    commit()
    merged = brought(small(title="Solicitar"), town)
    assert pruning().steps[0].title == "Pedir pela internet"
    assert [kept.field for kept in merged.kept] == ["steps.title"]


def test_a_step_that_the_team_removed_does_not_come_back(town, small, bruno):
    brought(small(), town)
    pruning().remove_step(pruning().steps[0], by=bruno)
    commit()
    merged = brought(small(), town)
    assert [step.title for step in pruning().steps] == ["Receber"]
    assert [kept.field for kept in merged.kept] == ["steps"]


def test_a_step_that_the_team_added_stays_among_the_new_ones(town, small, bruno):
    brought(small(), town)
    pruning().add_step({"title": "Agradecer", "channels": ["web"]}, by=bruno)
    commit()
    brought(small(more="poda,3,12,Avaliar,,web,0\n"), town)
    assert {step.title for step in pruning().steps} == {"Pedir", "Receber", "Agradecer", "Avaliar"}
    assert [step.position for step in pruning().steps] == [1, 2, 3, 4]


def test_services_and_steps_that_vanished_are_left_alone_and_counted(town, small, written):
    files = small()
    brought(files, town)
    text = files[0].read_text().splitlines()
    fewer = [written("servicos.csv", "\n".join([text[0], text[1]]))]
    fewer.append(
        written(
            "etapas.csv", files[1].read_text().splitlines()[0] + "\npoda,1,10,Pedir,,presencial,2\n"
        )
    )
    merged = brought(fewer, town)
    assert (merged.vanished, merged.steps_vanished) == (1, 1)
    assert db.session.scalars(select(Service.source_id).order_by(Service.id)).all() == [
        "poda",
        "feira",
    ]
    assert len(pruning().steps) == 2


def test_requests_follow_their_source_until_someone_states_otherwise(town, written, bruno):
    brought([written("a.csv", " ,Verde,Árvores,Poda,10\nAPLICATIVO,Verde,Árvores,Poda,5\n")], town)
    service = db.session.scalars(select(Service)).one()
    service.state_volume(year=None, channel="app", requests=7, source="Bruno", by=bruno)
    commit()
    merged = brought(
        [written("a.csv", " ,Verde,Árvores,Poda,11\nAPLICATIVO,Verde,Árvores,Poda,6\n")], town
    )
    assert {v.channel: v.requests for v in service.volumes} == {"": 11, "app": 7}
    assert [kept.field for kept in merged.kept] == ["requests"]


def test_an_organisation_is_found_by_its_id_or_by_its_name(town, small, bruno):
    mine = Organisation.add(town, name="Verde", by=bruno)
    commit()
    brought(small(), town)
    assert pruning().organisation_id == mine.id
    mine.edit({"name": "Secretaria do Verde"}, by=bruno)
    commit()
    merged = brought(small(), town)
    assert merged.organisations == 0
    assert pruning().organisation_id == mine.id


def test_nothing_is_written_when_the_source_is_the_same(town, small):
    brought(small(), town)
    position = town.workspace.position
    assert brought(small(), town).unchanged == 2
    assert town.workspace.position == position
