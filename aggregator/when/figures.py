"""Numbers, numeric dates and clocks of a text → tokens, by their size and by what they touch.

Refuses to decide what a number means beside its neighbours: that is the productions' work.
"""

from __future__ import annotations

import re

from aggregator.when.kinds import KINDS
from aggregator.when.tokens import Tokens


def add_number(tokens: Tokens, raw: str, start: int, end: int) -> None:
    """Append a number by its size, or as the minutes of the hour before it."""
    value = int(raw)
    if _is_behind_hour(tokens, raw, value, start):
        first = tokens.drop(2)
        add_point(tokens, tokens.text[first:end], first, end)
        return
    tokens.add(_number_kind(tokens, raw, value, start, end), value, start, end, raw)


def _is_behind_hour(tokens: Tokens, raw: str, minute: int, start: int) -> bool:
    """Whether a number is the minutes of "ore 18,30": where clocks count to 24, right behind an hour and its comma."""
    kinds = tokens.letters[-3:]
    if len(kinds) < 3 or len(raw) != 2 or minute > 59 or not tokens.vocabulary.twenty_four:
        return False
    touching = tokens.ends[-1] == start and tokens.ends[-2] == tokens.starts[-1]
    return touching and kinds[0] in _BEFORE_HOUR and kinds[1] in _HOUR_NUMBERS and kinds[2] == KINDS["comma"]


_BEFORE_HOUR = frozenset(KINDS[kind] for kind in ("at", "at_to", "from_only"))
_HOUR_NUMBERS = frozenset(KINDS[kind] for kind in ("num12", "num24"))


def _number_kind(tokens: Tokens, raw: str, value: int, start: int, end: int) -> str:
    if _is_part_of_name(tokens, start) or tokens.text[end : end + 1] == "+":
        return "figure"
    if tokens.text[end : end + 1] == "°":
        counts = (
            tokens.vocabulary.day_first and 1 <= value <= 31 and tokens.text[end + 1 : end + 2] in ("", " ", "\xa0")
        )
        return "ordinal" if counts else "figure"
    if len(raw) == 4:
        return "year4" if 1800 <= value < 2200 else "num4"
    if len(raw) == 3:
        return "num3"
    for bound, kind in _SIZES:
        if value <= bound:
            return kind
    return "figure"


_SIZES = ((0, "num99"), (12, "num12"), (24, "num24"), (31, "num31"), (59, "num59"), (99, "num99"))


def _is_part_of_name(tokens: Tokens, start: int) -> bool:
    """Whether a number touches a word that is no time word: "B12", "CA-10", "Q3"."""
    at = len(tokens.letters) - 1
    if at < 0 or tokens.ends[at] != start:
        return False
    if tokens.letters[at] == KINDS["dash"] and at and tokens.ends[at - 1] == tokens.starts[at]:
        at -= 1
    return tokens.letters[at] in (KINDS["word"], KINDS["zone"])


def add_parts(tokens: Tokens, kind: str, raw: str, start: int, end: int) -> None:
    """Append a date written in numbers (`5/3/2026`), with its numbers and marks."""
    if tokens.ends and tokens.ends[-1] == start and tokens.letters[-1] in (KINDS["word"], KINDS["dot"]):
        kind = "figure"
    parts = tuple(re.findall(r"\d+|[./\-](?=\s?\d)", raw))
    if kind == "numeric2" and _is_behind_month(tokens) and _are_two_days(parts):
        _add_days(tokens, raw, start)
        return
    tokens.parts[len(tokens.letters)] = parts
    tokens.add(kind, 0, start, end, raw)


def _is_behind_month(tokens: Tokens) -> bool:
    shortened = tokens.letters[-2:] == [KINDS["month"], KINDS["dot"]]
    return shortened or tokens.letters[-1:] == [KINDS["month"]]


def _are_two_days(parts: tuple[str, ...]) -> bool:
    """Whether two numbers beside the name of a month are days of it: the one after the other, or both too great for a
    month ("May 30/31", "5/6 July")."""
    if len(parts) != 3 or parts[1] != "/":
        return False
    first, second = int(parts[0]), int(parts[2])
    return 0 < first < second <= 31 and (second == first + 1 or first > 12)


def part_days(tokens: Tokens, *, in_english: bool) -> None:
    """In front of the name of a month "6-13-20" is three of its days ("6-13-20 marzo"), and no date in numbers; so are
    the two of "30/31 May"."""
    at = len(tokens.letters) - 1
    if at < 0 or tokens.letters[at] not in _PARTED:
        return
    parts = tokens.parts[at]
    if tokens.letters[at] == KINDS["numeric2"]:
        are_days = _are_two_days(parts)
    else:
        numbers = [int(part) for part in parts[::2]]
        are_days = not in_english and parts[1] != "." and 0 < numbers[0] < numbers[1] < numbers[2] <= 31
    if are_days:
        del tokens.parts[at]
        _add_days(tokens, "".join(parts), tokens.drop(1))


_LEADS_TO_YEAR = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\s*[,;|&+/–-]\s*\d{1,2}\.\s?\d{1,2}\.){1,12}\s?(?:19|20)\d\d(?!\d)")

_PARTED = frozenset((KINDS["numeric2"], KINDS["numeric3"]))


def _add_days(tokens: Tokens, raw: str, begin: int) -> None:
    for found in re.finditer(r"\d+|\D", raw):
        first, last = begin + found.start(), begin + found.end()
        if found[0].isdigit():
            add_number(tokens, found[0], first, last)
        else:
            tokens.add("dash" if found[0] == "-" else "slash", 0, first, last, found[0])


def add_clock(tokens: Tokens, raw: str, start: int, end: int) -> None:
    """Append a time of day with a colon; one that no clock shows is a bad clock."""
    numbers = re.findall(r"\d+", raw)
    hour, minute = int(numbers[0]), int(numbers[1])
    second = int(numbers[2]) if len(numbers) > 2 else 0
    kind = "clock" if hour <= 24 and minute < 60 and second < 60 and (hour < 24 or minute == 0) else "bad_clock"
    tokens.parts[len(tokens.letters)] = tuple(numbers[:3])
    tokens.add(kind, 0, start, end, raw)


def add_point(tokens: Tokens, raw: str, start: int, end: int) -> None:
    """Append `7.30`, a time or a decimal, or `18.5.`, a day and month where days come first: in languages that write
    them so, and in a list of which the last day is written whole ("04.03., 11.03., 18.03.2027")."""
    if raw.endswith("."):
        if tokens.vocabulary.day_first or _LEADS_TO_YEAR.match(tokens.text, start):
            add_parts(tokens, "numeric2", raw, start, end)
            return
        end -= 1
    numbers = re.findall(r"\d+", raw)
    good = len(numbers[1]) == 2 and int(numbers[0]) <= 24 and int(numbers[1]) < 60
    if good:
        tokens.parts[len(tokens.letters)] = tuple(numbers)
    tokens.add("dot_clock" if good else "figure", 0, start, end, raw)
    if raw.endswith("."):
        tokens.add("dot", 0, end, end + 1, ".")
