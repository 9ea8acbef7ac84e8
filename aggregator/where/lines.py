"""Whether one line is part of an address: the number behind the street's name and the postal code before the town, as
Europe and Latin America write it; the code behind the town. Asked of whole lines; refuses to look inside sentences.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.alternation import alternation
from aggregator.where.endings import CODE_CA, CODE_GB, regions_in
from aggregator.where.street import HOUSE, find_street
from aggregator.where.words import Token, fold, tokenize, vocabulary

LONGEST = 80
LONGEST_HOUSE, LONGEST_TOWN = 5, 6
"""Words that the name of a house before its street, and the town behind it, have at most."""

MOST_WORDS = 14
"""Words of a line that ends with a postal code."""

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


_TOWN_OF_STATE = re.compile(rf"{_CAPITAL}(?: [\w'’.\-]+){{0,4}}\s*[-–/]\s*[A-Z]{{2}}")
"""A town with its state as Brazil writes it, perhaps behind a part of the town: "12, Centro, Curitiba - PR"."""


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
        found = _street().fullmatch(street) or (_TOWN.fullmatch(town) and _street_before_code().fullmatch(street))
        found = found or (_TOWN_OF_STATE.fullmatch(town) and _street().match(street))
    return found is not None and _never().search(text) is None


def ends_as_address(text: str) -> bool:
    """Whether a whole line is an address by its end, be its town known or not: a numbered street and a town, perhaps
    behind the name of a house ("Corner House, 12 Mill Road, Ashby"); names and a British or Canadian postal code; a
    town and its province or nation by name ("Ashby, Ontario")."""
    words = text.split()
    if "," not in text and not any(map(str.isdigit, "".join(words[:-1]))):
        return False  # seen without looking closer, as in the next two lines
    if any(word.islower() and word.isalpha() and fold(word) not in vocabulary()["small"] for word in words):
        return False
    tokens = tokenize(text)
    if not 1 < len(tokens) <= MOST_WORDS or _SENTENCE_END.search(text) or not all(map(_is_of_a_name, tokens)):
        return False
    return _ends_with_code(tokens) or _is_town_of_region(tokens) or _is_street_and_town(tokens)


_SENTENCE_END = re.compile(r"[!?:]|\w{5,}\.\s")


def _is_of_a_name(token: Token) -> bool:
    word = token.text
    return word[0].isupper() or word[0].isdigit() or token.key in vocabulary()["small"]


def _ends_with_code(tokens: list[Token]) -> bool:
    """Whether the last two words are a postal code of Britain or Canada, behind names that a comma parts."""
    last = tokens[-2:]
    code = "".join(token.text for token in last)
    whole = not last[-1].gap and any(token.gap == "," for token in tokens[1:])
    return whole and len(tokens) > 2 and (CODE_GB.match(code) or CODE_CA.match(code)) is not None


def _is_town_of_region(tokens: list[Token]) -> bool:
    """Whether the words are a name, a comma, and a region by its full name."""
    comma = next((at for at, token in enumerate(tokens) if at and token.gap), len(tokens))
    if comma > 3 or comma == len(tokens) or tokens[comma].gap != "," or tokens[0].text[0].isdigit():
        return False
    named = regions_in(tokens, len(tokens) - 1)
    return any(start == comma and region.name == region.code for start, region in named)


def _is_street_and_town(tokens: list[Token]) -> bool:
    """Whether the words are a street that begins with its number, the name of a house before it, a town behind it."""
    found = find_street(tokens)
    if found is None or not HOUSE.match(tokens[found[0]].text) or not 0 < len(tokens) - found[1] <= LONGEST_TOWN:
        return False
    house, town = tokens[: found[0]], tokens[found[1] :]
    parted = not house or (len(house) <= LONGEST_HOUSE and tokens[found[0]].gap == ",")
    return parted and any(token.text[0].isupper() for token in town)


@cache
def _words() -> dict[str, list[str]]:
    return tomllib.loads(files("aggregator.where").joinpath("data", "streets.toml").read_text(encoding="utf-8"))


@cache
def _never() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(_words()['never'])})\b", re.I)


@cache
def _street_before_code() -> re.Pattern[str]:
    """A street before a postal code and a town: it needs neither a number nor capitals ("route des collines")."""
    kinds, alone = alternation(_words()["kinds"]), alternation(_words()["alone"])
    return re.compile(rf"(?:{_NUMBER},?\s+)?(?:(?i:{alone})|(?i:{kinds})(?:\s+{_NAME}){{1,6}})")


@cache
def _street() -> re.Pattern[str]:
    """The shapes of a street with its number: the kind before the name, with a capital in it; the kind at its end; or a
    name that begins with where it lies."""
    kinds, alone, ends, leads = (alternation(_words()[name]) for name in ("kinds", "alone", "ends", "leads"))
    named = rf"(?:(?i:{alone})|(?i:{kinds})\s+(?:{_SMALL}\s+|{_SMALL}['’]){{0,3}}{_CAPITAL}(?:\s+{_NAME}){{0,4}})"
    return re.compile(
        rf"{named},?\s+(?:n[.º°o]*\s?)?{_NUMBER}"
        rf"|{_NUMBER},?\s+{named}"
        rf"|(?:{_CAPITAL}\s+){{1,3}}(?i:{ends})\s+{_NUMBER}|(?:{_CAPITAL}\s+){{0,3}}{_CAPITAL}(?:{ends})\s+{_NUMBER}"
        rf"|(?:{leads})\s+(?:{_CAPITAL}\s+){{1,3}}{_NUMBER}"
    )
