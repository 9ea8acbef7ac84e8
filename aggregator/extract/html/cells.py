"""Cells of a calendar whose first line runs the day and its entry together ("14 6:30 pm Choir") → two lines each.

Only where the numbers of cells alike run on through a month. Refuses to say which month: `months` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from aggregator.extract.html.blocks import Block, Box, cut_spans

FEWEST_DAYS = 20
"""A month drawn without its weekends has so many days."""

WIDEST_STEP = 3
"""From a Friday to the Monday after it."""

_DAY = re.compile(r"(0?[1-9]|[12]\d|3[01])\.?(?=\s|\Z)(?!\s*(?:st|nd|rd|th|%|[./:-]\s*\d))")


def part(blocks: Sequence[Block], boxes: Sequence[Box]) -> list[int]:
    """Where the blocks are to be cut: for each block the offset at which its entry begins, 0 where it stays whole."""
    groups: dict[tuple[int, str], list[Block]] = {}
    for box in boxes:
        if box.stop > box.first and box.tag in {"td", "div", "li"} and box.parent is not None:
            table = box.row.parent if box.row is not None and box.tag == "td" else box.parent
            groups.setdefault((id(table), box.tag), []).append(blocks[box.first])
    cuts = [0] * len(blocks)
    for cells in groups.values():
        said = [(block, match) for block in cells if (match := _DAY.match(block.text))]
        if len(said) >= FEWEST_DAYS and _run_on(int(match[1]) for _, match in said):
            for block, match in said:
                cuts[block.index] = match.end() if match.end() < len(block.text) else 0
    return cuts


def _run_on(numbers: Iterable[int]) -> bool:
    """Whether numbers are those of days in their order, through the end of a month."""
    steps = [after - before for before, after in pairwise(numbers)]
    return all(0 < step <= WIDEST_STEP or step <= -FEWEST_DAYS for step in steps)


def cut(blocks: Sequence[Block], boxes: Sequence[Box], cuts: Sequence[int]) -> tuple[list[Block], list[int]]:
    """The blocks with those cut in two that are to be, and the new number of each old one; boxes hold as before."""
    numbers, found = [0] * (len(blocks) + 1), list[Block]()
    for block, offset in zip(blocks, cuts, strict=True):
        numbers[block.index] = len(found)
        for start, stop in ((0, offset), (offset, len(block.text))) if offset else ((0, len(block.text)),):
            lead = len(block.text[start:stop]) - len(block.text[start:stop].lstrip())
            spans = tuple(cut_spans(block.spans, start + lead, stop))
            text = block.text[start:stop].strip()
            found.append(replace(block, index=len(found), text=text, spans=spans, gap=block.gap and not start))
    numbers[-1] = len(found)
    for box in boxes:
        box.first, box.stop = numbers[box.first], numbers[box.stop]
    return found, numbers
