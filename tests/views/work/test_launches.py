"""The last station, as its author, its verifier, a reader and a stranger meet it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workbench.extensions import db
from workbench.models.commit import commit
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import TestSession

PROOF = {
    "responsible_unit": "Departamento de TI",
    "live_url": "https://vila.example/poda",
    "launched_on": "2026-03-02",
    "alternative_channel": "Praça de Atendimento",
}


@pytest.fixture
def here(city):
    return f"/redesigns/{city.redesign.id}/launch"


def launch():
    return db.session.scalars(db.select(Launch)).one()


def test_the_gate_stands_on_top_before_anything_is_written(city, visit, here):
    page = visit(city.bruno).get(here)
    assert "To declare it digitized: all of these are required" in page
    assert "0 of 8" in page
    assert page.words.index("Add the live link") < page.words.index("Also asked for")
    assert f"{here}/edit" in page.links()


def test_the_team_writes_the_proof_and_cannot_verify_it(city, visit, here):
    bruno = visit(city.bruno)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    page = bruno.get(here)
    assert "3 of 8" in page
    assert "Written by Bruno Sales" in page
    assert "A facilitator or a lead who did not record the proof verifies it." in page
    bruno.post(f"{here}/verify", 403, version="1")


def test_a_facilitator_who_wrote_a_part_is_told_why_not(city, visit, here):
    bruno, ana = visit(city.bruno), visit(city.ana)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    seen = ana.get(f"{here}/edit").hidden("version")
    ana.post(f"{here}/edit", version=seen, **{**PROOF, "protocol": "2026-1"})
    page = ana.get(here)
    assert "Whoever recorded the proof cannot verify it." in page
    assert f"{here}/verify" not in page.forms()
    page = ana.post(f"{here}/verify", 200, version=str(launch().version))
    assert "Whoever recorded the proof cannot verify it." in page
    assert not launch().is_verified


def test_somebody_else_verifies_and_a_change_voids_it(city, visit, here):
    bruno, davi = visit(city.bruno), visit(city.davi)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    seen = davi.get(here).hidden("version")
    davi.post(f"{here}/verify", version=seen, verification_note="Pedi e recebi o número.")
    page = davi.get(here)
    assert "Davi Franco verified it on" in page
    assert "Pedi e recebi o número." in page
    bruno.post(f"{here}/edit", version=str(launch().version), **{**PROOF, "protocol": "2026-2"})
    assert "verified it on" not in davi.get(here)


def test_a_proof_that_changed_meanwhile_is_looked_at_again(city, visit, here):
    bruno, davi = visit(city.bruno), visit(city.davi)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    seen = davi.get(here).hidden("version")
    bruno.post(f"{here}/edit", version=seen, **{**PROOF, "live_url": "https://vila.example/outra"})
    page = davi.post(f"{here}/verify", 409, version=seen, verification_note="Abri a antiga.")
    assert "The proof changed while you were looking at it." in page
    assert "Abri a antiga." in page.text
    assert not launch().is_verified
    davi.post(f"{here}/verify", version=page.hidden("version"))
    assert launch().is_verified


def test_there_is_nothing_to_verify_before_there_is_a_proof(city, visit, here):
    ana = visit(city.ana)
    ana.post(f"{here}/verify", version="0")
    assert "There is no proof to verify yet." in ana.get(here)
    visit(city.bruno).post(f"{here}/edit", version="0", responsible_unit="TI")
    assert "There is nothing to verify yet" in ana.get(here)


def test_the_complete_proof_leads_to_the_declaration(city, visit, here):
    step = {"title": "Pedir", "channels": ["web"]}
    JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"]).add_step(
        step, by=city.bruno
    )
    commit()
    JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    commit()
    bruno, davi = visit(city.bruno), visit(city.davi)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    seen = bruno.get(f"{here}/built").hidden("version")
    bruno.post(f"{here}/built", version=seen, untested_reason="Já estava em uso.")
    davi.post(f"{here}/verify", version=davi.get(here).hidden("version"))
    assert "7 of 8" in bruno.get(here)
    page = bruno.get(f"{here}/catalogue")
    bruno.post(f"{here}/catalogue", answer="decline", reason="Já muda.", seen=page.hidden("seen"))
    page = bruno.get(here)
    assert "Built without a prototype" in page
    assert "8 of 8" in page
    assert "The charter stays as it is: Já muda." in page
    assert [link for link in page.links() if link.endswith("status=digitized")]
    assert "4: everything online" in page


def test_a_declined_charter_is_answered_anew_until_digitized(city, visit, here):
    step = {"title": "Pedir", "channels": ["web"], "citizen_cost": "8.8"}
    today = JourneyMap.begin(city.redesign, "as_is", by=city.bruno, phases=["Pedir"])
    today.add_step(step, by=city.bruno)
    today.add_step({"title": "Receber", "channels": ["email"]}, by=city.bruno)
    JourneyMap.begin(city.redesign, "to_be", by=city.bruno)
    city.redesign.service.charters[0].valid_from -= timedelta(days=3650)
    commit()
    bruno, davi = visit(city.bruno), visit(city.davi)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    davi.post(f"{here}/verify", version=davi.get(here).hidden("version"))
    page = bruno.get(f"{here}/catalogue")
    assert "R$ 8.80" in page.words.replace("\xa0", " ")
    bruno.post(
        f"{here}/catalogue", answer="decline", reason="Em janeiro.", seen=page.hidden("seen")
    )
    page = bruno.get(f"{here}/catalogue")
    assert "it may be answered anew" in page
    bruno.post(f"{here}/catalogue", use="2", seen=page.hidden("seen"))
    page = bruno.get(here)
    assert "The new charter is in force." in page
    bruno.post(page.undo)
    page = bruno.get(f"{here}/catalogue")
    assert "it may be answered anew" in page
    bruno.post(f"{here}/catalogue", use="1", seen=page.hidden("seen"))
    page = bruno.get(f"{here}/catalogue")
    assert "answered anew" not in page
    assert "Put the new charter into force" not in page


def test_two_who_begin_the_proof_at_once_see_both_texts(city, visit, here):
    bruno, ana = visit(city.bruno), visit(city.ana)
    assert bruno.get(f"{here}/edit").hidden("version") == "0"
    ana.post(f"{here}/edit", version="0", **PROOF)
    page = bruno.post(f"{here}/edit", 409, version="0", **{**PROOF, "responsible_unit": "Obras"})
    assert "Obras" in page
    assert "Departamento de TI" in page


def test_what_cannot_be_is_refused_and_kept_on_the_form(city, visit, here):
    bruno = visit(city.bruno)
    tomorrow = (city.city.today() + timedelta(days=1)).isoformat()
    page = bruno.post(f"{here}/edit", 200, version="0", **{**PROOF, "launched_on": tomorrow})
    assert "A launch cannot be in the future." in page
    assert "Departamento de TI" in page.text
    page = bruno.post(f"{here}/edit", 200, version="0", live_url="javascript:alert(1)")
    assert "beginning with https://" in page
    assert db.session.scalars(db.select(Launch)).all() == []


def test_readers_read_and_do_not_write(city, visit, here):
    for person in (city.davi, city.observer, city.edite):
        reader = visit(person)
        page = reader.get(here)
        assert f"{here}/edit" not in page.links()
        reader.get(f"{here}/edit", 403)
    visit(city.observer).post(f"{here}/verify", 403)


def test_strangers_find_nothing_and_the_door_asks_who_you_are(city, visit, here):
    carla, nobody = visit(city.carla), visit()
    for path in (here, f"{here}/edit"):
        carla.get(path, 404)
        nobody.get(path, 302)
    carla.post(f"{here}/verify", 404)
    nobody.post(f"{here}/verify", 401)
    visit(city.bruno).get("/redesigns/999/launch", 404)


def test_somebody_is_asked_to_verify_and_finds_the_request_at_home(city, visit, here):
    bruno, ana = visit(city.bruno), visit(city.ana)
    bruno.post(f"{here}/edit", version="0", **PROOF)
    page = bruno.get(here)
    assert f"{here}/ask" in page.forms()
    bruno.post(f"{here}/ask", 200, verifier_id=str(city.carla.id))
    visit(city.observer).post(f"{here}/ask", 403, verifier_id=str(city.ana.id))
    bruno.post(f"{here}/ask", verifier_id=str(city.ana.id))
    assert "Ana Prado was asked to verify it" in bruno.get(here)
    assert here in " ".join(ana.get("/").links())
    page = ana.get(here)
    ana.post(f"{here}/verify", version=page.hidden("version"))
    assert "You were asked to verify" not in ana.get("/")
    # She goes with the team: the page says in which role she stands, and warns.
    page = bruno.get(here)
    assert "Role: Facilitator." in page
    assert "is the team's own facilitator" in page
    assert launch().verified_doubts == ["own_facilitator"]


def test_the_built_version_and_the_reasons_stand_beside_the_proof(city, visit, here):
    prototype = Prototype.write(city.redesign, {"title": "Pedido"}, by=city.bruno)
    one = prototype.add_hypothesis({"believe": "Basta a foto", "threshold_share": 60}, by=city.ana)
    first, second = (prototype.add_version({}, by=city.bruno) for _number in range(2))
    TestSession.write(city.redesign, {"prototype_version": first}, by=city.bruno)
    commit()
    ids, reason = (first.id, second.id), f"reason_{one.id}"
    bruno = visit(city.bruno)
    page = bruno.get(f"{here}/built")
    assert page.hidden("built_version_id") == str(ids[0])
    assert "Not decided 1 of 1 person alone" in page.words
    assert f"{here}/built?version_id={ids[1]}" in page.links()
    said = {"version": "0", "built_version_id": str(ids[0]), reason: "O piloto faz as vezes."}
    bruno.post(f"{here}/built", **said)
    page = bruno.get(here)
    assert "Pedido, v1" in page and "Built all the same: Basta a foto" in page
    assert "O piloto faz as vezes." in page
    bruno.post(f"{here}/built", 409, **{**said, reason: "Ao mesmo tempo."})
    bruno.post(f"{here}/built", version="1", built_version_id=str(ids[1]), **{reason: "Outra."})
    assert launch().built_version_id == ids[1]
    assert launch().built_reasons == {reason.removeprefix("reason_"): "Outra."}
