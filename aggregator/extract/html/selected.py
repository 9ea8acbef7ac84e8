"""A page read by the CSS selectors of its source in sources.toml: what a person has pointed at is believed.

Refuses to look anywhere else on the page: with selectors given, events come from them alone. Dates are still read by
`aggregator.when`, so a selector only has to point at the words, not to explain them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import Tag
from soupsieve import SelectorSyntaxError

from aggregator import when
from aggregator.model import Evidence, Link, Problem, RawEvent, When

RULE = "selector"
WHOLE_PAGE = "body"
"""Where no `event` selector is given, the page is one event."""

_STATED = ("datetime", "content", "data-date", "data-datetime")
"""Attributes in which an element says its time more exactly than in its text."""

_TEXT_LIMIT = 300


def find_selected(
    soup: BeautifulSoup, selectors: Mapping[str, str], *, url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events that the selectors point at, in page order, and a Problem for each that names no readable date.

    selectors: field → CSS selector; all but `event` are searched inside each event's element. now: naive, local.
    """
    try:
        elements = soup.select(selectors.get("event", WHOLE_PAGE))
        found = [_read(element, selectors, number, url, now) for number, element in enumerate(elements, start=1)]
    except SelectorSyntaxError as error:
        message = f"a selector cannot be read: {str(error).splitlines()[0]}; nothing was read"
        return (), (Problem("extract", "sources.toml: selectors", message, "write it as in CSS, such as div.event h3"),)
    if not elements:
        hint = "the page has changed: look at it and correct the selector"
        return (), (Problem("extract", "sources.toml: selectors.event", "nothing on the page fits it", hint),)
    events = tuple(event for event in found if isinstance(event, RawEvent))
    return events, tuple(problem for problem in found if isinstance(problem, Problem))


def _read(
    element: Tag, selectors: Mapping[str, str], number: int, url: str | None, now: datetime
) -> RawEvent | Problem:
    position = f"selected {number}"
    parts = {name: element.select_one(css) for name, css in selectors.items() if name != "event"}
    start_words = _time_words(parts.get("start") or element)
    found = _first_time(start_words, now)
    title = _words(parts.get("title") or element.find(["h1", "h2", "h3", "h4", "h5", "h6"]))
    if found is None:
        where = f"{position} ({title})" if title else position
        message = f"no date could be read from “{start_words[:80]}”; the event was skipped"
        return Problem("extract", where, message, "let selectors.start point at the words that give the date")
    last = parts.get("end")
    end = _first_time(_time_words(last), now) if last is not None else None
    location, description = _words(parts.get("location")), parts.get("description")
    said = {"title": title, "start": found.text, "location": location, "end": end.text if end else None}
    return RawEvent(
        position=position,
        format="selected",
        title=title,
        start=found.start,
        end=end.start if end is not None else found.end,
        timezone=found.timezone,
        timezone_source=found.timezone_source,
        precision=found.precision,
        rrule=found.rrule,
        exdates=found.exdates,
        location=location,
        url=_address(parts.get("url"), url),
        registration_url=_address(parts.get("registration_url"), url),
        links=_links(element, url),
        description=str(description) if description is not None else None,
        description_html=description is not None,
        rules=(RULE,),
        assumed=found.assumed & {"year"},
        evidence=tuple(
            Evidence(name, text[:_TEXT_LIMIT], f"{position} › {selectors.get(name, name)}", RULE)
            for name, text in said.items()
            if text
        ),
        problems=found.problems,
    )


def _first_time(words: str, now: datetime) -> When | None:
    times = when.find(words, now=now)
    return next((time for time in times if time.aside is None), times[0] if times else None)


def _time_words(element: Tag) -> str:
    stated = next((str(element[name]) for name in _STATED if element.get(name)), None)
    inner = element.find("time", attrs={"datetime": True})
    if stated is None and isinstance(inner, Tag):
        stated = str(inner["datetime"])
    return stated if stated and any(c.isdigit() for c in stated) else _words(element) or ""


def _words(element: Tag | None) -> str | None:
    return " ".join(element.get_text(" ").split()) or None if element is not None else None


def _address(element: Tag | None, base: str | None) -> str | None:
    if element is None:
        return None
    anchor = element if element.get("href") else element.find("a", href=True)
    return urljoin(base or "", str(anchor["href"])) if isinstance(anchor, Tag) else None


def _links(element: Tag, base: str | None) -> tuple[Link, ...]:
    anchors = element.find_all("a", href=True)
    return tuple(Link(urljoin(base or "", str(a["href"])), _words(a) or "") for a in anchors)
