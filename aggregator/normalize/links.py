"""Addresses that may be published, in one spelling, and which of an event's links leads to its sign-up.

Refuses to follow a link. What may be published: http and https, a host, no user name or password, no passcode.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from aggregator.extract.mailing_lists import is_mailing_list
from aggregator.model import Link
from aggregator.normalize.words import phrase_pattern, signup_services

URL_LIMIT = 2000

_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|mkt_tok|igshid|_hs\w+|sourceid|refcode|emci|emdi|ceid|nb_tracker)$", re.I
)
REDIRECTORS = {
    ("google.com", "/url"): ("q", "url"),
    ("l.facebook.com", "/l.php"): ("u",),
    ("safelinks.protection.outlook.com", "/"): ("url",),
    ("out.reddit.com", "/"): ("url",),
}
"""Addresses that only count clicks and lead on: (host, path) → the parameters that hold the real address."""

_PASSCODE = re.compile(r"(?:^|[?&])(?:pwd|passcode|password|pass|tk)=[^&]", re.I)
_NOT_OF_HOSTS = re.compile("[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\ufeff<>\"'\\\\^`{|}]")
_UNWRITABLE = re.compile('[\x00-\x20\x7f-\xa0\u2028\u2029"<>]')
"""What breaks a line, ends a tag, or cannot be seen: in a host it makes no address, in a query it is written as %XX."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_BARE_URL = re.compile(r"https?://[^\s<>\"'\[\]{}|\\^`]+", re.I)
_TRAILING = ".,;:!?)'\"*»”’…"


def safe_url(url: str | None, *, base: str | None = None) -> str | None:
    """An address as it may be published, absolute and without tracking parameters; None for any other.

    base: what a relative address is resolved against; without it a relative one is None.
    """
    if not url:
        return None
    text = "".join(url.split()) if "\n" in url or "\t" in url else url.strip()
    try:
        if base:
            text = urljoin(base, text)
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username or parts.password:
        return None
    onward = _led_on(host, parts.path, parts.query)
    if onward is not None:
        return safe_url(onward)
    if len(text) > URL_LIMIT or _NOT_OF_HOSTS.search(host) or _SURROGATE.search(text):
        return None
    netloc = host.lower() + (f":{port}" if port and port not in (80, 443) else "")
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    query = _UNWRITABLE.sub(lambda match: quote(match[0]), _kept_query(parts.query))
    return urlunsplit((parts.scheme.lower(), netloc, path, query, quote(parts.fragment, safe="/%:@!$&'()*+,;=~-._?")))


def publishable(url: str | None, *, base: str | None = None) -> str | None:
    """`safe_url`, and None for a join link that carries a passcode (docs/design.md §5, "Privacy")."""
    safe = safe_url(url, base=base)
    return None if safe is None or carries_passcode(safe) else safe


def carries_passcode(url: str) -> bool:
    """Whether an address lets anyone who has it into a meeting."""
    parts = urlsplit(url)
    return bool(_PASSCODE.search(parts.query)) and not is_signup_service(url)


def links_in_text(text: str) -> tuple[Link, ...]:
    """Addresses written out in plain text, each with the words of its line before it."""
    found = []
    for match in _BARE_URL.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        found.append(Link(match[0].rstrip(_TRAILING), text[line_start : match.start()][-80:].strip(" :–—-•")))
    return tuple(found)


def is_signup_service(url: str) -> bool:
    """Whether the address has the shape of a known sign-up service's event or form."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    return any(
        (host == known or host.endswith(f".{known}")) and (path is None or path.search(parts.path))
        for known, path in signup_services()
    )


def choose_registration(links: Iterable[Link], *, base: str | None = None) -> Link | None:
    """The link to sign up with, or None.

    First a link whose words say so, then one to a known sign-up service, then one that says `join us` or the like.
    Among equals the first on the page.
    """
    usable = [(link, publishable(link.url, base=base)) for link in links]
    candidates = [Link(url, link.text) for link, url in usable if url and not _other_purpose(link)]
    says = phrase_pattern("signup", "strong")
    hints = phrase_pattern("signup", "weak")
    ranked = (
        [link for link in candidates if says.search(link.text)],
        [link for link in candidates if is_signup_service(link.url)],
        [link for link in candidates if hints.search(link.text)],
    )
    return next((links[0] for links in ranked if links), None)


def _led_on(host: str, path: str, query: str) -> str | None:
    """Where an address that only counts clicks leads on to."""
    for (known, start), names in REDIRECTORS.items():
        if (host == known or host.endswith(f".{known}")) and path.startswith(start):
            given = dict(parse_qsl(query))
            return next((given[name] for name in names if given.get(name, "").startswith("http")), None)
    return None


def _other_purpose(link: Link) -> bool:
    return is_mailing_list(link.url) or phrase_pattern("signup", "not_signup").search(link.text) is not None


def _kept_query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not _TRACKING.match(key)]
    return query if len(kept) == len(pairs) else urlencode(kept)
