"""Which occurrences go into which feed, and what a feed has to prove before it may be published. Touches no disk.

A feed is one entry of `RENDERERS`: a pure function of an edition and now, and its check.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from io import BytesIO
from itertools import accumulate, compress
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from aggregator.model import Calendar, DateOrTime, Problem, PublishedOccurrence
from aggregator.publish import atom, ics, jsonfeed
from aggregator.publish.contentline import clean_line
from aggregator.publish.lint import lint
from aggregator.publish.origins import origins
from aggregator.publish.pieces import Layout, Making, Piece, Text
from aggregator.publish.proofs import Proofs, Shelf, still_to_prove
from aggregator.publish.readback import differences
from aggregator.publish.rereading import atom_faults, json_faults
from aggregator.publish.wording import newest_confirmation

DAYS_BACK = 30
DAYS_AHEAD = 400
"""The window of the merged feed around today (docs/design.md §5 "Publishing")."""

MAX_BYTES = 1_000_000
"""Above about this size Google Calendar loses events without a word."""


OTHER_DAYS = "The same selection with from= and to= holds all of the days it names."
"""Where the rest of a narrowed selection is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One rendered file. pieces: of its events, in its order. note: what its readers were told about its window."""

    name: str
    text: Text
    pieces: Sequence[Piece]
    note: str | None = None

    @property
    def data(self) -> bytes:
        """The whole file."""
        return bytes(self.text)

    @property
    def layout(self) -> Layout:
        """Of the kind that it is of."""
        return self.text.layout

    @property
    def occurrences(self) -> tuple[PublishedOccurrence, ...]:
        """Exactly those that it tells of."""
        return tuple(one for piece in self.pieces for one in piece.occurrences)


class Edition:
    """What one writing of the feeds is made from: the calendar, the occurrences, and their VEVENTs, rendered once.

    shelf: what is known of the pieces of feeds that were written before; None where nothing is kept.
    """

    def __init__(
        self, calendar: Calendar, occurrences: Sequence[PublishedOccurrence], shelf: Shelf | None = None
    ) -> None:
        self.calendar = calendar
        self.occurrences = occurrences
        self.shelf = shelf
        self._windows: dict[tuple[date, date], tuple[Sequence[PublishedOccurrence], Sequence[bytes]]] = {}

    @cached_property
    def origins(self) -> Sequence[bytes]:
        """What pieces are made from, by occurrence; not reckoned where nothing is kept."""
        return origins(self.calendar, self.occurrences) if self.shelf else [b""] * len(self.occurrences)

    @cached_property
    def newest(self) -> datetime | None:
        """When any of the events was last confirmed."""
        return newest_confirmation(self.occurrences)

    @cached_property
    def blocks(self) -> list[ics.Block]:
        """The VEVENT of each occurrence, in the order of the file."""
        return ics.blocks(self.calendar, self.occurrences, self.making(ics.LAYOUT, self.origins))

    def making(self, layout: Layout, origins: Sequence[bytes]) -> Making:
        """With what pieces of a kind are made. origins: of those that are."""
        return Making(self.newest, origins, self.shelf.of(layout).pieces if self.shelf else {})

    def forget(self, layout: Layout) -> None:
        """Let go of what only files of this kind need, now that all of them are written."""
        if self.shelf:
            self.shelf.drop(layout)
        if layout == ics.LAYOUT:
            vars(self).pop("blocks", None)

    def in_window(self, now: datetime) -> tuple[Sequence[PublishedOccurrence], Sequence[bytes]]:
        """The occurrences of the merged feed's days, and their origins."""
        days = window(now, self.calendar.timezone)
        if days not in self._windows:
            first, last = days
            inside = [_day(one.start) <= last and _last_day(one) >= first for one in self.occurrences]
            self._windows[days] = tuple(compress(self.occurrences, inside)), tuple(compress(self.origins, inside))
        return self._windows[days]


Renderer = Callable[[Edition, datetime], Feed]


class Check(Protocol):
    """What is wrong with a feed as it stands in an open file, as sentences; without a file, as it would be written."""

    def __call__(self, feed: Feed, proofs: Proofs, file: BinaryIO | None = None, /) -> tuple[str, ...]: ...


def window(now: datetime, timezone: str) -> tuple[date, date]:
    """First and last day, inclusive, of the merged feed: 30 days back, 400 ahead, from today in the calendar's zone."""
    today = now.astimezone(ZoneInfo(timezone)).date()
    return today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)


def calendar_ics(edition: Edition, now: datetime) -> Feed:
    """calendar.ics: the window, narrowed at both ends alike until the file has no more than a million bytes."""
    return fitting_ics(edition, now, "calendar.ics", "calendar-full.ics has every event.")


def fitting_ics(edition: Edition, now: datetime, name: str, remedy: str) -> Feed:
    """A calendar file by the rule of `calendar_ics`. remedy: the sentence that says where the rest is."""
    calendar = edition.calendar
    today = now.astimezone(ZoneInfo(calendar.timezone)).date()
    needed = [(_days_needed(block.occurrence, today), block) for block in edition.blocks]
    needed = [(days, block) for days, block in needed if days <= DAYS_AHEAD]
    blocks = [block for _, block in needed]
    if sum(len(block.octets) for block in blocks) <= MAX_BYTES:
        feed = Feed(name=name, text=ics.assemble(calendar, blocks, filename=name), pieces=blocks)
        if len(feed.data) <= MAX_BYTES:
            return feed

    sizes = [0] * (DAYS_AHEAD + 1)
    for days, block in needed:
        sizes[days] += len(block.octets)
    sizes = list(accumulate(sizes))

    def narrowed(days: int) -> Feed:
        kept = [block for need, block in needed if need <= days]
        note = _note(len(kept), len(blocks), today, days, remedy)
        text = ics.assemble(calendar, kept, note=note, filename=name)
        return Feed(name=name, text=text, pieces=kept, note=note)

    def is_too_large(days: int) -> bool:
        return sizes[days] > MAX_BYTES or len(narrowed(days).data) > MAX_BYTES

    too_many = bisect_left(range(DAYS_AHEAD), True, key=is_too_large)
    return narrowed(max(too_many - 1, 0))


def calendar_full_ics(edition: Edition, now: datetime) -> Feed:
    """calendar-full.ics: every occurrence handed over, whatever the size."""
    return slice_ics(ics.LAYOUT.whole)(edition, now)


def calendar_atom(edition: Edition, now: datetime) -> Feed:
    """calendar.atom: the events of the window with a date that is not over."""
    calendar, name = edition.calendar, atom.LAYOUT.whole
    occurrences, origins = edition.in_window(now)
    today = now.astimezone(ZoneInfo(calendar.timezone)).date()
    entries = atom.entries(calendar, occurrences, edition.making(atom.LAYOUT, origins), today=today)
    return Feed(name=name, text=atom.assemble(calendar, entries, today=today, name=name), pieces=entries)


def calendar_json(edition: Edition, now: datetime) -> Feed:
    """calendar.json: the occurrences of the window."""
    calendar, name = edition.calendar, jsonfeed.LAYOUT.whole
    occurrences, origins = edition.in_window(now)
    items = jsonfeed.items(calendar, occurrences, edition.making(jsonfeed.LAYOUT, origins))
    return Feed(name=name, text=jsonfeed.assemble(calendar, items, name=name), pieces=items)


def slice_ics(name: str) -> Renderer:
    """What renders a selection into a file of this name: every occurrence handed over."""

    def render(edition: Edition, now: datetime) -> Feed:
        text = ics.assemble(edition.calendar, edition.blocks, filename=name)
        return Feed(name=name, text=text, pieces=edition.blocks)

    return render


def fitting_slice_ics(name: str) -> Renderer:
    """What renders a selection into a file of this name by the rule of `calendar_ics`."""
    return lambda edition, now: fitting_ics(edition, now, name, OTHER_DAYS)


def check_ics(feed: Feed, proofs: Proofs, file: BinaryIO | None = None) -> tuple[str, ...]:
    """What is wrong with an iCalendar feed that has to show exactly its occurrences: our linter, then a reader."""
    return _check(feed, proofs, file, lambda data, told: (*lint(data)[:5], *differences(data, [one for [one] in told])))


def check_atom(feed: Feed, proofs: Proofs, file: BinaryIO | None = None) -> tuple[str, ...]:
    """What is wrong with an Atom feed that has to show exactly its events."""
    return _check(feed, proofs, file, atom_faults)


def check_json(feed: Feed, proofs: Proofs, file: BinaryIO | None = None) -> tuple[str, ...]:
    """What is wrong with a JSON Feed that has to show exactly its occurrences."""
    return _check(feed, proofs, file, lambda data, told: json_faults(data, [one for [one] in told]))


def _check(
    feed: Feed,
    proofs: Proofs,
    file: BinaryIO | None,
    faults_of: Callable[[bytes, Sequence[Sequence[PublishedOccurrence]]], tuple[str, ...]],
) -> tuple[str, ...]:
    """The faults of what was not proved before. faults_of: given a feed, and what each of its pieces tells of."""
    part = still_to_prove(file or BytesIO(feed.data), feed.text, feed.pieces, proofs)
    faults = faults_of(part.data, [piece.occurrences for piece in part.pieces])
    if not faults:
        proofs.add(part.pieces)
    return faults


RENDERERS: tuple[tuple[Renderer, Check], ...] = (
    (calendar_ics, check_ics),
    (calendar_full_ics, check_ics),
    (calendar_atom, check_atom),
    (calendar_json, check_json),
)
"""One line a file: who renders it, and who proves it."""


def publishable(
    occurrences: Sequence[PublishedOccurrence],
) -> tuple[list[PublishedOccurrence], list[Problem]]:
    """The occurrences that a feed can hold, and a Problem for each that would break it for all the others."""
    good: list[PublishedOccurrence] = []
    faults: list[tuple[PublishedOccurrence, str]] = []
    seen: set[str] = set()
    for occurrence in _firsts_first(occurrences):
        fault = _fault(occurrence, seen)
        if fault:
            faults.append((occurrence, fault))
        else:
            good.append(occurrence)
            seen.add(occurrence.uid)
    faults.sort(key=lambda found: found[0].uid)
    return good, [left_out(occurrence, fault) for occurrence, fault in faults]


def _firsts_first(occurrences: Sequence[PublishedOccurrence]) -> Sequence[PublishedOccurrence]:
    """In an order in which the first of two with one UID is the same for equal data.

    Without such, as they came: each format puts them in an order of its own, and what lies together is quicker to read.
    """
    if len({one.uid for one in occurrences}) == len(occurrences):
        return occurrences
    return sorted(occurrences, key=lambda one: (one.uid, one.start.isoformat(), one.title))


def left_out(occurrence: PublishedOccurrence, fault: str) -> Problem:
    """The Problem of one occurrence that would break a feed for all the others."""
    where = f"event {occurrence.event_id} (uid {occurrence.uid!r})"
    return Problem("publish", where, f"{fault}; this occurrence is in no feed")


def _note(kept: int, all_: int, today: date, days: int, remedy: str) -> str:
    """What a feed says of itself that looks `days` ahead and, in the same proportion, back."""
    first, last = today - timedelta(days=days * DAYS_BACK // DAYS_AHEAD), today + timedelta(days=days)
    return (
        f"This feed holds the {kept:,} events from {first} to {last}, of {all_:,} in all: "
        f"some calendar apps lose events from a larger file. {remedy}"
    )


def _days_needed(occurrence: PublishedOccurrence, today: date) -> int:
    """From how many days ahead on a feed holds the occurrence, which looks back in the same proportion."""
    ahead = occurrence.start.toordinal() - today.toordinal()
    if ahead >= 0:
        return ahead
    return max(-(-(today - _last_day(occurrence)).days * DAYS_AHEAD // DAYS_BACK), 0)


def _last_day(occurrence: PublishedOccurrence) -> date:
    """The last local day of an occurrence; never before its first."""
    begin = _day(occurrence.start)
    return begin if occurrence.end is None else max(begin, _day(occurrence.end))


def _day(moment: DateOrTime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _fault(occurrence: PublishedOccurrence, seen: set[str]) -> str | None:
    """Why the occurrence cannot stand in a feed, or None."""
    for moment in (occurrence.start, occurrence.end, occurrence.created_at, occurrence.updated_at):
        if isinstance(moment, datetime) and moment.tzinfo is None:
            return "a time without a zone"
    if not clean_line(occurrence.uid):
        return "no UID"
    if not clean_line(occurrence.title):
        return "no title"
    if occurrence.uid in seen:
        return "a second occurrence with the same UID"
    if not 1900 <= occurrence.start.year <= 2200:
        return f"a start in the year {occurrence.start.year}"
    return None
