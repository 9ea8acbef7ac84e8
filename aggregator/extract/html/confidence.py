"""How sure we are that a dated region is an event: named signs, each with a weight and a sentence; nothing else
decides.

`SIGNS` is the whole knowledge; the number is their sum from `BASE`, kept within 0 and 1. Refuses to read the page:
it is told
which signs hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

BASE = 0.3
"""A date with a name beside it and nothing more: as often a post as an event."""

PUBLISHED = 0.5
"""The bound below which an event is kept for review (docs/design.md §4.1)."""

NAMELESS = 0.49
"""At most, for what nothing names: a person finds the name before it is published."""

SIGNS: dict[str, tuple[float, str]] = {
    "time-of-day": (0.19, "an hour is given"),
    "place": (0.15, "a place is given"),
    "labelled": (0.25, "a label or column says that this is the date (“When”, “Date & time”, “Date | Meeting "
    "| Location”)"),
    "occasion": (0.15, "the title names something people come together for"),
    "listing": (0.22, "the heading above, or the page's title, announces events, meetings or a schedule"),
    "sign-up": (0.15, "a link to sign up stands with it"),
    "offered": (0.25, "a link or button beside it adds it to a calendar"),
    "timetable": (0.2, "it stands in a timetable that says that it comes each week, or of which week it is"),
    "repeated": (0.05, "three or more records are cut alike"),
    "in-calendar": (0.2, "it stands in its day's cell of a month drawn as a calendar"),
    "future": (0.1, "it has not happened yet, as the page is read"),
    "range": (0.05, "it runs over several days or has an end"),
    "invites": (0.1, "the text calls people to come"),
    "meetings": (0.15, "five or more records of the page have the name of one meeting"),
    "agenda": (0.05, "five or more records cut alike have names of their own and days to come"),
    "plan": (0.1, "it is past, and the list it stands in goes on to days to come"),
    "over": (0.1, "it is past, and the heading above says that these are past events, or many of them and gatherings"),
    "company": (0.1, "it is past, and a third of its list are events by their own signs"),
    "papers": (0.1, "agenda, minutes or recordings are offered beside it"),
    "online": (0.08, "it says that it is held online"),
    "recurring": (0.05, "the words say when it happens again"),
    "headline": (0.12, "the page's own heading names it with a day to come"),
    "planned": (0.1, "a sentence says that it is planned"),
    "only-day": (0.05, "it is the only day that the page gives, under a heading that names an occasion"),
    "bare-recurrence": (-0.25, "it recurs without an hour: a habit as often as an event"),
    "held": (0.15, "a sentence reports that it was held"),
    "titled": (0.0, "it has a name of its own"),
    "title-inherited": (-0.03, "its name is that of the list it stands in"),
    "title-sentence": (-0.12, "its name is a sentence"),
    "no-title": (-0.4, "nothing names it (then never published by itself)"),
    "aside": (-0.35, "it stands beside the matter of the page (sidebar, related, comments)"),
    "posted": (-0.3, "words beside it say that this is a date of posting, updating or a deadline"),
    "not-listing": (-0.3, "the heading above announces news, posts, papers or history"),
    "deadline": (-0.5, "its name is that of a deadline or a step in a procedure (“Applications due”)"),
    "closure": (-0.5, "its name says that something is closed, away or interrupted (“No school”)"),
    "holiday": (-0.4, "its name is that of a public holiday and nothing more"),
    "broadcast": (-0.4, "its name is that of a programme on the air"),
    "long-range": (-0.3, "it runs for more than half a year without an hour: a term or a season"),
    "log": (-0.1, "it is past, with an hour and nothing else that an event has"),
    "hours": (-0.4, "its name is that of opening hours"),
    "read-on": (-0.2, "“Read more” or a comment link stands with it, and no hour"),
    "odd-minutes": (-0.4, "the minutes are those of a time stamp"),
    "past-bare": (-0.1, "it is past, with neither hour nor place"),
    "contradiction": (-0.1, "its weekday and date, or its times, contradict each other"),
    "month-only": (-0.05, "only the month is known"),
    "told": (-0.05, "it is told in a sentence, not listed"),
    "stale": (-0.3, "a sentence calls people to a day more than two months gone: the page is old, or the year misread"),
    "mentioned": (-0.3, "the sentence only mentions the day"),
    "recorded": (-0.4, "it is past, and the page is the record of how the meeting went"),
    "cancelled-note": (-1.0, "the text says that there is no meeting then"),
}  # fmt: skip


EVENTFUL = frozenset(
    (
        "place",
        "labelled",
        "occasion",
        "sign-up",
        "listing",
        "future",
        "invites",
        "papers",
        "online",
        "recurring",
        "offered",
    )
)
"""What an entry in a log has none of."""


def weighed_together(signs: Set[str]) -> Iterator[str]:
    """Signs that others make together: an hour of the past with nothing of an event is an entry in a log."""
    if "time-of-day" in signs and signs.isdisjoint(EVENTFUL):
        yield "log"


def confidence(signs: Iterable[str]) -> float:
    """The sum of the signs' weights from `BASE`, within 0 and 1, rounded to two places; what nothing names stays below
    the bound, whatever else speaks for it."""
    held = set(signs)
    total = BASE + sum(SIGNS[sign][0] for sign in held)
    return round(min(max(total, 0.0), NAMELESS if "no-title" in held else 1.0), 2)


def summands(signs: Iterable[str]) -> tuple[tuple[str, float], ...]:
    """The signs of the table among some names, with their weights, in its order; what `confidence` adds up."""
    held = set(signs)
    return tuple((sign, weight) for sign, (weight, _) in SIGNS.items() if sign in held)
