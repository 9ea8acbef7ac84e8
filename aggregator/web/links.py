"""Links a page may carry: only what is safe to follow, and the ones that leave for a vendor only when clicked. Pure.

Refuses any address that is not plain http(s): `javascript:`, `data:`, one with a user name, spaces or controls
in it. Sources' words reach us cleaned; this is the second lock on the same door.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from aggregator.publish.contentline import web_address

LONGEST_URL = 2000

_IN_TEXT = re.compile(r"https?://[^\s<>\"']+")
_TRAILING = ".,;:!?)]}»”’"


def safe_url(text: str | None) -> str | None:
    """The address, if a reader may be sent there: by the rule that the feeds go by. Else None."""
    return web_address(text) if text and len(text) <= LONGEST_URL else None


def host_of(url: str) -> str:
    """The host of a safe URL, as people name a site."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def paragraphs(text: str | None) -> Sequence[Markup]:
    """Plain text as escaped paragraphs, single line ends kept, and addresses made links."""
    if not text:
        return ()
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return tuple(Markup("<br>").join(map(_linked, block.split("\n"))) for block in blocks if block)


def _linked(line: str) -> Markup:
    """One line, escaped, with its http(s) addresses as links."""
    out, done = Markup(""), 0
    for match in _IN_TEXT.finditer(line):
        address = match.group().rstrip(_TRAILING)
        if safe_url(address) is None:
            continue
        out += escape(line[done : match.start()]) + Markup('<a href="{0}" rel="noopener">{0}</a>').format(address)
        done = match.start() + len(address)
    return out + escape(line[done:])


@dataclass(frozen=True, slots=True)
class Subscription:
    """The ways to follow one feed. `https` is the address itself, to copy; the others open the reader's program."""

    https: str
    webcal: str
    google: str
    outlook: str
    office: str


def subscription(feed_url: str, name: str) -> Subscription:
    """Links for an absolute feed URL.

    Google takes the webcal form of the address (many report that it refuses https there); Outlook's two hosts
    are for personal and for work accounts.
    """
    webcal = re.sub(r"^https?:", "webcal:", feed_url)
    query = f"url={quote(feed_url, safe='')}&name={quote(name, safe='')}"
    return Subscription(
        https=feed_url,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?{query}",
        office=f"https://outlook.office.com/calendar/0/addfromweb?{query}",
    )


def is_local(url: str) -> bool:
    """Whether an address works only on the machine itself, so that no calendar service can reach it."""
    host = urlsplit(url).hostname or ""
    return host in ("localhost", "::1", "0.0.0.0") or host.startswith("127.")  # noqa: S104 - compared, not bound


def map_links(place: str | None, latitude: float | None, longitude: float | None) -> Sequence[tuple[str, str]]:
    """(label, address) of maps for a place, for the reader to choose from; none is contacted before a click."""
    if latitude is not None and longitude is not None:
        north, east = f"{latitude:.6f}", f"{longitude:.6f}"
        at = f"{north},{east}"
        return (
            ("OpenStreetMap", f"https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=17/{north}/{east}"),
            ("Google Maps", f"https://www.google.com/maps/search/?api=1&query={quote(at)}"),
            ("Apple Maps", f"https://maps.apple.com/?ll={at}&q={quote(place or at)}"),
            ("Map app on this device", f"geo:{at}"),
        )
    if not place:
        return ()
    return (
        ("OpenStreetMap", f"https://www.openstreetmap.org/search?query={quote(place)}"),
        ("Google Maps", f"https://www.google.com/maps/search/?api=1&query={quote(place)}"),
        ("Apple Maps", f"https://maps.apple.com/?q={quote(place)}"),
    )
