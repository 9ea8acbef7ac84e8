"""Places told in short, filled up from where the page gives the same street, or the same house, in full.

The town of a street may stand only in the page's footer, the street of a hall only below the list. Refuses to join
what is not the same house number and street, or the same name; of two towns or two streets neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, cached_property

from aggregator import where
from aggregator.extract.html.blocks import Block, Document
from aggregator.model import Evidence, Place, RawEvent

LONGEST_BLOCK = 1500
FURTHEST_STREET = 60
"""Characters between the name of a house and its street."""

STREET_AFTER = 40
"""Characters after a house number in which the name of its street begins and ends."""

LONGEST_ADDRESS = 200
"""Characters of an address from its house number on, with a room, a town, a state and a code."""

_NUMBER = re.compile(r"\d{1,5}\b")
_NUMBERS = re.compile(r"\b\d{1,5}\b")
_DIRECTIONS = frozenset("n s e w ne nw se sw north south east west".split())
_LINK = re.compile(r"\W*(?:(?:is|which|located|at|near|the|on|in|address|intersection|corner|of)\W+)*\Z", re.I)
"""What may stand between the name of a house and its street."""


def completed(document: Document, events: Iterable[RawEvent]) -> list[RawEvent]:
    """The events, those with a street but no town, or a house but no street, filled up from the rest of the page."""
    page = _Lines(document.blocks)
    lookup = cache(lambda words: _fuller(page, words))
    filled = []
    for event in events:
        found = lookup(event.location) if event.location and event.place is None else None
        filled.append(_filled(event, *found) if found else event)
    return filled


def _filled(event: RawEvent, location: str, block: Block) -> RawEvent:
    told = Evidence("location", block.text[:300], f"block {block.index}", "same-place-in-full")
    return replace(event, location=location, evidence=(*event.evidence, told))


class _Lines:
    """The blocks of a page, found by the numbers and the words in them: each is read once, not once for each event."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks

    @cached_property
    def _numbered(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, block in enumerate(self.blocks):
            if len(block.text) <= LONGEST_BLOCK:
                for number in dict.fromkeys(_NUMBERS.findall(block.text)):
                    found.setdefault(number, []).append(at)
        return found

    @cached_property
    def _lower(self) -> list[str]:
        return [block.text.lower() if len(block.text) <= LONGEST_BLOCK else "" for block in self.blocks]

    def with_number(self, number: str) -> list[int]:
        """Positions of the blocks, none of them long, in which a number stands by itself."""
        return self._numbered.get(number, [])

    def with_words(self, words: str) -> Iterator[int]:
        """Positions of the blocks, none of them long, in which some words may stand."""
        lower = words.lower()
        return (at for at, text in enumerate(self._lower) if lower in text)

    def joined(self, first: int, last: int) -> str:
        """The text of some blocks as one line."""
        return ", ".join(block.text for block in self.blocks[first:last])


def _fuller(page: _Lines, words: str) -> tuple[str, Block] | None:
    """The words for a place with what the page says of it elsewhere, and the block that says it."""
    place = where.find_place(words)
    if where.find_online(words) is not None or (place is not None and place.attendance_mode is not None):
        return None
    if place is not None and place.address:
        is_full = place.postal_code or (place.locality and place.region)
        return None if is_full else _with_town(page, words, place.address)
    house = place.venue if place is not None and place.venue else words
    if (place is not None and place.locality) or len(house.split()) < 2 or _NUMBER.search(house):
        return None
    return _with_street(page, words, house)


def _with_town(page: _Lines, words: str, street: str) -> tuple[str, Block] | None:
    key = _street_key(street)
    if key is None:
        return None
    found = [(other, block) for other, block in _addresses(page, key) if _is_fuller(other, key)]
    if len({other.locality.casefold() for other, _ in found if other.locality}) != 1:
        return None
    other, block = max(found, key=lambda each: each[0].postal_code is not None)
    tail = _tail(words, other)
    return (f"{words.rstrip(' ,')}{tail}", block) if tail else None


def _is_fuller(other: Place, key: tuple[str, str]) -> bool:
    return bool(other.locality and other.region and other.address and _street_key(other.address) == key)


def _tail(words: str, full: Place) -> str:
    """The town, state and code that words for a place lack, as they are written behind it."""
    lower = words.casefold()
    at = lower.rfind((full.locality or "").casefold())
    tail = "" if at > 0 and "," in words[:at] else f", {full.locality}"
    stated = where.find_region(words) if not tail else None
    if stated is not None and stated != full.region:
        return ""
    tail += "" if stated else f", {full.region}"
    return f"{tail} {full.postal_code}" if full.postal_code else tail


def _street_key(street: str) -> tuple[str, str] | None:
    """House number and first word of a street's name: `121 N. La Salle St.` and `121 North LaSalle Street` differ in
    the rest."""
    number = _NUMBER.match(street)
    names = re.findall(r"[^\W_]+", street[number.end() :].casefold()) if number else []
    names = [name for name in names if name not in _DIRECTIONS]
    return (number[0], names[0]) if number and names else None


def _addresses(page: _Lines, key: tuple[str, str]) -> Iterator[tuple[Place, Block]]:
    """Every explicit address at a house of a street, read with the lines below it as well."""
    number, street = key
    house = re.compile(rf"\b{number}\b")
    for at in page.with_number(number):
        for text in dict.fromkeys(_beginning(page, at, house, street)):
            for _, _, place in where.find_places_in(text):
                if place.address:
                    yield place, page.blocks[at]


def _beginning(page: _Lines, at: int, house: re.Pattern[str], street: str) -> Iterator[str]:
    """What is written from a house number on, where the street follows: in its line, and with one and two more."""
    zone = page.blocks[at].zone
    for until in (at + 1, at + 2, at + 3):
        if any(block.zone is not zone for block in page.blocks[at + 1 : until]):
            break
        text = page.joined(at, until)
        for match in house.finditer(text, 0, len(page.blocks[at].text)):
            if street in text[match.end() : match.end() + STREET_AFTER].casefold():
                address = text[match.start() : match.start() + LONGEST_ADDRESS]
                yield address if text.endswith(address) else address.rpartition(" ")[0]


def _with_street(page: _Lines, words: str, venue: str) -> tuple[str, Block] | None:
    """The words with the street that the page gives right behind the same name."""
    name = re.compile(rf"\b{re.escape(venue)}\b", re.I)
    found: dict[str, tuple[str, Block]] = {}
    for at in page.with_words(venue):
        block = page.blocks[at]
        match = name.search(block.text)
        if match is None:
            continue
        below = page.blocks[at : at + (3 if match.end() == len(block.text) else 1)]
        text = page.joined(at, at + sum(each.zone is block.zone for each in below))
        for start, end, place in where.find_places_in(text):
            begin = text.find(place.address, start, end) if place.address else -1
            between = text[match.end() : begin] if begin >= match.end() else None
            if place.address and between is not None and len(between) <= FURTHEST_STREET and _LINK.match(between):
                full = text[begin:end].strip(" ,.")
                found.setdefault(place.address.casefold().rstrip("."), (f"{words.rstrip(' ,.')}, {full}", block))
    return next(iter(found.values())) if len(found) == 1 else None
