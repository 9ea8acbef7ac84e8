"""Text → `model.When`: the two readings, then each expression resolved against the bearings of its text.

Refuses to know what an event is: an expression that is a deadline or a post date is handed out, marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from aggregator.model import When
from aggregator.when.answers import Anchors, Beside, answer, find_anchors, mark_hours
from aggregator.when.asides import find_aside, find_tense, surroundings
from aggregator.when.bearings import Bearings, take_bearings
from aggregator.when.clues import DATED_FIGURES, DATED_WORDS, DAY_MARKS, may_hold_date
from aggregator.when.expressions import Found, read_expressions
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import DateItem, PartialDate, Phrase, WeekdayList
from aggregator.when.reading import Line, read_line
from aggregator.when.records import Context
from aggregator.when.recurrence import Recurrence, leave_out
from aggregator.when.rules import resolve_recurrence
from aggregator.when.spans import stands_alone, trim
from aggregator.when.tokenizing import tokenize


def find(text: str, *, now: datetime, timezone: str | None = None, context: Context | None = None) -> tuple[When, ...]:
    """All dated expressions of a text, in its order, none overlapping, each the longest reading.

    now: naive (local to the page) or aware. timezone: the source's IANA name, for times that name no zone; without it
    those are naive. context: what stands above the text. Nothing is raised for any text.
    """
    context = context or Context()
    if context.month is None and not may_hold_date(text):
        return ()
    tokens = tokenize(text, context.languages)
    if context.month is None and not _DATED.search(tokens.kinds) and DAY_MARKS.isdisjoint(tokens.names):
        return ()
    line = read_line(tokens)
    if context.month is not None:
        line = _with_leading_day(_with_leading_weekday(line))
    bearings, anchors = take_bearings(tokens, now, timezone, context), find_anchors(tokens, now)
    found: list[When] = []
    expressions = read_expressions(line)
    _give_exceptions(line, expressions)
    for expression in expressions:
        for when in _resolve(line, expression, bearings, anchors):
            if stands_alone(text, when.span) and (not found or found[-1].span[1] <= when.span[0]):
                found.append(when)
    return tuple(mark_hours(text, found))


_DATED = re.compile(
    f"[{re.escape(''.join(KINDS[kind] for kind in (*DATED_WORDS, *DATED_FIGURES)))}]"
    f"|{re.escape(KINDS['on'])}[{re.escape(KINDS['the'] + KINDS['dot_clock'])}]"
)


def _give_exceptions(line: Line, found: list[Found]) -> None:
    """What is told to be left out belongs also to the rule of its paragraph before it.

    "Third Tuesdays at 7 pm, at the Grange Hall. No meeting in July or August."
    """
    rule: Recurrence | None = None
    for each in found:
        if isinstance(each, Recurrence):
            rule = each
        elif rule is not None and KINDS["blank"] not in line.kinds[rule.last : each.first] and _is_left_out(line, each):
            leave_out(rule, each.items, each.months)


def _resolve(line: Line, found: Found, bearings: Bearings, anchors: Anchors) -> Iterator[When]:
    before, after = surroundings(line.tokens.text, trim(line, found.first, found.last))
    languages = line.tokens.vocabulary.languages
    aside = find_aside(before, after, languages) or _end_of_something(line, found)
    if isinstance(found, Recurrence):
        when = resolve_recurrence(line, found, bearings, aside)
        return iter((when,) if when is not None else ())
    return answer(line, found, bearings, anchors, Beside(aside, find_tense(before, languages)))


def _end_of_something(line: Line, found: Found) -> str | None:
    """`until` for a day that only ends something: "on view through July 20"; `except` for one that is left out."""
    if found.first and line.kinds[found.first - 1] == KINDS["until"]:
        return "until"
    return "except" if _is_left_out(line, found) else None


def _is_left_out(line: Line, found: Found) -> bool:
    """Whether words such as "no meeting" stand right before an expression, or open it."""
    at = found.first
    while at and line.kinds[at - 1] in _BEFORE_LEFT_OUT:
        at -= 1
    return bool(at) and line.kinds[at - 1] == KINDS["except"]


_BEFORE_LEFT_OUT = frozenset(KINDS[kind] for kind in ("on", "in", "the"))


_DAYS = frozenset(KINDS[kind] for kind in ("num12", "num24", "num31", "ordinal", "weak_clock"))
_BEHIND_DAY = frozenset(
    KINDS[kind] for kind in "comma dash colon semicolon newline blank bar weekday_list clock_phrase opened".split()
)


def _with_leading_day(line: Line) -> Line:
    """Under the heading of a month, a number that begins a block is a day, with the weekday behind it: "14 – General
    meeting", "14 Sat – Seed swap"."""
    at = 1 if line.kinds[:1] and line.kinds[0] in _THE else 0
    if len(line.kinds) <= at or line.kinds[at] not in _DAYS:
        return line
    token = line.first_token(at)
    if line.last_token(at) != token or not 1 <= line.tokens.values[token] <= 31:
        return line
    if line.kinds[at + 1 : at + 2] and line.kinds[at + 1] not in _BEHIND_DAY:
        return line
    weekday = _one_weekday(line, at + 1)
    stop = at + 1 if weekday is None else at + 2
    last = line.last_token(stop - 1)
    day = DateItem(PartialDate(day=line.tokens.values[token], weekday=weekday), None, token, last)
    items = [*line.items[:at], Phrase("days", [day], token, last), *line.items[stop:]]
    return Line(line.tokens, line.kinds[:at] + KINDS["days"] + line.kinds[stop:], items)


def _one_weekday(line: Line, at: int) -> int | None:
    """The weekday that one item of a line is; None where it is several, each of its kind, or anything else."""
    named = line.items[at] if line.kinds[at : at + 1] == KINDS["weekday_list"] else None
    weekdays = named.payload if isinstance(named, Phrase) else None
    single = isinstance(weekdays, WeekdayList) and not weekdays.plural and len(weekdays.days) == 1
    return weekdays.days[0] if single and isinstance(weekdays, WeekdayList) else None


def _with_leading_weekday(line: Line) -> Line:
    """Under the heading of a month, a weekday and a number that begin a block are a day whatever word comes behind:
    "Thu 12 Quiz night", "Thu 12 – Quiz night"."""
    at = 2 if line.kinds[1:2] == KINDS["comma"] else 1
    behind = line.kinds[at + 1 : at + 4]
    named = behind[:1] == _WORD or (behind[:1] in _SIGNS and _NAME.match(behind, 1) is not None)
    weekday = _one_weekday(line, 0) if named and line.kinds[at] in _DAYS else None
    if weekday is None:
        return line
    first, token = line.first_token(0), line.first_token(at)
    if line.last_token(at) != token or line.tokens.values[token] > 31:
        return line
    day = DateItem(PartialDate(day=line.tokens.values[token], weekday=weekday), None, first, token)
    items = [Phrase("days", [day], first, token), *line.items[at + 1 :]]
    return Line(line.tokens, KINDS["days"] + line.kinds[at + 1 :], items)


_WORD = KINDS["word"]
_NAME = re.compile(f"[{re.escape(_WORD + KINDS['open'])}]|{re.escape(KINDS['figure'] + _WORD)}")
_SIGNS = frozenset(KINDS[kind] for kind in ("dash", "bar"))
_THE = frozenset((KINDS["the"], KINDS["on"]))
