"""A feed as Evolution's library shows it (also GNOME Calendar): python3 evolution.py FILE FIRST LAST → one JSON list.

For the system's Python, which has the GObject libraries; it asks for the occurrences of a span of days as the
programs do, with the file's own VTIMEZONEs, and imports nothing of ours.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gi

gi.require_version("ECal", "2.0")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, ICalGLib  # noqa: E402

EVENT, ZONE = ICalGLib.ComponentKind.VEVENT_COMPONENT, ICalGLib.ComponentKind.VTIMEZONE_COMPONENT


def components(calendar: Any, kind: Any) -> list[Any]:
    """All components of a kind, in the order of the file."""
    found, one = [], calendar.get_first_component(kind)
    while one:
        found.append(one)
        one = calendar.get_next_component(kind)
    return found


def zone_of(component: Any) -> Any:
    zone = ICalGLib.Timezone.new()
    zone.set_component(component.clone())
    return zone


def shown(moment: Any) -> str:
    """A day as it stands, a time as an instant; what floats keeps no Z."""
    if moment.is_date():
        return f"{moment.get_year():04}-{moment.get_month():02}-{moment.get_day():02}"
    zone = moment.get_timezone()
    if zone is None and not moment.is_utc():
        return str(moment.as_ical_string())
    utc = moment.as_timet_with_zone(zone or ICalGLib.Timezone.get_utc_timezone())
    return datetime.fromtimestamp(utc, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(file: str, first: str, last: str) -> None:
    calendar = ICalGLib.Component.new_from_string(Path(file).read_text(encoding="utf-8"))
    zones = {zone.get_tzid(): zone for zone in map(zone_of, components(calendar, ZONE))}
    utc = ICalGLib.Timezone.get_utc_timezone()
    begin, end = (ICalGLib.Time.new_from_string(day.replace("-", "") + "T000000Z") for day in (first, last))
    found: list[dict[str, str | None]] = []

    def occurrence(component: Any, start: Any, until: Any, *_: object) -> bool:
        ends = component.get_first_property(ICalGLib.PropertyKind.DTEND_PROPERTY) is not None
        found.append(
            {
                "uid": component.get_uid(),
                "start": shown(start),
                "end": shown(until) if ends else None,
                "status": component.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY).get_value_as_string(),
                "title": component.get_summary(),
            }
        )
        return True

    def zone(tzid: str, *_: object) -> Any:
        return utc if tzid == "UTC" else zones.get(tzid)

    for event in components(calendar, EVENT):
        ECal.recur_generate_instances_sync(event, begin, end, occurrence, None, zone, None, utc, None)
    sys.stdout.write(json.dumps(found))


main(*sys.argv[1:])
