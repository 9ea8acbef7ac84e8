"""Any history of refreshes with decisions among them: no UID changes, no SEQUENCE falls, and what is undone was never.

A Hypothesis state machine over whole runs with two calendars that list much the same. The long form, 1,000 examples, is
asked for by the environment variable AGGREGATOR_HISTORIES=1000; the suite runs a short one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from aggregator import config as configuration
from aggregator.cli import Settings
from aggregator.cli.deciding import Desk
from aggregator.merge.identity import uid_of
from aggregator.model import Verdict
from aggregator.readers import read_here
from aggregator.replay import replay
from aggregator.store import Store
from tests.test_refresh import Run, source, vcalendar, vevent

EXAMPLES = int(os.environ.get("AGGREGATOR_HISTORIES", "6"))
NAMES = ("Rent strike assembly", "Garden day", "Choir of the docks", "Night walk")
SLUGS = ("union", "portal")
PLACES = ("Union Hall\\, 12 Main St\\, Springfield\\, IL", "Annex\\, 9 Oak St\\, Springfield\\, IL")
FIELDS = (("venue", "Library"), ("title", "Another name"), ("status", "cancelled"))

which = st.integers(0, 30)


class AnyDecisions(RuleBasedStateMachine):
    """told: (slug, number) → (day, place) of what each calendar lists; the last of `NAMES` is a series.

    highest: UID → the highest SEQUENCE that a subscriber saw, and the latest LAST-MODIFIED.
    """

    def __init__(self) -> None:
        super().__init__()
        self.run = Run(Path(tempfile.mkdtemp()))
        self.told: dict[tuple[str, int], tuple[int, int]] = {}
        self.moved_date: dict[str, int] = {}
        self.highest: dict[str, tuple[int, str]] = {}

    @initialize()
    def begin(self) -> None:
        self.run.write(source("union", "union.ics"), source("portal", "portal.ics", 'role = "aggregator"'))
        self.told = {(slug, number): (number, 0) for slug in SLUGS for number in range(len(NAMES))}
        self.refresh(hours=1)

    def teardown(self) -> None:
        shutil.rmtree(self.run.folder)

    # ------------------------------------------------------------------------------------------------- what happens

    @rule(slug=st.sampled_from(SLUGS), number=st.integers(0, 3), day=st.integers(0, 9), place=st.integers(0, 1))
    def tell(self, slug: str, number: int, day: int, place: int) -> None:
        """A calendar lists something, or lists it otherwise."""
        self.told[slug, number] = (day, place)

    @rule(slug=st.sampled_from(SLUGS), number=st.integers(0, 3))
    def drop(self, slug: str, number: int) -> None:
        """A calendar lists something no more."""
        self.told.pop((slug, number), None)

    @rule(slug=st.sampled_from(SLUGS), day=st.integers(0, 3))
    def move_date(self, slug: str, day: int) -> None:
        """One date of the series moves, or is back where it was."""
        self.moved_date[slug] = day

    @rule(hours=st.sampled_from([1, 13, 25]))
    def refresh(self, hours: int) -> None:
        """A run."""
        for slug in SLUGS:
            (self.run.folder / f"{slug}.ics").write_bytes(self._calendar(slug))
        self.run.refresh(days=hours / 24)

    @rule(one=which, other=which)
    def merge(self, one: int, other: int) -> None:
        """Somebody says that two events are one."""
        events = self._events()
        if len(events) > 1 and one % len(events) != other % len(events):
            ids = [events[one % len(events)][0], events[other % len(events)][0]]
            self._decide(lambda at: at.decide(Verdict.MERGE, ids, about=""))

    @rule(one=which)
    def split(self, one: int) -> None:
        """Somebody says that an event is several."""
        self._decide_of(one, lambda at, event: len(event.credits) > 1 and at.decide(
            Verdict.SPLIT, [credit.listing_id for credit in event.credits], about=""
        ))  # fmt: skip

    @rule(one=which)
    def hide(self, one: int) -> None:
        """Somebody hides an event."""
        self._decide_of(one, lambda at, event: at.decide(Verdict.HIDE, event.listing_ids, about=""))

    @rule(one=which, field=st.sampled_from(FIELDS))
    def set_field(self, one: int, field: tuple[str, str]) -> None:
        """Somebody knows a field better."""
        name, value = field
        self._decide_of(
            one, lambda at, event: at.decide(Verdict.SET, event.listing_ids, about="", field=name, value=value)
        )

    @rule(one=which)
    def take_down(self, one: int) -> None:
        """Somebody asks that an event vanish."""
        self._decide_of(one, lambda at, event: at.take_down(event, about="", why=""))

    @rule(one=which)
    def undo(self, one: int) -> None:
        """Somebody takes a decision back."""

        def take_back(at: Desk) -> None:
            standing = [decision for decision in at.known if not decision.undone_at]
            if standing:
                at.undo(standing[one % len(standing)])

        self._decide(take_back)

    @rule()
    def rebuild(self) -> None:
        """The database is lost, and made anew from what is kept: what all stands on kept pages has its name again."""
        query = "SELECT l.id, e.uid FROM listings AS l JOIN events AS e ON e.id = l.event_id"
        before = {str(listing): uid for listing, uid in self.run.rows(query)}
        for path in self.run.data.glob("events.db*"):
            path.unlink()
        config = configuration.load(self.run.folder / "sources.toml")
        with Store(self.run.data / "events.db") as store:
            replay(config, store, (), now=self.run.now, apply=True, reader=read_here)
            self._desk(config, store).publish()
        after = {str(listing): uid for listing, uid in self.run.rows(query)}
        torn = {uid for listing, uid in before.items() if listing not in after}
        assert {listing: uid for listing, uid in before.items() if uid not in torn and after[listing] != uid} == {}

    # ------------------------------------------------------------------------------------------------- what must hold

    @invariant()
    def nothing_goes_back(self) -> None:
        if not (self.run.data / "events.db").exists():
            return
        for uid, sequence, updated_at in self.run.rows("SELECT id, sequence, updated_at FROM occurrences"):
            told = (int(str(sequence)), str(updated_at))
            known = self.highest.get(str(uid), told)
            assert told[0] >= known[0], f"SEQUENCE of {uid} fell from {known[0]} to {told[0]}"
            assert told[1] >= known[1], f"LAST-MODIFIED of {uid} fell from {known[1]} to {told[1]}"
            self.highest[str(uid)] = told
        for event_id, uid in self.run.rows("SELECT id, uid FROM events"):
            assert uid == uid_of(str(event_id))

    @invariant()
    def the_tables_agree(self) -> None:
        if (self.run.data / "events.db").exists():
            assert self.run.rows("PRAGMA foreign_key_check") == []
            assert self.run.rows("SELECT id FROM listings WHERE event_id IS NULL") == []
            assert self.run.rows("SELECT id FROM events WHERE id NOT IN (SELECT event_id FROM listings)") == []

    # ------------------------------------------------------------------------------------------------- how

    def _calendar(self, slug: str) -> bytes:
        events = []
        for (by, number), (day, place) in sorted(self.told.items()):
            if by == slug:
                lines = [f"LOCATION:{PLACES[place]}"]
                start, uid = f"202612{10 + day + 2 * number:02}", f"{number}@{slug}.example.org"
                if number == len(NAMES) - 1:
                    lines.append("RRULE:FREQ=WEEKLY;COUNT=4")
                    if self.moved_date.get(slug):
                        original = (datetime.strptime(start, "%Y%m%d").replace(tzinfo=UTC) + timedelta(days=7)).date()
                        moved = original + timedelta(days=self.moved_date[slug])
                        name = f"RECURRENCE-ID;TZID=America/Chicago:{original:%Y%m%d}T190000"
                        events.append(vevent(uid, NAMES[number], f"{moved:%Y%m%d}", name))
                events.append(vevent(uid, NAMES[number], start, *lines))
        return vcalendar(*events)

    def _events(self) -> list[tuple[Any, ...]]:
        return self.run.rows("SELECT id FROM events ORDER BY id")

    def _decide_of(self, one: int, decide: Any) -> None:
        events = self._events()
        if events:
            self._decide(lambda at: decide(at, at.event(str(events[one % len(events)][0]))))

    def _decide(self, decide: Any) -> None:
        config = configuration.load(self.run.folder / "sources.toml")
        self.run.now += timedelta(minutes=1)
        with Store(self.run.data / "events.db") as store:
            at = self._desk(config, store)
            decide(at)
            at.publish()

    def _desk(self, config: configuration.Config, store: Store) -> Desk:
        at = Desk(Settings(self.run.folder / "sources.toml", self.run.data), config, store)
        at.now = self.run.now
        return at


AnyDecisions.TestCase.settings = settings(
    max_examples=EXAMPLES,
    derandomize="AGGREGATOR_HISTORIES" not in os.environ,  # the short form tries the same histories each time
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyDecisions = AnyDecisions.TestCase


def test_an_id_that_gave_way_does_not_come_back_with_a_rebuild() -> None:
    """Found by the long form: archive.db still knew an event that another one had taken up."""
    machine = AnyDecisions()
    machine.begin()
    machine.merge(one=0, other=1)
    machine.tell(slug="union", number=0, day=3, place=1)
    machine.refresh(hours=13)
    machine.undo(one=0)
    machine.refresh(hours=13)
    machine.rebuild()
    machine.nothing_goes_back()
    machine.teardown()


def test_what_a_rebuild_lacks_of_a_merged_event_goes_on_with_its_sequence() -> None:
    """Found by the long form: one part stood on no kept page, and came back when the merge was undone."""
    machine = AnyDecisions()
    machine.begin()
    steps: list[tuple[Any, dict[str, int]]] = [
        (machine.merge, {"one": 19, "other": 6}),
        (machine.split, {"one": 0}),
        (machine.take_down, {"one": 3}),
        (machine.merge, {"one": 19, "other": 12}),
        (machine.rebuild, {}),
        (machine.undo, {"one": 19}),
        (machine.refresh, {"hours": 1}),
    ]
    for step, arguments in steps:
        step(**arguments)
        machine.nothing_goes_back()
    machine.teardown()
