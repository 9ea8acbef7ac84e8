"""A simulated month: many sources on many hosts, asked by hourly runs over the real HTTP stack, on a clock of its own.

The server keeps a diary with the simulated moment of each request, and `breaches` holds it against the rules of good
manners. tests/fetch/test_month.py runs a small one, benchmarks/politeness.py the whole.
"""

from __future__ import annotations

import socket
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from aggregator import config as configuration
from aggregator.fetch import Clock, FetchSettings
from aggregator.readers import read_here
from aggregator.refresh import Options, refresh
from aggregator.store import Store
from tests.calendar_server import LOOPBACK, Answer, CalendarServer, Request

START = datetime(2026, 11, 1, 0, 17, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DELAY = 1.0

KINDS = (
    *("daily", "rarely", "often", "never", "too-often", "out-of-service", "page", "gone", "no-validators", "moved"),
    *("forbidden-later", "flaky"),
)
"""How a source behaves; source n is of kind n modulo their number."""

PAGES = ("page", "forbidden-later")
CRAWL_DELAY = 10.0
FORBIDDEN_FROM, GONE_FROM, OUT_FROM, OUT_UNTIL = 5 * DAY, 4 * DAY, 3 * DAY, 5 * DAY


class SimulatedClock(Clock):
    """Moves when somebody sleeps, and from run to run."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._guard = threading.Lock()

    def monotonic(self) -> float:
        return self._seconds

    def sleep(self, seconds: float) -> None:
        with self._guard:
            self._seconds += seconds

    def moment(self) -> datetime:
        return START + timedelta(seconds=self._seconds)

    def advance_to(self, moment: datetime) -> None:
        self._seconds = max(self._seconds, (moment - START).total_seconds())


@dataclass(frozen=True)
class Entry:
    """A request in the diary. validator: what it sent. leave: until when the answer asked to be left alone."""

    at: datetime
    host: str
    path: str
    validator: str | None
    status: int
    leave: datetime | None = None

    @property
    def slug(self) -> str:
        return self.path.strip("/").partition(".")[0]


@dataclass
class Diary:
    """What was asked, in order, and how many requests a host had at once."""

    entries: list[Entry] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    most_busy: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


class MonthServer(CalendarServer):
    """Answers for every host, each source in its kind's way, and keeps a diary."""

    def __init__(self, clock: SimulatedClock, kinds: Mapping[str, str]) -> None:
        self.clock = clock
        self.kinds = kinds
        self.diary = Diary()
        self._counts: dict[str, int] = defaultdict(int)
        super().__init__()

    def _send(self, connection: socket.socket, request: Request) -> None:
        host = request.headers["host"].partition(":")[0]
        diary, now = self.diary, self.clock.moment()
        with diary.guard:
            diary.busy[host] += 1
            diary.most_busy = max(diary.most_busy, diary.busy[host])
        answer, leave = self._answer(request.path, now)
        known = answer.status == 200 and answer.is_known(request)
        validator = request.headers.get("if-none-match") or request.headers.get("if-modified-since")
        with diary.guard:
            status = 304 if known else answer.status
            diary.entries.append(Entry(now, host, request.path, validator, status, leave))
            diary.busy[host] -= 1
        connection.sendall(answer.head(known=known) + (b"" if known else answer.body))

    def _answer(self, path: str, now: datetime) -> tuple[Answer, datetime | None]:
        if path == "/robots.txt":
            rules = "Disallow: /forbidden-later" if now - START >= FORBIDDEN_FROM else "Disallow: /private"
            return Answer(body=f"User-agent: *\nCrawl-delay: {CRAWL_DELAY:g}\n{rules}\n".encode()), None
        slug = path.strip("/").partition(".")[0]
        self._counts[slug] += 1
        return answer_of(self.kinds.get(slug, "daily"), path, self._counts[slug], now)


def answer_of(kind: str, path: str, count: int, now: datetime) -> tuple[Answer, datetime | None]:
    """What a source of a kind answers to its nth request, and until when it wants to be left alone."""
    age = now - START
    if kind == "too-often" and count % 5 == 0:
        return Answer(status=429, headers={"Retry-After": "21600"}), now + 6 * HOUR
    if kind == "out-of-service" and OUT_FROM <= age < OUT_UNTIL:
        until = (START + OUT_UNTIL).replace(microsecond=0)
        return Answer(status=503, headers={"Retry-After": format_datetime(until, usegmt=True)}), until
    if kind == "gone" and age >= GONE_FROM:
        return Answer(status=410), None
    if kind == "flaky" and count % 3 == 0:
        return Answer(status=500), None
    if kind == "moved" and not path.startswith("/new/"):
        return Answer(status=301, headers={"Location": f"/new{path}"}), None
    every = {"often": 2 * HOUR, "rarely": 3 * DAY, "never": 400 * DAY}.get(kind, DAY)
    version = age // every
    if kind in PAGES:
        return Answer(body=page_text(version), content_type="text/html", etag=f'"{version}"'), None
    body = calendar_text(path, version, kind)
    if kind == "no-validators":
        return Answer(body=body), None
    if kind == "rarely":
        return Answer(body=body, last_modified=format_datetime(START + version * every, usegmt=True)), None
    headers = {"Cache-Control": "max-age=10800"} if kind == "often" else {}
    return Answer(body=body, etag=f'"{version}"', headers=headers), None


def calendar_text(path: str, version: int, kind: str) -> bytes:
    """A calendar with one event, whose title tells the version."""
    interval = ["REFRESH-INTERVAL;VALUE=DURATION:PT12H"] if kind == "never" else []
    event = [f"UID:{path}@example.org", "DTSTAMP:20261101T000000Z", "DTSTART:20270110T190000Z"]
    event += [f"SUMMARY:Assembly {version}"]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN", *interval]
    lines = [*head, "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def page_text(version: int) -> bytes:
    """A page with one event."""
    data = f'{{"@context":"https://schema.org","@type":"Event","name":"Assembly {version}",'
    data += '"startDate":"2027-01-10T19:00:00Z"}'
    return f'<h1>Events</h1><script type="application/ld+json">{data}</script>'.encode()


@contextmanager
def every_name_is_here() -> Iterator[None]:
    """Let every name under example.org lead to this machine."""
    known = socket.getaddrinfo

    def here(host: Any, port: Any, *arguments: Any, **named: Any) -> Any:
        return known("127.0.0.1" if str(host).endswith(".example.org") else host, port, *arguments, **named)

    socket.getaddrinfo = here
    try:
        yield
    finally:
        socket.getaddrinfo = known


def simulate(folder: Path, *, sources: int, days: int) -> Diary:
    """Run once an hour for so many days; three sources of four have a host of their own, the others share five."""
    kinds = {f"{KINDS[n % len(KINDS)]}-{n}": KINDS[n % len(KINDS)] for n in range(sources)}
    clock = SimulatedClock()
    server = MonthServer(clock, kinds)
    tables = []
    for n, (slug, kind) in enumerate(kinds.items()):
        host = f"shared{n % 5}.example.org" if n % 4 == 3 else f"h{n}.example.org"
        ending = "" if kind in PAGES else ".ics"
        tables.append(f'[source.{slug}]\nurl = "http://{host}:{server.port}/{slug}{ending}"\n')
    (folder / "sources.toml").write_text("".join(tables), encoding="utf-8")
    config = configuration.load(folder / "sources.toml")
    settings = FetchSettings(allowed_networks=LOOPBACK, host_delay_seconds=DELAY)
    try:
        with every_name_is_here(), Store(folder / "data" / "events.db") as store:
            for hour in range(24 * days):
                clock.advance_to(START + hour * HOUR)
                now = clock.moment().replace(microsecond=0)
                refresh(
                    config,
                    store,
                    folder / "data",
                    now=now,
                    options=Options(),
                    settings=settings,
                    clock=clock,
                    reader=read_here,
                )
    finally:
        server.close()
    return server.diary


# -------------------------------------------------------------------------------------------------- the rules


def breaches(diary: Diary, *, days: int) -> list[str]:
    """Every rule that was broken, in words; nothing when all were kept."""
    found = [f"{diary.most_busy} requests at once to one host"] if diary.most_busy > 1 else []
    by_host: dict[str, list[Entry]] = defaultdict(list)
    by_slug: dict[str, list[Entry]] = defaultdict(list)
    for entry in diary.entries:
        by_host[entry.host].append(entry)
        if entry.path != "/robots.txt":
            by_slug[entry.path].append(entry)
    for host, entries in by_host.items():
        found += _host_breaches(host, entries)
    for path, entries in by_slug.items():
        found += _path_breaches(path, entries, START + days * DAY)
    return found


def _host_breaches(host: str, entries: list[Entry]) -> Iterator[str]:
    """Pauses, Retry-After, robots.txt."""
    asked: datetime | None = None
    leave = START
    for before, entry in zip([None, *entries], entries, strict=False):
        pause = CRAWL_DELAY if asked is not None and before is not None and before.path != "/robots.txt" else DELAY
        if before is not None and (entry.at - before.at).total_seconds() < pause - 0.01:
            yield f"{host}: {entry.path} {entry.at - before.at} after {before.path}"
        if entry.at < leave:
            yield f"{host}: {entry.path} asked at {entry.at}, although it wanted to be left alone until {leave}"
        leave = max(leave, entry.leave or leave)
        if entry.path == "/robots.txt":
            if asked is not None and entry.at - asked < 23 * HOUR:
                yield f"{host}: robots.txt asked again after {entry.at - asked}"
            asked = entry.at
        elif entry.slug.startswith(PAGES):
            if asked is None or entry.at - asked > 24 * HOUR + 10 * timedelta(minutes=1):
                yield f"{host}: {entry.path} without a fresh robots.txt"
            elif entry.slug.startswith("forbidden") and asked - START >= FORBIDDEN_FROM:
                yield f"{host}: {entry.path} although robots.txt forbids it"


def _path_breaches(path: str, entries: list[Entry], end: datetime) -> Iterator[str]:
    """Conditional requests, intervals, 410; and that nobody is forgotten."""
    kind = path.removeprefix("/new").strip("/").rpartition("-")[0]
    least = {"often": 3 * HOUR, "never": 12 * HOUR}.get(kind, HOUR)
    given = False
    for before, entry in zip([None, *entries], entries, strict=False):
        if given and entry.validator is None and kind != "no-validators" and entry.status != 301:
            yield f"{path}: asked without a condition at {entry.at}"
        given = given or entry.status == 200
        if before is None:
            continue
        if entry.at - before.at < least - timedelta(minutes=1):
            yield f"{path}: asked again after {entry.at - before.at}"
        if before.status == 410:
            yield f"{path}: asked although it is gone"
    stops = kind in ("gone", "forbidden-later", "moved") and not path.startswith("/new")
    longest = 3 * DAY if kind in ("flaky", "too-often", "out-of-service") else 32 * HOUR
    moments = [entry.at for entry in entries] + ([] if stops else [end])
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    if gaps and max(gaps) > longest:
        yield f"{path}: not asked for {max(gaps)}"
