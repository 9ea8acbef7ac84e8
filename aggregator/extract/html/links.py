"""What links are for, by their words and targets: signing up, fetching a calendar, or only getting on.

Refuses to know a page: it is handed links and answers questions about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from aggregator.extract.html.words import NOT_REGISTER, REGISTER
from aggregator.model import CalendarLink, Link

LONGEST_ANCHOR = 80
"""A longer anchor is a teaser with everything in it, and its words say little of its purpose."""

_ADD_ONE = re.compile(r"\badd\b|\bsave\b|remind", re.I)
_FEED_TYPES = {"text/calendar": "ical", "application/rss+xml": "feed", "application/atom+xml": "feed"}
_ALLY = re.compile(
    r"\b(?:see also|also (?:see|visit|check)|our (?:ally|allies|partners?|friends?|sister)|other)\b", re.I
)
_CALENDAR = re.compile(r"\b(?:calendars?|events? (?:page|list(?:ing)?s?)|agenda)\b", re.I)


def registration(links: Iterable[Link]) -> Link | None:
    """The link whose words clearly say that one signs up there, or None. Known services are `normalize`'s matter."""
    for link in links:
        if len(link.text) <= LONGEST_ANCHOR and REGISTER.search(link.text) and not NOT_REGISTER.search(link.text):
            return link
    return None


def offered(embeds: Iterable[tuple[str, str, str]]) -> tuple[CalendarLink, ...]:
    """Calendars among a page's `<link rel=alternate>` and frames, given as (URL, words, declared type)."""
    found = []
    for url, text, declared in embeds:
        kind = _FEED_TYPES.get(declared.partition(";")[0].strip()) or ("embed" if _is_embed(url) else None)
        if kind and (declared != "embed" or kind == "embed"):
            found.append(CalendarLink(url, text, kind))
    return tuple(dict.fromkeys(found))


def calendar_link(link: Link, sentence: str, base: str | None) -> CalendarLink | None:
    """The calendar a link in the text leads to, or None. sentence: the block it stands in."""
    if _is_ical(link.url) and not _ADD_ONE.search(link.text):
        return CalendarLink(link.url, link.text, "ical")
    if _is_embed(link.url):
        return CalendarLink(link.url, link.text, "embed")
    words = f"{sentence} {link.text}"
    if len(sentence) <= 400 and _ALLY.search(words) and _CALENDAR.search(words) and _leads_away(link.url, base):
        return CalendarLink(link.url, link.text, "ally")
    return None


def _is_ical(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "webcal" or parts.path.lower().endswith(".ics") or "ical=1" in parts.query.lower()


def _is_embed(url: str) -> bool:
    """A Google calendar shown in a frame or offered by its `cid` (an "add one event" link has an `action`)."""
    parts = urlsplit(url)
    if parts.hostname not in {"calendar.google.com", "www.google.com"} or "/calendar" not in parts.path:
        return False
    query = parse_qs(parts.query)
    return "action" not in query and bool({"src", "cid"} & query.keys())


def _leads_away(url: str, base: str | None) -> bool:
    host = urlsplit(url).hostname
    return bool(host) and (base is None or host != urlsplit(base).hostname) and url.startswith("http")
