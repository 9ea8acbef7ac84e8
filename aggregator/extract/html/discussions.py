"""What software puts below a page: what readers say of it, and who wrote it, each under a heading that says no more.

Refuses the page's own heading, and lines that are no headings: a programme may have "Comments", too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from aggregator.extract.html.blocks import Block
from aggregator.extract.html.words import LONGEST_LABEL, phrases

_HEADS = re.compile(rf"\W*(?:{phrases('comment_form')}|{phrases('heads_of_comments')})\W*", re.I)

LONGEST_HEAD = 2 * LONGEST_LABEL


def find_discussions(blocks: Sequence[Block]) -> Iterator[range]:
    """The ranges of blocks that are such sections, each with its heading."""
    for block in blocks:
        if block.level > 1 and len(block.text) <= LONGEST_HEAD and _HEADS.fullmatch(block.text):
            around = next((box for box in block.box.ancestors() if box.stop - box.first > 1), block.box)
            below = blocks[block.index + 1 : around.stop]
            next_head = (each.index for each in below if 0 < each.level <= block.level)
            yield range(block.index, next(next_head, around.stop))
