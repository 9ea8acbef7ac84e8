"""A short text that is a place ("Union Hall, 12 Main St., Springfield IL 62701") → Place. Reads no running prose."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from aggregator.model import AttendanceMode, Place
from aggregator.where import gazetteer
from aggregator.where.anchors import (
    Anchor,
    alias_anchor,
    alias_at,
    find_anchor,
    is_venue_word,
    means_city,
    part_start,
)
from aggregator.where.endings import ZIP
from aggregator.where.online import ADDRESS_AFTER, blank, blank_attendance, find_online
from aggregator.where.street import HOUSE, find_street, is_room, is_street_name, rooms_end
from aggregator.where.words import Token, key_of, tokenize, vocabulary
from aggregator.where.zones import resolve_region, zone_at, zone_of

LONGEST_TEXT = 600
"""Characters that are read; what follows in a longer text is prose, not an address."""

NAMESAKE = 5_000
"""People a place in the source's own region must have to be meant by a name that stands for a great city elsewhere."""

NOT_A_PLACE = re.compile(
    r"\W*(?:(?:t\.?b\.?[adc]\.?|to be (?:announced|determined|confirmed|decided)|unknown|none|n/?a|nationwide|varies"
    r"|everywhere|anywhere|(?:various|multiple)( locations)?|see (?:below|description|website|details)|location"
    r"|private (?:home|residence))\W*)+",
    re.IGNORECASE,
)
UNDECIDED = re.compile(
    r"^\W*(?:t\.?b\.?[adc]\b\.?|(?:location )?to be (?:announced|determined|confirmed|decided)|varies\b)", re.IGNORECASE
)
"""A text that begins by saying that the house is still open: what follows may give the town, not a venue."""

LINKS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b")
COORDINATES = re.compile(r"(?<![\d.])(-?\d{1,2}\.\d{3,}),\s*(-?\d{1,3}\.\d{3,})(?![\d.])")
LABEL = re.compile(r"^\s*(?:location|where|venue|place|address|lugar|ort|lieu)\s*[:–-]\s*", re.IGNORECASE)
HINT_WORDS = frozenset({"at", "in", "near", "and", "or", "on", "via", "from", "address", "location", "held"})
"""Words around the name of a house that are no part of it."""

Home = tuple[str | None, str | None]
"""The source's (region, country)."""

NOWHERE = Place()


def find_place(text: str, *, region: str | None = None, country: str | None = None) -> Place | None:
    """The place that a short text names: a location field, an address line, "City, ST".

    region, country: the source's own (a US state code or an ISO country code), for what the text leaves unsaid. A
    locality is never taken without a state, country, postal code, alias or the source's region. Every word of the
    result stands in the text; region is a US state code or the region's name, country ISO 3166-1 alpha-2, timezone the
    IANA zone where the place has only one. None where the text names no place ("Zoom", "TBA"). Raises nothing.
    """
    return _find_place(text, region, country)


@lru_cache(maxsize=4096)  # a calendar names the same few halls again and again
def _find_place(text: str, region: str | None, country: str | None) -> Place | None:
    whole = text[:LONGEST_TEXT].strip()
    if not whole or NOT_A_PLACE.fullmatch(whole):
        return None
    readable = blank(LABEL, blank(LINKS, blank(ADDRESS_AFTER, whole)))
    mode = find_online(readable)
    tokens = tokenize(readable) if mode is None else _without_online(readable)
    place = read_place(whole, tokens, resolve_region(region, country)) if tokens else None
    if place and UNDECIDED.match(whole):
        place = replace(place, venue=None)
    place = _with_coordinates(whole, place)
    if place and mode is AttendanceMode.ONLINE:
        mode = AttendanceMode.MIXED
    return replace(place, text=whole, attendance_mode=mode) if place and place != NOWHERE else None


def _without_online(text: str) -> list[Token]:
    """The words of the text, without those that only say how one can take part."""
    tokens = tokenize(blank_attendance(text))
    anchor = find_anchor(tokens)
    if (anchor and anchor.known) or find_street(tokens):
        return tokens
    kept: list[Token] = []
    tokens, start = tokenize(text), 0
    for index in range(1, len(tokens) + 1):
        if index < len(tokens) and not (tokens[index].gap or tokens[index].key in ("and", "or", "via")):
            continue
        words = tokens[start + (tokens[start].key in ("and", "or")) : index]
        if words and find_online(text[words[0].start : words[-1].end]) is None:
            kept += words
        start = index
    return kept


def read_place(text: str, tokens: list[Token], home: Home) -> Place | None:
    """The parts of the place that the words name. home: the source's (region, country)."""
    return _read_place(text, tuple(tokens), home)


@lru_cache(maxsize=1024)  # a line is asked whether it is a place, and then for the place
def _read_place(text: str, words: tuple[Token, ...], home: Home) -> Place | None:
    tokens = list(words)
    anchor = find_anchor(tokens, home=home)
    if anchor is None or not anchor.known:
        anchor = _bare_name(tokens, home) or anchor
    elif _names_another(tokens, anchor):
        anchor = None
    head_end = anchor.start if anchor else len(tokens)
    street = find_street(tokens, 0, head_end) or _loose_street(tokens, head_end, anchor)
    if anchor and anchor.locality is None and anchor.postal and street:
        anchor = _locality_after(tokens, street[1], head_end, anchor)
    venue = _venue(text, tokens, street, anchor)
    place = Place(
        venue=venue,
        address=_slice(text, tokens, street),
        locality=_slice(text, tokens, anchor.locality) if anchor else None,
        region=anchor.region if anchor else None,
        postal_code=_slice(text, tokens, anchor.postal) if anchor else None,
        country=anchor.country if anchor else None,
        timezone=anchor.zone if anchor else None,
    )
    if place == NOWHERE:
        return None
    return place if place.timezone else replace(place, timezone=zone_of(place))


def _names_another(tokens: list[Token], anchor: Anchor) -> bool:
    """Whether the text names a second town in another zone ("Phoenix, AZ and Denver, CO"): it then has no one place."""
    other = find_anchor(tokens[: anchor.start]) if anchor.start else None
    return bool(other and other.known and other.locality and other.zone != anchor.zone)


def _bare_name(tokens: list[Token], home: Home) -> Anchor | None:
    """The part that is all of an alias, or of a place in the source's own region; several cities: None."""
    found: list[Anchor] = []
    last = len(tokens)
    while last > 0:
        start = part_start(tokens, last - 1)
        if anchor := _name_at(tokens, _after_street(tokens, start, last), last, home):
            found.append(anchor)
        last = start
    if len({(anchor.country, anchor.region, anchor.zone) for anchor in found}) != 1:
        return None
    return found[0]


def _after_street(tokens: list[Token], start: int, last: int) -> int:
    """Where a part goes on after the street address it begins with or holds: `2925 Euclid Ave Cleveland`."""
    street = find_street(tokens, start, last)
    end = rooms_end(tokens, street[1] if street else start, last)
    return end if end < last else start


def _name_at(tokens: list[Token], start: int, end: int, home: Home) -> Anchor | None:
    while start < end and tokens[start].key in ("in", "at", "near"):
        start += 1
    end = _before_rooms(tokens, start, end)
    key = key_of(tokens, start, end) if end > start else None
    if not key or end - start > 5:
        return None
    alias = alias_at(tokens, start, end)
    region, country = home
    at_home = gazetteer.entry(key, region=region, country=country) if region or country else None
    if at_home and key in vocabulary()["not_alone"]:
        at_home = None
    if at_home and (alias is None or at_home.people >= NAMESAKE):
        return Anchor(start, end, (start, end), at_home.region or region, at_home.country, at_home.zone, known=True)
    anchor = alias_anchor(alias, start, end) if alias else None
    return anchor if anchor and means_city(tokens, anchor, home) else None


def _before_rooms(tokens: list[Token], start: int, end: int) -> int:
    """The end of a name without the room after it: `Cleveland 4th Fl`."""
    for index in range(start + 1, end):
        if rooms_end(tokens, index, end) == end:
            return index
    return end


def _loose_street(tokens: list[Token], end: int, anchor: Anchor | None) -> tuple[int, int] | None:
    """An address without the word street: `2 Woodward` right before the town, or a street without a number."""
    if anchor is None or anchor.locality is None:
        return None
    index = end
    while index > 0:
        start = part_start(tokens, index - 1)
        for house in range(start, index):
            if HOUSE.match(tokens[house].text) and 1 < index - house <= 4 and tokens[house + 1].text[0].isupper():
                return house, index
        if start > 0 and is_street_name(tokens, start, index):
            return start, index
        index = start
    return None


def _locality_after(tokens: list[Token], start: int, end: int, anchor: Anchor) -> Anchor:
    """The words between the street and "ST 12345" are the town, where the gazetteer does not have it."""
    words = tokens[start:end]
    if not words or len(words) > 4 or any(token.text[0].isdigit() or is_venue_word(token) for token in words):
        return anchor
    return replace(anchor, locality=(start, end))


def _venue(text: str, tokens: list[Token], street: tuple[int, int] | None, anchor: Anchor | None) -> str | None:
    """The name of the house: what stands before the street and the town, else between them, else after."""
    head_end = anchor.start if anchor else len(tokens)
    if found := _venue_words(text, tokens, 0, street[0] if street else head_end):
        return found
    between = street is not None and any(is_venue_word(token) for token in tokens[street[1] : head_end])
    if street and between and (found := _venue_words(text, tokens, street[1], head_end)):
        return found
    if anchor and not any(ZIP.match(token.text) for token in tokens[anchor.end :]):
        found = _venue_words(text, tokens, anchor.end, len(tokens))
        return found if found and found[0].isupper() else None
    return None


def _venue_words(text: str, tokens: list[Token], start: int, end: int) -> str | None:
    while start < end and tokens[start].key in HINT_WORDS:
        start += 1
    while end > start and tokens[end - 1].key in HINT_WORDS:
        end -= 1
    never = vocabulary()["never"]
    if not any(t.text[0].isalpha() and len(t.key) > 1 and t.key not in never for t in tokens[start:end]):
        return None
    if is_room(tokens, start, end) or find_street(tokens, start, end):
        return None
    second = next((i for i in range(start + 1, end) if tokens[i].gap), end)
    if key_of(tokens, start, second) == key_of(tokens, second, min(end, 2 * second - start)):
        end = second
    return _slice(text, tokens, (start, end))


CLOSING = {")": "(", "]": "[", "”": "“", "’": "‘", '"': '"', "'": "'"}


def _slice(text: str, tokens: list[Token], span: tuple[int, int] | None) -> str | None:
    """The words of tokens[span] as they stand in the text; single spaces, no full stop of a sentence."""
    if span is None or span[0] >= span[1]:
        return None
    last = tokens[span[1] - 1]
    words = text[tokens[span[0]].start : last.end]
    if link := LINKS.search(words):
        words = words[: link.start()].rstrip(" -–—:;,|")
    elif words.endswith(".") and len(last.text) > 5:
        words = words[:-1]
    else:
        closing = text[last.end : last.end + 1]
        if closing in CLOSING and words.count(CLOSING[closing]) > (words.count(closing) if closing in ")]”" else 0):
            words += closing
    return " ".join(words.split()) or None


def _with_coordinates(text: str, place: Place | None) -> Place | None:
    match = COORDINATES.search(text)
    if not match or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        return place
    latitude, longitude = float(match[1]), float(match[2])
    place = place or Place()
    zone = place.timezone or zone_at(latitude, longitude)
    return replace(place, latitude=latitude, longitude=longitude, timezone=zone)
