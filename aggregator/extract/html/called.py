"""What a sentence calls an occasion: a name in quotation marks, or the noun with what belongs to it ("second planning
session", "bal solidaire", "Vortrag gegen Hochwasser").

Refuses verbs, days and places: the words stand together in the sentence, as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator import when
from aggregator.extract.html import words

LEAST_HEADLINE = 5
LEAST_PROPER = 2
"""Capitalised words that make a name of an occasion."""

LONGEST_VERB = 30
"""Characters of a verb with the little word before it."""

MOST_BEFORE, MOST_BEHIND = 6, 7
"""Words of a name before and behind its noun."""

_WORD = re.compile(r"[^\W_][\w'’-]*")
_STOPS = re.compile(rf"(?:{words.phrases('phrase_stops')})", re.I)
_GOES_ON = re.compile(rf"(?:{words.phrases('phrase_goes_on')})", re.I)
_JOINS = re.compile(rf"(?:{words.phrases('phrase_joins')})")
_SMALL = re.compile(rf"(?:{words.phrases('phrase_small')})", re.I)
_ENDS = re.compile(rf"(?:{words.phrases('phrase_ends')})", re.I)
_ADJECTIVE = re.compile(rf"(?:{words.phrases('phrase_adjectives')})", re.I)
LONGEST_BESIDE = 60
"""Characters before a noun in which a word makes it a place, or the first or last part of something longer."""

_BESIDE = re.compile(
    rf"\b(?:{words.phrases('beside_place')})\s+(?:the\s+)?(?:[A-ZÀ-Þ][\w'’-]*\s+){{0,4}}\Z"
    rf"|\b(?:{words.phrases('begins_with')})\s+(?:an?\s+|the\s+)?(?:\w+\s+){{0,2}}\Z"
)
_ROOM = re.compile(rf"\s+(?:{words.phrases('rooms')})\b", re.I)
"""Behind a noun: it belongs to the name of a room ("in the Council Chamber")."""

_IN_MARKS = (
    r"(?:“(?P<a>[^”“]{5,100}?)[,.!?]?”|\"(?P<b>[^\"]{5,100}?)[,.!?]?\"|„(?P<c>[^“”„\"]{5,100}?)[,.!?]?[“”\"]"
    r"|«\s?(?P<d>[^»«]{5,100}?)\s?»|(?<!\w)[‘'](?P<e>[^’'‘]{5,100}?(?:['’]\w[^’'‘]{0,60})?)[,.]?[’'](?!\w))"
)
_OPENS = re.compile(r"[“\"„«]|(?<!\w)[‘']")
_NOUN = rf"\b(?:{words.phrases('occasions')}|{words.phrases('names_follow')})(?:e?[sn])?\b"
_QUOTED = re.compile(rf"{_NOUN}[^!?“\"„«‘]{{0,60}}?{_IN_MARKS}", re.I)
"""A name in quotation marks, behind what it is the name of."""

_QUOTED_FIRST = re.compile(
    rf"\A\W*?{_IN_MARKS}[^.!?]{{0,80}}?\b(?:{words.phrases('subjects')}|{words.phrases('occasions')})\b", re.I
)
"""The same at the beginning of its sentence ("“Rivers” is the title of a talk")."""


_QUOTED_BEFORE = re.compile(rf"{_IN_MARKS}\s+(?:{words.phrases('occasions')})\b", re.I)
"""The same right before the noun ("the “Rivers and Roads” conference")."""

_VERB = re.compile(rf"\b(?:{words.phrases('phrase_verbs')})\Z", re.I)
"""What could be a noun and is what people do ("Please show your support", "we will march")."""


_CONVENED = re.compile(rf"{words.CONVENES.pattern}(?:[\w-]+\s+){{0,3}}?{_IN_MARKS}", words.CONVENES.flags)
"""The same behind the verb of who convenes it ("will host “Songs for the river”")."""


def quoted_name(text: str) -> str | None:
    """The name in quotation marks that a sentence gives an occasion, or None."""
    if _OPENS.search(text) is None:
        return None
    for pattern in (_QUOTED_FIRST, _QUOTED, _CONVENED, _QUOTED_BEFORE):
        for found in pattern.finditer(text):
            name = next(filter(None, found.groupdict().values()), "").strip()
            if name[:1].isupper() and " " in name:
                return name
    return None


@lru_cache(maxsize=1024)
def noun_phrase(text: str, near: int) -> str | None:
    """What a sentence calls the occasion nearest to an offset ("… to a second planning session in" → "second
    planning session"), or None."""
    nouns = (
        match
        for match in words.OCCASION.finditer(text)
        if not _VERB.search(text, max(match.end() - LONGEST_VERB, 0), match.end())
        and not _ROOM.match(text, match.end())
        and not _BESIDE.search(text, max(match.start() - LONGEST_BESIDE, 0), match.start())
    )
    found = min(nouns, key=lambda match: abs(match.start() - near), default=None)
    if found is None:
        return None
    last = found
    while (further := words.OCCASION.match(text, last.end() + 1)) is not None and text[last.end()] == " ":
        last = further
    return text[_start(text, found) : _end(text, last)].rstrip(" ,;:–—-")


def is_proper(phrase: str) -> bool:
    """Whether what a sentence calls an occasion is a name, as capitals in all but its little words show ("General
    Assembly of the Riders"); in capitals throughout it may be a shout."""
    told = [word for word in phrase.split() if not (_SMALL.fullmatch(word) or _GOES_ON.fullmatch(word))]
    capitals = all(word[0].isupper() or word[0].isdigit() for word in told)
    return capitals and len(told) >= LEAST_PROPER and not phrase.isupper()


def is_headline(heading: str) -> bool:
    """Whether a heading is a sentence about something: five words or more, most of them in small letters."""
    told = heading.split()
    return len(told) >= LEAST_HEADLINE and 2 * sum(word[0].islower() for word in told[1:]) > len(told) - 1


def _start(text: str, noun: re.Match[str]) -> int:
    """Where the words that describe the noun begin; an article or a verb stands before them."""
    start = noun.start()
    for match in reversed(list(_WORD.finditer(text, 0, noun.start()))[-MOST_BEFORE:]):
        gap = text[match.end() : start].strip()
        if gap not in ("", "&") or (_STOPS.fullmatch(match[0]) and not _is_in_name(text, match, start)):
            break
        start = match.start()
    return start


def _is_in_name(text: str, word: re.Match[str], start: int) -> bool:
    """Whether a little word belongs to the name behind it, as its capital in a sentence shows ("La Crosse forum"), or
    capitals on both sides of an "and" ("Parks and Rivers Committee")."""
    before = text[: word.start()].rstrip()
    if _JOINS.fullmatch(word[0]):
        first = before[before.rfind(" ") + 1 :]
        return first[:1].isupper() and first.isalpha() and text[start].isupper() and _STOPS.fullmatch(first) is None
    return word[0][0].isupper() and text[start].isupper() and before[-1:] not in ("", ".", "!", "?", ":", "“", '"')


def _end(text: str, noun: re.Match[str]) -> int:
    """Where the name ends: behind the noun a complement goes on ("march against the dam"), up to a day, a verb or a
    mark."""
    end = noun.end()
    stop = min((clock.span[0] for clock in when.find_clocks(text) if clock.span[0] >= end), default=len(text))
    open_ = False
    for count, match in enumerate(_WORD.finditer(text, end, stop)):
        gap, word = text[end : match.start()], match[0]
        if count >= MOST_BEHIND or gap.strip() or _ENDS.fullmatch(word) or word[0].isdigit():
            break
        if _GOES_ON.fullmatch(word):
            open_ = True
            last = end
        elif _SMALL.fullmatch(word):
            last = end
        elif open_ or (_ADJECTIVE.fullmatch(word) and (word[0].islower() or noun[0][0].isupper())):
            end = match.end()
            continue
        else:
            break
        following = _WORD.match(text, match.end() + 1)
        if following is None or _ENDS.fullmatch(following[0]) or following[0][0].isdigit():
            return last
        end = match.end()
    tail = text[noun.end() : end].split()
    while tail and (_GOES_ON.fullmatch(tail[-1]) or _SMALL.fullmatch(tail[-1])):
        end = text.rindex(tail.pop(), noun.end(), end)
    return end
