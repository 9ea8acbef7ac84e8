"""Serving: conditional requests for an unchanged feed, beside the same requests answered by Datasette's own stack.

    python benchmarks/serving.py [--seconds 5] [--connections 8]

Starts a server on loopback with 1,000 made events and asks with `wrk` (Debian: `apt install wrk`) from one thread. Told
are requests a second as seen, the server's processor time for each, from that the requests a second of one whole core,
and the time that 99 of 100 answers stay under. "refresh" is a second process that writes the database and the
other feed all the while. "Datasette" sends a cookie with each request, which leads past what is ready in memory.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from publish import CALENDAR, occurrences

from aggregator.publish import write_feeds
from aggregator.store import Store

PORT = 8799
ADDRESS = f"http://127.0.0.1:{PORT}/calendar.ics"
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure the four cases and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=5)
    arguments.add_argument("--connections", type=int, default=8)
    arguments.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.write:
        refresh_for_ever(options.write)
    if not shutil.which("wrk"):
        print("not measured: wrk is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        Store(data / "events.db").close()
        write_feeds(data, CALENDAR, occurrences(1000), now=datetime(2026, 11, 21, tzinfo=UTC))
        with server(data) as pid:
            print(f"{'':22}{'a second':>10}{'µs each':>10}{'a core':>10}{'p50 ms':>9}{'p99 ms':>9}")
            tell("ready", pid, options)
            with writer(data):
                tell("ready, refresh", pid, options)
            tell("Datasette", pid, options, "Cookie: a=b")


def tell(name: str, pid: int, options: argparse.Namespace, *headers: str) -> None:
    """One row of the table."""
    with closing(urlopen(ADDRESS)) as answer:
        etag = answer.headers["ETag"]
    asked = [word for header in (f"If-None-Match: {etag}", *headers) for word in ("-H", header)]
    before = processor_seconds(pid)
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}", "--latency", *asked, ADDRESS]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = processor_seconds(pid) - before
    count, rate = int(found(r"(\d+) requests in", said)), float(found(r"Requests/sec:\s+([\d.]+)", said))
    p50, p99 = milliseconds(found(r"\n\s+50%\s+(\S+)", said)), milliseconds(found(r"\n\s+99%\s+(\S+)", said))
    print(f"{name:22}{rate:10,.0f}{used / count * 1e6:10.0f}{count / used:10,.0f}{p50:9.1f}{p99:9.1f}")


def found(pattern: str, text: str) -> str:
    """The first group of the pattern, which has to be there."""
    match = re.search(pattern, text)
    assert match, text
    return match[1]


def milliseconds(text: str) -> float:
    """wrk's `650.00us`, `1.20ms`, `1.02s`."""
    number, unit = float(re.sub(r"[a-z]", "", text)), re.sub(r"[\d.]", "", text)
    return number * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def processor_seconds(pid: int) -> float:
    """What a process has used so far, in user and kernel mode (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def server(data: Path) -> Iterator[int]:
    """`aggregator serve` on the folder's database, up and warm; its process id."""
    code = "import sys; from pathlib import Path; from aggregator.web.serve import serve; "
    code += f"serve(Path(sys.argv[1]), None, ['-p', '{PORT}'])"
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-c", code, str(data / "events.db")], stdout=quiet, stderr=quiet)
    try:
        for _ in range(300):
            try:
                urlopen(ADDRESS).close()
                break
            except URLError:
                time.sleep(0.1)
        time.sleep(1.5)  # what was written within the last second is not relied on
        yield process.pid
    finally:
        process.terminate()
        process.wait()


@contextmanager
def writer(data: Path) -> Iterator[None]:
    """A second process that writes the database and a feed all the while."""
    process = subprocess.Popen([sys.executable, __file__, "--write", str(data)])
    try:
        time.sleep(2)
        yield
    finally:
        process.kill()
        process.wait()


def refresh_for_ever(data: Path) -> None:
    """Write to the database, render, prove and replace a feed of 1,000 events, again and again."""
    made, aside = occurrences(1000), data / "other"
    aside.mkdir(exist_ok=True)
    now = datetime(2026, 11, 21, tzinfo=UTC)
    with Store(data / "events.db") as store:
        for number in range(10**9):
            store.note_feeds([("calendar.ics", str(number))], now=now)
            write_feeds(aside, CALENDAR, made[number % 2 :], now=now)


if __name__ == "__main__":
    main()
