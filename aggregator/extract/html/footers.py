"""The footer of a page that marks none: the box at its end around the line that says whose rights are reserved; and
whether a box is one though it holds most of the page's words.

Refuses to look at what else stands in it, and to take a page's own matter for one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Box
from aggregator.extract.html.weekdays import weekday_of

LONGEST_RIGHTS = 300
"""A longer block tells in sentences; a copyright line holds names, links and years."""

LAST_BLOCKS = 12
"""Blocks at the end of a page among which the line stands; below it are links and notes about cookies."""

LARGEST_SHARE = 0.4
"""Of a page's words that are no links: a box with more is not its footer alone, unless it closes the page."""

MOST_LINES, MOST_BLOCKS = 16, 200
"""Lines, and blocks with its links, of a footer on a page that says less than it."""

_RIGHTS = words.whole("rights_reserved")
_DAY_IN_NUMBERS = re.compile(r"(?<![\d./-])\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?(?![\d./-])|\d{4}-\d\d-\d\d")
_WORD = re.compile(r"[^\W\d_]{3,}")


def find_footer(blocks: Sequence[Block], weight: Sequence[int], heads: Sequence[int]) -> Box | None:
    """The outermost box around the copyright line that holds few of the page's words and none of its main headings.

    weight, heads: how many letters outside links, and main headings, stand before each block and behind the last.
    """
    line = next((block for block in islice(reversed(blocks), LAST_BLOCKS) if _says_rights(block)), None)
    if line is None:
        return None
    footer = None
    for box in line.box.ancestors():
        large = weight[box.stop] - weight[box.first] > LARGEST_SHARE * weight[-1]
        if heads[box.stop] > heads[box.first] or box.tag in {"main", "article"}:
            break
        if large and not closes_page(box, blocks, weight):
            break
        footer = box
    return footer


def closes_page(box: Box, blocks: Sequence[Block], weight: Sequence[int]) -> bool:
    """Whether a box of few lines, none of which tells a day, stands behind other words of the page: where little is
    announced, address, opening hours and rights are most of what is said.

    weight: as for `find_footer`.
    """
    if not weight[box.first] or box.stop - box.first > MOST_BLOCKS:
        return False
    lines = [block for block in blocks[box.first : box.stop] if weight[block.index + 1] > weight[block.index]]
    if len(lines) > MOST_LINES:
        return False
    opens = any(words.HOURS.search(line.text) for line in lines)
    return not any(_tells_day(line.text, opens=opens) for line in lines)


def _tells_day(text: str, *, opens: bool) -> bool:
    """Whether a line can tell a day that something takes place on. opens: weekdays are those on which a house opens."""
    if not any(map(str.isdecimal, text)) or words.POSTED.search(text):
        return False
    named = words.names_of_days().intersection(_WORD.findall(text.casefold()))
    weekdays = opens and all(weekday_of(name) is not None for name in named)
    return bool(named and not weekdays) or _DAY_IN_NUMBERS.search(text) is not None


def _says_rights(block: Block) -> bool:
    return len(block.text) <= LONGEST_RIGHTS and ("©" in block.text or _RIGHTS.search(block.text) is not None)
