"""Titles compared: the same, cut short, with the place added, nearly the same, or about something else.

Refuses to conclude that two events are one: "General meeting" is held everywhere. Numbers are never near:
"Prop 5" and "Prop 6" are 95 % alike to every measure of letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property

from rapidfuzz.fuzz import ratio, token_set_ratio, token_sort_ratio

from aggregator.normalize.identity import fold

NEAR = 90.0
"""token_sort_ratio from which titles are nearly the same: a typo, a word more or less."""
TYPO = 80.0
"""ratio of two words with one initial from which one is a misspelling of the other."""
WITHIN = 95.0
"""token_set_ratio from which one title's words are all in the other."""
CUT_SHORT = 12
"""Letters from which the beginning of a title stands for the whole."""

STATUS_WORDS = frozenset(
    "cancelled canceled postponed rescheduled moved updated cancelado cancelada pospuesto pospuesta "
    "aplazado aplazada annule annulee reporte reportee abgesagt verschoben".split()
)
"""Words put before a title, or after it, to tell its state; they are not part of its name."""

PLAIN_WORDS = frozenset(
    "a an and are at by for from in is of on or our the to us we with your you this that de del el la las los en y por "
    "para con der die das und im am zum le les des du et au aux pour".split()
)
GENERIC_WORDS = frozenset(
    "action assembly board book call celebration chapter cleanup club committee community conference day "
    "discussion drive drop event festival forum fundraiser gathering general group happy hour house info "
    "information intro introduction kickoff lecture march meet meeting meetup member members membership mixer "
    "monthly movie night annual weekly bi online open orientation panel party phone phonebank phonebanking "
    "potluck practice program protest public rally reading regular screening seminar series session show "
    "social special study summit support table tabling talk team text textbank tour town hall training virtual "
    "vigil volunteer volunteers webinar week welcome work workshop zoom reunion asamblea taller marcha treffen "
    "versammlung".split()
)
"""Words that name a kind of event rather than one: titles made of these alone are held everywhere at the same hour."""

NUMBER_WORDS = {
    word: str(number)
    for number, words in enumerate(
        "one first i|two second ii|three third iii|four fourth iv|five fifth v|six sixth vi|seven seventh vii|"
        "eight eighth viii|nine ninth ix|ten tenth x|eleven eleventh xi|twelve twelfth xii".split("|"),
        start=1,
    )
    for word in words.split()
    if len(word) > 1  # a lone letter is a letter
}
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|er|a|o)?")
CLOCK = re.compile(r"\d{1,4}(?:am|pm)")


class Title:
    """A title folded, without words for its state."""

    def __init__(self, text: str) -> None:
        words = fold(text).split()
        while len(words) > 1 and words[0] in STATUS_WORDS:
            words = words[1:]
        while len(words) > 1 and words[-1] in STATUS_WORDS:
            words = words[:-1]
        self.words = tuple(words)
        self.text = " ".join(words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in it, however written; years and clock times, which copies add or drop, left out."""
        found = set()
        for word in self.words:
            plain = NUMBER_WORDS.get(word, word)
            if (match := ORDINAL.fullmatch(plain)) is not None:
                plain = match[1].lstrip("0") or "0"
            is_year = len(plain) == 4 and plain.startswith(("19", "20"))
            if any(c.isdigit() for c in plain) and not is_year and not CLOCK.fullmatch(plain):
                found.add(plain)
        return frozenset(found)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The words that tell this event from others of its kind."""
        return frozenset(
            word for word in self.words if len(word) > 1 and word not in PLAIN_WORDS and word not in GENERIC_WORDS
        )


def numbers_differ(a: Title, b: Title) -> bool:
    """Whether each names a number that the other lacks: parts 1 and 2, wards 5 and 6."""
    return bool(a.numbers - b.numbers) and bool(b.numbers - a.numbers)


def likeness(a: Title, b: Title, places: Callable[[], frozenset[str]], *, may_be_cut: bool) -> str | None:
    """How two titles are alike, as the name of a reason, or None.

    places: gives the words that name either event's place.
    may_be_cut: one of them comes from an aggregator, and those cut titles short.
    """
    if a.text == b.text or sorted(a.words) == sorted(b.words):
        return "same title"
    short, long = sorted((a, b), key=lambda title: len(title.text))
    if _is_place_added(short, long, places) and a.numbers == b.numbers:
        return "title with its place added"
    if may_be_cut and len(short.text) >= CUT_SHORT and long.text.startswith(short.text) and a.numbers == b.numbers:
        return "title cut short"
    is_near = token_sort_ratio(a.text, b.text, score_cutoff=NEAR) > 0
    if is_near and a.numbers == b.numbers and _differ_by_typos(a, b):
        return "nearly the same title"
    if long.words[: len(short.words)] == short.words:
        return "title with more behind it"
    return "one title within the other" if token_set_ratio(a.text, b.text, score_cutoff=WITHIN) else None


def _is_place_added(short: Title, long: Title, places: Callable[[], frozenset[str]]) -> bool:
    """`Rally` and `Rally at City Hall`, where City Hall is where it is."""
    if long.words[: len(short.words)] != short.words:
        return False
    tail = set(long.words[len(short.words) :]) - PLAIN_WORDS
    return bool(tail) and tail <= places()


def _differ_by_typos(a: Title, b: Title) -> bool:
    """Whether words that only one has are misspelt ones of the other, or the other has none: ash grove, elm grove."""
    return not are_words_apart(a.words, b.words)


def are_words_apart(a: Collection[str], b: Collection[str]) -> bool:
    """Whether each of two names has a word that the other lacks and that is no misspelling of one of the other's."""
    left, right = set(a) - set(b) - PLAIN_WORDS, set(b) - set(a) - PLAIN_WORDS
    if not left or not right:
        return False
    few, many = sorted((left, right), key=len)
    return not all(any(word[0] == other[0] and ratio(word, other) >= TYPO for other in few) for word in many)
