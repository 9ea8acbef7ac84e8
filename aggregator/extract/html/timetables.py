"""Timetables of a week → events: hours under weekdays, in columns, rows or under headings, and showings under days.

What comes again each week does so only where the page says so ("weekly", "spring term"); where the dates of one week
are given, the entries are events of that week; else, and for the hours of a house, nothing. Refuses rows and columns
that are not days, and programmes with welcomes and breaks: these are one event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from aggregator import when
from aggregator.extract.html import names, places, words
from aggregator.extract.html.blocks import Block, Box, Kind, Zone
from aggregator.extract.html.confidence import confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.weekdays import weekday_of
from aggregator.extract.moments import fields_of
from aggregator.model import Evidence, RawEvent, When, day_of

FEWEST_COLUMNS = 3
"""So many weekdays at the head of a table are those of a week."""

FEWEST_DAYS = 2
FEWEST_ENTRIES = 2
LONGEST_CLASS = 5
"""Hours under weekdays that are longer, behind a name, are those of a house or a room."""

ABOVE = 8
"""Blocks over a timetable in which it says that it comes again, or of which week it is."""

LONGEST_INTRODUCTION = 400
WEEK = timedelta(days=7)
LONGEST_WEEK = timedelta(days=8)
LONGEST_TERM = timedelta(days=330)
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RECURS, _NOT_WEEKLY, _OF_WEEK = words.whole("weekly"), words.whole("not_weekly"), words.whole("of_week")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: its day (a weekday, Monday 0, or a date), its hour with the block that tells it, its name and place.

    shown: its row names what is shown at the hours under each date.
    """

    day: int | date
    clock: when.Clock
    name: str
    block: Block
    said: str
    place: str | None = None
    shown: bool = False


@dataclass(frozen=True, slots=True)
class _Table:
    """A timetable: its entries, and the blocks it takes up."""

    first: int
    stop: int
    entries: tuple[_Entry, ...]


def find_timetables(page: Context) -> tuple[list[Told], list[tuple[int, int]]]:
    """The events of the week's timetables of a page, and the ranges of blocks these take up."""
    told: list[Told] = []
    ranges: list[tuple[int, int]] = []
    for table in _tables(page):
        if len(table.entries) < FEWEST_ENTRIES or any(words.AGENDA.search(entry.name) for entry in table.entries):
            continue
        timed = [(entry, _when(page, table, entry)) for entry in table.entries]
        events = [_event(page, entry, found, n) for n, (entry, found) in enumerate(timed, 1) if found is not None]
        told += [Told(event, table.first, table.stop) for event in events]
        ranges += [(table.first, table.stop)] if events else []
    return told, ranges


def _tables(page: Context) -> Iterator[_Table]:
    """The timetables in tables, then those of weekdays as headings."""
    taken: set[int] = set()
    stack = [page.document.root]
    while stack:
        box = stack.pop()
        if box.tag != "table":
            stack.extend(reversed(box.children))
            continue
        entries = tuple(_of_table(page, box))
        if entries:
            taken.update(range(box.first, box.stop))
            yield _Table(box.first, box.stop, entries)
    yield from _under_headings(page, taken)


def _of_table(page: Context, table: Box) -> Iterator[_Entry]:
    rows = [row.cells() for row in _rows(table) if row.stop > row.first]
    if len(rows) < 2:
        return
    head = {at: day for at, cell in enumerate(rows[0]) if (day := _day_of(page, cell)) is not None}
    if len(head) >= FEWEST_COLUMNS or (len(head) >= FEWEST_DAYS and all(isinstance(d, date) for d in head.values())):
        for cells in rows[1:]:
            yield from _of_columns(page, head, cells)
        return
    roles = {at: role for at, cell in enumerate(rows[0]) if (role := words.label_of(_text(page, cell), column=True))}
    current: int | date | None = None
    for cells in rows[1 if roles else 0 :]:
        own = next((found for cell in cells[:2] if (found := _day_of(page, cell)) is not None), None)
        current = own if own is not None else current
        if isinstance(current, int) and len(cells) >= 2:
            yield from _of_row(page, current, cells, roles)


def _rows(table: Box) -> Iterator[Box]:
    for child in table.children:
        if child.tag == "tr":
            yield child
        elif child.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in child.children if row.tag == "tr")


def _of_columns(page: Context, head: dict[int, int | date], cells: Sequence[Box]) -> Iterator[_Entry]:
    """The entries of one row under weekdays or dates: the row's hour with a name in each cell, the row's name with the
    hours in each cell, or cells that say both."""
    lead = cells[0] if cells and 0 not in head else None
    clocks = _clocks(page, lead) if lead is not None else ()
    label = _text(page, lead) if lead is not None else ""
    for at, cell in enumerate(cells):
        if at not in head or cell.stop == cell.first:
            continue
        own = [(block, dated) for block in _blocks(page, cell) if (dated := page.dated[block.index]) and dated.clocks]
        if own and lead is not None and not clocks and all(not dated.rest for _, dated in own) and _names(label):
            yield from (
                _Entry(head[at], clock, label, block, clock.text, shown=True)
                for block, dated in own
                for clock in dated.clocks
                if isinstance(head[at], date) or _is_gathering(label, clock)
            )
        elif own:
            yield from _of_lines(page, head[at], cell.first, cell.stop)
        elif len(clocks) == 1 and lead is not None:
            yield from _named(page, head[at], clocks[0], _blocks(page, cell), page.document.blocks[lead.first])


def _of_row(page: Context, day: int, cells: Sequence[Box], roles: dict[int, str]) -> Iterator[_Entry]:
    """The entry of a row that names a weekday: its hour, its name, and its place."""
    said = [(at, cell) for at, cell in enumerate(cells) if cell.stop > cell.first and _day_of(page, cell) is None]
    if any((dated := page.dated[block.index]) and _is_dated(dated) for cell in cells for block in _blocks(page, cell)):
        return
    timed = next((cell for _, cell in said if _clocks(page, cell)), None)
    if timed is None:
        return
    others = [(roles.get(at), _text(page, cell)) for at, cell in said if cell is not timed]
    named = [text for role, text in others if role == "title"] or [
        text for role, text in others if role is None and not places.is_place(text)
    ]
    where = [text for role, text in others if role == "where" or (role is None and places.is_place(text))]
    name = next(filter(_names, named), None)
    clock, block = _clocks(page, timed)[0], page.document.blocks[timed.first]
    if name is not None:
        yield _Entry(day, clock, name, block, clock.text, next(iter(where), None))


def _under_headings(page: Context, taken: set[int]) -> Iterator[_Table]:
    """The timetables whose weekdays stand alone in lines, each over its entries."""
    blocks = page.document.blocks
    heads = [
        (block, day)
        for block in blocks
        if block.zone is Zone.MAIN and block.index not in taken and (day := weekday_of(block.text)) is not None
    ]
    numbers = {block.index for block, _ in heads}
    heads = [(block, day) for block, day in heads if block.index + 1 not in numbers]  # not a row of buttons
    ranks = {(block.level, block.kind, block.strong) for block, _ in heads}
    if len({day for _, day in heads}) < FEWEST_DAYS or len(ranks) > 1:
        return
    below = (each for each in page.dated[heads[0][0].index :] if each is not None and each.block.zone is Zone.MAIN)
    if any(map(_is_dated, below)):
        return
    entries: list[_Entry] = []
    stops = [*(block.index for block, _ in heads[1:]), len(blocks)]
    last = heads[0][0].index
    for (head, day), limit in zip(heads, stops, strict=True):
        under = blocks[head.index + 1 : limit]
        ends = (b.index for b in under if b.zone is not Zone.MAIN or 0 < b.level <= (head.level or 6))
        stop = next(ends, limit)
        found = list(_of_lines(page, day, head.index + 1, stop))
        entries += found
        last = max([last, *(entry.block.index + 1 for entry in found)])
    yield _Table(heads[0][0].index, last + 1, tuple(entries))


def _of_lines(page: Context, day: int | date, first: int, stop: int) -> Iterator[_Entry]:
    """The entries of lines that open or end with an hour: the name beside it, else in the next line, else the one
    before."""
    blocks = page.document.blocks
    used: set[int] = set()
    for at in range(first, stop):
        dated = page.dated[at]
        if dated is None or not dated.clocks or _is_dated(dated):
            continue
        parts = [part for part in dated.parts if _names(part)]
        behind_hour = at + 2 if at + 1 < stop and not any(map(str.isalpha, blocks[at + 1].text)) else at + 1
        near = [beside for beside in (behind_hour, at - 1) if first <= beside < stop and beside not in used]
        lines = [blocks[beside].text for beside in near if page.dated[beside] is None and _names(blocks[beside].text)]
        name = next((part for part in parts if not places.is_place(part)), None) or (lines[0] if lines else None)
        if name is None:
            continue
        used.update(beside for beside in near if blocks[beside].text == name)
        behind = [blocks[after].text for after in range(at + 1, min(at + 3, stop)) if page.dated[after] is None]
        where = next((part for part in (*dated.parts, *behind) if part != name and places.is_place(part)), None)
        yield _Entry(day, dated.clocks[0], name, blocks[at], dated.clocks[0].text, where)


def _named(page: Context, day: int | date, clock: when.Clock, lines: Sequence[Block], hour: Block) -> Iterator[_Entry]:
    """The entry of a cell at its row's hour: its first line that names, and a place below it."""
    texts = [block.text for block in lines if page.dated[block.index] is None]
    name = next((text for text in texts if _names(text)), None)
    if name is not None:
        where = next((text for text in texts if text != name and places.is_place(text)), None)
        yield _Entry(day, clock, name, hour, clock.text, where)


def _when(page: Context, table: _Table, entry: _Entry) -> When | None:
    """The time of an entry: on its date, in the week that is named over it, or each week where the page says so."""
    texts = [page.document.title or "", *(block.text for block in _lines_over(page, table))]
    said = " · ".join(text for text in texts if len(text) <= LONGEST_INTRODUCTION)
    if isinstance(entry.day, date):
        if not (entry.shown or _RECURS.search(said) or _OF_WEEK.search(said)):
            return None
        alone = When(text=entry.said, span=entry.clock.span, start=entry.day)
        return when.join(alone, entry.clock)
    above = _over(page, table)
    spans = [each for dated in above if dated is not None for each in dated.whens if each.end is not None]
    for span in spans:
        first, last = day_of(span.start), day_of(span.end or span.start)
        if timedelta(days=3) <= last - first < LONGEST_WEEK:
            day = first + timedelta(days=(entry.day - first.weekday()) % 7)
            alone = When(text=entry.said, span=entry.clock.span, start=day)
            return when.join(alone, entry.clock) if day <= last else None
    if not _RECURS.search(said) or _NOT_WEEKLY.search(said):
        return None
    term = next((each for each in spans if _is_term(each)), None)
    return _each_week(page, entry, entry.day, term)


def _each_week(page: Context, entry: _Entry, weekday: int, term: When | None) -> When:
    """A weekly rule from the first such day of the term, or from the page's, to the term's last day."""
    begin = page.now.date()
    begin = max(begin, day_of(term.start)) if term is not None else begin
    start = begin + timedelta(days=(weekday - begin.weekday()) % 7)
    until = f";UNTIL={day_of(term.end):%Y%m%d}T235959Z" if term is not None and term.end is not None else ""
    alone = When(text=entry.said, span=entry.clock.span, start=start)
    timed = when.join(alone, entry.clock)
    return replace(timed, rrule=f"FREQ=WEEKLY;BYDAY={BYDAY[weekday]}{until}")


def _is_term(found: When) -> bool:
    end = day_of(found.end or found.start)
    return WEEK < end - day_of(found.start) <= LONGEST_TERM


def _lines_over(page: Context, table: _Table) -> list[Block]:
    """The headings over a timetable, and the lines right before it."""
    blocks = page.document.blocks
    near = [block for block in blocks[max(table.first - ABOVE, 0) : table.first] if block.zone is Zone.MAIN]
    inside = [b for b in blocks[table.first : table.first + 2] if b.kind is Kind.CAPTION]
    return [*page.above[table.first], *near, *inside]


def _over(page: Context, table: _Table) -> list[Dated | None]:
    return [page.dated[block.index] for block in _lines_over(page, table)]


def _event(page: Context, entry: _Entry, found: When, number: int) -> RawEvent:
    """One entry as an event."""
    position = f"block {entry.block.index} › timetable {number}"
    signs = {"timetable", "time-of-day", "titled"}
    signs |= {"recurring"} if found.rrule else set()
    signs |= {"place"} if entry.place else set()
    signs |= {"occasion"} if words.OCCASION.search(entry.name) else set()
    signs |= {"future"} if isinstance(found.start, datetime) and found.start >= page.now else set()
    rules = tuple(sorted(signs))
    told = [("title", entry.name), ("start", entry.said), *([("location", entry.place)] if entry.place else [])]
    return RawEvent(
        position=position,
        format="records",
        title=entry.name,
        **fields_of(found),
        location=entry.place,
        confidence=confidence(rules),
        rules=rules,
        evidence=tuple(Evidence(name, text[:300], position, "timetable") for name, text in told),
    )


# ------------------------------------------------------------------------------------------- questions of cells


def _day_of(page: Context, cell: Box) -> int | date | None:
    """The weekday or the date that a cell is, and nothing more."""
    if cell.stop - cell.first != 1:
        return weekday_of(_text(page, cell)) if cell.stop > cell.first else None
    block, dated = page.document.blocks[cell.first], page.dated[cell.first]
    if (day := weekday_of(block.text)) is not None:
        return day
    if dated is None or dated.rest or len(dated.whens) != 1 or not dated.whens[0].all_day or dated.whens[0].rrule:
        return None
    found = dated.whens[0]
    return day_of(found.start) if found.end in (None, found.start) and "day" not in found.assumed else None


def _clocks(page: Context, cell: Box) -> tuple[when.Clock, ...]:
    found = [dated for block in _blocks(page, cell) if (dated := page.dated[block.index]) and not _is_dated(dated)]
    return tuple(clock for dated in found for clock in dated.clocks)


def _is_gathering(name: str, clock: when.Clock) -> bool:
    """Whether a name with hours under the days of the week is something people come to, rather than a room, a stop or
    someone who is there."""
    long = clock.end is not None and not clock.overnight and clock.end.hour - clock.start.hour >= LONGEST_CLASS
    return words.OCCASION.search(name) is not None and not long and not places.is_place(name)


def _is_dated(dated: Dated) -> bool:
    return any("day" not in each.assumed and each.rrule is None for each in dated.whens)


def _blocks(page: Context, cell: Box) -> Sequence[Block]:
    return page.document.blocks[cell.first : cell.stop]


def _text(page: Context, cell: Box) -> str:
    return " ".join(block.text for block in _blocks(page, cell))


def _names(text: str) -> bool:
    """Whether a text names what takes place then, rather than that a house is open or closed."""
    return names.can_name(text) and not words.HOURS.search(text) and not words.CLOSED.fullmatch(text.strip(" .:–-"))
