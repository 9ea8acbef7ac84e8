"""The words of each language, and the one table made of several of them.

Refuses to read any text. A language is one module of data here, its code in `LANGUAGES` and its names in `cldr.json`
(written from CLDR by scripts/make_date_names.py); no production knows which languages there are.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType

from aggregator.when.vocabulary.shape import Words

LANGUAGES = ("en", "es", "fr", "de", "pt", "it")
"""In the order in which a text that fits several is read."""

Entry = tuple[str, int, str]
"""Kind, number (0 where the kind has none) and language of a word."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """words: single words by lower-case form. phrases: last word → (the words before it, entry), longest first."""

    languages: tuple[str, ...]
    words: dict[str, Entry]
    phrases: dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    day_first: bool
    twenty_four: bool


@cache
def names() -> dict[str, dict[str, dict[str, int]]]:
    """CLDR's names: language → `months` and `weekdays` → lower-case name → number."""
    table: dict[str, dict[str, dict[str, int]]] = json.loads(
        files(__package__).joinpath("cldr.json").read_text(encoding="utf-8")
    )
    return table


@cache
def vocabulary(languages: tuple[str, ...]) -> Vocabulary:
    """The words of several languages in one table; where two claim a word, the language named first has it."""
    words: dict[str, Entry] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for code in languages:
        for word, entry in _entries(code):
            *before, last = word.split()
            if before:
                phrases.setdefault(last, []).append((tuple(before), entry))
            else:
                words.setdefault(word, entry)
    ordered = {last: tuple(sorted(found, key=lambda item: -len(item[0]))) for last, found in phrases.items()}
    return Vocabulary(languages, words, ordered, languages[0] != "en", languages[0] != "en")


@cache
def markers() -> dict[str, frozenset[str]]:
    """Words that betray a language other than English: its full names of months and weekdays."""
    english = {word for word, _ in _entries("en")}
    found: dict[str, set[str]] = {}
    for code in LANGUAGES[1:]:
        extra = str(getattr(_module(code), "MARKERS", "")).split()
        wide = [name for table in names()[code].values() for name in table if len(name) > 3]
        wide += [name for name, entry in _entries(code) if entry[0] == "weekdays" and " " not in name]
        for name in (*wide, *extra):
            if name not in english and name not in _NO_MARKERS:
                found.setdefault(name, set()).add(code)
    return {name: frozenset(codes) for name, codes in found.items()}


@cache
def weekdays_like_months(code: str) -> dict[str, int]:
    """The short names of weekdays that are those of months as well ("mar"): name → number."""
    tables = names()[code]
    return {name: number for name, number in tables["weekdays"].items() if name in tables["months"]}


def words_of_kinds(kinds: Collection[str]) -> frozenset[str]:
    """Every word and phrase of some kinds, in all languages."""
    return frozenset(word for code in LANGUAGES for word, (kind, _, _) in _entries(code) if kind in kinds)


@dataclass(frozen=True, slots=True)
class AsideWords:
    """Regular expressions of the words before and behind a date that set it aside, and of verbs that tell its tense."""

    before: dict[str, list[str]]
    after: dict[str, list[str]]
    past: list[str]
    future: list[str]


def aside_words(languages: tuple[str, ...]) -> AsideWords:
    """Those of several languages together; asides in English's order of precedence."""
    words = AsideWords({}, {}, [], [])
    for code in sorted(languages, key=lambda code: code != "en"):
        module = _module(code)
        for table, name in ((words.before, "ASIDES_BEFORE"), (words.after, "ASIDES_AFTER")):
            for aside, pattern in getattr(module, name, {}).items():
                table.setdefault(aside, []).append(pattern)
        words.past.append(module.PAST)
        words.future.append(module.FUTURE)
    return words


_NO_MARKERS = frozenset(["mars"])
"""Names that are English words as well, however they are written."""


def _module(code: str) -> ModuleType:
    return import_module(f"{__package__}.{code}")


def _entries(code: str) -> list[tuple[str, Entry]]:
    """All words of one language; its own module speaks before CLDR, which may give a name a meaning too many."""
    module = _module(code)
    listed: Words = module.WORDS
    found = [
        (spelling, (kind, number, code))
        for kind, words in listed.items()
        for word, number in (dict.fromkeys(words.split(), 0) if isinstance(words, str) else words).items()
        for spelling in dict.fromkeys([word.replace("_", " "), _plain(word).replace("_", " ")])
    ]
    dropped = frozenset(str(getattr(module, "NOT_NAMES", "")).split())
    for kind, table in (("month", "months"), ("weekday", "weekdays")):
        found += [
            (spelling, (kind, number, code))
            for name, number in names()[code][table].items()
            if name not in dropped
            for spelling in dict.fromkeys([name.replace("-", " - "), _plain(name).replace("-", " - ")])
        ]
    return found


def _plain(name: str) -> str:
    """A name without its accents, as people in a hurry type it."""
    return "".join(letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter))
