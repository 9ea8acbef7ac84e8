"""Running prose → the places it names explicitly, with their spans. Reads no address field and guesses nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

from aggregator.model import Place
from aggregator.where import gazetteer
from aggregator.where.anchors import (
    Anchor,
    alias_anchor,
    alias_at,
    is_venue_word,
    looks_like_name,
    means_city,
    with_locality,
)
from aggregator.where.endings import ending_words, endings, may_end
from aggregator.where.short import read_place
from aggregator.where.street import begins_with_name, names_street, rooms_end, street_end
from aggregator.where.words import WORD, Token, closes, fold, key_of, tokenize, vocabulary
from aggregator.where.zones import resolve_region

BEFORE_PLACE = frozenset({"in", "at", "near", "outside", "around", "across", "throughout", "en", "à"})
CROSSINGS = frozenset({"corner", "intersection"})
LONGEST_VENUE = 7
FURTHEST_TOWN = 8
"""Words that may stand between a street and its town: a room, a floor, a quarter."""

LONGEST_COUNT = 3
"""Digits of a number that is no postal code."""

CODE = 2
"""Letters of the code of a state or a country."""

Home = tuple[str | None, str | None]


def find_places_in(
    text: str, *, region: str | None = None, country: str | None = None
) -> tuple[tuple[int, int, Place], ...]:
    """The places named explicitly in running prose, as (start, end, place) in text order, never overlapping.

    Explicit is: a known "City, ST", "City, State" or "City, Country"; a street address, with the town behind it; an
    alias or, at home (the source's region and country), a town, when `in`, `at` or `near` stands before it or it fills
    a line. Names are capitalised; "Reading group on Mobile organizing" names no place. Offsets are into `text`.
    """
    return _find_places_in(text, region, country)


@lru_cache(maxsize=1024)  # a sentence with twenty dates is asked for its places for each
def _find_places_in(text: str, region: str | None, country: str | None) -> tuple[tuple[int, int, Place], ...]:
    home = resolve_region(region, country)
    if home == (None, None) and not _may_hold_place(text):
        return ()
    tokens = tokenize(text)
    anchors = _anchors(tokens, home)
    spans = _streets(tokens, anchors, home) + [(_venue_start(tokens, anchor.start), anchor.end) for anchor in anchors]
    found: list[tuple[int, int, Place]] = []
    free_from = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < free_from:
            continue
        place = read_place(text, tokens[start:end], home)
        if place:
            first, last = tokens[start].start, _closed(text, tokens[start].start, tokens[end - 1].end)
            found.append((first, last, replace(place, text=text[first:last])))
            free_from = end
    return tuple(found)


def _may_hold_place(text: str) -> bool:
    """Whether a text has a number, or a word with which a place begins or ends that needs none, and no home: asked
    before its words are weighed one by one. Two letters end a place in capitals, or behind a comma."""
    comma, (begin, end) = "," in text, _clues()
    words = WORD.findall(text)
    if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) <= LONGEST_COUNT and not names_street(words[-2]):
        words.pop()  # "Film Night 3"
    for word in words:
        if word[0].isdigit():
            return True
        ends = len(word) > CODE or comma or word.isupper()
        if any(key in begin or (ends and key in end) for key in fold(word).split()):
            return True
    return False


@cache
def _clues() -> tuple[frozenset[str], frozenset[str]]:
    """The first words of aliases and crossings, and the last words of regions and countries."""
    return frozenset(name.split()[0] for name in gazetteer.aliases()) | CROSSINGS, ending_words()


def _closed(text: str, start: int, end: int) -> int:
    """The end of a span with the bracket it opened: `Finnish Hall (1970 Chestnut St)`."""
    words = text[start:end]
    return end + 1 if words.count("(") > words.count(")") and text[end : end + 1] == ")" else end


def _anchors(tokens: list[Token], home: Home) -> list[Anchor]:
    """The towns and areas that are named explicitly, in text order, not overlapping."""
    found: list[Anchor] = []
    last_words = ending_words()
    before: str | None = None
    for index, token in enumerate(tokens):
        ends = token.key in last_words or token.text[0].isdigit()
        anchor = _stated(tokens, index) if ends else None
        if anchor is None and (token.gap == ";" or before is None or before in BEFORE_PLACE):
            anchor = _by_itself(tokens, index, home)
        before = token.key
        if anchor is None:
            continue
        while found and found[-1].end > anchor.start and found[-1].end <= anchor.end:
            found.pop()
        if not found or found[-1].end <= anchor.start:
            found.append(anchor)
    return found


def _stated(tokens: list[Token], last: int) -> Anchor | None:
    """A known town with its state, ZIP code or country that ends with tokens[last]."""
    if not may_end(tokens, last):
        return None
    for ending in endings(tokens, last):
        comma, sure = tokens[ending.start].gap == ",", not ending.code_only
        if not (sure if comma else ending.postal and (ending.region or sure)):
            continue  # "Berlin, DE" and "Linda, 94702" say too little
        anchor = with_locality(tokens, ending)
        if anchor and anchor.known and anchor.locality and looks_like_name(tokens[anchor.locality[0]]):
            return anchor
    return None


def _by_itself(tokens: list[Token], start: int, home: Home) -> Anchor | None:
    """An alias, or a town at home, that begins with tokens[start] after `in`, or that fills a line."""
    alone = start == 0 or tokens[start].gap == ";"
    for end in range(min(len(tokens), start + 5), start, -1):
        filled = end == len(tokens) or tokens[end].gap == ";"
        if (alone and not filled) or not closes(tokens, end) or not _capitalised(tokens, start, end):
            continue
        if anchor := _named(tokens, start, end, home):
            return anchor
    return None


def _named(tokens: list[Token], start: int, end: int, home: Home) -> Anchor | None:
    key = key_of(tokens, start, end)
    if key is None:
        return None
    alias = alias_at(tokens, start, end)
    if alias:
        anchor = alias_anchor(alias, start, end)
        return anchor if means_city(tokens[start:end], alias_anchor(alias, 0, end - start), home) else None
    town = gazetteer.entry(key, region=home[0], country=home[1]) if home != (None, None) else None
    if town is None or key in vocabulary()["not_alone"]:
        return None
    return Anchor(start, end, (start, end), town.region or home[0], town.country, town.zone, known=True)


def _capitalised(tokens: list[Token], start: int, end: int) -> bool:
    if tokens[start].key == "the" and end - start > 1:
        start += 1
    return looks_like_name(tokens[start]) and tokens[start].text[0].isupper() and tokens[end - 1].text[0].isupper()


def _streets(tokens: list[Token], anchors: list[Anchor], home: Home) -> list[tuple[int, int]]:
    """The street addresses, each with the house before it and the town behind it, as word spans."""
    found = []
    index, ahead = 0, 0
    numbered = [token.text[0].isdigit() for token in tokens]
    if not any(numbered) and CROSSINGS.isdisjoint(token.key for token in tokens):
        return []
    while index < len(tokens):
        end = _street_in_prose(tokens, index) if _may_begin_street(tokens, index) else None
        if end is None:
            index += 1
            continue
        end = rooms_end(tokens, end, len(tokens))
        while ahead < len(anchors) and anchors[ahead].start < end:
            ahead += 1
        town = anchors[ahead] if ahead < len(anchors) and anchors[ahead].start <= end + FURTHEST_TOWN else None
        end = town.end if town and _belongs(tokens, end, town.start) else _town_end(tokens, end, home)
        found.append((_venue_start(tokens, index), end))
        index = end
    return found


def _town_end(tokens: list[Token], start: int, home: Home) -> int:
    """Where a town that follows a street and needs no state ends: `16th & Mission, San Francisco`; else `start`."""
    for end in range(min(len(tokens), start + 4), start, -1):
        if closes(tokens, end) and _capitalised(tokens, start, end) and _named(tokens, start, end, home):
            return end
    return start


def _belongs(tokens: list[Token], end: int, town: int) -> bool:
    """Whether a town belongs to the street that ends before it: only names stand between them, and no other street."""
    if not all(_links(token) for token in tokens[end:town]):
        return False
    numbers = (index for index in range(end, town) if tokens[index].text[0].isdigit())
    return not any(_street_in_prose(tokens, index) for index in numbers)


def _links(token: Token) -> bool:
    return token.text[0].isupper() or token.text[0].isdigit() or token.key in ("in", "floor")


def _may_begin_street(tokens: list[Token], index: int) -> bool:
    """Whether a number stands here or next, or a word for a crossing: of other words none begins a street address."""
    token = tokens[index]
    if token.text[0].isdigit() or token.key in CROSSINGS:
        return True
    return index + 1 < len(tokens) and tokens[index + 1].text[0].isdigit()


def _street_in_prose(tokens: list[Token], index: int) -> int | None:
    """A street address that begins with a number or `corner of`, and is more than "10 First Place Awards"."""
    token = tokens[index]
    if not token.text[0].isdigit() and token.key not in CROSSINGS:
        return street_end(tokens, index, len(tokens), crossings=False) if begins_with_name(tokens, index) else None
    words = vocabulary()
    if index and tokens[index - 1].key in words["never"] and not tokens[index].gap:
        return None if tokens[index - 1].key not in ("at", "in", "and", "or", "with") else _sure(tokens, index)
    return _sure(tokens, index)


def _sure(tokens: list[Token], index: int) -> int | None:
    end = street_end(tokens, index, len(tokens))
    if end is None or tokens[end - 1].key in vocabulary()["road"] or tokens[end - 1].key in vocabulary()["direction"]:
        return end
    return end if closes(tokens, end) else None


def _venue_start(tokens: list[Token], start: int) -> int:
    """Where the name of the house before an address begins: `at the Union Hall, 12 Main St`; else `start`."""
    if start == 0 or tokens[start].gap not in (",", ";", ""):
        return start
    first = start
    while first > 0 and start - first < LONGEST_VENUE and looks_like_name(tokens[first - 1]):
        if tokens[first - 1].key in vocabulary()["never"] or tokens[first - 1].key in BEFORE_PLACE:
            break
        first -= 1
        if tokens[first].gap:
            break
    while first < start and tokens[first].text[0].islower():
        first += 1
    led = first == 0 or tokens[first].gap == ";" or tokens[first - 1].key in ("at", "the")
    named = any(is_venue_word(token) for token in tokens[first:start])
    return first if led and (named or (first and tokens[first - 1].key in ("at", "the"))) else start
