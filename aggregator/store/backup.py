"""Copies of events.db that are proven, and a way back to one of them.

Refuses to trust a copy it has not read through, and to throw anything away: what a restore replaces is kept beside it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from aggregator.errors import StoreError
from aggregator.store.connection import BUSY_SECONDS, explained
from aggregator.store.migrations import migrations

STAMP = "%Y%m%dT%H%M%SZ"
PATTERN = "events-????????T??????Z.db"
"""Names of copies: the day and hour are in UTC, so that their order is that of time."""

NOTE = "last-backup.json"


def backup(database: Path, folder: Path, *, now: datetime, keep: int) -> Path:
    """Copy a database into a folder, prove the copy, and let go of all but the newest `keep`; gives the copy's path.

    May run while a refresh writes: the copy is one moment of it. Raises StoreError; what was there before then stays.
    """
    path = folder / f"events-{now:{STAMP}}.db"
    temporary = folder / ".events.db.tmp"
    _make(folder)
    with explained(database), _written(path), closing(_open(database)) as original:
        try:
            temporary.unlink(missing_ok=True)  # of a backup that was killed
            original.execute("VACUUM INTO ?", (str(temporary),))
            _prove(temporary)
            _put(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        for old in backups(folder)[keep:]:
            old.unlink(missing_ok=True)
    return path


def note(data: Path, path: Path, *, now: datetime) -> None:
    """Write down in the data folder where the newest copy lies, for who looks after the machine.

    Where that cannot be written the copy is good all the same, and nothing is raised.
    """
    mark = data / NOTE
    with suppress(OSError):
        mark.unlink(missing_ok=True)
        handle = os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps({"made": now.isoformat(), "path": str(path.resolve())}))


def noted(data: Path) -> tuple[datetime, Path] | None:
    """When the newest copy was made and where it was put, or None where there is no such note."""
    try:
        told = json.loads((data / NOTE).read_text(encoding="utf-8"))
        return datetime.fromisoformat(told["made"]), Path(told["path"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def backups(folder: Path) -> list[Path]:
    """The copies in a folder, the newest first."""
    return sorted(folder.glob(PATTERN), reverse=True)


def restore(database: Path, copy: Path, *, now: datetime) -> Path | None:
    """Make a database what it was when it was copied; gives the path where what it replaces is kept, if there was one.

    A database that is whole is written into, in one transaction, so that a Datasette that has it open sees the new
    rows; one that is damaged is moved aside. Raises StoreError and changes nothing where the copy is not whole.
    """
    _prove(copy)
    aside = database.with_name(f"events-replaced-{now:{STAMP}}.db")
    if not database.exists():
        _make(database.parent)
        _copy(copy, database)
        return None
    if fault(database) is None:
        with explained(database), closing(_open(database)) as before:
            before.execute("VACUUM INTO ?", (str(aside),))
        with explained(database), closing(_open(copy)) as source, closing(_open(database)) as target:
            source.backup(target)
        return aside
    with _written(aside):
        for ending in ("-wal", "-shm", ""):
            part = database.with_name(database.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    _copy(copy, database)
    return aside


def fault(path: Path) -> str | None:
    """What SQLite finds wrong with a file, reading all of it; None where it is whole."""
    try:
        with closing(_open(path)) as db:
            found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == ["ok"] else "; ".join(found)


def _prove(path: Path) -> None:
    """Raise StoreError unless a copy is whole, ours, and not newer than this code."""
    if not path.is_file():
        raise StoreError(str(path), "there is no such backup", "list them with: aggregator restore")
    found = fault(path)
    if found is not None:
        raise StoreError(str(path), f"the backup is damaged: {found}", "use another one")
    with explained(path), closing(_open(path)) as db:
        applied = {migration.name for migration in migrations.applied(Database(db))}
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    if not applied:
        raise StoreError(str(path), "is no database of this program", "name a file that `aggregator backup` made")
    if not applied <= known:
        raise StoreError(str(path), "was made by a newer version of this program", "upgrade, then restore it")


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def _make(folder: Path) -> None:
    with _written(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Put a copy of a file in a place, whole or not at all."""
    temporary = target.with_name(f".{target.name}.tmp")
    with _written(target):
        try:
            shutil.copyfile(source, temporary)
            _put(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(str(path), error.strerror or str(error), "check the disk and the folder's rights") from error


def _put(temporary: Path, target: Path) -> None:
    """Give a finished file its name, so that it is there also after a power cut."""
    _sync(temporary)
    temporary.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
