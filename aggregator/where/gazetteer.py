"""The packaged tables of places, regions, countries and aliases, read once and lazily. Reads no text, decides nothing.

Places and zones come from GeoNames (data/NOTICE); regions, other names and aliases are written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.where.words import fold

ONE_CLOCK = 0.999
"""The share of people on the leading clock from which a region has one zone (the rest is noise in GeoNames)."""

ONE_LEADING_CLOCK = 0.9
"""The share from which `region_zone` answers for a source that says nothing nearer than its state."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A populated place. region: a US state code, elsewhere the region's name, or None; people: how many live there."""

    country: str
    region: str | None
    zone: str
    people: int


@dataclass(frozen=True, slots=True)
class Region:
    """A first-level region. code: what `Place.region` holds. zips: ranges of the first three ZIP digits."""

    code: str
    country: str
    name: str
    zips: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """Words that name a place by themselves. kind: city, part or area. city: the GeoNames name, None for an area.

    upper: the words count only in capitals ("LA").
    """

    words: str
    kind: str
    city: str | None
    region: str | None
    country: str
    zone: str | None
    upper: bool


def _lines(name: str) -> list[str]:
    text = files("aggregator.where").joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and not line.startswith("# ")]


def _rows(name: str, width: int) -> Iterator[list[str]]:
    for line in _lines(name):
        cells = line.split("\t")
        yield cells + [""] * (width - len(cells))


@cache
def _places() -> tuple[tuple[str, ...], dict[str, str]]:
    """The zone names, and the rest of each line by folded name: read when asked for, so that loading stays quick."""
    first, *lines = _lines("places.tsv")
    zones = tuple(first.split("\t")[1].split(";"))
    return zones, dict(line.split("\t", 1) for line in lines)


@lru_cache(maxsize=8192)
def entries(key: str) -> tuple[Entry, ...]:
    """Every place of that folded name, the largest first."""
    zones, lines = _places()
    found = []
    for text in lines.get(key, "").split(";"):
        if text:
            country, region, zone, people = text.split(",")
            found.append(Entry(country, region or None, zones[int(zone)], int(people)))
    if other := other_names().get(key):
        found += [same for same in entries(other[1]) if same.country == other[0]]
        found.sort(key=lambda each: -each.people)
    return tuple(found)


def entry(key: str, *, region: str | None = None, country: str | None = None) -> Entry | None:
    """The largest place of that folded name in the region and the country, where they are given."""
    for found in entries(key):
        if (region is None or found.region == region) and (country is None or found.country == country):
            return found
    return None


@cache
def _names() -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    countries: dict[str, str] = {}
    cities: dict[str, tuple[str, str]] = {}
    for words, country, city in _rows("names.tsv", 3):
        if city:
            cities[fold(words)] = (country, fold(city))
        else:
            countries[fold(words)] = country
    return countries, cities


def other_names() -> dict[str, tuple[str, str]]:
    """Folded other name of a city → (country, folded GeoNames name)."""
    return _names()[1]


@cache
def countries() -> dict[str, str]:
    """Folded name of a country → ISO 3166-1 alpha-2 code."""
    named = {
        fold(name).removeprefix("the "): country
        for country, region, _, _, name in _rows("zones.tsv", 5)
        if name and not region
    }
    return named | _names()[0]


@cache
def country_codes() -> frozenset[str]:
    """The ISO 3166-1 alpha-2 codes."""
    return frozenset(countries().values())


@cache
def regions() -> dict[str, tuple[Region, ...]]:
    """Folded name, code or short form → the regions it may mean, those of the United States first."""
    found: dict[str, tuple[Region, ...]] = {}
    for code, country, _, name, forms, zips in _rows("regions.tsv", 6):
        region = Region(code, country, name, tuple(_zip_range(text) for text in zips.split(",") if text))
        for key in dict.fromkeys(fold(form) for form in (code, name, *forms.split("|")) if form):
            found[key] = (*found.get(key, ()), region)
    return found


def _zip_range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)


@cache
def states_by_zip() -> dict[int, Region]:
    """First three digits of a ZIP code → state (USPS Publication 65)."""
    found: dict[int, Region] = {}
    for candidates in regions().values():
        for region in candidates:
            for first, last in region.zips:
                found |= dict.fromkeys(range(first, last + 1), region)
    return found


@cache
def aliases() -> dict[str, Alias]:
    """Folded words, without a leading `the` → what they name by themselves."""
    found = {}
    for words, kind, city, region, country, zone in _rows("aliases.tsv", 6):
        upper = words.isupper()
        found[fold(words.replace(",", ""))] = Alias(
            words, kind, city or None, region or None, country, zone or None, upper
        )
    return found


@cache
def zone_shares() -> dict[tuple[str, str | None], tuple[str, float]]:
    """(country, region or None) → (leading zone, share of the people whose clocks agree with it)."""
    rows = _rows("zones.tsv", 5)
    return {(country, region or None): (zone, float(share)) for country, region, zone, share, _ in rows}
