"""The command that serves the workbench to people."""

import click

from workbench import asgi
from workbench.config import Settings
from workbench.web.hosts import is_loopback, name_in


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
    for sentence in what_is_unsafe(Settings.from_environment(), host):
        click.echo(f"Unsafe: {sentence}", err=True)
    asgi.serve(host, port)


def what_is_unsafe(settings: Settings, host: str) -> list[str]:
    """Return a sentence for each setting with which strangers may do harm."""
    told = []
    if not settings.base_url:
        told.append(
            "WORKBENCH_BASE_URL is not set, so any name is answered and may stand in links that people hand on."
        )
    if not settings.is_https:
        told.append(
            "WORKBENCH_BASE_URL is no https address: passwords and cookies can be read on their way."
        )
    if not is_loopback(name_in(host) or host):
        told.append(
            f"This listens on {host} itself: let a proxy with https stand in front, and listen on 127.0.0.1."
        )
    if settings.is_https and settings.trusted_proxies == "0":
        told.append(
            "WORKBENCH_TRUSTED_PROXIES is 0: behind a proxy all visitors have one address, and share its limits."
        )
    return told
