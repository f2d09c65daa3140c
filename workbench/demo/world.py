"""Demo worlds: YAML files in workbench/demo/seeds, loaded through the records' own methods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from workbench.demo.calendar import Calendar, SeedError, Watch, present_session
from workbench.demo.places import Place, SignIn
from workbench.demo.redesigns import Team
from workbench.demo.story import Story
from workbench.folders import PACKAGE
from workbench.models.base import DomainError
from workbench.models.catalogue.city import City
from workbench.text.messages import N_

SEEDS = PACKAGE / "demo" / "seeds"
# The parser in C, where PyYAML was built with it, reads the same in a tenth of the time.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class World:
    """The files of a world, read and not yet loaded."""

    name: str
    folder: Path
    place: dict[str, Any]
    services: list[dict[str, Any]]
    redesigns: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, name: str, seeds: Path = SEEDS) -> World:
        """Read a world by its name; raise DomainError when there is none, SeedError for a file that is not YAML."""
        if name not in names(seeds):
            why = N_("There is no demo world %(name)s. These are: %(names)s.")
            raise DomainError(why, name=name, names=", ".join(names(seeds)))
        folder = seeds / name
        catalogue = folder / "catalogue.yaml"
        return cls(
            name=name,
            folder=folder,
            place=_mapping(folder / "world.yaml"),
            services=_mapping(catalogue)["services"] if catalogue.exists() else [],
            redesigns={
                path.name: _mapping(path)
                for path in (*sorted(folder.glob("redesign-*.yaml")), *folder.glob("itself.yaml"))
            },
        )

    @property
    def city(self) -> City | None:
        """The world's city, when it has been loaded into this database."""
        return City.by_slug(self.place["city"]["slug"])

    def tell(
        self, uploads: Path, moment: datetime | None = None, watch: Watch | None = None
    ) -> list[SignIn]:
        """Write the whole world in the present transaction, and return who can sign in.

        Relative days count from ``moment``, the present one by default. The caller commits.
        """
        calendar = Calendar(self.place["city"].get("time_zone", "America/Sao_Paulo"), moment)
        story = Story(self.folder, calendar, uploads)
        place = Place(story, self.place)
        place.plan()
        for told in self.services:
            place.plan_service(told, f"catalogue.yaml {told.get('name', '')}")
        for file, told in self.redesigns.items():
            Team(story, place, told, file).plan()
        calendar.carry_out(present_session(), watch)
        return place.sign_ins


def names(seeds: Path = SEEDS) -> list[str]:
    """Return the names of the worlds that this installation carries."""
    return sorted(path.parent.name for path in seeds.glob("*/world.yaml"))


def _mapping(path: Path) -> dict[str, Any]:
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=SafeLoader)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        raise SeedError(path.name, str(error).replace("\n", " ")) from error
    if not isinstance(told, dict):
        raise SeedError(path.name, "it is not a mapping")
    return told
