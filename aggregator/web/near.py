"""A circle on the map: read from `latitude,longitude,kilometres`, and as SQL. Pure.

Refuses trigonometry in SQL, which not every SQLite has: within its 500 kilometres a flat map with the right scale in
the middle between two points is exact to half a percent, poles left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import cos, isfinite, radians, sin

FURTHEST_KM = 500
FURTHEST_NORTH = 75
KM_A_DEGREE = 111.195
"""Of a great circle on a sphere of 6,371 km."""


@dataclass(frozen=True, slots=True)
class Near:
    """Degrees north and east, and kilometres around."""

    latitude: float
    longitude: float
    km: float

    @property
    def text(self) -> str:
        """As it is written in an address."""
        return ",".join(f"{number:.5f}".rstrip("0").rstrip(".") for number in (self.latitude, self.longitude, self.km))

    @property
    def words(self) -> str:
        """As part of a sentence."""
        return f"within {self.km:g} km of {self.latitude:g}, {self.longitude:g}"

    @property
    def parameter(self) -> str:
        """What `is_near` is given: the middle, the square of the distance in degrees, and the scale there."""
        middle = radians(self.latitude)
        square = (self.km / KM_A_DEGREE) ** 2
        return json.dumps([self.latitude, self.longitude, square, cos(middle), sin(middle) * radians(0.5)])


def is_near(table: str) -> str:
    """SQL that is true where a table's `latitude` and `longitude` lie within the circle of the parameter `near`."""
    north = f"({table}.latitude - json_extract(:near, '$[0]'))"
    apart = f"abs({table}.longitude - json_extract(:near, '$[1]'))"
    east = f"min({apart}, 360 - {apart})"
    scale = f"(json_extract(:near, '$[3]') - json_extract(:near, '$[4]') * {north})"
    return f"{north} * {north} + {east} * {scale} * {east} * {scale} <= json_extract(:near, '$[2]')"


def read_near(text: str) -> Near | None:
    """None for what is no such circle."""
    try:
        latitude, longitude, km = (float(part) for part in text.split(","))
    except ValueError:
        return None
    if not all(map(isfinite, (latitude, longitude, km))):
        return None
    if abs(latitude) > FURTHEST_NORTH or abs(longitude) > 180 or not 0 < km <= FURTHEST_KM:
        return None
    return Near(latitude, longitude, km)
