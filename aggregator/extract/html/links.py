"""What links are for, by their words and targets: signing up, fetching a calendar, or only getting on.

Refuses to know a page: it is handed links and answers questions about them.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qs, quote, urlsplit

from aggregator.extract.html.words import NOT_REGISTER, REGISTER, whole
from aggregator.extract.mailing_lists import is_mailing_list
from aggregator.model import CalendarLink, Link

LONGEST_ANCHOR = 80
"""A longer anchor is a teaser with everything in it, and its words say little of its purpose."""

_ADD_ONE = re.compile(r"\badd\b|\bsave\b|remind", re.I)
_FEED_TYPES = {"text/calendar": "ical", "application/rss+xml": "feed", "application/atom+xml": "feed"}
_ALLY = whole("ally")
_CALENDAR = whole("ally_calendar")
_FEED_PATH = re.compile(r"(?:\.(?:rss|atom)|/(?:feed|rss|atom)(?:\.xml)?/?)\Z", re.I)
_CALENDAR_ADDRESS = re.compile(r"webcal|ical|\.ics|calendar|rss|atom|feed", re.I)
"""One of these stands in every address of a calendar or a feed, and in few others."""

_FEED_WORDS = re.compile(r"\b(?:rss|atom|feed|subscribe)\b", re.I)


@lru_cache(maxsize=64)  # the links of one event, for its signs, its page and itself
def registration(links: tuple[Link, ...]) -> Link | None:
    """The link whose words clearly say that one signs up there, or None. Known services are `normalize`'s matter."""
    for link in links:
        if len(link.text) > LONGEST_ANCHOR or not REGISTER.search(link.text) or NOT_REGISTER.search(link.text):
            continue
        if not is_mailing_list(link.url):
            return link
    return None


def offered(embeds: Iterable[tuple[str, str, str]]) -> tuple[CalendarLink, ...]:
    """Calendars among a page's `<link rel=alternate>` and frames, given as (URL, words, declared type)."""
    found = []
    for url, text, declared in embeds:
        found += [CalendarLink(address, text, "ical") for address in google_calendars(url)]
        if kind := _FEED_TYPES.get(declared.partition(";")[0].strip()):
            found.append(CalendarLink(url, text, kind))
    return tuple(dict.fromkeys(found))


def calendar_link(link: Link, sentence: str, base: str | None) -> CalendarLink | None:
    """The calendar a link in the text leads to, or None. sentence: the block it stands in."""
    if _CALENDAR_ADDRESS.search(link.url) and (told := _by_address(link)):
        return told
    words = f"{sentence} {link.text}"
    if len(sentence) <= 400 and _ALLY.search(words) and _CALENDAR.search(words) and leads_away(link.url, base):
        return CalendarLink(link.url, link.text, "ally")
    return None


def _by_address(link: Link) -> CalendarLink | None:
    """The calendar or feed that a link leads to by its address and words, or None."""
    if _is_ical(link.url) and not _ADD_ONE.search(link.text):
        return CalendarLink(link.url, link.text, "ical")
    if named := google_calendars(link.url):
        return CalendarLink(named[0], link.text, "ical")
    if _FEED_PATH.search(urlsplit(link.url).path) and _FEED_WORDS.search(link.text):
        return CalendarLink(link.url, link.text, "feed")
    return None


def _is_ical(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "webcal" or parts.path.lower().endswith(".ics") or "ical=1" in parts.query.lower()


def google_calendars(url: str) -> tuple[str, ...]:
    """The public iCal addresses of the Google calendars that a frame shows (`src`) or a link offers (`cid`).

    A `cid` is a calendar's name, the same in base64, or the address of a calendar elsewhere. An "add one event" link
    has an `action` and names none.
    """
    parts = urlsplit(url)
    if parts.hostname not in {"calendar.google.com", "www.google.com"} or "/calendar" not in parts.path:
        return ()
    query = parse_qs(parts.query)
    if "action" in query:
        return ()
    named = (_calendar_name(name) for key in ("src", "cid") for name in query.get(key, ()))
    return tuple(dict.fromkeys(filter(None, map(_ical_address, named))))


def _calendar_name(name: str) -> str:
    if "@" in name or "://" in name:
        return name
    try:
        return b64decode(name + "=" * (-len(name) % 4), validate=True).decode("ascii")
    except ValueError:
        return name


def _ical_address(name: str) -> str | None:
    if name.startswith(("webcal://", "http://", "https://")):
        return name
    if "@" not in name or not name.isprintable():
        return None
    return f"https://calendar.google.com/calendar/ical/{quote(name, safe='')}/public/basic.ics"


def leads_away(url: str, base: str | None) -> bool:
    """Whether an address is that of a page on another host than `base`."""
    host = urlsplit(url).hostname
    return bool(host) and (base is None or host != urlsplit(base).hostname) and url.startswith("http")
