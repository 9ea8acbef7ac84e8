"""What bounds a fetch and how it introduces itself. Values only."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aggregator import __version__

PRODUCT = "movement-calendar-aggregator"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Bounds of one request and the words of its User-Agent.

    contact: an address or page by which a webmaster reaches whoever runs this calendar; part of the User-Agent.
    seconds: for a whole request, from the name's resolution to the last octet, redirects included.
    connect_seconds: for one address to answer.
    wire_bytes: the largest body as it comes over the wire; body_bytes: as it is once inflated, and of a local file.
    redirects: how many are followed.
    allowed_networks: networks in CIDR notation that are asked although they are private ("10.0.0.0/8"), for those
        who do read the calendars of an intranet.
    host_delay_seconds: between two requests to one host.
    run_seconds: for all requests of one run; what is not asked by then is put off to the next.
    """

    contact: str | None = None
    seconds: float = 30.0
    connect_seconds: float = 10.0
    wire_bytes: int = 8_000_000
    body_bytes: int = 16_000_000
    redirects: int = 5
    allowed_networks: tuple[str, ...] = ()
    host_delay_seconds: float = 1.0
    run_seconds: float = 1_200.0

    @property
    def user_agent(self) -> str:
        """`movement-calendar-aggregator/0.1.0 (+contact)`, in the characters that a header may hold."""
        contact = re.sub(r"[^\x21-\x7e]+|[()\\]", " ", self.contact or "").strip()
        return f"{PRODUCT}/{__version__}{f' (+{contact})' if contact else ''}"
