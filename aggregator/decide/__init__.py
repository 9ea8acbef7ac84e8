"""What is stored + what was seen → Plan: which events are new, changed, moved, back or no longer listed.

Pure: no clock, no database; refuses to fetch, to merge sources and to remove anything on a failed, cut-off or suddenly
empty answer. Which listing an event is, is found in `decide.identity`; what its absence means, in `decide.absence`.

Laws (tests/test_decide.py): each seen event is in exactly one of insert, update, unchanged; deciding the same answer a
second time plans nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from aggregator.decide.absence import Absence, absence, absence_again
from aggregator.decide.identity import distinct, listing_id, match
from aggregator.decide.no_answer import no_answer
from aggregator.decide.taken_down import marks, standing, without
from aggregator.model import Change, Event, Extraction, Listing, Plan, Source, Status
from aggregator.normalize.filtering import wanted

__all__ = ["decide", "decide_again", "listing_id", "marks", "no_answer", "standing", "without"]

SHOWN_FIELDS: Final = (
    *("title", "start", "end", "timezone", "rrule", "rdates", "exdates", "status"),
    *("location", "venue", "address", "locality", "region", "postal_code", "country", "latitude", "longitude"),
    *("attendance_mode", "url", "registration_url", "registration", "price", "register_by_date"),
    *("organizer", "categories", "description", "series"),
)
"""Fields whose difference is told in `changes`, in the order it is told."""

OUR_FIELDS: Final = ("confidence", "precision", "timezone_source", "timezone_assumed", "year_assumed", "title_assumed")
"""What we think of an event: a difference is stored, but is no news to anybody."""

OFF: Final = {Status.CANCELLED: "cancelled", Status.POSTPONED: "postponed"}

LONGEST_TEXT = 1_000
"""Characters of an old or new value that are kept: enough to see what changed in a description."""


def decide(stored: Sequence[Listing], extraction: Extraction, *, source: Source, now: datetime) -> Plan:
    """Compare one source's stored listings with what its page says now.

    stored: all listings of the source, withdrawn ones included. now: aware, the moment of the run. Raises nothing.
    What the words of sources.toml no longer let through is withdrawn at once: a person said so, no page.
    """
    events, problems = distinct(extraction.events)
    matched = match(stored, events, now=now, complete=extraction.complete)
    insert = tuple(event for event, listing in matched if listing is None)
    seen = [(listing, event) for event, listing in matched if listing is not None]
    update = tuple((listing, event) for listing, event in seen if _differs(listing.event, event))
    unchanged = tuple(listing for listing, event in seen if not _differs(listing.event, event))
    listed = {listing.id for listing, _ in seen}
    refused = [
        one for one in stored if one.withdrawn_at is None and one.id not in listed and not wanted(one.event, source)
    ]
    others = [one for one in stored if one not in refused] if refused else stored
    gone = absence(others, listed, extraction, source=source, now=now)
    gone = replace(gone, missing=(*gone.missing, *refused), withdraw=(*gone.withdraw, *refused))
    return Plan(
        source=source.slug,
        insert=insert,
        update=update,
        unchanged=unchanged,
        missing=gone.missing,
        withdraw=gone.withdraw,
        changes=(*_news(insert), *_differences(seen), *_withdrawals(gone)),
        problems=(*problems, *gone.problems),
        held_back=gone.held_back,
        counted=gone.counted,
    )


def decide_again(stored: Sequence[Listing], *, source: Source, now: datetime) -> Plan:
    """The source says that nothing changed since its last complete answer: what was missing there is so once more.

    stored: as for `decide`. The plan names missing and withdrawn listings only. Raises nothing.
    """
    gone = absence_again(stored, source=source, now=now)
    return Plan(
        source=source.slug,
        missing=gone.missing,
        withdraw=gone.withdraw,
        changes=tuple(_withdrawals(gone)),
        problems=gone.problems,
        held_back=gone.held_back,
    )


def _differs(old: Event, new: Event) -> bool:
    """Whether a row must be written: other content for readers, or another opinion of ours."""
    return old.content_hash != new.content_hash or any(getattr(old, f) != getattr(new, f) for f in OUR_FIELDS)


def _news(inserted: Sequence[Event]) -> Iterator[Change]:
    for event in inserted:
        yield Change(listing_id(event.key), "new")


def _differences(seen: Sequence[tuple[Listing, Event]]) -> Iterator[Change]:
    """A row for each field that differs, and one for each listing that was thought gone."""
    for listing, event in seen:
        if listing.withdrawn_at is not None:
            yield Change(listing.id, "back")
        if listing.event.content_hash == event.content_hash:
            continue
        for name in SHOWN_FIELDS:
            old, new = getattr(listing.event, name), getattr(event, name)
            if _text(old) != _text(new):
                yield Change(listing.id, _kind(name, old, new), name, _text(old), _text(new))


def _withdrawals(gone: Absence) -> Iterator[Change]:
    for listing in gone.withdraw:
        yield Change(listing.id, "withdrawn")


def _kind(name: str, old: object, new: object) -> str:
    """The word people use for a difference in a field."""
    if name == "start":
        return "moved"
    if name == "status" and new in OFF:
        return OFF[Status(str(new))]
    if name == "status" and old in OFF:
        return "back"
    return "changed"


def _text(value: object) -> str | None:
    """A field's value as a person would write it; long texts are cut, with an ellipsis."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return ", ".join(filter(None, (_text(one) for one in value)))
    text = value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
