"""The two real files come in whole: every sum that is known of them is reached."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from workbench.exchange.service_import import import_services
from workbench.extensions import db
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.search import search
from workbench.models.catalogue.service import Service
from workbench.models.catalogue.service_step import ServiceStep
from workbench.models.catalogue.volume import Volume
from workbench.models.commit import commit
from workbench.models.log.event import Event

pytestmark = pytest.mark.postgres_by_proof


def count(*conditions):
    return db.session.scalar(select(func.count(Service.id)).where(*conditions))


@pytest.fixture
def govbr(real):
    return [real("govbr", "etapas.csv"), real("govbr", "servicos.csv")]


@pytest.fixture
def sp156(real):
    return [real("sp156", "sp156_atendimentos_agrupados.csv")]


def test_brazils_service_letters_come_in_with_their_steps(town, govbr):
    outcome = import_services(govbr, town)
    assert outcome.merged.added == count() == 1307
    assert outcome.merged.steps == 2638
    assert db.session.scalar(select(func.count(ServiceStep.id))) == 2638
    assert outcome.steps_left_out == 6
    declared = dict(
        db.session.execute(
            select(Service.declared_digital, func.count()).group_by(Service.declared_digital)
        ).all()
    )
    assert declared == {True: 137, False: 1067, None: 103}
    assert outcome.figures["services with the web on every step"] == 352
    assert outcome.figures["services with only the web on every step"] == 205
    assert count(Service.organisation_id.is_(None)) == 4


def test_everything_odd_in_the_letters_is_reported_by_record(town, govbr):
    outcome = import_services(govbr, town)
    found = {(odd.file, odd.record) for odd in outcome.oddities}
    assert found == {("servicos.csv", n) for n in (78, 349, 1133, 1214)} | {
        ("etapas.csv", n) for n in (158, 159, 1309, 1310, 1311, 2317)
    }
    assert count(Service.source_id == "cadastrar-estabelecimentos-servicos-acessiveis.xml") == 1


@pytest.mark.proof
def test_one_organisation_with_several_names_is_one_organisation(town, govbr):
    import_services(govbr, town)
    organisations = list(db.session.scalars(select(Organisation)))
    assert len(organisations) == 81
    assert sum(1 + len(each.former_names) for each in organisations) == 90
    justice = next(each for each in organisations if each.source_id.endswith("/316"))
    assert justice.name == "Ministério da Justiça e Segurança Pública (MJSP)"
    assert "Ministério da Justiça (MJ)" in justice.former_names


@pytest.mark.proof
def test_names_and_descriptions_are_cleaned(town, govbr):
    import_services(govbr, town)
    for service in db.session.scalars(select(Service)):
        assert service.name == " ".join(service.name.split())
        for text in (service.name, service.summary):
            assert text == "\n".join(" ".join(line.split()) for line in text.split("\n"))
            assert "<p" not in text
            assert "&nbsp;" not in text


@pytest.mark.proof
def test_the_letters_are_found_without_accents(town, govbr):
    import_services(govbr, town)
    names = list(db.session.scalars(search(select(Service), "inscric")).all())
    assert any("Inscrição" in service.name for service in names)
    assert 0 < len(names) < 200


def test_importing_the_same_files_again_writes_nothing(town, govbr):
    import_services(govbr, town)
    commit()
    versions = db.session.execute(select(Service.id, Service.version)).all()
    position = town.workspace.position
    again = import_services(govbr[::-1], town)
    assert not db.session.dirty
    assert (again.merged.added, again.merged.changed, again.merged.unchanged) == (0, 0, 1307)
    assert again.merged.kept == []
    assert town.workspace.position == position
    assert db.session.execute(select(Service.id, Service.version)).all() == versions


@pytest.mark.proof
def test_the_letters_alone_leave_their_steps_alone(town, govbr):
    import_services(govbr, town)
    commit()
    again = import_services(govbr[1:], town)
    assert again.merged.unchanged == 1307
    assert db.session.scalar(select(func.count(ServiceStep.id))) == 2638


def test_requests_by_channel_come_in_whole(town, sp156):
    outcome = import_services(sp156, town)
    assert outcome.merged.added == count() == 700
    assert outcome.merged.requests == 4137583
    sums = dict(
        db.session.execute(
            select(Volume.channel, func.sum(Volume.requests)).group_by(Volume.channel)
        ).all()
    )
    assert sum(sums.values()) == 4137583
    assert sums[""] == 1531605
    assert {"web", "telephone", "app"} < set(sums)


def test_requests_without_a_period_stay_out_of_yearly_figures(town, sp156):
    import_services(sp156, town)
    assert set(db.session.scalars(select(Volume.year))) == {None}
    assert count(Service.yearly_requests.is_not(None)) == 0


def test_a_name_under_two_themes_is_two_services(town, sp156):
    import_services(sp156, town)
    themes = Counter(db.session.scalars(select(Service.name)))
    assert len(themes) == 690
    assert sum(number - 1 for number in themes.values()) == 10


@pytest.mark.proof
def test_both_sources_live_in_one_city(town, govbr, sp156):
    import_services(govbr, town)
    import_services(sp156, town)
    assert count() == 2007
    commit()
    imported = select(Event).where(Event.action == "catalogue.imported").order_by(Event.position)
    told = db.session.scalars(imported).all()
    assert [event.facts["requests"] for event in told] == [0, 4137583]
    assert [event.facts["steps"] for event in told] == [2638, 0]
