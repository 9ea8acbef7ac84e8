"""What “add to calendar” links and widgets say, joined to the events they stand beside: hour, end, zone, place.

The page's own words keep what they say: an offer fills gaps, and is an event itself only where the page tells none of
that day. Refuses to read links: `structured.calendar_links` has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from aggregator.extract.html.blocks import Offer, Zone
from aggregator.extract.html.combine import COMPARED, similar
from aggregator.extract.html.confidence import confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.moments import at_time
from aggregator.model import RawEvent, day_of

EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""The clocks furthest from UTC."""

T = TypeVar("T")

FILLED = ("title", "location")


def with_offers(page: Context, told: Sequence[Told], prose: Sequence[RawEvent]) -> list[RawEvent]:
    """All events of a page's words, completed by its offers; and the offers that stand beside none of them."""
    spoken = [each.event for each in told] + list(prose)
    offers = list(_distinct(page.document.offers))
    if not offers:
        return spoken
    near: _ByDay[Offer] = _ByDay((offer, _days_of(offer.event)) for offer in offers)
    days = Counter(_day(event) for event in spoken)
    lone = len(offers) == 1
    known = [_completed(each.event, _beside(each, near, days, lone=lone)) for each in told]
    known += [_completed(event, _on_its_day(event, near, days, lone=lone)) for event in prose]
    taken: _ByDay[RawEvent] = _ByDay((event, _days_of(event)) for event in known)
    alone = [
        offer
        for offer in offers
        if not offer.stop and not any(_is_of(offer.event, event) for event in taken.of(_days_of(offer.event)))
    ]
    return known + [_event(page, offer, number) for number, offer in enumerate(alone, 1) if offer.event.title]


class _ByDay(Generic[T]):
    """What may be on a day, the last few of each day only: a page is read in linear time."""

    def __init__(self, things: Iterable[tuple[T, Sequence[date]]] = ()) -> None:
        self.held: dict[date, list[T]] = {}
        for thing, days in things:
            self.add(thing, days)

    def add(self, thing: T, days: Sequence[date]) -> None:
        for day in days:
            self.held.setdefault(day, []).append(thing)

    def of(self, days: Sequence[date]) -> Iterator[T]:
        """What may be on one of the days, each once."""
        found = (thing for day in days for thing in self.held.get(day, [])[-COMPARED:])
        yield from {id(thing): thing for thing in found}.values()


def _distinct(offers: Sequence[Offer]) -> Iterator[Offer]:
    """Each offer once: a page has one event for several calendars, the first that names its zone says most."""
    ranked = sorted(offers, key=lambda offer: (offer.stop > 0, offer.event.timezone is None, _is_utc(offer.event)))
    kept: list[Offer] = []
    near: _ByDay[Offer] = _ByDay()
    for offer in ranked:
        days = _days_of(offer.event)
        if not any(_is_one(offer, other) for other in near.of(days)):
            kept.append(offer)
            near.add(offer, days)
    yield from sorted(kept, key=lambda offer: offer.at)


def _is_one(offer: Offer, other: Offer) -> bool:
    one, two = offer.event, other.event
    near = abs(offer.at - other.at) <= 2 or (one.title is not None and one.title == two.title)
    return near and similar(one.title, two.title) and _may_be(one, two)


def _beside(told: Told, near: _ByDay[Offer], days: Mapping[date | None, int], *, lone: bool) -> Offer | None:
    """The offer that stands in an event's region and can be of its day; else the only one of its day."""
    fitting = (offer for offer in near.of(_days_of(told.event)) if told.first <= offer.at < told.stop)
    inside = next((offer for offer in fitting if _may_be(told.event, offer.event)), None)
    return inside or _on_its_day(told.event, near, days, lone=lone)


def _on_its_day(event: RawEvent, near: _ByDay[Offer], days: Mapping[date | None, int], *, lone: bool) -> Offer | None:
    """The offer of an event that stands elsewhere on the page: the one with its name, or the page's only one, for the
    only event of that day. days: how many events each day has."""
    fitting = [offer for offer in near.of(_days_of(event)) if not offer.stop and _may_be(event, offer.event)]
    named = [each for each in fitting if each.event.title and event.title and similar(event.title, each.event.title)]
    if named:
        return named[0]
    return fitting[0] if fitting and lone and days[_day(event)] == 1 else None


def _days_of(event: RawEvent) -> tuple[date, ...]:
    """The days an event can be on: of an instant in UTC, those of all clocks on earth."""
    if event.start is None:
        return ()
    if not isinstance(event.start, datetime) or event.start.tzinfo is not UTC:
        return (day_of(event.start),)
    return tuple(dict.fromkeys((event.start + shift).date() for shift in (-WEST, timedelta(0), EAST)))


def _may_be(event: RawEvent, offer: RawEvent) -> bool:
    """Whether both can be at one time: the same hour where both have one, else the same day, wherever on earth an
    instant in UTC is meant."""
    if event.start is None or offer.start is None:
        return False
    instant, other = (offer.start, event.start) if _is_utc(offer) else (event.start, offer.start)
    if isinstance(instant, datetime) and instant.tzinfo is UTC:
        if not isinstance(other, datetime):
            return (instant - WEST).date() <= other <= (instant + EAST).date()
        gap = _wall(other) - _wall(instant)
        return -WEST <= gap <= EAST and gap % timedelta(minutes=15) == timedelta(0)
    if isinstance(event.start, datetime) and isinstance(offer.start, datetime):
        return _wall(event.start) == _wall(offer.start)
    return _day(event) == _day(offer)


def _is_of(offer: RawEvent, event: RawEvent) -> bool:
    """Whether an event is the one an offer is of, or has taken it."""
    taken = any(each.rule == "calendar-link" and each.text == offer.evidence[0].text for each in event.evidence)
    return taken or (_may_be(event, offer) and similar(event.title, offer.title))


def _completed(event: RawEvent, offer: Offer | None) -> RawEvent:
    """An event of words with what an offer adds to it. Attributes of an element call nobody to keep the day."""
    if offer is None:
        return event
    said = offer.event
    gaps: dict[str, Any] = {
        name: getattr(said, name) for name in FILLED if getattr(event, name) is None and getattr(said, name)
    }
    if "title-inherited" in event.rules and said.title:
        gaps["title"] = said.title
    timed = _timed(event, said)
    evidence = [each for each in said.evidence if each.field in gaps or (each.field == "start" and timed is not event)]
    signs = {*event.rules} | ({"offered"} if not offer.stop else set())
    signs |= {"time-of-day"} if isinstance(timed.start, datetime) and not offer.stop else set()
    sure = confidence(signs)
    return replace(
        timed,
        **gaps,
        rules=tuple(sorted(signs)),
        confidence=sure if event.format != "prose" else max(event.confidence, sure),
        evidence=(*event.evidence, *(replace(each, where=event.position) for each in evidence)),
    )


def _timed(event: RawEvent, offer: RawEvent) -> RawEvent:
    """The event at the hour of the offer where its words give a day alone; else with the end and the zone they leave
    out."""
    if event.start is None or offer.start is None or event.rrule or not isinstance(offer.start, datetime):
        return event
    if not isinstance(event.start, datetime):
        alone = event.end in (None, event.start)
        return at_time(event, offer, offer) if alone else event
    if event.end is None and isinstance(offer.end, datetime):
        event = replace(event, end=event.start + (_wall(offer.end) - _wall(offer.start)))
    assert isinstance(event.start, datetime)  # noqa: S101 - as above
    if event.timezone is None and event.start.tzinfo is None and offer.timezone is not None:
        event = replace(event, timezone=offer.timezone, timezone_source=offer.timezone_source)
    return event


def _event(page: Context, offer: Offer, number: int) -> RawEvent:
    """An offer as an event of its own."""
    block = page.document.blocks[offer.at] if page.document.blocks else None
    signs = {"offered", "titled"}
    signs |= {"time-of-day"} if isinstance(offer.event.start, datetime) else set()
    signs |= {"place"} if offer.event.location else set()
    signs |= {"aside"} if block is not None and block.zone is not Zone.MAIN else set()
    position = f"block {offer.at} › calendar link {number}"
    evidence = tuple(replace(each, where=position) for each in offer.event.evidence)
    rules = tuple(sorted(signs))
    return replace(offer.event, position=position, rules=rules, confidence=confidence(rules), evidence=evidence)


def _is_utc(event: RawEvent) -> bool:
    return isinstance(event.start, datetime) and event.start.tzinfo is UTC


def _day(event: RawEvent) -> date | None:
    return day_of(event.start) if event.start is not None else None


def _wall(value: date | datetime) -> datetime:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time.min)
