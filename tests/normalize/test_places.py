"""What a location says of how to attend."""

from __future__ import annotations

import pytest

from aggregator.model import AttendanceMode, RawEvent
from aggregator.normalize.places import read_place


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("TBA", None),
        ("To be announced", None),
        ("Address sent after sign-up", None),
        ("Lugar por confirmar", None),
        ("TBA, Dayton, OH", AttendanceMode.OFFLINE),
        ("Net Loft, 40 Quay Road", AttendanceMode.OFFLINE),
        ("Zoom", AttendanceMode.ONLINE),
    ],
)
def test_a_place_yet_to_be_told_says_nothing_of_how_to_attend(location: str, expected: AttendanceMode | None) -> None:
    raw = RawEvent(position="1", format="test", title="Assembly", location=location)
    assert read_place(raw, None).attendance_mode is expected
