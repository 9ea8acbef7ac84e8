"""`.ics` of any Datasette table, view or query with the columns `title` and `start`; others are used where they are.

Refuses to cut in silence: rows that Datasette holds back, and rows that are no event, are counted in the calendar's
description. Of our own tables and views only what is published becomes a calendar; a query of somebody's own has its
rows as they were asked for. Datasette has decided before who may see the rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aggregator.model import PublishedOccurrence, Status
from aggregator.web.database import About, located, read_about
from aggregator.web.format import read_instant, read_iso
from aggregator.web.occurrences import read_list

NEEDED = frozenset({"title", "start"})

LINES = ("location", "venue", "address", "locality", "region", "url", "registration_url", "organizer", "description")
"""Further columns that are used under their own names (docs/schema.md)."""


OURS = frozenset({"events", "listings", "occurrences", "needs_review"})
"""Our tables and views that also hold what is in no feed."""

PUBLISHED = """
WITH wanted AS (SELECT value AS key FROM json_each(:keys)), shown AS (SELECT id FROM events WHERE state = 'published')
SELECT id FROM shown WHERE id IN wanted
UNION ALL SELECT id FROM occurrences WHERE id IN wanted AND event_id IN shown
UNION ALL SELECT id FROM listings WHERE id IN wanted AND event_id IN shown AND withdrawn_at IS NULL
"""
"""Which keys of our tables' rows belong to a published event."""


def can_render(datasette: Any, columns: Sequence[str]) -> bool:
    """Whether a page of rows offers the calendar file."""
    return located(datasette) is not None and set(columns) >= NEEDED


async def render(
    datasette: Any,
    columns: Sequence[str],
    rows: Sequence[Any],
    request: Any,
    data: Any,
    database: str | None,
    table: str | None,
) -> Any:
    """The rows as a calendar file. table: None for a query."""
    from datasette.utils.asgi import Response

    from aggregator.publish import ics
    from aggregator.publish.feeds import publishable
    from aggregator.web import ready
    from aggregator.web.ready import Body

    name = located(datasette)
    if name is None or not set(columns) >= NEEDED:
        return Response.text("A calendar file needs the columns title and start.\n", status=400)
    ours = datasette.get_database(name)
    about = await read_about(ours)
    given = [dict(zip(columns, row, strict=False)) for row in rows]
    told = await _published(given, ours) if database == name and table in OURS else given
    good, _ = publishable([one for one in (_occurrence(row, about) for row in told) if one])
    notes = []
    if data.get("next") or data.get("truncated"):
        notes.append(f"Only the first {len(rows)} rows are here: choose fewer with filters, or add _size=max.")
    if len(told) < len(rows):
        notes.append(f"{len(rows) - len(told)} rows are of events that are not published, and left out.")
    if len(good) < len(told):
        notes.append(f"{len(told) - len(good)} rows are no event with a title, a start and an id of its own.")
    calendar = replace(about.calendar, url=None)
    body = ics.render(calendar, good, note=" ".join(notes) or None)
    return ready.answer(request, Body(body, "rows.ics", None))


async def _published(rows: Sequence[Mapping[str, Any]], database: Any) -> list[Mapping[str, Any]]:
    """The rows of our tables that are of a published event: not hidden, withdrawn or waiting for review."""
    keys = [_text(row, "id") or _text(row, "event_id") for row in rows]
    found = await database.execute_fn(
        lambda connection: {key for (key,) in connection.execute(PUBLISHED, {"keys": json.dumps(keys)})}
    )
    return [row for row, key in zip(rows, keys, strict=True) if key in found]


def _occurrence(row: Mapping[str, Any], about: About) -> PublishedOccurrence | None:
    """One row, None where it is no event."""
    zone = _text(row, "timezone") or about.calendar.timezone
    changed = _instant(row, ("updated_at", "changed_at")) or _instant(about.facts, ("generated_at",)) or EPOCH
    uid = (
        _text(row, "uid") or _text(row, "id") or f"{_text(row, 'event_id')} {_text(row, 'title')} {_text(row, 'start')}"
    )
    lines: dict[str, Any] = {name: _text(row, name) for name in LINES}
    try:
        start = read_iso(_text(row, "start") or "", zone)
        end = read_iso(_text(row, "end") or "", zone) if _text(row, "end") else None
        status = Status(_text(row, "status") or "confirmed")
    except (ValueError, KeyError):
        return None
    return PublishedOccurrence(
        uid=uid,
        event_id=_text(row, "event_id") or uid,
        title=_text(row, "title") or "",
        start=start,
        end=end if isinstance(end, datetime) == isinstance(start, datetime) else None,
        timezone=zone,
        all_day=not isinstance(start, datetime),
        status=status,
        sequence=0,
        created_at=_instant(row, ("created_at", "first_seen_at")) or changed,
        updated_at=changed,
        categories=read_list(_text(row, "categories")),
        **lines,
    )


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _text(row: Mapping[str, Any], name: str) -> str | None:
    """A cell as text; of a foreign key with its label, the key."""
    value = row.get(name)
    if isinstance(value, Mapping):
        value = value.get("value")
    return str(value) if value not in (None, "") else None


def _instant(row: Mapping[str, Any], names: Iterable[str]) -> datetime | None:
    for name in names:
        try:
            return read_instant(_text(row, name) or "")
        except ValueError:
            continue
    return None
