"""Years, months and seasons that headings give to what stands below: "March 2024", "2024 schedule", "Events in May".

Refuses to judge whether a text is a heading.
"""

from __future__ import annotations

from datetime import datetime

from aggregator.when.clues import may_hold_frame
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import MonthSpan, Phrase
from aggregator.when.reading import read_line
from aggregator.when.records import Frame
from aggregator.when.tokenizing import tokenize
from aggregator.when.tokens import Tokens

AHEAD, BEHIND = 10, 40
"""A bare number is a year when it lies at most so many years ahead of now, or behind."""


def find_frames(text: str, *, now: datetime) -> tuple[Frame, ...]:
    """Bare years, months and seasons of a text, in its order; those that belong to a day are no frames."""
    if not may_hold_frame(text):
        return ()
    tokens = tokenize(text)
    line = read_line(tokens)
    frames: list[Frame] = []
    taken = -1
    for at, item in enumerate(line.items):
        if isinstance(item, Phrase):
            if isinstance(item.payload, MonthSpan):
                first, last = tokens.starts[item.first], tokens.ends[item.last]
                if not item.payload.bare or text[first].isupper():
                    frames.append(_of_months(text, (first, last), item.payload))
        elif line.kinds[at] == KINDS["year4"] and item > taken and -BEHIND <= tokens.values[item] - now.year <= AHEAD:
            span = tokens.starts[item], tokens.ends[item]
            last_year, end = season(tokens, item)
            if last_year is not None:
                span = span[0], tokens.ends[end]
                taken = end
            frames.append(Frame(text=text[span[0] : span[1]], span=span, year=tokens.values[item], last_year=last_year))
    return tuple(frames)


def season(tokens: Tokens, at: int) -> tuple[int | None, int]:
    """The second year of "2026–2027" or "2026/27", and the token it stands at; (None, `at`) for any other year."""
    year, behind = tokens.values[at], tokens.letters[at + 1 : at + 3]
    if (
        len(behind) < 2
        or behind[0] not in _SEASON_MARKS
        or tokens.names[at + 2] not in (str(year + 1), str(year + 1)[2:])
    ):
        return None, at
    return year + 1, at + 2


_SEASON_MARKS = frozenset(KINDS[kind] for kind in ("dash", "slash", "to"))


def _of_months(text: str, span: tuple[int, int], months: MonthSpan) -> Frame:
    year = months.year
    if year is None and months.last_year is not None:
        year = months.last_year - (months.month > months.last_month)
    several = months.last_month != months.month
    return Frame(
        text=text[span[0] : span[1]],
        span=span,
        year=year,
        month=months.month,
        last_month=months.last_month if several else None,
    )
