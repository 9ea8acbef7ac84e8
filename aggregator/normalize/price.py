"""What an event costs and until when one signs up, from the words of its description.

Refuses amounts that are nobody's ticket ("$15 minimum wage", "we raised $5,000"): an amount counts beside a word for
a price, or where it opens a short line. The words themselves are in `words.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from aggregator import when
from aggregator.model import When
from aggregator.normalize.words import alternatives, may_mention, phrase_pattern, words

LONGEST = 160
"""Characters of a price that are kept."""

SHORT_LINE = 60
JOINED = 40
"""Characters between two statements of one price ("$10–25 sliding scale, but no one turned away")."""

BEFORE_DAY = 25
"""Characters between the words for a deadline and its day ("RSVP by 5 pm on Friday, Oct 3")."""

LONGEST_BEFORE = timedelta(days=183)
"""A day without a year that would lie longer before the event is not understood."""

_BEHIND = r"(?:€|£|euros?\b|eur\b|usd\b|dollars?\b|reais\b|pounds?\b)"
_MONEY = rf"(?:[$£€]\s?\d[\d.,]*\d|[$£€]\s?\d|\d+(?:[.,]\d{{1,2}})?\s?{_BEHIND})"
_TO = r"\s?(?:[-–—/]|to|a|à|bis|até)\s?"
_AMOUNT = re.compile(rf"(?:R|US|CA|AU|NZ)?{_MONEY}(?:{_TO}(?:{_MONEY}|\d+(?:[.,]\d{{2}})?(?!\d)))*\+?", re.I)
_FIGURE = re.compile(r"\d")
_FREE = (("price", "free"), ("price", "scale"), ("price", "alone"))
"""Without a figure, or one of these words, nothing is said of a price."""

_ANY_LANGUAGE = when.Context(languages=("en", "es", "fr", "de", "pt", "it"))
"""The words for a deadline have been read already: what follows them is a day, in whatever language."""

_SENTENCE = re.compile(r"[^\n.!?]*(?:[.!?](?!\s|$)[^\n.!?]*)*", re.M)


def price_of(text: str) -> str | None:
    """What a text says that it costs, in its own words; None where it says nothing."""
    if not _FIGURE.search(text) and not may_mention(text, *_FREE):
        return None
    for sentence in _SENTENCE.finditer(text):
        found = list(_statements(sentence[0]))
        if found:
            start, end = found[0]
            for first, last in found[1:]:
                if first - end <= JOINED:
                    end = max(end, last)
            return _whole(sentence[0], start, end)[:LONGEST]
    return None


def _whole(sentence: str, start: int, end: int) -> str:
    """A stretch of a sentence with the word for a price right behind it ("$15 at the door") and its bracket."""
    behind = phrase_pattern("price", "priced").match(sentence, end + 1)
    end = behind.end() if behind else end
    bare = sentence[start:end].strip(" ,;:–—-")
    return f"{bare})" if bare.count("(") > bare.count(")") and sentence[end : end + 1] == ")" else bare


def _statements(sentence: str) -> Iterator[tuple[int, int]]:
    """Where a sentence says something of the price, in order."""
    if not sentence.strip():
        return
    if _alone().fullmatch(sentence):
        yield 0, len(sentence)
        return
    spans = [m.span() for name in ("free", "scale") for m in phrase_pattern("price", name).finditer(sentence)]
    amounts = [match.span() for match in _AMOUNT.finditer(sentence)]
    if amounts and phrase_pattern("price", "not_priced").search(sentence):
        amounts = []
    opens = bool(amounts) and len(sentence) <= SHORT_LINE and not sentence[: amounts[0][0]].strip(" •*-–")
    if spans or opens or phrase_pattern("price", "priced").search(sentence):
        spans += amounts
    yield from sorted(spans)


@cache
def _alone() -> re.Pattern[str]:
    """A word for free that is all there is ("Free!")."""
    return re.compile(rf"\W*(?:{alternatives(words()['price']['alone'])})\W*", re.I)


def register_by(text: str, start: date | datetime) -> tuple[date | None, str | None]:
    """The last day to sign up that a text names, with its words; (None, None) where it names none.

    start: of the event, naive or aware. A day without a year is the last such day that is not after the start.
    """
    if not may_mention(text, ("registration", "deadline", "text")):
        return None, None
    begins = start.date() if isinstance(start, datetime) else start
    now = datetime.combine(begins, time.min)
    for said in phrase_pattern("registration", "deadline", "text").finditer(text):
        rest = text[said.end() : said.end() + 80].partition("\n")[0]
        found = next(iter(when.find(rest, now=now, context=_ANY_LANGUAGE)), None)
        if found is None or found.span[0] > BEFORE_DAY:
            continue
        last = _before(found, begins)
        if last is not None:
            return last, text[said.start() : said.end() + found.span[1]]
    return None, None


def _before(found: When, begins: date) -> date | None:
    """The day that is meant: not after the event begins, which tells the year where none is said."""
    day = found.start.date() if isinstance(found.start, datetime) else found.start
    if found.rrule or "day" in found.assumed:
        return None
    while day > begins and "year" in found.assumed:
        try:
            day = day.replace(year=day.year - 1)
        except ValueError:
            return None
    far = "year" in found.assumed and begins - day > LONGEST_BEFORE
    return day if day <= begins and not far else None
