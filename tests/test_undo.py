"""What is taken back leaves no trace but the counts that may only rise; a database that is lost comes back alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

import pytest

from tests.test_deciding import HALL, Folder, no_processes
from tests.test_refresh import vevent

__all__ = ["no_processes"]

SERIES = vevent("w@union.example.org", "Food share", "20270420", "RRULE:FREQ=WEEKLY;COUNT=4", HALL)
MOVED = vevent("w@union.example.org", "Food share", "20270428", "RECURRENCE-ID;TZID=America/Chicago:20270427T190000")
UNION = [
    vevent("a@union.example.org", "Rent strike assembly", "20270417", HALL, "DESCRIPTION:Bring chairs."),
    SERIES,
    MOVED,
]
PORTAL = [
    vevent("b@portal.example.org", "Rent strike assembly", "20270417", HALL),
    vevent("c@portal.example.org", "Neighbours meet about the strike", "20270417", HALL),
]

COUNTS = {(table, name) for table in ("events", "occurrences") for name in ("sequence", "updated_at")} | {
    ("merge_notes", "value")
}
"""What goes on rising through a decision and its undoing: subscribers learn of both, and how much was merged."""

SEEN = {(table, name) for table, names in (
    ("listings", ("first_seen_at", "last_seen_at", "changed_at")),
    ("sources", ("last_fetch_at", "last_success_at", "last_change_at", "last_read_at", "next_fetch_at", "message")),
    ("events", ("created_at",)),
) for name in names}  # fmt: skip
"""What tells when something was read: it is read again after a takedown."""

HISTORY = {"changes", "fetches", "evidence", "about", "_sqlite_migrations", "sqlite_stat1"}
"""Tables that a second reading adds to, or that number their rows."""

DECISIONS: list[tuple[str, tuple[str, ...]]] = [
    ("merge", ("merge", "Rent", "Neigh")),
    ("split", ("split", "Rent")),
    ("hide", ("hide", "Rent")),
    ("hide a series", ("hide", "Food")),
    ("set a place", ("set", "Rent", "venue", "Library")),
    ("set a time", ("set", "Rent", "start", "2027-04-18T18:30")),
    ("set a title of a series", ("set", "Food", "title", "Soup")),
    ("merge a series and a single event", ("merge", "Food", "Neigh")),
]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.lists("\r\n".join(UNION), *PORTAL)
    assert len(folder.rows("SELECT id FROM events")) == 3
    return folder


def dump(
    folder: Folder, *, without: set[tuple[str, str]], tables_left_out: Collection[str] = ()
) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, but for some columns and tables."""
    found = {}
    with closing(sqlite3.connect(folder.path / "data" / "events.db")) as db:
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'events_fts%'")
        ]
        for table in sorted(set(tables) - set(tables_left_out)):
            names = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if (table, row[1]) not in without]
            found[table] = sorted(
                db.execute(f"SELECT {', '.join(map(quoted, names))} FROM {table}").fetchall(), key=repr
            )
    return found


def quoted(name: str) -> str:
    return f'"{name}"'


def counts(folder: Folder) -> dict[str, tuple[int, str]]:
    return {
        str(uid): (int(str(n)), str(at))
        for uid, n, at in folder.rows("SELECT id, sequence, updated_at FROM occurrences")
    }


@pytest.mark.parametrize(("what", "words"), DECISIONS, ids=[what for what, _ in DECISIONS])
def test_undo_restores_the_whole_database(folder: Folder, what: str, words: tuple[str, ...]) -> None:
    without = COUNTS | {("about", "value")}
    before, told = dump(folder, without=without), counts(folder)
    feed = (folder.path / "data" / "calendar.ics").read_bytes()
    command, *rest = words
    ids = 2 if command == "merge" else 1
    folder.command(command, *(folder.id(title) for title in rest[:ids]), *rest[ids:])
    assert dump(folder, without=without) != before, what
    folder.command("undo", folder.last())
    assert dump(folder, without=without) == before
    after = counts(folder)
    assert {uid for uid in told if after[uid] < told[uid]} == set()
    assert summaries((folder.path / "data" / "calendar.ics").read_bytes()) == summaries(feed)


def summaries(feed: bytes) -> list[str]:
    """What the feed says of times, places and titles."""
    kept = ("UID", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "STATUS")
    return [line for line in feed.decode().replace("\r\n ", "").split("\r\n") if line.startswith(kept)]


def test_undo_of_a_takedown_restores_it_with_the_next_reading(folder: Folder) -> None:
    before, told = dump(folder, without=COUNTS | SEEN, tables_left_out=HISTORY), counts(folder)
    evidence = folder.rows("SELECT listing_id, field, text, position, rule FROM evidence ORDER BY 1, 2, 3")
    for title in ("Rent", "Food"):
        folder.command("takedown", folder.id(title))
    for decision in (folder.last(), folder.command("undo").stdout.split("\n")[1].split()[0]):
        folder.command("undo", decision)
    folder.command("refresh", "-q")
    assert dump(folder, without=COUNTS | SEEN, tables_left_out=HISTORY) == before
    assert folder.rows("SELECT listing_id, field, text, position, rule FROM evidence ORDER BY 1, 2, 3") == evidence
    after = counts(folder)
    assert {uid for uid in told if after[uid] < told[uid]} == set()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_several_decisions_are_undone_in_any_order(folder: Folder, order: tuple[int, ...]) -> None:
    without = COUNTS | {("about", "value")}
    before = dump(folder, without=without)
    made = []
    for words in (("set", "Rent", "venue", "Library"), ("merge", "Rent", "Neigh"), ("hide", "Food")):
        command, *rest = words
        ids = 2 if command == "merge" else 1
        folder.command(command, *(folder.id(title) for title in rest[:ids]), *rest[ids:])
        made.append(folder.last())
    for number in order:
        folder.command("undo", made[number])
    assert dump(folder, without=without) == before


def test_a_database_that_is_lost_is_made_anew_from_the_archive(folder: Folder) -> None:
    """The same UIDs, clusters and counts; nobody is asked."""
    sunday = [one.replace("20270417", "20270418") for one in (UNION[0], PORTAL[0])]
    folder.lists("\r\n".join([sunday[0], *UNION[1:]]), sunday[1], PORTAL[1])
    folder.command("merge", folder.id("Rent"), folder.id("Neigh"))
    folder.command("hide", folder.id("Food"))
    events = "SELECT id, uid, title, state, sequence, created_at FROM events ORDER BY id"
    clusters = "SELECT id, event_id FROM listings ORDER BY id"
    before = folder.rows(events), folder.rows(clusters)
    feed = (folder.path / "data" / "calendar.ics").read_bytes()
    for path in [*(folder.path / "data").glob("events.db*"), *folder.path.glob("*.ics")]:
        path.unlink()
    assert "does not exist yet" in folder.command("replay", code=3).stderr
    folder.command("replay", "--apply")
    assert (folder.rows(events), folder.rows(clusters)) == before
    assert summaries((folder.path / "data" / "calendar.ics").read_bytes()) == summaries(feed)
