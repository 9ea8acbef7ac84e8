"""A store in a fresh folder, with two sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from aggregator.model import Calendar
from aggregator.store import Store
from tests.listings import NOW, PORTAL, UNION

CALENDAR = Calendar(name="Movement events", timezone="America/Los_Angeles", contact="calendar@example.org")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "events.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        opened.sync_sources(CALENDAR, [UNION, PORTAL], now=NOW)
        yield opened


class Reader:
    """Another connection to the same file, as Datasette has one."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as db:
            return [tuple(row) for row in db.execute(query, values)]

    def one(self, query: str, *values: Any) -> Any:
        ((value,),) = self(query, *values)
        return value

    def dump(self) -> list[str]:
        """Everything in the database, to compare."""
        with closing(sqlite3.connect(self.path)) as db:
            return list(db.iterdump())


@pytest.fixture
def read(path: Path) -> Reader:
    return Reader(path)
