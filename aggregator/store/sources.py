"""What sources.toml says, as rows of `sources` and `about`; and what the feeds say of themselves.

Refuses to remove a source: its events would go with it. What is no longer configured is switched off.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from aggregator.config.address import public_url
from aggregator.model import Calendar, Problem, Source
from aggregator.store import sql
from aggregator.store.answers import replace_run_problems
from aggregator.store.rows import Cell, Row, source_row
from aggregator.store.times import instant_text

REMOVED = "It is no longer in sources.toml."

READ_AGAIN: Row = {"reader_version": None, "next_fetch_at": None, "paused": 0}
"""What is forgotten when a source's settings change: the same page reads differently now, so it must be read again."""

ASK_ANEW: Row = {**READ_AGAIN, "etag": None, "last_modified": None, "body_hash": None}
"""What is forgotten when its address changes: the validators are those of another page."""


def sync(
    db: sqlite3.Connection,
    calendar: Calendar,
    configured: Sequence[Source],
    broken: Mapping[str, Sequence[Problem]],
    addresses: Mapping[str, str],
    now: datetime,
) -> None:
    """Make the two tables say what is configured; rows that do already are not touched.

    addresses: slug → the address it was last configured with, secret ones and paths among them.
    """
    set_about(db, asdict(calendar))
    known = {row["slug"]: sql.as_dict(row) for row in db.execute("SELECT * FROM sources")}
    mended = {row["source"] for row in db.execute("SELECT source FROM problems WHERE stage = 'config'")} - set(broken)
    for source in configured:
        wanted, stored = source_row(source), known.get(source.slug)
        if stored is None:
            sql.insert(db, "sources", [wanted])
            continue
        if _has_moved(source, stored, addresses.get(source.slug)):
            wanted |= ASK_ANEW
        elif stored["settings_hash"] not in (None, wanted["settings_hash"]):
            wanted |= READ_AGAIN
        if source.slug in mended or (stored["message"] == REMOVED and source.enabled):
            wanted |= {"result": None, "message": None, "hint": None, "next_fetch_at": None}
        if any(stored[name] != value for name, value in wanted.items()):
            sql.update(db, "sources", "slug", [wanted])
    _mark_broken(db, known, broken)
    gone = set(known) - {source.slug for source in configured} - set(broken)
    off: Row = {"enabled": 0, "message": REMOVED, "hint": None}
    sql.update(db, "sources", "slug", [{"slug": slug, **off} for slug in sorted(gone) if known[slug]["enabled"]])
    complaints = [(slug, problem) for slug, problems in broken.items() for problem in problems]
    replace_run_problems(db, "config", complaints, now)


def _has_moved(source: Source, stored: Mapping[str, Cell], address: str | None) -> bool:
    """Whether the source stands at another address in sources.toml than before; in doubt it does."""
    if address is not None:
        return address != source.url
    known = public_url(source)
    return known is None or stored["url"] != known


def set_about(db: sqlite3.Connection, facts: Mapping[str, str | None]) -> None:
    """Set some facts of the calendar."""
    sql.upsert(db, "about", ["key"], [{"key": key, "value": value} for key, value in facts.items()])


def note_feeds(db: sqlite3.Connection, notes: Sequence[tuple[str, str]], now: datetime) -> None:
    """When the feeds were made or found right, and what they leave out."""
    set_about(db, {"generated_at": instant_text(now), "feed_note": " ".join(words for _, words in notes) or None})


LAST_MOMENTS = (("sources", ("last_fetch_at", "last_success_at")), ("listings", ("last_seen_at", "missing_since")))
"""What is compared with the clock of a later run."""


def forget_future(db: sqlite3.Connection, now: datetime) -> None:
    """Bring moments that lie after now back to it, and let no source wait for one."""
    at: Row = {"now": instant_text(now)}
    for table, columns in LAST_MOMENTS:
        for column in columns:
            db.execute(f"UPDATE {table} SET {column} = :now WHERE {column} > :now", at)
    db.execute("UPDATE sources SET next_fetch_at = NULL WHERE next_fetch_at > :now", at)
    db.execute("DELETE FROM fetches WHERE at > :now", at)


def _mark_broken(db: sqlite3.Connection, known: Mapping[str, object], broken: Mapping[str, Sequence[Problem]]) -> None:
    """A table of sources.toml that cannot be used: it is not read until somebody corrects it."""
    for slug, problems in broken.items():
        row: Row = {"slug": slug, "result": "failed", "enabled": 1}
        row |= {"message": problems[0].message, "hint": problems[0].hint or "Correct it in sources.toml."}
        if slug in known:
            sql.update(db, "sources", "slug", [row])
        else:
            sql.insert(db, "sources", [row | {"name": slug}])
