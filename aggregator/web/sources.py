"""The sources page: how each calendar we read is doing, in plain words; and robots.txt.

Refuses to blame: what is wrong is told with what it means for the reader. What to do about it is for whoever keeps
sources.toml, and stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aggregator.web.database import rows
from aggregator.web.format import read_instant
from aggregator.web.links import host_of, safe_url
from aggregator.web.site import Site

HEALTH = {
    "ok": ("good", "Working", ""),
    "quiet": ("good", "Working, nothing announced", ""),
    "silent": ("doubt", "Silent for longer than usual", "Perhaps its events are announced elsewhere now."),
    "in doubt": ("doubt", "In doubt", "Its last answer looked incomplete, so everything it listed before stays."),
    "failing": ("bad", "Cannot be read just now", "Its events stay here as they were last seen."),
    "paused": ("bad", "Gone from its address", "Its events stay here as they were last seen."),
    "never read": ("doubt", "Not read yet", ""),
    "off": ("off", "Switched off", ""),
}
"""By `source_health.health`: a class for the eye, the words, and what it means for the reader."""


@dataclass(frozen=True, slots=True)
class Health:
    """One source as the page tells it."""

    slug: str
    name: str
    url: str | None
    host: str | None
    kind: str
    words: str
    meaning: str
    message: str | None
    what_to_do: str | None
    upcoming: int
    events: int
    problems: int
    last_success_at: datetime | None
    next_fetch_at: datetime | None


async def sources_page(datasette: Any, request: Any) -> Any:
    """`/sources`: public feed health."""
    site = await Site.open(datasette, request)
    return await site.html("aggregator_sources.html", await sources_context(site))


async def sources_context(site: Site) -> dict[str, Any]:
    """What the page says. A source that is asked no more, and never had an event, is of no interest to readers."""
    health = await rows(site.database, "SELECT * FROM source_health")
    found = tuple(one for one in map(_health, health) if one.kind != "off" or one.events or one.upcoming)
    return {
        "sources": found,
        "asked": sum(one.kind != "off" for one in found),
        "working": sum(one.kind == "good" for one in found),
        "troubled": [one for one in found if one.kind in ("bad", "doubt")],
    }


def _health(row: Mapping[str, Any]) -> Health:
    kind, words, meaning = HEALTH.get(row["health"], ("doubt", row["health"], ""))
    url = safe_url(row["url"])
    troubled = kind in ("bad", "doubt")
    return Health(
        slug=row["slug"],
        name=row["source"],
        url=url,
        host=host_of(url) if url else None,
        kind=kind,
        words=words,
        meaning=meaning if kind != "bad" or row["events"] or row["upcoming"] else "",
        message=_sentence(row["message"]) if troubled and row["message"] else None,
        what_to_do=row["what_to_do"] if troubled else None,
        upcoming=row["upcoming"] or 0,
        events=row["events"] or 0,
        problems=row["problems"] or 0,
        last_success_at=_instant(row["last_success_at"]),
        next_fetch_at=_instant(row["next_fetch_at"]),
    )


def _sentence(words: str) -> str:
    """What was noted of an answer, as a sentence: "leads to …" → "Leads to … ."."""
    return f"{words[0].upper()}{words[1:]}" if words.endswith(".") else f"{words[0].upper()}{words[1:]}."


def _instant(text: str | None) -> datetime | None:
    return read_instant(text) if text else None


ROBOTS = """\
# Calendar pages and feeds are for everybody. Calendar services read this file before they fetch a feed.
# Filtered lists and the tables, which have endless addresses with the same rows, are left out.
User-agent: *
Allow: {root}
Allow: {root}?page=
Allow: {root}calendar?page=
Allow: {root}calendar.ics
Disallow: {root}?
Disallow: {root}calendar?
Disallow: {root}changes?
Disallow: {data}
Disallow: {root}-/
Allow: {root}-/static
"""


async def robots_txt(datasette: Any, request: Any) -> Any:
    """`/robots.txt`: the longest matching rule wins (RFC 9309 §2.2.2)."""
    from datasette.utils.asgi import Response

    site = await Site.open(datasette, request)
    body = ROBOTS.format(root=site.path("/"), data=datasette.urls.database(site.database.name))
    return Response.text(body, headers={"Cache-Control": "public, max-age=3600"})
