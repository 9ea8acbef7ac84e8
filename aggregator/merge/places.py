"""Places compared: the same, different ones, or not known well enough to say.

Refuses to look anything up: what is compared is what the listings say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians

from rapidfuzz.fuzz import token_set_ratio

from aggregator.merge.titles import are_words_apart
from aggregator.model import AttendanceMode, Event
from aggregator.normalize.identity import fold

SAME_NAME = 90.0
"""token_set_ratio from which two names of venues or groups are the same."""
NEAR_KM = 0.3
FAR_KM = 30.0

STREET_WORDS = {
    "st": "street",
    "ave": "avenue",
    "av": "avenue",
    "blvd": "boulevard",
    "rd": "road",
    "dr": "drive",
    "ln": "lane",
    "hwy": "highway",
    "sq": "square",
    "pl": "place",
    "ct": "court",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "str": "strasse",
}
"""What street names are shortened to. "St" before a name is a saint's, and becomes a street on both sides alike."""


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place folded for comparing; empty texts and None where unknown. words: all that names it, as a set.

    house: the house number, which tells "Main Street 5" from "Main Street 50".
    """

    venue: str
    address: str
    locality: str
    region: str
    country: str
    house: str
    spot: tuple[float, float] | None
    is_online: bool
    is_in_person: bool
    words: frozenset[str]

    @property
    def is_unknown(self) -> bool:
        """Whether nothing says where, nor that it is online."""
        return not (self.venue or self.address or self.locality or self.spot or self.is_online)


def place_words(event: Event) -> PlaceWords:
    """The place of an event, folded."""
    has_spot = event.latitude is not None and event.longitude is not None
    return _place_words(
        (event.venue, event.address, event.locality, event.location, event.region, event.country),
        (event.latitude or 0.0, event.longitude or 0.0) if has_spot else None,
        event.attendance_mode,
    )


@lru_cache(maxsize=100_000)
def _place_words(
    told: tuple[str | None, ...], spot: tuple[float, float] | None, mode: AttendanceMode | None
) -> PlaceWords:
    """Kept, because a thousand events are in the same ten halls; so the same place is often the same object."""
    venue, address, locality, location, region, country = (fold(text) if text else "" for text in told)
    town = {*locality.split(), *region.split(), *country.split()}
    names_a_venue = not (address or "://" in (told[3] or "") or set(location.split()) <= town)
    number = re.search(r"\b\d+\w?\b", address or location)
    has_venue = mode is not AttendanceMode.ONLINE  # "Zoom" and "Online" name no house, neither the same nor another
    return PlaceWords(
        venue=(venue or (location if names_a_venue else "")) if has_venue else "",
        address=" ".join(STREET_WORDS.get(word, word) for word in address.split()),
        locality=locality,
        region=region,
        country=country,
        house=number[0] if number else "",
        spot=spot,
        is_online=mode in (AttendanceMode.ONLINE, AttendanceMode.MIXED),
        is_in_person=mode is not AttendanceMode.ONLINE,
        words=frozenset(f"{venue} {address} {locality} {location}".split()),
    )


def place_reasons(a: PlaceWords, b: PlaceWords) -> Iterator[str]:
    """Reasons from the place. Venue, address and coordinates say the same thing, so only one of them counts."""
    same = same_place(a, b)
    if same is not None:
        yield same
    elif a.venue and b.venue and are_words_apart(a.venue.split(), b.venue.split()):
        yield "another venue"
    if a.locality and a.locality == b.locality:
        yield "same town"
    if a.is_online and b.is_online:
        yield "both online"


def same_place(a: PlaceWords, b: PlaceWords) -> str | None:
    """Why two places are one, or None."""
    if a.address and a.address == b.address:
        return "same address"
    if a.venue and b.venue and not _houses_differ(a, b) and is_same_name(a.venue, b.venue):
        return "same venue"
    return "same spot" if a.spot and b.spot and _kilometres(a.spot, b.spot) <= NEAR_KM else None


def place_veto(a: PlaceWords, b: PlaceWords) -> str | None:
    """What makes two places different ones. One that is not known is compatible with any."""
    if a is b:
        return None
    if a.is_in_person != b.is_in_person and are_online_and_in_person(a, b):
        return "online and in person"
    if not (a.is_in_person and b.is_in_person):
        return None
    if a.country and b.country and a.country != b.country:
        return "other countries"
    if a.region and b.region and a.region != b.region:
        return "other states"
    if a.spot and b.spot and _kilometres(a.spot, b.spot) > FAR_KM:
        return "far apart"
    towns_differ = bool(a.locality and b.locality and a.locality != b.locality)
    addresses_differ = bool(a.address and b.address and _houses_differ(a, b))
    if not (towns_differ or addresses_differ) or same_place(a, b) in ("same address", "same spot"):
        return None  # a suburb and its city
    return "other towns" if towns_differ else "other addresses"


def are_online_and_in_person(a: PlaceWords, b: PlaceWords) -> bool:
    """Whether one is online only, and the other only at a place, which is known."""
    if a.is_in_person == b.is_in_person or (a.is_online and b.is_online):
        return False
    return not (a if a.is_in_person else b).is_unknown


@lru_cache(maxsize=100_000)
def is_same_name(a: str, b: str) -> bool:
    """`Sebastopol Library` and `Library of Sebastopol, Main Hall`, but not `Windsor Library`."""
    return a == b or (token_set_ratio(a, b) >= SAME_NAME and not are_words_apart(a.split(), b.split()))


def _houses_differ(a: PlaceWords, b: PlaceWords) -> bool:
    return bool(a.house and b.house and a.house != b.house)


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on a plane, good to a per cent over the few kilometres that matter here."""
    north = 111.2 * (a[0] - b[0])
    east = 111.2 * (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2))
    return hypot(north, east)
