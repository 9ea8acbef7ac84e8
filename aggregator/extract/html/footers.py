"""The footer of a page that marks none: the box at its end around the line that says whose rights are reserved.

Refuses to look at what else stands in it, and to take a page's own matter for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, Box

LONGEST_RIGHTS = 300
"""A longer block tells in sentences; a copyright line holds names, links and years."""

LAST_BLOCKS = 12
"""Blocks at the end of a page among which the line stands; below it are links and notes about cookies."""

LARGEST_SHARE = 0.4
"""Of a page's words that are no links: a box with more is not its footer alone."""

_RIGHTS = words.whole("rights_reserved")


def find_footer(blocks: Sequence[Block], weight: Sequence[int], heads: Sequence[int]) -> Box | None:
    """The outermost box around the copyright line that holds few of the page's words and none of its main headings.

    weight, heads: how many letters outside links, and main headings, stand before each block and behind the last.
    """
    line = next((block for block in islice(reversed(blocks), LAST_BLOCKS) if _says_rights(block)), None)
    if line is None:
        return None
    footer = None
    for box in line.box.ancestors():
        share = weight[box.stop] - weight[box.first]
        if share > LARGEST_SHARE * weight[-1] or heads[box.stop] > heads[box.first] or box.tag in {"main", "article"}:
            break
        footer = box
    return footer


def _says_rights(block: Block) -> bool:
    return len(block.text) <= LONGEST_RIGHTS and ("©" in block.text or _RIGHTS.search(block.text) is not None)
