"""Several readings of one page → each event once: what is stated for machines wins, words fill what it leaves open.

Refuses to read the page: it is handed events.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from aggregator import where
from aggregator.extract.html.company import with_company
from aggregator.extract.html.confidence import PUBLISHED
from aggregator.extract.html.links import registration
from aggregator.extract.html.words import PAPERS
from aggregator.extract.moments import at_time
from aggregator.model import Evidence, Link, Place, RawEvent, day_of

SIMILAR = 0.6
"""Share of the shorter title's words that two titles of one day must have in common to be one event's."""

WIDEST_OFFSET = timedelta(hours=14)
"""No place on earth is further from UTC."""

SURE = 0.7
LISTED = (frozenset(("repeated", "titled")), frozenset(("repeated", "labelled", "occasion")))
"""What a record must show to stand beside structured events: a name of its own, or in a list of dates that says so the
name of the occasion."""

TIME = ("start", "end", "timezone", "timezone_source", "precision")
"""Fields of an hour, taken together."""

COMPARED = 20
"""Events of one day that a further one is compared with."""

FILLED = ("title", "location", "registration_url", "organizer", "description", "url", "series")
"""Fields that the page's words may fill in a structured event that leaves them out."""

_WORD = re.compile(r"[^\W_]+")


def combined(structured: Sequence[RawEvent], found: Sequence[RawEvent]) -> list[RawEvent]:
    """Structured events, completed by what the page's words say of them; beside them only sure records of a listing.

    A page may state one event for machines and list the others in words; a lone date in words beside stated events
    is an aside.
    """
    if not structured:
        return list(found)
    events = [_completed(event, structured, found) for event in structured]
    told = {_day(event) for event in structured}
    listed = [e for e in found if any(set(e.rules) >= shown for shown in LISTED) and e.confidence >= SURE and e.title]
    if 2 * len(structured) > len(listed):
        return events
    return events + [e for e in listed if not (_day(e) in told and any(similar(e.title, s.title) for s in structured))]


def _completed(event: RawEvent, structured: Sequence[RawEvent], found: Sequence[RawEvent]) -> RawEvent:
    """A structured event with what the page's words add to it, or correct."""
    twin = next((other for other in found if same(event, other)), None)
    if twin is not None:
        return _with_hour(filled(event, twin), twin)
    shifted = [other for other in found if _is_shifted(event, other) and not any(same(s, other) for s in structured)]
    return _in_words_time(event, shifted[0]) if len(shifted) == 1 else event


def _with_hour(event: RawEvent, twin: RawEvent) -> RawEvent:
    """An event of a script's list that gives its day alone, at the hour that the page's words give it.

    Markup that gives a day alone means the whole day (schema.org); a list made for a script may have hours elsewhere.
    """
    alone = (
        event.format == "embedded"
        and event.start is not None
        and not isinstance(event.start, datetime)
        and event.end in (None, event.start)
    )
    if not alone or event.rrule or not isinstance(twin.start, datetime):
        return event
    words = tuple(each for each in twin.evidence if each.field == "start")
    return replace(
        at_time(event, twin, twin),
        evidence=(*(each for each in event.evidence if each.field not in {"start", "end"}), *words),
    )


def _is_shifted(event: RawEvent, other: RawEvent) -> bool:
    """Whether the words tell the same event some whole hours away: the offset of the machines' time is wrong."""
    if (
        not isinstance(event.start, datetime)
        or not isinstance(other.start, datetime)
        or not similar(event.title, other.title)
    ):
        return False
    gap = abs(event.start.replace(tzinfo=None) - other.start.replace(tzinfo=None))
    return (
        timedelta(0) < gap <= WIDEST_OFFSET and gap % timedelta(minutes=30) == timedelta(0) and other.confidence >= SURE
    )


def _in_words_time(event: RawEvent, twin: RawEvent) -> RawEvent:
    """The event at the hour that people read on the page, with a note of what was stated for machines."""
    assert isinstance(event.start, datetime)  # noqa: S101 - by _is_shifted
    assert isinstance(twin.start, datetime)  # noqa: S101 - by _is_shifted
    end = twin.end
    if end is None and isinstance(event.end, datetime):
        end = twin.start + (event.end.replace(tzinfo=None) - event.start.replace(tzinfo=None))
    note = f"stated for machines as {event.start:%H:%M}, on the page as {twin.start:%H:%M}; the page's hour was taken"
    moved = replace(
        filled(event, twin), start=twin.start, end=end, timezone=twin.timezone, timezone_source=twin.timezone_source
    )
    words = tuple(each for each in twin.evidence if each.field == "start")
    return replace(moved, problems=(*event.problems, note), evidence=(*moved.evidence, *words))


def filled(event: RawEvent, twin: RawEvent) -> RawEvent:
    """A structured event with the gaps that its twin in words can fill."""
    gaps: dict[str, Any] = {
        name: getattr(twin, name)
        for name in FILLED
        if getattr(event, name) is None
        and getattr(twin, name) is not None
        and (name != "location" or event.place is None)
    }
    gaps |= _told_time(event, twin)
    if _tells_more_of_place(event, twin):
        gaps["location"] = twin.location
        event = replace(event, evidence=tuple(each for each in event.evidence if each.field != "location"))
    evidence = tuple(each for each in twin.evidence if each.field in gaps)
    return replace(event, **gaps, links=event.links or twin.links, evidence=event.evidence + evidence)


def _tells_more_of_place(event: RawEvent, twin: RawEvent) -> bool:
    """Whether a twin goes on with street or town behind the house that an event read from words names alone."""
    own, more = event.location or "", twin.location or ""
    read = event.format == twin.format == "records" and event.place is None
    return read and bool(own) and "," not in own and more.casefold().startswith(f"{own.casefold()}, ")


def _told_time(event: RawEvent, twin: RawEvent) -> dict[str, Any]:
    """What a twin that is sure, or of the very same name, tells of the time and the event leaves open: the hour of its
    one day, the end of its hour."""
    namesake = event.title is not None and event.title.casefold() == (twin.title or "").casefold()
    if (
        (twin.confidence < PUBLISHED and not namesake)
        or not isinstance(twin.start, datetime)
        or event.rrule
        or twin.rrule
    ):
        return {}
    if not isinstance(event.start, datetime) and event.end in (None, event.start):
        return {name: getattr(twin, name) for name in TIME}
    untold = isinstance(event.start, datetime) and event.end in (None, event.start)
    if not untold or not isinstance(twin.end, datetime) or twin.end.date() != twin.start.date():
        return {}
    length = twin.end.replace(tzinfo=None) - twin.start.replace(tzinfo=None)
    return {"end": event.start + length} if length > timedelta(0) and isinstance(event.start, datetime) else {}


def distinct(events: Sequence[RawEvent], refused: dict[str, str]) -> list[RawEvent]:
    """Each event once, in page order: of two with one day and similar titles the surer one stays, completed.

    An event is compared with the last few of its day only: a page says a thing twice near by, or has it twice as a
    whole. refused: takes, by position, a note of each that was said again.
    """
    kept: list[RawEvent] = []
    by_day: dict[date, list[int]] = {}
    for event in with_company(events):
        day = _day(event)
        alike = by_day.setdefault(day, []) if day is not None else []
        near = alike[-COMPARED:]
        first = next((at for at in near if _tells_hour_of(kept[at], event)), None)
        if first is not None:
            kept[first] = _rule_at_hour(kept[first], event)
            refused[event.position] = f"duplicate of {kept[first].position}"
            continue
        twin = next((at for at in near if same(kept[at], event)), None)
        twin = next((at for at in near if _is_retold(kept[at], event)), None) if twin is None else twin
        if twin is None:
            alike.append(len(kept))
            kept.append(event)
        else:
            surer, other = sorted((kept[twin], event), key=lambda e: (-e.confidence, _all_day(e)))
            kept[twin] = replace(filled(surer, other), position=kept[twin].position)
            refused[event.position] = f"duplicate of {kept[twin].position}"
    return kept


def same(one: RawEvent, other: RawEvent) -> bool:
    """Whether two readings tell of one event: the same day, no different hour, similar titles."""
    first, second = one.start, other.start
    if first is None or second is None:
        return False
    if isinstance(first, datetime) and isinstance(second, datetime):
        agree = _on_the_wall(first) == _on_the_wall(second)
    else:
        agree = _day(one) == _day(other)
    return agree and similar(one.title, other.title) and not _are_told_apart(one, other)


def _on_the_wall(moment: datetime) -> datetime:
    """What a clock at the place shows."""
    return moment.replace(tzinfo=None) if moment.tzinfo is not None else moment


def _are_told_apart(one: RawEvent, other: RawEvent) -> bool:
    """Whether two events are those of two towns in one list, or of two names in a list cut alike, each beside the same
    day in the same words ("27 May – Annual Meeting", "27 May – Annual Council Meeting")."""
    if _are_of_two_towns(one, other):
        return True
    listed = all(event.format == "records" and set(event.rules) >= LISTED[0] for event in (one, other))
    renamed = (one.title or "").casefold() != (other.title or "").casefold()
    of_papers = any(PAPERS.search(event.title or "") for event in (one, other))  # "Board meeting – recording"
    return listed and renamed and not of_papers and _how_told(one) == _how_told(other)


def _how_told(event: RawEvent) -> list[tuple[str, str]]:
    """The words of an event's day, and the rules by which it and the name were read."""
    fields = {"start": "date-in-block", "title": None}
    told = [each for each in event.evidence if each.field in fields and fields[each.field] in {None, each.rule}]
    return sorted((each.rule, each.text if each.field == "start" else "") for each in told)


def _are_of_two_towns(one: RawEvent, other: RawEvent) -> bool:
    """Whether two events are those of two towns in one list."""
    listed = all(any(each.rule == "town-of-a-list" for each in event.evidence) for event in (one, other))
    return listed and one.location != other.location


def _is_retold(known: RawEvent, event: RawEvent) -> bool:
    """Whether a sentence tells again, in other words, what is known of that moment: the same hour, no other place."""
    if "prose" not in (known.format, event.format) or not isinstance(known.start, datetime):
        return False
    if known.rrule or event.rrule:
        return known.rrule == event.rrule and not isinstance(event.start, datetime) and _may_be_one_place(known, event)
    if not isinstance(event.start, datetime):
        return event.format == "prose" and event.end is None and _is_unnamed(event)
    if known.start.replace(tzinfo=None) != event.start.replace(tzinfo=None):
        return False
    return _may_be_one_place(known, event)


def _may_be_one_place(one: RawEvent, other: RawEvent) -> bool:
    return one.location is None or other.location is None or similar(one.location, other.location)


def _is_unnamed(event: RawEvent) -> bool:
    """Whether a day of a sentence has no name of its own, but that of a heading."""
    return any(each.field == "title" and each.rule == "title-from-heading" for each in event.evidence)


def _tells_hour_of(rule: RawEvent, event: RawEvent) -> bool:
    """Whether, of two told on one day, one is a rule without an hour and the other the hour of its first date."""
    if "prose" not in (rule.format, event.format):
        return False
    rules = [each for each in (rule, event) if each.rrule is not None and not isinstance(each.start, datetime)]
    dates = [each for each in (rule, event) if each.rrule is None and isinstance(each.start, datetime)]
    if not len(rules) == len(dates) == 1:
        return False
    told_alike = rule.format == event.format and _may_be_one_place(rule, event)
    return told_alike or similar(rule.title, event.title)


def _rule_at_hour(known: RawEvent, event: RawEvent) -> RawEvent:
    """A rule at the hour of its first date, whichever of the two was told first."""
    rule, timed = (known, event) if known.rrule is not None else (event, known)
    hour = tuple(each for each in timed.evidence if each.field == "start")
    surer = max(rule.confidence, timed.confidence)
    whole = replace(filled(at_time(rule, timed, timed), timed), confidence=surer, position=known.position)
    return replace(whole, evidence=(*whole.evidence, *hour))


def similar(one: str | None, other: str | None) -> bool:
    """Whether the shorter of two titles is mostly in the longer; different numbers forbid ("Ward 5", "Ward 6"), and the
    house behind "@" counts for nothing where both name one."""
    one, other = one or "", other or ""
    if "@" in one and "@" in other:
        one, other = (each.partition("@")[0] or each for each in (one, other))
    (first, numbers), (second, other_numbers) = _words_of(one), _words_of(other)
    if numbers and other_numbers and numbers != other_numbers:
        return False
    fewer = min(len(first), len(second))
    return fewer == 0 or len(first & second) >= SIMILAR * fewer


@lru_cache(maxsize=8192)
def _words_of(title: str) -> tuple[frozenset[str], frozenset[str]]:
    words = frozenset(_WORD.findall(title.casefold()))
    return words, frozenset(word for word in words if word.isdecimal())


def with_page_zone(events: Sequence[RawEvent]) -> list[RawEvent]:
    """Events without a place, told beside others whose places all lie in one zone, are taken to be in that zone too."""
    places = [(event, _zone(event)) for event in events]
    zones = {zone for _, zone in places if zone}
    if len(zones) != 1:
        return list(events)
    witness, zone = next((event, zone) for event, zone in places if zone)
    said = next((each.text for each in witness.evidence if each.field == "location"), witness.location or "")
    told = Evidence("timezone", said[:300], witness.position, "zone-of-the-other-places")
    return [
        replace(event, place=Place(timezone=zone), evidence=(*event.evidence, told)) if _is_placeless(event) else event
        for event in events
    ]


def with_page_links(events: Sequence[RawEvent], links: Sequence[Link]) -> list[RawEvent]:
    """The only event of a page has all of the page's links; a way to sign up may stand anywhere on it."""
    sure = [event for event in events if event.confidence >= PUBLISHED]
    if len(sure) != 1:
        return list(events)
    signup = registration(tuple(links))
    return [
        replace(
            event,
            links=tuple(dict.fromkeys((*event.links, *links))),
            registration_url=event.registration_url or (signup.url if signup else None),
        )
        if event is sure[0]
        else event
        for event in events
    ]


def _zone(event: RawEvent) -> str | None:
    found = where.find_place(event.location) if event.location and event.place is None else None
    return found.timezone if found else None


def _is_placeless(event: RawEvent) -> bool:
    words = f"{event.title} {event.description or ''}"
    return not (event.location or event.place or event.timezone or event.attendance_mode or where.find_online(words))


def _day(event: RawEvent) -> date | None:
    return day_of(event.start) if event.start is not None else None


def _all_day(event: RawEvent) -> bool:
    return not isinstance(event.start, datetime)
