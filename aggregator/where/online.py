"""Words → online, in a room, or both; and whether the address is told only after signing up. Knows no place."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.alternation import alternation
from aggregator.model import AttendanceMode

_THING = r"(?:address|location|venue|directions|where to (?:go|meet)|meeting (?:spot|point|place))"
_GIVEN = (
    r"(?:given?|disclosed?|shared?|sent|send|provided?|e-?mail(?:ed)?|revealed?|announced?|released?|available|told|tell"
    r"|text(?:ed)?|receive|get|follows?)"
)
_SIGNED = r"(?:rsvp\w*|regist\w+|sign(?:ing|ed)?[- ]?up|book(?:ed|ing)|reserv\w+|confirm\w*|tickets?|approv\w+|request)"
_AFTER = r"(?:after|upon|once|when|with|following|on|to|by|for|if)"
_NEAR = r"[^.!?\n]{0,60}?\b"

ADDRESS_AFTER = re.compile(
    rf"\b{_THING}\b{_NEAR}{_GIVEN}\b{_NEAR}{_AFTER}\b[^.!?\n]{{0,30}}?\b{_SIGNED}\b"
    rf"|\b{_THING}\b\W{{0,3}}(?:upon|after|with|on|following)\b\W{{0,3}}(?:\w+\W+){{0,2}}{_SIGNED}\b"
    rf"|\b{_SIGNED}\b,?\W(?:for|to (?:get|receive|learn|see|find out))\W(?:\w+\W){{0,2}}{_THING}\b"
    rf"|\b(?:after|upon|once|when)\b[^.!?\n]{{0,30}}?\b{_SIGNED}\b{_NEAR}{_GIVEN}\b[^.!?\n]{{0,30}}?\b{_THING}\b",
    re.IGNORECASE,
)
"""Sentences that hold an address back: "address given after RSVP", "RSVP for the location"."""


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = tomllib.loads(files("aggregator.where").joinpath("data", "online.toml").read_text(encoding="utf-8"))
    words = {name: [_spaced(form) for form in forms] for name, forms in lists.items()}
    made = {name: re.compile(rf"\b(?:{alternation(forms)})\b", re.IGNORECASE) for name, forms in words.items()}
    made["only"] = re.compile(rf"\W*(?:{alternation(words['alone'])})\W*", re.IGNORECASE)
    made["way"] = re.compile(rf"(?:\W|\b(?:{alternation(words['ways'])})\b)*", re.IGNORECASE)
    made["any"] = re.compile(
        rf"\b(?:{alternation([*words['online'], *words['mixed'], *words['offline'], 'zoom'])})\b", re.IGNORECASE
    )
    made["zoom"] = re.compile(r"\bZoom\b(?!\s+(?:in|out|lens)\b)|\bZOOM\b")
    return made


def _spaced(form: str) -> str:
    """A form whose blanks stand for any white space."""
    return form.replace("[- ]", r"[-\s]").replace(" ?", r"\s*").replace(" ", r"\s+")


def blank(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match replaced by as many semicolons, so that offsets hold and a gap remains."""
    return pattern.sub(lambda match: ";" * len(match.group()), text)


def blank_attendance(text: str) -> str:
    """The text without the words that say how people take part, every other letter in its place."""
    for name in ("not_meeting", "mixed", "online", "zoom", "offline"):
        text = blank(_patterns()[name], text)
    return text


@lru_cache(maxsize=1024)
def find_online(text: str) -> AttendanceMode | None:
    """How people take part, where the words say so: ONLINE, MIXED ("hybrid"), OFFLINE ("in person"), else None.

    Signing up, buying or reading something online says nothing about the meeting.
    """
    patterns = _patterns()
    if patterns["only"].fullmatch(text):
        return AttendanceMode.ONLINE
    if not patterns["any"].search(text):
        return None
    if patterns["mixed"].search(text) and not patterns["not_meeting"].search(text):
        return AttendanceMode.MIXED
    said = patterns["not_meeting"].sub(" ", text)
    online = bool(patterns["online"].search(said) or patterns["zoom"].search(said))
    offline = bool(patterns["offline"].search(said))
    if online and offline:
        return AttendanceMode.MIXED
    if online:
        return AttendanceMode.ONLINE
    return AttendanceMode.OFFLINE if offline else None


@lru_cache(maxsize=1024)
def is_online(text: str) -> bool:
    """Whether a text says that people take part from afar, and nothing else ("Zoom", "online via Zoom")."""
    return (
        find_online(text) is AttendanceMode.ONLINE and _patterns()["way"].fullmatch(blank_attendance(text)) is not None
    )


def address_after_signup(text: str) -> bool:
    """Whether the words hold the address back until people sign up; it is then not to be published."""
    return ADDRESS_AFTER.search(text) is not None
