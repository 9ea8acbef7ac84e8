"""Zones: from coordinates, from the gazetteer, from regions with one clock; and keys to compare places."""

from __future__ import annotations

import math

import pytest

from aggregator.model import Place
from aggregator.where import canonical, find_region, locality_key, region_zone, zone_at, zone_of


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (37.8044, -122.2708, "America/Los_Angeles"),
        (31.7619, -106.4850, "America/Denver"),
        (52.52, 13.405, "Europe/Berlin"),
        (30.0, -40.0, None),
        (0.0, 0.0, None),
        (91.0, 0.0, None),
        (0.0, 181.0, None),
        (math.nan, 10.0, None),
        (math.inf, 10.0, None),
    ],
)
def test_zone_at(latitude: float, longitude: float, zone: str | None) -> None:
    assert zone_at(latitude, longitude) == zone


@pytest.mark.parametrize(
    ("place", "region", "zone"),
    [
        (Place(locality="Oakland", region="CA"), None, "America/Los_Angeles"),
        (Place(locality="Oakland", region="California", country="United States"), None, "America/Los_Angeles"),
        (Place(locality="Oakland"), "CA", "America/Los_Angeles"),
        (Place(locality="Oakland"), None, None),
        (Place(locality="Berlin", country="Germany"), None, "Europe/Berlin"),
        (Place(locality="Nowhere", region="CA"), None, "America/Los_Angeles"),
        (Place(locality="Nowhere", region="TX"), None, None),
        (Place(locality="El Paso", region="TX"), None, "America/Denver"),
        (Place(locality="South LA"), "CA", "America/Los_Angeles"),
        (Place(locality="Nowhere", country="DE"), None, "Europe/Berlin"),
        (Place(locality="Nowhere", country="AU"), None, None),
        (Place(venue="Union Hall"), "OH", "America/New_York"),
        (Place(venue="Union Hall"), None, None),
        (Place(locality="Oakland", country="CA"), None, None),
        (Place(locality="Paris", country="FR"), "TX", "Europe/Paris"),
        (Place(timezone="Asia/Tokyo", locality="Oakland", region="CA"), None, "Asia/Tokyo"),
        (Place(), None, None),
    ],
)
def test_zone_of(place: Place, region: str | None, zone: str | None) -> None:
    assert zone_of(place, region=region) == zone


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("CA", "America/Los_Angeles"),
        ("TX", "America/Chicago"),
        ("Florida", "America/New_York"),
        ("TN", None),
        ("ID", None),
        ("DE", "America/New_York"),
        ("GB", "Europe/London"),
        ("Germany", "Europe/Berlin"),
        ("US", None),
        ("nowhere", None),
        ("", None),
    ],
)
def test_region_zone(region: str, zone: str | None) -> None:
    assert region_zone(region) == zone


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("California", "CA"),
        ("across Calif.", "CA"),
        ("Oakland, CA", "CA"),
        ("Oakland, CA 94607", "CA"),
        ("New South Wales", "New South Wales"),
        ("West Virginia", "WV"),
        ("come in, or write to me", None),
        ("OK", "OK"),
        ("Everything is OK today", None),
        ("", None),
    ],
)
def test_find_region(text: str, region: str | None) -> None:
    assert find_region(text) == region


def test_canonical() -> None:
    assert canonical(Place(region="California", country="USA")) == Place(region="CA", country="US")
    assert canonical(Place(region="California")) == Place(region="CA", country="US")
    assert canonical(Place(region="ON", country="Canada")) == Place(region="Ontario", country="CA")
    assert canonical(Place(region="Bavaria", country="Deutschland")) == Place(region="Bavaria", country="DE")
    assert canonical(Place(locality="Erehwon", country="Utopia")) == Place(locality="Erehwon", country="Utopia")


def test_locality_key_is_one_for_the_names_of_one_city() -> None:
    new_york = {
        locality_key(Place(locality="NYC")),
        locality_key(Place(locality="New York", region="NY")),
        locality_key(Place(locality="Brooklyn", region="New York", country="USA")),
        locality_key(Place(locality="the Bronx", region="NY")),
    }
    assert new_york == {"new york city|NY|US"}
    assert locality_key(Place(locality="Brooklyn", region="OH")) == "brooklyn|OH|US"
    assert locality_key(Place(locality="Wien", country="AT")) == locality_key(Place(locality="Vienna", country="AT"))
    assert locality_key(Place(venue="Union Hall")) is None
