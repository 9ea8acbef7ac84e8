"""What waits for a person: events read with doubt, and pairs that are nearly one, with the command that decides each.

Refuses to decide. A decision is a record in decisions.toml and a merge of everything, made by whoever may write there;
Datasette often runs where it may only read (docs/design.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any, Final

from aggregator.config import decisions
from aggregator.errors import ConfigError
from aggregator.merge import Comparison, near_misses
from aggregator.merge.registry import ENOUGH, REASONS
from aggregator.model import Event, Listing, Verdict
from aggregator.store.reads import read_listings, read_sources
from aggregator.web import event_rows
from aggregator.web.database import folder_of
from aggregator.web.format import Span, month_words, when_words
from aggregator.web.links import safe_url
from aggregator.web.news import field_words
from aggregator.web.permission import ensure_may_review
from aggregator.web.site import Site

MOST: Final = 50
"""Questions of each kind on the page; the rest comes up when these are answered."""

MOST_WORDS: Final = 12
"""Pieces of evidence beside a doubtful event."""

PRIVATE: Final = {"Cache-Control": "private, no-store"}

COMPARED: Final = ("location", "attendance_mode", "organizer", "status", "series", "registration_url", "description")
"""What stands side by side below title and time."""

LONGEST: Final = 240


@dataclass(frozen=True, slots=True)
class Doubt:
    """An event that waits. accept, hide: the commands."""

    id: str
    title: str
    when: str
    location: str | None
    source: str
    url: str | None
    why: str
    words: Sequence[event_rows.Read]
    accept: str
    hide: str


@dataclass(frozen=True, slots=True)
class Row:
    """One field of two listings. same: whether they say the same."""

    name: str
    left: str | None
    right: str | None
    same: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One listing of a pair. url: its page at the source, else None."""

    event_id: str | None
    source: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that are nearly one. reasons: (name, points, what it means). missing: points short of a merge."""

    sides: tuple[Side, Side]
    rows: Sequence[Row]
    reasons: Sequence[tuple[str, int, str]]
    score: int
    missing: int
    merge: str
    split: str


async def review_page(datasette: Any, request: Any) -> Any:
    """`/review`, for those with the permission `aggregator-review`; 403 for others."""
    await ensure_may_review(datasette, request)
    site = await Site.open(datasette, request)
    answer = await site.html("aggregator_review.html", await review_context(site))
    answer.headers.update(PRIVATE)
    return answer


async def review_context(site: Site) -> dict[str, Any]:
    """What the page says."""
    waiting = (await site.database.execute("SELECT * FROM needs_review")).rows
    answers = _answers(site)
    near = [one for one in await _near(site) if not any({one.listing.id, one.other.id} <= known for known in answers)]
    names = await _names(site)
    return {
        "doubts": [await _doubt(site, row) for row in waiting[:MOST]],
        "waiting": len(waiting),
        "pairs": [_pair(one, names) for one in near[:MOST]],
        "near": len(near),
        "enough": ENOUGH,
    }


async def _near(site: Site) -> Sequence[Comparison]:
    """The pairs that the merge left apart. Every listing is read for it: seconds, where there are tens of thousands."""

    def reading(connection: Connection) -> Sequence[Comparison]:
        return near_misses(read_listings(connection), sources=read_sources(connection), now=site.now)

    return tuple(await site.database.execute_fn(reading))


def _answers(site: Site) -> Sequence[set[str]]:
    """What decisions.toml says already, where it lies at its usual place, beside the folder of the data."""
    folder = folder_of(site.database)
    try:
        known = decisions.load(folder.parent) if folder else ()
    except ConfigError:  # `aggregator` says what is wrong with it; here everything counts as open
        return ()
    pairs = (Verdict.MERGE, Verdict.SPLIT)
    return [set(one.listings) for one in known if one.verdict in pairs and one.undone_at is None]


async def _names(site: Site) -> Mapping[str, str]:
    rows = (await site.database.execute("SELECT slug, name FROM sources")).rows
    return {row["slug"]: row["name"] or row["slug"] for row in rows}


async def _doubt(site: Site, row: Mapping[str, Any]) -> Doubt:
    event = await event_rows.event(site.database, row["event_id"]) or {}
    span = Span.read(row["start"], event.get("end"), event["timezone"])
    words = await event_rows.evidence(site.database, row["event_id"])
    return Doubt(
        id=row["event_id"],
        title=row["title"],
        when=month_words(span.first_day) if row["precision"] == "month" else when_words(span, year=True),
        location=row["location"],
        source=row["source"] or "",
        url=safe_url(row["url"]),
        why=row["why"],
        words=words[:MOST_WORDS],
        accept=f"aggregator accept {row['event_id']}",
        hide=f"aggregator hide {row['event_id']}",
    )


def _pair(one: Comparison, names: Mapping[str, str]) -> Pair:
    left, right = one.listing, one.other
    return Pair(
        sides=(_side(left, names), _side(right, names)),
        rows=tuple(_rows(left.event, right.event)),
        reasons=tuple(_reasons(one.verdict.reasons)),
        score=one.verdict.score,
        missing=max(0, ENOUGH - one.verdict.score),
        merge=f"aggregator merge {left.id} {right.id}",
        split=f"aggregator split {left.id} {right.id}",
    )


def _side(listing: Listing, names: Mapping[str, str]) -> Side:
    slug = listing.event.key.source
    return Side(listing.event_id, names.get(slug, slug), safe_url(listing.event.url))


def _rows(left: Event, right: Event) -> Iterator[Row]:
    yield _row("Title", left.title, right.title)
    yield _row("When", _when(left), _when(right))
    for name in COMPARED:
        ours, theirs = _text(getattr(left, name)), _text(getattr(right, name))
        if ours or theirs:
            yield _row(field_words(name), ours, theirs)


def _row(name: str, left: str | None, right: str | None) -> Row:
    return Row(name, left, right, (left or "").casefold() == (right or "").casefold())


def _when(event: Event) -> str:
    words = when_words(Span(event.start, event.end, event.timezone), year=True)
    return f"{words}, and again: {event.rrule}" if event.rrule else words


def _text(value: object) -> str | None:
    text = str(value) if value is not None else ""
    return (text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…") or None


def _reasons(found: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    for name in found:
        reason = REASONS.get(name)
        yield name, (reason.weight or 0) if reason else 0, reason.says if reason else ""
