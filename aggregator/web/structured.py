"""Events for search engines and shared links: schema.org Event as JSON-LD, and the sentence below a shared link. Pure.

Refuses to give half an event: what Google's documentation requires (name, startDate, location with an address; for an
online event a place on the web) is there, or there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from aggregator.model import AttendanceMode
from aggregator.publish.contentline import clean, clean_line
from aggregator.publish.jsonfeed import dumps, told
from aggregator.web.format import Span, when_words
from aggregator.web.links import safe_url
from aggregator.web.occurrences import Shown, event_path, place_words
from aggregator.web.site import Site

STATUSES = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
"""Any other status is EventScheduled: a tentative event still has its date."""

MODES: Mapping[str, str] = {
    AttendanceMode.OFFLINE: "OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    AttendanceMode.MIXED: "MixedEventAttendanceMode",
}

LONGEST_SENTENCE = 200
LONGEST_DESCRIPTION = 5000


def of_event(site: Site, context: Mapping[str, Any]) -> Markup | None:
    """The block of an event's page. context: what the page says (`web.event`)."""
    event = context["event"]
    if event["state"] != "published":
        return None
    found = _event(site, context["title"], context["span"], context["status"], event, event["id"])
    if found is None:
        return None
    description = clean(event["description"] or "")[:LONGEST_DESCRIPTION]
    return Markup(dumps({"@context": "https://schema.org", **found, **told({"description": description})}))  # noqa: S704


def of_list(site: Site, shown: Iterable[Shown]) -> Markup | None:
    """The block of a page of events: each of them, leading to its own page."""
    made = (_event(site, one.title, one.span, one.status, one.fields, one.event_id, one.recurrence_id) for one in shown)
    found = [{"@context": "https://schema.org", **one} for one in made if one is not None]
    return Markup(dumps(found)) if found else None  # noqa: S704 - `dumps` writes no character of markup


def sentence(context: Mapping[str, Any]) -> str:
    """What a shared link says of an event: when and where, then the beginning of its own words."""
    event = context["event"]
    span: Span = context["span"]
    parts = [when_words(span, year=True), place_words(event), clean_line(event["description"] or "")]
    text = " · ".join(part for part in parts if part)
    return text if len(text) <= LONGEST_SENTENCE else text[: LONGEST_SENTENCE - 1].rstrip() + "…"


def _event(
    site: Site,
    title: str,
    span: Span,
    status: str,
    fields: Mapping[str, Any],
    event_id: str,
    recurrence_id: str | None = None,
) -> dict[str, Any] | None:
    """schema.org Event, None where something required is not known."""
    page = site.absolute(event_path(event_id, recurrence_id))
    location = _location(fields, page)
    name = clean_line(title)
    if not location or not name:
        return None
    organizer = clean_line(fields["organizer"] or "")
    return told(
        {
            "@type": "Event",
            "name": name,
            "startDate": _moment(span.start),
            "endDate": _moment(span.end) if span.end is not None else None,
            "eventStatus": f"https://schema.org/{STATUSES.get(status, 'EventScheduled')}",
            "eventAttendanceMode": _mode(fields),
            "location": location[0] if len(location) == 1 else location,
            "organizer": {"@type": "Organization", "name": organizer} if organizer else None,
            "url": page,
            "sameAs": safe_url(fields["url"]),
        }
    )


def _location(fields: Mapping[str, Any], page: str) -> list[dict[str, Any]]:
    """The places to go to and to click; an address is there in parts, or as the source words it."""
    mode = fields["attendance_mode"]
    found: list[dict[str, Any]] = []
    line = clean_line(fields["location"] or "")
    if mode != AttendanceMode.ONLINE:
        parts = told(
            {
                "streetAddress": clean_line(fields["address"] or ""),
                "addressLocality": clean_line(fields["locality"] or ""),
                "addressRegion": clean_line(fields["region"] or ""),
                "postalCode": clean_line(fields["postal_code"] or ""),
                "addressCountry": clean_line(fields["country"] or ""),
            }
        )
        address: Any = {"@type": "PostalAddress", **parts} if parts else line
        name = clean_line(fields["venue"] or "") or line
        geo = None
        if fields["latitude"] is not None and fields["longitude"] is not None:
            geo = {"@type": "GeoCoordinates", "latitude": fields["latitude"], "longitude": fields["longitude"]}
        if address:
            found.append(told({"@type": "Place", "name": name, "address": address, "geo": geo}))
    if mode in (AttendanceMode.ONLINE, AttendanceMode.MIXED):
        url = safe_url(fields["registration_url"]) or safe_url(fields["url"]) or page
        found.append({"@type": "VirtualLocation", "url": url})
    return found


def _mode(fields: Mapping[str, Any]) -> str | None:
    word = MODES.get(fields["attendance_mode"] or "")
    return f"https://schema.org/{word}" if word else None


def _moment(moment: Any) -> str:
    """ISO 8601: a date alone where no time is known, else with its offset and without a fraction of a second."""
    return (moment.replace(microsecond=0) if isinstance(moment, datetime) else moment).isoformat()
