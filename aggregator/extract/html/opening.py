"""The days and hours at which a house opens, listed under a line that says so ("Opening hours" / "Saturday: 10–14").

Refuses bare "Hours": a fair has such, too. Reads no date: it is asked of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.extract.html.blocks import Block
from aggregator.extract.html.weekdays import weekday_of
from aggregator.extract.html.words import CLOSED, HOUSE_HOURS, LONGEST_LABEL, phrases

LONGEST_LINE = 60

_WORD = re.compile(r"[^\W\d_]+")
_JOINT = re.compile(phrases("hours_joints"), re.I)


def opening_lines(blocks: Sequence[Block]) -> Iterator[int]:
    """The numbers of the lines that list them, and of the line over them."""
    head: Block | None = None
    for block in blocks:
        if len(block.text) <= LONGEST_LABEL and HOUSE_HOURS.search(block.text):
            head = block
        elif head is not None and len(block.text) <= LONGEST_LINE and all(map(_is_of_hours, _WORD.findall(block.text))):
            yield from (head.index, block.index)
        else:
            head = None


def _is_of_hours(word: str) -> bool:
    """Whether a word is a day of the week, stands between days or hours, or says that a house is closed."""
    return bool(weekday_of(word) is not None or _JOINT.fullmatch(word) or CLOSED.fullmatch(word))
