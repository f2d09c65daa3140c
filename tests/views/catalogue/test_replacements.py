"""A service that was merged or eliminated sends people to the one that is asked for in its place."""

from __future__ import annotations

import pytest

from workbench.extensions import db
from workbench.models.catalogue.service import Service
from workbench.models.commit import commit
from workbench.models.progress.progress import advance

pytestmark = pytest.mark.postgres_by_proof


def test_who_looks_for_a_service_that_left_is_sent_to_the_one_in_its_place(city, visit):
    one, two = (Service.add(city.city, name=f"Árvore {n}", by=None) for n in ("um", "dois"))
    advance(city.redesign, "merged", on=city.city.today(), by=city.davi, reason="Um só pedido.")
    commit()
    first, second, merged = one.id, two.id, city.service.id
    here, team = f"/services/{merged}/replacement", f"/redesigns/{city.redesign.id}"
    page, edite, carla = f"/services/{merged}", visit(city.edite), visit(city.carla)
    assert here in edite.get(team).links() and here in edite.get(f"{team}/statuses").links()
    assert "Nobody has said what takes its place." in visit(city.observer).get(team)
    assert here in edite.get(page).links()
    assert here not in carla.get(page).links()
    carla.get(here, 403)
    assert edite.get(f"/services/{second}/replacement", 302).location == f"/services/{second}"
    assert f'value="{merged}"' not in edite.get(f"{here}?q=arvore").text
    unseen = edite.get(here).hidden("version")

    def say(other, status=302, at=here):
        return edite.post(
            at, status, service_id=str(other), version=edite.get(at).hidden("version")
        )

    say(first)
    edite.post(here, 409, service_id=str(second), version=unseen)
    for reader, address in ((carla, page), (edite, team), (carla, "/services?ended=any")):
        shown = reader.get(address)
        assert "In its place: Árvore um" in shown, address
        assert f"/services/{first}" in shown.links()
    assert "1 service left the catalogue" in edite.get("/services")
    [row] = edite.get("/services.json?ended=any").json["services"]
    assert (row["ended_as"], row["replaced_by"]) == ("merged", first)
    # What took its place may end as well: a chain is refused with the name of its end, a circle too.
    gone = db.session.get(Service, first)
    gone.retire("eliminated", on=gone.city.today(), by=None)
    gone.name_replacement(db.session.get(Service, second), by=None)
    commit()
    shown = carla.get(page)
    assert "In its place: Árvore um which left the catalogue too In its place: Árvore dois" in shown
    said = "Árvore um left the catalogue too, and Árvore dois took its place"
    assert said in say(first, 200)
    say(merged, 200, f"/services/{first}/replacement")
    say(second)
    say(0)
    db.session.expire_all()
    assert db.session.get(Service, merged).replaced_by is None
