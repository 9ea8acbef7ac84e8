"""The words that pin a place down: "City, ST", "City 12345", "City, Country", and names that stand for themselves.

Works on words; knows nothing of streets and venues.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aggregator.where import gazetteer
from aggregator.where.endings import Ending, endings, may_end, regions_in
from aggregator.where.gazetteer import Alias
from aggregator.where.words import Token, closes, key_of, runs_up_to, vocabulary
from aggregator.where.zones import alias_zone


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a text says which town it means. All positions are word indexes, ends exclusive.

    start, end: everything that was understood, from the locality to the country.
    locality: its words, or None. postal: the words of the postal code, or None. known: the gazetteer has the locality.
    """

    start: int
    end: int
    locality: tuple[int, int] | None
    region: str | None
    country: str | None
    zone: str | None
    postal: tuple[int, int] | None = None
    known: bool = False


def find_anchor(tokens: list[Token], *, home: tuple[str | None, str | None] = (None, None)) -> Anchor | None:
    """The last anchor with a locality that is known; without one, the last that names a locality plausibly.

    home: the source's (region, country); it settles "Union Hall, LA" and nothing else.
    """
    fallback = None
    for last in range(len(tokens) - 1, -1, -1):
        if not may_end(tokens, last):
            continue
        alias = _alias_up_to(tokens, last)
        region_words = max((last + 1 - start for start, _ in regions_in(tokens, last)), default=0)
        if alias and last + 1 - alias.start > region_words:
            return alias
        for ending in endings(tokens, last):
            anchor = with_locality(tokens, ending)
            if anchor and anchor.known:
                return anchor
            if not (alias and _is_other_place(alias, ending)):
                fallback = fallback or anchor
            elif home[0] == ending.region_code:
                return anchor
        if alias and means_city(tokens, alias, home):
            return alias
    return fallback


def _alias_up_to(tokens: list[Token], last: int) -> Anchor | None:
    """The longest alias that fills a part of the text up to `last`, as an anchor."""
    if not closes(tokens, last + 1):
        return None
    for start, _ in runs_up_to(tokens, last):
        if (start == 0 or tokens[start].gap) and (alias := alias_at(tokens, start, last + 1)):
            return alias_anchor(alias, start, last + 1)
    return None


def alias_anchor(alias: Alias, start: int, end: int) -> Anchor:
    """The anchor an alias makes; an area has no locality."""
    locality = (start, end) if alias.city else None
    return Anchor(start, end, locality, alias.region, alias.country, alias_zone(alias), None, known=True)


def _is_other_place(alias: Anchor, ending: Ending) -> bool:
    """Whether the same letters name a city and another state: `LA`."""
    return ending.region is not None and ending.region.code != alias.region


def means_city(tokens: list[Token], alias: Anchor, home: tuple[str | None, str | None]) -> bool:
    """Whether letters that name a city and also another state mean the city: alone, at home, or after its part."""
    rivals = [region for start, region in regions_in(tokens, alias.end - 1) if start == alias.start]
    if all(region.code == alias.region for region in rivals) or home[0] == alias.region:
        return True
    if alias.start == 0:
        return home[0] not in {region.code for region in rivals}
    return any(
        gazetteer.entry(key, region=alias.region, country=alias.country)
        for start, key in runs_up_to(tokens, alias.start - 1)
        if start == 0 or tokens[start].gap
    )


def with_locality(tokens: list[Token], ending: Ending) -> Anchor | None:
    """The anchor that an ending makes with the words before it: the longest known locality, else a plausible one."""
    region = ending.region_code
    last = ending.start - 1
    if last < 0 or (ending.start < len(tokens) and tokens[ending.start].gap == "&"):
        return None if ending.code_only else _bare(ending, region)
    for start, key in runs_up_to(tokens, last):
        found = gazetteer.entry(key, region=region, country=ending.country)
        if found and tokens[start].text[0].isalpha():
            postal = ending.postal or _postal_before(tokens, start, ending.country)
            begin = min(start, postal[0]) if postal else start
            where = found.region if found.country == "US" else region or found.region
            return Anchor(begin, ending.end, (start, last + 1), where, found.country, found.zone, postal, known=True)
        alias = alias_at(tokens, start, last + 1)
        if alias and alias.country == ending.country and region in (None, alias.region):
            return replace(alias_anchor(alias, start, last + 1), end=ending.end, postal=ending.postal)
    return None if ending.code_only else _unknown_locality(tokens, ending, region)


def _bare(ending: Ending, region: str | None) -> Anchor:
    return Anchor(ending.start, ending.end, None, region, ending.country, None, ending.postal)


def _postal_before(tokens: list[Token], start: int, country: str | None) -> tuple[int, int] | None:
    """`10115 Berlin, Germany`, `4057, Basel`: outside the Americas the code stands before the town."""
    if country != "US" and start > 0 and re.match(r"\d{4,5}$", tokens[start - 1].text):
        return start - 1, start
    return None


def _unknown_locality(tokens: list[Token], ending: Ending, region: str | None) -> Anchor | None:
    """A locality the gazetteer does not have: the whole comma part before the region, where it looks like a name."""
    bare = _bare(ending, region)
    if not tokens[ending.start].gap:
        return bare if ending.postal else None
    if ending.start and not looks_like_name(tokens[ending.start - 1]) and not ending.postal:
        return None if tokens[ending.start - 1].text.islower() else bare
    start = part_start(tokens, ending.start - 1)
    words = tokens[start : ending.start]
    if len(words) > 4 or not all(looks_like_name(token) for token in words) or any(is_venue_word(t) for t in words):
        return bare
    return Anchor(start, ending.end, (start, ending.start), region, ending.country, None, ending.postal)


def part_start(tokens: list[Token], index: int) -> int:
    """The first word of the part, between commas or stronger gaps, that holds tokens[index]."""
    while index > 0 and not tokens[index].gap:
        index -= 1
    return index


def looks_like_name(token: Token) -> bool:
    """Whether a word can stand in a place name: capitalised, or a small word inside one; no digits."""
    word = token.text
    no_digits = word.isalpha() or not any(map(str.isdigit, word))
    return no_digits and (word[0].isupper() or token.key in vocabulary()["inside"])


def is_venue_word(token: Token) -> bool:
    """Whether the word belongs to the name of a building, park or institution."""
    return token.key in vocabulary()["venue"]


def alias_at(tokens: list[Token], start: int, end: int) -> Alias | None:
    """The alias that tokens[start:end] spell as the page must write it, a leading `the` apart; or None."""
    key = key_of(tokens, start, end) or ""
    alias = gazetteer.aliases().get(key) or gazetteer.aliases().get(key.removeprefix("the "))
    if alias and alias.upper and not all(token.text.isupper() for token in tokens[start:end] if token.key != "the"):
        return None
    if alias and alias.kind == "city" and tokens[start].key == "the" and key not in gazetteer.aliases():
        return None  # "the Los Angeles office" is a building
    return alias
