"""Somebody asks that an event vanish: no file of ours has a word of it any more, and it does not come back."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from aggregator.config import decisions
from aggregator.decide import marks, without
from aggregator.model import Decision, Event, Problem, Verdict
from aggregator.store import Store
from tests.listings import DAY, NOW, answer, at, event, keyless
from tests.test_deciding import Folder, no_processes
from tests.test_refresh import vevent

__all__ = ["no_processes"]

PARTY = vevent(
    "quillfeather@union.example.org",
    "Zanzibarra housewarming",
    "20270417",
    "DESCRIPTION:Bring your own mugwumpery to the flat.",
    "LOCATION:Plumbago Cottage\\, 7 Main St\\, Springfield\\, IL",
    "URL:https://union.example.org/krakatau",
)
COPY = vevent("b@portal.example.org", "Zanzibarra housewarming", "20270417", "LOCATION:Plumbago Cottage")
MARCH = vevent("march@union.example.org", "March for clean rivers", "20270501")
WORDS = ("zanzibarra", "housewarm", "mugwumpery", "plumbago", "quillfeather", "krakatau")
STATE = "SELECT title, state, sequence, uid FROM events ORDER BY title"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Two sources list it, and one of them other things; it moved once, so that history tells of it."""
    folder = Folder(tmp_path)
    folder.lists(PARTY.replace("20270417", "20270418") + "\r\n" + MARCH, COPY.replace("20270417", "20270418"))
    folder.lists(PARTY + "\r\n" + MARCH, COPY)
    assert folder.rows("SELECT title, sources_count FROM events ORDER BY title") == [
        ("March for clean rivers", 1),
        ("Zanzibarra housewarming", 2),
    ]
    return folder


def traces(folder: Folder) -> list[str]:
    """The files, and pages kept within them, that have any of the words in any spelling of bytes."""
    found = []
    for path in sorted(path for path in folder.path.rglob("*") if path.is_file() and path.suffix != ".ics"):
        if path.name != "sources.toml":
            found += [path.name for word in WORDS if word.encode() in path.read_bytes().lower()]
    found += [path.name for path in (folder.path / "data").glob("*.ics") if b"anzibarra" in path.read_bytes()]
    with closing(sqlite3.connect(folder.path / "data" / "archive.db")) as db:
        for slug, body in db.execute("SELECT slug, body FROM pages"):
            found += [f"page of {slug}" for word in WORDS if word.encode() in zlib.decompress(body).lower()]
    return found


def take_down(folder: Folder) -> None:
    folder.command("takedown", folder.id("Zanz"), "--why", "asked for by mail")


def test_no_byte_of_it_is_left_in_any_file(folder: Folder) -> None:
    assert {"events.db", "archive.db", "calendar.ics", "page of union", "page of portal"} - set(traces(folder)) == {
        "archive.db"  # pages lie in it compressed
    }
    take_down(folder)
    assert traces(folder) == []
    assert folder.rows("SELECT title, state FROM events") == [("March for clean rivers", "published")]
    assert folder.rows("SELECT count(*) FROM events_fts WHERE events_fts MATCH 'housewarming'") == [(0,)]
    assert folder.rows(
        "SELECT e.title FROM events_fts AS f JOIN events AS e ON e.rowid = f.rowid WHERE events_fts MATCH 'rivers'"
    ) == [("March for clean rivers",)]
    assert folder.rows("PRAGMA foreign_key_check") == []


def test_it_does_not_come_back(folder: Folder) -> None:
    take_down(folder)
    folder.lists(PARTY.replace("DESCRIPTION:Bring", "DESCRIPTION:Do bring") + "\r\n" + MARCH, COPY)
    assert traces(folder) == []
    assert folder.rows("SELECT title FROM events") == [("March for clean rivers",)]
    ((message,),) = folder.rows("SELECT message FROM sources WHERE slug = 'union'")
    assert message == "1 event: 1 taken down."
    folder.command("replay", "--apply", code=1)  # of such sources no page is kept
    assert folder.rows("SELECT title FROM events") == [("March for clean rivers",)]
    folder.rebuild()
    assert folder.rows("SELECT title FROM events") == [("March for clean rivers",)]
    assert traces(folder) == []


def test_its_record_says_nothing_of_it(folder: Folder) -> None:
    folder.command("set", folder.id("Zanz"), "venue", "Plumbago Annex", "--why", "Zanzibarra said so")
    take_down(folder)
    *_, known = decisions.load(folder.path)
    assert (known.verdict, known.sources, known.why) == (Verdict.TAKEDOWN, ("portal", "union"), "asked for by mail")
    assert known.about == "an event of Tenants Union, Portal on 2027-04-17"
    assert traces(folder) == []


def test_it_can_be_taken_back(folder: Folder) -> None:
    before = folder.rows(STATE)
    assert before[1][2] == 1
    take_down(folder)
    told = folder.command("undo", folder.last())
    assert "aggregator refresh portal union" in told.stdout
    assert folder.rows(STATE) == before[:1]
    folder.command("refresh", "-q")
    after = folder.rows(STATE)
    assert [row[:2] + row[3:] for row in after] == [row[:2] + row[3:] for row in before]
    assert int(str(after[1][2])) > 1, "SEQUENCE goes on from where it was"
    assert "Zanzibarra" in (folder.path / "data" / "calendar.ics").read_text(encoding="utf-8")


def test_an_older_copy_of_the_database_does_not_bring_it_back(folder: Folder) -> None:
    folder.command("backup", "-q")
    told = folder.command("takedown", folder.id("Zanz"))
    assert "Copies of the database still hold it" in told.stderr
    (copy,) = (folder.path / "data" / "backups").iterdir()
    folder.command("restore", str(copy))
    folder.command("publish")
    copy.unlink()
    for kept in (folder.path / "data").glob("events-replaced-*"):
        kept.unlink()
    assert traces(folder) == []


def test_what_a_reader_holds_back_goes_with_the_next_run(folder: Folder) -> None:
    """Datasette may be reading: its words then stay in the write-ahead log, and nobody forgets that they do."""
    database = folder.path / "data" / "events.db"
    ids = [str(row[0]) for row in folder.rows("SELECT id FROM listings WHERE title LIKE 'Zanz%'")]
    with Store(database) as store, closing(sqlite3.connect(database)) as reader:
        store._db.execute("PRAGMA busy_timeout = 50")
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (2,)
        store.take_down(ids)
        assert not store.forget_bytes()
        reader.execute("COMMIT")
    assert "events.db-wal" not in traces(folder), "the last to close a database folds its log"
    folder.command("publish")
    assert [one for one in traces(folder) if one.startswith(("events.db", "archive.db"))] == []
    with Store(database) as store:
        assert store.forget_bytes(), "nothing is left to do"


def test_a_record_copied_from_another_calendar_counts_at_once(folder: Folder) -> None:
    ids = [f'"{row[0]}"' for row in folder.rows("SELECT id FROM listings WHERE title LIKE 'Zanz%'")]
    record = f'[[decision]]\nid = "a"\nverdict = "takedown"\nlistings = [{", ".join(ids)}]\n'
    (folder.path / "decisions.toml").write_text(record + "decided_at = 2026-11-21T12:00:00Z\n", encoding="utf-8")
    folder.lists(PARTY + "\r\n" + MARCH, COPY)
    assert traces(folder) == []
    assert folder.rows("SELECT title FROM events") == [("March for clean rivers",)]


VIGIL = event("vigil@union", "Vigil at the courthouse", at(24))
PAGE = keyless("Vigil at the courthouse", at(24), url="https://union.example.org/next")
WEEKLY = event("weekly@union", "Food share", at(23), rrule="FREQ=WEEKLY")
CLINIC = event("clinic@union", "Clinic", at(25))

COMING_BACK: list[tuple[str, Event, list[Event], Event, bool]] = [
    ("as it was", VIGIL, [], VIGIL, True),
    ("with other words", VIGIL, [], event(VIGIL.uid, "Gathering", at(29)), True),
    ("under another uid", VIGIL, [], event("2@union", VIGIL.title, VIGIL.start), True),
    ("moved, under another uid", VIGIL, [], event("2@union", VIGIL.title, at(27)), True),
    ("one of a name that others have, moved", VIGIL, [event("1@union", VIGIL.title, at(10))],
     event("2@union", VIGIL.title, at(27)), False),
    ("the same name a season later", VIGIL, [], event("2@union", VIGIL.title, at(24) + 120 * DAY), False),
    ("another event", VIGIL, [], CLINIC, False),
    ("at another source", VIGIL, [], event(VIGIL.uid, VIGIL.title, VIGIL.start, source="portal"), False),
    ("from our own feed", VIGIL, [], event("a" * 26, VIGIL.title, VIGIL.start, source="portal"), True),
    ("a page: moved", PAGE, [], keyless(PAGE.title, at(26), url="https://union.example.org/next"), True),
    ("a page: another title", PAGE, [], keyless("Gathering", at(24), url="https://union.example.org/next"), True),
    ("a page: what it announces months later", PAGE, [],
     keyless("Gathering", at(24) + 120 * DAY, url="https://union.example.org/next"), False),
    ("a date of a series told by itself", WEEKLY, [],
     event(WEEKLY.uid, "Food share with soup", at(30), name="20261130T190000", recurrence_id=at(30)), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "gone", "others", "seen", "away"), COMING_BACK, ids=[what for what, *_ in COMING_BACK]
)
def test_what_is_known_again(what: str, gone: Event, others: list[Event], seen: Event, away: bool) -> None:
    decision = Decision(
        id="a",
        verdict=Verdict.TAKEDOWN,
        listings=("x",),
        marks=marks([gone], others=others, uid="a" * 26),
        decided_at=NOW,
    )
    extraction, left_out = without(answer(seen), [decision])
    assert (extraction.events, left_out) == (((), 1) if away else ((seen,), 0)), what


def test_problems_that_speak_of_it_go_with_it() -> None:
    decision = Decision(
        id="a", verdict=Verdict.TAKEDOWN, listings=("x",), marks=marks([VIGIL], others=(), uid="u"), decided_at=NOW
    )
    about = Problem("extract", "VEVENT 3", f"[{VIGIL.title}] has no end")
    other = Problem("extract", "VEVENT 4", "has no end")
    extraction, _ = without(answer(VIGIL, CLINIC, problems=(about, other)), [decision])
    assert (extraction.events, extraction.problems) == ((CLINIC,), (other,))
