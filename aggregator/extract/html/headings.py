"""The headings over each place of a page, and the years and months that headings and short lines state.

Refuses to read days: `dates` does, under what these say.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TypeAlias

from aggregator import when
from aggregator.extract.html.blocks import Block, Kind, SpanKind
from aggregator.extract.html.words import is_generic, is_room
from aggregator.model import When

LONGEST_FRAME = 90
"""A longer block is no heading, and the years in it say nothing of what follows."""

LONGEST_MONTH = 24
"""A line without a year that is longer says more than the name of a month."""

SHORTEST_SHOUT = 7
"""A shorter word in capitals is an abbreviation, not a heading."""

LEAST_OF_LIST = 3
"""Days in capitals, one right after the other, that are a list rather than headings with nothing under them."""

EMPHASISED, _PSEUDO_YEAR, _PSEUDO_MONTH = 6, 7, 8
"""Heading levels of lines that are no headings but emphasised, or hold only a year, or a month."""

_OUTER_YEAR = 2 * EMPHASISED - 1
"""The doubled level of a line with a year, once emphasised lines stand under it."""

_YEARISH = re.compile(r"\b(?:19|20)\d\d\b|['’]\d\d\b")
_TO = re.compile(r"\s*[-–—/]\s*")
"""Between two years of a span; that of a season ("2026-27") is one frame."""

_MONTHISH = re.compile(r"[^\W\d_]{3,}")

find_frames = lru_cache(maxsize=4096)(when.find_frames)
"""Lines are said again and again; each is read once."""


_Entry: TypeAlias = tuple[int, Block, when.Frame | None]


class Headings:
    """The headings that govern the place the reader has come to, outermost first."""

    def __init__(self) -> None:
        self.stack: list[_Entry] = []
        self.until = sys.maxsize
        """The first block at which a heading may have to be forgotten (`leave`)."""

    def push(self, level: int, block: Block, frame: when.Frame | None) -> None:
        """A heading ends those of its own level and below. level: doubled, and odd for a date, which ends no heading
        of its rank. A year alone in its line over emphasised lines is their year until the next such line or a heading,
        and right over a heading, in its box, that heading's.
        """
        frame = self._year_over(block) or frame if frame is None or frame.year is None else frame
        year = next((entry for entry in self.stack if entry[0] in {_OUTER_YEAR, 2 * _PSEUDO_YEAR}), None)
        joined = self.stack and level == self.stack[-1][0] and goes_on(self.stack[-1][1], block)
        while self.stack and self.stack[-1][0] >= level and not joined:
            if self.stack[-1][0] == level and _is_list_of(self.stack[-1][1], block):
                break
            self.stack.pop()
        if year is not None and level == 2 * _PSEUDO_YEAR:
            self.stack = [entry for entry in self.stack if entry is not year]
        elif year is not None and year not in self.stack and level >= 2 * EMPHASISED and not block.level:
            outer = sum(rank < _OUTER_YEAR for rank, _, _ in self.stack)
            self.stack.insert(outer, (_OUTER_YEAR, *year[1:]))
        self.stack.append((level, block, frame))
        self.until = min(self.until, _last_of(self.stack[-1]))

    def _year_over(self, block: Block) -> when.Frame | None:
        """What a line with a year states that stands right over a heading, as its kicker ("Season 2026")."""
        rank, over, frame = self.stack[-1] if self.stack else (0, block, None)
        beside = block.level and over.index + 1 == block.index and over.box.parent is block.box.parent
        return frame if rank == 2 * _PSEUDO_YEAR and beside else None

    def leave(self, index: int) -> bool:
        """Forget the headings that stand in items which ended before a block; whether there were any. A heading that is
        all its item holds heads what follows."""
        if index < self.until:
            return False
        left = [entry for entry in self.stack if _last_of(entry) > index]
        self.until = min(map(_last_of, left), default=sys.maxsize)
        gone, self.stack = len(left) < len(self.stack), left
        return gone

    def framed(self) -> when.Frame | None:
        """What the innermost heading that has a year states."""
        return next((f for _, _, f in reversed(self.stack) if f and f.year), None)

    def month(self) -> int | None:
        """The month of the innermost heading that has one, and only one."""
        frame = next((f for _, _, f in reversed(self.stack) if f and f.month), None)
        return frame.month if frame and frame.last_month in (None, frame.month) else None

    def blocks(self) -> tuple[Block, ...]:
        """The heading blocks, outermost first."""
        return tuple(block for _, block, _ in self.stack)


def _last_of(entry: _Entry) -> int:
    """The block from which a heading governs nothing: behind the list item that it stands in with other words. One with
    a year or month, or a line that is none by its element, is not bound to its item."""
    _, heading, frame = entry
    items = (box for box in heading.box.ancestors() if box.tag == "li" and box.stop - box.first > 1)
    return sys.maxsize if frame or not heading.level else next((box.stop for box in items), sys.maxsize)


def goes_on(over: Block, below: Block) -> bool:
    """Whether two lines are one heading that a break parts ("Finch Park Board" / "Meeting schedule")."""
    return below.index == over.index + 1 and below.box is over.box and below.level == over.level


def _is_list_of(over: Block, below: Block) -> bool:
    """Whether a heading that only announces a list stands over a box whose headings have its own rank ("Next events"
    over cards, all of the first rank): the next lies deeper, beside or below the announcing one."""
    if not (over.level and below.level) or not is_generic(over.text) or is_generic(below.text):
        return False
    home = over.box.parent
    while home is not None and home.stop - home.first == 1:
        home = home.parent
    around = [*below.box.ancestors()]
    return home is not None and home in around[3:]


def frame_of(block: Block, now: datetime) -> when.Frame | None:
    """The year or month that a heading, caption or short line states."""
    text = block.text
    if len(text) > LONGEST_FRAME or not (_YEARISH.search(text) or _MONTHISH.search(text)):
        return None
    if (
        not block.level
        and block.kind is not Kind.CAPTION
        and len(text) > (LONGEST_FRAME // 2 if _YEARISH.search(text) else LONGEST_MONTH)
    ):
        return None
    frames = stating_years(text, now)
    return frames[0] if frames else None


def leaves_day_open(words: str, now: datetime) -> bool:
    """Whether words tell a month, season or year and no day of it ("Autumn 2026", "end of July 2027"): the day in the
    stamp of their element is for sorting."""
    return bool(find_frames(words, now=now)) and not _DAY_NUMBER.search(words)


_DAY_NUMBER = re.compile(r"(?<!\d)\d\d?(?!\d)")


def stating_years(text: str, now: datetime) -> tuple[when.Frame, ...]:
    """The years and months that words state, without those of a plan or a term of office ("Housing plan 2024-2029"):
    these date nothing."""
    frames = find_frames(text, now=now)
    spans = [
        pair
        for pair in pairwise(frames)
        if pair[0].year and pair[1].year and _TO.fullmatch(text, pair[0].span[1], pair[1].span[0])
    ]
    return tuple(each for each in frames if not any(each in pair for pair in spans))


def denied_years(whens: Sequence[When], now: datetime) -> Iterator[int]:
    """The years in which dates told without one contradict their weekdays, where by themselves they agree with them."""
    assumed = [each for each in whens if "year" in each.assumed]
    for year in {each.start.year for each in assumed if each.problems}:
        told = [each for each in assumed if each.start.year == year]
        alone = [when.find(each.text, now=now) for each in told if each.problems]
        mended = all(len(found) == 1 and not found[0].problems for found in alone)
        if mended and 2 * len(alone) >= len(told):
            yield year


def title_years(title: str | None, now: datetime) -> tuple[int | None, int | None]:
    """The year, or the first and last year, that the page's title states ("Meetings 2026-27")."""
    frames = stating_years(title, now) if title else ()
    return next(((frame.year, frame.last_year) for frame in frames if frame.year), (None, None))


def heading_level(block: Block, frame: when.Frame | None) -> int:
    """1–6 for headings and captions; 7 or 8 for a line that only states a year or month; 0 for other lines."""
    if block.level:
        return block.level
    if block.kind is Kind.CAPTION:
        return 6
    if frame is not None and len(block.text) - len(frame.text) <= len(block.text) // 2 + 8 and _is_short(block):
        return _PSEUDO_YEAR if frame.year else _PSEUDO_MONTH
    return EMPHASISED if _is_emphasised(block) and not _is_beside_cells(block) and not is_room(block.text) else 0


def emphasised_days(blocks: Sequence[Block]) -> set[int]:
    """Lines in capitals or bold with a number, several of one look one right after the other: where they are only
    days, such emphasis makes a list of them, and no headings."""
    found: set[int] = set()
    for _, run in groupby(blocks, lambda each: each.look if not each.level and _is_emphasised_day(each) else None):
        days = list(run)
        if len(days) >= LEAST_OF_LIST and _is_emphasised_day(days[0]):
            found.update(each.index for each in days)
    return found


def _is_emphasised_day(block: Block) -> bool:
    return len(block.text) <= LONGEST_FRAME and any(map(str.isdecimal, block.text)) and _is_emphasised(block)


def _is_emphasised(block: Block) -> bool:
    drawn = block.strong or block.kind is Kind.HEADER or _is_shouted(block.text)
    return drawn and _is_short(block) and any(map(str.isalpha, block.text))


def _is_shouted(text: str) -> bool:
    """Whether a line stands in capitals and is more than an abbreviation."""
    return text.isupper() and (len(text) >= SHORTEST_SHOUT or " " in text)


def _is_beside_cells(block: Block) -> bool:
    """Whether a block stands in a row of several cells with words: what it says is the row's, whatever its letters."""
    return block.box.row is not None and sum(cell.stop > cell.first for cell in block.box.row.cells()) > 1


def _is_short(block: Block) -> bool:
    return len(block.text.split()) <= (16 if block.text.isupper() else 10) and not any(block.of(SpanKind.TIME))
