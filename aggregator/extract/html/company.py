"""Records made surer by those they stand with: the meetings of one name, a plan's past days, a list of past events.

Refuses to look at the page: it is handed events with their signs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from aggregator.extract.html.confidence import PUBLISHED, confidence
from aggregator.model import RawEvent

AHEAD = frozenset(("future", "repeated", "titled"))
"""What a record shows that is one of a programme's."""

PLANNED = frozenset(("listing", "repeated", "titled"))
"""What the records of a list show that says by its heading that it is one of events."""

TO_COME = frozenset(("future", "listing", "titled"))
"""What the only record to come shows, under the heading that announces it."""

NO_PLAN = frozenset(("not-listing", "aside", "posted", "read-on", "deadline", "closure"))
"""What no member of such a list shows."""

NAMED = frozenset(("occasion", "titled"))
"""What a record shows that has a name of its own, that of a meeting."""

SERIES = 5
"""So many records with the name of one meeting are the list of its meetings."""

FEWEST_NAMES = 3
"""So many names are those of a list of events, and not of one body's meetings among its papers."""


def with_company(events: Sequence[RawEvent]) -> list[RawEvent]:
    """The same events, those surer that share the name of a meeting with several others, stand in a list that goes on
    to days to come or is one of events by the others, or in a programme of names to come."""
    named = Counter(event.title for event in events if _is_named(event))
    known = [_surer(event) if _is_named(event) and named[event.title] >= SERIES else event for event in events]
    known = _with_plans(known)
    ahead = sum(_is_ahead(event) for event in known)
    return [_surer(event, "agenda") if ahead >= SERIES and _is_ahead(event) else event for event in known]


def _with_plans(events: Sequence[RawEvent]) -> list[RawEvent]:
    """The same events, in runs: those of one list of events that follow one another, and the others between them."""
    runs = [list(run) for _, run in groupby(events, key=_is_of_plan)]
    ends: list[list[RawEvent]] = [[], *([run[0], run[-1]] for run in runs), []]
    return [each for at, run in enumerate(runs) for each in _with_plan(run, [*ends[at][1:], *ends[at + 2][:1]])]


def _is_of_plan(event: RawEvent) -> bool:
    return event.format == "records" and set(event.rules) >= PLANNED and NO_PLAN.isdisjoint(event.rules)


def _with_plan(run: list[RawEvent], beside: Sequence[RawEvent]) -> list[RawEvent]:
    """The events of a list: where it goes on to days to come, those that are past were planned in it, too, and where
    a third of them are sure by names of their own, so are they. A list of posts has no days to come, one of a body's
    meetings few names.

    beside: the events right before and behind the list. The one to come may stand under a heading of its own, over the
    list of the earlier ones.
    """
    if not _is_of_plan(run[0]):
        return run
    sure = {(event.title or "").casefold() for event in run if event.confidence >= PUBLISHED}
    goes_on = any("future" in event.rules for event in run) or (
        any(_is_to_come(event) for event in beside) and len({event.title for event in run}) >= FEWEST_NAMES
    )
    if not goes_on and (len(sure) < FEWEST_NAMES or 3 * _sure(run) < len(run)):
        return run
    sign = "plan" if goes_on else "company"
    return [_surer(event, sign) if _is_bare(event) else event for event in run]


def _sure(run: Sequence[RawEvent]) -> int:
    return sum(event.confidence >= PUBLISHED for event in run)


def _is_to_come(event: RawEvent) -> bool:
    return event.format == "records" and set(event.rules) >= TO_COME and NO_PLAN.isdisjoint(event.rules)


def _is_bare(event: RawEvent) -> bool:
    return {"past-bare", "over"}.intersection(event.rules) == {"past-bare"}


def _is_ahead(event: RawEvent) -> bool:
    """Whether a record is one of several cut alike, with a name of its own and a day to come."""
    return event.format == "records" and set(event.rules) >= AHEAD and not set(event.rules) & {"not-listing", "aside"}


def _is_named(event: RawEvent) -> bool:
    return event.format == "records" and set(event.rules) >= NAMED


def _surer(event: RawEvent, sign: str = "meetings") -> RawEvent:
    signs = sorted({*event.rules, sign})
    return replace(event, rules=tuple(signs), confidence=confidence(signs))
