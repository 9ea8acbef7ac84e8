"""How often a source has something on, and until when its silence is nothing unusual. Pure.

A calendar can die without a fault: it answers, and lists nothing new any more. How long that may last before somebody
should look is its own affair: five weeks are nothing for a group that meets monthly, and much for a weekly one.
Refuses to say that a source is dead, and to count anything but its days: an answer that fails is told by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

LEAST_DAYS = 4
"""Days with events from which on they have a rhythm: three gaps, so that one odd gap does not decide."""

LOOKED_AT = timedelta(days=400)
"""Days further away than this, back or ahead, are left out: a group's habits of years ago say nothing."""

LEAST_PATIENCE = 14
"""In days. Silence of two weeks is never unusual: holidays, and groups with something on every day."""

MISSED = 2
"""How many events in a row may fail to come before it is unusual; a week more is given for late announcements."""

LATE = 7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """every_days: the usual time from one day with events to the next (the median). quiet_until: the last day on which
    it is not unusual that nothing is ahead."""

    every_days: int
    quiet_until: date


def rhythm(days: Iterable[date], *, today: date, changed_on: date | None = None) -> Rhythm | None:
    """The rhythm of a source, None where too few days are known to tell.

    days: on which something began or will, in any order. changed_on: when an answer last changed any of its events.
    Patience is counted from the last day with events, or from the last change if that is later. It lasts for two missed
    events and a week, and longer where the source has come back from a longer break before (summer, an off season).
    """
    known = sorted({day for day in days if abs(day - today) <= LOOKED_AT})
    if len(known) < LEAST_DAYS:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(known)]
    usual = median(gaps)
    patience = max(LEAST_PATIENCE, MISSED * usual + LATE, max(gaps) + usual)
    last = max(known[-1], changed_on or known[-1])
    return Rhythm(every_days=round(usual), quiet_until=last + timedelta(days=int(patience)))
