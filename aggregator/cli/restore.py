"""`aggregator restore`: go back to a backup, and publish what it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.lock import only_one
from aggregator.cli.text import problem_line


@click.command("restore", short_help="Go back to a backup.")
@click.argument("copy", metavar="[FILE]", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def command(settings: Settings, copy: Path | None) -> int:
    """Make the database what it was when FILE was made, and write the feeds again. What it replaces is kept.

    Without FILE: list the backups beside the database.

    \b
    Examples:
      aggregator restore
      aggregator restore data/backups/events-20261121T040500Z.db
    """
    from aggregator.refresh import merge_and_publish
    from aggregator.store import Store, restore

    if copy is None:
        return _list(settings.data / "backups")
    config = configuration.load(settings.config)
    now = datetime.now(UTC).replace(microsecond=0)
    settings.data.mkdir(parents=True, exist_ok=True)
    with only_one(settings.data) as alone:
        if not alone:
            say("A refresh is running; try again when it is done.")
            return EXIT_NOTHING_DONE
        replaced = restore(settings.database, copy, now=now)
        with Store(settings.database) as store:
            problems = merge_and_publish(config, store, settings.data, now=now)[2]
    for problem in problems:
        say(problem_line(problem))
    say(f"The database is what it was in {copy}.")
    if replaced is not None:
        say(f"What it was before is kept in {replaced}.")
    return EXIT_SOME_FAILED if problems else EXIT_OK


def _list(folder: Path) -> int:
    """The backups there are, the newest first."""
    from aggregator.store import backups

    found = backups(folder)
    for path in found:
        click.echo(f"{path}  {path.stat().st_size / 1e6:,.1f} MB")
    say("Go back to one with: aggregator restore FILE" if found else f"There is no backup in {folder}.")
    return EXIT_OK
