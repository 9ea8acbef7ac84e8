"""archive.db: what is kept, how much of it, and that nobody else can read it."""

from __future__ import annotations

import os
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from aggregator.errors import StoreError
from aggregator.model import ArchivedPage, Format, Hosts, Move, Page, Robots
from aggregator.store import archive
from aggregator.store.archive import Archive, Asked

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "archive.db"


def keep(kept: Archive, slug: str, content: bytes, days: int = 0) -> str:
    digest = sha256(content).hexdigest()
    kept.keep(
        slug, Page(content=content, content_type="text/html", url="https://a.example.org/"), digest, at=NOW + days * DAY
    )
    return digest


def test_a_page_comes_back_as_it_was(path: Path) -> None:
    kept = Archive(path)
    content = bytes(range(256)) * 100
    digest = keep(kept, "union", content)
    assert kept.page("union", digest) == ArchivedPage(
        slug="union",
        page=Page(content=content, content_type="text/html", url="https://a.example.org/"),
        fetched_at=NOW,
        body_hash=digest,
    )
    assert kept.page("portal", digest) is None
    assert kept.page("union", None) is None
    assert kept.kept() == {("union", digest)}
    kept.close()


def test_the_last_pages_of_each_source_are_kept(path: Path) -> None:
    kept = Archive(path)
    first = [keep(kept, "union", b"page %d" % n, n) for n in range(5)]
    other = keep(kept, "portal", b"page 0")
    assert kept.kept() == {("portal", other), *(("union", digest) for digest in first[-3:])}
    again = keep(kept, "union", b"page 2", 9)  # an old page that comes back is the last one now
    keep(kept, "union", b"page 9", 10)
    assert ("union", again) in kept.kept()
    assert ("union", first[3]) not in kept.kept()
    kept.close()


def test_all_pages_together_are_bounded_and_last_ones_go_last(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 2_500)
    kept = Archive(path)
    old = keep(kept, "union", os.urandom(1_000))
    new = keep(kept, "union", os.urandom(1_000))
    portal = keep(kept, "portal", os.urandom(1_000))
    assert kept.kept() == {("union", new), ("portal", portal)}
    assert kept.page("union", old) is None
    third = keep(kept, "third", os.urandom(1_000))
    assert kept.kept() == {("portal", portal), ("third", third)}
    kept.close()


def test_only_its_owner_can_read_it(path: Path) -> None:
    before = os.umask(0)
    try:
        kept = Archive(path)
        keep(kept, "union", b"secret")
        modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes
    assert set(modes.values()) == {0o600}, modes
    kept.close()
    path.chmod(0o644)
    Archive(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_remembered_of_asking(path: Path) -> None:
    kept = Archive(path)
    plain = Asked("https://a.example.org/")
    move = Move(adopted="https://b.example.org/", seen="https://c.example.org/", since=NOW)
    moving = Asked("x.ics", Format.ICAL, 12 * HOUR, move)
    kept.remember("union", plain)
    kept.remember("portal", moving)
    assert kept.asked() == {"union": plain, "portal": moving}
    assert kept.asked("portal") == {"portal": moving}
    kept.remember("portal", plain)
    assert kept.asked("portal") == {"portal": plain}
    assert "example.org" not in repr(moving)
    kept.close()


def test_what_hosts_asked_of_us(path: Path) -> None:
    kept = Archive(path)
    robots = Robots(origin="https://a.example.org", fetched_at=NOW, fresh_until=NOW + DAY, text="User-agent: *")
    none = Robots(origin="https://b.example.org", fetched_at=NOW, fresh_until=NOW + DAY)
    hosts = Hosts(waits={"a.example.org": NOW + DAY}, robots={robots.origin: robots, none.origin: none})
    kept.keep_hosts(hosts)
    assert kept.hosts() == hosts
    kept.keep_hosts(Hosts(robots={robots.origin: robots}))
    assert kept.hosts().waits == {}
    kept.close()


def test_a_damaged_page_says_what_to_do(path: Path) -> None:
    kept = Archive(path)
    digest = keep(kept, "union", b"page")
    kept.close()
    with sqlite3.connect(path) as db:
        db.execute("UPDATE pages SET body = x'00'")
    db.close()
    kept = Archive(path)
    with pytest.raises(StoreError, match=r"page kept of union is damaged \(move the file away"):
        kept.page("union", digest)
    kept.close()


def test_a_file_that_is_no_database_says_what_to_do(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="is no SQLite database"):
        Archive(path)
