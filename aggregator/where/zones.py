"""Place → IANA zone: coordinates, gazetteer, and regions or countries that keep one clock. Guesses nothing else."""

from __future__ import annotations

import math
from dataclasses import replace

from aggregator.model import Place
from aggregator.where import gazetteer
from aggregator.where.words import fold


def zone_at(latitude: float, longitude: float) -> str | None:
    """The IANA zone of a point (WGS 84 degrees), or None at sea and where the numbers are no coordinates."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None
    import tzfpy  # loads 5 MB of polygons: only when there are coordinates

    zone = tzfpy.get_tz(longitude, latitude)
    return zone if zone and not zone.startswith("Etc/") else None


def country_code(text: str | None) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country given by name or code ("Deutschland", "USA", "us"), or None."""
    if not text:
        return None
    named = gazetteer.countries().get(fold(text).removeprefix("the "))
    code = named or text.strip().upper()
    return code if code in gazetteer.country_codes() else None


def resolve_region(region: str | None, country: str | None = None) -> tuple[str | None, str | None]:
    """A source's `region` as (region, country) in the words of `Place`: a first-level region first, else a country.

    `CA` is California and `DE` Delaware unless `country` says otherwise; names ("California", "Germany") work as well.
    """
    own = country_code(country)
    if not region:
        return None, own
    for candidate in gazetteer.regions().get(fold(region), ()):
        if own in (None, candidate.country):
            return candidate.code, candidate.country
    return None, own or country_code(region)


def canonical(place: Place) -> Place:
    """The place with region and country as `Place` wants them: "California" as CA, "United States" as US.

    What names no known region or country stays as it is written.
    """
    country = country_code(place.country) or place.country
    region, found = resolve_region(place.region, country) if place.region else (None, country)
    return replace(place, region=region or place.region, country=country or (found if region else None))


def names_town(text: str) -> bool:
    """Whether a text is the name of some town of the gazetteer, in whatever region."""
    return text[:1].isupper() and bool(gazetteer.entries(fold(text)))


def locality_key(place: Place) -> str | None:
    """The town a place lies in, spelt one way, to compare listings: "NYC", "Brooklyn, NY" and "New York, NY" are one.

    None where the place names no town. The key is folded text (`new york city|NY|US`), not for people.
    """
    if not place.locality:
        return None
    region, country = resolve_region(place.region, place.country)
    key = fold(place.locality)
    alias = gazetteer.aliases().get(key.removeprefix("the "))
    if alias and alias.city and region in (None, alias.region) and country in (None, alias.country):
        key, region, country = fold(alias.city), alias.region, alias.country
    elif other := gazetteer.other_names().get(key):
        key = other[1] if country == other[0] else key
    return "|".join((key, region or "", country or ""))


def _shared(country: str, region: str | None, least: float) -> str | None:
    zone, share = gazetteer.zone_shares().get((country, region), ("", 0.0))
    return zone if share >= least else None


def zone_of(place: Place, *, region: str | None = None, country: str | None = None) -> str | None:
    """The zone of a place: what it already has, the gazetteer, then a region or a country with one clock.

    region, country: the source's, for what the place leaves unsaid. A locality that is not in the gazetteer, in a
    state with two clocks, has no answer.
    """
    if place.timezone:
        return place.timezone
    home_region, home_country = resolve_region(region, country)
    own_region, own_country = resolve_region(place.region, place.country)
    if own_region is None and own_country in (None, home_country):
        own_region, own_country = home_region, home_country
    if own_country is None:
        return None
    if place.locality and (zone := _locality_zone(place.locality, own_region, own_country)):
        return zone
    return _shared(own_country, own_region, gazetteer.ONE_CLOCK) or _shared(own_country, None, gazetteer.ONE_CLOCK)


def _locality_zone(locality: str, region: str | None, country: str) -> str | None:
    found = gazetteer.entry(fold(locality), region=region, country=country)
    if found:
        return found.zone
    alias = gazetteer.aliases().get(fold(locality))
    if alias and alias.country == country and region in (None, alias.region):
        return alias_zone(alias)
    return None


def alias_zone(alias: gazetteer.Alias) -> str | None:
    """The zone an alias stands for: its own, its city's, or its region's only one."""
    if alias.zone:
        return alias.zone
    if alias.city:
        found = gazetteer.entry(fold(alias.city), region=alias.region, country=alias.country)
        return found.zone if found else None
    return _shared(alias.country, alias.region, gazetteer.ONE_CLOCK)


def region_zone(region: str, *, country: str | None = None) -> str | None:
    """The zone for a source of which only its region is known: the one that nine in ten of its people keep, or None.

    For a source's default only, never for one event's place: Texas gives America/Chicago, Tennessee nothing.
    """
    code, found_country = resolve_region(region, country)
    return _shared(found_country, code, gazetteer.ONE_LEADING_CLOCK) if found_country else None
