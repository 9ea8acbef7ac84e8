"""What a person asked to vanish stays away: events that were taken down are recognised by digests, and left out.

Pure. Refuses to keep a word of them: decisions.toml holds digests from which nothing can be read, though whoever
guesses a title and a day can check the guess. Recognised is what `decide.identity` would have taken for the same event;
in doubt an event stays away, for what was published against somebody's wish cannot be called back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256

from aggregator.decide.identity import listing_id
from aggregator.model import Decision, Event, Extraction, Problem, Verdict
from aggregator.normalize.identity import fold

OWN_UID_LENGTH = 26
"""Letters of the UIDs we publish; behind them may stand the date of an occurrence."""


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The takedowns that were not taken back."""
    return tuple(one for one in decisions if one.verdict is Verdict.TAKEDOWN and one.undone_at is None)


def marks(events: Iterable[Event], *, others: Iterable[Event], uid: str) -> tuple[str, ...]:
    """By what an event is known again, as digests.

    events: its listings. others: what their sources list or listed besides: a title that is there, too, tells nothing.
    uid: under which we published it; an ally may still send it back to us.
    """
    found = {_digest("echo", uid)}
    taken = {(one.key.source, _title(one)) for one in others}
    for event in events:
        alone = (event.key.source, _title(event)) not in taken
        found.update(_marks(event, months=_around(_day(event)), alone=alone))
    return tuple(sorted(found))


def without(extraction: Extraction, decisions: Sequence[Decision]) -> tuple[Extraction, int]:
    """An answer without what was taken down and the problems that speak of it, and how many events that were."""
    stand = standing(decisions)
    known = {mark for one in stand for mark in one.marks}
    ids = {name for one in stand if not one.marks for name in one.listings}  # a record written by hand
    if not known and not ids:
        return extraction, 0
    gone = [one for one in extraction.events if listing_id(one.key) in ids or not known.isdisjoint(_marks_seen(one))]
    if not gone:
        return extraction, 0
    kept = tuple(event for event in extraction.events if event not in gone)
    problems = tuple(problem for problem in extraction.problems if not _speaks_of(problem, gone))
    return replace(extraction, events=kept, problems=problems), len(gone)


def _marks_seen(event: Event) -> Iterator[str]:
    yield _digest("echo", event.key.uid[:OWN_UID_LENGTH])
    yield from _marks(event, months=[_month(_day(event))], alone=True)


def _marks(event: Event, *, months: Collection[str], alone: bool) -> Iterator[str]:
    """The digests of one event.

    A uid that we made is an address or a title: next month's meeting may have the same, so the month belongs to it.
    So it does where a new uid is all that differs, for programs that move an event by copying it.
    """
    source, uid, title = event.key.source, event.key.uid, _title(event)
    if not event.uid_assumed:
        yield _digest("uid", source, uid)
    else:
        yield from (_digest("uid", source, uid, month) for month in months)
    if event.key.recurrence_id:
        return
    if event.rrule:
        yield _digest("rule", source, title, event.rrule)
    yield _digest("moment", source, title, _moment(event))
    if alone:
        yield from (_digest("title", source, title, month) for month in months)


def _speaks_of(problem: Problem, events: Iterable[Event]) -> bool:
    """Whether a problem of the page names one of these events, by its place on the page or by its words."""
    words = f"{problem.where} {problem.message} {problem.hint}".casefold()
    return any(
        (event.position and problem.where == event.position)
        or event.title.casefold() in words
        or event.key.uid.casefold() in words
        for event in events
    )


def _title(event: Event) -> str:
    return fold(event.title)


def _moment(event: Event) -> str:
    start = event.start
    return (start.astimezone(UTC) if isinstance(start, datetime) else start).isoformat()


def _day(event: Event) -> date:
    return event.start.date() if isinstance(event.start, datetime) else event.start


def _around(day: date) -> set[str]:
    """The month of a day and the two beside it."""
    first = day.replace(day=1)
    before, after = first.toordinal() - 1, first.toordinal() + 31
    return {
        _month(date.fromordinal(min(max(one, 1), date.max.toordinal()))) for one in (before, first.toordinal(), after)
    }


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
