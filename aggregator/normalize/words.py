"""The packaged vocabularies of normalize, compiled once.

Refuses to hold words itself: they are in words.toml and signup_services.toml beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from aggregator.alternation import alternation

_WORD = re.compile(r"\w+")


@cache
def words() -> dict[str, Any]:
    """words.toml as it stands."""
    return _load("words.toml")


@cache
def signup_services() -> tuple[tuple[str, re.Pattern[str] | None], ...]:
    """(host, pattern of the path or None) for every known sign-up service."""
    services = _load("signup_services.toml")["service"]
    return tuple((s["host"], re.compile(s["path"]) if "path" in s else None) for s in services)


@cache
def phrase_pattern(*path: str) -> re.Pattern[str]:
    """A case-blind pattern for the list of phrases at a path of words.toml, longest first, on word bounds."""
    return re.compile(rf"(?<!\w)(?:{alternatives(_phrases(path))})(?!\w)", re.I)


def may_mention(text: str, *paths: tuple[str, ...]) -> bool:
    """Whether a phrase of some lists can stand in a text, in whatever shape: asked before patterns are held against it.

    Most texts have not one of the words that tell these phrases.
    """
    return not _telling_words(*paths).isdisjoint(_words_of(text))


@cache
def _telling_words(*paths: tuple[str, ...]) -> frozenset[str]:
    """Of every phrase of some lists its longest word, case-folded."""
    phrases = (phrase.casefold() for path in paths for phrase in _phrases(path))
    return frozenset(max(_WORD.findall(phrase), key=len) for phrase in phrases)


@lru_cache(maxsize=64)  # a title or a description is asked for several lists
def _words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _phrases(path: Sequence[str]) -> Iterable[str]:
    found: Any = words()
    for key in path:
        found = found[key]
    phrases: Iterable[str] = found
    return phrases


def alternatives(phrases: Iterable[str]) -> str:
    """Phrases as a regular expression alternation, longest first; a space stands for any white space."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return alternation(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("aggregator.normalize").joinpath(name).read_text(encoding="utf-8"))
