"""Which language a page is written in: its small words and its names of days tell, else what its head declares.

Refuses to read dates. Templates declare `en-US` over pages in any language, and an hour that stands alone ("à 14h",
"ore 18.00") has no name of a month beside it to betray its language. A list of events has few small words, and many
names of months and weekdays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice

from aggregator.extract.html.blocks import Document, Zone
from aggregator.extract.html.words import small_words
from aggregator.when.vocabulary import names

ENOUGH = 6
"""So much must tell a language, at least, where the head declares one: each of its small words is one."""

LITTLE = 3
"""… where it declares none."""

NAME = 3
"""So much tells the name of a month or a weekday; a short one ("Sa", "mar") only beside a figure."""

SHORTEST = 4
"""Letters of a name that is no other word."""

AHEAD = 1.5
"""So many times what tells another language and not this one."""

MOST_WORDS = 3000
"""Words of a page that are looked at."""

_WORD = re.compile(r"[^\W\d_]+")
_BEHIND_FIGURE, _BEFORE_FIGURE = re.compile(r"\d[\s.,]{0,3}$"), re.compile(r"[\s.,]{0,3}\d")


def page_languages(document: Document) -> tuple[str, ...]:
    """The codes of the languages that a page can be in, told by its own part: one, none, or some whose words agree."""
    return languages_of((block.text for block in document.blocks if block.zone is Zone.MAIN), document.language)


def language_of(texts: Iterable[str], declared: str | None) -> str | None:
    """The code of the language that the words of a page are in; what the page declares where they leave it open."""
    found = languages_of(texts, declared)
    return found[0] if len(found) == 1 else declared


def languages_of(texts: Iterable[str], declared: str | None) -> tuple[str, ...]:
    """The codes of the languages that the words of a page are in, likeliest first; what it declares where they leave it
    open. Words that two languages share ("17 marzo") tell neither from the other: a page of such words can be in both,
    and is read with the words of both. English, which writes its numbers otherwise, is the one language or none."""
    told: Counter[tuple[str, ...]] = Counter()
    for codes, weight in islice(_told(texts), MOST_WORDS):
        told[codes] += weight
    totals: Counter[str] = Counter()
    for codes, weight in told.items():
        totals.update(dict.fromkeys(codes, weight))
    best, most = next(iter(totals.most_common(1)), ("", 0))
    if most >= (ENOUGH if declared else LITTLE):
        near = tuple(code for code, _ in totals.most_common() if code == best or not _is_ahead(best, code, told))
        if len(near) == 1 or (len(near) == 2 and "en" not in near and declared not in near):
            return near
    return (declared,) if declared else ()


def _is_ahead(best: str, other: str, told: Mapping[tuple[str, ...], int]) -> bool:
    """Whether words tell a language from another one."""
    own = sum(weight for codes, weight in told.items() if best in codes and other not in codes)
    others = sum(weight for codes, weight in told.items() if other in codes and best not in codes)
    return own > 0 and own >= AHEAD * others


def _told(texts: Iterable[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    """What each word of some texts tells: the languages that have it, and how much it tells."""
    small, names_of_days = _small(), _names()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match[0].casefold()
            if word in small:
                yield small[word], 1
            if word in names_of_days and (len(word) >= SHORTEST or _beside_figure(text, match)):
                yield names_of_days[word], NAME


def _beside_figure(text: str, match: re.Match[str]) -> bool:
    before = text[max(match.start() - 4, 0) : match.start()]
    return _BEHIND_FIGURE.search(before) is not None or _BEFORE_FIGURE.match(text, match.end()) is not None


@cache
def _small() -> dict[str, tuple[str, ...]]:
    """The languages that have a small word."""
    return _by_word((word, code) for code, words in small_words().items() for word in words)


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """The languages that have a name of a month or a weekday, of two words ("terça-feira") the first."""
    found = ((name, code) for code, tables in names().items() for table in tables.values() for name in table)
    return _by_word((name.partition("-")[0], code) for name, code in found)


def _by_word(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for word, code in pairs:
        found.setdefault(word, {})[code] = None
    return {word: tuple(codes) for word, codes in found.items()}
