"""Two units compared: named reasons with their weights, and vetoes. What is stored as the "why" of a merge.

Refuses to look at more than two. Nothing is merged by its title alone: they must meet in time (`moments`), a veto ends
it, and the reasons together must reach `ENOUGH`. What each name means and counts is in `reasons.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aggregator.merge.moments import Meeting, hours_near, meeting
from aggregator.merge.places import are_online_and_in_person, is_same_name, place_reasons, place_veto, same_place
from aggregator.merge.registry import ENOUGH, WEIGHTS
from aggregator.merge.titles import likeness, may_be_alike, numbers_differ
from aggregator.merge.units import Unit, share_a_link

IDENTIFYING: Final = frozenset({"same uid", "same page"})
"""Reasons that do without any likeness of titles: the same page in two languages."""

ANCHORING: Final = frozenset({"same uid", "same page", "same sign-up link", "same organizer"})
"""Reasons that tell which one is meant where the place is not known."""

ONE_NAME: Final = frozenset(
    {
        *("same title", "title with its place added", "title with its group added", "title cut short"),
        *("nearly the same title", "title and a part of it"),
    }
)
"""Likenesses of titles that may be one name, told in two ways."""

WORD_FOR_WORD: Final = ONE_NAME - {"title and a part of it", "title cut short"}
"""Those of them in which the longer title says nothing more."""
LIKENESSES: Final = ONE_NAME | {"title with more behind it", "one title within the other"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why two units are, or are not, one event. score: the sum of the weights; veto: what forbids it, or None."""

    reasons: tuple[str, ...]
    score: int
    veto: str | None = None

    @property
    def is_same(self) -> bool:
        """Whether they are one event."""
        return self.veto is None and self.score >= ENOUGH


NOTHING: Final = Judgement((), 0)


def judged_same(a: Unit, b: Unit) -> Judgement | None:
    """What `judge` says of two units that are one event, None for all others.

    It is asked of every candidate, and what lies in two towns need not be judged.
    """
    if places_differ(a, b):
        return None
    verdict = judge(a, b)
    return verdict if verdict.is_same else None


def judge(a: Unit, b: Unit) -> Judgement:
    """Compare two units; the order does not matter."""
    met = meeting(a, b)
    if met is None:
        return Judgement((), 0, _time_veto(a, b))
    reasons = _links(a, b)
    if not reasons and not may_be_alike(a.title, b.title):
        return NOTHING
    alike = likeness(
        a.title,
        b.title,
        lambda: a.place.words | b.place.words,
        hosts=lambda: a.hosts | b.hosts,
        cut=[unit.title for unit in (a, b) if unit.is_aggregated],
    )
    if alike is None and not _is_identified(a, b, met, reasons):
        return NOTHING
    if alike is not None:
        reasons.append(alike)
        if len(a.title.own_words & b.title.own_words) >= 2:
            reasons.append("title of its own")
    reasons += [*place_reasons(a.place, b.place), *_organizers(a, b)]
    if met is not Meeting.SAME:
        reasons.append(met.value)
    return Judgement(
        tuple(reasons), sum(map(WEIGHTS.__getitem__, reasons)), veto(a, b) or _met_veto(a, b, met, reasons)
    )


def veto(a: Unit, b: Unit, *, in_series: bool = False) -> str | None:
    """What forbids two units to be in one event, whatever else speaks for it.

    in_series: a series that both may be dates of is in it too.
    """
    if a.key.source == b.key.source and a.is_active and b.is_active:
        other_date = in_series and a.day != b.day and not (a.is_series or b.is_series)
        if not (other_date or is_listed_twice(a, b)):
            return "one source lists both"
    return _names_differ(a, b) or places_differ(a, b)


def places_differ(a: Unit, b: Unit) -> str | None:
    """What keeps two units apart by where they are, None where nothing does; the order does not matter."""
    if a.place is b.place:
        return None
    found = place_veto(a.place, b.place)
    return None if found is not None and _is_moved_online(a, b) else found


def _is_moved_online(a: Unit, b: Unit) -> bool:
    """Whether one is online and the other at a place, and yet a link, or who holds it, says that they are one.

    It was moved, and one source lags behind. Two groups may well do one thing at one hour, each in its own way.
    """
    if not are_online_and_in_person(a.place, b.place):
        return False
    return share_a_link(a, b) or _have_one_holder(a, b)


def is_listed_twice(a: Unit, b: Unit) -> bool:
    """Whether an aggregator took one event in twice: one name, one moment, one place, and no two sign-up links.

    An organizer who lists two things that look alike has two: rooms, shifts.
    """
    if not (a.is_aggregated and b.is_aggregated) or a.moment != b.moment or a.pattern != b.pattern:
        return False
    if a.title.core != b.title.core or (a.sign_up and b.sign_up and a.sign_up != b.sign_up):
        return False
    return a.place is b.place or same_place(a.place, b.place) is not None


def time_veto(a: Unit, b: Unit, *, in_series: bool) -> str | None:
    """What forbids it for their times alone, where they came into one event through a third."""
    if in_series and (a.is_series or b.is_series or a.day != b.day):
        return None
    return _time_veto(a, b) if meeting(a, b) is None else None


def _names_differ(a: Unit, b: Unit) -> str | None:
    if a.title is b.title:
        return None
    if numbers_differ(a.title, b.title):
        return "other numbers in the titles"
    return "titles that exclude each other" if a.title.opposes(b.title) else None


def _met_veto(a: Unit, b: Unit, met: Meeting, reasons: Sequence[str]) -> str | None:
    """What forbids it because of how they meet in time."""
    if met in (Meeting.HOUR, Meeting.HOURLESS):
        return "several sittings" if max(a.sittings, b.sittings) > 1 and "same uid" not in reasons else None
    if met is Meeting.TIME:
        if a.is_series != b.is_series:
            return "a series and a single event"
        repeated = a.day != b.day and (a.day in b.days or b.day in a.days)
        return "other dates" if repeated or LIKENESSES.isdisjoint(reasons) else None
    if met is Meeting.DATE:
        series, single = (a, b) if a.is_series else (b, a)
        if single.is_active and not series.is_shown:
            return "a series that is not shown"
        said = ONE_NAME if len(single.title.words) <= len(series.title.words) else WORD_FOR_WORD
        return "a special date of the series" if said.isdisjoint(reasons) else None
    return None


def _time_veto(a: Unit, b: Unit) -> str | None:
    """What to call it that two units do not meet."""
    if a.is_series != b.is_series:
        return "a series and a single event"
    if a.day != b.day or a.is_series:
        return "other dates"
    return "hours apart" if isinstance(a.moment, datetime) and not hours_near(a, b) else None


def _is_identified(a: Unit, b: Unit, met: Meeting, reasons: list[str]) -> bool:
    """Whether the links say that it is one event though the titles do not: in two languages, it often is."""
    if IDENTIFYING & set(reasons):
        return met is Meeting.SAME or "same uid" in reasons
    return "same sign-up link" in reasons and met is Meeting.SAME and same_place(a.place, b.place) is not None


def _links(a: Unit, b: Unit) -> list[str]:
    return [
        name
        for name, mine, its in (
            ("same uid", a.global_uid, b.global_uid),
            ("same page", a.page, b.page),
            ("same sign-up link", a.sign_up, b.sign_up),
        )
        if mine is not None and mine == its
    ]


def _organizers(a: Unit, b: Unit) -> Iterator[str]:
    if a.organizer and b.organizer:
        yield "same organizer" if is_same_name(a.organizer, b.organizer) else "another organizer"
    elif (a.organizer or b.organizer) and _have_one_holder(a, b):
        yield "same organizer"
    if _is_moved_online(a, b):
        yield "online by now"


def _have_one_holder(a: Unit, b: Unit) -> bool:
    return bool(a.holder and b.holder and is_same_name(a.holder, b.holder))
