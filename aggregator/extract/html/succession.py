"""The years of days that follow one another in a list and name none: one count of years for all of them.

A list from January to December is one year's, in whatever month it is read; read one by one, its last days would fall
into the year before. Refuses lists of fewer than four days, those whose order says nothing, and days under a heading
with a year.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from aggregator import when
from aggregator.extract.html.blocks import Block
from aggregator.extract.html.months import month_alone
from aggregator.model import DateOrTime, Precision, When, day_of

if TYPE_CHECKING:
    from aggregator.extract.html.dates import Dated

FEWEST = 4
"""So many days in order are a list of days to come one after another."""

HALF_A_YEAR = 183
"""Days between neighbours at most; a step back of more leads into the next year."""

LONGEST_MONTH = 20
"""Characters of a month over its days, with signs around it."""

JUST_ENDED = timedelta(days=31)
"""So long after its last day a list still stands for the year that is over."""

FAR_WEIGHT = 1.6
"""How much further off a day counts on the side of today on which the list does not lie, as for a day alone."""


@dataclass(frozen=True, slots=True)
class _Member:
    """One day of a list: which of its block's."""

    block: int
    at: int
    found: When

    @property
    def told(self) -> bool:
        """Whether the words say the year."""
        return "year" not in self.found.assumed


def in_succession(
    dated: Sequence[Dated | None], governed: Sequence[tuple[Block, ...]], yearless: Collection[int], now: datetime
) -> list[Dated | None]:
    """The times of a page, those that follow one another in a list each in its year.

    governed: the headings over each block. yearless: the blocks over which no heading gives a year. now: the day on
    which the page was written, else on which it is read.
    """
    lists: dict[Hashable, list[_Member]] = {}
    for found in dated:
        if found is None or found.block.index not in yearless:
            continue
        above = governed[found.block.index]
        over = tuple(each for each in above if not _is_month(each, now) and not _is_of_neighbour(each, found.block))
        days = [each for each in enumerate(found.whens) if _is_day(each[1], under_month=len(over) < len(above))]
        listed = lists.setdefault(_list_of(found, over), [])
        listed.extend(_Member(found.block.index, at, each) for at, each in days)
    done = list(dated)
    for members in lists.values():
        for member, moved in zip(members, _in_their_years(members, now), strict=False):
            found = done[member.block]
            if found is not None and moved is not member.found:
                whens = [*found.whens[: member.at], moved, *found.whens[member.at + 1 :]]
                done[member.block] = replace(found, whens=tuple(whens))
    return done


def _is_month(block: Block, now: datetime) -> bool:
    """Whether a line only names a month, in whatever year."""
    month = month_alone(block.text, now) if len(block.text) <= LONGEST_MONTH else None
    return month is not None and month.year is None


def _is_of_neighbour(heading: Block, block: Block) -> bool:
    """Whether a heading over a day is that of the entry before it, in a box that looks like its own: in cards whose
    days stand over their names, it governs nothing here."""
    held = None
    for own in block.box.ancestors():
        if own.first <= heading.index < own.stop:
            break
        held = own
    beside = next((box for box in heading.box.ancestors() if held is not None and box.parent is held.parent), None)
    return held is not None and beside is not None and beside.look == held.look and heading.box is not beside


def _is_day(found: When, *, under_month: bool) -> bool:
    """Whether the words tell a day once, and its month, or a line over it does."""
    unsure = found.assumed & ({"day"} if under_month else {"day", "month"})
    return not unsure and found.precision is not Precision.MONTH and found.rrule is None


def _list_of(found: Dated, above: tuple[Block, ...]) -> Hashable:
    """What the days of one list have in common: the block, where one tells several; else the part of the page, the
    headings over them but for months, and the column of their table or the look of their boxes."""
    block = found.block
    if not found.strong or len(found.whens) > 1:
        return block.index
    row = block.box.row
    if row is not None:
        column = next((at for at, cell in enumerate(row.cells()) if cell.first <= block.index < cell.stop), 0)
        return (above, row.parent, column)
    return (block.zone, above, block.box.look, block.box.parent.look if block.box.parent else "")


def _in_their_years(members: Sequence[_Member], now: datetime) -> Sequence[When]:
    """The days of a list, each in the year that its place in the order gives it; as they are where it gives none."""
    days = [day_of(member.found.start) for member in members]
    unsure = any(not member.told for member in members)
    order = _order(days) if len(days) >= FEWEST and unsure else None
    if order is None:
        return [member.found for member in members]
    forward, later = order
    bases = {day.year - years for day, years in zip(days, later, strict=True)}
    told = {day.year - years for day, years, each in zip(days, later, members, strict=True) if each.told}
    read = [found for base in sorted(told or bases) if (found := _read_in(members, base, later, now))]
    if len(bases) == 1 or len(told) > 1 or not read:
        return [member.found for member in members]
    return min(read, key=lambda found: _doubts(found, now.date(), forward=forward))


def _order(days: Sequence[date]) -> tuple[bool, list[int]] | None:
    """Whether days go forward, and how many years each lies behind the first one's (negative where they go back); None
    where they do neither, or leave out more than half a year."""
    numbers = [day.replace(year=2000).timetuple().tm_yday for day in days]
    steps = [after - before for before, after in pairwise(numbers)]
    for sign in (1, -1):
        turns = [_turn(sign * step) for step in steps]
        if None not in turns:
            return sign > 0, [sign * years for years in accumulate((turn or 0 for turn in turns), initial=0)]
    return None


def _turn(step: int) -> int | None:
    """The years that a step leads on: none, one over New Year, or None for a step in the wrong direction."""
    if 0 <= step <= HALF_A_YEAR:
        return 0
    return 1 if step <= -HALF_A_YEAR else None


def _read_in(members: Sequence[_Member], base: int, later: Sequence[int], now: datetime) -> list[When] | None:
    """The days of a list whose first one lies in a year; None where one of them does not exist then."""
    try:
        return [_in_year(each, base + years, now) for each, years in zip(members, later, strict=True)]
    except ValueError:
        return None


def _in_year(member: _Member, year: int, now: datetime) -> When:
    """A day in a year, with what its words then contradict."""
    found = member.found
    shift = year - day_of(found.start).year
    if not shift:
        return found
    again = next(iter(when.find(found.text, now=now, context=when.Context(year=year))), None)
    return replace(
        found,
        start=_shifted(found.start, shift),
        end=_shifted(found.end, shift) if found.end is not None else None,
        problems=again.problems if again is not None else (),
    )


def _shifted(day: DateOrTime, years: int) -> DateOrTime:
    return day.replace(year=day.year + years)


def _doubts(found: Sequence[When], today: date, *, forward: bool) -> tuple[int, int, float]:
    """What speaks against the years of a list, the least first: weekdays that contradict them, that today lies outside
    it (not long behind it, or farther off), and how far off its days are; a list that goes back tells of the past."""
    days = sorted(day_of(each.start) for each in found)
    outside = 0 if days[0] <= today <= days[-1] else 1 if days[-1] < today <= days[-1] + JUST_ENDED else 2
    return sum(bool(each.problems) for each in found), outside, sum(_far(days, today, forward=forward))


def _far(days: Sequence[date], today: date, *, forward: bool) -> Iterator[float]:
    for day in days:
        ahead = (day - today).days
        yield abs(ahead) * (1.0 if (ahead >= 0) is forward else FAR_WEIGHT)
