"""`aggregator backup`: copy the database, prove the copy, keep the newest ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator.cli import EXIT_OK, Settings, say
from aggregator.errors import StoreError

KEEP = 7


@click.command("backup", short_help="Copy the database.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="[default: backups/ beside events.db]")
@click.option("--keep", type=click.IntRange(min=1), default=KEEP, show_default=True, help="How many copies stay.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what needs a person: for cron.")
@click.pass_obj
def command(settings: Settings, folder: Path | None, keep: int, quiet: bool) -> int:
    """Copy the database into a folder, also while a refresh runs, and let the oldest copies go.

    \b
    Example:
      aggregator backup -q --folder /mnt/other-disk/calendar --keep 14
    """
    from aggregator.store import backup
    from aggregator.store.backup import note

    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    now = datetime.now(UTC)
    path = backup(settings.database, folder or settings.data / "backups", now=now, keep=keep)
    note(settings.data, path, now=now)
    if not quiet:
        click.echo(str(path))
        say(f"{path.stat().st_size / 1e6:,.1f} MB, read through and whole.")
    return EXIT_OK
