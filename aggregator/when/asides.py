"""Words beside a date that say it is no event's: deadlines, post dates, "since 1998", opening hours; and verbs' tenses.

Refuses to look farther than the sentence a date stands in. The words are each language's (`ASIDES_BEFORE`,
`ASIDES_AFTER`, `PAST`, `FUTURE` of its module in `vocabulary`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aggregator.alternation import alternation
from aggregator.when.vocabulary import aside_words

REACH = 70
"""Characters before and behind an expression that are looked at."""

_SENTENCE = re.compile(r"[.!?]\s|\n")


@dataclass(frozen=True, slots=True)
class Asides:
    """The words of some languages, compiled. before, after: (aside, pattern) in order of precedence."""

    before: tuple[tuple[str, re.Pattern[str]], ...]
    after: tuple[tuple[str, re.Pattern[str]], ...]
    past: re.Pattern[str]
    future: re.Pattern[str]


@cache
def asides(languages: tuple[str, ...]) -> Asides:
    """The patterns for texts in some languages."""
    words = aside_words(languages)
    return Asides(
        tuple((name, _compile(rf"(?:{alternation(found)})\W{{0,4}}$")) for name, found in words.before.items()),
        tuple((name, _compile(rf"\W{{0,4}}(?:{alternation(found)})")) for name, found in words.after.items()),
        _compile(rf"\b(?:{alternation(words.past)})\b[^.!?\n]{{0,45}}$"),
        _compile(rf"\b(?:{alternation(words.future)})\b[^.!?\n]{{0,60}}$"),
    )


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def surroundings(text: str, span: tuple[int, int]) -> tuple[str, str]:
    """What stands before and behind an expression in its own sentence and line."""
    before = text[max(0, span[0] - REACH) : span[0]]
    breaks = [match.end() for match in _SENTENCE.finditer(before)]
    after = text[span[1] : span[1] + REACH]
    stop = _SENTENCE.search(after)
    return before[breaks[-1] if breaks else 0 :], after[: stop.start() if stop else REACH]


def find_aside(before: str, after: str, languages: tuple[str, ...]) -> str | None:
    """Why the words around a time make it no event's, or None."""
    patterns = asides(languages)
    for name, pattern in patterns.before:
        if pattern.search(before):
            return name
    for name, pattern in patterns.after:
        if pattern.match(after):
            return name
    return None


def find_tense(before: str, languages: tuple[str, ...]) -> int:
    """-1 where a verb in the past governs the date, 1 where one points ahead, 0 where none does."""
    patterns = asides(languages)
    if patterns.future.search(before):
        return 1
    return -1 if patterns.past.search(before) else 0
