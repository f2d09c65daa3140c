"""A source: where a stated figure stands written, so that somebody else can look it up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workbench.extensions import db
from workbench.models.base import Authored, Record, Scope, Versioned
from workbench.models.roles import ADMINISTRATORS, IN_PROGRAMME
from workbench.text.messages import N_

if TYPE_CHECKING:
    from workbench.models.catalogue.city import City
    from workbench.models.people.person import Person
    from workbench.models.work.upload import Upload

KINDS = {
    "": N_("Kind not stated"),
    "act": N_("Official act"),
    "gazette": N_("Official gazette"),
    "news": N_("News"),
    "interview": N_("Interview"),
    "minutes": N_("Minutes"),
    "sheet": N_("Sheet or table"),
    "syllabus": N_("Syllabus"),
    "slides": N_("Slides"),
    "web": N_("Web page"),
}
# What may be said of a source beside its title.
DETAILS = ("kind", "url", "number", "published_on", "accessed_on", "interviewee")


class Source(Versioned, Authored, Record):
    """One document, page or conversation of a city; several figures may rest on it."""

    __tablename__ = "source"
    resource = "source"
    permissions = {
        "read": IN_PROGRAMME | ADMINISTRATORS,
        "edit": frozenset({"lead"}) | ADMINISTRATORS,
    }
    events = {
        "recorded": N_("%(who)s recorded the source “%(title)s”."),
        "edited": N_("%(who)s changed the source “%(title)s”."),
        "attached": N_("%(who)s attached a file to the source “%(title)s”."),
        "detached": N_("%(who)s removed the file of the source “%(title)s”."),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="", info={"words": KINDS})
    title: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    # The number of the act, the edition of the gazette, the process.
    number: Mapped[str] = mapped_column(String(120), default="")
    published_on: Mapped[date | None]
    accessed_on: Mapped[date | None]
    # What the person who was asked does; never their name.
    interviewee: Mapped[str] = mapped_column(String(200), default="")

    # A copy of it, stored under its content's hash; "" while nobody attached one.
    filename: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    alternative_text: Mapped[str] = mapped_column(default="")

    city: Mapped[City] = relationship()

    @property
    def scope(self) -> Scope:
        return self.city.scope

    @property
    def label(self) -> str:
        return self.title or self.url

    @classmethod
    def kept(cls, city: City, *, by: Person | None, **values: Any) -> Source | None:
        """Return the city's source of this title and address, a new one if there is none; None for no words at all."""
        named = {"title": values.get("title", ""), "url": values.get("url", "")}
        if not any(named.values()):
            return None
        asked = select(cls).filter_by(city_id=city.id, **named).order_by(cls.id)
        source = db.session.scalars(asked).first()
        if source is None:
            source = cls(city=city, created_by_id=by.id if by else None, **values)
            db.session.add(source)
            db.session.flush()
            source.log("recorded", by=by, title=source.label)
        return source

    @classmethod
    def of(cls, city: City) -> list[Source]:
        return list(db.session.scalars(select(cls).filter_by(city_id=city.id).order_by(cls.title)))

    def edit(self, values: dict[str, Any], *, by: Person) -> None:
        if self.assign(values):
            self.log("edited", by=by, title=self.label)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    def path_in(self, folder: Path) -> Path:
        return folder / self.sha256

    def attach(
        self, upload: Upload, *, folder: Path, by: Person, alternative_text: str = ""
    ) -> str:
        """Store the upload in place of the former file; return the hash of that one, "" where there was none."""
        former, facts = self.sha256, upload.described(folder, alternative_text)
        self.assign(facts)
        self.log("attached", by=by, title=self.label)
        return former if former != self.sha256 else ""

    def detach(self, *, by: Person) -> str:
        """Name no file any more; return the hash of the one that was named."""
        former = self.sha256
        if former:
            texts = ("filename", "media_type", "sha256", "alternative_text")
            self.assign({**dict.fromkeys(texts, ""), "size": 0})
            self.log("detached", by=by, title=self.label)
        return former
