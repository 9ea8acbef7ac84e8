"""The calendar pages: the agenda, day by day, and the month grid; filters and the subscribe panel with both.

Refuses to need JavaScript: filters are a GET form, paging is links.
"""

from __future__ import annotations

import asyncio
import calendar
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from aggregator.web import links, month_rows, occurrences, structured
from aggregator.web.choices import read_choices
from aggregator.web.feeds import short_form
from aggregator.web.filters import Filters
from aggregator.web.narrowing import narrowing
from aggregator.web.site import Site

FURTHEST_PAGE = 500
"""Of one list; reading on from there begins another, by date."""

SUNDAY_FIRST = "America/"
"""Weeks begin on Sunday where the calendar's zone is American (CLDR weekData firstDay), on Monday elsewhere."""


async def calendar_page(datasette: Any, request: Any) -> Any:
    """`/` and `/calendar`: the agenda, or the month grid for `?view=month`."""
    return await _page(await Site.open(datasette, request), Filters.read(request.args))


async def slice_page(datasette: Any, request: Any) -> Any:
    """`/category/housing`, `/region/CA`, `/source/<slug>`: the same for one choice, under a short address."""
    return await _page(await Site.open(datasette, request), short_form(request))


async def _page(site: Site, filters: Filters) -> Any:
    choices = await read_choices(site.database, site.today)
    context = {
        "filters": filters,
        "choices": choices,
        "chosen_words": filters.words(choices.labels, choices.topics),
        "whole": links.subscription(site.absolute("/calendar.ics"), site.about.calendar.name),
        "slice": _slice(site, filters),
        "slice_path": site.path(filters.path("ics")),
        "slice_note": await narrowing(site, filters) if filters.narrows else None,
        "feeds": _feeds(site, replace(filters, first=None, last=None, complaints=())),
        "is_local": links.is_local(site.absolute("/calendar.ics")),
        "feed_note": site.about.fact("feed_note"),
        "is_home": site.request.path == site.path("/"),
    }
    if site.request.args.get("view") == "month":
        return await site.html("aggregator_month.html", {**context, **await _month(site, filters)})
    return await site.html("aggregator_agenda.html", {**context, **await _agenda(site, filters)})


async def _agenda(site: Site, filters: Filters) -> dict[str, Any]:
    """The days of one page, and the ways to other pages."""
    number = _page_number(site.request.args.get("page"))
    dated = replace(filters, first=filters.first or site.today)
    page, months = await asyncio.gather(
        occurrences.page(site.database, dated, number=number),
        occurrences.months(site.database, replace(filters, first=site.today, last=None)),
    )
    before = [one for one in page.shown if dated.first and one.span.first_day < dated.first]
    rest = page.shown[len(before) :]
    return {
        "structured": structured.of_list(site, page.shown),
        "under_way": before,
        "days": occurrences.days(rest),
        "months": months,
        "page": page,
        "later": _later(site, filters, page),
        "sooner": _sooner(site, filters, number),
        "month_view": _to(site, filters, view="month"),
    }


async def _month(site: Site, filters: Filters) -> dict[str, Any]:
    """The weeks of one month, the same as a list for narrow screens, and the ways to the months around."""
    first = _month_asked(site.request.args.get("month")) or (filters.first or site.today).replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    sunday_first = site.about.calendar.timezone.startswith(SUNDAY_FIRST)
    weeks = calendar.Calendar(calendar.SUNDAY if sunday_first else calendar.MONDAY).monthdatescalendar(
        first.year, first.month
    )
    found = await month_rows.between(site.database, filters, weeks[0][0], weeks[-1][-1])
    return {
        "first": first,
        "weeks": [[found.cell(day, first.month) for day in week] for week in weeks],
        "days": tuple(found.listed(first, last, filters)),
        "under_way": [one for one in found.shown if one.span.first_day < first <= one.span.last_day],
        "previous": _to_month(site, filters, first - timedelta(days=1)),
        "next": _to_month(site, filters, last + timedelta(days=1)),
        "agenda_view": _to(site, filters),
    }


def _to(site: Site, filters: Filters, **more: str | int) -> str:
    """The calendar page for the same choice."""
    return site.path("/calendar" + filters.query(more))


def _to_month(site: Site, filters: Filters, day: date) -> tuple[date, str]:
    """(a day of the month, its page). The month takes the place of the reader's dates."""
    query = filters.query({"view": "month", "month": f"{day:%Y-%m}"}, dates=False)
    return day, site.path("/calendar" + query)


def _later(site: Site, filters: Filters, page: occurrences.Page) -> str | None:
    """The next page; after the furthest, which takes long to reach, the first of those from its last day on."""
    if not page.more:
        return None
    if page.number < FURTHEST_PAGE:
        return _to(site, filters, page=page.number + 1)
    return _to(site, replace(filters, first=page.shown[-1].span.first_day))


def _sooner(site: Site, filters: Filters, number: int) -> str | None:
    if number < 2:
        return None
    return _to(site, filters, page=number - 1) if number > 2 else _to(site, filters)


def _slice(site: Site, filters: Filters) -> links.Subscription | None:
    """The feed of just what the reader chose, None where that is everything."""
    if not filters.narrows:
        return None
    name = f"{site.about.calendar.name} (a selection)"
    undated = replace(filters, first=None, last=None, complaints=())
    return links.subscription(site.absolute(undated.path("ics")), name)


def _feeds(site: Site, filters: Filters) -> list[tuple[str, str, str]]:
    """(media type, words, address) of this choice in every kind of feed."""
    from aggregator.publish.kinds import KINDS

    return [(kind.media_type, kind.words, site.absolute(filters.path(name))) for name, kind in KINDS.items()]


def _page_number(text: str | None) -> int:
    """From 1; whatever cannot be read is the first page."""
    return min(int(text), FURTHEST_PAGE) if text and text.isdecimal() and len(text) < 6 and int(text) else 1


def _month_asked(text: str | None) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
