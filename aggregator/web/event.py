"""The page of one event: when, where, who, how to take part, and how we know.

Refuses to be the last word: the ally's own page is linked first, and every source keeps its credit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aggregator.model import AttendanceMode, Precision
from aggregator.publish.contentline import mail_address
from aggregator.web import event_rows, links, occurrences, structured
from aggregator.web.format import Span, elsewhere, month_words, when_parts
from aggregator.web.occurrences import Shown
from aggregator.web.site import Site

MOST_DATES = 8
"""Upcoming dates of a series on its page."""

MOST_OCCURRENCES = 2000

HIDDEN = "hidden"

NO_EVENT = "There is no event at this address. It may have been taken down at its organisers’ wish."

BANNERS = {
    "cancelled": ("Cancelled", "Its source says that this event will not take place."),
    "postponed": ("Postponed", "It will not take place at this time. A new date may follow."),
    "tentative": ("To be confirmed", "Its source does not yet promise that this event will take place."),
    "withdrawn": (
        "No longer listed",
        "Its source has taken this event off its calendar without saying why. Ask before you go.",
    ),
    "one date": ("Cancelled on this date", "Other dates of the series are below."),
    "review": (
        "Not in the calendar yet",
        "We are not sure enough of what the page says, so it waits for somebody to look at it.",
    ),
}
"""By `status`, or by `state` where that says more: a heading and what it means for the reader."""

SIGN_UP = {
    "required": "Sign up (required)",
    "full": "Full: see the sign-up page",
    "closed": "Sign-up is closed: see the page",
}

NO_SIGN_UP = {
    "required": "Sign-up is required; see the event’s own page.",
    "full": "Full.",
    "closed": "Sign-up is closed.",
    "none": "No sign-up needed.",
}

ZONE_SOURCES = {
    "event": "The listing states it.",
    "word": "The listing names it beside the time.",
    "coordinates": "From the coordinates in the listing.",
    "place": "From the place; the listing does not state it.",
    "source": "The source’s usual zone; the listing does not state it.",
    "calendar": "This calendar’s own zone: neither the listing nor its source states one.",
    "assumed": "Assumed: nothing on the page or about its source states one.",
}
"""By `timezone_source`: how we know the zone."""


async def event_page(datasette: Any, request: Any) -> Any:
    """`/event/<id>`; `?occurrence=<recurrence_id>` names one date of a series."""
    site = await Site.open(datasette, request)
    context = await event_context(site, request.url_vars["id"], request.args.get("occurrence"))
    return await site.missing(NO_EVENT) if context is None else await site.html("aggregator_event.html", context)


async def event_context(site: Site, event_id: str, asked: str | None = None) -> dict[str, Any] | None:
    """What the page of an event says, None where there is no such event. asked: the recurrence_id of one date."""
    event = await event_rows.event(site.database, event_id)
    if event is None or event["state"] == HIDDEN:
        return None
    dates = await occurrences.of_event(site.database, event_id, limit=MOST_OCCURRENCES)
    shown = _meant(dates, asked, site)
    span = shown.span if shown else Span.read(event["start"], event["end"], event["timezone"])
    event = occurrences.overlay(event, shown.own) if shown else event
    context = {
        "event": event,
        "shown": shown,
        "title": shown.title if shown else event["title"],
        "status": shown.status if shown else event["status"],
        "banner": _banner(event, shown, len(dates)),
        "is_over": _is_over(span, site),
        "listed": await event_rows.listed_by(site.database, event_id),
        "disputes": await event_rows.disputes(site.database, event_id),
        "changes": await event_rows.changes(site.database, event_id),
        "evidence": await event_rows.evidence(site.database, event_id),
        **_time(event, span),
        **_place(event),
        **_words(event),
        **_dates(dates, site),
    }
    return {**context, "structured": structured.of_event(site, context), "sentence": structured.sentence(context)}


def _meant(dates: Sequence[Shown], asked: str | None, site: Site) -> Shown | None:
    """The occurrence that the address names; else the next that takes place; else the next; else the last, if any."""
    named = [one for one in dates if asked and one.recurrence_id == asked]
    coming = [one for one in dates if not _is_over(one.span, site)]
    taking_place = [one for one in coming if one.status != "cancelled"]
    return next(iter((*named, *taking_place, *coming, *reversed(dates))), None)


def _banner(event: Mapping[str, Any], shown: Shown | None, dates: int) -> tuple[str, str] | None:
    """What the reader must know before anything else, or None."""
    status = shown.status if shown else event["status"]
    if event["state"] in BANNERS:
        return BANNERS[event["state"]]
    if status == "cancelled" and event["status"] != "cancelled" and dates > 1:
        return BANNERS["one date"]
    return BANNERS.get(status)


def _dates(dates: Sequence[Shown], site: Site) -> dict[str, Any]:
    """The dates of a series that are still to come, and how many more there are."""
    if len(dates) < 2:
        return {"dates": (), "dates_more": 0}
    coming = [one for one in dates if not _is_over(one.span, site)]
    return {"dates": coming[:MOST_DATES], "dates_more": max(0, len(coming) - MOST_DATES)}


def _is_over(span: Span, site: Site) -> bool:
    """Whether it has ended; one without a known end is over when its day is."""
    if isinstance(span.end, datetime):
        return span.end < site.now
    return span.last_day < site.today


def _time(event: Mapping[str, Any], span: Span) -> dict[str, Any]:
    """The time in pieces of a line, and how we know its zone."""
    only_month = event["precision"] == Precision.MONTH
    return {
        "span": span,
        "when": [month_words(span.first_day)] if only_month else when_parts(span, year=True),
        "elsewhere": elsewhere(span.start) if event["attendance_mode"] in ("online", "mixed") else (),
        "zone_words": ZONE_SOURCES.get(event["timezone_source"]),
    }


def _place(event: Mapping[str, Any]) -> dict[str, Any]:
    """The place in lines (venue; street; town), and maps of it; none of a room that is only online."""
    town = ", ".join(part for part in (event["locality"], event["region"]) if part)
    town = " ".join(part for part in (town, event["postal_code"]) if part)
    lines = [line for line in (event["venue"], event["address"], town) if line] or [event["location"]]
    searched = [event["venue"], event["address"], event["locality"], event["region"], event["country"]]
    query = ", ".join(dict.fromkeys(part for part in searched if part)) if any(searched[:3]) else event["location"]
    online = event["attendance_mode"] == AttendanceMode.ONLINE
    return {
        "place": tuple(dict.fromkeys(line for line in lines if line)),
        "maps": () if online else links.map_links(query, event["latitude"], event["longitude"]),
    }


def _words(event: Mapping[str, Any]) -> dict[str, Any]:
    """How to take part, and what its organisers say."""
    return {
        "original": links.safe_url(event["url"]),
        "host_of": links.host_of,
        "sign_up": links.safe_url(event["registration_url"]),
        "sign_up_mail": mail_address(event["registration_url"]),
        "sign_up_words": SIGN_UP.get(event["registration"], "Sign up"),
        "register_by": _day(event["register_by_date"]),
        "no_sign_up": NO_SIGN_UP.get(event["registration"]),
        "categories": occurrences.read_list(event["categories"]),
        "paragraphs": links.paragraphs(event["description"]),
    }


def _day(text: str | None) -> date | None:
    """A local day as the database has it; None for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except (TypeError, ValueError):
        return None
