"""A backup is one moment of the database and proven; a restore brings exactly that back, and loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator.errors import StoreError
from aggregator.store import Store, backup, backups, restore
from tests.listings import DAY, NOW
from tests.store.conftest import Reader
from tests.store.test_faults import CHANGED, EVENTS
from tests.store.test_merged import save, take_in


@pytest.fixture
def filled(store: Store) -> Store:
    take_in(store, *EVENTS)
    save(store)
    return store


def content(reader: Reader) -> list[str]:
    """Everything in a database; VACUUM writes tables and indexes in an order of its own."""
    return sorted(reader.dump())


def changed(store: Store) -> None:
    take_in(store, *CHANGED, now=NOW + DAY)
    save(store, NOW + DAY)


def test_a_backup_is_the_database(filled: Store, read: Reader, tmp_path: Path) -> None:
    copy = backup(filled.path, tmp_path / "copies", now=NOW, keep=7)
    assert copy.name == "events-20261101T120000Z.db"
    assert content(Reader(copy)) == content(read)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_backup_waits_for_no_writer_and_shows_none_of_what_it_has_not_finished(
    filled: Store, read: Reader, tmp_path: Path
) -> None:
    before = content(read)
    with closing(sqlite3.connect(filled.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM occurrences")
        copy = backup(filled.path, tmp_path / "copies", now=NOW, keep=7)
        writer.execute("ROLLBACK")
    assert content(Reader(copy)) == before


def test_the_newest_backups_stay(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    other = folder / "notes.txt"
    other.write_text("mine")
    for day in range(5):
        backup(filled.path, folder, now=NOW + day * DAY, keep=3)
    assert [path.name[7:15] for path in backups(folder)] == ["20261105", "20261104", "20261103"]
    assert other.exists()


def test_a_restore_brings_back_what_was_and_keeps_what_it_replaces(filled: Store, read: Reader, tmp_path: Path) -> None:
    before = content(read)
    copy = backup(filled.path, tmp_path / "copies", now=NOW, keep=7)
    changed(filled)
    after = content(read)
    assert before != after
    with closing(sqlite3.connect(filled.path)) as datasette:  # has it open all the while
        replaced = restore(filled.path, copy, now=NOW + 2 * DAY)
        assert datasette.execute("SELECT count(*) FROM listings").fetchone() == (len(EVENTS),)
    assert content(read) == before
    assert replaced is not None
    assert content(Reader(replaced)) == after
    changed(filled)
    assert read.one("PRAGMA integrity_check") == "ok"


def test_a_damaged_database_is_moved_aside(filled: Store, read: Reader, tmp_path: Path) -> None:
    before = content(read)
    copy = backup(filled.path, tmp_path / "copies", now=NOW, keep=7)
    filled.close()
    filled.path.write_bytes(b"\xff" * 9000)
    replaced = restore(filled.path, copy, now=NOW)
    assert replaced is not None
    assert replaced.read_bytes() == b"\xff" * 9000
    assert content(read) == before
    with Store(filled.path) as store:
        changed(store)


def test_a_database_that_is_gone_comes_back(filled: Store, read: Reader, tmp_path: Path) -> None:
    before = content(read)
    copy = backup(filled.path, tmp_path / "copies", now=NOW, keep=7)
    filled.close()
    for path in filled.path.parent.glob("events.db*"):
        path.unlink()
    assert restore(filled.path, copy, now=NOW) is None
    assert content(read) == before


def broken(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:9000] + b"\xff" * 9000)


def foreign(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def newer(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db, db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('aggregator', 'm999', '')")


BAD_COPIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "damaged": (broken, "the backup is damaged"),
    "cut off": (lambda copy: copy.write_bytes(copy.read_bytes()[:20_000]), "the backup is damaged"),
    "no database": (lambda copy: copy.write_bytes(b"BEGIN:VCALENDAR" * 100), "the backup is damaged"),
    "of another program": (foreign, "is no database of this program"),
    "of a newer version": (newer, "was made by a newer version"),
    "not there": (Path.unlink, "there is no such backup"),
}


@pytest.mark.parametrize("kind", BAD_COPIES)
def test_a_copy_that_is_not_right_replaces_nothing(filled: Store, read: Reader, tmp_path: Path, kind: str) -> None:
    spoil, told = BAD_COPIES[kind]
    copy = backup(filled.path, tmp_path / "copies", now=NOW, keep=7)
    spoil(copy)
    before = content(read)
    with pytest.raises(StoreError) as caught:
        restore(filled.path, copy, now=NOW)
    assert told in caught.value.what
    assert caught.value.hint
    assert content(read) == before
    assert not list(filled.path.parent.glob("*replaced*"))


def test_a_damaged_database_makes_no_backup_and_replaces_none(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    good = backup(filled.path, folder, now=NOW, keep=1)
    filled.close_run(now=NOW)
    filled.close()
    content = bytearray(filled.path.read_bytes())
    content[8192:40960] = b"\xff" * 32768
    filled.path.write_bytes(content)
    with pytest.raises(StoreError):
        backup(filled.path, folder, now=NOW + DAY, keep=1)
    assert list(folder.iterdir()) == [good]


def test_a_folder_that_cannot_be_made(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file")
    with pytest.raises(StoreError) as caught:
        backup(filled.path, tmp_path / "copies" / "deeper", now=NOW, keep=7)
    assert caught.value.hint


def test_what_a_killed_backup_left_is_no_backup_and_goes(filled: Store, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / ".events.db.tmp").write_bytes(b"half")
    assert backups(folder) == []
    backup(filled.path, folder, now=NOW + timedelta(seconds=1), keep=7)
    assert [path.name for path in folder.iterdir()] == ["events-20261101T120001Z.db"]
