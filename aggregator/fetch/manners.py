"""Turn-taking: one request at a time to a host, with a pause between, none while it wants to be left alone.

Asks nobody.

One `Manners` serves a whole run, whatever threads it has. What must outlast the run (who wants to be left alone until
when, what the robots.txt files said) comes in as `Hosts` and goes out again as `hosts()`; the store keeps it.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from aggregator.fetch.settings import FetchSettings
from aggregator.model import Hosts, Robots

SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=7)
"""Bounds of what a host may ask with Retry-After."""

UNSAID_WAIT = timedelta(hours=1)
"""How long a host is left alone that says "too often" (429) and not for how long."""

LONGEST_PAUSE = 30.0
"""Seconds: no Crawl-delay is followed further, or one host could use up the time of all."""


class Clock:
    """The process's clock. A test gives one of its own and lives through a month in seconds."""

    def monotonic(self) -> float:
        """Seconds since some moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


class LeftAloneError(Exception):
    """The host is not asked now: it wants to be left alone. until: aware UTC."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(f"wants to be left alone until {until:%Y-%m-%d %H:%M} UTC")


class Manners:
    """Who may be asked, and when. now: aware UTC, the moment of the run."""

    def __init__(
        self, settings: FetchSettings, *, now: datetime, hosts: Hosts | None = None, clock: Clock | None = None
    ) -> None:
        known = hosts or Hosts()
        self._settings = settings
        self._now = now
        self._clock = clock or Clock()
        self._began = self._clock.monotonic()
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._free_at: dict[str, float] = {}
        self._pauses: dict[str, float] = {}
        self._waits = dict(known.waits)
        self._robots = dict(known.robots)
        self._unreachable: dict[str, str] = {}

    def seconds(self) -> float:
        """How long the run has been going on."""
        return self._clock.monotonic() - self._began

    def is_over(self) -> bool:
        """Whether the run's time is used up: what has not been asked is asked first next time."""
        return self.seconds() >= self._settings.run_seconds

    @contextmanager
    def turn(self, host: str) -> Iterator[float]:
        """Hold a host for one request; gives how many seconds it took to get the turn.

        Raises LeftAloneError when the host wants no request now.
        """
        asked = self._clock.monotonic()
        with self._lock(host):
            pause = self._free_at.get(host, 0) - self._clock.monotonic()
            if pause > 0:
                self._clock.sleep(pause)
            self._check(host)
            try:
                yield self._clock.monotonic() - asked
            finally:
                self._free_at[host] = self._clock.monotonic() + self._pause(host)

    def leave_alone(self, host: str, until: datetime | None) -> None:
        """A host asked for no more requests until then; None where it did not say how long."""
        now = self._moment()
        wait = UNSAID_WAIT if until is None else min(max(until - now, SHORTEST_WAIT), LONGEST_WAIT)
        with self._guard:
            self._waits[host] = max(now + wait, self._waits.get(host, now))

    def slow_down(self, host: str, seconds: float | None) -> None:
        """A robots.txt asked for a pause between requests (Crawl-delay)."""
        if seconds is not None:
            self._pauses[host] = min(max(seconds, self._pauses.get(host, 0)), LONGEST_PAUSE)

    def answered_at(self) -> datetime:
        """The moment of an answer that comes now, in whole seconds and never too early: waits are counted from it."""
        return self._now + timedelta(seconds=math.ceil(self.seconds()))

    def robots(self, origin: str) -> Robots | None:
        """What is remembered of an origin's robots.txt, fresh or not."""
        return self._robots.get(origin)

    def remember_robots(self, robots: Robots) -> None:
        """Keep what an origin's robots.txt said."""
        with self._guard:
            self._robots[robots.origin] = robots

    def unreachable(self, origin: str) -> str | None:
        """Why an origin's robots.txt could not be had in this run, if it was tried."""
        return self._unreachable.get(origin)

    def remember_unreachable(self, origin: str, why: str) -> None:
        """Do not try an origin's robots.txt again in this run."""
        self._unreachable[origin] = why

    def hosts(self) -> Hosts:
        """What the next run must know."""
        now = self._moment()
        with self._guard:
            waits = {host: until for host, until in self._waits.items() if until > now}
            return Hosts(waits=waits, robots=dict(self._robots))

    def _moment(self) -> datetime:
        return self._now + timedelta(seconds=self.seconds())

    def _check(self, host: str) -> None:
        until = self._waits.get(host)
        if until is not None and until > self._moment():
            raise LeftAloneError(until)

    def _pause(self, host: str) -> float:
        return max(self._settings.host_delay_seconds, self._pauses.get(host, 0))

    def _lock(self, host: str) -> threading.Lock:
        with self._guard:
            return self._locks.setdefault(host, threading.Lock())
