"""The lists by which a page leads to other posts of its site: "Recent news", "Related articles", "You may also like".

They stand beside the matter of the page, however much of its words they are; a day in them is that of a post. Refuses
lists that tell an hour: there somebody is called to something.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

from aggregator.extract.html.blocks import Block, SpanKind, Zone
from aggregator.extract.html.words import LONGEST_COLUMN, phrases
from aggregator.model import When, day_of

FEWEST_LINKS = 2
"""A list of posts leads to so many."""

OF_POSTS = frozenset(("posted",))
"""What the list says of the days in it."""

LONGEST_LIST = 80
"""Blocks of such a list: it shows some of what there is."""

_OTHER_POSTS = re.compile(rf"\W*(?:{phrases('other_posts')})\W*", re.I)
_HOUR = re.compile(r"\d\s?[ap]\.?m\b|\b\d{1,2}[:h]\d\d\b|\d\s?(?:uhr|h)\b", re.I)


def find_posts(blocks: Sequence[Block]) -> Iterator[range]:
    """The ranges of blocks that are such lists, each with the line over it."""
    for block in blocks:
        if len(block.text) <= LONGEST_COLUMN and _OTHER_POSTS.fullmatch(block.text):
            stop = _end_of_list(block)
            listed = blocks[block.index + 1 : stop]
            links = sum(1 for each in listed for _ in each.of(SpanKind.LINK))
            if links >= FEWEST_LINKS and not any(_HOUR.search(each.text) for each in listed):
                yield range(block.index, stop)


def _end_of_list(block: Block) -> int:
    """Where the box right below a line ends, or the last of several alike; the next block where that is no list."""
    around = list(block.box.ancestors())
    parent = next((box for box in around if box.stop - box.first > 1), around[-1])
    at = bisect_left(parent.children, block.index + 1, key=lambda box: box.first)
    below = [box for box in parent.children[at : at + LONGEST_LIST] if box.stop > box.first]
    stop = block.index + 1
    for box in below:
        if box.first != stop or box.look != below[0].look:
            break
        stop = box.stop
    return stop if stop - block.index <= LONGEST_LIST else block.index + 1


def date_posts(block: Block, whens: Sequence[When], today: date) -> bool:
    """Whether days up to today, told without an hour in such a list, are those on which posts came out."""
    listed = block.zone is Zone.ASIDE and block.hints >= OF_POSTS
    bare = listed and all(each.all_day and each.rrule is None for each in whens)
    return bare and all(day_of(each.start) <= today for each in whens)
