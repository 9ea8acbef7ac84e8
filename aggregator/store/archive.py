"""archive.db, what is kept and nobody may see: last pages, addresses, what hosts asked of us, names that events have.

Refuses to be served: it lies beside events.db with mode 0600 and is opened only when a run or a replay needs it. Losing
it loses no event: pages are asked for whole once more, and there is nothing to replay until then.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from aggregator.errors import StoreError
from aggregator.model import ArchivedPage, Format, Hosts, KnownEvent, Move, Page, Robots
from aggregator.store.connection import BUSY_SECONDS, emptied, explained, immediate
from aggregator.store.times import instant_text, read_instant

FILE_NAME = "archive.db"

PAGES_A_SOURCE = 3
"""Different pages kept of each source: today's, and those that came before its last two changes."""

MOST_BYTES = 256_000_000
"""All pages together, compressed. Beyond it the oldest go, those that are not a source's last first."""

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS sources (slug TEXT PRIMARY KEY, url TEXT NOT NULL, format TEXT, adopted TEXT,"
    " moved_to TEXT, moved_since TEXT, refresh_seconds INTEGER)",
    "CREATE TABLE IF NOT EXISTS pages (id INTEGER PRIMARY KEY, slug TEXT NOT NULL, body_hash TEXT NOT NULL,"
    " fetched_at TEXT NOT NULL, url TEXT, content_type TEXT NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL,"
    " UNIQUE (slug, body_hash))",
    "CREATE TABLE IF NOT EXISTS waits (host TEXT PRIMARY KEY, until TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS robots (origin TEXT PRIMARY KEY, fetched_at TEXT NOT NULL, fresh_until TEXT NOT NULL,"
    " text TEXT)",
    "CREATE TABLE IF NOT EXISTS known (event_id TEXT PRIMARY KEY, uid TEXT NOT NULL, listings TEXT NOT NULL,"
    " sequence INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, content_hash TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS taken_down (event_id TEXT PRIMARY KEY, is_forgotten INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS lost (event_id TEXT PRIMARY KEY)",
    "DROP TABLE IF EXISTS gone",
)

VERSION = 4
"""What `PRAGMA user_version` says of a file with all of these tables."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is remembered of asking one source: the address in sources.toml at that time, and where that has moved.

    format, refresh_after: what its last page was, and how long it wants not to be asked.
    """

    url: str = field(repr=False)
    format: Format | None = None
    refresh_after: timedelta | None = None
    move: Move = field(default_factory=Move)


class Archive:
    """archive.db, open. Every method raises StoreError when SQLite refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        _make_private(path)
        with explained(path):
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA secure_delete = ON")
            self._make_tables()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _make_tables(self) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == VERSION:
            return
        if version == 0:
            self._db.execute("PRAGMA auto_vacuum = FULL")
            self._db.execute("PRAGMA journal_mode = WAL")
        with immediate(self._db):
            for statement in (*SCHEMA, f"PRAGMA user_version = {VERSION}"):
                self._db.execute(statement)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with explained(self.path), immediate(self._db):
            yield self._db

    # ------------------------------------------------------------------------------------------------- pages

    def keep(self, slug: str, page: Page, body_hash: str, *, at: datetime) -> None:
        """Keep a page as its source's last, and let go of what is too much."""
        body = zlib.compress(page.content, 6)
        row = (slug, body_hash, instant_text(at), page.url, page.content_type, len(body), body)
        with self._writing() as db:
            db.execute("DELETE FROM pages WHERE slug = ? AND body_hash = ?", (slug, body_hash))
            db.execute(
                "INSERT INTO pages (slug, body_hash, fetched_at, url, content_type, size, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            db.execute(
                "DELETE FROM pages WHERE slug = ? AND id NOT IN"
                " (SELECT id FROM pages WHERE slug = ? ORDER BY id DESC LIMIT ?)",
                (slug, slug, PAGES_A_SOURCE),
            )
            _bound(db)

    def page(self, slug: str, body_hash: str | None) -> ArchivedPage | None:
        """A source's page of that hash; None where it is not kept. Raises StoreError for one that is damaged."""
        query = "SELECT * FROM pages WHERE slug = ? AND body_hash = ?"
        with explained(self.path):
            row = self._db.execute(query, (slug, body_hash)).fetchone()
        return None if row is None else self._page(row)

    def pages(self, slug: str) -> tuple[ArchivedPage, ...]:
        """All pages kept of a source, the oldest first. Raises StoreError for one that is damaged."""
        with explained(self.path):
            rows = self._db.execute("SELECT * FROM pages WHERE slug = ? ORDER BY id", (slug,)).fetchall()
        return tuple(map(self._page, rows))

    def _page(self, row: sqlite3.Row) -> ArchivedPage:
        try:
            content = zlib.decompress(row["body"])
        except zlib.error as error:
            hint = "move the file away: pages are then asked for anew"
            raise StoreError(str(self.path), f"the page kept of {row['slug']} is damaged", hint) from error
        page = Page(content=content, content_type=row["content_type"], url=row["url"])
        return ArchivedPage(
            slug=row["slug"], page=page, fetched_at=read_instant(row["fetched_at"]), body_hash=row["body_hash"]
        )

    def kept(self) -> set[tuple[str, str]]:
        """(slug, body hash) of every page kept."""
        with explained(self.path):
            return {(row["slug"], row["body_hash"]) for row in self._db.execute("SELECT slug, body_hash FROM pages")}

    def drop(self, slugs: Sequence[str]) -> None:
        """Let go of all pages of some sources. They are asked for whole when they have to be read again."""
        with self._writing() as db:
            db.executemany("DELETE FROM pages WHERE slug = ?", [(slug,) for slug in slugs])

    # ------------------------------------------------------------------------------------------- known events

    def known(self, *, only_gone: bool = False) -> tuple[KnownEvent, ...]:
        """What outlasts events.db of the events it had: id, UID and SEQUENCE.

        only_gone: of those only that were taken down, or lost with a database and not found again in the new one.
        """
        gone = "WHERE event_id IN (SELECT event_id FROM taken_down UNION SELECT event_id FROM lost)"
        chosen = gone if only_gone else ""
        with explained(self.path):
            rows = self._db.execute(f"SELECT * FROM known {chosen} ORDER BY event_id").fetchall()
        return tuple(
            KnownEvent(
                id=row["event_id"],
                uid=row["uid"],
                listing_ids=tuple(json.loads(row["listings"])),
                sequence=row["sequence"],
                created_at=read_instant(row["created_at"]),
                updated_at=read_instant(row["updated_at"]),
                content_hash=row["content_hash"],
            )
            for row in rows
        )

    def knows_any(self) -> bool:
        """Whether any event is known."""
        with explained(self.path):
            return self._db.execute("SELECT 1 FROM known LIMIT 1").fetchone() is not None

    def keep_known(self, events: Iterable[KnownEvent], *, without: Iterable[str] = ()) -> None:
        """Keep what outlasts events.db of some events, in the place of what was.

        without: ids of events that are no more, because others have their listings; those taken down stay known.
        """
        with self._writing() as db:
            for event_id in without:
                db.execute("DELETE FROM lost WHERE event_id = ?", (event_id,))
                taken_down = "SELECT event_id FROM taken_down"
                db.execute(f"DELETE FROM known WHERE event_id = ? AND event_id NOT IN ({taken_down})", (event_id,))
            _keep_known(db, events)

    def keep_lost(self, found: Iterable[str]) -> None:
        """Note that events.db was made anew, and all known events are lost but those found, by id."""
        known = set(found)
        with self._writing() as db:
            every = [row["event_id"] for row in db.execute("SELECT event_id FROM known")]
            db.executemany("INSERT OR IGNORE INTO lost VALUES (?)", [(one,) for one in every if one not in known])

    def keep_taken_down(self, events: Sequence[KnownEvent]) -> None:
        """Keep the same of events that go, without the digests of what they said.

        Their words count as unforgotten until `forgot`.
        """
        with self._writing() as db:
            _keep_known(db, [replace(event, content_hash="") for event in events])
            db.executemany("INSERT OR REPLACE INTO taken_down VALUES (?, 0)", [(event.id,) for event in events])

    def is_anything_unforgotten(self) -> bool:
        """Whether words of an event that was taken down may still stand in unused parts of the files."""
        with explained(self.path):
            return self._db.execute("SELECT 1 FROM taken_down WHERE NOT is_forgotten").fetchone() is not None

    def forget_bytes(self) -> bool:
        """Write the file anew without what was dropped; whether its write-ahead log could be emptied, too."""
        with explained(self.path):
            self._db.execute("VACUUM")
            return emptied(self._db)

    def forgot(self) -> None:
        """Note that no byte of what was taken down is left."""
        with self._writing() as db:
            db.execute("UPDATE taken_down SET is_forgotten = 1")

    # ----------------------------------------------------------------------------------------------- sources

    def asked(self, slug: str | None = None) -> dict[str, Asked]:
        """What is remembered of asking each source, or one, by slug."""
        with explained(self.path):
            query = "SELECT * FROM sources WHERE :slug IS NULL OR slug = :slug"
            rows = self._db.execute(query, {"slug": slug}).fetchall()
        return {
            row["slug"]: Asked(
                row["url"],
                Format(row["format"]) if row["format"] else None,
                timedelta(seconds=row["refresh_seconds"]) if row["refresh_seconds"] is not None else None,
                Move(
                    adopted=row["adopted"],
                    seen=row["moved_to"],
                    since=read_instant(row["moved_since"]) if row["moved_since"] else None,
                ),
            )
            for row in rows
        }

    def remember(self, slug: str, asked: Asked) -> None:
        """Keep what is known of asking a source in the place of what was."""
        move = asked.move
        since = instant_text(move.since) if move.since else None
        refresh = None if asked.refresh_after is None else int(asked.refresh_after.total_seconds())
        with self._writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO sources (slug, url, format, adopted, moved_to, moved_since,"
                " refresh_seconds) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (slug, asked.url, asked.format, move.adopted, move.seen, since, refresh),
            )

    # ------------------------------------------------------------------------------------------------- hosts

    def hosts(self) -> Hosts:
        """What the hosts asked of us."""
        with explained(self.path):
            waits = {row["host"]: read_instant(row["until"]) for row in self._db.execute("SELECT * FROM waits")}
            robots = [
                Robots(
                    origin=row["origin"],
                    fetched_at=read_instant(row["fetched_at"]),
                    fresh_until=read_instant(row["fresh_until"]),
                    text=row["text"],
                )
                for row in self._db.execute("SELECT * FROM robots")
            ]
        return Hosts(waits=waits, robots={one.origin: one for one in robots})

    def keep_hosts(self, hosts: Hosts) -> None:
        """Keep what the hosts asked of us in the place of what was."""
        robots = [
            (one.origin, instant_text(one.fetched_at), instant_text(one.fresh_until), one.text)
            for one in hosts.robots.values()
        ]
        with self._writing() as db:
            db.execute("DELETE FROM waits")
            waits = [(host, instant_text(until)) for host, until in hosts.waits.items()]
            db.executemany("INSERT INTO waits (host, until) VALUES (?, ?)", waits)
            db.executemany(
                "INSERT OR REPLACE INTO robots (origin, fetched_at, fresh_until, text) VALUES (?, ?, ?, ?)", robots
            )


def _make_private(path: Path) -> None:
    """A file that only its owner can read, before SQLite writes a word into it; its journals take the same mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        hint = "it holds secret addresses: make it a file that the user who runs this owns"
        raise StoreError(str(path), f"cannot be opened for its owner alone: {error.strerror}", hint) from error


def _keep_known(db: sqlite3.Connection, events: Iterable[KnownEvent]) -> None:
    rows = [
        (
            *(e.id, e.uid, json.dumps(e.listing_ids), e.sequence),
            *(instant_text(e.created_at), instant_text(e.updated_at), e.content_hash),
        )
        for e in events
    ]
    db.executemany("INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _bound(db: sqlite3.Connection) -> None:
    """Let pages go until all of them fit: the oldest first, a source's last only when nothing else is left."""
    total = db.execute("SELECT coalesce(sum(size), 0) FROM pages").fetchone()[0]
    if total <= MOST_BYTES:
        return
    oldest = db.execute(
        "SELECT id, size FROM pages AS p ORDER BY id = (SELECT max(id) FROM pages WHERE slug = p.slug), id"
    ).fetchall()
    for row in oldest:
        if total <= MOST_BYTES:
            break
        db.execute("DELETE FROM pages WHERE id = ?", (row["id"],))
        total -= row["size"]
