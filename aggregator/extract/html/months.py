"""Day numbers without their month: in a month drawn as a calendar, and in a table whose rows begin with a month.

In a calendar, under a line with month and year and seven weekdays, a bare "14" becomes a date where the numbers run
through the whole month and each full row agrees with its weekdays.
Refuses grids without weekdays or month, and to say what in a cell is an event: `entries` parts it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from aggregator import when
from aggregator.extract.html.blocks import Block, Box, Document, Kind, SpanKind
from aggregator.extract.html.edges import bare
from aggregator.extract.html.weekdays import plain
from aggregator.model import day_of
from aggregator.when.vocabulary import names

WEEK = 7
SHORT_WEEK = 5
FEWEST_DAYS = 20
"""A month drawn without its weekends has so many days."""

LONGEST_NAME = 24
"""Characters of a weekday in the head of a calendar, its short form for phones beside it."""

SHORTEST_NAME = 2
LONGEST_CAPTION = 60
ABOVE = 15
"""Blocks before the weekdays in which the month stands, beside buttons for the months around it."""

MONTHS_OF_TABLE = 3
"""So many rows that begin with a month make a table of the days of each."""

LONGEST_DAY = 12
"""Characters of a day, or of the month before it, in such a table."""

LONGEST_NOTED = 40
"""Characters of a day with a note behind it, or of the month with its year."""

_DAY_OF_ROW = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s*(?:\Z|[(*†‡])")
_MONTHISH = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"(?:\d{1,3}\s[^\W\d_]{3,20},\s)?(?:[^\W\d_]{3,12}\.?\s+(?=0?1\b))?(0?[1-9]|[12]\d|3[01])\.?")
"""A day's number, the first with its month, behind how many entries it has where that is told ("2 events, 14")."""

_ORDINAL = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|\.|º|er)?(?!\w)", re.I)
_OTHER_DAY = re.compile(rf"{_ORDINAL.pattern}(?!\s?(?:[:.]\d\d|[ap]\.?m\b|uhr\b|h\b))", re.I)
"""The number with which the cell of another day begins; an hour is none."""

SHORTEST_NUMERIC, LONGEST_NUMERIC, MONTHS_OF_YEAR = 3, 5, 12
_NUMERIC = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])")
_NAMED = re.compile(r"(?P<before>[^\W\d_]{1,12}\.?,?\s+)?(0?[1-9]|[12]\d|3[01])\.?(?P<after>\s+[^\W\d_]{1,12}\.?)?")
"""A number of a day with its weekday before or behind it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a calendar. number: the block that numbers it; the blocks behind it up to `stop` are the day's."""

    day: date
    number: Block
    box: Box

    @property
    def stop(self) -> int:
        """The end of the cell, exclusive."""
        return self.box.stop


@dataclass(frozen=True, slots=True)
class _Head:
    """A row of weekdays: seven, or five or six from Monday. columns: weekday (Monday 0) by column. width: columns of a
    row."""

    first: int
    stop: int
    box: Box
    columns: dict[int, int]
    width: int


def find_cells(document: Document, now: datetime) -> dict[int, Cell]:
    """The days of all the calendars of a page that hold something or are stamped with their date, by the block that
    numbers them."""
    numbers = [block for block in document.blocks if _NUMBER.fullmatch(block.text)]
    if not numbers:
        return {}
    found = {cell.number.index: cell for cell in (*_stamped_cells(document), *_named_cells(document, now))}
    for head in _heads(document):
        for cell in _cells(document, head, numbers, now):
            if cell.stop > cell.number.index + 1 or any(cell.number.of(SpanKind.TIME)):
                found.setdefault(cell.number.index, cell)
    return found


def leading_numbers(document: Document) -> Iterator[int]:
    """The numbers of days that stand alone in the first cell of a row with words, as terms of a list, or as several
    headings: under the line of a month they are its days. A row with other numbers is one of a grid."""
    heads = [block for block in document.headings if _ORDINAL.fullmatch(block.text) and _is_over_line(document, block)]
    if len(heads) > 1:
        yield from (block.index for block in heads)
    for block in document.blocks:
        if _ORDINAL.fullmatch(block.text) is None:
            continue
        row = block.box.row
        firsts = [document.blocks[cell.first] for cell in row.cells() if cell.stop > cell.first] if row else []
        alone = len(firsts) > 1 and firsts[0] is block and document.blocks[block.index + 1] is firsts[1]
        if _is_told_of(document, block) or (alone and not any(_OTHER_DAY.match(other.text) for other in firsts[1:])):
            yield block.index


def _is_over_line(document: Document, heading: Block) -> bool:
    """Whether a heading stands over a line that is none."""
    below = document.blocks[heading.index + 1 : heading.index + 2]
    return bool(below) and not below[0].level


def short_days(blocks: Sequence[Block]) -> frozenset[int]:
    """The lines of three letters that are a month and a day ("3/6"), where others of the page can be nothing else
    ("3/13")."""
    lines = [block for block in blocks if len(block.text) <= LONGEST_NUMERIC and _NUMERIC.fullmatch(block.text)]
    sure = any(int(block.text.partition("/")[2]) > MONTHS_OF_YEAR for block in lines)
    return frozenset(block.index for block in lines if len(block.text) == SHORTEST_NUMERIC) if sure else frozenset()


def _is_told_of(document: Document, term: Block) -> bool:
    """Whether a term has a description right below it; the empty days of a grid drawn as a list have none."""
    below = document.blocks[term.index + 1] if term.index + 1 < len(document.blocks) else None
    return term.kind is Kind.TERM and below is not None and any(box.tag == "dd" for box in below.box.ancestors())


def is_day_number(text: str) -> bool:
    """Whether a text is the number of a day and nothing more, as a cell of a calendar has it."""
    return _NUMBER.fullmatch(text) is not None


def _stamped_cells(document: Document) -> Iterator[Cell]:
    """The cells whose attributes say their day (`data-date="2026-06-04"`), numbered by their first line."""
    for offer in document.offers:
        if offer.stop <= offer.at + 1 or offer.event.start is None:
            continue
        number, day = document.blocks[offer.at], day_of(offer.event.start)
        said = _NUMBER.fullmatch(number.text)
        box = next((box for box in number.box.ancestors() if (box.first, box.stop) == (offer.at, offer.stop)), None)
        if said is not None and int(said[1]) == day.day and box is not None:
            yield Cell(day, number, box)


def _named_cells(document: Document, now: datetime) -> Iterator[Cell]:
    """The cells of calendars that name the weekday in each of them ("Tue 2"), without a row of weekdays; the empty ones
    too, for their dates read as such by themselves."""
    short = (block for block in document.blocks if len(block.text) <= LONGEST_NAME)
    named = {block.index: weekdays for block in short if (weekdays := _named(block.text))}
    if len(named) < FEWEST_DAYS:
        return
    boxes = _boxes([document.blocks[at] for at in named])
    days = [(int(match[2]), block, box) for block, box in boxes if (match := _NAMED.fullmatch(block.text))]
    head = _Head(days[0][1].index, days[0][1].index, document.root, dict(enumerate(range(WEEK))), 0)
    for month in _months(document, head, now):
        cells = _cells_of(month, head, days)
        if all(cell.day.weekday() in named[cell.number.index] for cell in cells):
            yield from cells


@lru_cache(maxsize=1024)
def _named(text: str) -> frozenset[int]:
    """The weekdays that the word beside a day's number can mean, in any language; none where it is no weekday."""
    match = _NAMED.fullmatch(text)
    word = plain((match["before"] or match["after"] or "").strip()) if match else ""
    if len(word) < SHORTEST_NAME:
        return frozenset()
    return frozenset(
        number
        for language in names().values()
        for name, number in language["weekdays"].items()
        if plain(name).startswith(word)
    )


def _heads(document: Document) -> Iterator[_Head]:
    """The rows of weekdays of a page: the first children of a box that are seven days in their order."""
    stack = [document.root]
    while stack:
        box = stack.pop()
        stack.extend(reversed(box.children))
        if len(box.children) < SHORT_WEEK:
            continue
        texts = [" ".join(b.text for b in document.blocks[c.first : c.stop][:3]) for c in box.children[: WEEK + 1]]
        found = next((each for offset in (0, 1) if (each := _weekdays(texts[offset:], offset))), None)
        if found is not None:
            row = box.children[min(found) : max(found) + 1]
            whole = len(found) < WEEK or len(box.children) < WEEK + 2
            yield _Head(row[0].first, row[-1].stop, box, found, max(found) + 1 if whole else WEEK + min(found))


def _weekdays(texts: Sequence[str], offset: int) -> dict[int, int] | None:
    """The weekday of each column of a head: a whole week from any day, or the first five or six from Monday."""
    for length in (WEEK, WEEK - 1, SHORT_WEEK):
        if length < WEEK and len(texts) > length and texts[length].strip():
            continue
        start = _first_weekday(texts[:length], length)
        if start is not None and (length == WEEK or start == 0):
            return {offset + at: (start + at) % WEEK for at in range(length)}
    return None


def _first_weekday(texts: Sequence[str], length: int) -> int | None:
    """The weekday of the first of some names in order, in any one language, however shortened; or None."""
    if len(texts) != length or not all(text and len(text) <= LONGEST_NAME for text in texts):
        return None
    words = [[plain(word) for word in text.split()] for text in texts]
    for language in names().values():
        table = [[plain(name) for name, n in language["weekdays"].items() if n == day] for day in range(WEEK)]
        for start in range(WEEK):
            if all(_are_names(said, table[(start + at) % WEEK]) for at, said in enumerate(words)):
                return start
    return None


def _are_names(words: Sequence[str], known: Sequence[str]) -> bool:
    return all(any(name.startswith(word) for name in known) for word in words)


def _cells(document: Document, head: _Head, numbers: Sequence[Block], now: datetime) -> list[Cell]:
    """The cells under a row of weekdays, each with its date; none where numbers, weekdays and month do not agree."""
    for scope in head.box.ancestors():
        inside = [block for block in numbers if head.stop <= block.index < scope.stop]
        if len(inside) < FEWEST_DAYS:
            continue
        boxes = _boxes(inside)
        days = [(int(match[1]), block, box) for block, box in boxes if (match := _NUMBER.fullmatch(block.text))]
        for month in _months(document, head, now):
            if cells := _cells_of(month, head, days):
                return cells
        return []
    return []


def _cells_of(month: date, head: _Head, days: Sequence[tuple[int, Block, Box]]) -> list[Cell]:
    """The cells of one month and of the days drawn around it, where all its numbers stand there in a row, each whole
    row of it under its weekdays; else none."""
    drawn = frozenset(head.columns.values())
    length = monthrange(month.year, month.month)[1]
    wanted = [day for at in range(length) if (day := month + timedelta(days=at)).weekday() in drawn]
    said = [number for number, _, _ in days]
    one = next((at for at in range(len(said)) if said[at : at + len(wanted)] == [day.day for day in wanted]), None)
    if one is None:
        return []
    before, after = _around(wanted[0], drawn, -1, one), _around(wanted[-1], drawn, 1, len(days) - one - len(wanted))
    dates = [*reversed(before), *wanted, *after]
    stop = one + len(wanted)
    while stop < len(days) and days[stop][0] == dates[stop].day:
        stop += 1
    cells = [Cell(day, block, box) for day, (_, block, box) in zip(dates[:stop], days[:stop], strict=True)]
    return cells if _agree(head, cells, days, month) else []


def _around(day: date, drawn: frozenset[int], step: int, count: int) -> list[date]:
    """So many drawn days before or after one, the nearest first."""
    found: list[date] = []
    while len(found) < count:
        day += timedelta(days=step)
        if day.weekday() in drawn:
            found.append(day)
    return found


def _boxes(numbers: Sequence[Block]) -> list[tuple[Block, Box]]:
    """The cell of each number: of the boxes that begin with it, the one as deep as most are."""
    chains = [
        (block, [box for box in list(block.box.ancestors())[::-1] if box.first == block.index]) for block in numbers
    ]
    deep = [(block, {sum(1 for _ in box.ancestors()): box for box in chain}) for block, chain in chains]
    after = {block.index: follower.index for block, follower in pairwise(numbers)}
    counts = Counter(
        min((depth for depth, box in found.items() if box.stop <= after.get(block.index, box.stop)), default=0)
        for block, found in deep
    )
    depth = counts.most_common(1)[0][0]
    return [(block, found[depth]) for block, found in deep if depth in found]


def _weekday(head: _Head, box: Box) -> int | None:
    """The weekday of a cell by its column; None in a row that has not all its cells."""
    row = box.parent.children if box.parent and head.width else []
    return head.columns.get(row.index(box) % head.width) if row and len(row) % head.width == 0 else None


def _agree(head: _Head, cells: Sequence[Cell], days: Sequence[tuple[int, Block, Box]], month: date) -> bool:
    """Whether every number up to the month's last is its day's, and each stands under its weekday where its row is
    whole."""
    told = 0
    for cell, (number, _, box) in zip(cells, days, strict=False):
        column = _weekday(head, box)
        if number != cell.day.day:
            return False
        if (cell.day.year, cell.day.month) == (month.year, month.month) and column is not None:
            told += 1
            if column != cell.day.weekday():
                return False
    return told >= SHORT_WEEK or not head.width


def _months(document: Document, head: _Head, now: datetime) -> Iterator[date]:
    """The first days of the months that may be meant by what stands nearest above the weekdays, in the form's chosen
    entries, or over the page."""
    before = document.blocks[max(head.first - ABOVE, 0) : head.first]
    texts = [block.text for block in reversed(before)] + [" ".join(document.chosen), document.title or ""]
    texts += [block.text for block in document.blocks[: head.first] if block.level == 1]
    frames = [
        frame
        for text in texts
        if len(text) <= LONGEST_CAPTION or text is texts[-1]
        for frame in when.find_frames(text, now=now)
        if frame.month and not frame.last_month
    ]
    named = [(frame.year, frame.month) for frame in frames if frame.year and frame.month]
    nearby = sorted(range(now.year - 1, now.year + 2), key=lambda year: abs(year - now.year))
    named += [(year, frame.month) for frame in frames if not frame.year and frame.month for year in nearby]
    yield from dict.fromkeys(date(year, month, 1) for year, month in named)


def month_rows(document: Document, now: datetime) -> dict[int, Block]:
    """The days of a table whose rows each begin with a month ("JAN. | 14 | 28"), each as one block with its month."""
    rows: dict[Box, list[Block]] = {}
    for block in document.blocks:
        row = block.box.row
        noted = len(block.text) <= LONGEST_NOTED and (row not in rows or _DAY_OF_ROW.match(block.text))
        if row is not None and (noted or len(block.text) <= LONGEST_DAY):
            rows.setdefault(row, []).append(block)
    tables: dict[Box | None, list[tuple[when.Frame, list[Block]]]] = {}
    for row, (head, *cells) in rows.items():
        days = [cell for cell in cells if _DAY_OF_ROW.match(cell.text)]
        if days and 2 * len(days) >= len(cells) and (month := month_alone(head.text, now)) is not None:
            tables.setdefault(row.parent, []).append((month, days))
    listed = [pair for months in tables.values() if len(months) >= MONTHS_OF_TABLE for pair in months]
    return {
        day.index: replace(day, text=_in_month(day.text, month), spans=()) for month, days in listed for day in days
    }


def month_alone(text: str, now: datetime) -> when.Frame | None:
    """The month that is all a text says, with its year where it has one."""
    frames = when.find_frames(text, now=now) if _MONTHISH.search(text) else ()
    alone = len(frames) == 1 and bool(frames[0].month) and not bare(text.replace(frames[0].text, ""))
    return frames[0] if alone else None


def _in_month(day: str, month: when.Frame) -> str:
    """A day's number, and what stands behind it, with its month ("14 (at the annex)" → "2026-01-14 (at the annex)")."""
    number = _DAY_OF_ROW.match(day)
    if number is None or month.year is None or month.month is None:
        return f"{month.text} {day}"
    return f"{month.year}-{month.month:02}-{int(number[1]):02}{day[number.end(1) :]}"
