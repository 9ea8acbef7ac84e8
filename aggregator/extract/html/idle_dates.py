"""Dates that stand by themselves and begin no record: opening hours, weeks over their days, empty days of a calendar,
lines that ask to sign up, days that names mention, meetings whose minutes an agenda puts to approval.

Refuses to cut the page: `regions` does, at the dates that are left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.dates import Dated
from aggregator.extract.html.flats import ALIKE, LONGEST_LINE
from aggregator.extract.html.mentions import asks_to_approve
from aggregator.extract.html.weekdays import weekday_of
from aggregator.extract.html.words import CLOSED, LONGEST_TITLE, OCCASION, is_generic, is_note, phrases
from aggregator.model import When, day_of

LONGEST_WEEK = 200
"""Blocks below the heading of a week in which its days are looked for."""

BESIDE = 4
"""Blocks between a day of the week and the next one of a house's hours."""

NEXT = 2
"""Blocks from a day of the week to a line that gives the hours of others."""

DAYS_OF_WEEK = 7

SEASONS, SEASON = 4, timedelta(days=28)
"""A year has at most so many seasons, and each of them at least so many days."""

_SPAN = re.compile(rf"\b(?:{phrases('of_week')}|{phrases('weekends')})\b", re.I)

SIGN_UP_BEHIND = 6
"""Blocks behind an event's date in which one is asked to sign up for it."""

SIGN_UP = re.compile(rf"\W*(?:{phrases('please')})?\s*(?:{phrases('register')})\b", re.I)


def without_idle(
    blocks: Sequence[Block], dated: Sequence[Dated | None], anchors: list[int], refused: dict[str, str]
) -> list[int]:
    """The anchors that are left. anchors: numbers of blocks that stand for a date, in page order. refused: takes, by
    position, the reason for each date that is left out."""
    idle = _Idle(blocks, dated, refused)
    anchors = idle.without_weeks(idle.without_calls(idle.without_seasons(idle.without_hours(anchors))))
    anchors = idle.without_papers(anchors)
    return idle.without_mentions(idle.without_empty_days(idle.without_days_of_entry(anchors)))


class _Idle:
    """One page being looked through, with the reasons so far."""

    def __init__(self, blocks: Sequence[Block], dated: Sequence[Dated | None], refused: dict[str, str]) -> None:
        self.blocks = blocks
        self.dated = dated
        self.refused = refused

    def when(self, index: int) -> When:
        """The first date of a block."""
        dated = self.dated[index]
        assert dated is not None  # noqa: S101 - anchors are dated by construction
        return dated.whens[0]

    def without_hours(self, anchors: list[int]) -> list[int]:
        """Anchors without the days of the week that stand in a row, each with its hours: a house that opens."""
        hours: set[int] = set()
        run: list[int] = []
        for at in [*anchors, -1]:
            dated = self.dated[at] if at >= 0 else None
            bare = dated is not None and not dated.rest and _is_weekday(dated.whens[0])
            if bare and (not run or at - run[-1] <= 2 or self.are_of_a_week(range(run[-1] + 1, at))):
                run.append(at)
                continue
            if len(run) >= ALIKE and at == run[-1] + 1 and self.is_remarked(at, run[0]):
                run.append(at)
                continue
            if len(run) >= ALIKE or self.says_closed(run) or self.stands_by_hours(run):
                hours.update(run)
            run = [at] if bare else []
        return self.left(anchors, hours, "opening-hours")

    def is_remarked(self, at: int, first: int) -> bool:
        """Whether a line is one of a week's hours like another, with a remark that names nothing ("Friday: 9 to 3 and
        6 to 8 (every other week)")."""
        dated = self.dated[at]
        alike = dated is not None and self.blocks[at].look == self.blocks[first].look
        return alike and dated is not None and _is_weekday(dated.whens[0]) and dated.rest == dated.rest.lower()

    def are_of_a_week(self, between: range) -> bool:
        """Whether lines between two days of the week are other days of it and hours."""
        if len(between) > DAYS_OF_WEEK:
            return False
        told = (self.dated[at] for at in between)
        return all(
            weekday_of(self.blocks[at].text) is not None or (found is not None and found.clocks and not found.rest)
            for at, found in zip(between, told, strict=True)
        )

    def without_seasons(self, anchors: list[int]) -> list[int]:
        """Anchors without the spans with an hour that follow each other round the year ("18:30 from October 1 to May
        31", "19:00 from June 1 to September 30"): when something is held in each season."""
        after = {
            at: (f"{day_of(when.start):%m%d}", f"{day_of(when.end) + timedelta(days=1):%m%d}")
            for at in anchors
            if (when := self.when(at)).end is not None
            and not when.all_day
            and day_of(when.end) - day_of(when.start) >= SEASON
        }
        follows = dict(after.values())
        seasons = {at for at, (first, _) in after.items() if _comes_round(first, follows)}
        return self.left(anchors, seasons, "opening-hours")

    def says_closed(self, run: Sequence[int]) -> bool:
        """Whether a line among or beside days of the week says that a house is closed."""
        near = self.blocks[max(run[0] - BESIDE, 0) : run[-1] + BESIDE + 1] if run else ()
        return any(len(block.text) <= LONGEST_LINE and CLOSED.fullmatch(block.text.strip(" .")) for block in near)

    def stands_by_hours(self, run: Sequence[int]) -> bool:
        """Whether a line next to days of the week gives the hours of others ("9 to 5, Monday through Friday")."""
        beside = self.dated[max(run[0] - NEXT, 0) : run[-1] + NEXT + 1] if run else ()
        return any(why == "hours" for found in beside if found is not None for _, why in found.refused)

    def without_weeks(self, anchors: list[int]) -> list[int]:
        """Anchors without the headings that give the week of the days told below them ("Meetings, week of May 4")."""
        weeks = {at for at in anchors if self.blocks[at].level and _SPAN.search(self.when(at).text)}
        named = {at for at in weeks if any(self.days_below(at))}
        periods = {at for at in anchors if self.is_period(at) and len({*self.days_below(at, timed=True)}) > 1}
        return self.left(anchors, named | periods, "week-of-days")

    def days_below(self, at: int, *, timed: bool = False) -> Iterator[date]:
        """The days of a span that blocks below it tell. timed: only those told with their hour."""
        first, last = day_of(self.when(at).start), day_of(self.when(at).end or self.when(at).start)
        below = (found for found in self.dated[at + 1 : at + 1 + LONGEST_WEEK] if found is not None)
        told = (each for found in below for each in found.whens if not (timed and each.all_day))
        return (day for each in told if first <= (day := day_of(each.start)) <= last)

    def is_period(self, at: int) -> bool:
        """Whether a line is nothing but a span of days, under no heading but that of a list: what a calendar shows."""
        dated = self.dated[at]
        bare = dated is not None and (not dated.rest or is_generic(dated.rest)) and len(dated.whens) == 1
        spans = bare and self.when(at).end is not None
        over = next((b for b in reversed(self.blocks[:at]) if b.level and b.zone is Zone.MAIN), None) if spans else None
        return spans and self.when(at).all_day and (over is None or is_generic(over.text))

    def without_calls(self, anchors: list[int]) -> list[int]:
        """Anchors without the lines that ask to sign up for what another one right before them tells of the same day
        ("Please RSVP for the May 6 call here")."""
        calls = {at for at in anchors if SIGN_UP.match(self.blocks[at].text)}
        others = frozenset(anchors) - calls
        told = {
            at
            for at in calls
            for other in range(at - SIGN_UP_BEHIND, at)
            if other in others and day_of(self.when(other).start) == day_of(self.when(at).start)
        }
        return self.left(anchors, told, "said-again")

    def without_days_of_entry(self, anchors: list[int]) -> list[int]:
        """Anchors without the bare day at the end of an item that lies before the one day with an hour in it: when it
        was entered."""
        entered: set[int] = set()
        for before, at in pairwise(anchors):
            item = next((box for box in self.blocks[at].box.ancestors() if box.tag in {"li", "article"}), None)
            if item is None or not self.is_bare_day(at) or self.when(before).all_day:
                continue
            held = bisect_left(anchors, item.first), bisect_left(anchors, item.stop)
            if anchors[slice(*held)] == [before, at] and day_of(self.when(at).start) < day_of(self.when(before).start):
                entered.add(at)
        return self.left(anchors, entered, "posted")

    def without_empty_days(self, anchors: list[int]) -> list[int]:
        """Anchors without the days of a calendar, which names each day of its week or month, that hold nothing."""
        empty: set[int] = set()
        run: list[int] = []
        every = frozenset(anchors)
        for at in [*anchors, -1]:
            if run and at >= 0 and day_of(self.when(at).start) == day_of(self.when(run[-1]).start):
                continue
            bare = at >= 0 and self.is_bare_day(at)
            if bare and run and _follows(self.when(at), self.when(run[-1])):
                run.append(at)
                continue
            if len(run) >= DAYS_OF_WEEK:
                empty.update(day for day in run if self.is_empty_day(day, every))
            run = [at] if bare else []
        return self.left(anchors, empty, "empty-day")

    def without_papers(self, anchors: list[int]) -> list[int]:
        """Anchors without the meetings that stand right below "Approval of minutes" in an agenda."""
        papers: set[int] = set()
        for at in anchors:
            over = self.blocks[at - 1].text if at and len(self.blocks[at - 1].text) <= LONGEST_LINE else ""
            asked = at - 1 in papers or (self.dated[at - 1] is None and asks_to_approve(over))
            if asked and self.is_meeting_of_a_day(at):
                papers.add(at)
        return self.left(anchors, papers, "of-papers")

    def is_meeting_of_a_day(self, at: int) -> bool:
        """Whether a line is the name of a meeting and its day, and no hour."""
        block, dated = self.blocks[at], self.dated[at]
        short = not block.level and len(block.text) <= LONGEST_TITLE and self.when(at).all_day
        return short and dated is not None and not dated.clocks and OCCASION.search(dated.rest) is not None

    def is_bare_day(self, at: int) -> bool:
        dated = self.dated[at]
        return dated is not None and not dated.rest and len(dated.whens) == 1 and dated.whens[0].all_day

    def is_empty_day(self, at: int, anchors: frozenset[int]) -> bool:
        """Whether the next day of a calendar, or the end of the day's box, follows right after it."""
        parent = self.blocks[at].box.parent
        return at + 1 in anchors or (parent is not None and parent.stop == at + 1)

    def without_mentions(self, anchors: list[int]) -> list[int]:
        """Anchors without the dates that names mention, where dates have lines of their own that all look alike."""
        looks = {at: self.blocks[at].look for at in anchors if (dated := self.dated[at]) and _is_alone(dated)}
        common = {look for look, times in Counter(looks.values()).items() if times >= ALIKE}
        own = {at for at, look in looks.items() if look in common}
        mentions = {
            at
            for at in anchors
            if at not in looks and any(at - back in own and not self.are_rows(at, at - back) for back in (1, 2, 3))
        }
        mentions = {at for at in mentions if not self.opens_with_day(at)}
        return self.left(anchors, mentions, "named-in-title")

    def are_rows(self, at: int, other: int) -> bool:
        """Whether a line and another that is one field of several stand in elements written alike."""
        one, two = self.blocks[at], self.blocks[other]
        return one.box is not two.box and one.look == two.look and two.box.stop - two.box.first > 1

    def opens_with_day(self, at: int) -> bool:
        """Whether a block begins with its date ("April 14 (at the annex)")."""
        return not any(map(str.isalnum, self.blocks[at].text[: self.when(at).span[0]]))

    def left(self, anchors: list[int], without: set[int], reason: str) -> list[int]:
        """The anchors that are left, with a note of why the others are not."""
        self.refused.update({f"block {at}": reason for at in without})
        return [at for at in anchors if at not in without]


def _comes_round(first: str, follows: Mapping[str, str]) -> bool:
    """Whether spans that begin where the one before ends lead back to the day with which the first begins."""
    at: str | None = first
    for _ in range(SEASONS):
        at = follows.get(at) if at is not None else None
        if at == first:
            return True
    return False


def _is_alone(dated: Dated) -> bool:
    """Whether a line holds nothing but its day, and a note on it ("8/11 – moved to 8/18")."""
    return not dated.rest or is_note(dated.rest)


def _is_weekday(found: When) -> bool:
    """Whether an expression is a day of the week with an hour, and no date."""
    return "day" in found.assumed and not found.all_day


def _follows(later: When, earlier: When) -> bool:
    """Whether a day is the next one; the year may be that of the calendar's heading on both sides of New Year."""
    return f"{day_of(later.start):%m%d}" == f"{day_of(earlier.start) + timedelta(days=1):%m%d}"
