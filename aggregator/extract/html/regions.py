"""Where on the page each event stands: one range of blocks per dated record, found from the dates and the boxes.

The idea is that of data-record mining (MDR, DEPTA), anchored on dates: the largest box around a date that holds no
other date is a record; where boxes do not part the records, dates or headings in a flat sequence do. Refuses to read
any field, and to look at names: only at what holds what, and which siblings look alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from aggregator.extract.html import days
from aggregator.extract.html.blocks import Block, Box, Document
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.edges import says_all_day
from aggregator.extract.html.flats import ALIKE, Flat, Unit, names_something
from aggregator.extract.html.idle_dates import without_idle
from aggregator.extract.html.region import Region
from aggregator.extract.html.words import LONGEST_TITLE, PAPERS, is_generic
from aggregator.model import When, day_of

ATOMIC = frozenset(("li", "tr", "article", "dl"))
"""Elements that are records by themselves: a date in one never takes words from the next."""

DEEPEST = 60
"""Below so many branchings of dates within dates a box is cut as a flat sequence."""

LONGEST_CELL = 12
"""Lines of a cell; one with more is a column of the page."""

PAIRS = 2
"""So many boxes each under a line of its own are named by these lines."""

LONGEST_EVENT = 14
"""Days that one event with dates of its own inside it may span; a longer range is a season or a filter."""


def find_regions(
    document: Document,
    dated: Sequence[Dated | None],
    refusal: Callable[[Block], str | None],
    refused: dict[str, str],
) -> list[Region]:
    """The regions of a page, in page order. refusal: why a block may not be an anchor, None where it may.

    refused: takes, by position, the reason for each date that is left out here.
    """
    return _Cutter(document, dated, refusal, refused).run()


class _Cutter:
    """One page being cut: its blocks, which of them are anchors, and the regions so far."""

    def __init__(
        self,
        document: Document,
        dated: Sequence[Dated | None],
        refusal: Callable[[Block], str | None],
        refused: dict[str, str],
    ) -> None:
        self.document = document
        self.blocks = document.blocks
        self.dated = dated
        strong = [d.block for d in dated if d and d.strong and d.whens]
        reasons = {block.index: reason for block in strong if (reason := refusal(block))}
        refused.update({f"block {at}": reason for at, reason in reasons.items()})
        self.anchors = [block.index for block in strong if block.index not in reasons]
        self.cells = [at for at in self.anchors if (found := dated[at]) and found.cell]
        in_cells = frozenset(self.cells)
        self.anchors = [at for at in self.anchors if at not in in_cells]
        self.anchors = without_idle(self.blocks, dated, self.anchors, refused)
        self.anchors_set = frozenset(self.anchors)
        self.refused = refused
        self.regions: list[Region] = []

    def run(self) -> list[Region]:
        stack: list[tuple[Box, int]] = [(self.document.root, 0)]
        while stack:
            box, depth = stack.pop()
            held = self.within(box.first, box.stop)
            if held:
                stack.extend((inner, depth + 1) for inner in self.cut(box, held, depth))
        self.regions = days.parted(self.document, self.dated, self.regions)
        self.regions += [*days.spanned_rows(self.regions, self.within)]
        self.regions += days.cells(self.document, self.dated, self.cells, self.within)
        return sorted(self.regions, key=lambda region: (region.first, region.anchors))

    def cut(self, box: Box, held: tuple[int, ...], depth: int) -> list[Box]:
        """Cut one box into regions; the boxes to be cut further are returned."""
        if len(held) == 1 or self.one_event(held):
            inner = self.narrowed(box, held) if len(held) > 1 else box
            if len(held) == 1 or not self.is_list(self.units(inner), held):
                box = self.article(box, held)
                self.add(box.first, box.stop, held, "sole" if depth == 0 else "card", box)
                return []
        box = self.narrowed(box, held)
        units = self.units(box)
        if box.tag == "tr" and self.lays_out(units):
            return self.cut_apart(units)
        if box.tag == "tr":
            if cells := self.cards_in(box, held):
                return cells
            self.cut_row(box, held)
            return []
        if depth > DEEPEST or self.is_flat(units):
            if any(self.cut_by_rules(box, held, lines) for lines in (("hr",), ("hr", "br"))):
                return []
            lists = [] if depth > DEEPEST else [unit for unit in units if self.lists_days(unit)]
            return self.cut_flat(box, units, lists)
        if lists := self.lists_beside_one(units):
            return self.cut_flat(box, units, lists)
        return self.cut_apart(units)

    def cut_flat(self, box: Box, units: Sequence[Unit], lists: Sequence[Unit]) -> list[Box]:
        """Cut a flat sequence before each date or name; the first rule drawn behind its last date ends it. lists: the
        boxes in it that are to be cut further."""
        single = [replace(unit, anchors=()) if unit in lists else unit for unit in units]
        holds = any(unit.anchors for unit in single)
        parted = [*Flat(self.blocks, self.dated, single).parted()] if holds else []
        for first, stop, anchors in parted:
            ends = [unit.first for unit in lists if unit.first > anchors[-1]]
            ends += [rule for rule in rules_of(box) if rule > anchors[-1]] if anchors == parted[-1][2] else []
            self.add(first, min([stop, *ends]), anchors, "flat", None, alike=len(parted))
        return [unit.box for unit in lists if unit.box is not None]

    def lists_beside_one(self, units: Sequence[Unit]) -> list[Unit]:
        """The boxes of several days that stand beside the lines of one event, as a page about it shows them ("You may
        also like", comments); empty where there are none. A rule over days is no event beside them, but theirs."""
        holders = [unit for unit in units if unit.anchors]
        lists = [unit for unit in holders if unit.box is not None and not self.one_event(unit.anchors)]
        own = [unit for unit in holders if unit not in lists]
        lines = all(unit.stop - unit.first == 1 and not self.when(unit.anchors[0]).rrule for unit in own)
        one = bool(own) and lines and self.one_event([at for unit in own for at in unit.anchors])
        return lists if one and lists and own[0].first < lists[0].first else []

    def cut_by_rules(self, box: Box, held: tuple[int, ...], lines: Sequence[str]) -> bool:
        """Cut a flat sequence at lines of some kinds, rules (`<hr>`) or empty ones, where they part events that begin
        alike, with so many lines over their dates; whether they do.

        What stands before the first rule may hold more than an event: of it only so many lines are its own. The last
        is no longer than the longest of the others.
        """
        parts = [(a, b, self.within(a, b)) for a, b in pairwise([box.first, *rules_of(box, lines), box.stop])]
        ends = [at for at, (_, _, anchors) in enumerate(parts) if anchors]
        dated = parts[ends[0] : ends[-1] + 1]
        alike = {(self.blocks[first].look, at[0] - first) for first, _, at in dated[1:] if at}
        if len(dated) < ALIKE or len(alike) > 1 or not all(at and self.one_event(at) for _, _, at in dated):
            return False
        over = max(above for _, above in alike)
        longest = max(stop - first for first, stop, _ in dated[1:-1])
        for first, stop, at in dated:
            first = max(first, at[0] - over)
            self.add(first, min(stop, max(first + longest, at[-1] + 1)), at, "flat", None, alike=len(dated))
        return True

    def lists_days(self, unit: Unit) -> bool:
        """Whether a box in a flat sequence holds several days that are not those of one event."""
        return unit.box is not None and len(unit.anchors) >= ALIKE and not self.one_event(unit.anchors)

    def cut_apart(self, units: Sequence[Unit]) -> list[Box]:
        """Each child that holds a date is a record, or a list of its own."""
        holders = [unit for unit in units if unit.anchors]
        single = [unit for unit in holders if len(unit.anchors) == 1 or (unit.box and unit.box.tag in ATOMIC)]
        deeper: list[Box] = []
        over = self.lines_over(units)
        for unit, below in zip(holders, [*holders[1:], None], strict=True):
            if below is not None and self.heads(unit, below):
                self.refused[f"block {unit.anchors[0]}"] = "said-again"
            elif unit.box is None:
                self.add(unit.first, unit.stop, unit.anchors, "line", None, alike=len(single))
            elif len(unit.anchors) == 1 or (unit.first in over and self.one_event(unit.anchors)):
                first = over.get(unit.first, unit.first)
                self.add(first, unit.stop, unit.anchors, "card", unit.box, alike=len(single))
            else:
                deeper.append(unit.box)
        return deeper

    def lines_over(self, units: Sequence[Unit]) -> dict[int, int]:
        """Where the records of boxes begin whose names stand right over them, a line alike over each: the terms of a
        list, the buttons that open what is folded up. By the first block of the box; headings and lines in bold govern
        by themselves."""
        pairs = [
            (above, unit)
            for above, unit in zip([None, *units[:-1]], units, strict=True)
            if unit.anchors and unit.box is not None
        ]
        heads = [above for above, _ in pairs if above is not None and not above.anchors]
        lines = [self.blocks[head.first] for head in heads if head.stop - head.first == 1]
        named = all(_can_stand_over(line) for line in lines)
        if len(lines) < len(pairs) or len(pairs) < PAIRS or len({line.look for line in lines}) > 1 or not named:
            return {}
        return {unit.first: above.first for above, unit in pairs if above is not None}

    def cards_in(self, row: Box, held: Sequence[int]) -> list[Box]:
        """The cells of a row that lays out cards side by side: each that holds anything has a day and lines that name
        something; empty for any other row, and for one of a meeting with its papers."""
        if any(PAPERS.search(self.blocks[index].text) for index in held):
            return []
        cells = [cell for cell in row.cells() if cell.stop > cell.first]
        units = [Unit(cell.first, cell.stop, cell, self.within(cell.first, cell.stop)) for cell in cells]
        lines = all(unit.stop - unit.first > 1 and unit.anchors and self.one_event(unit.anchors) for unit in units)
        return cells if lines and all(names_something(self.blocks, self.dated, unit) for unit in units) else []

    def cut_row(self, row: Box, held: tuple[int, ...]) -> None:
        """A row with several dates: that of the meeting among papers', or a row of dates."""
        plain = tuple(index for index in held if not PAPERS.search(self.blocks[index].text)) or held
        if self.one_event(plain):
            self.add(row.first, row.stop, plain, "row", row)
            return
        for index in plain:
            self.add(row.first, row.stop, (index,), "row", row, alike=len(plain))

    def lays_out(self, units: Sequence[Unit]) -> bool:
        """Whether the cells of a row are the columns of a page and no data of one thing: one with several days holds a
        heading, a table of its own, or as many lines as a text."""
        held = [unit for unit in units if len(unit.anchors) > 1 and not self.one_event(unit.anchors)]
        return any(
            unit.stop - unit.first > LONGEST_CELL
            or any(block.level for block in self.blocks[unit.first : unit.stop])
            or any(self.blocks[at].box.row is not unit.box.parent for at in unit.anchors)
            for unit in held
            if unit.box is not None
        )

    def add(
        self, first: int, stop: int, anchors: tuple[int, ...], shape: str, box: Box | None, *, alike: int = 1
    ) -> None:
        row = box.row if box is not None and shape != "sole" else None
        self.regions.append(Region(first=first, stop=stop, anchors=anchors, shape=shape, row=row, alike=alike))

    # ------------------------------------------------------------------------------------------- questions

    def within(self, first: int, stop: int) -> tuple[int, ...]:
        return tuple(self.anchors[bisect_left(self.anchors, first) : bisect_left(self.anchors, stop)])

    def narrowed(self, box: Box, held: tuple[int, ...]) -> Box:
        """The innermost box that holds all the anchors."""
        while True:
            inner = next((c for c in box.children if c.first <= held[0] and held[-1] < c.stop), None)
            if inner is None:
                return box
            box = inner

    def units(self, box: Box) -> list[Unit]:
        units: list[Unit] = []
        position = box.first
        for child in [*box.children, None]:
            until = child.first if child is not None else box.stop
            units += [Unit(i, i + 1, None, self.within(i, i + 1)) for i in range(position, until)]
            if child is not None and child.stop > child.first:
                units.append(Unit(child.first, child.stop, child, self.within(child.first, child.stop)))
            position = max(position, child.stop) if child is not None else box.stop
        return units

    def when(self, index: int) -> When:
        dated = self.dated[index]
        assert dated is not None  # noqa: S101 - anchors are dated by construction
        return dated.whens[0]

    def one_event(self, held: Sequence[int]) -> bool:
        """Whether dates can all be those of one event: one day, or days within the range that comes first."""
        if any(len(dated.whens) > 1 for i in held if (dated := self.dated[i]) and not _same_day(dated.whens)):
            return len(held) > 1 and self.says_days_again(held)
        if days.several_hours(self.dated, held):
            return False
        first = self.when(held[0])
        begin, end = day_of(first.start), day_of(first.end or first.start)
        if (end - begin).days > LONGEST_EVENT:
            end = begin
        return all(begin <= day_of(self.when(i).start) <= end for i in held) and (
            begin == end or all(day_of(self.when(i).end or end) <= end for i in held)
        )

    def says_days_again(self, held: Sequence[int]) -> bool:
        """Whether dates are one list of days, said again ("8 e 22 novembre" over "Mercoledì 8 e 22 novembre")."""
        said = [dated.whens for i in held if (dated := self.dated[i])]
        single = all(each.all_day and each.end is None and each.rrule is None for whens in said for each in whens)
        return single and len({tuple(day_of(each.start) for each in whens) for whens in said}) == 1

    def article(self, box: Box, held: Sequence[int]) -> Box:
        """The article that holds the dates, where others cut alike, each with its heading, stand beside it in the box:
        one is complete in itself (HTML standard §4.3.2), and those beside it have no day."""
        inner = next((each for each in self.blocks[held[0]].box.ancestors() if each.tag == "article"), None)
        if inner is None or inner.parent is None or inner.first < box.first or held[-1] >= inner.stop:
            return box
        alike = [each for each in inner.parent.children if each.tag == "article" and each.look == inner.look]
        headed = [each for each in alike if any(block.level for block in self.blocks[each.first : each.stop])]
        return inner if inner in headed and len(headed) > 1 else box

    def is_list(self, units: Sequence[Unit], held: tuple[int, ...]) -> bool:
        """Whether siblings that look alike each tell of an event of their own on the same day."""
        holders = [unit for unit in units if unit.anchors and unit.box is not None]
        if len(holders) < 2 or len({unit.box.look for unit in holders if unit.box}) > 1:
            return False
        if len({self.tells_hour(unit) for unit in holders}) > 1:  # the day in short, and again with its hour
            return False
        return all(names_something(self.blocks, self.dated, unit) for unit in holders)

    def tells_hour(self, unit: Unit) -> bool:
        """Whether an hour, or that there is none, stands with a unit's dates, or in a line of its own."""
        if any(says_all_day(block.text) for block in self.blocks[unit.first : unit.stop]):
            return True
        times = (self.dated[at] for at in range(unit.first, unit.stop))
        return any(each.clocks or any(not found.all_day for found in each.whens) for each in times if each)

    def tells_more(self, unit: Unit) -> bool:
        """Whether a unit says anything beside its date."""
        return any(
            block.index not in self.anchors_set or (dated := self.dated[block.index]) is None or bool(dated.rest)
            for block in self.blocks[unit.first : unit.stop]
        )

    def heads(self, unit: Unit, below: Unit) -> bool:
        """Whether a unit is the bare day over a box that says its day itself ("Thursday, May 7" over cards with day and
        hour)."""
        bare = len(unit.anchors) == 1 and not self.tells_more(unit) and self.when(unit.anchors[0]).all_day
        over = bare and below.box is not None and below.first == unit.stop and self.tells_more(below)
        return over and self.one_event([*unit.anchors, *below.anchors])

    def is_flat(self, units: Sequence[Unit]) -> bool:
        """Whether dates and what belongs to them stand side by side instead of in a box each."""
        holders = [unit for unit in units if unit.anchors]
        if any(unit.box is not None and unit.box.tag in ATOMIC and self.tells_more(unit) for unit in holders):
            return False
        positions = [position for position, unit in enumerate(units) if unit.anchors]
        gaps = [b - a > 1 for a, b in zip(positions, [*positions[1:], len(units)], strict=True)]
        thin = sum(unit.stop - unit.first <= 2 and len(unit.anchors) == 1 for unit in holders)
        return 2 * sum(gaps) >= len(gaps) and 2 * thin > len(holders)


def _can_stand_over(line: Block) -> bool:
    """Whether a line can be the name of the box below it: no heading, of whatever element, and no sentence."""
    short = len(line.text) <= LONGEST_TITLE and not line.text.endswith(".")
    return short and not (line.level or line.strong or is_generic(line.text))


def rules_of(box: Box, lines: Sequence[str] = ("hr",)) -> list[int]:
    """Where rules are drawn across a box (`hr`), or empty lines part it (`br`): before which blocks."""
    return sorted({child.first for child in box.children if child.tag in lines})


def _same_day(whens: Sequence[When]) -> bool:
    return len({day_of(each.start) for each in whens}) == 1
