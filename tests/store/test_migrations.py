"""Every schema we ever released opens with today's code, with the rows that were in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from aggregator.model import Evidence
from aggregator.store import Store
from aggregator.store.migrations import migrations
from tests.listings import DAY, NOW, PORTAL, UNION
from tests.store.conftest import CALENDAR
from tests.store.test_faults import CHANGED, EVENTS
from tests.store.test_merged import save, take_in

NAMES = [migration.name for migration in migrations.pending(Database(memory=True))]
TABLES = ("about", "sources", "events", "listings", "occurrences", "event_sources", "evidence", "changes", "fetches")


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def at_version(path: Path, number: int, filled: Path) -> dict[str, list[tuple[object, ...]]]:
    """A database as the first `number` migrations made it, with the rows of a filled one as far as it has columns."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrations.apply(Database(db), stop_before=NAMES[number:])
        db.execute("ATTACH ? AS filled", (str(filled),))
        rows = {}
        for table in TABLES:
            names = ", ".join(f'"{name}"' for name in columns(db, table))
            db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM filled.{table}")
            rows[table] = db.execute(f"SELECT {names} FROM {table} ORDER BY 1, 2").fetchall()
        return rows


@pytest.mark.parametrize("number", range(1, len(NAMES) + 1), ids=NAMES)
def test_a_database_of_each_version_is_brought_up_to_date_with_its_rows(
    store: Store, tmp_path: Path, number: int
) -> None:
    take_in(store, *(replace(one, evidence=(Evidence("title", one.title, "VEVENT 1"),)) for one in EVENTS))
    save(store)
    path = tmp_path / "old" / "events.db"
    before = at_version(path, number, store.path)
    assert [table for table in TABLES if not before[table]] == []
    with Store(path) as opened:
        opened.check()
        assert len(opened.listings()) == len(EVENTS)
        assert opened.listings() == store.listings()
        assert opened.merged_events() == store.merged_events()
        for table, rows in before.items():
            width = len(rows[0])
            names = ", ".join(f'"{name}"' for name in columns(opened._db, table)[:width])
            found = opened._db.execute(f"SELECT {names} FROM {table} ORDER BY 1, 2")
            assert [tuple(row) for row in found] == rows
        opened.sync_sources(CALENDAR, [UNION, PORTAL], now=NOW)
        take_in(opened, *CHANGED, now=NOW + DAY)
        save(opened, NOW + DAY)


def test_old_and_new_schema_are_the_same(store: Store, tmp_path: Path) -> None:
    at_version(tmp_path / "old" / "events.db", 1, store.path)
    with Store(tmp_path / "old" / "events.db") as opened:
        for table in TABLES:
            assert columns(opened._db, table) == columns(store._db, table)
