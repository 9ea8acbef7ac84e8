"""When a source is asked next: a pure function of what is known. No clock, no chance: its arguments seed the jitter."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

from aggregator.model import Source

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(days=7)
"""Bounds of any wait: what a host asks for, and what repeated failures make of the usual one."""

OFTENEST = timedelta(hours=1)
RAREST = timedelta(days=1)
"""Bounds of the usual wait where sources.toml says no `every`."""

UNSEEN = timedelta(hours=6)
"""The usual wait while a source is known for less than a day, and the least for one that always sends all of it."""

ASKS_PER_CHANGE = 4
"""A source is asked so often between two of its changes: a new event waits a quarter of that time at most."""

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
    changes: int = 0,
    watched: timedelta = timedelta(0),
    conditional: bool = True,
) -> datetime:
    """The instant from which the source may be asked again.

    failures: consecutive ones, this answer included; 0 after a good answer. The wait doubles with each after the first.
    fresh_until: Cache-Control or Expires. retry_after: Retry-After. refresh_after: the calendar's own REFRESH-INTERVAL
    or ttl. changes, watched, conditional: as in `usual_wait`. Never sooner than `source.every`, than Retry-After, nor
    than the other two within a day. The waits that we choose ourselves are spread by up to a quarter either way, by the
    slug and the moment, so that sources added together are not asked together for ever.
    """
    usual = usual_wait(source, changes=changes, watched=watched, conditional=conditional)
    doubled: timedelta = usual * 2 ** min(max(failures - 1, 0), 12)
    chosen = min(doubled, LONGEST) * (1 + JITTER * _spread(source.slug, now))
    wishes = [
        min(fresh_until - now, FRESH_AT_MOST) if fresh_until else SHORTEST,
        min(refresh_after, FRESH_AT_MOST) if refresh_after else SHORTEST,
        retry_after - now if retry_after else SHORTEST,
    ]
    floor = source.every or OFTENEST
    least = max(floor, *wishes)
    return now + min(max(chosen, least, SHORTEST), max(LONGEST, floor))


def usual_wait(
    source: Source, *, changes: int = 0, watched: timedelta = timedelta(0), conditional: bool = True
) -> timedelta:
    """The wait after a good answer, before jitter and before anybody's wishes.

    `every`, where sources.toml says it. Else a quarter of the mean time between two changes, from an hour to a day.
    changes: how many answers changed an event in the time watched, the first not counted. conditional: whether the
    server can say "not modified"; where it cannot, each request costs it a whole page.
    """
    if source.every is not None:
        return source.every
    if watched < RAREST:
        return UNSEEN
    least = OFTENEST if conditional else UNSEEN
    return min(max(watched / max(changes, 1) / ASKS_PER_CHANGE, least), RAREST)


def _spread(slug: str, now: datetime) -> float:
    """A number from -1 to 1, the same for a slug and a moment on every machine."""
    digest = blake2b(f"{slug} {now.isoformat()}".encode(errors="surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 0xFFFF_FFFF * 2 - 1
