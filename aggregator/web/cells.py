"""Cells of Datasette's own tables, where ours can be shown better. Pure: a value in, markup or None (as it is) out.

Refuses to make a link of anything but plain http(s); Datasette itself would make one of an address with a password.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from aggregator.web.links import safe_url

EVENT_ID_COLUMNS = {
    "events": "id",
    "listings": "event_id",
    "occurrences": "event_id",
    "upcoming": "event_id",
    "needs_review": "event_id",
}
"""Tables and views whose `title` is that of an event, and the column with the event's id."""

TAG_COLUMNS = ("categories", "event_categories")


def render(row: Mapping[str, Any], value: Any, column: str, table: str, datasette: Any) -> Any:
    """Markup for the cell, or None to leave it to Datasette."""
    if column == "title" and table in EVENT_ID_COLUMNS:
        return _title(row, str(value), EVENT_ID_COLUMNS[table], datasette)
    if column in TAG_COLUMNS:
        return _tags(value)
    if isinstance(value, str) and value[:4].lower() == "http":
        url = safe_url(value)
        return Markup('<a href="{}" rel="noopener">{}</a>').format(url, value) if url else escape(value)
    return None


def _title(row: Mapping[str, Any], title: str, id_column: str, datasette: Any) -> Markup | None:
    """The title as a link to the event's page; as it is where the query left out the id."""
    event_id = row[id_column] if id_column in row.keys() else None  # noqa: SIM118 - sqlite3.Row has no `in` for keys
    if not event_id:
        return None
    href = datasette.urls.path(f"/event/{quote(str(event_id), safe='')}")
    return Markup('<a href="{}">{}</a>').format(href, title)


def _tags(value: Any) -> Markup | None:
    try:
        names = json.loads(value)
    except (TypeError, ValueError):
        return None
    if not isinstance(names, list):
        return None
    return Markup(", ").join(escape(str(name)) for name in names) or Markup("&nbsp;")
