"""One line that tells several days: each with its own name behind it ("Saturday, May 9 – Seed swap, Sunday, May 17
Picnic, and Thursday, May 21 Day of Action"), or day after day of one thing ("17th & 18th June").

Refuses to name lines of which one day has no name: there the days are those of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from aggregator.extract.html.dates import Dated
from aggregator.extract.html.draft import Fields
from aggregator.extract.html.edges import bare
from aggregator.extract.html.names import can_name
from aggregator.extract.html.words import OCCASION, names_of_days
from aggregator.model import When, day_of

LONGEST_OF_SEVERAL = 12
"""Words of a name among several in one line."""

_AND = re.compile(r"[\s,;.]+(?:and|&|und|y|e|et|ed)?[\s,;]*(?:on\s+|am\s+|le\s+|el\s+|il\s+)?\Z", re.I)
"""What joins a name to the day of the next."""


def names_behind(dated: Dated, days: Sequence[When]) -> tuple[str, ...]:
    """The name behind each of the days of a line that opens with the first of them; none where one has no name."""
    text = dated.block.text
    if len(days) != len(dated.whens) or any(map(str.isalnum, text[: days[0].span[0]])):
        return ()
    ends = [*(each.span[0] for each in days[1:]), len(text)]
    names = tuple(bare(_AND.sub("", text[day.span[1] : end])).rstrip(".") for day, end in zip(days, ends, strict=True))
    return names if all(map(_is_name, names)) else ()


def as_run(dated: Dated, days: Sequence[When], fields: Fields) -> list[When]:
    """The days of a line, as one that lasts where each follows the one before, a sign or "and" joins them, and no hour
    is told: a fair on two days. With an hour they are as many showings."""
    text = dated.block.text
    joined = all(_joins(text[one.span[1] : other.span[0]]) and _follows(one, other) for one, other in pairwise(days))
    whole = all(each.all_day and each.end in (None, each.start) and each.rrule is None for each in days)
    if len(days) < 2 or len(days) != len(dated.whens) or not (joined and whole) or fields.clocks:
        return list(days)
    first, last = days[0], days[-1]
    span = (first.span[0], last.span[1])
    problems = tuple(dict.fromkeys(problem for each in days for problem in each.problems))
    return [replace(first, text=text[slice(*span)], span=span, end=last.start, problems=problems)]


def _joins(text: str) -> bool:
    """Whether only a sign or "and" stands between two days, with at most the weekday of the second ("Sat 7th, Sun 8th
    May")."""
    words = text.split()
    if len(words) > 1 and words[-1].strip(".,").casefold() in names_of_days():
        text = " ".join(words[:-1])
    return _JOINT.fullmatch(text) is not None


def _follows(one: When, other: When) -> bool:
    return day_of(other.start) - day_of(one.start) == timedelta(days=1)


_JOINT = re.compile(
    r"\.?\s*(?:,|&|\+|/|[-–—]|,?\s(?:and|und|y|e|et|ed))\s*(?:the\s|den\s|el\s|le\s|il\s|[lL]['’])?", re.I
)
"""What joins the days of one thing: "19. & 20. Dezember", "le 3 et le 4 mai"."""


def _is_name(text: str) -> bool:
    named = text[:1].isupper() or OCCASION.search(text) is not None
    return named and len(text.split()) <= LONGEST_OF_SEVERAL and can_name(text)
