"""robots.txt (RFC 9309): whether a page may be asked for, and how slowly. Feeds that a person listed are not crawled.

A file that is not there (4xx) forbids nothing; one that cannot be had (5xx, 429, no answer) forbids everything until it
can, unless what it said last is younger than a month (§2.3.1, §2.4). It is asked once a day at most.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from protego import Protego

from aggregator.config.address import host_of_url, scheme_of, shown_url
from aggregator.errors import FetchError
from aggregator.fetch import http
from aggregator.fetch.manners import LONGEST_PAUSE, Manners
from aggregator.fetch.settings import PRODUCT, FetchSettings
from aggregator.model import Format, Robots, Source, SourceState

MOST_BYTES = 512_000
"""500 KiB: what RFC 9309 §2.5 wants read at least, and what we read at most."""

SHORTEST_LIFE = timedelta(hours=1)
LONGEST_LIFE = timedelta(days=1)
LAST_RESORT = timedelta(days=30)
"""How long what a robots.txt says counts: as its headers say, within bounds; the third while it cannot be had."""

FEED_ENDS = (".ics", ".ical", ".ifb", ".rss", ".atom", ".rdf", ".xml", ".json")
FEED_WORDS = frozenset("ical ics webcal feed feeds rss atom rss2".split())

HINT = (
    "ask the group to allow our User-Agent, or for the address of their calendar feed; if this address is a feed and "
    'no page, say so in sources.toml: format = "ical" or "feed"'
)


def is_page(source: Source, state: SourceState) -> bool:
    """Whether a source's address is a page, for which robots.txt counts, rather than a feed that a person listed.

    What sources.toml says or the last answer was; before the first answer, what the address looks like.
    """
    known = source.format or state.format
    if known is not None:
        return known is Format.HTML
    parts = urlsplit(source.url)
    words = parts.path.lower().strip("/").split("/")
    words += parts.query.lower().replace("=", "&").replace("-", "&").split("&")
    listed = scheme_of(source.url) not in ("http", "https") or parts.path.lower().endswith(FEED_ENDS)
    return not (listed or FEED_WORDS & set(words))


def check(url: str, source: Source, manners: Manners, *, now: datetime, settings: FetchSettings) -> None:
    """Raise FetchError where the robots.txt of the page's host forbids it, or cannot be had."""
    parts = urlsplit(url)
    origin, host = f"{parts.scheme}://{parts.netloc}", host_of_url(url) or ""
    robots = _robots(origin, host, source, manners, now=now, settings=settings)
    if robots.text is None:
        return
    rules = _rules(robots.text)
    manners.slow_down(host, _delay(rules))
    if not rules.can_fetch(url, PRODUCT):
        where = f"[{source.slug}] {shown_url(url, secret=source.secret)}"
        raise FetchError(where, "its robots.txt asks programs to stay away from this page", HINT)


def _delay(rules: Protego) -> float | None:
    """Seconds between two requests, from Crawl-delay or Request-rate."""
    delay, rate = rules.crawl_delay(PRODUCT), rules.request_rate(PRODUCT)
    spaced = rate.seconds / rate.requests if rate and rate.requests else 0
    return min(max(delay or 0, spaced), LONGEST_PAUSE)


@lru_cache(maxsize=256)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


def _robots(
    origin: str, host: str, source: Source, manners: Manners, *, now: datetime, settings: FetchSettings
) -> Robots:
    """What the origin's robots.txt says: as remembered while that is fresh, else asked anew."""
    known = manners.robots(origin)
    if known is not None and known.fetched_at <= now < known.fresh_until:
        return known
    why = manners.unreachable(origin)
    if why is None:
        asked = http.ask_robots(f"{origin}/robots.txt", manners, now=now, settings=settings, most_bytes=MOST_BYTES)
        if asked.fault is None:
            return _remembered(origin, asked, manners, now)
        manners.remember_unreachable(origin, asked.fault)
        why = asked.fault
    if known is not None and now - known.fetched_at < LAST_RESORT:
        return known
    raise FetchError(
        f"[{source.slug}] {host}/robots.txt",
        f"cannot be had ({why}), so the page was not asked for (RFC 9309)",
        "nothing to do at first: it is tried again later; if it lasts, tell whoever runs the page",
    )


def _remembered(origin: str, asked: http.RobotsAnswer, manners: Manners, now: datetime) -> Robots:
    life = (asked.fresh_until or now + LONGEST_LIFE) - now
    until = now + min(max(life, SHORTEST_LIFE), LONGEST_LIFE)
    robots = Robots(origin=origin, fetched_at=now, fresh_until=until, text=asked.text)
    manners.remember_robots(robots)
    return robots
