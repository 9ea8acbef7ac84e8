"""A sentence in Spanish, French, Italian, Portuguese or German that tells where people meet → the words for the place.

Romance languages name the kind of house first ("en la Plaza del Molino", "salle Saint-Jean"), German last ("am
Mühlenplatz", "im alten Rathaus"). Refuses kinds of houses without a name of their own, and gives no parts.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_SCREENS = (
    r"(?!(?:Zoom|Facebook|Teams|Skype|Google|Meet|YouTube|Instagram|WhatsApp|Telegram|Jitsi|Internet|E-?[Mm]ail)\b)"
)
_NAME = rf"{_SCREENS}[A-ZÀ-Þ](?:[\w'’-]+|\.)"
_PARTICLE = r"(?:de(?:l|lla|llo|lle|i|gli)?|d[uoa]s?|des|la|las|los|les|le|el|e|y|et|di|da|à|aux?|ai|alla)"
_OF = rf"(?:(?:{_PARTICLE}\s+){{0,2}}(?:[dl]['’])?)"
_NUMBERS = re.compile(r"\A\d{1,4}(?:\s?(?:bis|ter))?,?\s+|[\s,]+\d{1,4}\Z|,?\s+\d{4,5}\s+[A-ZÀ-Þ].*\Z")
"""The number of a house, and the postal code and town behind it."""

_ENGLISH = re.compile(r"\b(?:the|and|of|with|join|our|we|is|are|for|on)\b", re.I)
"""Words of a text in which "via" and "place" are English."""


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = tomllib.loads(files("aggregator.where").joinpath("data", "told.toml").read_text(encoding="utf-8"))
    kinds = "|".join(f"(?i:{each})" for each in lists["houses_first"])
    ends = "|".join(lists["houses_last"])
    before = "|".join(lists["leads_in"])
    first = rf"(?<![\w'’])(?P<house>(?:{kinds})\s+{_OF}{_NAME}(?:\s+{_OF}{_NAME}){{0,4}})"
    last = (
        rf"\b(?:{before})\s+(?P<house>(?:[a-zäöü]+(?:en|er)\s+)?(?:[A-ZÄÖÜ][\wäöüß-]*[-\s])?"
        rf"(?:[A-ZÄÖÜ][\wäöüß-]*)?(?i:{ends})\b(?:\s+im\s+(?:[a-zäöü]+en\s+)?[A-ZÄÖÜ][\wäöüß-]+)?)"
    )
    return re.compile(first), re.compile(last)


def is_house(text: str) -> bool:
    """Whether a whole line is a kind of house or place with its name ("Salle Saint-Jean", "Plaza Mayor 3")."""
    return _patterns()[0].fullmatch(_NUMBERS.sub("", text)) is not None and not _ENGLISH.search(text)


def find_house(text: str) -> str | None:
    """The first house or place that a sentence names in one of these languages, as it stands in the text; else None."""
    if _ENGLISH.search(text):
        return None
    found = [match for pattern in _patterns() for match in pattern.finditer(text)]
    return min(found, key=lambda match: match.start("house"))["house"] if found else None
