"""`aggregator events`: the events we publish, as a list or as JSON."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from aggregator.cli import EXIT_OK, Settings, say
from aggregator.cli.text import table, to_json, when
from aggregator.errors import StoreError
from aggregator.model import PublishedOccurrence

if TYPE_CHECKING:
    from aggregator.store import Store

DAYS = 60


@click.command("events", short_help="List the events we publish.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day.  [default: today]")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help=f"Last day.  [default: {DAYS} days on]")
@click.option("-q", "--search", help="Only events with this word in title, place or description.")
@click.option("--source", help="Only events that this source lists: its slug or its name.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def command(
    settings: Settings,
    first: datetime | None,
    last: datetime | None,
    search: str | None,
    source: str | None,
    as_json: bool,
) -> int:
    """List the events we publish, in order of their dates.

    \b
    Examples:
      aggregator events
      aggregator events --from 2026-12-01 --to 2026-12-31 -q housing --json
    """
    from aggregator.store import Store

    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    begin: date = first.date() if first else datetime.now(UTC).date()
    end = last.date() if last else begin + timedelta(days=DAYS)
    if end < begin:
        raise click.UsageError("--to lies before --from.")
    with Store(settings.database) as store:
        name = _source_name(store, source) if source else None
        found = [o for o in store.published(begin, end) if _wanted(o, search, name)]
    if as_json:
        click.echo(to_json(found))
    elif found:
        rows = [(o.event_id, when(o.start, o.end, o.timezone), _title(o)) for o in found]
        click.echo(table(rows, ("id", "when", "what")))
    else:
        say(f"No event from {begin} to {end}.")
    if not (as_json or last):
        say(f"Looked until {end}; for what is later: --to {end + timedelta(days=365)}")
    return EXIT_OK


def _source_name(store: Store, asked: str) -> str:
    """The name of a source that is called by its slug or its name. Raises UsageError for one nobody knows."""
    names = {source.slug: source.name for source in store.sources()}
    by_either = {**{name.casefold(): name for name in names.values()}, **names}
    if asked.casefold() not in by_either:
        raise click.UsageError(f"No source {asked!r} in the calendar. Known: {', '.join(sorted(names)) or 'none'}.")
    return by_either[asked.casefold()]


def _wanted(occurrence: PublishedOccurrence, search: str | None, source_name: str | None) -> bool:
    texts = (occurrence.title, occurrence.location, occurrence.description, *occurrence.categories)
    said = " ".join(text for text in texts if text).casefold()
    names = [name for name, _ in occurrence.sources]
    return (not search or search.casefold() in said) and (source_name is None or source_name in names)


def _title(occurrence: PublishedOccurrence) -> str:
    status = "" if occurrence.status.value == "confirmed" else f"[{occurrence.status.value}] "
    return f"{status}{occurrence.title}" + (f" · {occurrence.location}" if occurrence.location else "")
