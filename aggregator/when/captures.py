"""Reading the captures of a matched production: values, years, weekdays, language.

Refuses to build anything; the modules of productions do.
"""

from __future__ import annotations

import re

from aggregator.when.kinds import KINDS
from aggregator.when.phrases import DateItem, Phrase
from aggregator.when.tokens import Tokens

Match = re.Match[str]

WEEKDAY_LETTERS = frozenset(KINDS[kind] for kind in ("weekday", "weekdays"))
THRU_LETTERS = frozenset(KINDS[kind] for kind in ("dash", "to", "until", "at_to"))


def position(match: Match, name: str) -> int:
    """The token a capture begins with; -1 where the production has no such capture or it took nothing."""
    return match.start(name) if name in match.re.groupindex else -1


def value(tokens: Tokens, match: Match, name: str) -> int | None:
    """The number of a captured token."""
    at = position(match, name)
    return tokens.values[at] if at >= 0 else None


def year(tokens: Tokens, match: Match, name: str) -> tuple[int | None, bool]:
    """The year captured, and whether it was written with two digits."""
    at = position(match, name)
    return (tokens.values[at], tokens.letters[at] != KINDS["year4"]) if at >= 0 else (None, False)


def weekdays(tokens: Tokens, first: int, last: int) -> list[int]:
    """The weekdays among the tokens from `first` up to, not including, `last`."""
    return [tokens.values[at] for at in range(first, last) if tokens.letters[at] in WEEKDAY_LETTERS]


def language(tokens: Tokens, match: Match) -> str:
    """The language of the first word that is not English."""
    if not tokens.languages:
        return "en"
    return next((tokens.languages[at] for at in range(match.start(), match.end()) if at in tokens.languages), "en")


def days_phrase(tokens: Tokens, match: Match, items: list[DateItem]) -> Phrase | None:
    """The phrase of a list of days: its first item begins, and its last ends, where the match does."""
    if not items:
        return None
    items[0].first, items[-1].last = match.start(), match.end() - 1
    kind = "span" if len(items) == 1 and items[0].end is not None else "days"
    return Phrase(kind, items, language=language(tokens, match))
