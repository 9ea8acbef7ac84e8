"""One line that tells several days, each with its own name behind it ("Saturday, May 9 – Seed swap, Sunday, May 17
Picnic, and Thursday, May 21 Day of Action"): the name of each.

Refuses lines of which one day has no name: there the days are those of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aggregator.extract.html.dates import Dated
from aggregator.extract.html.names import can_name
from aggregator.extract.html.words import OCCASION, bare
from aggregator.model import When

LONGEST_OF_SEVERAL = 12
"""Words of a name among several in one line."""

_AND = re.compile(r"[\s,;.]+(?:and|&|und|y|e|et|ed)?[\s,;]*(?:on\s+|am\s+|le\s+|el\s+|il\s+)?\Z", re.I)
"""What joins a name to the day of the next."""


def names_behind(dated: Dated, days: Sequence[When]) -> tuple[str, ...]:
    """The name behind each of the days of a line that opens with the first of them; none where one has no name."""
    text = dated.block.text
    if len(days) != len(dated.whens) or any(map(str.isalnum, text[: days[0].span[0]])):
        return ()
    ends = [*(each.span[0] for each in days[1:]), len(text)]
    names = tuple(bare(_AND.sub("", text[day.span[1] : end])).rstrip(".") for day, end in zip(days, ends, strict=True))
    return names if all(map(_is_name, names)) else ()


def _is_name(text: str) -> bool:
    named = text[:1].isupper() or OCCASION.search(text) is not None
    return named and len(text.split()) <= LONGEST_OF_SEVERAL and can_name(text)
