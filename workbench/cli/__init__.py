"""The commands of the workbench: `workbench --help` lists them."""

import click

from workbench.cli import (
    affected,
    backups,
    catalogue,
    copying,
    data,
    report,
    server,
    tidying,
    uploads,
    worlds,
)
from workbench.version import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="workbench")
def main() -> None:
    """Redesign public services with a team, and prove how many became digital."""


for command in (
    data.init,
    data.config,
    backups.backup,
    backups.restore,
    copying.copy_database,
    data.user,
    worlds.demo,
    server.run,
    catalogue.import_services,
    catalogue.catalogue,
    catalogue.export,
    report.report,
    uploads.clean_uploads,
    tidying.tidy_words,
    affected.list_affected,
):
    main.add_command(command)
