"""Where an event is: the parts a format gives, filled up from the words, and whether one can attend online.

Refuses to guess a town: `aggregator.where` answers only what words, coordinates or the source's region make certain.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from aggregator import where
from aggregator.model import AttendanceMode, Place, RawEvent, Source, TimezoneSource
from aggregator.normalize.text import clean_line
from aggregator.normalize.times import Zone
from aggregator.normalize.words import phrase_pattern

_MAP_LINK = re.compile(r"\s*(?:[(\[](?:google |view )?(?:map|directions)[)\]]|\+ google map)\s*$", re.I)
"""The words of a link to a map behind a place."""

_UNSTATED = Place()
_PARTS = ("venue", "address", "locality", "region", "postal_code", "country")


def read_place(raw: RawEvent, source: Source | None) -> Place:
    """The place of a raw event: its stated parts first, the rest from the words of its location.

    The result's `text` is the location as people read it; `attendance_mode` is set where words or fields tell.
    """
    region = source.region if source else None
    stated = where.canonical(_cleaned(raw.place)) if raw.place is not None else _UNSTATED
    text = _MAP_LINK.sub("", clean_line(raw.location) or "") or stated.text or _joined(stated)
    found = where.find_place(text, region=region) if text else None
    place = _combined(stated, found, text)
    return replace(place, attendance_mode=_attendance(raw, place, text))


def only_online(place: Place) -> Place:
    """A place as it is once people meet online: without the room where they would have met.

    Its words stay where they tell of no room. "Online" is not put in their stead: merging would take it for a venue.
    """
    told = place.text if place.text and where.find_online(place.text) is AttendanceMode.ONLINE else None
    return Place(text=told, attendance_mode=AttendanceMode.ONLINE)


def zone_candidates(place: Place, source: Source | None) -> tuple[Zone, ...]:
    """The zone of the coordinates, then the zone of the place: what the event's whereabouts say."""
    zones: list[Zone] = []
    if place.latitude is not None and place.longitude is not None:
        zone = where.zone_at(place.latitude, place.longitude)
        if zone:
            zones.append(Zone(zone, TimezoneSource.COORDINATES))
    if place.attendance_mode is not AttendanceMode.ONLINE:
        zone = place.timezone or where.zone_of(place, region=source.region if source else None)
        if zone:
            zones.append(Zone(zone, TimezoneSource.PLACE))
    return tuple(zones)


def _cleaned(place: Place) -> Place:
    parts: dict[str, Any] = {name: clean_line(getattr(place, name)) for name in (*_PARTS, "text")}
    at = _coordinates(place.latitude, place.longitude)
    return replace(place, latitude=at[0] if at else None, longitude=at[1] if at else None, **parts)


def _coordinates(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    if latitude == 0 and longitude == 0:  # the map's default, not a place where people meet
        return None
    return latitude, longitude


def _combined(stated: Place, found: Place | None, text: str | None) -> Place:
    if found is None or stated is _UNSTATED:
        return replace(found or stated, text=text)
    known = {f.name: getattr(stated, f.name) for f in fields(Place)}
    filled = {name: value if value is not None else getattr(found, name) for name, value in known.items()}
    if stated.locality and found.locality and stated.locality != found.locality:
        filled["timezone"] = stated.timezone  # the words name another town than the field: trust neither zone
    return Place(**{**filled, "text": text})


def _joined(place: Place) -> str | None:
    """`Venue, street, town, CA 94612`, as a person would write it."""
    region = " ".join(part for part in (place.region, place.postal_code) if part)
    parts = (place.venue, place.address, place.locality, region, place.country if place.country != "US" else None)
    return ", ".join(part for part in parts if part) or None


def _is_open(text: str) -> bool:
    """Whether the place is yet to be told ("TBA", "Address sent after sign-up"): it says nothing of how to attend."""
    pieces = [piece.strip(" .:-–()").casefold() for piece in text.split(",")]
    return all(not piece or phrase_pattern("place", "open", "text").fullmatch(piece) for piece in pieces)


def _attendance(raw: RawEvent, place: Place, text: str | None) -> AttendanceMode | None:
    if raw.attendance_mode is not None:
        return raw.attendance_mode
    told = where.find_online(text) if text else None
    if told is not None:
        physical = place.address or place.locality
        return AttendanceMode.MIXED if told is AttendanceMode.ONLINE and physical else told
    in_title = where.find_online(raw.title) if raw.title else None
    if text and not _is_open(text):
        return in_title if in_title is AttendanceMode.MIXED else AttendanceMode.OFFLINE
    if in_title is not None:
        return in_title
    return where.find_online(raw.description) if raw.description else None
