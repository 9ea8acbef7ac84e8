"""Whether a text can hold a time expression at all: a look at its characters, before any token is made of it.

Refuses to decide that there is one: what it lets through may still be nothing, what it turns down holds none. The words
are the vocabularies' own, so that a new one is looked for as soon as it is listed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from aggregator.when.vocabulary import words_of_kinds

_WORD = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"\d\s?[^\w\s,:;]|\d[TW]\d")
_YEAR = re.compile(r"\d{4}")

DATED_WORDS = (
    "month weekday weekdays weekday_group relative tonight cadence season weekend unit_day unit_month ordinal"
).split()
DAY_MARKS = frozenset(("dia", "día", "giorno"))
"""Words for a day behind which a bare number is one: "dia 15"."""

HOUR_MARKS = frozenset(("dalle",))
"""Words behind which a bare number is an hour, beside those of `CLOCK_WORDS`: "dalle 19"."""

DATED_FIGURES = ("iso", "numeric2", "numeric3")
"""Kinds of which every expression with a date has at least one; or it begins with "on the"."""

FRAME_WORDS = ("month", "season")

CLOCK_WORDS = "named_clock hour_word hours_word daypart past_words past_after doors late at at_to".split()
"""Kinds of which every time of day has at least one that is not written with a colon, an "h", or am or pm."""

_MERIDIEMS = frozenset(("am", "pm", "a", "p", "m"))
_CLOCK_FIGURES = re.compile(r":\s*\d\d|\d\s?[hHaApP]")


def may_hold_date(text: str) -> bool:
    """Whether `find` can find anything in a text that stands under no month."""
    if _FIGURES.search(text) is not None:  # "5/16", and "8°", which makes an ordinal as a suffix does
        return True
    found = _lower_words(text)
    if not _words(*DATED_WORDS, "suffix").isdisjoint(found):
        return True
    if not DAY_MARKS.isdisjoint(found):
        return True
    return not (_words("on").isdisjoint(found) or _words("the").isdisjoint(found))


def may_hold_frame(text: str) -> bool:
    """Whether `find_frames` can find anything in a text."""
    return _YEAR.search(text) is not None or not _words(*FRAME_WORDS).isdisjoint(_lower_words(text))


def may_hold_clock(text: str) -> bool:
    """Whether `find_clocks` can find anything in a text."""
    if _CLOCK_FIGURES.search(text) is not None:
        return True
    found = _lower_words(text)
    return not (
        _MERIDIEMS.isdisjoint(found) and HOUR_MARKS.isdisjoint(found) and _words(*CLOCK_WORDS).isdisjoint(found)
    )


@lru_cache(maxsize=256)  # days and frames are looked for in the same text
def _lower_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


@cache
def _words(*kinds: str) -> frozenset[str]:
    """The last run of letters of every entry of some kinds, in all languages."""
    return frozenset(found[0] for word in words_of_kinds(kinds) if (found := _WORD.findall(word)[-1:]))
