"""Pages that are too much, read in processes of their own: each costs one page, with the reason, and no neighbour."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.model import Calendar, Extraction, Page, Problem, Source
from aggregator.readers import Limits, Readers, pool, read_here

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CALENDAR = Calendar(name="Test", timezone="America/Chicago")
SOURCE = Source(slug="union", name="Union", url="https://union.example.org/events", timezone="America/Chicago")
GOOD = b"<h1>Events</h1><h2>March for clean rivers</h2><p>December 5, 2026, 7 pm, River Plaza, Springfield, IL</p>"

LIMITS = Limits(cpu_seconds=1, seconds=20, memory_bytes=400_000_000)

HOSTILE = """
import os, signal, time
from aggregator.model import Problem
from aggregator.readers import here, worker
true_read, true_read_here = here._read, worker.read_here
def read(page, *arguments):
    if page.content == b"eat":
        return [bytearray(1_000_000) for _ in range(1_000_000)]
    return true_read(page, *arguments)
def hostile(page, *arguments):
    match page.content:
        case b"spin":
            while True: pass
        case b"sleep": time.sleep(600)
        case b"die": os.kill(os.getpid(), signal.SIGSEGV)
        case b"leave": os._exit(7)
        case b"print": print("hello", flush=True); os.write(1, b"hello")
        case b"who": return Problem("extract", "", str(os.getpid()))
    return true_read_here(page, *arguments)
here._read, worker.read_here = read, hostile
"""
"""A reader with every fault a page could bring out, before the true one."""


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> None:
    first, last = pool.START.rsplit("worker.main", 1)
    monkeypatch.setattr(pool, "START", f"{first}{HOSTILE}\nworker.main{last}")


@pytest.fixture
def readers(hostile: None) -> Iterator[Readers]:
    with Readers(LIMITS, count=2) as opened:
        yield opened


def read(readers: Readers, content: bytes) -> Extraction | Problem:
    return readers(Page(content=content, content_type="text/html", url=SOURCE.url), SOURCE, NOW, CALENDAR)


def problem(readers: Readers, content: bytes) -> Problem:
    found = read(readers, content)
    assert isinstance(found, Problem)
    return found


def is_good(found: Extraction | Problem) -> bool:
    return isinstance(found, Extraction) and [event.title for event in found.events] == ["March for clean rivers"]


def test_it_reads_what_is_read_here() -> None:
    page = Page(content=GOOD, content_type="text/html", url=SOURCE.url)
    with Readers() as readers:
        assert readers(page, SOURCE, NOW, CALENDAR) == read_here(page, SOURCE, NOW, CALENDAR)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"spin", "took more than 1 seconds of computing"),
        (b"eat", "takes more memory than it may have"),
        (b"die", "ended before it was done (SIGSEGV)"),
        (b"leave", "ended before it was done (exit code 7)"),
    ],
    ids=["computes for ever", "wants all memory", "breaks the interpreter", "ends the process"],
)
def test_a_page_that_is_too_much_is_given_up_with_the_reason(readers: Readers, content: bytes, reason: str) -> None:
    found = problem(readers, content)
    assert reason in found.message
    assert (found.stage, found.where) == ("extract", "[union] https://union.example.org/events")
    assert "look at the page" in found.hint


def test_a_page_that_waits_for_ever_is_given_up_by_the_clock(hostile: None) -> None:
    began = time.monotonic()
    with Readers(Limits(seconds=1), count=1) as readers:
        assert "took longer than 1 seconds" in problem(readers, b"sleep").message
    assert time.monotonic() - began < 20


def test_neighbours_are_unharmed(readers: Readers) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda content: read(readers, content), [GOOD, b"leave", GOOD, b"die", GOOD]))
    assert [is_good(each) for each in found] == [True, False, True, False, True]


def test_a_process_is_kept_for_the_next_page_and_let_go_after_a_large_one(readers: Readers) -> None:
    first = problem(readers, b"who").message
    assert problem(readers, b"who").message == first
    read(readers, b" " * 2_000_001)
    assert problem(readers, b"who").message != first


def test_what_a_library_prints_is_no_answer(readers: Readers, capfd: pytest.CaptureFixture[str]) -> None:
    assert isinstance(read(readers, b"print"), Extraction)
    assert isinstance(read(readers, b"print"), Extraction)
    assert capfd.readouterr().out == ""


def test_a_secret_address_is_in_no_reason(readers: Readers) -> None:
    secret = Source(slug="inner", name="Inner", url="https://union.example.org/private-0123456789abcdef", secret=True)
    found = readers(Page(content=b"die"), secret, NOW, CALENDAR)
    assert isinstance(found, Problem)
    assert "0123456789abcdef" not in repr(found)


def test_no_process_outlives_whoever_started_it(tmp_path: Path) -> None:
    """However it ends: its death closes the input of the reading process."""
    code = f"""
import os, signal
from tests.readers.test_readers import CALENDAR, GOOD, NOW, SOURCE
from aggregator.model import Page
from aggregator.readers import Readers
readers = Readers()
readers(Page(content=GOOD), SOURCE, NOW, CALENDAR)
open({str(tmp_path / "pid")!r}, "w").write(str(readers._idle[0]._process.pid))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parents[2], timeout=60)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not _runs(pid):
            return
        time.sleep(0.1)
    pytest.fail("the reading process is still there")


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False
    return state != "Z"


def test_closing_lets_every_process_go(readers: Readers) -> None:
    pid = int(problem(readers, b"who").message)
    readers.close()
    assert not _runs(pid)
