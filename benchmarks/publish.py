"""Writing the feed: our writer against `icalendar` on the same events, side by side in the same process.

    python benchmarks/publish.py [--events 10000] [--rounds 5] [--dates 1]

Prints the median of paired rounds in processor time (the machine may be busy), events a second, and two ratios. "Build
and to_ical" is the fair one: both begin with the same occurrences and end with the same properties as bytes. "To_ical
alone" leaves out what the peer spends on making its objects, a step that our writer does not have. --dates: how many
dates each event has; 1 is the hardest, for what the dates of a series share is rendered once.

Then a folder is published whole (rendered, linted, read back, compared, replaced on disk), and again with one event
changed, each in a process of its own, as two runs of `refresh` would: in processor time, and by the clock. First the
calendar files alone, then all four files.
"""

from __future__ import annotations

import argparse
import gc
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import icalendar

from aggregator.model import Calendar, PublishedOccurrence, Status
from aggregator.publish import files, write_feeds
from aggregator.publish.ics import STATUSES, render
from aggregator.publish.wording import telling

CALENDAR = Calendar(name="Harbor events", url="https://calendar.example.org", timezone="America/New_York")
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "America/Chicago")
WORDS = "rally meeting tenants march assembly canvass – música housing, clinic; network legal aid potluck film".split()


def occurrences(count: int, dates: int = 1) -> list[PublishedOccurrence]:
    """Made-up occurrences: four zones, one in ten of whole days, about 600 octets of description."""
    random, begin = Random(7), datetime(2026, 11, 21, tzinfo=UTC)
    events = [_occurrence(n, random, begin) for n in range(count // dates)]
    return [_dated(event, week) for event in events for week in range(dates)]


def _dated(event: PublishedOccurrence, week: int) -> PublishedOccurrence:
    """The event so many weeks later."""
    later = timedelta(weeks=week)
    end = event.end + later if event.end else None
    return replace(event, uid=f"{event.uid}-{week}", start=event.start + later, end=end) if week else event


def _occurrence(n: int, random: Random, begin: datetime) -> PublishedOccurrence:
    zone = ZoneInfo(ZONES[n % 4])
    start: date = (begin + timedelta(minutes=15 * random.randrange(38_000))).astimezone(zone)
    end: date = start + timedelta(hours=2)
    if n % 10 == 0:
        start = end = date(start.year, start.month, start.day)
    return PublishedOccurrence(
        uid=f"{random.getrandbits(96):024x}",
        event_id=f"{random.getrandbits(40):010x}",
        title=" ".join(random.choices(WORDS, k=5)),
        start=start,
        end=end,
        timezone=zone.key,
        all_day=n % 10 == 0,
        status=Status.CANCELLED if n % 50 == 0 else Status.CONFIRMED,
        sequence=n % 3,
        created_at=begin - timedelta(days=9),
        updated_at=begin - timedelta(minutes=n % 999),
        location=f"{n} Main St, Springfield, IL",
        latitude=39.78,
        longitude=-89.65,
        url=f"https://a.example.org/events/{n}",
        registration_url=f"https://a.example.org/events/{n}/register",
        categories=("housing", "tenants"),
        description="\n".join(" ".join(random.choices(WORDS, k=14)) for _ in range(4)),
        sources=(("Harbor Union", f"https://a.example.org/events/{n}"), ("City list", f"https://b.example.org/{n}")),
    )


def build(found: list[PublishedOccurrence]) -> icalendar.Calendar:
    """The same properties as icalendar objects."""
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//x//EN")
    for o in found:
        words = telling(o, CALENDAR.url, None)
        event = icalendar.Event()
        event.add("UID", o.uid)
        event.add("DTSTAMP", o.updated_at)
        event.add("DTSTART", o.start)
        event.add("DTEND", o.end if isinstance(o.end, datetime) or o.end is None else o.end + timedelta(days=1))
        event.add("SUMMARY", words.title)
        event.add("DESCRIPTION", words.description)
        event.add("LOCATION", words.place)
        event.add("GEO", (o.latitude, o.longitude))
        event.add("URL", words.link)
        event.add("CATEGORIES", list(o.categories))
        event.add("STATUS", STATUSES[o.status])
        event.add("TRANSP", "TRANSPARENT")
        event.add("CLASS", "PUBLIC")
        event.add("SEQUENCE", o.sequence)
        event.add("CREATED", o.created_at)
        event.add("LAST-MODIFIED", o.updated_at)
        calendar.add_component(event)
    return calendar


def timed(work: Callable[[], object]) -> float:
    """Seconds of processor that one call takes. What is there already is kept from the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def published(folder: Path, count: int, changed: bool, only: str) -> tuple[float, float]:
    """Seconds of processor and by the clock that `write_feeds` takes in a process of its own, writing included."""
    code = (
        "import sys; from publish import *; "
        "print(*publish(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == 'True', sys.argv[4]))"
    )
    command = [sys.executable, "-c", code, str(folder), str(count), str(changed), only]
    said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)
    processor, clock = map(float, said.stdout.split())
    return processor, clock


def publish(folder: Path, count: int, changed: bool, only: str) -> tuple[float, float]:
    """Write the feeds of made-up events, one of them under another title. only: how the names of the files end.

    The events come as the store reads them: by start, and each made after the one before.
    """
    files.RENDERERS = tuple((make, check) for make, check in files.RENDERERS if make.__name__.endswith(only))
    in_order = sorted(occurrences(count), key=lambda one: (one.start.isoformat(), one.uid))
    made: list[PublishedOccurrence] = pickle.loads(pickle.dumps(in_order))
    if changed:
        made[count // 2] = replace(made[count // 2], title="Moved to the union hall", sequence=9)
    begin, clock = time.process_time(), time.perf_counter()
    done = write_feeds(folder, CALENDAR, made, now=datetime(2026, 11, 21, tzinfo=UTC))
    assert not done.problems, done.problems
    return time.process_time() - begin, time.perf_counter() - clock


def main() -> None:
    """Run the rounds and print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=10_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--dates", type=int, default=1)
    options = arguments.parse_args()
    found = occurrences(options.events, options.dates)
    data = render(CALENDAR, found)
    built = build(found)
    rounds = [
        (timed(lambda: render(CALENDAR, found)), timed(lambda: build(found)), timed(built.to_ical))
        for _ in range(options.rounds)
    ]
    ours, building, writing = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"{options.events} events, {len(data):,} octets, median of {options.rounds}")
    print(f"ours                  {ours:8.3f} s  {options.events / ours:10,.0f} events/s")
    both = building + writing
    print(f"build and to_ical     {both:8.3f} s  {options.events / both:10,.0f}  {both / ours:5.1f}×")
    print(f"to_ical alone         {writing:8.3f} s  {options.events / writing:10,.0f}  {writing / ours:5.1f}×")
    few = occurrences(50)
    same = {render(CALENDAR, Random(n).sample(few, len(few))) for n in range(1000)}
    print(f"1,000 rebuilds        {len(same)} different")
    for only, name in (("ics", "calendar files"), ("", "all four files")):
        with tempfile.TemporaryDirectory() as folder:
            whole = published(Path(folder), options.events, False, only)
            again = published(Path(folder), options.events, True, only)
        shares = ", ".join(f"{after / before:.1%}" for after, before in zip(again, whole, strict=True))
        print(f"{name}: whole {whole[0]:.2f} s of processor ({whole[1]:.2f} by the clock), ", end="")
        print(f"one event changed {again[0]:.2f} s ({again[1]:.2f}): {shares}")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
