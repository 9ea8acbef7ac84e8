"""Flat sequences: dates and what belongs to them stand side by side, without a box each; where does each record end?

Refuses to look at boxes: `regions` asks this only where they part nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from aggregator.extract.html import days
from aggregator.extract.html.blocks import Block, Box, Kind, SpanKind
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.names import meeting_of_paper
from aggregator.extract.html.words import LONGEST_TITLE, is_action, is_generic, is_note, label_of
from aggregator.model import When, day_of

ALIKE = 3
"""So many siblings alike are a pattern."""

LONGEST_LINE = 70
FIELDS = frozenset(("when", "end", "where", "price", "signup"))
"""What labels announce that stand as headings inside a record."""

MOST_NAMES = 2
"""Lines that a name, or a name and what explains it, take above a date."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A child of a box: a box, or a block that stands in it directly."""

    first: int
    stop: int
    box: Box | None
    anchors: tuple[int, ...]


def names_something(blocks: Sequence[Block], dated: Sequence[Dated | None], unit: Unit) -> bool:
    """Whether a unit has a line, beside its dates, that could be a name."""
    for block in blocks[unit.first : unit.stop]:
        found = dated[block.index]
        words = block.text if found is None else found.rest
        empty = is_generic(words) or is_action(words) or is_note(words)
        if words and len(words) <= LONGEST_TITLE and not empty:
            return True
    return False


class Flat:
    """One sequence of units in a row, some of which hold dates."""

    def __init__(self, blocks: Sequence[Block], dated: Sequence[Dated | None], units: Sequence[Unit]) -> None:
        self.blocks = blocks
        self.dated = dated
        self.units = units

    def parted(self) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """The first block, the end (exclusive) and the dates of each record: cut before each date, or before the name
        over each."""
        units = self.units
        holders = self.joined([position for position, unit in enumerate(units) if unit.anchors], units)
        firsts = [group[0] for group in holders]
        leads = [self.lead(units, first, firsts[i - 1] if i else -1) for i, first in enumerate(firsts)]
        if (over := self.lines_over(units, firsts)) and not any(leads):
            leads = [first - over for first in firsts]
        title_first = self.is_title_first(units, firsts, leads) or bool(over and leads[0] == firsts[0] - over)
        starts = [
            lead if title_first and lead is not None else first for first, lead in zip(firsts, leads, strict=True)
        ]
        named_below = not title_first and self.is_named_below(units, holders)
        widest = max((after - before for before, after in pairwise(starts)), default=len(units))
        for i, (start, group) in enumerate(zip(starts, holders, strict=True)):
            stop = starts[i + 1] if i + 1 < len(starts) else len(units)
            if len(starts) >= ALIKE and i + 1 == len(starts):
                own = max(min(stop, start + widest), group[-1] + 1)
                stop = own + days.lines_of_hours(self.dated, [unit.first for unit in units[own:stop]])
            stop = self.before_heading(units, start, group[-1] + 1 + named_below, stop)
            anchors = tuple(index for position in group for index in units[position].anchors)
            yield units[start].first, units[stop - 1].stop, anchors

    def joined(self, positions: list[int], units: Sequence[Unit]) -> list[list[int]]:
        """Dates that say the same day again right after it ("December 6 – Webinar", "• December 6, 11 am") are one."""
        groups: list[list[int]] = []
        for position in positions:
            if groups and self.repeats(units[groups[-1][0]], units[position]):
                groups[-1].append(position)
            else:
                groups.append([position])
        return groups

    def repeats(self, earlier: Unit, later: Unit) -> bool:
        before, after = self.when(earlier.anchors[0]), self.when(later.anchors[0])
        if day_of(before.start) != day_of(after.start) or (
            before.end != after.end and not isinstance(after.start, datetime)
        ):
            return False
        one, other = self.blocks[earlier.anchors[0]], self.blocks[later.anchors[0]]
        dated = self.dated[one.index]
        if other.level and dated is not None and len({day_of(each.start) for each in dated.whens}) > 1:
            return False  # the days of all, and below them the heading of the first
        return before.all_day and (one.kind is not other.kind or one.level != other.level)

    def lead(self, units: Sequence[Unit], position: int, previous: int) -> int | None:
        """The position of the name right above a date, or None."""
        for back in (position - 1, position - 2):
            if back <= previous:
                break
            if back == position - 2 and not self.is_line(units[position - 1]):
                break
            if self.looks_like_name(units[back]):
                return back
        return None

    def lines_over(self, units: Sequence[Unit], firsts: Sequence[int]) -> int:
        """How many plain lines stand over each date as its name, where dates come at equal steps: so many as stand over
        the first and are missing below the last."""
        steps = {later - earlier for earlier, later in pairwise(firsts)}
        over = next((back for back in range(1, 4) if not self.is_plain_line(units, firsts[0] - back)), 4) - 1
        after = range(firsts[-1] + 1, len(units))
        below = next((at for at in after if self.blocks[units[at].first].level), len(units))
        missing = min(steps, default=0) - (below - firsts[-1])
        return over if len(steps) == 1 and 0 < over == missing <= MOST_NAMES else 0

    def is_plain_line(self, units: Sequence[Unit], at: int) -> bool:
        """Whether a unit is a line of a record: no heading, no paragraph, no announcement of what follows."""
        if not 0 <= at < len(units) or self.blocks[units[at].first].level:
            return False
        return self.is_line(units[at]) and not self.blocks[units[at].first].text.endswith(":")

    def is_line(self, unit: Unit) -> bool:
        """Whether a unit is one short line, as a place or a subtitle is."""
        text = self.blocks[unit.first].text
        return unit.stop - unit.first == 1 and len(text) <= LONGEST_LINE and not text.endswith((".", "!", "?"))

    def looks_like_name(self, unit: Unit) -> bool:
        if unit.stop - unit.first != 1 and not self.is_broken_heading(unit):
            return False
        block = self.blocks[unit.first]
        if len(block.text) > LONGEST_TITLE or is_generic(block.text) or is_action(block.text):
            return False
        if meeting_of_paper(block.text) is not None:
            return True
        linked = any(span.end - span.start >= len(block.text) - 2 for _, span in block.of(SpanKind.LINK))
        return bool(block.level) or block.strong or linked or block.kind is Kind.TERM

    def is_broken_heading(self, unit: Unit) -> bool:
        """Whether a unit is one heading in two lines: a name and what explains it."""
        held = self.blocks[unit.first : unit.stop]
        return len(held) == MOST_NAMES and len({block.box for block in held}) == 1 and held[0].level > 0

    def is_title_first(self, units: Sequence[Unit], firsts: Sequence[int], leads: Sequence[int | None]) -> bool:
        """Whether names stand above their dates: over most of them, the first among these; and not closer below."""
        if leads[0] is None or 5 * sum(lead is not None for lead in leads) < 3 * len(leads):
            return False
        over = sum(lead == first - 1 for lead, first in zip(leads, firsts, strict=True))
        under = sum(first + 1 < len(units) and self.looks_like_name(units[first + 1]) for first in firsts)
        if under > over and 5 * under >= 3 * len(firsts):
            return False
        own = sum(
            self.blocks[units[first].first].level > 0 and names_something(self.blocks, self.dated, units[first])
            for first in firsts
        )
        return 2 * own < len(firsts)

    def is_named_below(self, units: Sequence[Unit], holders: Sequence[Sequence[int]]) -> bool:
        """Whether bare dates stand in headings above the headings that name them, whatever the levels of the two."""
        return all(
            group[-1] + 1 < len(units)
            and self.blocks[units[group[0]].first].level > 0
            and not names_something(self.blocks, self.dated, units[group[0]])
            and self.blocks[units[group[-1] + 1].first].level > 0
            and self.looks_like_name(units[group[-1] + 1])
            for group in holders
        )

    def before_heading(self, units: Sequence[Unit], start: int, after: int, stop: int) -> int:
        """Where a flat record ends: before the line of the next month or year, and before a heading that only
        announces, outranks its own, or follows its text at equal rank; one that is a label ("Time") ends nothing."""
        rank, text_seen = 7, False
        for at in range(start, stop):
            block = self.blocks[units[at].first]
            if at >= after and label_of(block.text) in FIELDS:
                continue
            if not block.level:
                if at >= after and self.is_frame(units[at]):
                    return at
                text_seen = text_seen or at >= after
                continue
            if at == after - 1:  # the date's own heading, or the name below it
                rank = block.level
                continue
            outranks = block.level < rank < 7 or (text_seen and block.level <= rank)
            if at >= after and (outranks or is_generic(block.text)):
                return at
            rank = min(rank, block.level)
        return stop

    def is_frame(self, unit: Unit) -> bool:
        """Whether a unit is nothing but the line of a year, or of a month and its year."""
        found = self.dated[unit.first]
        text = self.blocks[unit.first].text.strip(" .:")
        month = found is not None and found.months and not found.whens and not found.rest
        return unit.stop - unit.first == 1 and (
            bool(month) or (len(text) == 4 and text.isdecimal() and text[0] in "12")
        )

    def when(self, index: int) -> When:
        found = self.dated[index]
        assert found is not None  # noqa: S101 - anchors are dated by construction
        return found.whens[0]
