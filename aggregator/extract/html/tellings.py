"""Sentences that hold a day: which days and hours are in them, and which hour belongs to which day.

Refuses to judge whether anything is held on these days: that is `prose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aggregator import when
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block
from aggregator.extract.html.dates import LONGEST_BLOCK, Dated
from aggregator.extract.html.sentences import sentence_spans
from aggregator.extract.html.weekdays import weekday_of
from aggregator.model import Precision, When, day_of

ONE_DAY = timedelta(days=1)

_COUNT = re.compile(r"\bat (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\Z", re.I)
_COUNTED = re.compile(
    r"\s+(?!(?:in|on|at|o|sharp|until|till|to|and|or|for|with|by|this|that|every|each|am|pm|thirty|fifteen|forty|p|a|"
    r"i|we|if|the|tonight|tomorrow|today|when|where|as|prompt\w*)\b)[a-z]{3,}"
)
"""A noun or its adjective, so that the number word before it counts."""

_ENDING = re.compile(rf"\b(?:{words.phrases('before_end')})\s+(?:(?:the|our)\s+)?\Z", re.I)
"""Right before a time of day: it is not when things begin."""


_STARTS = words.whole("starts")
"""In a sentence without a day: its hour is that of what the sentence before it tells."""

_MEAL, _OFFERED = words.whole("meals"), words.whole("offered")

_ARRIVAL = re.compile(rf"\b(?:{words.phrases('meals')}|{words.phrases('arrivals')})\b", re.I)

_NOT_ITS_DAY = re.compile(
    rf"\b(?:{words.phrases('not_its_day')})[:,]?\s+(?:\w+[\s(]+){{0,2}}(?:on\s+|by\s+|in\s+)?\Z", re.I
)
"""Words right before a date that make it the day of something else."""

_REASON = re.compile(rf"\b(?:{words.phrases('reasons')})\b[^,;:.!?]*\Z", re.I)
"""Before a date, in one clause: it is that of a reason ("Because of the elections on May 3 we meet …")."""

_LISTED = re.compile(
    r"\s*(?:[,;/&+]|\b(?:and|und|y|e|et|ed?|or|oder|ou|o)\b|\s)+\s*(?:the\s+|am\s+|le\s+|el\s+|il\s+)?", re.I
)
"""What may stand between two days of one list."""

_ENDED_THEN = re.compile(rf"\W*(?:\w+\s+){{0,2}}?(?:{words.phrases('ended_then')})\b", re.I)

_DAY_OF_THING = re.compile(
    rf"(?:['’]s)?\s+(?:[\w-]+\s+)?(?:{words.phrases('dated_things')})\b(?!\s+(?:day|night)\b)", re.I
)

FEWEST_OF_WEEK = 4
"""Days of the week in one sentence, with hours and without a date, that make it a roster."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the days in it. start: its offset in the block. after: the sentence behind it. begins: the hours
    of that sentence, where it names no day and tells when things begin."""

    block: Block
    start: int
    text: str
    after: str
    whens: tuple[When, ...]
    clocks: tuple[when.Clock, ...]
    begins: tuple[when.Clock, ...] = ()


def dated_sentences(
    dated: Dated, known: frozenset[tuple[int, int]] = frozenset(), behind: Dated | None = None
) -> Iterator[Sentence]:
    """The sentences of a block that hold a day, or a month that is not among the known ones, with the times in them.

    behind: the paragraph after it. A sentence that calls people may name its day only from now ("tomorrow").
    """
    text = dated.block.text[:LONGEST_BLOCK]
    months = (each for each in dated.months if (each.start.year, each.start.month) not in known)
    found = sorted((*dated.whens, *months), key=lambda each: each.span)
    spans = list(sentence_spans(text))
    alone = _only_hour(dated)
    for (start, end), (following, stop) in zip(spans, [*spans[1:], (len(text), len(text))], strict=True):
        whens = tuple(_without_count(each, text) for each in found if start <= each.span[0] < end)
        clocks = tuple(clock for clock in dated.clocks if start <= clock.span[0] < end)
        after, begins = _beginning(dated, following, stop) if following < stop else _opening(behind)
        named = tuple(_named_days(dated, start, end, clocks or begins))
        begins = begins or alone
        whens = tuple(sorted((*whens, *named), key=lambda each: each.span))
        if whens:
            yield Sentence(dated.block, start, text[start:end], after or text[following:stop], whens, clocks, begins)


def _only_hour(dated: Dated) -> tuple[when.Clock, ...]:
    """The only hour of a paragraph, where it stands behind the only day ("On Sunday we clean up. Let's say 1 p.m.")."""
    hours = {(clock.start.hour % 12, clock.start.minute) for clock in dated.clocks}
    if len(dated.whens) != 1 or len(hours) != 1 or dated.clocks[0].span[0] < dated.whens[0].span[1]:
        return ()
    text, at = dated.block.text, dated.clocks[0].span[0]
    before = text[:at]
    day = dated.whens[0].span[0]
    about = next(text[start:end] for start, end in sentence_spans(text) if day < end)
    if is_of_a_meal(text, at, about):
        return ()
    return () if dated.clocks[0].label in {"until", "doors"} or _ENDING.search(before) else dated.clocks[:1]


def is_of_a_meal(text: str, at: int, about: str) -> bool:
    """Whether the sentence around an offset tells when something is eaten ("A pizza lunch is served around noon"), and
    what it is about, no meal itself, begins at another time."""
    start, end = next(span for span in sentence_spans(text) if at < span[1])
    told = _MEAL.search(text, start, end) and _OFFERED.search(text, start, end)
    return told is not None and _MEAL.search(about) is None


def _named_days(dated: Dated, start: int, end: int, clocks: tuple[when.Clock, ...]) -> Iterator[When]:
    """The days that a sentence with an hour, and a call to come, names only from now."""
    if not clocks or not dated.days or not _calls(dated.block.text[start:end]):
        return
    for day in dated.days:
        if start <= day.span[0] < end:
            later = [clock for clock in clocks if clock.span[0] >= day.span[0]]
            known = _told_before(dated, day)
            yield replace(when.join(known or day, (later or list(clocks))[0]), assumed=day.assumed)


def _told_before(dated: Dated, day: When) -> When | None:
    """A day of the week as the date that the text before it gives to one ("on May 8 and 9. On Friday we open at 4")."""
    told = [each for each in dated.whens if each.span[1] <= day.span[0] and "day" not in each.assumed]
    same = (each for each in told if day_of(each.start).weekday() == weekday_of(day.text))
    known = next(same, None)
    return replace(day, start=day_of(known.start)) if known is not None else None


def _beginning(dated: Dated, start: int, end: int) -> tuple[str, tuple[when.Clock, ...]]:
    """A sentence without a day that tells when things begin, and its hours."""
    text = dated.block.text[start:end]
    if any(start <= each.span[0] < end for each in (*dated.whens, *dated.days)):
        return "", ()
    clocks = tuple(clock for clock in dated.clocks if start <= clock.span[0] < end)
    if not _STARTS.search(text) and not any(_is_hour_of(dated.block.text, clock) for clock in clocks):
        return "", ()
    return text, clocks


def _is_hour_of(text: str, clock: when.Clock) -> bool:
    """Whether an hour stands right before the noun for what is held then ("The 7:30 p.m. vigil …")."""
    return words.OCCASION.match(text, clock.span[1] + 1) is not None


def named_before_hour(block: Block, behind: Dated | None, now: datetime, languages: tuple[str, ...]) -> Dated | None:
    """The days that a paragraph names only from now, where the next one begins with the hour of what it tells ("A vigil
    will be held Thursday night." / "The 7:30 p.m. vigil …"); None where it names none."""
    text = block.text[:LONGEST_BLOCK]
    if block.level or behind is None or not behind.clocks or not _opening(behind)[1] or not _calls(text):
        return None
    days = when.find_days(text, now=now, context=when.Context(languages=languages))
    return Dated(block=block, days=tuple(day for day in days if day_of(day.start) >= now.date())) if days else None


def _calls(text: str) -> bool:
    return any(each.search(text) for each in (words.INVITES, words.CALLS, words.PLANNED))


def _opening(behind: Dated | None) -> tuple[str, tuple[when.Clock, ...]]:
    """The same of the first sentence of the paragraph behind."""
    if behind is None or behind.whens or behind.block.level:
        return "", ()
    start, end = next(sentence_spans(behind.block.text[:LONGEST_BLOCK]))
    return _beginning(behind, start, end)


def _without_count(found: When, text: str) -> When:
    """A day without the "hour" that is a count of what follows ("on May 3 at six schools")."""
    if (
        not _COUNT.search(found.text)
        or not _COUNTED.match(text, found.span[1])
        or not isinstance(found.start, datetime)
    ):
        return found
    end = day_of(found.end) if found.end is not None else None
    return replace(found, start=found.start.date(), end=end, precision=Precision.DAY)


def is_its_day(found: When, sentence: Sentence) -> bool:
    """Whether no word right beside a date makes it the day of something else, as of a deadline or an end."""
    before, behind = sentence.text[: found.span[0] - sentence.start], sentence.text[found.span[1] - sentence.start :]
    its = not (_NOT_ITS_DAY.search(before) or _REASON.search(before) or _ENDED_THEN.match(behind))
    return its and (_DAY_OF_THING.match(behind) is None or isinstance(found.start, datetime))


def is_roster(sentence: Sentence) -> bool:
    """Whether a sentence gives hours to four days of the week or more, and no date: a week as it always is, or shifts
    ("Tuesday and Wednesday 7 am to 8 pm, on Friday and Saturday 7 am to 5 pm …")."""
    if not sentence.whens or any("day" not in each.assumed for each in sentence.whens):
        return False
    named = {weekday_of(word) for word in re.findall(r"[^\W\d_]+", sentence.text)} - {None}
    return len(named) >= FEWEST_OF_WEEK and any(isinstance(each.start, datetime) for each in sentence.whens)


def is_past_beside_coming(found: When, sentence: Sentence, now: datetime) -> bool:
    """Whether a day that is over, or today's, stands in one sentence with a later one: it is told for comparison, or
    as that of the call ("announced this Tuesday that …"), unless it has an hour or they are a list ("the January 23rd
    and February 21st meetings")."""
    today = now.date()
    last = day_of(found.end or found.start)
    if last > today or (last == today and isinstance(with_clock(found, sentence).start, datetime)):
        return False
    coming = [each for each in sentence.whens if day_of(each.start) >= max(today, day_of(found.start) + ONE_DAY)]
    listed = any(_is_listed_with(found, each, sentence) for each in coming)
    return bool(coming) and not listed


def _is_listed_with(found: When, other: When, sentence: Sentence) -> bool:
    first, last = sorted((found.span, other.span))
    between = sentence.text[first[1] - sentence.start : last[0] - sentence.start]
    return _LISTED.fullmatch(between) is not None


def with_clock(found: When, sentence: Sentence) -> When:
    """A bare day with the time of day in its sentence at which it can begin, else with that of the next sentence.

    Of several days each has the hour behind it; days of a list share the one behind the last, or the only one before
    the first.
    """
    if not (found.all_day and found.precision is Precision.DAY and found.end in (None, found.start)):
        return found
    clock = _clock_of(found, sentence)
    return when.join(found, clock) if clock is not None else found


def _clock_of(found: When, sentence: Sentence) -> when.Clock | None:
    text, start = sentence.text, sentence.start
    clocks = [clock for clock in sentence.clocks if not _ENDING.search(text[: clock.span[0] - start])]
    clocks = list(_without_arrival(clocks, text, text))
    at, following = found.span[1], [each for each in sentence.whens if each.span[0] >= found.span[1]]
    for each in following:
        behind = [clock for clock in clocks if at <= clock.span[0] < each.span[0]]
        if behind or each.span[0] - at > LONGEST_JOINT:
            return behind[0] if behind else None
        if isinstance(each.start, datetime):
            return _clock_in(each)
        at = each.span[1]
    if not clocks:
        begins = _without_arrival(sentence.begins, sentence.after, text)
        return begins[0] if begins else None
    behind = [clock for clock in clocks if clock.span[0] >= at]
    before = not following or (len(clocks) == 1 and clocks[0].span[1] <= sentence.whens[0].span[0])
    return behind[0] if behind else clocks[0] if before else None


def _without_arrival(clocks: Sequence[when.Clock], text: str, about: str) -> Sequence[when.Clock]:
    """The hours of a sentence without the first, where that is of what is eaten or done before and the next one of what
    it is about ("Breakfast will begin at 9:30 with the meeting starting at 10"). about: the sentence with the day."""
    if len(clocks) < 2 or _ARRIVAL.search(about.partition(clocks[0].text)[0]):
        return clocks
    first, second = (text.find(clock.text) for clock in clocks[:2])
    between = text[first + len(clocks[0].text) : second]
    other = words.OCCASION.search(between) is not None and _ARRIVAL.search(between) is None
    return clocks[1:] if 0 <= first < second and other and _ARRIVAL.search(text, 0, first) else clocks


def _clock_in(found: When) -> when.Clock | None:
    """The hour that stands with the last day of a list: "on Thursday 5 and Friday 6 March from 2 to 4"."""
    assert isinstance(found.start, datetime)  # noqa: S101 - asked by the caller
    end = found.end.time() if isinstance(found.end, datetime) and found.end.date() == found.start.date() else None
    return when.Clock(text=found.text, span=found.span, start=found.start.time().replace(tzinfo=None), end=end)


_OPENS_SENTENCE = re.compile(r"\A\s+(?:[A-Z][a-z]+)\s")
"""Behind "8 p.m.", whose full stop ends the sentence as well ("… at 8 p.m. For this Saturday only …")."""

LONGEST_JOINT = 30
"""Characters between two days of a list ("on March 3 and then on Tuesday, March 10")."""


def are_listed(sentence: Sentence, one: When, other: When) -> bool:
    """Whether two days of a sentence, the first before the second, are joined as days of one thing."""
    near = 0 <= other.span[0] - one.span[1] <= LONGEST_JOINT
    between = sentence.text[max(one.span[1] - sentence.start, 0) : max(other.span[0] - sentence.start, 0)]
    near = near and _OPENS_SENTENCE.search(between) is None
    return near and not any(one.span[1] <= clock.span[0] < other.span[0] for clock in sentence.clocks)
