"""Lists are in the order of the alphabet, whatever database holds them."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from workbench.extensions import db
from workbench.models.alphabet import alphabetical
from workbench.models.catalogue.city import City
from workbench.models.catalogue.organisation import Organisation
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.people.person import Person

pytestmark = pytest.mark.both_databases

NAMES = ["Água: segunda via", "agendar vacina", "Bilhete", "Ônibus", "zeladoria", "Zoonoses"]
ORDER = ["agendar vacina", "Água: segunda via", "Bilhete", "Ônibus", "zeladoria", "Zoonoses"]


def test_services_organisations_and_people_are_listed_by_the_alphabet(app: Flask) -> None:
    city = City.found(slug="vila", name="Vila")
    for name in sorted(NAMES):
        Service.add(city, name=name, by=None)
        Organisation.add(city, name=name, by=None)
        Person.add(city, name=name, email=f"{len(name)}{name[0]}@vila.example", by=None)
    commit()
    services = select(Service.name).order_by(*Service.in_alphabet())
    people = select(Person.name).order_by(alphabetical(Person.name), Person.id)
    assert list(db.session.scalars(services)) == ORDER
    assert list(db.session.scalars(people)) == ORDER
    assert [organisation.name for organisation in Organisation.of(city)] == ORDER


def test_a_short_name_comes_first_whatever_is_told_of_it(app: Flask) -> None:
    city = City.found(slug="vila", name="Vila")
    for name in ("Poda de árvore", "Canto", "Caña", "Poda"):
        Service.add(city, name=name, summary="Zelo", by=None)
    commit()
    found = list(db.session.scalars(select(Service).order_by(*Service.in_alphabet())))
    assert [service.name for service in found] == ["Canto", "Caña", "Poda", "Poda de árvore"]
    found[0].edit({"name": "Zelo"}, by=None)
    commit()
    assert (
        db.session.scalars(select(Service.name).order_by(*Service.in_alphabet())).all()[-1]
        == "Zelo"
    )
