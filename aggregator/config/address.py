"""Addresses of sources: of which kind they are, whose host they name, and how they may be shown. Asks nobody."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from aggregator.model import Source

WEB = ("http", "https")
SUBSCRIBED = {"webcal": "https", "webcals": "https"}
"""What calendar apps write for an address that they ask over the web (webcal was never registered)."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_KEY = re.compile(r"private-.*|(?=.*\d)[A-Za-z0-9_-]{24,}")
"""A part of a path that is a key rather than a name, as in calendars shared by a secret address."""

_PRIVATE = re.compile(r"private-(?=.*\d)[0-9a-z]{6,}", re.I)
"""The part by which calendar services mark an address that is only for its owner."""

_KEY_NAMES = frozenset("auth access_token api_key apikey key password pwd secret sig signature token".split())
"""Names of query parameters whose value opens a door."""


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
    return host_of_url(web_url(source.url))


def host_of_url(url: str) -> str | None:
    """The host that a web address names, in lower case and without the root's dot; None for anything else."""
    if scheme_of(url) not in WEB:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.rstrip(".") or None if host else None


def looks_secret(url: str) -> bool:
    """Whether an address says of itself that it is only for those who know it."""
    try:
        parts = urlsplit(url)
        named = parse_qsl(parts.query)
    except ValueError:
        return False
    if any(_PRIVATE.fullmatch(part) for part in parts.path.split("/")):
        return True
    return any(name.lower() in _KEY_NAMES and len(value) >= 8 for name, value in named)


def shown_url(url: str, *, secret: bool = False) -> str:
    """The address as it may stand in a problem, a log or a page: no password, no query, no key in the path.

    secret: nothing but the host. Of a local path only the file's name is told.
    """
    if not scheme_of(url):
        return PurePath(url).name or url
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return f"{scheme_of(url)}:…" if secret or "private-" in url else url.partition("?")[0]
    if secret:
        return f"{parts.scheme}://{host}/…"
    path = "/".join("…" if _KEY.fullmatch(part) else part for part in parts.path.split("/"))
    return urlunsplit((parts.scheme, host, path, "…" if parts.query else "", ""))


def shown_address(source: Source) -> str:
    """A source's address as it may be shown; its slug where no address is known."""
    return shown_url(web_url(source.url), secret=source.secret) or source.slug


def public_url(source: Source) -> str | None:
    """The address as anybody may have it, to click on; None for secret addresses and for files of this machine."""
    return source.url if not source.secret and scheme_of(source.url) else None
