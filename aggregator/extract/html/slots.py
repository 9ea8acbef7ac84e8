"""The place in an announcement where the name stands: before the verb that says that it is held, or behind the one that
calls people to it ("The plant sale will be held …", "Join us … for a potluck and song circle").

Refuses to know what an occasion is: that is for the vocabulary, and for those who ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aggregator.extract.html import words

LONGEST_NAME = 12
"""Words of a name."""

LONGEST_PLACE = 12
"""Characters of a place by which it is found again in its sentence."""

MASK = "·"
"""Stands in place of a day or an hour in a sentence: no name goes on over it."""

_DETERMINER = rf"(?:(?:{words.phrases('determiners')})\s+)"
_CALLS = re.compile(rf"\b(?:{words.phrases('name_follows_call')})\s*[:–—-]?\s+{_DETERMINER}*", re.I)
_OFFERS = re.compile(rf"\b(?:{words.phrases('name_follows_offer')})\s+{_DETERMINER}+", re.I)
"""Behind verbs that say much else, too, only an article shows that a name follows ("we hold a rally")."""

_HELD = re.compile(rf",?\s+(?:{words.phrases('name_stands_before')})\b", re.I)
_MAY_BE_HELD = re.compile(
    rf",?\s+(?:{words.phrases('name_may_stand_before')})\s+(?=(?:(?:{words.phrases('before_when')})\s+)*{MASK})", re.I
)
"""Verbs that say much else, too: a day or an hour follows ("The sale opens at 9", not "The club opens a library")."""

_SUBJECT = re.compile(
    rf"(?:\A|[,;:!?—–]\s+|\b(?:{words.phrases('before_subject')})\s+|\s){_DETERMINER}+[{MASK}\s]*|\A\W*", re.I
)
_HEADS = re.compile(rf"\A\W*(?P<name>[^{MASK}]{{4,90}}?)\s*(?::|\s[–—-])\s+(?:\w+,?\s+)?(?={MASK})")
_TAIL = re.compile(rf"{MASK}[{MASK},\s]*\s?[:–—-]\s+(?:the\s+)?(?=[A-ZÀ-Þ0-9“\"])")
"""A name in a line with its day, set off by a mark ("Plant sale: ·····, Linden Park", "····· – Plant sale")."""

_ASIDE = re.compile(r",\s+(?:which|who|where|an?|now)\b.*\Z", re.I)
_NO_NAME = re.compile(rf"\b(?:{words.phrases('no_name_words')})\b|[{MASK};!]", re.I)
_NO_SUBJECT = re.compile(rf"{_NO_NAME.pattern}|\s(?:{words.phrases('owners')})\s", re.I)
"""In what opens a sentence another article shows that the name begins behind it ("This month our meeting …")."""

_STOP = re.compile(
    rf"[{MASK};!(]|\?(?=\s+[^a-z])|,(?=\s|\Z)|\.(?=\s+[a-z]|\Z)|:(?=\s+(?:{MASK}|[a-z]))|\s[–—-]\s|\s(?:{words.phrases('name_stops')})\b"
    rf"|\s(?:and|&|or)\s(?=(?:[a-z’'-]+\s){{0,2}}(?:{words.phrases('no_name_words')})\b)",
)
_LAST = re.compile(rf"(?:[\s,:–—-]+(?:{words.phrases('name_never_ends')}))+\Z", re.I)


class Slot(NamedTuple):
    """A name in its place. text: as it stands. sure: its verb speaks of nothing but what people come together for.
    told: a verb, and not only a mark, shows that it is a name."""

    text: str
    start: int
    sure: bool
    told: bool = True


def named_in(text: str, near: int, place: str | None) -> Slot | None:
    """What a sentence announces, where its verb shows which words are the name; of several the nearest to an offset.

    text: the sentence, with `MASK` for each character of its days and hours. place: that of the event, at which a name
    ends. None where no such verb stands in the sentence, or no word that could be a name beside it.
    """
    found = [
        slot
        for slot in (*_behind_calls(text, place), *_before_verbs(text, place), *_beside_day(text, place))
        if slot.text
    ]
    return min(found, key=lambda slot: abs(slot.start - near), default=None)


def _behind_calls(text: str, place: str | None) -> Iterator[Slot]:
    for pattern in (_CALLS, _OFFERS):
        for verb in pattern.finditer(text):
            yield Slot(_name_from(text, verb.end(), place), verb.end(), sure=pattern is _CALLS)


def _before_verbs(text: str, place: str | None) -> Iterator[Slot]:
    for pattern in (_HELD, _MAY_BE_HELD):
        for verb in pattern.finditer(text):
            before = _ASIDE.sub("", text[: verb.start()])
            start = next(filter(lambda at: _can_open(before[at:]), (m.end() for m in _SUBJECT.finditer(before))), None)
            if start is not None:
                yield Slot(_name_from(before, start, place), start, sure=pattern is _HELD)


def _can_open(name: str) -> bool:
    """Whether words up to a verb can be a name, and nothing before it."""
    return bool(name) and not _NO_SUBJECT.search(name) and len(name.split()) <= LONGEST_NAME


def _beside_day(text: str, place: str | None) -> Iterator[Slot]:
    if (head := _HEADS.match(text)) is not None:
        first = head.start("name")
        yield Slot(_name_from(text[: head.end("name")], first, place), first, sure=False, told=False)
    for tail in _TAIL.finditer(text):
        yield Slot(_name_from(text, tail.end(), place), tail.end(), sure=False, told=False)


def _name_from(text: str, start: int, place: str | None) -> str:
    """The name that begins at an offset: up to a day, the place, a verb or a mark; "" where there is none."""
    at = text.find(place[:LONGEST_PLACE], start) if place else -1
    end = at if at >= 0 else len(text)
    stop = _STOP.search(text, start, end)
    name = " ".join(text[start : stop.start() if stop else end].split()[:LONGEST_NAME])
    name = _LAST.sub("", f" {name}").strip(" ,.:–—-")
    return "" if _NO_NAME.search(name) or words.is_generic(name) else _without_marks(name)


def _without_marks(name: str) -> str:
    """A name without the quotation marks around all of it, or the one that was left open."""
    inner = name.strip('“”"')
    return name if name != inner and any(mark in inner for mark in '“”"') else inner
