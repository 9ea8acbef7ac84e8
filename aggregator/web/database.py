"""Which of Datasette's databases is ours, and the calendar's own facts in it.

Refuses to act on anything else: a Datasette without our tables gets no route, no menu link and no header from us.
Reads through Datasette's own connections only.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from aggregator.model import Calendar

TABLES = frozenset({"about", "sources", "events", "listings", "occurrences", "event_sources", "changes", "evidence"})
"""The tables that, together, make a database ours."""

_located: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()


def locate(datasette: Any) -> str | None:
    """The name of our database among those that are being served, or None; looks again each time."""
    names = (name for name, database in datasette.databases.items() if _has_our_tables(database))
    _located[datasette] = next(names, None)
    return _located[datasette]


def located(datasette: Any) -> str | None:
    """What `locate` found last: cheap enough to be asked for every cell of a table."""
    return _located[datasette] if datasette in _located else locate(datasette)


def _has_our_tables(database: Any) -> bool:
    """Whether the tables are there. A file that is locked or no database is somebody else's, never an error here."""
    from datasette.utils.sqlite import sqlite3  # the very module Datasette connects with: its errors are that one's

    try:
        with closing(database.connect()) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except (sqlite3.Error, OSError):
        return False
    return {row[0] for row in rows} >= TABLES


@dataclass(frozen=True, slots=True)
class About:
    """The facts of the `about` table: the calendar as configured, and what the last publishing said of itself."""

    calendar: Calendar
    facts: Mapping[str, str]

    @property
    def zone(self) -> ZoneInfo:
        """The calendar's zone: whose "today" the pages go by."""
        return ZoneInfo(self.calendar.timezone)

    def fact(self, key: str) -> str | None:
        """One value, None where it is absent or empty."""
        return self.facts.get(key) or None


async def read_about(database: Any) -> About:
    """The `about` table as it stands now; the defaults of `model.Calendar` where it says nothing."""
    result = await database.execute("SELECT key, value FROM about")
    facts = {row["key"]: row["value"] for row in result.rows if row["value"]}
    named = {key: facts[key] for key in Calendar.__dataclass_fields__ if key in facts}
    return About(Calendar(**named), facts)


async def rows(database: Any, sql: str, params: Mapping[str, Any] | None = None) -> list[Any]:
    """All rows of a query of ours, without the second that Datasette gives readers' own SQL.

    Ours read little more than a page shows, and on a busy machine a late page is better than an error.
    """
    found: list[Any] = await database.execute_fn(lambda connection: connection.execute(sql, params or {}).fetchall())
    return found


def folder_of(database: Any) -> Path | None:
    """Where the database's file lies, and the published feeds beside it; None for one in memory."""
    return Path(database.path).parent if database.path else None
