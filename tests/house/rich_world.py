"""A small city with one record of every kind in it, so that any address can be asked for."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import current_app
from people import City4, build_city
from werkzeug.routing import Rule

from workbench.extensions import db
from workbench.models.catalogue.charter_proposal import CharterProposal
from workbench.models.commit import commit
from workbench.models.people.invitation import Invitation
from workbench.models.people.person import Person
from workbench.models.programme.claim import Claim
from workbench.models.programme.explanation import Explanation
from workbench.models.programme.workshop import Workshop
from workbench.models.redesign.redesign import Redesign
from workbench.models.room.block import Block
from workbench.models.room.joining import come_in
from workbench.models.room.tick import HelpCall
from workbench.models.room.vote import Vote
from workbench.models.work.attachment import Attachment
from workbench.models.work.code_search import participation
from workbench.models.work.doubtful_amount import DoubtfulAmount
from workbench.models.work.evidence import Evidence
from workbench.models.work.figure import Figure
from workbench.models.work.follow_up import FollowUp
from workbench.models.work.hotspot import Hotspot
from workbench.models.work.journey import JourneyMap
from workbench.models.work.launch import Launch
from workbench.models.work.note import Note, NoteGroup
from workbench.models.work.note_picture import picture_facts
from workbench.models.work.pin import Pin
from workbench.models.work.problem import Problem
from workbench.models.work.prototype import Prototype
from workbench.models.work.test_session import Finding, TestSession
from workbench.models.work.upload import Upload
from workbench.models.work.withdrawal import withdraw

# The smallest picture there is: one dot.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@dataclass
class RichWorld:
    """The small city, a person without access any more, the id of a record of each kind, and the day it is."""

    city4: City4
    removed: Person
    ids: dict[str, Any]
    day: date
    # A guest of the room, and one with a seat in the team as well.
    guest: Person
    sitter: Person

    def __getattr__(self, name: str) -> Any:
        return getattr(self.city4, name)

    def arguments(self, rule: Rule) -> dict[str, Any]:
        """Return what an address of this rule needs: the ids of this world, and a word for the rest."""
        words = {
            "form": "json",
            "format": "json",
            "kind": "as_is",
            "code": "en",
            "operation": "pause",
            "measure": "cost",
            "page": "overview",
            "name": "pains",
            "import_id": "nothing9isheld99",
            "token": "nobody",
        }
        ids = {**self.ids, **(rule.defaults or {})}
        if "workshop_id" in rule.arguments:
            ids |= {"note_id": ids["room_note_id"], "group_id": ids["room_group_id"]}
        if rule.endpoint.startswith("votes."):
            ids |= {"block_id": ids["team_block_id"], "ballot_id": ids["team_ballot_id"]}
        if rule.endpoint == "boards.carry":
            ids["note_id"] = ids["parked_note_id"]
        if "record_id" in rule.arguments:
            ids |= {"kind": "note", "record_id": ids["note_id"]}
        if "service_id" in rule.arguments:
            ids["step_id"] = ids["service_step_id"]
        elif rule.endpoint == "redesigns.remove_member":
            ids["person_id"] = ids["member_id"]
        elif "journeys" in str(rule):
            ids["phase_id"] = ids["journey_phase_id"]
        return {name: ids[name] if name in ids else words[name] for name in rule.arguments}


def build_rich_world() -> RichWorld:
    """Write the world into the database of the present application."""
    city = build_city()
    ana, bruno = city.ana, city.bruno
    programme, redesign = city.programme, city.redesign
    proposal = CharterProposal(
        service=city.service, cause="return", valid_from=city.city.today(), steps=[]
    )
    db.session.add(proposal)
    removed = Person.add(
        city.city, name="Rui Lopes", email="rui@vila.example", organisation=city.green, by=None
    )
    phase = programme.phases[0]
    db.session.flush()
    seat = phase.enrol(removed, role="participant", by=None)
    redesign.add_member(removed, by=None)
    removed.remove(by=city.edite)
    earlier = phase.plan(title="Oficina 0", by=None)
    workshop = phase.plan(title="Oficina 1", by=None)
    party = programme.add_party(city.green, "host", by=None)
    objective = programme.add_objective(title="Meta", indicator="services_digitized", by=None)
    outcome = programme.add_outcome(kind="capacity", text="Testam antes.", by=None)
    testimonial = programme.add_testimonial(
        by=None, text="Valeu.", person_name="Zilda", consent=True
    )
    claim = Claim.state(
        programme, by=None, figure=10, unit="services", stated_by="Prefeitura", source="Nota"
    )
    of_city = Claim.state(city.city, by=None, figure=9, unit="services", stated_by="Prefeitura")
    said = ("claim_computed", "claim:1:1", "Outro conjunto.")
    explanation = Explanation.give(programme, *said, by=ana)
    in_city = Explanation.give(city.city, *said, by=city.edite)
    db.session.flush()
    doubtful = DoubtfulAmount(
        subject_kind="claim", subject_id=str(claim.id), name="figure", amount=Decimal(10)
    )
    db.session.add(doubtful)
    invitation, _code = Invitation.to_seat(phase, "participant", by=city.davi, name="Nova")
    city.service.state_volume(
        year=2025, channel="web", requests=1200, source="Ouvidoria", by=city.edite
    )
    group = NoteGroup.write(redesign, {"title": "Filas"}, by=bruno)
    picture = picture_facts(
        Upload.read(BytesIO(DOT), "fila.png"), current_app.config["SETTINGS"].uploads
    )
    note = Note.write(
        redesign, {"text": "A fila demora três horas", "kind": "citizen", **picture}, by=bruno
    )
    db.session.flush()
    note.move_to(group, by=bruno)
    problem = Problem.write(redesign, {"title": "A pessoa volta três vezes"}, by=bruno)
    evidence = Evidence.write(
        redesign, {"problem": problem, "text": "Doze pessoas", "source": "counter"}, by=bruno
    )
    room = room_of(workshop, earlier, redesign, by=ana)
    guest = come_in(workshop, name="Rosa", workplace="Butantã", language="en")
    sitter = come_in(workshop, name="Inês", workplace="Butantã", language="en")
    sitter.sit_with(redesign, by=ana)
    today = JourneyMap.begin(redesign, "as_is", by=bruno, phases=["Pedir", "Esperar"])
    db.session.flush()
    step = today.add_step({"title": "Vai à praça"}, by=bruno)
    step.fill("opportunities", "Como contar cada passo?", by=bruno)
    opportunity = step.kept_opportunities[0]
    other_map = JourneyMap.begin(redesign, "as_is", segment="Idosa", by=bruno, copied=today)
    prototype = Prototype.write(redesign, {"title": "Formulário no celular"}, by=bruno)
    version = prototype.add_version({"what_changed": "primeira"}, by=bruno)
    hypothesis = prototype.add_hypothesis({"believe": "Uma foto basta"}, by=bruno)
    db.session.flush()
    kept = {"folder": current_app.config["SETTINGS"].uploads, "by": city.edite}
    claim.source.attach(Upload.read(BytesIO(DOT), "nota.png"), alternative_text="A nota", **kept)
    attachment = Attachment.keep(
        redesign,
        Upload.read(BytesIO(DOT), "tela.png"),
        folder=current_app.config["SETTINGS"].uploads,
        by=bruno,
        alternative_text="A primeira tela",
        prototype_version_id=version.id,
    )
    mark = {"attachment": attachment, "x": 10, "y": 20}
    pin = Pin.write(redesign, {**mark, "text": "Onde se toca?"}, by=bruno)
    hotspot = Hotspot.write(redesign, {**mark, "width": 30, "height": 10}, by=bruno)
    session = TestSession.write(redesign, {"prototype_version": version}, by=bruno)
    finding = Finding.write(redesign, {"title": "Não achou o botão", "severity": 3}, by=bruno)
    Launch.write(redesign, {"live_url": "https://vila.example"}, by=bruno)
    withdraw(participation(redesign, "E9"), (), by=bruno, removed="–")
    receipt = redesign.workspace.position
    aimed = {"measure": "take_up", "basis": "target", "value": Decimal("0.6")}
    figure = Figure.write(redesign, {**aimed, "stated_on": city.city.today()}, by=bruno)
    visit = {"months": 6, "held_on": city.city.today(), "outcome": "alone"}
    follow_up = FollowUp.write(redesign, visit, by=bruno)
    db.session.flush()
    ids = {
        "city_id": city.city.id,
        "doubtful_amount_id": doubtful.id,
        "organisation_id": city.green.id,
        "person_id": ana.id,
        "member_id": bruno.id,
        "invitation_id": invitation.id,
        "programme_id": programme.id,
        "phase_id": phase.id,
        "journey_phase_id": today.phases[0].id,
        "enrolment_id": seat.id,
        "workshop_id": workshop.id,
        "guest_id": guest.id,
        "party_id": party.id,
        "objective_id": objective.id,
        "outcome_id": outcome.id,
        "testimonial_id": testimonial.id,
        "claim_id": claim.id,
        "city_claim_id": of_city.id,
        "explanation_id": explanation.id,
        "city_explanation_id": in_city.id,
        "source_id": claim.source_id,
        "service_step_id": city.service.steps[0].id,
        "service_id": city.service.id,
        "proposal_id": proposal.id,
        "volume_id": city.service.volumes[0].id,
        "redesign_id": redesign.id,
        "change_id": redesign.status_changes[0].id,
        "group_id": group.id,
        "note_id": note.id,
        "problem_id": problem.id,
        "evidence_id": evidence.id,
        "step_id": step.id,
        "opportunity_id": opportunity.id,
        "journey_id": today.id,
        "map_id": other_map.id,
        "segment_id": other_map.segment_id,
        "prototype_id": prototype.id,
        "version_id": version.id,
        "hypothesis_id": hypothesis.id,
        "attachment_id": attachment.id,
        "pin_id": pin.id,
        "hotspot_id": hotspot.id,
        "session_id": session.id,
        "finding_id": finding.id,
        "number": receipt,
        "figure_id": figure.id,
        "follow_up_id": follow_up.id,
        **room,
    }
    day = city.city.today()
    commit()
    return RichWorld(city, removed, ids, day, guest.person, sitter.person)


def room_of(workshop: Workshop, earlier: Workshop, team: Redesign, by: Person) -> dict[str, Any]:
    """Open the workshop's room with a note, a group and a vote that runs; return their ids by name."""
    group = NoteGroup.write(workshop, {"title": "Papéis"}, by=by)
    picture = picture_facts(
        Upload.read(BytesIO(DOT), "x.png"), current_app.config["SETTINGS"].uploads
    )
    note = Note.write(
        workshop, {"text": "Pedem a mesma cópia", "kind": "citizen", **picture}, by=by
    )
    parked = Note.write(earlier, {"text": "Falar com o jurídico", "kind": "idea"}, by=by)
    db.session.flush()
    parked.park(by=by)
    block = Block.add(workshop, {"kind": "vote", "title": "Escolher", "board": "room"}, by=by)
    db.session.flush()
    block.start(by=by)
    ballot = Vote(block, workshop).enter_paper("Zeca", {group.id: 1}, by=by)
    in_teams = {"kind": "vote", "title": "Escolher na equipe", "board": "team"}
    team_block = Block.add(workshop, in_teams, by=by)
    db.session.flush()
    team_ballot = Vote(team_block, team).enter_paper("Zeca", {}, by=by)
    call = HelpCall.raise_hand(workshop, None, by=by, kind="hand")
    db.session.flush()
    return {
        "room_group_id": group.id,
        "room_note_id": note.id,
        "parked_note_id": parked.id,
        "block_id": block.id,
        "team_block_id": team_block.id,
        "team_ballot_id": team_ballot.id,
        "ballot_id": ballot.id,
        "call_id": call.id,
    }
