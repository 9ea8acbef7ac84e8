"""Addresses of sources: of which kind they are, whose host they name, and how they may be shown. Asks nobody."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from aggregator.model import Source

WEB = ("http", "https")
SUBSCRIBED = {"webcal": "https", "webcals": "https"}
"""What calendar apps write for an address that they ask over the web (webcal was never registered)."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_SECRET = re.compile(r"private-.*|(?=.*\d)[A-Za-z0-9_-]{24,}")
"""A part of a path that is a key rather than a name, as in calendars shared by a secret address."""


def scheme_of(url: str) -> str:
    """The scheme in lower case; "" for a path. A single letter is a drive, not a scheme."""
    match = _SCHEME.match(url)
    return match[1].lower() if match else ""


def web_url(url: str) -> str:
    """The address to ask: `webcal:` becomes `https:`."""
    scheme = scheme_of(url)
    return f"{SUBSCRIBED[scheme]}{url[len(scheme) :]}" if scheme in SUBSCRIBED else url


def host_of(source: Source) -> str | None:
    """The host that a source is asked at, in lower case; None for a local path."""
    url = web_url(source.url)
    if scheme_of(url) not in WEB:
        return None
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def shown_url(url: str) -> str:
    """The address as it may stand in a problem, a log or a page: no password, no query, no key in the path."""
    if not scheme_of(url):
        return url
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return url.partition("?")[0]
    path = "/".join("…" if _SECRET.fullmatch(part) else part for part in parts.path.split("/"))
    return urlunsplit((parts.scheme, host, path, "…" if parts.query else "", ""))
