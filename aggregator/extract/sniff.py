"""What a page is, from its first bytes; the declared content type only breaks ties.

Refuses to decide whether a page is any good: a login page served for a calendar is HTML, and its reader says so.
"""

from __future__ import annotations

import re

from aggregator.model import Format, Page

HEAD_BYTES = 4096
"""How far we look. iCalendar and XML say what they are at once, bar white space and a stray HTML comment or two."""

_ICAL = re.compile(rb"^\s*BEGIN\s*:\s*VCALENDAR", re.I | re.M)
_ICAL_PART = re.compile(rb"^\s*BEGIN\s*:\s*V(EVENT|TIMEZONE|TODO)", re.I | re.M)
_FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|rdf:RDF)[\s>]", re.I)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|p|table|script|h[1-6]|ul|article|section)[\s>]", re.I)
_JSON = re.compile(rb"^\s*[\[{]")


def sniff(page: Page) -> Format:
    """The format family of a page. Never raises; text that is nothing in particular is read as HTML (prose)."""
    head = head_of(page.content)
    declared = page.content_type.partition(";")[0].strip().lower()
    first_html = _first(_HTML, head)
    if _first(_ICAL, head) < first_html or _first(_ICAL_PART, head) < first_html:
        return Format.ICAL
    if _first(_FEED, head) < first_html:
        return Format.FEED
    if declared == "text/calendar" and first_html == len(head) + 1 and not _JSON.match(head):
        return Format.ICAL
    if b"VCALENDAR" in page.content.upper() and _ICAL.search(page.content):
        return Format.ICAL
    return Format.HTML


def head_of(content: bytes) -> bytes:
    """The first bytes without a byte order mark; UTF-16 is turned into UTF-8 so that the patterns apply."""
    head = content[:HEAD_BYTES]
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _first(pattern: re.Pattern[bytes], head: bytes) -> int:
    match = pattern.search(head)
    return match.start() if match else len(head) + 1
