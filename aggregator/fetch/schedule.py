"""When a source is asked next: one pure function of what is known. No clock, no chance: jitter comes from the slug."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from aggregator.model import Source

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=7)
"""Bounds of any wait: what a host asks for, and what repeated failures make of `every`."""

FRESH_AT_MOST = timedelta(days=1)
"""How long a server's word that nothing changes is taken for true: hosts that serve files say a year of everything."""

JITTER = 0.25


def next_fetch_at(
    source: Source,
    *,
    now: datetime,
    failures: int = 0,
    fresh_until: datetime | None = None,
    retry_after: datetime | None = None,
    refresh_after: timedelta | None = None,
) -> datetime:
    """The instant from which the source may be asked again.

    failures: consecutive ones, this answer included; 0 after a good answer. The wait doubles with each after the first.
    fresh_until: Cache-Control or Expires. retry_after: Retry-After. refresh_after: the calendar's own REFRESH-INTERVAL
    or ttl. Never sooner than `source.every`, than Retry-After, nor than the other two within a day. The waits that we
    choose ourselves are spread by up to a quarter either way, always the same for one slug, so that sources added
    together are not asked together for ever.
    """
    doubled: timedelta = source.every * 2 ** min(max(failures - 1, 0), 12)
    chosen = min(doubled, LONGEST) * (1 + JITTER * _spread(source.slug))
    wishes = [
        min(fresh_until - now, FRESH_AT_MOST) if fresh_until else SHORTEST,
        min(refresh_after, FRESH_AT_MOST) if refresh_after else SHORTEST,
        retry_after - now if retry_after else SHORTEST,
    ]
    least = max(source.every, *wishes)
    return now + min(max(chosen, least, SHORTEST), max(LONGEST, source.every))


def _spread(slug: str) -> float:
    """A number from -1 to 1, the same for a slug on every machine and in every run."""
    digest = blake2b(slug.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 0xFFFF_FFFF * 2 - 1
