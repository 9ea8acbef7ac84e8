"""`aggregator serve`: Datasette with our database, metadata and settings; every Datasette option passes through."""

from __future__ import annotations

import socket

import click

from aggregator.cli import EXIT_OK, Settings, say
from aggregator.errors import StoreError


@click.command(
    "serve",
    short_help="Show the calendar in a browser.",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": ["-h", "--help"]},
)
@click.argument("datasette_options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def command(settings: Settings, datasette_options: tuple[str, ...]) -> int:
    """Show the calendar and the data in a browser, until Ctrl-C.

    Options are Datasette's own (`datasette serve --help` lists them) and win over ours.

    \b
    Examples:
      aggregator serve -p 8001
      aggregator serve --host 0.0.0.0 --setting base_url /calendar/
    """
    from aggregator.web.metadata import metadata_file
    from aggregator.web.serve import serve

    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    port = _option(datasette_options, "-p", "--port") or "8001"
    host = _option(datasette_options, "-h", "--host") or "127.0.0.1"
    address = f"http://{host}:{port}"
    _check_free(host, port)
    say(f"The calendar:  {address}/calendar")
    say(f"Subscribe to:  {address}/calendar.ics")
    say(f"The data:      {address}/{settings.database.stem}   (stop with Ctrl-C)")
    serve(settings.database, metadata_file(settings.config.parent), datasette_options)
    return EXIT_OK


def _check_free(host: str, port: str) -> None:
    """Say in a sentence what Datasette would say in a traceback after it has invited people."""
    if not port.isdigit() or int(port) > 65535:
        raise click.UsageError(f"-p: {port!r} is no port; name a number such as 8001.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            other = f"aggregator serve -p {int(port) + 1}"
            raise click.UsageError(f"{host}:{port} cannot be used: {error.strerror} (try: {other})") from error


def _option(options: tuple[str, ...], *names: str) -> str | None:
    """The value a user gave one of Datasette's options, as `--name value` or `--name=value`."""
    for number, option in enumerate(options):
        if option in names and number + 1 < len(options):
            return options[number + 1]
        name, equals, value = option.partition("=")
        if equals and name in names:
            return value
    return None
