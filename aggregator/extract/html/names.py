"""What could be a title and what could be a place, asked of one short text. Refuses to weigh one against another."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from aggregator import where
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block
from aggregator.extract.html.regions import LONGEST_TITLE

SHORTEST_TITLE = 4

_STREET = re.compile(r"\d{1,5}\s+(?:[NSEW]\.?|North|South|East|West)\s+[A-Z]\w+", re.A)


class Name(NamedTuple):
    """A possible title. rank: how strongly its role makes it one."""

    rank: int
    text: str
    block: Block
    rule: str


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether most of a text is an explicit place ("Oakland, CA", "12 Main St.")."""
    if _STREET.match(text):
        return True
    covered = sum(end - start for start, end, _ in where.find_places_in(text))
    return 3 * covered >= 2 * len(text)


def can_name(text: str) -> bool:
    """Whether words could be a title: no offer, no list's heading, no abbreviation, no paper, no note of a change."""
    if len(text) > LONGEST_TITLE or sum(map(str.isalnum, text)) < SHORTEST_TITLE:
        return False
    return not (words.is_action(text) or words.is_generic(text) or words.is_paper(text) or words.is_note(text))


def first_clause(text: str) -> str:
    """The beginning of a long text up to its first stop, where that is short enough for a name; else ""."""
    for mark in (": ", " – ", " — ", " - ", ". ", "! ", "? "):
        head, found, _ = text.partition(mark)
        if found and 3 <= len(head) <= LONGEST_TITLE and len(head.split()) <= 16:
            return head.strip()
    return ""


def without_action(text: str) -> str:
    """A place without the offer behind it ("Union Hall, 12 Main St. Register here")."""
    head, _, tail = text.rpartition(". ")
    return head if head and words.is_action(tail) else text
