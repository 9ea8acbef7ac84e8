"""A TZID, or X-WR-TIMEZONE → the IANA zone it means.

Asked in order: the IANA name itself, however spelt or prefixed; the Windows name (CLDR); what the file's own
VTIMEZONE says of its place; its offsets; offsets in the name; an American abbreviation. Refuses to guess past that:
an unknown zone is None.

Never hands a TZID to a library that opens files by name (`US` is a folder of the zone data).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from aggregator.extract.ical.lines import Component
from aggregator.extract.ical.vtimezone import Offsets, defined_offsets, named_offsets

UTC_NAMES = frozenset(
    {"UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich", "GMT0", "GMT+0", "GMT-0"}
    | {"Etc/UTC", "Etc/GMT", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "Etc/Greenwich", "Etc/GMT0"}
)
"""Names of no place: a time with one of them is an instant, as if it ended in Z."""

NO_PLACES = frozenset({"Factory", "localtime"})
"""In the zone data, but nobody's zone."""

AMERICAN = {
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "AKST": "America/Anchorage",
    "AKDT": "America/Anchorage",
    "HST": "Pacific/Honolulu",
}
"""As in speech: "PST" in July still means Pacific time. Asked after the file's own VTIMEZONE."""

COMMON = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/Halifax",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Athens",
    "Australia/Sydney",
)
"""Asked first when only offsets are known, so that of several zones with the same clocks a familiar one is named."""

OLD_YEAR = 2010
"""The year compared next: until then many countries changed their clocks that do so no more, and old files still do."""

_PREFIX = re.compile(r"^\((?:UTC|GMT)[^)]*\)\s*", re.I)
_TIME_OF = re.compile(r"^(?:US[ /]*)?(\w+) Time(?: \(US ?& ?Canada\).*)?$", re.I)


@dataclass(frozen=True, slots=True)
class Zone:
    """What a zone name means. name: IANA, or None. doubt: a sentence when it was inferred or is not known."""

    name: str | None
    doubt: str | None = None

    @property
    def is_utc(self) -> bool:
        """Whether times in it are plain instants."""
        return self.name in UTC_NAMES


class Zones:
    """The zones of one calendar: its VTIMEZONEs, and what each TZID was found to mean.

    likely: zones to prefer when only offsets are known (the calendar's own, the source's). year: whose offsets are
    compared.
    """

    def __init__(self, calendar: Component | None, *, likely: Iterable[str | None] = (), year: int) -> None:
        definitions = [child for child in calendar.children if child.name == "VTIMEZONE"] if calendar else []
        self._definitions: dict[str, Component] = {}
        for definition in definitions:
            tzid = definition.first("TZID")
            if tzid is not None:
                self._definitions.setdefault(_bare(tzid.value), definition)
        self._likely = tuple(zone for zone in likely if zone)
        self._year = year
        self._known: dict[str, Zone] = {}

    def find(self, tzid: str) -> Zone:
        """The zone a TZID means in this calendar. Never raises."""
        tzid = _bare(tzid)
        if tzid not in self._known:
            self._known[tzid] = self._find(tzid)
        return self._known[tzid]

    def doubts(self) -> Iterator[tuple[str, Zone]]:
        """The TZIDs asked for that were not plainly known."""
        return ((tzid, zone) for tzid, zone in self._known.items() if zone.doubt)

    def _find(self, tzid: str) -> Zone:
        definition = self._definitions.get(tzid)
        name = None if tzid in AMERICAN else iana_zone(tzid) or windows_zone(tzid)
        if name is None and definition is not None:
            lived = definition.first("X-LIC-LOCATION")
            name = iana_zone(lived.value) if lived else None
        if name is not None:
            return Zone(name)
        name = self._by_offsets(tzid, definition)
        if name is not None and name != AMERICAN.get(tzid):
            return Zone(name, f'TZID "{tzid[:80]}" is no known zone; {name} has the offsets it gives and was taken')
        if tzid in AMERICAN:
            return Zone(AMERICAN[tzid])
        return Zone(None, f'TZID "{tzid[:80]}" is no known zone; the times were left to the calendar\'s zone')

    def _by_offsets(self, tzid: str, definition: Component | None) -> str | None:
        """The zone whose clocks agree with the file's: all year, or in winter and summer (old dates of the change)."""
        likely = (AMERICAN[tzid], *self._likely) if tzid in AMERICAN else self._likely
        for year in (self._year, OLD_YEAR):
            offsets = (defined_offsets(definition, year) if definition else None) or named_offsets(tzid, year)
            for sample in (offsets, [pair for pair in offsets if pair[0].month in (1, 7)]):
                name = _zone_with(sample, likely)
                if name is not None:
                    return name
        return None


def iana_zone(text: str) -> str | None:
    """The IANA name in a text: any case, `_` or blank for `/`, behind any prefix; None when there is none."""
    text = _bare(text)
    found = _iana_names().get(_key(text))
    parts = text.strip("/").split("/")
    for length in (3, 2, 1) if len(parts) > 2 else ():
        found = found or _iana_names().get(_key("/".join(parts[-length:])))
    return found


def windows_zone(text: str) -> str | None:
    """The IANA name for a Windows zone: `Eastern Standard Time`, `(UTC-05:00) Eastern Time (US & Canada)`."""
    plain = _PREFIX.sub("", _bare(text))
    names = _windows_names()
    short = _TIME_OF.match(plain)
    found = names.get(plain.casefold()) or (names.get(f"{short[1]} standard time".casefold()) if short else None)
    return iana_zone(found) if found else None


def _bare(text: str) -> str:
    return text.strip().strip('"').strip()


def _key(name: str) -> str:
    return re.sub(r"[ _/]+", "_", name).casefold()


@cache
def _iana_names() -> dict[str, str]:
    names = files("tzdata").joinpath("zones").read_text("utf-8").split()
    return {_key(name): name for name in names if name not in NO_PLACES}


@cache
def _windows_names() -> dict[str, str]:
    """CLDR's table, as icalendar packages it."""
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


def _zone_with(sample: Offsets, likely: tuple[str, ...]) -> str | None:
    """The first zone that has these offsets at these times; None when there is none, or no sample."""
    for name in _candidates(likely, fixed=len({offset for _, offset in sample}) == 1) if sample else ():
        zone = ZoneInfo(name)
        if all(zone.utcoffset(moment) == offset for moment, offset in sample):
            return name
    return None


def _candidates(likely: tuple[str, ...], *, fixed: bool) -> Iterator[str]:
    """Zones in the order they are tried. Fixed offsets name no place: Etc/GMT comes before the rest of the world."""
    yield from likely
    if fixed:
        yield from (f"Etc/GMT{-hours:+d}" for hours in range(-12, 15) if hours)
        yield "UTC"
    yield from COMMON
    yield from sorted(set(filter(None, map(iana_zone, _windows_names().values()))))
