"""A whole run against servers that answer in every wrong way: each ends as named, in time, cheaply, and loses nothing.

Every source lists one event at first. Then all but one answer as told below, in one refresh: each must fail, or be
doubted, with its reason; every event must still be published; the good neighbour must have its news.
"""

from __future__ import annotations

import gzip
import os
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from aggregator import config as configuration
from aggregator.fetch import FetchSettings
from aggregator.model import RunReport
from aggregator.readers import Readers
from aggregator.refresh import Options, refresh
from aggregator.store import Store
from tests.calendar_server import LOOPBACK, Answer, CalendarServer
from tests.test_refresh import NOW, Run, by_slug, source, vcalendar, vevent

__all__ = ["run"]

DEADLINE = 1.0
SETTINGS = FetchSettings(allowed_networks=LOOPBACK, host_delay_seconds=0, seconds=DEADLINE, connect_seconds=0.3)
MOST_GROWTH = 64_000_000

OK_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\n"
CHUNKED = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = {"Content-Encoding": "gzip"}
CUT_OFF = "broke off in the middle of its answer"
LATE = "did not answer in full within 1 seconds"
TO_INSIDE = "an address inside a private network"


def bomb(octets: int, *, gzipped: bool = True) -> bytes:
    """So many zeros, compressed a thousandfold, without ever holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if gzipped else 15)
    parts = [packer.compress(bytes(1_000_000)) for _ in range(octets // 1_000_000)]
    return b"".join([*parts, packer.flush()])


def elsewhere(location: str | None, status: int = 302) -> Answer:
    return Answer(status=status, headers={} if location is None else {"Location": location})


CALENDAR = vcalendar(vevent("x@example.org", "Another", "20261205"))
HTML = "text/html; charset=utf-8"

CASES: dict[str, tuple[Answer, str, str]] = {
    # name → (answer, result, words of its reason)
    "no-answer": (Answer(raw=b""), "failed", CUT_OFF),
    "another-protocol": (Answer(raw=b"220 mail.example.org ESMTP\r\n"), "failed", CUT_OFF),
    "half-a-header": (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Le"), "failed", CUT_OFF),
    "header-flood": (Answer(raw=OK_HEAD + b"X-A: b\r\n" * 100_000), "failed", CUT_OFF),
    "one-endless-header": (Answer(raw=OK_HEAD + b"X-A: " + b"b" * 4_000_000), "failed", CUT_OFF),
    "endless-status-line": (Answer(raw=b"HTTP/1.1 200 " + b"O" * 4_000_000), "failed", CUT_OFF),
    "headers-that-drip": (Answer(raw=OK_HEAD * 9, drip=0.02), "failed", LATE),
    "silence": (Answer(delay=9), "failed", LATE),
    "body-that-drips": (Answer(body=CALENDAR, drip=0.02), "failed", LATE),
    "body-shorter-than-told": (Answer(body=CALENDAR, truncate=60), "failed", CUT_OFF),
    "chunks-cut-off": (Answer(raw=CHUNKED + b"5\r\nBEGIN\r\n"), "failed", CUT_OFF),
    "endless-chunk-size": (Answer(raw=CHUNKED + b"1" * 1_000_000), "failed", CUT_OFF),
    "two-lengths": (Answer(raw=OK_HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"), "failed", CUT_OFF),
    "interim-answers-for-ever": (Answer(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100), "failed", CUT_OFF),
    "endless-body": (Answer(body=b"X" * 100_000, unmeasured=True, endless=True), "failed", "larger than 8,000,000"),
    "body-too-large": (Answer(body=bytes(8_000_001)), "failed", "larger than 8,000,000"),
    "gzip-bomb": (Answer(body=bomb(200_000_000), headers=GZIP), "failed", "unpacks to more than 16,000,000"),
    "gzip-bomb-in-members": (Answer(body=bomb(2_000_000) * 100, headers=GZIP), "failed", "unpacks to more than"),
    "deflate-bomb": (
        Answer(body=bomb(200_000_000, gzipped=False), headers={"Content-Encoding": "deflate"}),
        "failed",
        "unpacks to more than 16,000,000",
    ),
    "brotli-unasked": (Answer(body=CALENDAR, headers={"Content-Encoding": "br"}), "failed", "did not ask for"),
    "zstd-unasked": (Answer(body=CALENDAR, headers={"Content-Encoding": "zstd"}), "failed", "did not ask for"),
    "gzip-twice": (
        Answer(body=gzip.compress(bomb(200_000_000)), headers={"Content-Encoding": "gzip, gzip"}),
        "failed",
        "did not ask for",
    ),
    "gzip-cut-off": (Answer(body=gzip.compress(CALENDAR)[:-9], headers=GZIP), "failed", "was cut off before the end"),
    "gzip-with-a-wrong-sum": (Answer(body=gzip.compress(CALENDAR)[:-8] + bytes(8), headers=GZIP), "failed", "the way"),
    "gzip-that-is-none": (Answer(body=CALENDAR, headers=GZIP), "failed", "not compressed the way it says"),
    **{
        f"status-{status}": (Answer(body=CALENDAR, status=status), "failed", "")
        for status in (
            201,
            204,
            206,
            300,
            304,
            400,
            401,
            402,
            403,
            404,
            405,
            406,
            408,
            410,
            418,
            451,
            500,
            502,
            504,
            599,
        )
    },
    "error-page-with-its-status": (Answer(body=b"<html>Oops</html>", status=500, content_type=HTML), "failed", "500"),
    "sent-to-itself": (elsewhere("/sent-to-itself.ics"), "failed", "redirects"),
    "sent-in-a-circle": (elsewhere("/circle-a.ics"), "failed", "redirects"),
    "sent-on-and-on": (elsewhere("/hop-1.ics"), "failed", "redirects"),
    "sent-to-a-file": (elsewhere("file:///etc/passwd"), "failed", "file"),
    "sent-to-ftp": (elsewhere("ftp://example.org/c.ics"), "failed", "ftp"),
    "sent-to-a-script": (elsewhere("javascript:alert(1)"), "failed", "cannot be asked"),
    "sent-to-data": (elsewhere("data:text/calendar,BEGIN:VCALENDAR"), "failed", "cannot be asked"),
    "sent-nowhere": (elsewhere(None), "failed", ""),
    "sent-to-nothing": (elsewhere(""), "failed", ""),
    "sent-with-a-password": (elsewhere("https://user:pw@example.org/"), "failed", "password"),
    "sent-inside": (elsewhere("http://10.0.0.7/c.ics"), "failed", TO_INSIDE),
    "sent-inside-for-good": (elsewhere("http://192.168.1.1/c.ics", 301), "failed", TO_INSIDE),
    "sent-to-metadata": (elsewhere("http://169.254.169.254/latest/"), "failed", TO_INSIDE),
    "sent-to-metadata-as-a-number": (elsewhere("http://2852039166/latest/"), "failed", TO_INSIDE),
    "sent-to-metadata-mapped": (elsewhere("http://[::ffff:a9fe:a9fe]/latest/"), "failed", TO_INSIDE),
    "sent-to-a-port-nobody-has": (elsewhere("http://127.0.0.1:1/c.ics"), "failed", "does not take the connection"),
    "sent-to-no-name": (elsewhere("http://calendar.invalid/c.ics"), "failed", "has no address"),
    "page-for-a-calendar": (
        Answer(body=b"<html><body>Not found</body></html>", content_type=HTML),
        "failed",
        "is now read as html",
    ),
    "login-for-a-calendar": (
        Answer(body=b"<html><form action=/login><input type=password></form></html>", content_type=HTML),
        "failed",
        "is now read as html",
    ),
    "check-for-robots": (
        Answer(body=b"<!DOCTYPE html><title>Just a moment...</title><script>/**/</script>", content_type=HTML),
        "failed",
        "is now read as html",
    ),
    "json-for-a-calendar": (Answer(body=b'{"error":"quota"}', content_type="application/json"), "failed", ""),
    "empty-body": (Answer(body=b""), "failed", ""),
    "blank-body": (Answer(body=b"\r\n\r\n"), "failed", ""),
    "archive-for-a-calendar": (Answer(body=b"PK\x03\x04" + bytes(300)), "failed", ""),
    "words-for-a-calendar": (Answer(body=b"Access denied", content_type="text/plain"), "failed", ""),
    "calendar-cut-off": (Answer(body=CALENDAR[:-40]), "failed", "the file ends in the middle of it"),
    "calendar-without-a-frame": (Answer(body=CALENDAR.split(b"\r\n", 3)[3]), "failed", "VCALENDAR"),
    "calendar-of-faults": (Answer(body=CALENDAR.replace(b":20261205T", b":2026X205T")), "partial", ""),
    "calendar-emptied": (Answer(body=vcalendar()), "partial", ""),
    "html-in-words": (
        Answer(body=b"<b>Fatal error</b>: Allowed memory size exhausted", content_type=HTML),
        "failed",
        "",
    ),
    "tags-without-end": (
        Answer(body=b"<html>" + b"<div>" * 10_000, content_type=HTML),
        "failed",
        "is now read as html",
    ),
    "json-without-end": (
        Answer(body=b'<script type="application/ld+json">' + b"[" * 30_000, content_type=HTML),
        "failed",
        "",
    ),
    "entities-that-grow": (
        Answer(
            body=b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
            + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
            + b"]><rss><channel><item><title>&j;</title></item></channel></rss>"
        ),
        "failed",
        "is now read as feed",
    ),
    "entities-from-files": (
        Answer(
            body=b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel>'
        ),
        "failed",
        "",
    ),
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def refreshed(run: Run) -> RunReport:
    config = configuration.load(run.folder / "sources.toml")
    with Store(run.data / "events.db") as store, Readers() as reader:
        return refresh(
            config,
            store,
            run.data,
            now=NOW if not (run.data / "calendar.ics").exists() else NOW.replace(hour=NOW.hour + 1),
            options=Options(everything=True),
            settings=SETTINGS,
            reader=reader,
        )


@contextmanager
def watched() -> Iterator[dict[str, int]]:
    """How many octets this process grew by at most meanwhile."""
    pages, stop = os.sysconf("SC_PAGE_SIZE"), threading.Event()

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * pages

    found = {"before": resident(), "most": 0}

    def watch() -> None:
        while not stop.wait(0.005):
            found["most"] = max(found["most"], resident() - found["before"])

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 60


def test_whatever_servers_answer_nothing_is_lost_and_each_is_named(run: Run, calendar_server: CalendarServer) -> None:
    names = [*CASES, "good"]
    for number, name in enumerate(names):  # on a day of its own, so that no two count as one event
        day = date(2026, 12, 5) + timedelta(days=number)
        meeting = vevent(f"{name}@example.org", f"Meeting of {name}", f"{day:%Y%m%d}")
        calendar_server.put(f"/{name}.ics", vcalendar(meeting))
    hosts = ("127.0.0.1", "localhost")  # two hosts are asked side by side
    addresses = [calendar_server.url(f"/{name}.ics", hosts[number % 2]) for number, name in enumerate(names)]
    run.write(*(source(name, address) for name, address in zip(names, addresses, strict=True)))
    assert {told.result for told in refreshed(run).sources} == {"ok"}
    for hop in range(1, 8):
        calendar_server.redirect(f"/hop-{hop}.ics", f"/hop-{hop + 1}.ics")
    calendar_server.redirect("/circle-a.ics", "/circle-b.ics")
    calendar_server.redirect("/circle-b.ics", "/circle-a.ics")
    for name, (answer, _, _) in CASES.items():
        calendar_server.script(f"/{name}.ics", answer)
    calendar_server.put(
        "/good.ics", vcalendar(*(vevent(f"{n}@good", f"Good {n}", "20261206") for n in ("good", "new")))
    )
    began = time.monotonic()
    with watched() as growth:
        report = refreshed(run)
    seconds = time.monotonic() - began
    told = by_slug(report)
    wrong = {
        name: (told[name].result, [problem.message for problem in told[name].problems])
        for name, (_, result, words) in CASES.items()
        if told[name].result != result
        or not told[name].problems
        or not any(words in problem.message for problem in told[name].problems)
    }
    assert wrong == {}
    assert all(told[name].problems[0].hint for name in CASES if told[name].result == "failed")
    late = [told[name].seconds for name, (_, _, words) in CASES.items() if words == LATE]
    assert max(late) < DEADLINE + 1
    assert seconds < 60
    assert growth["most"] <= MOST_GROWTH
    assert told["good"].inserted >= 1
    kept = {str(title) for (title,) in run.rows("SELECT title FROM events WHERE state = 'published'")}
    published = run.feed().decode().replace("\r\n ", "")
    lost = [
        name for name in CASES if f"Meeting of {name}" not in kept or f"SUMMARY:Meeting of {name}\r\n" not in published
    ]
    assert lost == []
    assert {"Good good", "Good new"} <= kept
