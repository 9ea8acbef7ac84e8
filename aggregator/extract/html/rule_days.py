"""The days that a rule names, compared with those that a page tells one by one. Refuses to read either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from aggregator.extract.html import words

SOME_DATES = 2
"""So many dates that follow a rule over them tell its occurrences."""

LONGEST_LIST = 750
"""Days from the first to the last of dates that can be those of a rule."""

BYDAY_OF = re.compile(r"BYDAY=([^;]+)")
_EACH = words.whole("each_time")


def follows(rule: str | None, day: date) -> bool:
    """Whether a day can be one of a weekly or monthly rule by its weekdays; any day can where there is no rule."""
    named = BYDAY_OF.search(rule or "")
    if named is None:
        return True
    name, place = BYDAY[day.weekday()], (day.day - 1) // 7 + 1
    last = (day + timedelta(days=7)).month != day.month
    return any(each in {name, f"{place}{name}"} or (last and each == f"-1{name}") for each in named[1].split(","))


def is_told_by(rule: str | None, said: str, days: Sequence[date], today: date) -> bool:
    """Whether days that are told one by one are those of a rule: some, at least half of those told and of those due
    between the first and the last of them, and the next one due is among them. said: the words of the rule; "on
    Thursdays" says no more than the weekday, and its days are all that are listed.
    """
    if rule is None or BYDAY_OF.search(rule) is None:
        return False
    listed = sorted({day for day in days if follows(rule, day)})
    if len(listed) < SOME_DATES or 2 * len(listed) < len(set(days)) or (listed[-1] - listed[0]).days > LONGEST_LIST:
        return False
    most = len(listed) > SOME_DATES and 4 * len(listed) >= 3 * len(set(days))
    if most and _EACH.search(said) is None and listed[-1] >= today:
        return True
    due = [day for day in _each_day(listed[0], listed[-1]) if follows(rule, day)]
    following = next((day for day in _each_day(today, listed[-1]) if follows(rule, day)), None)
    return 2 * len(listed) >= len(due) and following in listed


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range((last - first).days + 1))


BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
