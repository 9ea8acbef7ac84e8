"""Places told in English by what they are: a part of a named place ("the fountain on Market Square"), or what a town
has one of ("the county courthouse").

Refuses whatever no preposition leads in, and rooms of nobody's house.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from aggregator.alternation import alternation

_LOWER = r"[a-z][\w'’-]*"
_NAME = r"(?:\d+(?:st|nd|rd|th)|[A-Z])[\w'’&.-]*(?:\s+(?:(?:of|and|the|&)\s+){0,2}[A-Z0-9][\w'’&-]*){0,5}"
_WORDS = r"(?:[A-Z0-9][\w'’&.-]*|of|the|and)"
_LEAD = r"\b(?=[abfino])(?:at|in|on|outside(?:\s+of)?|inside|by|near|behind|in\s+front\s+of|from)\s+(?:the|our)\s+"
_LED = re.compile(_LEAD)
_LEAD_BARE = r"\b(?=[abinos])(?:at|outside(?:\s+of)?|inside|by|near|behind|in\s+front\s+of|steps\s+of)\s+"
_LED_BARE = re.compile(_LEAD_BARE)
_NOT_KINDS = r"(?!(?:same|first|last|next|beginning|heart|middle|day|week|time|moment|wake|name)\b)"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    lists = tomllib.loads(files("aggregator.where").joinpath("data", "told.toml").read_text(encoding="utf-8"))
    parts, grounds = alternation(lists["parts_of"]), alternation(lists["grounds"])
    room = rf"(?:(?:['’]s)?\s+(?:{parts}|{alternation(lists['rooms'])})\b)?"
    ground = rf"(?:(?:{_LOWER}|{_NAME})\s+){{0,2}}?(?:{grounds})\b{room}"
    part = rf"{_NOT_KINDS}(?:{_LOWER}\s+){{0,2}}?(?:{parts})"
    venues = alternation((*lists["venues"], *lists["venues_led"]))
    joint = r"\s+(?:of|off|on|in|at|near|outside|behind|opposite|by|to|inside)\s+"
    of_whole = re.compile(
        rf"{_LEAD}(?P<house>{part}{joint}(?:(?:the|our)\s+{ground}|(?:the\s+)?{_NAME}(?:\s+(?:{venues})\b)?))"
    )
    sides = rf"(?:{'|'.join(lists['sides_of'])})"
    beside = re.compile(rf"{_LEAD}{sides}{joint}(?:the\s+)?(?P<house>(?:{_WORDS}\s+){{1,5}}(?i:{venues})\b)")
    seat = re.compile(rf"{_LEAD_BARE}(?P<house>{alternation(lists['seats'])})\b(?!\s+(?:at|in)\s+\d)")
    alone = re.compile(rf"{_LEAD}(?P<house>{_NOT_KINDS}{ground})")
    before = re.compile(
        rf"{_LEAD}(?P<house>(?:{_LOWER}\s+|{_NAME}\s+){{0,3}}?(?:{grounds}|{parts}))\s*(?:,|\(|–|at|on|in)?\s*(?:the\s+)?\Z"
    )
    return beside, of_whole, alone, before, seat


def find_landmark(text: str) -> tuple[int, int] | None:
    """Start and end of the first such place that a sentence tells: a part with its whole first; else None."""
    beside, of_whole, alone, _, seat = _patterns()
    found = None
    if _LED.search(text) is not None:
        found = beside.search(text) or of_whole.search(text) or alone.search(text)
    if found is None and _LED_BARE.search(text) is not None:
        found = seat.search(text)
    return found.span("house") if found is not None else None


def landmark_before(text: str) -> int | None:
    """Where the house begins that a text names by what it is right before its street ("in the library's community room
    at 22 Elm St"); None where none stands at the end of the text."""
    found = _patterns()[3].search(text)
    return found.start("house") if found is not None else None
