"""Two units compared: named reasons with their weights, and vetoes. What is stored as the "why" of a merge.

Refuses to look at more than two. Nothing is merged by its title alone: the same moment is the gate (`Unit.when`),
a veto ends it, and the reasons together must reach `ENOUGH`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Final

from rapidfuzz.fuzz import token_set_ratio

from aggregator.merge.titles import are_words_apart, likeness, numbers_differ
from aggregator.merge.units import PlaceWords, Unit

WEIGHTS: Final = {
    "same uid": 100,
    "same page": 60,
    "same sign-up link": 40,
    "same title": 50,
    "title with its place added": 45,
    "title cut short": 45,
    "nearly the same title": 45,
    "title with more behind it": 20,
    "one title within the other": 0,  # counts for nothing, but lets a link or the organizer decide
    "title of its own": 25,
    "same venue": 30,
    "same address": 30,
    "same spot": 30,
    "same town": 10,
    "both online": 5,
    "same organizer": 20,
    "another organizer": -15,
    "another venue": -20,
}
"""What each reason counts for, and against, its being one event."""

ENOUGH: Final = 70

IDENTIFYING: Final = frozenset({"same uid", "same page"})
"""Reasons that do without any likeness of titles: the same page in two languages."""

ANCHORING: Final = frozenset({"same uid", "same page", "same sign-up link", "same organizer"})
"""Reasons that tell which one is meant where the place is not known."""

SAME_NAME = 90.0
"""token_set_ratio from which two names of venues or groups are the same."""
NEAR_KM = 0.3
FAR_KM = 30.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why two units are, or are not, one event. score: the sum of the weights; veto: what forbids it, or None."""

    reasons: tuple[str, ...]
    score: int
    veto: str | None = None

    @property
    def is_same(self) -> bool:
        """Whether they are one event."""
        return self.veto is None and self.score >= ENOUGH


def judge(a: Unit, b: Unit) -> Judgement:
    """Compare two units; the order does not matter."""
    reasons = list(_links(a, b))
    alike = likeness(
        a.title, b.title, lambda: a.place.words | b.place.words, may_be_cut=a.is_aggregated or b.is_aggregated
    )
    if alike is None and not IDENTIFYING & set(reasons):
        return Judgement((), 0)
    if alike is not None:
        reasons.append(alike)
        if len(a.title.own_words & b.title.own_words) >= 2:
            reasons.append("title of its own")
    reasons += [*_places(a.place, b.place), *_organizers(a, b)]
    return Judgement(tuple(reasons), sum(WEIGHTS[reason] for reason in reasons), veto(a, b))


def veto(a: Unit, b: Unit) -> str | None:
    """What forbids two units to be one event, whatever else speaks for it."""
    if a.key.source == b.key.source and a.is_active and b.is_active:
        return "one source lists both"
    if (a.event.rrule is None) != (b.event.rrule is None):
        return "a series and a single event"
    if numbers_differ(a.title, b.title):
        return "other numbers in the titles"
    return place_veto(a.place, b.place)


def _links(a: Unit, b: Unit) -> Iterator[str]:
    if a.global_uid is not None and a.global_uid == b.global_uid:
        yield "same uid"
    if a.page is not None and a.page == b.page:
        yield "same page"
    if a.sign_up is not None and a.sign_up == b.sign_up:
        yield "same sign-up link"


def _organizers(a: Unit, b: Unit) -> Iterator[str]:
    if a.organizer and b.organizer:
        yield "same organizer" if _is_same_name(a.organizer, b.organizer) else "another organizer"


def _is_same_name(a: str, b: str) -> bool:
    """`Sebastopol Library` and `Library of Sebastopol, Main Hall`, but not `Windsor Library`."""
    return token_set_ratio(a, b) >= SAME_NAME and not are_words_apart(a.split(), b.split())


def _places(a: PlaceWords, b: PlaceWords) -> Iterator[str]:
    """Reasons from the place. Venue, address and coordinates say the same thing, so only one of them counts."""
    same = _same_place(a, b)
    if same is not None:
        yield same
    elif a.venue and b.venue and are_words_apart(a.venue.split(), b.venue.split()):
        yield "another venue"
    if a.locality and a.locality == b.locality:
        yield "same town"
    if a.is_online and b.is_online:
        yield "both online"


def _same_place(a: PlaceWords, b: PlaceWords) -> str | None:
    if a.address and a.address == b.address:
        return "same address"
    if a.venue and b.venue and _is_same_name(a.venue, b.venue) and _house(a) == _house(b):
        return "same venue"
    return "same spot" if a.spot and b.spot and _kilometres(a.spot, b.spot) <= NEAR_KM else None


def place_veto(a: PlaceWords, b: PlaceWords) -> str | None:
    """What makes two places different ones. One that is not known is compatible with any."""
    if not (a.is_in_person and b.is_in_person):
        if (a.is_in_person or b.is_in_person) and not (a.is_online and b.is_online):
            known = a if a.is_in_person else b
            return None if known.is_unknown else "online and in person"
        return None
    if a.country and b.country and a.country != b.country:
        return "other countries"
    if a.region and b.region and a.region != b.region:
        return "other states"
    if a.spot and b.spot and _kilometres(a.spot, b.spot) > FAR_KM:
        return "far apart"
    if _same_place(a, b) is not None:
        return None
    if a.locality and b.locality and a.locality != b.locality:
        return "other towns"
    if a.address and b.address and _house(a) != _house(b):
        return "other addresses"
    return None


def _house(place: PlaceWords) -> str | None:
    """The house number, which tells "Main Street 5" from "Main Street 50"."""
    found = re.search(r"\b\d+\w?\b", place.address)
    return found[0] if found else None


def _kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on a plane, good to a per cent over the few kilometres that matter here."""
    north = 111.2 * (a[0] - b[0])
    east = 111.2 * (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2))
    return hypot(north, east)
