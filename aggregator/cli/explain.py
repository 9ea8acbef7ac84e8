"""`aggregator explain`: the whole path of one event, step by step, down to the words each field was read from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from aggregator import config as configuration
from aggregator.cli import EXIT_OK, Settings
from aggregator.cli.explain_merge import merged_lines
from aggregator.cli.text import to_json, when
from aggregator.errors import ConfigError, StoreError
from aggregator.model import Calendar, Event, Listing

if TYPE_CHECKING:
    from aggregator.store import Explanation

DATES_SHOWN = 5

_FIELDS = (
    *("title", "status", "location", "venue", "address", "locality", "region", "country", "attendance_mode"),
    *("url", "registration_url", "registration", "organizer", "categories", "series", "description"),
)


@click.command("explain", short_help="Tell the path of one event.")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print all of it as JSON.")
@click.pass_obj
def command(settings: Settings, id: str, as_json: bool) -> int:
    """Tell the whole path of one event, from its source to the published calendar.

    ID is what `aggregator events` lists first and what stands in the address of the event's page; the id of a listing
    will do too.

    \b
    Example:
      aggregator explain 4vsrm64yp2a7
    """
    from aggregator.store import Store

    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    with Store(settings.database) as store:
        found = store.explain(id)
        rows = {str(row["slug"]): row for row in store.source_rows()}
    if found is None:
        raise click.UsageError(f"No event has the id {id!r}; `aggregator events` lists them.")
    if as_json:
        click.echo(to_json(found))
        return EXIT_OK
    for line in _lines(found, rows, _calendar(settings)):
        click.echo(line)
    return EXIT_OK


def _lines(found: Explanation, rows: Mapping[str, Mapping[str, object]], calendar: Calendar) -> Iterator[str]:
    event = found.event
    yield f"{event.event.title}  ({event.id}, {found.state.value})"
    for number, listing in enumerate(found.listings, start=1):
        yield ""
        yield f"LISTING {number} of {len(found.listings)}  {listing.id}" + ("  (primary)" if number == 1 else "")
        yield from _source_lines(rows.get(listing.event.key.source, {}), listing)
        yield from _read_lines(listing.event)
        yield from _understood_lines(listing.event)
        yield from _decided_lines(found, listing)
    yield ""
    yield from merged_lines(found)
    yield from _published_lines(found, calendar)


def _source_lines(row: Mapping[str, object], listing: Listing) -> Iterator[str]:
    slug = listing.event.key.source
    url = row.get("url") or "no address"
    yield f"  1 source      {slug}: {row.get('name', slug)}, {row.get('role', 'organizer')}, {url}"
    yield f"  2 fetched     last answer {row.get('last_success_at')}, last read {row.get('last_read_at')}"


def _read_lines(event: Event) -> Iterator[str]:
    yield f"  3 extracted   {event.position}, read as {event.format}"
    for evidence in event.evidence:
        rule = f"; {evidence.rule}" if evidence.rule else ""
        yield f"      {evidence.field:17} “{_short(evidence.text)}”  [{evidence.where}{rule}]"


def _understood_lines(event: Event) -> Iterator[str]:
    yield f"  4 normalized  {when(event.start, event.end, event.timezone, event.precision)}"
    yield f"      {'timezone':17} {event.timezone}, known by: {event.timezone_source.value}"
    if event.rrule:
        yield f"      {'rrule':17} {event.rrule}"
    for name in _FIELDS:
        value = getattr(event, name)
        if value:
            yield f"      {name:17} {_short(', '.join(value) if isinstance(value, tuple) else str(value))}"
    assumed = [name for name in ("uid", "timezone", "year", "title") if getattr(event, f"{name}_assumed")]
    if assumed:
        yield f"      {'assumed':17} {', '.join(assumed)}"
    rules = f" by {', '.join(event.rules)}" if event.rules else ""
    yield f"      {'confidence':17} {event.confidence:.2f}{rules}"


def _decided_lines(found: Explanation, listing: Listing) -> Iterator[str]:
    yield f"  5 decided     {listing.event.key}"
    for recorded in found.changes:
        change = recorded.change
        if change.listing_id == listing.id:
            told = f" {change.field}: {_short(change.old or '—')} → {_short(change.new or '—')}" if change.field else ""
            yield f"      {recorded.at:%Y-%m-%d %H:%M}Z  {change.kind}{told}"
    absent = f", withdrawn {listing.withdrawn_at:%Y-%m-%d}" if listing.withdrawn_at else ""
    yield f"  6 stored      listings row {listing.id}, first seen {listing.first_seen_at:%Y-%m-%d %H:%M}Z{absent}"


def _published_lines(found: Explanation, calendar: Calendar) -> Iterator[str]:
    from aggregator.publish import ics

    event = found.event
    if not found.occurrences:
        yield f"  8 published   in no feed: it is {found.state.value}"
        return
    yield f"  8 published   uid {event.uid}, sequence {event.sequence}, content of {event.updated_at:%Y-%m-%d %H:%M}Z"
    today = datetime.now(UTC).date()
    coming = [o for o in found.occurrences if (o.end or o.start).isoformat()[:10] >= today.isoformat()]
    shown = (coming or list(found.occurrences))[:DATES_SHOWN]
    for occurrence in shown:
        yield f"      {when(occurrence.start, occurrence.end, occurrence.timezone)}  {occurrence.title}"
    if len(found.occurrences) > len(shown):
        yield f"      … {len(found.occurrences)} dates in all"
    for block in ics.blocks(calendar, shown[:1]):
        yield from (f"      {line}" for line in bytes(block.octets).decode().split("\r\n") if line)


def _calendar(settings: Settings) -> Calendar:
    """The calendar's table of sources.toml; its defaults where the file cannot be read."""
    try:
        return configuration.load(settings.config).calendar
    except ConfigError:
        return Calendar()


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"
