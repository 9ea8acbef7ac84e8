"""The words that pin a place down: "City, ST", "City 12345", "City, Country", and names that stand for themselves.

Works on words; knows nothing of streets and venues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from aggregator.where import gazetteer
from aggregator.where.gazetteer import Alias, Region
from aggregator.where.words import Token, key_of, vocabulary
from aggregator.where.zones import alias_zone

ZIP = re.compile(r"\d{5}(?:-\d{4})?$")
CODE_GB = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$", re.IGNORECASE)
CODE_CA = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d$", re.IGNORECASE)
CODE_ELSEWHERE = re.compile(r"\d{4,6}$|\d{4}[A-Z]{2}$|\d{3}$")
LONGEST = 5
"""Words in the longest name that is looked up."""


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


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands to the right of a locality. start: word index where it begins."""

    start: int
    end: int
    region: Region | None
    country: str | None
    postal: tuple[int, int] | None
    code_only: bool = False
    """Nothing but an ISO country code or a ZIP code was found: only a locality known there makes it true."""

    @property
    def region_code(self) -> str | None:
        """The region as `Place.region` holds it."""
        return self.region.code if self.region else None


@cache
def _last_words() -> frozenset[str]:
    """The last word of every region, country and alias: where an anchor can end."""
    names = [*gazetteer.regions(), *gazetteer.countries(), *gazetteer.aliases()]
    return frozenset(name.rsplit(" ", 1)[-1] for name in names) | {code.lower() for code in gazetteer.country_codes()}


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
    for start, _ in _names_up_to(tokens, last):
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
        for start, key in _names_up_to(tokens, alias.start - 1)
        if start == 0 or tokens[start].gap
    )


def may_end(tokens: list[Token], last: int) -> bool:
    """Whether an ending can end with this word: it is one's last word or looks like a postal code."""
    token = tokens[last]
    return token.key in _last_words() or (token.text[0].isdigit() and _postal_end(tokens, last) is not None)


def endings(tokens: list[Token], last: int) -> Iterator[Ending]:
    """Every reading of the words that end at `last` as [region] [postal code] [country], the longest first."""
    position, country, postal = last, None, None
    for start, code, by_code in _countries_at(tokens, last):
        yield from _before_country(tokens, start - 1, last + 1, code, by_code)
    postal_start = _postal_end(tokens, position)
    if postal_start is not None:
        postal, position = (postal_start, last + 1), postal_start - 1
    elif not closes(tokens, last + 1):
        return
    for start, region in regions_in(tokens, position):
        if postal is None or region.country != "US" or _zipmeans_city(tokens, postal, region):
            yield Ending(start, last + 1, region, region.country, postal)
    if postal:
        country, region_by_zip = _of_postal(tokens, postal)
        if country:
            yield Ending(postal[0], last + 1, region_by_zip, country, postal, code_only=True)


def _before_country(tokens: list[Token], position: int, end: int, country: str, by_code: bool) -> Iterator[Ending]:
    postal = None
    start = _postal_end(tokens, position) if position >= 0 else None
    if start is not None:
        postal, position = (start, position + 1), start - 1
    for region_start, region in regions_in(tokens, position):
        if region.country == country:
            yield Ending(region_start, end, region, country, postal)
    if postal is None and position >= 0 and CODE_ELSEWHERE.match(tokens[position].text) and country != "US":
        postal, position = (position, position + 1), position - 1
    yield Ending(position + 1, end, None, country, postal, code_only=by_code)


def _countries_at(tokens: list[Token], last: int) -> Iterator[tuple[int, str, bool]]:
    """(first word, ISO code, whether only the code stands there) of the countries named up to `last`."""
    if not closes(tokens, last + 1):
        return
    for start, key in _names_up_to(tokens, last):
        code = gazetteer.countries().get(key.removeprefix("the "))
        if code and (len(key) > 3 or tokens[last].text.isupper()):
            yield start, code, False
    code = tokens[last].text
    if len(code) == 2 and code.isupper() and code in gazetteer.country_codes() and tokens[last].gap:
        yield last, code, True


def regions_in(tokens: list[Token], last: int) -> Iterator[tuple[int, Region]]:
    if last < 0:
        return
    for start, key in _names_up_to(tokens, last):
        for region in gazetteer.regions().get(key, ()):
            if _is_written_as_code(tokens, start, last, key, region):
                yield start, region


def _is_written_as_code(tokens: list[Token], start: int, last: int, key: str, region: Region) -> bool:
    """Names count in any case; codes and short forms only as an address writes them: `CA`, `Pa.`, `Ill`, `, or`."""
    word = tokens[last].text
    if " " in key or key == region.name.casefold():
        return True
    if word.isupper():
        return True
    if len(key) <= 2 and not word.endswith("."):
        return bool(tokens[start].gap == "," and start > 0 and tokens[start - 1].text.islower() and word.islower())
    return word[0].isupper()


def _names_up_to(tokens: list[Token], last: int) -> Iterator[tuple[int, str]]:
    """(first word, folded name) of the runs of words that end at `last`, the longest first; no comma inside."""
    first = last
    while first > 0 and last - first < LONGEST - 1 and not tokens[first].gap:
        first -= 1
    for start in range(first, last + 1):
        yield start, " ".join(token.key for token in tokens[start : last + 1])


def _postal_end(tokens: list[Token], last: int) -> int | None:
    """The first word of the ZIP, British or Canadian postal code that ends at `last`, or None."""
    word = tokens[last].text.rstrip(".")
    if ZIP.match(word):
        return last
    if len(word) == 3 and last > 0 and not tokens[last].gap:
        joined = tokens[last - 1].text + word
        if CODE_GB.match(joined) or CODE_CA.match(joined):
            return last - 1
    return last if CODE_GB.match(word) and len(word) >= 6 else None


def _of_postal(tokens: list[Token], postal: tuple[int, int]) -> tuple[str | None, Region | None]:
    code = "".join(token.text for token in tokens[postal[0] : postal[1]]).rstrip(".")
    if ZIP.match(code):
        state = gazetteer.states_by_zip().get(int(code[:3]))
        return (state.country, state) if state else (None, None)
    if CODE_CA.match(code):
        return "CA", None
    return "GB", None


def _zipmeans_city(tokens: list[Token], postal: tuple[int, int], region: Region) -> bool:
    code = tokens[postal[0]].text
    return (
        not ZIP.match(code.rstrip("."))
        or any(low <= int(code[:3]) <= high for low, high in region.zips)
        or not region.zips
    )


def with_locality(tokens: list[Token], ending: Ending) -> Anchor | None:
    """The anchor that an ending makes with the words before it: the longest known locality, else a plausible one."""
    region = ending.region_code
    last = ending.start - 1
    if last < 0 or (ending.start < len(tokens) and tokens[ending.start].gap == "&"):
        return None if ending.code_only else _bare(ending, region)
    for start, key in _names_up_to(tokens, last):
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


def closes(tokens: list[Token], end: int) -> bool:
    """Whether a name can end before tokens[end]: no capitalised word or number goes on with it ("Chicago Heights")."""
    if end == len(tokens) or tokens[end].gap or tokens[end - 1].text.endswith("."):
        return True
    return tokens[end].text[0].islower()


def part_start(tokens: list[Token], index: int) -> int:
    """The first word of the part, between commas or stronger gaps, that holds tokens[index]."""
    while index > 0 and not tokens[index].gap:
        index -= 1
    return index


def looks_like_name(token: Token) -> bool:
    """Whether a word can stand in a place name: capitalised, or a small word inside one; no digits."""
    word = token.text
    return (word[0].isupper() or token.key in vocabulary()["inside"]) and not any(letter.isdigit() for letter in word)


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
