"""find_place: every row of places.tsv, part by part, and what its docstring promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregator.model import AttendanceMode, Place
from aggregator.where import find_place

PARTS = ("venue", "address", "locality", "region", "postal_code", "country", "timezone")
ROWS = [
    line.split(" | ")
    for line in (Path(__file__).parent / "places.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]} [{row[1]}]" for row in ROWS])
def test_places_table(row: list[str]) -> None:
    text, region, *expected = row
    place = find_place(text.replace("⏎", "\n"), region=None if region == "." else region)
    if expected == ["None"]:
        assert place is None
        return
    assert place is not None
    assert [getattr(place, part) or "." for part in PARTS] == expected


def test_the_words_read_are_kept() -> None:
    place = find_place("  Oakland, CA ")
    assert place is not None
    assert place.text == "Oakland, CA"


def test_country_argument() -> None:
    place = find_place("Cambridge", country="GB")
    assert place == Place(
        text="Cambridge", locality="Cambridge", region="England", country="GB", timezone="Europe/London"
    )


def test_of_two_places_with_one_name_in_a_state_the_largest() -> None:
    """Pennsylvania has three Oaklands; Indiana's Washington keeps the clock of Vincennes."""
    place = find_place("Washington, IN")
    assert place is not None
    assert place.timezone == "America/Indiana/Vincennes"


@pytest.mark.parametrize(
    ("text", "mode", "locality"),
    [
        ("Online & Oakland, CA", AttendanceMode.MIXED, "Oakland"),
        ("via Zoom and in person: Grange Hall, 9 Elm St, Reno, NV", AttendanceMode.MIXED, "Reno"),
        ("Oakland, CA (in person)", AttendanceMode.OFFLINE, "Oakland"),
        ("via Zoom webinar White Salmon, WA", AttendanceMode.MIXED, "White Salmon"),
        ("Oakland, CA", None, "Oakland"),
    ],
)
def test_attendance(text: str, mode: AttendanceMode | None, locality: str) -> None:
    place = find_place(text)
    assert place is not None
    assert (place.attendance_mode, place.locality) == (mode, locality)


def test_coordinates_in_the_text() -> None:
    place = find_place("37.80440, -122.27080")
    assert place is not None
    assert (place.latitude, place.longitude) == (37.8044, -122.2708)
    assert place.timezone == "America/Los_Angeles"


def test_numbers_that_are_no_coordinates() -> None:
    place = find_place("95.8044, -122.2708")
    assert place is None or place.latitude is None
