"""The feeds over HTTP: the published files byte for byte, one event, any selection.

Refuses to improve on `publish`: what it wrote has been proved and goes out as it is. Only where there is no file, or a
reader wants a selection, is the database asked and a feed rendered; `web.ready` keeps what was sent.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from urllib.parse import unquote

from aggregator.model import Calendar
from aggregator.web import published, ready
from aggregator.web.database import folder_of
from aggregator.web.filters import LONGEST, Filters
from aggregator.web.published import Reading
from aggregator.web.ready import Body
from aggregator.web.site import Site, open_database


async def calendar_feed(datasette: Any, request: Any) -> Any:
    """`/calendar.ics`, `.atom`, `.json`, `.geojson`: the published file; with filters, the feed of that selection."""
    filters = Filters.read(request.args)
    if filters.complaints:
        return _refused(filters)
    name = f"calendar.{request.url_vars['kind']}"
    database = await open_database(datasette, request)
    body = None if filters.chosen else await _from_file(request, database, name)
    return ready.answer(request, body or await _selection(await Site.open(datasette, request), filters, name))


async def slice_feed(datasette: Any, request: Any) -> Any:
    """`/category/housing.ics` and its like, the short forms; more filters may follow after `?`."""
    filters = short_form(request)
    if filters.complaints:
        return _refused(filters)
    field, value, kind = (request.url_vars[name] for name in ("field", "value", "kind"))
    site = await Site.open(datasette, request)
    return ready.answer(request, await _selection(site, filters, f"{field}/{value}.{kind}"))


def short_form(request: Any) -> Filters:
    """The choice that an address like `/category/housing` makes."""
    value = unquote(request.url_vars["value"])[:LONGEST]
    chosen: dict[str, Any] = {request.url_vars["field"]: (value,)}
    return replace(Filters.read(request.args), **chosen)


async def calendar_full_ics(datasette: Any, request: Any) -> Any:
    """`/calendar-full.ics`: every occurrence, whatever the size."""
    body = await _from_file(request, await open_database(datasette, request), "calendar-full.ics")
    if body is None:
        body = await _rendered(await Site.open(datasette, request), published.selection(Filters()), "calendar-full.ics")
    return ready.answer(request, body)


async def event_ics(datasette: Any, request: Any) -> Any:
    """`/event/<id>.ics`: all published occurrences of one event."""
    site = await Site.open(datasette, request)
    event_id = request.url_vars["id"]
    body = await _rendered(site, published.event(event_id), f"event/{event_id}.ics")
    if b"BEGIN:VEVENT" not in body.data:
        return await site.missing("There is no published event at this address, so there is no calendar file of it.")
    return ready.answer(request, body)


def _refused(filters: Filters) -> Any:
    """A feed that quietly ignored half of its address would be subscribed to for years; a page may be more lenient."""
    from datasette.utils.asgi import Response

    sentences = "\n".join(complaint.replace(" was left out:", " cannot be read:") for complaint in filters.complaints)
    return Response.text(f"There is no feed at this address.\n{sentences}\n", status=400)


async def _selection(site: Site, filters: Filters, name: str) -> Body:
    """The feed of a choice. name: its path, whose ending is its kind."""
    dated = kept_to_the_window(filters, site.about.calendar, site.now)
    address = name + (f"?{site.request.query_string}" if site.request.query_string else "")
    return await _rendered(
        site, published.selection(dated), name, address=address, may_narrow=not (filters.first or filters.last)
    )


def kept_to_the_window(filters: Filters, calendar: Calendar, now: datetime) -> Filters:
    """The choice within the days of the published feed, unless it asks for days itself."""
    from aggregator.publish import window

    if filters.first or filters.last:
        return filters
    return filters.within(*window(now, calendar.timezone))


async def _rendered(
    site: Site, reading: Reading, name: str, *, address: str | None = None, may_narrow: bool = False
) -> Body:
    """A feed rendered now, or the one sent last where neither the database nor the day has changed since.

    address: what follows the calendar's own to ask for the same again, where that is more than the name.
    """
    from aggregator.publish.feeds import Edition
    from aggregator.publish.kinds import KINDS

    midnight = datetime.combine(site.today, time(), site.about.zone).astimezone(UTC)
    state = ready.state_of(files_of(site.database))
    body = ready.recall(site.request, state, midnight)
    if body is None:
        kind = KINDS[name.rpartition(".")[2]]

        def render(connection: Connection) -> bytes:
            edition = Edition(site.about.calendar, reading(connection))
            return kind.render(edition, site.now, address or name, may_narrow)

        data = await site.database.execute_fn(render)
        body = Body(data, filename(name), _changed_at(state, midnight, site.now), kind.content_type)
        ready.keep(site.request, body, state, midnight)
    return body


def filename(name: str) -> str:
    """What a browser saves a feed as: the last part of its path, in letters that a header can hold."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", unquote(name.rpartition("/")[2]))


def _changed_at(state: ready.State, midnight: datetime, now: datetime) -> datetime | None:
    """When a rendered feed may have changed last: with the database or at midnight, as its window moved.

    Never the date of the newest event in it: one that goes away would leave an older date behind.
    """
    if not state:
        return now
    if not ready.settled(state):
        return None
    written = max(modified for _, _, modified, _ in state) // 1_000_000_000
    return max(datetime.fromtimestamp(written, UTC), midnight)


def files_of(database: Any) -> tuple[Path, ...]:
    """The files whose state tells whether anything was written to a database; none for one in memory."""
    return (Path(database.path), Path(f"{database.path}-wal")) if database.path else ()


async def _from_file(request: Any, database: Any, name: str) -> Body | None:
    """The published file beside the database, None where there is none to read."""
    folder = folder_of(database)
    if folder is None:
        return None
    path = folder / name
    state = ready.state_of([path])
    body = ready.recall(request, state)
    if body is not None:
        return body
    try:
        body = await asyncio.to_thread(_read, path, state)
    except OSError:
        return None
    ready.keep(request, body, state)
    return body


def _read(path: Path, state: ready.State) -> Body:
    """The file as it is. A file replaced between the look at its state and the reading is newer than it says: safe."""
    written = datetime.fromtimestamp(state[0][2] // 1_000_000_000, UTC)
    from aggregator.publish.kinds import KINDS

    content_type = KINDS[path.suffix[1:]].content_type
    return Body(path.read_bytes(), path.name, written if ready.settled(state) else None, content_type)
