"""Where sources say different things: told, not hidden."""

from __future__ import annotations

from typing import Any

from aggregator.merge import disagreements, merge
from aggregator.model import Event, Registration, Status
from tests.listings import NOW, PORTAL, UNION, at, event, listing


def told(a: dict[str, Any], b: dict[str, Any]) -> list[tuple[str, list[tuple[object, tuple[str, ...]]]]]:
    """The disagreements of one event that the union and the portal list."""
    common: dict[str, Any] = {"title": "Rent strike assembly", "url": "https://union.example.org/e/7"}
    events: list[Event] = []
    for source, fields in (("union", a), ("portal", b)):
        given = common | fields
        start = given.pop("start", at(21))
        events.append(event(f"1@{source}", given.pop("title"), start, source=source, **given))
    (merged,) = merge([listing(one) for one in events], sources=(UNION, PORTAL), now=NOW)
    return [(one.field, [(value.value, value.sources) for value in one.told]) for one in disagreements(merged)]


def test_two_hours() -> None:
    assert told({"venue": "Hall"}, {"start": at(21, 19, 30), "venue": "Hall"}) == [
        ("start", [(at(21), ("union",)), (at(21, 19, 30), ("portal",))])
    ]


def test_end_venue_status_and_sign_up() -> None:
    ours = {"end": at(21, 21), "venue": "Labor Temple", "status": Status.CANCELLED, "registration": Registration.FULL}
    theirs = {"end": at(21, 22), "venue": "City Park", "status": Status.CONFIRMED, "registration": Registration.OPEN}
    assert told(ours, theirs) == [
        ("end", [(at(21, 21), ("union",)), (at(21, 22), ("portal",))]),
        ("status", [("cancelled", ("union",)), ("confirmed", ("portal",))]),
        ("venue", [("Labor Temple", ("union",)), ("City Park", ("portal",))]),
        ("registration", [("full", ("union",)), ("open", ("portal",))]),
    ]


def test_who_says_less_does_not_disagree() -> None:
    assert told({"venue": "Labor Temple"}, {"start": at(21).date(), "venue": "The Labor Temple, Main Hall"}) == []
    assert told({"end": at(21, 21)}, {"registration": Registration.UNKNOWN}) == []
