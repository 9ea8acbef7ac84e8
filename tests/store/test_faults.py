"""What goes wrong around a database: nothing is half-written, and the error says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from aggregator.decide import decide
from aggregator.errors import StoreError
from aggregator.merge import merge
from aggregator.store import Store, connection
from aggregator.store.connection import explained
from tests.listings import DAY, NOW, UNION, answer, at, event, failed, outcome, unchanged
from tests.store.conftest import CALENDAR, Reader
from tests.store.test_merged import save, take_in

EVENTS = tuple(event(f"{n}@union", f"Assembly of ward {n}", at(2) + n * DAY) for n in range(6))
CHANGED = (
    *(event(f"{n}@union", f"Meeting of ward {n}", at(3) + n * DAY) for n in range(5)),
    event("new@union", "March"),
)


class Crash(BaseException):
    """As sudden as a killed process."""


@contextmanager
def failing_at(store: Store, number: int, error: BaseException) -> Iterator[list[str]]:
    """Let the statement of that number raise instead of run. Gives the statements that were asked for."""
    real, asked = store._db, []

    class Failing:
        """The connection, until it fails."""

        def _ask(self, name: str, sql: str, *values: Any) -> Any:
            asked.append(sql)
            if len(asked) == number and not sql.startswith("ROLLBACK"):
                raise error
            return getattr(real, name)(sql, *values)

        def execute(self, sql: str, *values: Any) -> Any:
            return self._ask("execute", sql, *values)

        def executemany(self, sql: str, *values: Any) -> Any:
            return self._ask("executemany", sql, *values)

        @property
        def in_transaction(self) -> bool:
            return real.in_transaction

    store._db = Failing()  # type: ignore[assignment]
    try:
        yield asked
    finally:
        store._db = real


def apply_changes(store: Store) -> None:
    take_in(store, *CHANGED, now=NOW + DAY)


def save_changes(store: Store) -> None:
    save(store, NOW + DAY)


WRITES: dict[str, tuple[Callable[[Store], object], Callable[[Store], object]]] = {
    "apply": (lambda store: None, apply_changes),
    "save_merge": (apply_changes, save_changes),
    "record_unchanged": (
        lambda store: take_in(store, *EVENTS[1:], now=NOW + DAY),
        lambda store: store.record_unchanged(unchanged(now=NOW + DAY), now=NOW + DAY, next_fetch_at=None),
    ),
    "record_failure": (
        lambda store: None,
        lambda store: store.record_failure(failed(now=NOW + DAY), now=NOW + DAY, next_fetch_at=None),
    ),
    "sync_sources": (lambda store: None, lambda store: store.sync_sources(CALENDAR, [], now=NOW)),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("error", [Crash(), sqlite3.OperationalError("disk I/O error")], ids=["crash", "error"])
def test_a_stop_at_any_statement_leaves_nothing_half_written(
    store: Store, read: Reader, write: str, error: BaseException
) -> None:
    take_in(store, *EVENTS)
    save(store)
    prepare, run = WRITES[write]
    prepare(store)
    before = read.dump()
    number = 0
    while True:
        number += 1
        with failing_at(store, number, error) as asked:
            try:
                run(store)
            except (Crash, StoreError):
                assert read.dump() == before, asked[-1]
            else:
                break
        assert number < 200
    assert number > 4
    assert read.dump() != before
    assert read.one("PRAGMA integrity_check") == "ok"
    assert read("PRAGMA foreign_key_check") == []


def test_validators_are_the_last_thing_written(store: Store) -> None:
    with failing_at(store, 0, Crash()) as asked:
        take_in(store, *EVENTS)
    assert asked[-1] == "COMMIT"
    assert asked[-2].startswith("UPDATE sources")
    assert '"etag"' in asked[-2]


def test_a_database_in_use_is_waited_for_and_then_said(store: Store, read: Reader) -> None:
    store._db.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as caught:
            take_in(store, *EVENTS)
        assert store.listings() == ()  # reading goes on
        other.execute("ROLLBACK")
    assert "another refresh is writing" in caught.value.hint
    assert str(store.path) in str(caught.value)
    take_in(store, *EVENTS)
    assert len(store.listings()) == len(EVENTS)


def test_opening_waits_for_nobody(store: Store) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Store(store.path) as second:
            assert len(second.sources()) == 2


def test_a_reader_sees_the_old_state_until_the_new_one_is_whole(store: Store) -> None:
    take_in(store, *EVENTS)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        query = "SELECT title FROM listings ORDER BY title"
        before = reader.execute(query).fetchall()
        take_in(store, *CHANGED, now=NOW + DAY)
        assert reader.execute(query).fetchall() == before
        reader.execute("COMMIT")
        assert reader.execute(query).fetchall() != before


def test_a_full_disk_loses_nothing_and_is_said(store: Store, read: Reader) -> None:
    take_in(store, *EVENTS)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    many = [event(f"{n}@new", f"Assembly {n}", at(2), description="words " * 500) for n in range(200)]
    before = read.dump()
    with pytest.raises(StoreError) as caught:
        take_in(store, *many)
    assert "disk is full" in caught.value.hint
    assert read.dump() == before
    store._db.execute("PRAGMA max_page_count = 1000000")
    take_in(store, *many)


def test_a_file_that_may_only_be_read(path: Path) -> None:
    with Store(path) as store:
        store.sync_sources(CALENDAR, [UNION], now=NOW)
        store._db.execute("PRAGMA query_only = ON")  # what a mount without write permission answers
        with pytest.raises(StoreError) as caught:
            take_in(store, *EVENTS)
        assert "write permission" in caught.value.hint
        assert store.listings() == ()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError) as caught:
        Store(tmp_path / "data" / "events.db")
    assert str(tmp_path / "data" / "events.db") in str(caught.value)


def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store(tmp_path)
    assert caught.value.hint


def test_a_file_that_is_no_database(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"BEGIN:VCALENDAR\r\n" * 100)
    with pytest.raises(StoreError) as caught:
        Store(path)
    assert "no SQLite database" in caught.value.hint
    assert path.read_bytes().startswith(b"BEGIN")


def test_check_finds_a_damaged_file(path: Path) -> None:
    with Store(path) as store:
        store.sync_sources(CALENDAR, [UNION], now=NOW)
        take_in(store, *EVENTS)
        store.check()
        store.close_run(now=NOW)
    content = bytearray(path.read_bytes())
    content[8192:20480] = b"\xff" * 12288
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught, Store(path) as store:
        store.check()
    assert "damaged" in str(caught.value)


ERRORS = {
    sqlite3.SQLITE_BUSY_SNAPSHOT: "SQLITE_BUSY_SNAPSHOT",
    sqlite3.SQLITE_CANTOPEN_ISDIR: "SQLITE_CANTOPEN_ISDIR",
    sqlite3.SQLITE_IOERR_WRITE: "SQLITE_IOERR_WRITE",
    sqlite3.SQLITE_READONLY_DIRECTORY: "SQLITE_READONLY_DIRECTORY",
    sqlite3.SQLITE_CORRUPT_INDEX: "SQLITE_CORRUPT_INDEX",
    sqlite3.SQLITE_PERM: "SQLITE_PERM",
}


@pytest.mark.parametrize("name", ERRORS.values())
def test_every_kind_of_error_has_a_next_step(name: str) -> None:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorname = name
    with pytest.raises(StoreError) as caught, explained(Path("events.db")):
        raise error
    assert caught.value.hint
    assert caught.value.__cause__ is error


def test_opening_runs_what_is_missing_and_nothing_twice(path: Path, read: Reader) -> None:
    for _ in range(2):
        Store(path).close()
        assert read("SELECT name FROM _sqlite_migrations") == [
            ("m001_first_tables",),
            ("m002_price_and_last_day_to_sign_up",),
            ("m003_rhythm_of_sources",),
            ("m004_scores_of_merges",),
            ("m005_changes_of_single_dates",),
            ("m006_units_at_rest",),
        ]
    assert read.one("PRAGMA journal_mode") == "wal"


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    path: Path, read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(path) as store:
        store.sync_sources(CALENDAR, [UNION], now=NOW)
    before = read.dump()

    class Broken:
        """A list of migrations whose last one stops half-way."""

        def pending(self, db: Any) -> list[str]:
            return ["m999"]

        def apply(self, db: Any) -> None:
            db.execute("ALTER TABLE events ADD COLUMN half TEXT")
            raise sqlite3.OperationalError("stopped")

    monkeypatch.setattr(connection, "migrations", Broken())
    with pytest.raises(StoreError):
        Store(path)
    assert read.dump() == before


def test_a_closed_store_answers_nothing(path: Path) -> None:
    store = Store(path)
    store.close()
    with pytest.raises(StoreError):
        store.listings()


def test_the_log_is_folded_in_at_the_end_of_a_run(store: Store) -> None:
    take_in(store, *EVENTS)
    plan = decide(store.listings("union"), answer(*EVENTS), source=UNION, now=NOW)
    store.apply(plan, outcome=outcome(answer(*EVENTS)), source=UNION, now=NOW, next_fetch_at=None)
    assert merge(store.listings(), sources=store.sources(), now=NOW)
    store.close_run(now=NOW)
    assert store.path.with_name("events.db-wal").stat().st_size == 0
