"""The feeds over HTTP: the published files byte for byte, one event, any selection; with 304 and HEAD.

Refuses to improve on `publish`: what it wrote has been proved and goes out as it is. Only where there is no file, or a
reader wants a selection, is the database asked and a feed rendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from aggregator.model import PublishedOccurrence
from aggregator.web import published
from aggregator.web.conditional import http_date, is_unchanged, strong_etag
from aggregator.web.database import folder_of
from aggregator.web.filters import Filters
from aggregator.web.site import Site, open_database

CACHE_FEED = "public, max-age=3600, stale-if-error=604800"
"""An hour fresh; for a week a stale feed is better than an error, which empties or disables a subscription."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When an empty feed last changed."""

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Body:
    """A feed ready to be sent."""

    data: bytes
    etag: str
    changed_at: datetime


async def calendar_ics(datasette: Any, request: Any) -> Any:
    """`/calendar.ics`: the published file; with filters, the feed of that selection."""
    filters = Filters.read(request.args)
    body = None if filters.chosen else _from_file(await open_database(datasette, request), "calendar.ics")
    if body is None:
        body = await _selection(await Site.open(datasette, request), filters)
    return _answer(request, body, "calendar.ics")


async def calendar_full_ics(datasette: Any, request: Any) -> Any:
    """`/calendar-full.ics`: every occurrence, whatever the size."""
    body = _from_file(await open_database(datasette, request), "calendar-full.ics")
    if body is None:
        body = await _selection(await Site.open(datasette, request), Filters(), whole=True)
    return _answer(request, body, "calendar-full.ics")


async def event_ics(datasette: Any, request: Any) -> Any:
    """`/event/<id>.ics`: all published occurrences of one event."""
    site = await Site.open(datasette, request)
    event_id = request.url_vars["id"]
    found = await published.of_event(site.database, event_id)
    if not found:
        return await site.missing("There is no published event at this address, so there is no calendar file of it.")
    return _answer(request, _rendered(site, found, f"event/{event_id}.ics"), f"{event_id}.ics")


async def _selection(site: Site, filters: Filters, *, whole: bool = False) -> Body:
    """A feed rendered now. Unless a date is asked for or the whole is, it keeps to the window of the published one."""
    from aggregator.publish import window

    if not (whole or filters.first or filters.last):
        first, last = window(site.now, site.about.calendar.timezone)
        filters = filters.within(first, last)
    found = await published.selected(site.database, filters)
    return _rendered(site, found, "calendar.ics")


def _rendered(site: Site, found: Sequence[PublishedOccurrence], filename: str) -> Body:
    """A feed from occurrences; it changed when the newest of them did."""
    from aggregator.publish import ics

    data = ics.render(site.about.calendar, found, filename=filename)
    changed_at = max((one.updated_at for one in found), default=EPOCH)
    return Body(data, strong_etag(data), changed_at)


def _from_file(database: Any, name: str) -> Body | None:
    """The published file beside the database, None where there is none to read."""
    folder = folder_of(database)
    if folder is None:
        return None
    try:
        stat = (folder / name).stat()
        return _read(folder / name, stat.st_ino, stat.st_mtime_ns, stat.st_size)
    except OSError:
        return None


@lru_cache(maxsize=8)
def _read(path: Path, inode: int, modified_ns: int, size: int) -> Body:
    """The file's bytes, kept in memory until a new file takes its place: a replaced file has another inode or time."""
    data = path.read_bytes()
    return Body(data, strong_etag(data), datetime.fromtimestamp(modified_ns // 1_000_000_000, UTC))


def _answer(request: Any, body: Body, filename: str) -> Any:
    """200 with the bytes, 304 without, or the headers alone for HEAD."""
    from datasette.utils.asgi import Response

    headers = {
        "ETag": body.etag,
        "Last-Modified": http_date(body.changed_at),
        "Cache-Control": CACHE_FEED,
        "Content-Disposition": f'inline; filename="{filename}"',
        "Access-Control-Allow-Origin": "*",
    }
    unchanged = is_unchanged(
        etag=body.etag,
        last_modified=body.changed_at,
        if_none_match=request.headers.get("if-none-match"),
        if_modified_since=request.headers.get("if-modified-since"),
    )
    if request.method not in ("GET", "HEAD"):
        return Response.text("Only GET and HEAD.", status=405, headers={"Allow": "GET, HEAD"})
    if unchanged:
        return Response(b"", status=304, headers=headers, content_type=CONTENT_TYPE)
    headers["Content-Length"] = str(len(body.data))
    sent = b"" if request.method == "HEAD" else body.data
    return Response(sent, headers=headers, content_type=CONTENT_TYPE)
