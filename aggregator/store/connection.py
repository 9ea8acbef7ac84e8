"""Opening events.db, one transaction at a time, and SQLite's errors in people's words.

Refuses to know tables. WAL, because Datasette reads while a refresh writes; `BEGIN IMMEDIATE`, because a transaction
that begins by reading and is refused when it wants to write has done its work for nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from aggregator.errors import StoreError
from aggregator.store.migrations import migrations
from aggregator.store.views import create_views, outdated_views

BUSY_SECONDS = 30.0
"""How long to wait for another writer: longer than the longest transaction of one source."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",  # with WAL: a power cut may lose the last transaction, never break the file
    "PRAGMA foreign_keys = ON",
)

RESTORE = "go back to a backup (aggregator restore), or move it away and run `aggregator refresh --all`"

HINTS = (
    ("SQLITE_BUSY", "another refresh is writing; wait until it is done, then run this again"),
    ("SQLITE_LOCKED", "another refresh is writing; wait until it is done, then run this again"),
    ("SQLITE_FULL", "the disk is full; free some space, then run this again: nothing was lost"),
    ("SQLITE_READONLY", "give the user who runs this write permission on the file and on its folder"),
    ("SQLITE_CANTOPEN", "check that the folder exists and that the user who runs this may write in it"),
    ("SQLITE_PERM", "give the user who runs this write permission on the file and on its folder"),
    ("SQLITE_NOTADB", f"this file is no SQLite database; {RESTORE}"),
    ("SQLITE_CORRUPT", f"the file is damaged; {RESTORE}"),
    ("SQLITE_IOERR", "the disk does not answer as it should; check it and the system's log"),
)
"""Beginning of SQLite's error name → what to do next."""


def connect(path: Path) -> Database:
    """Open the database, bring its schema up to date and its views to their present text. Raises StoreError."""
    with explained(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(str(path), f"the folder cannot be made: {error.strerror}", HINTS[5][1]) from error
        # isolation_level=None: transactions begin and end where we say, never on their own.
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            for pragma in PRAGMAS:
                connection.execute(pragma)
            connection.row_factory = sqlite3.Row
            database = Database(connection)
            _update_schema(database)
        except BaseException:
            connection.close()
            raise
        return database


def _update_schema(database: Database) -> None:
    """Run the migrations that are missing. Reads only, and so waits for nobody, when there is nothing to do."""
    if migrations.pending(database):
        with immediate(database.conn):
            migrations.apply(database)
    if outdated_views(database):
        with immediate(database.conn):
            create_views(database)


@contextmanager
def immediate(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: all of it is kept, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # after "disk full" SQLite has rolled back by itself
            connection.execute("ROLLBACK")
        raise


def emptied(db: sqlite3.Connection) -> bool:
    """Fold the write-ahead log into the file and cut it to nothing; whether that was possible."""
    busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "") or ""
        hint = next((hint for prefix, hint in HINTS if name.startswith(prefix)), "")
        raise StoreError(str(path), f"the database refused: {error}", hint) from error
