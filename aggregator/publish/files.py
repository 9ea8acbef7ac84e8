"""The feeds as files: which occurrences go into which, and how a file is replaced. Renders nothing itself.

A file is replaced only by one that passed our linter and reads back as exactly the occurrences it was made from;
otherwise the old one stays and a Problem says so. Equal bytes leave the file untouched, its modification time included.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from aggregator.errors import PublishError
from aggregator.model import Calendar, DateOrTime, Problem, PublishedOccurrence
from aggregator.publish import ics
from aggregator.publish.contentline import clean_line
from aggregator.publish.lint import lint
from aggregator.publish.readback import differences

DAYS_BACK = 30
DAYS_AHEAD = 400
"""The window of the merged feed around today (docs/design.md §5 "Publishing")."""

MAX_BYTES = 1_000_000
"""Above about this size Google Calendar loses events without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One rendered file. note: what its readers were told about its window. occurrences: exactly those it holds."""

    name: str
    data: bytes
    occurrences: tuple[PublishedOccurrence, ...]
    note: str | None = None


Renderer = Callable[[Calendar, Sequence[PublishedOccurrence], datetime], Feed]
Check = Callable[[bytes, Sequence[PublishedOccurrence]], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What `write_feeds` did.

    written, unchanged: file names, in the order of the renderers. notes: (file name, sentence) for each file that holds
    less than people may expect, for the page. occurrences: how many calendar.ics holds; total: how many could be
    published at all.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    occurrences: int = 0
    total: int = 0


def window(now: datetime, timezone: str) -> tuple[date, date]:
    """First and last day, inclusive, of the merged feed: 30 days back, 400 ahead, from today in the calendar's zone."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def calendar_ics(calendar: Calendar, occurrences: Sequence[PublishedOccurrence], now: datetime) -> Feed:
    """calendar.ics: the window, narrowed at both ends alike until the file has no more than a million bytes."""
    first, last = window(now, calendar.timezone)
    blocks = [block for block in ics.blocks(calendar, occurrences) if _overlaps(block.occurrence, first, last)]
    data = ics.assemble(calendar, blocks)
    if len(data) <= MAX_BYTES:
        return Feed(name="calendar.ics", data=data, occurrences=tuple(block.occurrence for block in blocks))
    today = first + timedelta(days=DAYS_BACK)
    too_many = bisect_left(
        range(DAYS_AHEAD), True, key=lambda days: len(_narrowed(calendar, blocks, today, days).data) > MAX_BYTES
    )
    return _narrowed(calendar, blocks, today, max(too_many - 1, 0))


def calendar_full_ics(calendar: Calendar, occurrences: Sequence[PublishedOccurrence], now: datetime) -> Feed:
    """calendar-full.ics: every occurrence handed over, whatever the size."""
    data = ics.render(calendar, occurrences, filename="calendar-full.ics")
    return Feed(name="calendar-full.ics", data=data, occurrences=tuple(occurrences))


RENDERERS: tuple[tuple[Renderer, Check], ...] = (
    (calendar_ics, differences),
    (calendar_full_ics, differences),
)
"""One line a file: who renders it, and who reads it back and says what differs."""


def write_feeds(
    folder: Path, calendar: Calendar, occurrences: Sequence[PublishedOccurrence], *, now: datetime
) -> Published:
    """Render every feed of the calendar into a folder, replacing only what changed and what proved right.

    now: aware. Nothing is raised for a feed that could not be written: its old file stays, and a Problem says why.
    """
    good, problems = publishable(occurrences)
    feeds = [renderer(calendar, good, now) for renderer, _ in RENDERERS]
    written: list[str] = []
    unchanged: list[str] = []
    for feed, (_, check) in zip(feeds, RENDERERS, strict=True):
        path = folder / feed.name
        try:
            changed = _replace_if_changed(path, feed, check)
        except (OSError, PublishError) as error:
            problems.append(_not_written(path, error))
            continue
        (written if changed else unchanged).append(feed.name)
    return Published(
        written=tuple(written),
        unchanged=tuple(unchanged),
        problems=tuple(problems),
        notes=tuple((feed.name, feed.note) for feed in feeds if feed.note),
        occurrences=len(feeds[0].occurrences),
        total=len(good),
    )


def publishable(
    occurrences: Sequence[PublishedOccurrence],
) -> tuple[list[PublishedOccurrence], list[Problem]]:
    """The occurrences that a feed can hold, and a Problem for each that would break it for all the others."""
    good: list[PublishedOccurrence] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for occurrence in sorted(occurrences, key=lambda o: (o.uid, o.start.isoformat(), o.title)):
        fault = _fault(occurrence, seen)
        if fault:
            where = f"event {occurrence.event_id} (uid {occurrence.uid!r})"
            problems.append(Problem("publish", where, f"{fault}; this occurrence is in no feed"))
        else:
            good.append(occurrence)
            seen.add(occurrence.uid)
    return good, problems


def replace_file(path: Path, data: bytes) -> None:
    """Put the bytes in the file's place at once: readers see the old file or the new one, also after a power cut.

    The temporary file stands in the same folder and carries the process's id; those that killed processes left behind
    are removed.
    """
    _sweep(path)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _replace_if_changed(path: Path, feed: Feed, check: Check) -> bool:
    """Whether the file had to be replaced. Raises PublishError where the new one is wrong, OSError from the disk."""
    if path.is_file() and path.read_bytes() == feed.data:
        return False
    faults = [*lint(feed.data)[:5], *check(feed.data, feed.occurrences)]
    if faults:
        raise PublishError(feed.name, "; ".join(faults))
    replace_file(path, feed.data)
    return True


def _narrowed(calendar: Calendar, blocks: Sequence[ics.Block], today: date, days: int) -> Feed:
    """The feed of `days` ahead and, in the same proportion, of the days back; its description says so."""
    first, last = today - timedelta(days=days * DAYS_BACK // DAYS_AHEAD), today + timedelta(days=days)
    kept = [block for block in blocks if _overlaps(block.occurrence, first, last)]
    note = (
        f"This feed holds the {len(kept):,} events from {first} to {last}, of {len(blocks):,} in all: "
        "some calendar apps lose events from a larger file. calendar-full.ics has every event."
    )
    data = ics.assemble(calendar, kept, note=note)
    return Feed(name="calendar.ics", data=data, occurrences=tuple(b.occurrence for b in kept), note=note)


def _overlaps(occurrence: PublishedOccurrence, first: date, last: date) -> bool:
    """Whether any day of the occurrence, in its own zone, lies in the window."""
    begin = _day(occurrence.start)
    end = _day(occurrence.end) if occurrence.end is not None else begin
    return begin <= last and max(begin, end) >= first


def _day(moment: DateOrTime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _fault(occurrence: PublishedOccurrence, seen: set[str]) -> str | None:
    """Why the occurrence cannot stand in a feed, or None."""
    times = [
        moment
        for moment in (occurrence.start, occurrence.end, occurrence.created_at, occurrence.updated_at)
        if isinstance(moment, datetime)
    ]
    if any(moment.tzinfo is None for moment in times):
        return "a time without a zone"
    if not clean_line(occurrence.uid):
        return "no UID"
    if occurrence.uid in seen:
        return "a second occurrence with the same UID"
    if not 1900 <= occurrence.start.year <= 2200:
        return f"a start in the year {occurrence.start.year}"
    return None


def _not_written(path: Path, error: OSError | PublishError) -> Problem:
    """The Problem of a file that stays as it was."""
    kept = "the previous file stays" if path.exists() else "there is no such file yet"
    if isinstance(error, PublishError):
        hint = "please report this together with the event it names; `aggregator publish` tries again"
        return Problem("publish", str(path.name), f"{error.what}; {kept}", hint)
    return Problem("publish", str(path), f"{error.strerror or error}; {kept}", "check the disk and the folder's rights")


def _sweep(path: Path) -> None:
    """Remove the temporary files that killed processes left beside the file."""
    for leftover in path.parent.glob(f".{path.name}.*.tmp"):
        pid = leftover.name.removeprefix(f".{path.name}.").removesuffix(".tmp")
        if not pid.isdigit() or not _alive(int(pid)):
            leftover.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    """Whether a process of this id runs; signal 0 only asks."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
