"""A team's day: notes, problems, steps, a prototype with its picture, a finding, a launch, and what was put away."""

from __future__ import annotations

import base64
import hashlib
from io import BytesIO

from tests.upgrade.at_work import ANA, BRUNO, AtWork, heap, held, kept, number
from tests.upgrade.doors import asked

# The smallest picture there is, one dot, and what calls itself a PDF.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
LEAF = b"%PDF-1.4\n% uma folha\n"


class TeamWork(AtWork):
    """What Bruno does with his team, and Ana, who facilitates it."""

    def in_a_team(self) -> None:
        self.facts["team"] = self.team
        self.write_notes()
        self.put_away()
        self.draw()
        self.prove()
        self.try_out()
        self.launch()
        early = {"status": "as_is_mapped", "reason": "A lei vale a partir de julho"}
        self.people[ANA].fill(f"{self.team}/statuses", **early)

    def write_notes(self) -> None:
        bruno, notes, note = self.people[BRUNO], f"{self.team}/notes", "n2tan2tan2tan2ta"
        self.deed(
            kept("note", f"id = '{note}'"),
            lambda: bruno.post(notes, id=note, text="A fila dobra", kind="citizen"),
        )
        self.deed(
            held("note", "text", note),
            lambda: bruno.fill(f"{notes}/{note}", text="A fila dobra a esquina"),
        )
        self.deed(
            heap(note),
            lambda: bruno.post(f"{notes}/arrange", deed="new", title="Esperar", note=[note]),
        )
        fields = {"id": "n3tan3tan3tan3ta", "text": "Escrita uma vez só", "kind": "citizen"}
        sent = bruno.post(notes, edit_id="e2ta", **fields)
        self.facts["retry"] = {
            "who": BRUNO,
            "address": notes,
            "fields": {"edit_id": "e2ta", **fields},
            "location": sent.response.headers["Location"],
        }

    def put_away(self) -> None:
        """Ana writes a note, a group and a problem, and puts them away."""
        ana, note = self.people[ANA], "n4tan4tan4tan4ta"
        ana.post(f"{self.team}/notes", id=note, text="Repetida", kind="citizen")
        ana.post(f"{self.team}/notes/arrange", deed="new", title="Dissolvido", note=[note])
        group = asked("SELECT id FROM note_group WHERE title = 'Dissolvido'")
        ana.post(f"{self.team}/notes/groups/{group}/discard")
        ana.post(f"{self.team}/notes/{note}/discard")
        problem = ana.fill(f"{self.team}/problems/new", title="Já resolvido").location
        ana.post(f"{problem}/discard")
        self.facts["put_away"] = [
            {"who": ANA, "at": self.team, "kind": kind, "id": record, "words": words}
            for kind, record, words in (
                ("note", note, "Repetida"),
                ("note_group", group, "Dissolvido"),
                ("problem", problem.rpartition("/")[2], "Já resolvido"),
            )
        ]

    def draw(self) -> None:
        """Steps of today's journey: one is added and told, another one removed."""
        bruno, step, gone = self.people[BRUNO], "s2tas2tas2tas2ta", "s3tas3tas3tas3ta"
        steps, here = f"{self.team}/journeys/as_is/steps", f"{self.team}/journey-steps/{step}"
        phase = self.first_phase()
        self.deed(
            held("journey_step", "title", step),
            lambda: bruno.post(steps, id=step, title="Voltar no dia seguinte", phase_id=phase),
        )
        self.deed(
            held("journey_step", "citizen_minutes", step),
            lambda: bruno.fill(here, f"{here}/edit", citizen_minutes="45"),
        )
        self.deed(
            f"SELECT text FROM journey_cell WHERE step_id = '{step}' AND lane = 'pains'",
            lambda: bruno.fill(here, f"{here}/lanes", pains="Perde a manhã"),
        )
        bruno.post(steps, id=gone, title="Pegar a senha errada", phase_id=phase)
        page, remove = f"{self.team}/journey-steps/{gone}", f"{self.team}/journeys/steps/{gone}"
        self.deed(held("journey_step", "title", gone), lambda: bruno.fill(page, f"{remove}/remove"))

    def first_phase(self) -> int:
        found = asked(
            "SELECT min(f.id) FROM journey_phase f JOIN journey_map m ON m.id = f.map_id"
            " WHERE m.redesign_id = :id AND m.kind = 'as_is'",
            id=number(self.team),
        )
        return int(found)

    def prove(self) -> None:
        """A problem is changed, and given evidence."""
        bruno = self.people[BRUNO]
        found = "SELECT id FROM problem WHERE redesign_id = :id AND discarded_at IS NULL ORDER BY number"
        problem = asked(found, id=number(self.team))
        here = f"{self.team}/problems/{problem}"
        self.deed(
            held("problem", "title", problem),
            lambda: bruno.fill(f"{here}/edit", title="O pedido volta sem dizer por quê"),
        )
        told = {"text": "Voltou três vezes", "seen": "3", "asked": "5", "unit": "people"}
        self.deed(
            kept("evidence", f"problem_id = '{problem}'"),
            lambda: bruno.fill(here, f"{here}/evidence", **told),
        )

    def try_out(self) -> None:
        """A prototype is shown with a picture, tried, and something is found."""
        bruno = self.people[BRUNO]
        made = bruno.fill(f"{self.team}/prototypes/new", title="Pedido pelo telefone").location
        picture = {"file": (BytesIO(DOT), "ponto.png"), "alternative_text": "Um ponto"}
        bruno.fill(made, f"{made}/versions", what_changed="A primeira", **picture)
        self.keep_file("ponto.png")
        bruno.fill(f"{self.team}/tests/new", success="helped", task="Pedir a poda")
        self.deed(
            kept("finding", "title = 'Procura o botão'"),
            lambda: bruno.fill(f"{self.team}/findings/new", title="Procura o botão"),
        )

    def launch(self) -> None:
        """The proof of the launch gets two files, of which one is put away."""
        bruno = self.people[BRUNO]
        bruno.fill(f"{self.team}/launch/edit", responsible_unit="Divisão de Arborização")
        for name, content in (("folha.pdf", LEAF), ("rascunho.pdf", LEAF + b"% rascunho\n")):
            bruno.fill(f"{self.team}/attachments/new", file=(BytesIO(content), name))
        self.keep_file("folha.pdf")
        draft = self.file("rascunho.pdf")
        self.deed(
            kept("attachment", f"id = '{draft}'"),
            lambda: bruno.post(f"{self.team}/attachments/{draft}/discard"),
        )

    def file(self, name: str) -> str:
        return str(asked("SELECT id FROM attachment WHERE filename = :name", name=name))

    def keep_file(self, name: str) -> None:
        """Keep where a file is fetched from, and by what its bytes are known again: pictures are stored anew."""
        address = f"{self.team}/attachments/{self.file(name)}"
        content = self.people[BRUNO].get(address).response.get_data()
        digest = hashlib.sha256(content).hexdigest()
        self.facts["files"].append({"who": BRUNO, "address": address, "sha256": digest})
