"""Any sequence of answers, pauses and crashes: no event is lost, none is made up, none is called off.

A Hypothesis state machine over whole runs against a real server. AGGREGATOR_EXAMPLES says how many sequences are tried,
1,000 where a change is checked before it is taken in; without it a short form runs. They are spread over LANES test
classes, which pytest can run beside each other.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from aggregator import config as configuration
from aggregator.readers import read_here
from aggregator.refresh import Options, refresh
from aggregator.store import Store
from tests.calendar_server import CalendarServer
from tests.store.test_faults import Crash, failing_at
from tests.test_refresh import NOW, SETTINGS, Run, source, vcalendar, vevent

EVENTS = 8
LANES = 4
EXAMPLES = int(os.environ.get("AGGREGATOR_EXAMPLES", "24")) // LANES

IN_MEMORY = next((folder for folder in ("/dev/shm",) if os.access(folder, os.W_OK)), None)
"""Where runs are kept: a crash here is an exception, not a loss of power, so that no disk needs to be waited for."""

LOGIN = b"<!doctype html><title>Sign in</title><h1>Sign in</h1><form><input name=user></form>"
FAULTS = ("nothing", "login page", "500", "404", "410", "reset", "cut", "shorter than announced", "garbage")
"""Answers that say nothing of the events."""


class AnySequence(RuleBasedStateMachine):
    """One source whose calendar changes, loses events, gets them back, and fails in every way.

    listed: what its calendar holds, number → version. served: every title it ever told. unseen: for each event stored,
    how many answers since it was surely seen may have been complete and without it: an upper bound. whole: the etags
    under which a whole calendar was told; a fault under one of these is answered by 304, which confirms that calendar.
    """

    def __init__(self) -> None:
        super().__init__()
        self.run = Run(Path(tempfile.mkdtemp(dir=IN_MEMORY)))
        self.server = CalendarServer()
        self.listed = dict.fromkeys(range(EVENTS), 0)
        self.served: set[str] = set()
        self.unseen: dict[int, int] = {}
        self.whole: set[str] = set()
        self.etag = ""

    @initialize()
    def begin(self) -> None:
        self.run.write(source("union", self.server.url("/c.ics")))
        self.refresh(None, 0)

    def teardown(self) -> None:
        try:
            if self.unseen:
                self._settle()
        finally:
            self.server.close()
            shutil.rmtree(self.run.folder)

    # ------------------------------------------------------------------------------------------------- what happens

    @rule(number=st.integers(0, EVENTS - 1))
    def change(self, number: int) -> None:
        """The group rewrites an event, or brings one back."""
        self.listed[number] = self.listed.get(number, 0) + 1

    @rule(number=st.integers(0, EVENTS - 1))
    def take_off(self, number: int) -> None:
        """The group takes an event off its calendar."""
        self.listed.pop(number, None)

    @rule(fault=st.none() | st.sampled_from(FAULTS), hours=st.sampled_from([0, 1, 13, 25, -1]))
    def refresh(self, fault: str | None, hours: int) -> None:
        """A run. hours: since the last one, or before it where the clock was set back a little."""
        self._answer(fault)
        self._refresh(hours, crash_at=0)
        self._count(fault, sure=True)

    @rule(fault=st.none() | st.sampled_from(FAULTS), hours=st.sampled_from([0, 25]), crash_at=st.integers(1, 120))
    def crash(self, fault: str | None, hours: int, crash_at: int) -> None:
        """A run that ends at one of its statements."""
        self._answer(fault)
        self._refresh(hours, crash_at=crash_at)
        self._count(fault, sure=False)

    # ------------------------------------------------------------------------------------------------- what must hold

    @invariant()
    def nothing_is_lost_made_up_or_called_off(self) -> None:
        if not (self.run.data / "events.db").exists():
            return
        rows = self.run.rows("SELECT title, uid, state, status FROM listings")
        assert {title for title, *_ in rows} <= self.served
        assert {status for *_, status in rows} <= {None, "confirmed"}
        states = {int(str(uid).partition("@")[0]): state for _, uid, state, _ in rows}
        assert states.keys() >= self.unseen.keys()
        gone = [number for number, state in states.items() if state == "withdrawn"]
        assert [number for number in gone if self.unseen.get(number, 0) < 2] == []
        assert self.run.rows("PRAGMA quick_check") == [("ok",)]

    def _settle(self) -> None:
        """After three good answers over two days the feed says what the calendar says."""
        for _ in range(3):
            self.refresh(None, 25)
        told = self.run.feed().decode().replace("\r\n ", "").split("\r\n")
        titles = sorted(line.removeprefix("SUMMARY:") for line in told if line.startswith("SUMMARY:"))
        assert titles == sorted(title(number, version) for number, version in self.listed.items())

    # ------------------------------------------------------------------------------------------------- how

    def _answer(self, fault: str | None) -> None:
        body = vcalendar(*(one(number, version) for number, version in self.listed.items()))
        self.etag = etag = f'"{hash(body)}"'
        match fault:
            case None:
                self.served |= {title(number, version) for number, version in self.listed.items()}
                self.whole.add(etag)
                self.server.put("/c.ics", body, etag=etag)
            case "nothing":
                self.server.put("/c.ics", b"")
            case "login page":
                self.server.put("/c.ics", LOGIN, content_type="text/html")
            case "reset":
                self.server.put("/c.ics", raw=b"")
            case "cut":
                self.server.put("/c.ics", body[: len(body) * 2 // 3], etag=etag)
                self.served |= {title(number, version) for number, version in self.listed.items()}
            case "shorter than announced":
                self.server.put("/c.ics", body, truncate=len(body) // 2, etag=etag)
            case "garbage":
                self.server.put("/c.ics", bytes(range(256)) * 20)
            case status:
                self.server.put("/c.ics", b"", status=int(status))

    def _refresh(self, hours: int, *, crash_at: int) -> None:
        self.run.now += timedelta(hours=hours, minutes=1)
        config = configuration.load(self.run.folder / "sources.toml")
        options = Options(slugs=("union",))
        with Store(self.run.data / "events.db") as store, failing_at(store, crash_at, Crash()):
            try:
                refresh(
                    config, store, self.run.data, now=self.run.now, options=options, settings=SETTINGS, reader=read_here
                )
            except Crash:
                return

    def _count(self, fault: str | None, *, sure: bool) -> None:
        """Count what the answer may have told of each event."""
        confirms = fault in ("cut", "shorter than announced") and self.etag in self.whole
        if fault is not None and not confirms:
            return
        if sure and fault is None:
            self.unseen |= dict.fromkeys(self.listed, 0)
        for number in self.unseen.keys() - self.listed.keys():
            self.unseen[number] += 1


def title(number: int, version: int) -> str:
    return f"Assembly {number} version {version}"


def one(number: int, version: int) -> str:
    day = (NOW + timedelta(days=60 + 9 * number)).strftime("%Y%m%d")
    return vevent(f"{number}@union.example.org", title(number, version), day)


SEQUENCES = settings(
    max_examples=EXAMPLES,
    stateful_step_count=12,
    deadline=None,
    derandomize=False,  # or else every lane would try the same sequences
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("lane", range(LANES))
def test_any_sequence_of_answers_and_crashes(lane: int) -> None:
    run_state_machine_as_test(AnySequence, settings=SEQUENCES)


def test_what_is_told_while_the_clock_stands_behind_counts_later() -> None:
    """Found by the long form: the answers after it were only "nothing new", which confirmed an absence nobody noted."""
    machine = AnySequence()
    machine.begin()
    machine.take_off(number=0)
    machine.refresh(fault=None, hours=-1)
    machine.teardown()


def test_a_calendar_that_is_cut_off_twice_at_the_same_place_is_read_in_full_later() -> None:
    """Found by the long form: the second answer looked like the first, and its etag stood for what had never come."""
    machine = AnySequence()
    machine.begin()
    machine.change(number=0)
    machine.refresh(fault="cut", hours=0)
    machine.change(number=5)
    machine.refresh(fault="cut", hours=0)
    machine.teardown()
