"""Step 7 of `aggregator explain`: who lists the event, why it is one, what was left apart, whose words won.

Refuses to print and to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from aggregator.cli.text import when
from aggregator.model import Listing

if TYPE_CHECKING:
    from aggregator.merge import Comparison, Disagreement, Told
    from aggregator.store import Explanation

APART_SHOWN = 5
"""The nearest of what was compared and left apart."""


def merged_lines(found: Explanation) -> Iterator[str]:
    """The cluster: its members with reasons and scores, near misses with vetoes, fields from others, disagreement."""
    event = found.event
    count = len({credit.source for credit in event.credits})
    yield f"  7 merged      events row {event.id}, from {count} source" + ("s" if count > 1 else "")
    for credit in event.credits:
        why = "its fields come first" if credit.primary else _sum(credit.reasons, credit.score)
        yield f"      {credit.source:17} {why}"
    credited = {credit.listing_id for credit in event.credits}
    for member in event.members:
        if member.id not in credited:
            yield f"      {member.event.key.source:17} {_silent(member, event.members[0])}"
    for field, listing_id in event.provenance:
        yield f"      {field:17} taken from listing {listing_id}"
    for one in found.disagreements:
        yield f"      {one.field:17} {_dispute(one)}"
    yield from _apart(found.compared)


def _sum(reasons: Iterable[str], score: int | None) -> str:
    from aggregator.merge.registry import WEIGHTS

    told = "; ".join(f"{reason} {WEIGHTS.get(reason, 0):+d}" for reason in reasons)
    return f"same event, {score}: {told}" if told else "same event"


def _silent(member: Listing, first: Listing) -> str:
    """Why a listing is part of the event but not credited."""
    if member.withdrawn_at is not None:
        return f"listing {member.id}, no longer there"
    if (member.event.key.source, member.event.key.uid) == (first.event.key.source, first.event.key.uid):
        return f"listing {member.id}, a date of the same series"
    return f"listing {member.id}, our own feed come back: it adds nothing"


def _dispute(one: Disagreement) -> str:
    return "; ".join(f"{', '.join(told.sources)} says {_value(told)}" for told in one.told)


def _value(told: Told) -> str:
    if isinstance(told.value, str):
        return told.value
    return when(told.value, None, told.timezone if isinstance(told.value, datetime) else "")


def _apart(compared: Iterable[Comparison]) -> Iterator[str]:
    from aggregator.merge.registry import ENOUGH

    apart = [one for one in compared if not one.together]
    for one in apart[:APART_SHOWN]:
        other, verdict = one.other.event, one.verdict
        why = verdict.veto or (f"{ENOUGH} would be enough" if verdict.score < ENOUGH else "it fits others as well")
        yield f"      left apart        {other.key.source}: {other.title} ({one.other.id}), {verdict.score}: {why}"
        yield f"                        {'; '.join(verdict.reasons)}"
    if len(apart) > APART_SHOWN:
        yield f"      left apart        … {len(apart) - APART_SHOWN} more; --json has all"
