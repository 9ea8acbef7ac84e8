"""What links are for, by their words and targets: signing up, fetching a calendar, or only getting on.

Data tables of words; refuses to know a page: it is handed links and answers questions about them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, urlsplit

from aggregator.model import CalendarLink, Link

LONGEST_ANCHOR = 80
"""A longer anchor is a teaser with everything in it, and its words say little of its purpose."""

_REGISTER = re.compile(
    r"\b(?:(?:pre-?)?regist(?:er|ration|rations)|r\.?s\.?v\.?p\.?|sign[- ]?up|enroll?|(?:buy|get|book|reserve|purchase)\b.{0,25}"
    r"\b(?:tickets?|spot|seat|place|pass|now|online)|tickets|book now|reserve|save (?:my|your) (?:spot|seat|place)|"
    r"attend(?: online| this event)?|join (?:us )?(?:on|via|online|the (?:webinar|meeting|call))|"
    r"inscr[ií]b\w*|reg[ií]str\w*|anmeld\w+|s['’]inscrire|inscription)\b",
    re.I,
)
"""Anchor words for signing up, the commonest first."""

_NOT_REGISTER = re.compile(
    r"newsletter|mailing list|e-?mail list|updates|volunteer to|log ?in|donat|member(?:ship)?\b|account|to comment|voter|"
    r"to vote|deadline",
    re.I,
)
"""Signing up for something other than an event."""

ACTIONS = frozenset(
    "more|read more|learn more|more info|more information|info|details|event details|view details|view event|see details|"
    "see more|view|view more|click here|here|link|website|web site|event website|agenda|agendas|view agenda|minutes|draft|"
    "approved|meeting minutes|meeting agenda|packet|agenda packet|presentation|presentations|slides|recording|video|audio|"
    "watch|watch live|watch recording|transcript|materials|meeting materials|documents|download|pdf|download pdf|notice|"
    "public notice|meeting notice|map|directions|get directions|view map|google map|add to calendar|ical|ics|export|outlook|"
    "google calendar|share|print|email|tweet|facebook|twitter|subscribe|back|next|previous|prev|back to top|top|all events|"
    "view all|view all events|see all|see all events|calendar|join|join meeting|join here|zoom|zoom link|webex|livestream|"
    "live stream|flyer|view flyer|program|contact|contact us|tickets|buy tickets|register|register here|register now|rsvp|"
    "rsvp here|sign up|sign up here|agenda (pdf)|minutes (pdf)|summary|n/a|tba|tbd|cancelled|canceled|postponed|free|"
    "not available|english|spanish|español|menu|home|search|login|close|share this event|skip to content|"
    "skip to main content|view larger map|event listing|find out more|join us|save|attachments|supporting documents".split(
        "|"
    )
)
"""What a link or cell may say without naming anything: never a title."""

_SIZE = re.compile(
    r"\s*[\[(]?(?:pdf|docx?|html?|\d+(?:\.\d+)?\s*[km]b)(?:[\s,]+\d+(?:\.\d+)?\s*[km]b)?[\])]?\s*\Z", re.I
)
_TRIM = re.compile(r"^[\W_]+|[\W_]+$")
_ADD_ONE = re.compile(r"\badd\b|\bsave\b|remind", re.I)
_FEED_TYPES = {"text/calendar": "ical", "application/rss+xml": "feed", "application/atom+xml": "feed"}
_ALLY = re.compile(
    r"\b(?:see also|also (?:see|visit|check)|our (?:ally|allies|partners?|friends?|sister)|other)\b", re.I
)
_CALENDAR = re.compile(r"\b(?:calendars?|events? (?:page|list(?:ing)?s?)|agenda)\b", re.I)


def is_action(text: str) -> bool:
    """Whether words only offer something ("Read more", "Agenda (PDF)", "Register here") and name nothing."""
    words = _TRIM.sub("", _SIZE.sub("", text)).casefold()
    return words in ACTIONS or not any(character.isalpha() for character in words) or bool(_REGISTER.fullmatch(words))


def registration(links: Iterable[Link]) -> Link | None:
    """The link whose words clearly say that one signs up there, or None. Known services are `normalize`'s matter."""
    for link in links:
        if len(link.text) <= LONGEST_ANCHOR and _REGISTER.search(link.text) and not _NOT_REGISTER.search(link.text):
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
