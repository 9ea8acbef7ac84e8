"""People decide: each decision is a record that outlives rebuilds, does what it says, and can be taken back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.config import decisions
from aggregator.errors import ConfigError
from aggregator.merge.decided import FIELDS, with_field
from aggregator.model import Decision, Event, Verdict
from aggregator.readers import read_here
from tests.listings import event
from tests.test_cli import Command
from tests.test_refresh import vcalendar, vevent

SOURCES = """[calendar]
name = "Test"
timezone = "America/Chicago"

[source.union]
name = "Tenants Union"
url = "union.ics"

[source.portal]
name = "Portal"
url = "portal.ics"
role = "aggregator"
"""

HALL = "LOCATION:Union Hall\\, 12 Main St\\, Springfield\\, IL"
ASSEMBLY = vevent("a@union.example.org", "Rent strike assembly", "20270417", HALL)
SAME = vevent("b@portal.example.org", "Rent strike assembly", "20270417", HALL)
OTHER = vevent("c@portal.example.org", "Neighbours meet about the strike", "20270417", HALL)

EVENTS = "SELECT title, state, sources_count FROM events ORDER BY title, id"
CLUSTERS = "SELECT id, event_id FROM listings ORDER BY id"


class Folder:
    """A calendar of two sources, refreshed once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.command = Command(path)
        (path / "sources.toml").write_text(SOURCES, encoding="utf-8")

    def lists(self, union: str, *portal: str) -> None:
        (self.path / "union.ics").write_bytes(vcalendar(union))
        (self.path / "portal.ics").write_bytes(vcalendar(*portal))
        self.command("refresh", "-q")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.path / "data" / "events.db")
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def id(self, title: str) -> str:
        ((found,),) = self.rows(f"SELECT id FROM events WHERE title LIKE '{title}%'")
        return str(found)

    def last(self) -> str:
        """The id of the last decision."""
        return decisions.load(self.path)[-1].id

    def rebuild(self) -> None:
        """From nothing but sources.toml, decisions.toml and the pages."""
        for path in (self.path / "data").iterdir():
            path.unlink()
        self.command("refresh", "-q")


@pytest.fixture(autouse=True)
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in this process: a run of the test then takes a tenth of the time."""
    monkeypatch.setattr("aggregator.readers.Readers", lambda: nullcontext(read_here))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


APART = [("Neighbours meet about the strike", "published", 1), ("Rent strike assembly", "published", 1)]


def test_two_events_that_are_one(folder: Folder) -> None:
    folder.lists(ASSEMBLY, OTHER)
    assert folder.rows(EVENTS) == APART
    before = folder.rows(CLUSTERS)
    told = folder.command("merge", folder.id("Rent"), folder.id("Neigh"), "--why", "same poster")
    assert "aggregator undo" in told.stdout
    assert folder.rows(EVENTS) == [("Rent strike assembly", "published", 2)]
    folder.command("refresh", "--all", "-q")
    merged = folder.rows(CLUSTERS)
    assert len({event_id for _, event_id in merged}) == 1
    folder.rebuild()
    assert folder.rows(CLUSTERS) == merged
    folder.command("undo", folder.last())
    assert folder.rows(EVENTS) == APART
    assert folder.rows(CLUSTERS) == before


def test_one_event_that_is_two(folder: Folder) -> None:
    folder.lists(ASSEMBLY, SAME)
    assert folder.rows(EVENTS) == [("Rent strike assembly", "published", 2)]
    uid = folder.rows("SELECT uid FROM events")
    before = folder.rows(CLUSTERS)
    folder.command("split", folder.id("Rent"))
    assert [count for _, _, count in folder.rows(EVENTS)] == [1, 1]
    folder.rebuild()
    assert [count for _, _, count in folder.rows(EVENTS)] == [1, 1]
    folder.command("undo", folder.last())
    assert folder.rows(CLUSTERS) == before
    assert folder.rows("SELECT uid FROM events") == uid


def test_an_event_that_nobody_is_to_see(folder: Folder) -> None:
    folder.lists(ASSEMBLY, OTHER)
    folder.command("hide", folder.id("Rent"))
    assert b"Rent strike" not in (folder.path / "data" / "calendar.ics").read_bytes()
    folder.rebuild()
    assert folder.rows("SELECT state FROM events WHERE title LIKE 'Rent%'") == [("hidden",)]
    folder.command("undo", folder.last())
    assert folder.rows(EVENTS) == APART
    assert b"Rent strike" in (folder.path / "data" / "calendar.ics").read_bytes()


def test_a_field_that_somebody_knows_better(folder: Folder) -> None:
    folder.lists(ASSEMBLY, OTHER)
    sequence = "SELECT sequence FROM events WHERE title = 'Rent strike assembly'"
    assert folder.rows(sequence) == [(0,)]
    folder.command("set", folder.id("Rent"), "start", "2027-04-18T18:30")
    times = "SELECT start, \"end\" FROM occurrences WHERE title LIKE 'Rent%'"
    assert folder.rows(times) == [("2027-04-18T18:30:00-05:00", "2027-04-18T20:30:00-05:00")]
    assert folder.rows(sequence) == [(1,)], "subscribers learn of it as of any move"
    folder.command("refresh", "--all", "-q")
    assert folder.rows(times) == [("2027-04-18T18:30:00-05:00", "2027-04-18T20:30:00-05:00")]
    folder.command("undo", folder.last())
    assert folder.rows(times) == [("2027-04-17T19:00:00-05:00", "2027-04-17T21:00:00-05:00")]
    assert folder.rows(sequence) == [(2,)], "it never goes back"


def test_what_waits_is_listed_and_answered_once(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = folder.path / "sources.toml"
    sources.write_text(SOURCES.replace('url = "union.ics"', 'url = "union.ics"\nreview = true'), encoding="utf-8")
    folder.lists(ASSEMBLY, OTHER)
    (doubt,) = json.loads(folder.command("review", "--json").stdout)
    assert (doubt["question"], doubt["id"]) == ("publish", folder.id("Rent"))
    monkeypatch.setattr("click.prompt", lambda *args, **kwargs: "y")
    folder.command("review")
    assert folder.rows(EVENTS) == APART
    assert "Nothing waits" in folder.command("review").stderr
    folder.command("undo", folder.last())
    assert folder.rows("SELECT state FROM events WHERE title LIKE 'Rent%'") == [("review",)]


REFUSED: list[tuple[tuple[str, ...], str]] = [
    (("merge", "{0}", "{0}"), "one event already"),
    (("merge", "{0}", "nosuch"), "No event has the id"),
    (("split", "{0}"), "nothing to split"),
    (("set", "{0}", "colour", "red"), "there is no field 'colour'"),
    (("set", "{0}", "status", "off"), "status is one of"),
    (("set", "{0}", "start", "soon"), "'soon' is not a day"),
    (("set", "{0}", "title", ""), "an event needs a title"),
    (("undo", "nosuch"), "No decision that stands"),
]


@pytest.mark.parametrize(("words", "complaint"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_what_cannot_be_decided_is_said(folder: Folder, words: tuple[str, ...], complaint: str) -> None:
    folder.lists(ASSEMBLY, OTHER)
    told = folder.command(*(word.format(folder.id("Rent")) for word in words), code=2)
    assert complaint in told.stderr
    assert not (folder.path / "decisions.toml").exists()


def test_a_file_that_cannot_be_used_stops_a_run_before_anything_is_shown(folder: Folder) -> None:
    folder.lists(ASSEMBLY, OTHER)
    folder.command("hide", folder.id("Rent"))
    path = folder.path / "decisions.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"hide"', '"hied"'), encoding="utf-8")
    assert "decision 1: 'hied' is not a valid Verdict" in folder.command("refresh", code=2).stderr
    assert folder.rows("SELECT state FROM events WHERE title LIKE 'Rent%'") == [("hidden",)]


FAULTS = [
    ("[[decision]\n", "is no TOML"),
    ("[other]\n", "holds [[decision]] tables only"),
    ('[[decision]]\nid = "a"\nverdict = "hide"\n', "decision 1: 'listings' is missing"),
    ('[[decision]]\nid = "a"\nverdict = "merge"\nlistings = ["x"]\n', "needs the ids of 2 or more listings"),
    ('[[decision]]\nid = "a"\nverdict = "hide"\nlistings = ["x"]\ndecided_at = 2026-11-21\n', "is no moment"),
    ('[[decision]]\nid = "a"\nverdict = "hide"\nlistings = ["x"]\nwhen = 1\n', "there is no key when"),
]


@pytest.mark.parametrize(("text", "complaint"), FAULTS)
def test_each_fault_of_the_file_is_named(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        decisions.parse(text)
    assert complaint in str(caught.value)


words = st.text(st.characters(codec="utf-8"), max_size=30)


@given(
    st.lists(
        st.builds(
            lambda verdict, listings, about, why, value: (verdict, tuple(listings), about, why, value),
            st.sampled_from(Verdict),
            st.lists(words.filter(bool), min_size=2, max_size=3),
            *(words, words, words),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read_back(records: list[tuple[Verdict, tuple[str, ...], str, str, str]]) -> None:
    text, written = "", []
    for number, (verdict, listings, about, why, value) in enumerate(records):
        field, said = ("title", value) if verdict is Verdict.SET else (None, None)
        one = Decision(
            id=str(number),
            verdict=verdict,
            listings=listings,
            field=field,
            value=said,
            about=about,
            why=why,
            decided_at=datetime(2026, 11, 21, 17, number, tzinfo=UTC),
        )
        text = decisions.appended(text, one)
        written.append(one)
    assert decisions.parse(text or decisions.HEAD) == tuple(written)


SET: list[tuple[str, str, Callable[[Event], object], object]] = [
    ("venue", "Annex", lambda e: e.venue, "Annex"),
    ("venue", "", lambda e: e.venue, None),
    ("status", "cancelled", lambda e: e.status.value, "cancelled"),
    ("categories", "Housing, Climate", lambda e: e.categories, ("Housing", "Climate")),
    ("register_by_date", "2026-11-20", lambda e: e.register_by_date, date(2026, 11, 20)),
    ("start", "2026-11-28", lambda e: (e.start, e.all_day, e.end), (date(2026, 11, 28), True, None)),
]


@pytest.mark.parametrize(("name", "value", "read", "wanted"), SET)
def test_fields_are_set(name: str, value: str, read: Callable[[Event], object], wanted: object) -> None:
    assert name in FIELDS
    assert read(with_field(event(), name, value)) == wanted
