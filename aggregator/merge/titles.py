"""Titles compared: the same, cut short, with place or group added, nearly the same, or about something else.

Refuses to conclude that two events are one: "General meeting" is held everywhere. Numbers are never near:
"Prop 5" and "Prop 6" are 95 % alike to every measure of letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_sort_ratio

from aggregator.merge.words import (
    COUNTERS,
    GENERIC,
    LONGEST_ORNAMENT,
    NUMBERS,
    OPPOSITES,
    ORNAMENTS,
    PLAIN,
    PRESENTING,
)
from aggregator.normalize.identity import fold

NEAR = 90.0
"""token_sort_ratio from which titles are nearly the same: a typo, a word more or less."""
TYPO = 80.0
"""ratio of two words with one initial from which one is a misspelling of the other."""
CUT_SHORT = 12
"""Letters from which the beginning of a title stands for the whole."""
STEM = 4
"""Letters of a word that units are found by: misspellings, and the forms of a word, mostly lie behind them."""
TELLING = 5
"""Stems of a title that are paired to make handles."""

ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|a|o)?")
CLOCK = re.compile(r"\d{1,4}(?:am|pm)")
JOINT = re.compile(r":\s|\s[-–—|/•·]\s|\s\(|[\[\]]|\)\s*$")
"""Between a title and what is put before or behind it."""


class Title:
    """A title folded, without words for its state and ornaments.

    core: its words but the plain ones, in order of the alphabet; all of them where there are only plain ones. length:
    how many these are. core_words: the same as a set. own_words: those that tell this event from others of its kind.
    name: the words by which its source's sittings of one day are known as such. stems: the beginnings of its own words.
    """

    __slots__ = (
        *("raw", "words", "text", "core", "length", "core_words", "own_words", "name", "stems"),
        *("_handles", "_parts", "_numbers", "_opposites"),
    )

    def __init__(self, text: str) -> None:
        self.raw = text
        self.words = _bared(fold(text).split())
        self.text = " ".join(self.words)
        told = [word for word in self.words if word not in PLAIN]
        self.core: tuple[str, ...] = tuple(sorted(told)) or self.words
        self.length = len(self.core)
        self.core_words = frozenset(self.core)
        self.own_words = frozenset(word for word in told if len(word) > 1 and word not in GENERIC)
        self.name: tuple[str, ...] = tuple(sorted(self.own_words)) or self.core
        self.stems = frozenset([word[:STEM] for word in self.own_words])
        self._handles: frozenset[str] | None = None
        self._parts: frozenset[tuple[str, ...]] | None = None
        self._numbers: frozenset[str] | None = None
        self._opposites: frozenset[str] | None = None

    @property
    def handles(self) -> frozenset[str]:
        """Its stems two by two; none where there is only one."""
        if self._handles is None:
            self._handles = frozenset(map(" ".join, combinations(sorted(self.stems)[:TELLING], 2)))
        return self._handles

    @property
    def parts(self) -> frozenset[tuple[str, ...]]:
        """The words of each part, where colons, dashes or brackets part it."""
        if self._parts is None:
            found = {_bared(fold(part).split()) for part in JOINT.split(self.raw)}
            self._parts = frozenset(part for part in found if part and part != self.words)
        return self._parts

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers in it, however written; years and clock times, which copies add or drop, left out."""
        if self._numbers is None:
            self._numbers = frozenset(self._find_numbers())
        return self._numbers

    @property
    def opposites(self) -> frozenset[str]:
        """Its words that exclude another: beginners, north."""
        if self._opposites is None:
            self._opposites = frozenset(OPPOSITES.keys() & self.words)
        return self._opposites

    def _find_numbers(self) -> Iterator[str]:
        for before, word in zip(("", *self.words), self.words, strict=False):
            plain = NUMBERS.get(word, word) if len(word) > 1 or before in COUNTERS else word
            if before in COUNTERS and len(word) == 1:
                yield plain
            if (match := ORDINAL.fullmatch(plain)) is not None:
                plain = match[1].lstrip("0") or "0"
            is_year = len(plain) == 4 and plain.startswith(("19", "20"))
            if any(c.isdigit() for c in plain) and not is_year and not CLOCK.fullmatch(plain):
                yield plain

    def opposes(self, other: Title) -> bool:
        """Whether each names one of two things that exclude each other: beginners and advanced, north and south."""
        ours, theirs = self.opposites, other.opposites
        if not ours or not theirs:
            return False
        mine = {OPPOSITES[word] for word in ours - theirs}
        return any(OPPOSITES[word] in mine for word in theirs - ours)


@lru_cache(maxsize=200_000)
def title_of(text: str) -> Title:
    """The title; kept, because one text is often listed many times."""
    return Title(text)


def numbers_differ(a: Title, b: Title) -> bool:
    """Whether each names a number that the other lacks: parts 1 and 2, wards 5 and 6."""
    return bool(a.numbers - b.numbers) and bool(b.numbers - a.numbers)


def likeness(
    a: Title,
    b: Title,
    places: Callable[[], frozenset[str]],
    *,
    hosts: Callable[[], frozenset[str]] = frozenset,
    cut: Collection[Title] = (),
) -> str | None:
    """How two titles are alike, as the name of a reason, or None.

    places, hosts: give the words that name either event's place, and who holds or lists it.
    cut: those of the two that come from an aggregator, and may be cut short.
    """
    if a.text == b.text or a.core == b.core:
        return "same title"
    if not may_be_alike(a, b):
        return None
    short, long = (a, b) if (len(a.text), a.text) <= (len(b.text), b.text) else (b, a)
    if _is_added(short, long, places):
        return "title with its place added"
    if _is_added(short, long, hosts, anywhere=True):
        return "title with its group added"
    if a.numbers == b.numbers:
        if len(short.text) >= CUT_SHORT and long.text.startswith(short.text) and any(short is one for one in cut):
            return "title cut short"
        if _is_near(a, b):
            return "nearly the same title"
    if short.words in long.parts or short.parts & long.parts:
        return "title and a part of it" if short.words in long.parts else _shared_part(short, long)
    if long.words[: len(short.words)] == short.words:
        return "title with more behind it"
    return "one title within the other" if Counter(short.core) <= Counter(long.core) else None


def may_be_alike(a: Title, b: Title) -> bool:
    """Whether at least half the words of the shorter are in the other, or it has so few that misspellings count.

    Quick, and never wrong about a no: any likeness needs as much.
    """
    fewer = a.length if a.length < b.length else b.length
    return fewer <= 2 or 2 * len(a.core_words & b.core_words) >= fewer


def _is_near(a: Title, b: Title) -> bool:
    """Whether only letters, or a word that the other lacks, differ."""
    if token_sort_ratio(a.text, b.text, score_cutoff=NEAR) > 0 and not are_words_apart(a.words, b.words):
        return True
    pairs = [(x, y) for x, y in zip(a.words, b.words, strict=False) if x != y]
    alike = len(a.words) == len(b.words) and 2 * len(pairs) <= len(a.words)
    return alike and all(_is_misspelt(x, y) for x, y in pairs)


def _bared(words: list[str]) -> tuple[str, ...]:
    """Words without ornaments at either end, unless nothing else is there."""
    for length in (*range(LONGEST_ORNAMENT, 0, -1),):
        while len(words) > length and tuple(words[:length]) in ORNAMENTS:
            words = words[length:]
        while len(words) > length and tuple(words[-length:]) in ORNAMENTS:
            words = words[:-length]
    return tuple(words)


def _shared_part(short: Title, long: Title) -> str | None:
    """Two sessions of one programme share its name; nothing can be concluded from that."""
    return None if Counter(short.core) - Counter(long.core) else "one title within the other"


def _is_added(short: Title, long: Title, known: Callable[[], frozenset[str]], *, anywhere: bool = False) -> bool:
    """`Rally` and `Rally at City Hall`, where City Hall is where it is; anywhere: also before it."""
    length = len(short.words)
    if long.words[:length] == short.words:
        rest = long.words[length:]
    elif anywhere and long.words[-length:] == short.words:
        rest = long.words[:-length]
    else:
        return False
    added = set(rest) - (PRESENTING if anywhere else PLAIN)
    return bool(added) and added <= known()


def are_words_apart(a: Collection[str], b: Collection[str]) -> bool:
    """Whether each of two names has a word that the other lacks and that is no misspelling of one of the other's."""
    left, right = set(a) - set(b) - PLAIN, set(b) - set(a) - PLAIN
    if not left or not right:
        return False
    few, many = sorted((left, right), key=len)
    return not all(any(_is_misspelt(word, other) for other in few) for word in many)


def _is_misspelt(word: str, other: str) -> bool:
    """`tennants` and `tenants`; `rgihts` and `rights`; but not `ash` and `elm`. Numbers are never misspelt."""
    if any(c.isdigit() for c in word + other):
        return False
    if word[0] == other[0] and ratio(word, other) >= TYPO:
        return True
    return sorted(word) == sorted(other) and OSA.distance(word, other) <= 2
