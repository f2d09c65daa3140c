"""A workshop in its room: guests, notes in silence, some shown and some not, groups, and a vote that stays open."""

from __future__ import annotations

from races import post

from tests.upgrade.at_work import ANA, BRUNO, CARLA, AtWork, heap, number
from tests.upgrade.doors import Comer, asked

LIA, IGOR = "Lia Ramos", "Igor Paz"


class RoomWork(AtWork):
    """What Ana lets happen in the room, and what people do there."""

    def in_the_room(self) -> None:
        workshop = asked("SELECT id FROM workshop WHERE title LIKE 'Ensaio aberto%'")
        self.room = self.facts["room"] = f"/workshops/{workshop}"
        self.people[ANA].post(f"{self.room}/opened")
        self.seat_guests(asked("SELECT code FROM workshop WHERE id = :id", id=workshop))
        self.write_and_show()
        self.write_in_silence()
        self.group()
        self.vote()
        self.give_signs()

    def seat_guests(self, code: str) -> None:
        """Two come in with the code and a name; of one it is said later who he is."""
        for name in (LIA, IGOR):
            guest = self.people[name] = Comer(self.app)
            guest.fill(f"/join/{code}", name=name, workplace="Associação de Moradores")
            guest.start_anew()
        self.facts["guest"] = {"name": LIA}
        seat = "SELECT g.id FROM guest g JOIN person p ON p.id = g.person_id WHERE p.name = :name"
        here = f"{self.room}/guests/{asked(seat, name=IGOR)}"
        email = "igor.paz@oficina.example"
        fields = [("person", "else"), ("email", email), ("name", "Igor Paz Leme")]
        shown = post(self.people[ANA], f"{here}/recognise", fields)
        confirmed = [*fields, ("seen", shown.hidden("seen"))]
        assert post(self.people[ANA], f"{here}/recognise", confirmed).status == 302

    def block(self, title: str) -> str:
        found = "SELECT id FROM block WHERE workshop_id = :id AND title = :title"
        return str(asked(found, id=number(self.room), title=title))

    def start(self, title: str) -> str:
        block = self.block(title)
        self.people[ANA].post(f"{self.room}/blocks/{block}/start")
        return block

    def write(self, who: str, note: str, words: str) -> None:
        fields = {"id": note, "text": words, "kind": "citizen"}
        self.people[who].fill(f"{self.room}/board", f"{self.room}/notes", **fields)

    def write_and_show(self) -> None:
        """Anonymous notes are shown to everybody."""
        block = self.start("Escrita em silêncio")
        self.facts["anonymous"] = ["O balcão fecha cedo", "Pedem o mesmo papel duas vezes"]
        for who, note, words in zip(
            (LIA, CARLA),
            ("r2tar2tar2tar2ta", "r3tar3tar3tar3ta"),
            self.facts["anonymous"],
            strict=True,
        ):
            self.write(who, note, words)
        self.people[ANA].post(f"{self.room}/moderation/reveal/{block}")

    def write_in_silence(self) -> None:
        """In a second round nobody reads yet what the others wrote; one note is put away."""
        ana, title = self.people[ANA], "Mais uma rodada"
        secret = {"is_hidden": "y", "is_anonymous": "y"}
        ana.fill(f"{self.room}/blocks/new", kind="write", title=title, **secret)
        self.start(title)
        for who, note, words in (
            (LIA, "h2tah2tah2tah2ta", "Tenho medo de reclamar"),
            (BRUNO, "h3tah3tah3tah3ta", "O sistema apaga o pedido"),
            (CARLA, "h4tah4tah4tah4ta", "Palavras que ferem alguém"),
        ):
            self.write(who, note, words)
            self.facts["hidden"].append({"who": who, "words": words})
        away = f"{self.room}/moderation/h4tah4tah4tah4ta/discard"
        ana.fill(f"{self.room}/moderation", away, why="Fala de uma pessoa")

    def group(self) -> None:
        bruno, note = self.people[BRUNO], "r4tar4tar4tar4ta"
        arrange = f"{self.room}/notes/arrange"
        self.start("Ler e agrupar")
        self.write(BRUNO, note, "Falta quem explique")
        bruno.post(arrange, deed="new", title="Horários", note=["r2tar2tar2tar2ta"])
        bruno.post(arrange, deed="new", title="Papéis", note=["r3tar3tar3tar3ta", note])
        hours = self.group_of("Horários")
        self.deed(
            heap(note),
            lambda: bruno.post(arrange, deed="move", group=hours, note=[note]),
            at=self.room,
        )

    def group_of(self, title: str) -> str:
        return str(asked("SELECT id FROM note_group WHERE title = :title", title=title))

    def vote(self) -> None:
        """Four vote, one of them on paper; the vote stays open."""
        here = f"{self.room}/votes/{self.start('Escolher')}"
        hours, papers = self.group_of("Horários"), self.group_of("Papéis")
        for who, group in ((BRUNO, hours), (LIA, hours), (CARLA, papers)):
            self.people[who].post(here, more=group)
        self.people[CARLA].post(f"{here}/finish")
        self.people[ANA].fill(here, f"{here}/paper", name="Zeca", **{f"dots-{hours}": "1"})
        self.facts["vote"] = {
            "at": here,
            "votes": {"Horários": 3, "Papéis": 1},
            "voter": BRUNO,
            "more": {"id": papers, "title": "Papéis"},
        }

    def give_signs(self) -> None:
        self.people[CARLA].post(f"{self.room}/blocks/{self.block('Escolher')}/done")
        self.people[BRUNO].post(f"{self.room}/help")
        self.people[ANA].post(f"{self.room}/message", message="Mais dois minutos")
        self.people[ANA].post(f"{self.room}/attendance/confirm")
