"""Whether one line is part of an address: the number behind the street's name and the postal code before the town, as
Europe and Latin America write it; the code behind the town. Asked of whole lines; refuses to look inside sentences.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.alternation import alternation

LONGEST = 60

_SMALL = r"[^\W\d_A-ZÀ-Þ]{1,5}"
_CAPITAL = r"[A-ZÀ-Þ][\w'’.\-]*"
_NAME = r"[^\W\d_][\w'’.\-]*"
_NUMBER = r"\d{1,4}(?:\s?[a-zA-Z]|\s(?:bis|ter))?(?:\s?[-–/]\s?\d{1,4}[a-zA-Z]?)?"
_TOWN = re.compile(r"(?:[A-Z]{1,2}-)?\d{5}(?:-\d{3})?,?\s+[A-ZÀ-Þ][\w'’.\-]+(?:[ /](?:[\w'’.()\-]+)){0,4}")


_TOWN_AND_CODE = re.compile(
    rf"{_CAPITAL}(?: [\w'’.\-]+){{0,3}},?\s+(?:[A-Z]{{2}}\.?,?\s+(?:\d{{5}}(?:-\d{{4}})?|[A-Z]\d[A-Z] ?\d[A-Z]\d)|"
    r"[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2})"
)
"""A town with its state and code, or with its code, as North America and Britain write it ("Holt, MI 48842")."""


@lru_cache(maxsize=4096)
def is_address_line(text: str) -> bool:
    """Whether a whole line is a street with its number, a postal code with its town, or both ("Via Roma 3, 40124
    Bologna", "Holt, MI 48842")."""
    text = text.strip(" ,;.")
    if not text or len(text) > LONGEST or not any(map(str.isdecimal, text)):
        return False
    street, comma, town = text.rpartition(", ")
    found = _TOWN.fullmatch(text) or _TOWN_AND_CODE.fullmatch(text) or _street().fullmatch(text)
    if found is None and comma and town[:1].isalnum():
        found = _street().fullmatch(street)
    return found is not None and _never().search(text) is None


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(files("aggregator.where").joinpath("data", "streets.toml").read_text(encoding="utf-8"))


@cache
def _never() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(_words()['never'])})\b", re.I)


@cache
def _street() -> re.Pattern[str]:
    """The shapes of a street with its number: the kind before the name, with a capital in it; the kind at its end; or a
    name that begins with where it lies."""
    kinds, ends, leads = (alternation(_words()[name]) for name in ("kinds", "ends", "leads"))
    named = rf"(?i:{kinds})\s+(?:{_SMALL}\s+|{_SMALL}['’]){{0,3}}{_CAPITAL}(?:\s+{_NAME}){{0,4}}"
    return re.compile(
        rf"{named},?\s+(?:n[.º°o]*\s?)?{_NUMBER}"
        rf"|{_NUMBER},?\s+{named}"
        rf"|(?:{_CAPITAL}\s+){{1,3}}(?i:{ends})\s+{_NUMBER}|(?:{_CAPITAL}\s+){{0,3}}{_CAPITAL}(?:{ends})\s+{_NUMBER}"
        rf"|(?:{leads})\s+(?:{_CAPITAL}\s+){{1,3}}{_NUMBER}"
    )
