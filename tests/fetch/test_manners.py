"""Turn-taking: one at a time, pauses, hosts that want to be left alone."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import Clock, FetchSettings, LeftAloneError, Manners, fetch
from aggregator.model import Hosts, Robots, Source, SourceState
from tests.calendar_server import LOOPBACK, CalendarServer

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Slept(Clock):
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0

    def monotonic(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += seconds


def manners(hosts: Hosts | None = None, clock: Clock | None = None, **settings: float) -> Manners:
    return Manners(FetchSettings(**settings), now=NOW, hosts=hosts, clock=clock or Slept())  # type: ignore[arg-type]


def turns(ours: Manners, *hosts: str) -> list[float]:
    """When each host was asked."""
    asked = []
    for host in hosts:
        with ours.turn(host):
            asked.append(ours.seconds())
    return asked


def test_a_host_is_given_a_pause_and_others_are_not() -> None:
    assert turns(manners(host_delay_seconds=2), "a", "a", "b", "a", "b") == [0, 2, 2, 4, 4]


def test_crawl_delay_lengthens_the_pause_within_bounds() -> None:
    ours = manners(host_delay_seconds=1)
    ours.slow_down("a", 10)
    ours.slow_down("a", 3)
    ours.slow_down("b", 86_400)
    ours.slow_down("c", None)
    assert turns(ours, "a", "a") == [0, 10]
    assert turns(ours, "b", "b") == [10, 40]
    assert turns(ours, "c", "c") == [40, 41]


def test_a_request_that_fails_is_followed_by_a_pause_too() -> None:
    ours = manners(host_delay_seconds=5)
    with pytest.raises(ValueError, match="broken"), ours.turn("a"):
        raise ValueError("broken")
    assert turns(ours, "a") == [5]


def test_one_at_a_time_however_many_threads() -> None:
    ours, busy, most, guard = manners(clock=Clock(), host_delay_seconds=0), 0, 0, threading.Lock()

    def ask(_: int) -> None:
        nonlocal busy, most
        with ours.turn("a"):
            with guard:
                busy += 1
                most = max(most, busy)
            time.sleep(0.002)
            with guard:
                busy -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(24)))
    assert (busy, most) == (0, 1)


@pytest.mark.parametrize(
    ("until", "left_alone"),
    [
        (NOW + timedelta(seconds=5), timedelta(minutes=1)),
        (NOW + 2 * HOUR, 2 * HOUR),
        (NOW + 90 * DAY, 7 * DAY),
        (NOW - DAY, timedelta(minutes=1)),
        (None, HOUR),
    ],
)
def test_a_host_is_left_alone_as_long_as_it_asks_within_bounds(until: datetime | None, left_alone: timedelta) -> None:
    ours = manners()
    ours.leave_alone("a", until)
    with pytest.raises(LeftAloneError) as caught, ours.turn("a"):
        pass
    assert caught.value.until == NOW + left_alone
    assert turns(ours, "b") == [0]
    assert ours.hosts().waits == {"a": NOW + left_alone}


def test_the_longer_of_two_wishes_counts() -> None:
    ours = manners()
    ours.leave_alone("a", NOW + 3 * HOUR)
    ours.leave_alone("a", NOW + HOUR)
    assert ours.hosts().waits == {"a": NOW + 3 * HOUR}


def test_what_is_known_from_the_last_run_counts_until_it_is_over() -> None:
    known = Hosts(waits={"a": NOW + timedelta(seconds=30), "b": NOW - DAY})
    clock = Slept()
    ours = manners(known, clock)
    with pytest.raises(LeftAloneError), ours.turn("a"):
        pass
    assert turns(ours, "b") == [0]
    clock.sleep(31)
    assert turns(ours, "a") == [31]
    assert ours.hosts().waits == {}


def test_robots_are_handed_on() -> None:
    old = Robots(origin="https://a.example.org", fetched_at=NOW, fresh_until=NOW + DAY, text="x")
    new = Robots(origin="https://b.example.org", fetched_at=NOW, fresh_until=NOW + DAY)
    ours = manners(Hosts(robots={old.origin: old}))
    ours.remember_robots(new)
    assert ours.hosts().robots == {old.origin: old, new.origin: new}


def test_the_time_of_a_run_is_bounded() -> None:
    clock = Slept()
    ours = manners(clock=clock, run_seconds=60)
    assert not ours.is_over()
    clock.sleep(60)
    assert ours.is_over()


def test_a_wait_is_counted_from_the_answer_and_not_from_the_beginning_of_the_run(
    calendar_server: CalendarServer,
) -> None:
    clock = Slept()
    settings = FetchSettings(allowed_networks=LOOPBACK, host_delay_seconds=0)
    ours = Manners(settings, now=NOW, clock=clock)
    clock.sleep(900.5)
    url = calendar_server.put("/c.ics", status=429, headers={"Retry-After": "600"})
    source = Source(slug="harbor", name="Harbor", url=url)
    with pytest.raises(FetchError) as caught:
        fetch(source, SourceState(slug="harbor"), now=NOW, settings=settings, base=Path("nowhere"), manners=ours)
    assert caught.value.retry_after == NOW + timedelta(seconds=901 + 600)
    assert ours.hosts().waits == {"127.0.0.1": NOW + timedelta(seconds=901 + 600)}
