"""The packaged vocabularies of normalize, compiled once.

Refuses to hold words itself: they are in words.toml and signup_services.toml beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from aggregator.alternation import alternation


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


@cache
def mention_pattern(*paths: tuple[str, ...]) -> re.Pattern[str]:
    """What finds something in every text in which a phrase of any of these lists stands, in whatever shape.

    Held against each text once in place of a pattern for each list and shape, since most texts hold none.
    """
    forms = {form for path in paths for phrase in _phrases(path) for form in (phrase, phrase.upper())}
    return re.compile(rf"(?<!\w)(?:{alternatives(forms)})", re.I)


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
