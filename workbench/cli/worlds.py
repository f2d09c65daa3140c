"""`workbench demo`: loads a named demo world and prints, once, who can sign in to it."""

import sys

import click
from flask import current_app
from flask_babel import gettext

from workbench.cli.context import with_application
from workbench.demo.places import SignIn
from workbench.demo.removal import remove
from workbench.demo.world import World, names
from workbench.models.commit import commit
from workbench.models.roles import ROLES


@click.command("demo")
@click.argument("name", metavar="NAME")
@click.option(
    "--reset", is_flag=True, help="Take the world away first, with all that was done in it."
)
@with_application
def demo(name: str, reset: bool) -> None:
    """Bring the demo world NAME into the database, and print who can sign in.

    A world that is there already is left as it is, unless --reset is given. The passwords are made for
    this machine and shown this once.
    """
    world = World.read(name)
    if world.city and not reset:
        click.echo(
            f"The demo world {name} is here already; nothing was changed. "
            f"`workbench demo {name} --reset` begins it anew, with new passwords."
        )
        return
    if world.city:
        remove(world)
    with click.progressbar(length=1, label=f"Telling {name}", file=sys.stderr) as bar:

        def watch(done: int, of: int) -> None:
            bar.length = of
            bar.update(1)

        sign_ins = world.tell(current_app.config["SETTINGS"].uploads, watch=watch)
    commit()
    click.echo(
        f"The demo world {name} is ready. These people can sign in, with passwords shown this once:"
    )
    click.echo("")
    for line in table(sign_ins):
        click.echo(line)


demo.help = f"{demo.help}\n\nWorlds: {', '.join(names())}."


def table(sign_ins: list[SignIn]) -> list[str]:
    """Return the lines of a table of role, name, e-mail and password, each column as wide as it must be."""
    rows = [("Role", "Name", "E-mail", "Password")]
    rows += [
        (gettext(ROLES.get(each.role, each.role)), each.name, each.email, each.password)
        for each in sign_ins
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
