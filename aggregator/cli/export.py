"""`aggregator export site DIR`: the calendar as static files, for groups with only web space."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.text import to_json
from aggregator.errors import StoreError

if TYPE_CHECKING:
    from aggregator.publish.site_folder import SiteFolder


@click.group("export", short_help="Write the calendar as static files.")
def command() -> None:
    """Write the calendar as static files, for a web space that runs no programs.

    \b
    Example:
      aggregator export site public --base-url https://group.example.org/calendar/
    """


@command.command("site", short_help="Pages, feeds and all, into a folder.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--base-url", metavar="URL", help="Where the site will stand.  [default: url of [calendar]]")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
@click.pass_obj
def site(settings: Settings, folder: Path, base_url: str | None, as_json: bool) -> int:
    """Write the whole public face into FOLDER: agenda by month, event pages, topics, places, sources, feeds.

    Needs no program on the server and no JavaScript in the browser. Run it after each refresh: only files that differ
    are written, and files of ours that are no longer made are removed; files of others are never touched.

    \b
    Examples:
      aggregator export site public
      aggregator export site public --base-url https://group.example.org/calendar/
    """
    from aggregator.publish.site_folder import SiteFolder
    from aggregator.web.export import public_address

    config = configuration.load(settings.config)
    address = public_address(base_url or config.calendar.url)
    if address is None:
        told = f"{base_url!r} is no address" if base_url else "feeds and the sitemap name the site's own address"
        raise click.UsageError(f"--base-url: {told}; write it as in --base-url https://group.example.org/calendar/")
    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    written = SiteFolder(folder)
    asyncio.run(_write(settings.database, address, written))
    return _told(written, as_json)


async def _write(database: Path, base_url: str, folder: SiteFolder) -> None:
    """Every file; after a failure the folder knows which files are ours."""
    from aggregator.web.export import files

    try:
        now = datetime.now(UTC).replace(microsecond=0)
        async with aclosing(files(database, base_url, now, folder.keep)) as made:
            async for file in made:
                folder.write(*file)
    except BaseException:
        folder.stop()
        raise
    folder.finish()


def _told(folder: SiteFolder, as_json: bool) -> int:
    for path in folder.left:
        say(
            f"{folder.folder / path}: not ours, or changed since we wrote it; left as it is (move it away to have ours)"
        )
    told = {name: getattr(folder, name) for name in ("written", "unchanged", "removed", "left")}
    if as_json:
        click.echo(to_json(told))
    else:
        click.echo(", ".join(f"{len(paths)} {name}" for name, paths in told.items()) + f" in {folder.folder}")
    return EXIT_SOME_FAILED if folder.left else EXIT_OK
