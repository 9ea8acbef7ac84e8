"""The first reading: tokens → phrases (days, clocks, weekdays, months), left to right, each the longest that holds.

Refuses to put phrases together: that is the second reading, `expressions`. What no production takes stays a token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from aggregator.when.clocks import CLOCKS
from aggregator.when.dates import DATES
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import Phrase
from aggregator.when.tokenizing import REMEMBERED, REMEMBERED_LONG
from aggregator.when.tokens import Tokens

_STARTERS = re.compile("[" + re.escape("".join(sorted(DATES.starters | CLOCKS.starters))) + "]")

Item: TypeAlias = Phrase | int
"""A phrase, or the position of a token that belongs to none."""


@dataclass(slots=True)
class Line:
    """A text after the first reading. kinds: one letter for each of `items`."""

    tokens: Tokens
    kinds: str
    items: list[Item]

    def phrases(self, first: int, last: int) -> list[Phrase]:
        """The phrases among the items from `first` up to, not including, `last`."""
        return [item for item in self.items[first:last] if isinstance(item, Phrase)]

    def first_token(self, at: int) -> int:
        """The token an item begins with."""
        item = self.items[at]
        return item if isinstance(item, int) else item.first

    def last_token(self, at: int) -> int:
        """The token an item ends with."""
        item = self.items[at]
        return item if isinstance(item, int) else item.last


def read_line(tokens: Tokens) -> Line:
    """The first reading of tokens; unless the text is long it is the same object for all, who change nothing in it."""
    if len(tokens.text) > REMEMBERED_LONG:
        return read_phrases(tokens)
    return (_short if len(tokens.text) <= REMEMBERED else _long)(tokens)


def read_phrases(tokens: Tokens) -> Line:
    """One pass over the tokens; a position is left only behind the phrase that begins there, or by one token."""
    kinds, items, at = tokens.kinds, list[Item](), 0
    letters: list[str] = []
    while (starter := _STARTERS.search(kinds, at)) is not None:
        items.extend(range(at, starter.start()))
        letters.append(kinds[at : starter.start()])
        at = starter.start()
        phrase = _longest(tokens, kinds, at)
        if phrase is None:
            items.append(at)
            letters.append(kinds[at])
            at += 1
        else:
            items.append(phrase)
            letters.append(KINDS[phrase.kind])
            at = phrase.last + 1
    items.extend(range(at, len(kinds)))
    letters.append(kinds[at:])
    return Line(tokens, "".join(letters), items)


_short, _long = lru_cache(maxsize=512)(read_phrases), lru_cache(maxsize=8)(read_phrases)


def _longest(tokens: Tokens, kinds: str, at: int) -> Phrase | None:
    readings, clocks = DATES.readings(kinds, at), CLOCKS.readings(kinds, at)
    if readings and clocks:
        readings = sorted(readings + clocks, key=lambda reading: -reading[0].end())
    for match, production in readings or clocks:
        phrase = production.build(tokens, match)
        if phrase is not None:
            phrase.first, phrase.last = match.start(), match.end() - 1
            return phrase
    return None
