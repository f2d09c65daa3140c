"""The command that serves the workbench to people."""

import click

from workbench import asgi


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on.",
)
def run(host: str, port: int) -> None:
    """Serve the workbench: one process, one port."""
    asgi.serve(host, port)
