"""Addresses in the form in which two can be compared.

Refuses to open them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from aggregator.model import Listing

TRACKING = re.compile(r"utm_\w+|fbclid|gclid|mc_[ce]id|ref|referrer|source|share\w*", re.IGNORECASE)
"""Query parameters that say where a reader came from, not where a link leads."""


ADDRESS = re.compile(
    r"https?://(?:[^/?#@]*@)?(?:www\.)?([^/?#:@\[\]]+)(?::\d*)?([^?#]*)(?:\?([^#]*))?(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
"""Host, path and query of what most addresses look like; `urlsplit` reads the others, ten times as slowly."""


def canonical_url(url: str | None) -> str | None:
    """An address without what does not lead anywhere else: scheme, www, tracking, trailing slash, fragment.

    None for an e-mail address: a group has one for all of its events.
    """
    if not url or url.startswith("mailto:"):
        return None
    found = ADDRESS.fullmatch(url)
    if found is not None:
        host, path, query = found[1].lower(), found[2], found[3]
    else:
        parts = urlsplit(url)
        host, path, query = (parts.hostname or "").removeprefix("www."), parts.path, parts.query
    kept = sorted((k, v) for k, v in parse_qsl(query) if not TRACKING.fullmatch(k)) if query else ()
    path = path.rstrip("/")
    if not path and not kept:
        return None  # a whole site is nobody's event page
    return f"{host}{path}?{urlencode(kept)}" if kept else f"{host}{path}"


def addresses_of(listings: Iterable[Listing]) -> frozenset[str]:
    """The addresses of pages and of sign-ups that some listings give."""
    urls = [url for one in listings for url in (one.event.url, one.event.registration_url)]
    return frozenset(url for url in map(canonical_url, urls) if url is not None)
