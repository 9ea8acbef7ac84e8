"""Sections of a list of events in words: below "Upcoming events" a heading that names one, and paragraphs about it.

Refuses sections that tell several days, and headings that name nothing: there each sentence has to speak for itself.
"""

from __future__ import annotations

from aggregator.extract.html import titles, words
from aggregator.extract.html.blocks import Block
from aggregator.extract.html.context import Context
from aggregator.model import day_of

LONGEST_SECTION = 30
"""Blocks of a section that is about one event."""


def is_of_listed_event(page: Context, block: Block) -> bool:
    """Whether a block stands in a section about one event, below a heading that announces events: under the name of the
    event, with no other day than one."""
    above = page.above[block.index]
    if len(above) < 2 or above[-1].level == 0:
        return False
    own, lists = above[-1], [each for each in above[:-1] if each.level and titles.heads_list(each)]
    named = titles.names(own.text) and not titles.heads_list(own) and not words.NOT_LISTING.search(own.text)
    if not lists or not named or lists[-1].level >= own.level:
        return False
    days = set()
    for each in page.document.blocks[own.index + 1 : own.index + 1 + LONGEST_SECTION]:
        if each.level and each.level <= own.level:
            break
        dated = page.dated[each.index]
        days |= {day_of(found.start) for found in dated.whens} if dated is not None else set()
    return len(days) == 1
