"""RawEvent + Source → Event: times in a zone, place, links, clean text, status, privacy, identity.

No network, no clock, no disk but the packaged vocabularies. One event that cannot be understood costs itself: it
becomes a Problem, and its neighbours come through.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from aggregator.model import (
    Calendar,
    DateOrTime,
    Event,
    EventKey,
    Evidence,
    Extraction,
    Page,
    Place,
    Precision,
    Problem,
    RawEvent,
    Reading,
    Registration,
    Source,
    Status,
    TimezoneSource,
)
from aggregator.normalize import identity, links, privacy, status
from aggregator.normalize.filtering import wanted
from aggregator.normalize.places import only_online, read_place, zone_candidates
from aggregator.normalize.signing_up import registration_of, terms_of
from aggregator.normalize.text import DESCRIPTION_LIMIT, TITLE_LIMIT, clean_line, clean_text
from aggregator.normalize.times import Times, Zone, place, resolve_times, zone_or_none
from aggregator.normalize.uids import without_passing_uids

NO_SOURCE = Source(slug="", name="", url="")
"""Stands in for the source of a page that comes from no configured one (`aggregator extract FILE`)."""

UNTITLED = "Untitled event"

_Labels: TypeAlias = tuple[str | None, str | None]
"""The words of a title's label for its state, and for its being online now."""

ASSUMED_ZONE_FACTOR = 0.9
"""A time whose zone nobody told may be hours off: it still counts as said, but less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What holds for every event of a page."""

    source: Source
    base: str | None
    zones: tuple[Zone, ...]
    reading_zone: tuple[Zone, ...]
    shared_urls: Counter[str]
    series_zones: dict[str, ZoneInfo]


def normalize_page(
    reading: Reading,
    page: Page,
    *,
    now: datetime,
    timezone: str | None = None,
    source: Source | None = None,
    calendar: Calendar | None = None,
) -> Extraction:
    """Turn what a reader made of a page into Events.

    timezone, source, calendar: tell, in this order, the zone and region for what the page leaves unsaid.
    now: aware, or local to the page; only tells the UIDs that were made for this very answer.
    Events keep page order. Raises nothing: what could not be understood is in `problems`.
    """
    setting = _setting(reading, page, timezone, source or NO_SOURCE, calendar)
    zones = [zone.name for zone in (*setting.reading_zone, *setting.zones)]
    reading = without_passing_uids(reading, now=now, zones=zones)
    events: list[Event] = []
    problems = list(reading.problems)
    public = tuple(raw for raw in reading.events if raw.public)
    for raw in public:
        if raw.start is None:
            problems.append(_problem(raw, "names no date that could be read; the event was skipped"))
            continue
        try:
            event, told = _normalize_event(raw, setting)
        except (ValueError, OverflowError, ArithmeticError) as error:
            problems.append(_problem(raw, f"cannot be understood ({error}); the event was skipped"))
            continue
        events.append(event)
        problems += told
    chosen, left_out = _filtered(events, setting.source)
    distinct, doubles = _distinct(chosen)
    return Extraction(
        events=tuple(distinct),
        problems=(*problems, *doubles, *_summaries(len(reading.events) - len(public), left_out)),
        links=reading.links,
        format=reading.format,
        title=clean_line(reading.title),
        covers=reading.covers,
        complete=reading.complete,
        refresh_after=reading.refresh_after,
    )


def _setting(reading: Reading, page: Page, timezone: str | None, source: Source, calendar: Calendar | None) -> _Setting:
    told = (
        (zone_or_none(timezone) or source.timezone, TimezoneSource.SOURCE),
        (calendar.timezone if calendar else None, TimezoneSource.CALENDAR),
    )
    base = links.safe_url(page.url)
    zones = tuple(Zone(name, how) for name, how in told if name)
    stated = zone_or_none(reading.timezone)
    series = {raw.uid: raw for raw in reading.events if raw.uid and raw.recurrence_id is None}
    setting = _Setting(
        source=source,
        base=base,
        zones=zones,
        reading_zone=(Zone(stated, TimezoneSource.SOURCE),) if stated else (),
        shared_urls=identity.url_counts(reading.events),
        series_zones={},
    )
    overridden = {raw.uid for raw in reading.events if raw.uid and raw.recurrence_id is not None}
    for uid in sorted(overridden & series.keys()):
        master = series[uid]
        if isinstance(master.start, datetime):
            found = resolve_times(master, _candidates(read_place(master, source), setting))
            setting.series_zones[uid] = found.zone.info
    return setting


def _candidates(where_it_is: Place, setting: _Setting) -> tuple[Zone, ...]:
    """Zones by whereabouts, page, source and calendar. A zone stated for a whole calendar beats the place's:
    it is what the calendar's own times were written in."""
    return (*setting.reading_zone, *zone_candidates(where_it_is, setting.source), *setting.zones)


def _normalize_event(raw: RawEvent, setting: _Setting) -> tuple[Event, list[Problem]]:
    where_it_is = read_place(raw, setting.source)
    times = resolve_times(raw, _candidates(where_it_is, setting))
    title, state, labels = _title(raw)
    description = _description(raw)
    registration, signup, evidence = registration_of(raw, setting.base, description, state)
    cost, last, told = terms_of(raw, description, times)
    off, evidence = _status(raw, description, state, (*evidence, *told))
    where_it_is, moved = _moved_online(raw, where_it_is, description, labels)
    url = links.publishable(raw.url, base=setting.base)
    assumed_zone = times.zone.source is TimezoneSource.ASSUMED or "timezone" in raw.assumed
    made = partial(
        Event,
        key=_key(raw, setting, title, times, url),
        title=title,
        **_time_fields(raw, times),
        timezone=times.zone.name,
        timezone_source=times.zone.source,
        timezone_assumed=assumed_zone,
        **_place_fields(where_it_is),
        url=url,
        registration_url=signup,
        registration=registration,
        price=cost,
        register_by_date=last,
        organizer=clean_line(raw.organizer),
        status=off,
        categories=_categories(raw, setting.source),
        description=description,
        series=clean_line(raw.series),
        sequence=raw.sequence or 0,
        confidence=round(raw.confidence * (ASSUMED_ZONE_FACTOR if assumed_zone else 1.0), 3),
        rules=raw.rules,
        evidence=tuple(map(_public, (*raw.evidence, *_label_evidence(raw, labels), *evidence, *moved))),
        uid_assumed=raw.uid is None,
        year_assumed="year" in raw.assumed,
        title_assumed="title" in raw.assumed or not raw.title,
        position=raw.position,
        format=raw.format,
    )
    event = made(content_hash=identity.digest(made.keywords))
    return event, [_problem(raw, text) for text in (*raw.problems, *times.problems, *_cut_texts(raw))]


# -------------------------------------------------------------------------------------------- field by field


_MARKS = "*_~•|▼▲►▶▸▾▹◆■□▪● "
"""By which plain texts and folding lists set off a heading."""


def _title(raw: RawEvent) -> tuple[str, Status | Registration | None, _Labels]:
    title = clean_line(raw.title, limit=TITLE_LIMIT)
    if title is None:
        return UNTITLED, None, (None, None)
    bare, online = status.split_online(privacy.redact(title) or UNTITLED)
    bare, state, label = status.split_status(bare)
    return bare.strip(_MARKS) or bare, state, (label, online)


def _status(
    raw: RawEvent, description: str | None, state: Status | Registration | None, evidence: tuple[Evidence, ...]
) -> tuple[Status, tuple[Evidence, ...]]:
    """Whether it takes place. Calendar programs write CONFIRMED unasked: what people write themselves counts more."""
    if raw.status not in (None, Status.CONFIRMED, Status.TENTATIVE):
        return raw.status, evidence
    if isinstance(state, Status):
        return state, evidence
    said, words = status.stated(description) if description else (None, None)
    if said is None or words is None:
        return raw.status or Status.CONFIRMED, evidence
    return said, (*evidence, Evidence("status", words, raw.position, "status-words"))


def _moved_online(
    raw: RawEvent, where_it_is: Place, description: str | None, labels: _Labels
) -> tuple[Place, tuple[Evidence, ...]]:
    """The place, and the words for it, of what is held online now: no longer the room that stands there still."""
    words = status.moved_online(description) if description and labels[1] is None else None
    if labels[1] is None and words is None:
        return where_it_is, ()
    told = () if words is None else (Evidence("attendance_mode", words, raw.position, "moved-online"),)
    return only_online(where_it_is), told


def _label_evidence(raw: RawEvent, labels: _Labels) -> Iterator[Evidence]:
    for field, label in zip(("status", "attendance_mode"), labels, strict=True):
        if label:
            yield Evidence(field, label, raw.position, "label-in-title")


def _public(evidence: Evidence) -> Evidence:
    """Evidence is published beside the field it speaks for, so nothing may stand in it that the field leaves out."""
    text = privacy.redact(evidence.text)
    return evidence if text == evidence.text else replace(evidence, text=text)


def _description(raw: RawEvent) -> str | None:
    text = clean_text(raw.description, is_html=raw.description_html)
    return (privacy.redact(text) or None) if text else None


def _cut_texts(raw: RawEvent) -> Iterator[str]:
    """What was too long to keep whole."""
    if raw.title and len(raw.title) > TITLE_LIMIT:
        length = len(clean_line(raw.title, limit=len(raw.title)) or "")
        if length > TITLE_LIMIT:
            yield f"the title has {length:,} characters; the first {TITLE_LIMIT} were kept"
    if raw.description and len(raw.description) > DESCRIPTION_LIMIT:
        whole = clean_text(raw.description, is_html=raw.description_html, limit=len(raw.description))
        if whole and len(whole) > DESCRIPTION_LIMIT:
            yield f"the description has {len(whole):,} characters; the first {DESCRIPTION_LIMIT:,} were kept"


def _time_fields(raw: RawEvent, times: Times) -> dict[str, Any]:
    zone = times.zone.info
    timed = isinstance(times.start, datetime)
    return {
        "start": times.start,
        "end": times.end,
        "all_day": not timed,
        "precision": raw.precision or (Precision.TIME if timed else Precision.DAY),
        "rrule": raw.rrule,
        "rdates": tuple(place(value, zone) for value in raw.rdates),
        "exdates": tuple(place(value, zone) for value in raw.exdates),
        "recurrence_id": None if raw.recurrence_id is None else place(raw.recurrence_id, zone),
    }


def _place_fields(where_it_is: Place) -> dict[str, Any]:
    text = where_it_is.text
    return {
        "location": (privacy.redact(_without_join_link(text)) or None) if text else None,
        "venue": where_it_is.venue,
        "address": where_it_is.address,
        "locality": where_it_is.locality,
        "region": where_it_is.region,
        "postal_code": where_it_is.postal_code,
        "country": where_it_is.country,
        "latitude": where_it_is.latitude,
        "longitude": where_it_is.longitude,
        "attendance_mode": where_it_is.attendance_mode,
    }


def _without_join_link(text: str) -> str:
    """A location that is only an address of the web says where to click, not where to go."""
    return "Online" if re.fullmatch(r"https?://\S+", text) and links.publishable(text) is None else text


def _categories(raw: RawEvent, source: Source) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for category in (*raw.categories, *source.categories):
        text = clean_line(category, limit=80)
        if text:
            found.setdefault(text.casefold(), text)
    return tuple(found.values())


def _key(raw: RawEvent, setting: _Setting, title: str, times: Times, url: str | None) -> EventKey:
    recurrence = ""
    uid = clean_line(raw.uid)
    if uid is None:
        alone = url is not None and raw.url is not None and setting.shared_urls[raw.url] == 1
        uid = f"url:{url}" if alone else identity.made_uid(title, times.start)
    elif raw.recurrence_id is not None:
        recurrence = identity.recurrence_text(
            raw.recurrence_id, setting.series_zones.get(raw.uid or "", times.zone.info)
        )
    return EventKey(setting.source.slug, uid, recurrence)


# ------------------------------------------------------------------------------------------- page as a whole


def _filtered(events: list[Event], source: Source) -> tuple[list[Event], int]:
    """The events that the source's `include` and `exclude` words let through, and how many they do not."""
    if not source.include and not source.exclude:
        return events, 0
    kept = [event for event in events if wanted(event, source)]
    return kept, len(events) - len(kept)


def _distinct(events: list[Event]) -> tuple[list[Event], list[Problem]]:
    """Events with one key each: a double of the same content is dropped, one of another content gets its own uid."""
    seen: dict[EventKey, Event] = {}
    problems: list[Problem] = []
    for event in events:
        other = seen.get(event.key)
        if other is None:
            seen[event.key] = event
        elif other.content_hash == event.content_hash:
            problems.append(_double(event, "is the same event again; it was counted once"))
        else:
            key = _own_key(event, seen)
            seen[key] = replace(event, key=key, uid_assumed=True)
            problems.append(_double(event, f"shares its uid with another event; it was kept as {key.uid!r}"))
    return list(seen.values()), problems


def _own_key(event: Event, seen: dict[EventKey, Event]) -> EventKey:
    start: DateOrTime = event.start
    stem = f"{event.key.uid}~{start.strftime('%Y%m%dT%H%M' if isinstance(start, datetime) else '%Y%m%d')}"
    key = replace(event.key, uid=stem)
    number = 2
    while key in seen:
        key = replace(event.key, uid=f"{stem}~{number}")
        number += 1
    return key


def _double(event: Event, message: str) -> Problem:
    return Problem(
        "normalize", f"{event.position} ({event.title})", message, "give every event a uid or a page of its own"
    )


def _summaries(private: int, left_out: int) -> Iterator[Problem]:
    if private:
        yield Problem(
            "normalize", "page", f"{private} events are marked private or confidential at the source and were left out"
        )
    if left_out:
        yield Problem(
            "normalize", "page", f"{left_out} events were left out by this source's include and exclude words"
        )


def _problem(raw: RawEvent, message: str) -> Problem:
    name = f" ({clean_line(raw.title, limit=80)})" if raw.title else ""
    return Problem("normalize", f"{raw.position}{name}", message)
