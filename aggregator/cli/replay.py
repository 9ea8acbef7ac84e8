"""`aggregator replay`: read the pages that were kept with today's code, show what differs, and store it on request."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_NOTHING_DONE, EXIT_OK, EXIT_SOME_FAILED, Settings, say
from aggregator.cli.lock import only_one
from aggregator.cli.text import problem_line, to_json
from aggregator.errors import StoreError
from aggregator.replay import Difference


@click.command("replay", short_help="Read the kept pages again.")
@click.argument("slugs", metavar="[SLUG]...", nargs=-1)
@click.option("--apply", is_flag=True, help="Store what differs, and publish.")
@click.option("--json", "as_json", is_flag=True, help="Print the differences as JSON.")
@click.pass_obj
def command(settings: Settings, slugs: tuple[str, ...], apply: bool, as_json: bool) -> int:
    """Read the last page of each source (or of those named) with today's code, without the network.

    Shows what would be added, changed and removed. Nothing is stored without --apply. With it, a database that was lost
    is made anew from the kept pages.

    \b
    Examples:
      aggregator replay
      aggregator replay tenants-union --apply
    """
    from aggregator.refresh import merge_and_publish
    from aggregator.replay import replay
    from aggregator.store import Store

    config = configuration.load(settings.config)
    known = {source.slug for source in config.sources}
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise click.UsageError(f"No usable source {unknown[0]!r} in sources.toml. Known: {', '.join(sorted(known))}.")
    rebuilds = apply and settings.data.joinpath("archive.db").exists()
    if not settings.database.exists() and not rebuilds:
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    now = datetime.now(UTC).replace(microsecond=0)
    with only_one(settings.data) as alone:
        if not alone:
            say("A refresh is running; try again when it is done.")
            return EXIT_NOTHING_DONE
        with Store(settings.database) as store:
            found = replay(config, store, slugs, now=now, apply=apply)
            problems = merge_and_publish(config, store, settings.data, now=now)[2] if apply else ()
    for problem in problems:
        say(problem_line(problem))
    if as_json:
        click.echo(to_json(found))
    else:
        for difference in found:
            _show(difference)
        _close(found, apply=apply)
    return EXIT_SOME_FAILED if problems or any(one.problem for one in found) else EXIT_OK


def _show(one: Difference) -> None:
    if one.problem is not None:
        say(f"{one.slug}: {problem_line(one.problem)}")
        return
    counts = ((len(one.added), "added"), (len(one.changed), "changed"), (len(one.removed), "removed"))
    told = ", ".join(f"{count} {word}" for count, word in counts if count)
    click.echo(f"{one.slug}: {told or 'nothing differs'} ({one.unchanged} as before)")
    for title, start in one.added:
        click.echo(f"  + {start}  {title}")
    for title, changes in one.changed:
        click.echo(f"  ~ {title}")
        for change in changes:
            click.echo(f"      {change.field or change.kind}: {change.old or '–'} → {change.new or '–'}")
    for title, start in one.removed:
        click.echo(f"  - {start}  {title}")


def _close(found: tuple[Difference, ...], *, apply: bool) -> None:
    """What was done, or is to do."""
    removed = any(one.removed for one in found)
    differs = removed or any(one.added or one.changed for one in found)
    if apply and removed:
        say(
            "Stored. What is no longer read counts as missing once, and leaves the feeds like anything that is missing."
        )
    elif apply:
        say("Stored." if differs else "Nothing differs.")
    elif differs:
        say("Nothing was stored; store it with: aggregator replay --apply")
