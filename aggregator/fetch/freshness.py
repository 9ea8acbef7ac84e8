"""What an answer's headers say about time: how long it holds, and when to ask again. Pure; instants are aware UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=366)
"""No header is believed beyond a year; `fetch.schedule` clamps much closer."""

_DIRECTIVE = re.compile(r"""([a-z-]+)(?:\s*=\s*"?([^",]*)"?)?""")


def http_date(text: str | None) -> datetime | None:
    """An HTTP-date in any of its three forms (RFC 9110 §5.6.7) as an aware instant, None for anything else."""
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Retry-After, seconds or a date (RFC 9110 §10.2.3), as an instant not before now."""
    text = headers.get("retry-after", "").strip()
    if text.isdecimal() and text.isascii():
        return now + min(timedelta(seconds=min(int(text[:12]), 10**9)), LONGEST)
    moment = http_date(text)
    return min(max(moment, now), now + LONGEST) if moment else None


def fresh_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when the answer holds without asking (RFC 9111 §4.2.1, §5.2.2), None where the server does not say.

    `max-age` less the Age; else Expires, measured from the server's own Date so that a wrong clock there does no harm.
    `no-cache` and `no-store` mean: not at all. `s-maxage` is for caches that many share.
    """
    directives = dict(_DIRECTIVE.findall(headers.get("cache-control", "").lower()))
    if directives.keys() & {"no-cache", "no-store"}:
        return None
    if "max-age" in directives:
        seconds = _seconds(directives["max-age"]) - _seconds(headers.get("age", ""))
        return now + min(timedelta(seconds=seconds), LONGEST) if seconds > 0 else None
    expires = http_date(headers.get("expires"))
    if expires is None:
        return None
    held = expires - (http_date(headers.get("date")) or now)
    return now + min(held, LONGEST) if held > timedelta(0) else None


def _seconds(text: str) -> int:
    """delta-seconds (RFC 9111 §1.2.2); 0 for anything else."""
    text = text.strip()
    return min(int(text[:12]), 10**9) if text.isdecimal() and text.isascii() else 0
