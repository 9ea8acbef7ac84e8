"""Dates that stand in several blocks – the leaf of a calendar, a line broken in two – each put together as one.

Refuses to read them under their headings: that is done with every other block, by `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from aggregator import when
from aggregator.extract.html.blocks import Block, Document
from aggregator.extract.html.edges import bare
from aggregator.extract.html.headings import find_frames
from aggregator.model import Precision, When, day_of

LONGEST_PIECE, MOST_PIECES = 12, 4
"""A date drawn as a calendar leaf is at most so many blocks of so many characters."""

LONGEST_JOINT = 5
"""Characters of a line that only joins the hours above and below it ("–", "until")."""

LONGEST_NUMBER = 2
LONGEST_SPAN = timedelta(days=31)
"""Two days side by side without a word are the first and the last of so many at most."""

LONGEST_HALF = 20
LONGEST_DAY_OF_SPAN = 32
"""A line of a date over two lines is at most so long."""

_GOES_TO = re.compile(r"(?:bis|au|al|a|ao|até|to|through|until)\s.*\d", re.I)
_COMES_FROM = re.compile(r"\A(?:vom?|von|du|del?|dal?|from|desde)\s+(?:el\s+)?", re.I)
"""How the two lines of a span of days begin ("Du lundi 7 juillet" / "Au samedi 12 juillet")."""

find = lru_cache(maxsize=4096)(when.find)
find_clocks = lru_cache(maxsize=4096)(when.find_clocks)
"""Listings say "6 pm", "Union Hall" and "Agenda" a thousand times; each is read once."""


def put_together(document: Document, now: datetime) -> tuple[dict[int, Block], dict[int, Block]]:
    """The dates and hours broken over lines, and these with all others that stand in several blocks, each as one block
    in place of the first."""
    lines = over_two_lines(document, now)
    leaf = leaves_in_cards(document, now) | leaves(document, now)
    return lines, lines | leaf | hours_over_lines(document)


def leaves(document: Document, now: datetime) -> dict[int, Block]:
    """Dates whose month and day stand in blocks of their own ("MAY" over "05"), as one block in place of the first.

    Only where one box holds these blocks and nothing else.
    """
    joined: dict[int, Block] = {}
    for block in document.blocks:
        if len(block.text) > LONGEST_PIECE or block.box.first != block.index:
            continue
        for box in block.box.ancestors():
            count = box.stop - box.first
            if box.first != block.index or count > MOST_PIECES:
                break
            held = document.blocks[box.first : box.stop] if count > 1 else ()
            if not held or any(len(piece.text) > LONGEST_PIECE for piece in held):
                continue
            text = " ".join(piece.text for piece in held)
            found = find(text, now=now)
            if found and found[0].precision is not Precision.MONTH and found[0].text == text:
                joined[block.index] = replace(block, text=text, spans=())
                break
    return joined


def leaves_in_cards(document: Document, now: datetime) -> dict[int, Block]:
    """Days whose number and month stand in boxes side by side among others ("06" / "March" / "Mill Hall"), as one block
    in place of the first. A month over the numbers of its days is none."""
    joined: dict[int, Block] = {}
    for block, below in pairwise(document.blocks):
        numbers = [each for each in (block, below) if each.text.isdecimal() and len(each.text) <= LONGEST_NUMBER]
        if len(numbers) != 1 or block.box.parent is not below.box.parent or block.box is below.box or block.box.row:
            continue
        behind = document.blocks[below.index + 1] if below.index + 1 < len(document.blocks) else None
        if max(len(block.text), len(below.text)) > LONGEST_PIECE or (behind is not None and behind.text.isdecimal()):
            continue
        text = f"{block.text} {below.text}"
        found = find(text, now=now)
        if len(found) == 1 and found[0].precision is not Precision.MONTH and found[0].text == text and found[0].all_day:
            joined[block.index] = replace(block, text=text, spans=())
    return joined


def hours_over_lines(document: Document) -> dict[int, Block]:
    """Hours whose end stands in a line of its own, behind one that only joins them ("6 pm" / "–" / "9 pm"), as one
    block in place of the first."""
    joined: dict[int, Block] = {}
    for block, joint, below in zip(document.blocks, document.blocks[1:], document.blocks[2:], strict=False):
        if len(joint.text) > LONGEST_JOINT or max(len(block.text), len(below.text)) > LONGEST_PIECE:
            continue
        text = f"{block.text} {joint.text} {below.text}"
        said = find_clocks(text) if any(map(str.isdigit, block.text)) and not joint.text.isdigit() else ()
        if len(said) == 1 and said[0].end is not None and said[0].text == text:
            joined[block.index] = replace(block, text=text, spans=())
    return joined


def over_two_lines(document: Document, now: datetime) -> dict[int, Block]:
    """Dates and hours that a break parts at the beginning of a box ("Saturday 15th" / "May 2026", "10:00" / "–12:00"),
    as one block in place of the first."""
    joined: dict[int, Block] = {}
    for block, below in pairwise(document.blocks):
        if block.box is not below.box or block.box.first != block.index or not any(map(str.isdigit, block.text)):
            continue
        longest = LONGEST_DAY_OF_SPAN if _GOES_TO.match(below.text) else LONGEST_HALF
        if max(len(block.text), len(below.text)) > longest:
            continue
        text = f"{block.text} {below.text}"
        if below.text[0] in "–—-" and [clock.text for clock in find_clocks(text)] == [text]:
            joined[block.index] = replace(block, text=text, spans=())
        goes_to = longest == LONGEST_DAY_OF_SPAN
        found = find(text, now=now) if goes_to or find_frames(below.text, now=now) else ()
        if len(found) != 1 or found[0].precision is Precision.MONTH:
            continue
        if found[0].text == (_COMES_FROM.sub("", text) if goes_to else text):
            joined[block.index] = replace(block, text=text, spans=())
    return joined


def as_span(found: Sequence[When], text: str) -> Sequence[When]:
    """Two days that are all a line says, with nothing between them ("07 Apr 09 Apr"): where a calendar draws the first
    and the last."""
    if len(found) != 2 or any(not each.all_day or each.end or each.rrule for each in found):
        return found
    first, last = found
    told = {"day", "month"}.isdisjoint(first.assumed | last.assumed)
    told = told and first.precision is last.precision is Precision.DAY
    close = timedelta(0) < day_of(last.start) - day_of(first.start) <= LONGEST_SPAN
    around = text[: first.span[0]] + text[last.span[1] :]
    if not told or not close or text[first.span[1] : last.span[0]].strip() or bare(around):
        return found
    span = (first.span[0], last.span[1])
    return (replace(first, end=last.start, span=span, text=text[slice(*span)]),)
