"""Events told in sentences: a day, something people come together for, and a verb that calls or reports.

Refuses what records have already told, and days that a sentence only mentions: deadlines, anniversaries, history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from aggregator import where
from aggregator.extract.html import links, titles, words
from aggregator.extract.html.besides import announces_several, is_another, may_tell_another
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.confidence import PUBLISHED, confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.html.dates import LONGEST_BLOCK, Dated
from aggregator.extract.html.rule_days import follows, is_told_by
from aggregator.extract.html.rule_subjects import subject_of_rule
from aggregator.extract.html.sections import is_of_listed_event
from aggregator.extract.html.summaries import without_summaries
from aggregator.extract.html.tellings import (
    Sentence,
    are_listed,
    dated_sentences,
    is_its_day,
    is_past_beside_coming,
    is_roster,
    named_before_hour,
    with_clock,
)
from aggregator.extract.html.told_names import Name, name_of
from aggregator.extract.moments import fields_of
from aggregator.model import DateOrTime, Evidence, Link, Precision, RawEvent, When, day_of

FOLLOWING = 6
"""Blocks after the sentence in which a link to sign up may still be meant for it."""

_UNSETTLED = words.whole("unsettled")
"""In a sentence whose day is still open ("the week of May 4, on an evening to be announced")."""

_PROCEDURE = words.whole("procedure")
"""In a sentence without an occasion: its days are steps of a procedure ("Interviews will be held on May 4")."""

_HABIT = words.whole("habits")
"""In a sentence with no more than a month: it says what is done every year ("The annual meeting is held in May")."""

_CALL = re.compile(rf"(?:\A\W*|[,;:!?]\s+|\bplease\s+)(?:{words.phrases('opens_call')})\b", re.I)
"""A sentence or clause that opens by calling people ("On Friday, join the Eastside tenants …")."""

_IS_THE_DAY = re.compile(rf"\s+(?:{words.phrases('is_day')})\s+", re.I)
"""Behind a day: the name of what is held then follows ("February 28 is Rural Lobby Day")."""

NAMED_BEHIND = 40
"""Characters behind it in which the name ends."""

SHORT_CALL = 12
"""A sentence of so few words that calls people is meant for the day told right before it ("Please join us!")."""

_LEADS = re.compile(r"\W*(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b\W*)?\Z", re.I)
"""What may stand before a date that a sentence opens with."""

_AFTER_TIME = re.compile(r"[,\s]+at\s+((?:[A-ZÀ-Þ][\w'’&-]+)(?:\s+(?:(?:of|the|and|&)\s+)?[A-ZÀ-Þ][\w'’&-]+){0,4})")


def find_told(page: Context, records: Sequence[Told]) -> list[RawEvent]:
    """The events of a page that only its sentences tell, in page order."""
    sure = [told for told in records if told.event.confidence >= PUBLISHED]
    taken = _covered(sure) | page.notes.rules
    listed = [told.event.start for told in sure if told.event.start is not None and told.event.rrule is None]
    own_days = frozenset(day_of(told.event.start) for told in sure if told.event.start is not None)
    used: set[int] = set()
    events: list[tuple[Block, RawEvent]] = []
    known = _months_of_days(page)
    several = announces_several(page)
    for dated in _told_in(page):
        beside = dated.block.index in taken
        if beside and not may_tell_another(page, dated):
            continue
        for sentence in dated_sentences(dated, known, _behind(page, dated.block, taken)):
            if is_roster(sentence):
                page.notes.refused[f"block {sentence.block.index}+{sentence.whens[0].span[0]}"] = "opening-hours"
                continue
            sentence = _without_told_rules(page, sentence, listed)
            told = _events(page, sentence, used, strict=bool(sure) and not several, beside=beside, days=own_days)
            kept = (event for event in told if not beside or is_another(event, own_days, listed=several))
            events += [(dated.block, event) for event in kept]
    return list(without_summaries(page, events))


_NO_DAYS = frozenset(("week-of-days", "opening-hours", "other-column"))
"""Why a line was no record's that is no sentence's either."""


def _told_in(page: Context) -> Iterator[Dated]:
    """The times of the page's own part, in page order, with the days named only from now before a paragraph that gives
    their hour."""
    languages = (page.document.language,) if page.document.language else ()
    for block, (dated, behind) in zip(page.document.blocks, pairwise((*page.dated, None)), strict=True):
        if block.zone is not Zone.MAIN or page.notes.refused.get(f"block {block.index}") in _NO_DAYS:
            continue
        if behind is not None and behind.clocks and (dated is None or not (dated.whens or dated.clocks)):
            dated = named_before_hour(block, behind, page.now, languages) or dated
        if dated is not None:
            yield dated


def _without_told_rules(page: Context, sentence: Sentence, listed: Sequence[DateOrTime]) -> Sentence:
    """The sentence without rules whose dates the page lists one by one at the same hour: the list says when."""
    if all(found.rrule is None for found in sentence.whens):
        return sentence
    kept = []
    for found in sentence.whens:
        hour = found.start.time() if isinstance(found.start, datetime) else None
        alike = [day_of(each) for each in listed if hour in (None, each.time() if isinstance(each, datetime) else None)]
        if is_told_by(found.rrule, found.text, alike, page.now.date()):
            page.notes.refused[f"block {sentence.block.index}+{found.span[0]}"] = "told-by-its-dates"
        else:
            kept.append(found)
    return replace(sentence, whens=tuple(kept))


def _behind(page: Context, block: Block, taken: Set[int]) -> Dated | None:
    """The times of the paragraph right behind a block, where no record has taken it."""
    at = block.index + 1
    return page.dated[at] if at < len(page.dated) and at not in taken else None


def _covered(records: Iterable[Told]) -> set[int]:
    taken: set[int] = set()
    for told in records:
        taken.update(range(told.first, told.stop))
    return taken


def _events(
    page: Context, sentence: Sentence, used: set[int], *, strict: bool, beside: bool, days: frozenset[date]
) -> Iterator[RawEvent]:
    """The events that one sentence tells. strict: the page has told events in blocks, so a mention is not enough.
    beside: its heading names another event."""
    noun = words.OCCASION.search(sentence.text)
    verbs = {
        "invites": _invites(sentence),
        "held": words.HELD.search(sentence.text) is not None,
        "planned": words.PLANNED.search(sentence.text) is not None,
    }
    last: tuple[When, Name] | None = None
    headed = _is_headed(page, sentence.block)
    only = headed and not strict and only_day(page)
    section = is_of_listed_event(page, sentence.block)
    for found in sentence.whens:
        subject = subject_of_rule(sentence, found) if noun is None else None
        leads, listed = headed and _leads(sentence, found), section and found.rrule is None
        refused, position = page.notes.refused, f"block {sentence.block.index}+{found.span[0]}"
        announced = only and not found.problems
        if noun is None and not (verbs["invites"] or leads or announced or subject or listed):
            refused[position] = "names-nothing"
            continue
        if (
            _UNSETTLED.search(sentence.text)
            or (noun is None and _PROCEDURE.search(sentence.text))
            or (found.precision is Precision.MONTH and _HABIT.search(sentence.text))
            or not is_its_day(found, sentence)
            or is_past_beside_coming(found, sentence, page.now)
        ):
            refused[position] = "another-matter"
            continue
        timed = with_clock(found, sentence)
        place = _place(page, found, sentence)
        planned = verbs["planned"] or _is_named_behind(found, sentence)
        signs = _signs(page, sentence, timed, place, {**verbs, "planned": planned})
        if leads and "time-of-day" in signs and "future" in signs:
            signs = (signs | {"occasion"}) - {"mentioned"}
        if subject or (headed and "invites" in signs):
            signs = (signs | {"occasion"}) - ({"mentioned"} if subject else set())
        if listed and "future" in signs:
            signs = (signs | {"listing"}) - {"mentioned"}
        if announced and "future" in signs:
            signs = (signs | {"occasion", "only-day"}) - {"mentioned"}
        if (
            strict
            and not ({"invites"} & signs and {"time-of-day", "place"} & signs)
            and subject is None
            and not _is_other_rule(found, signs, days)
        ):
            refused[position] = "beside-records"
            continue
        goes_on = last is not None and are_listed(sentence, last[0], found)
        if last is None or not goes_on:
            named = Name(subject, "title-by-phrase", subject) if subject else None
            last = (found, named or name_of(page, sentence, found, used, beside=beside, place=place))
        else:
            last = (found, last[1])
        if not goes_on and _only_mentions(sentence, timed, place, last[1], used):
            refused[position] = "names-nothing"
            continue
        signs |= set() if last[1].text else {"no-title"}
        event = _event(page, sentence, timed, place, signs, last[1])
        if event.confidence >= PUBLISHED and last[1].heading is not None:
            used.add(last[1].heading)
        yield event


def _is_named_behind(found: When, sentence: Sentence) -> bool:
    """Whether a day is said to be that of an occasion, which the words right behind it name."""
    end = found.span[1] - sentence.start
    verb = _IS_THE_DAY.match(sentence.text, end)
    return verb is not None and words.OCCASION.search(sentence.text, verb.end(), verb.end() + NAMED_BEHIND) is not None


def _is_other_rule(found: When, signs: Set[str], days: frozenset[date]) -> bool:
    """Whether a rule with its hour and place, on which no listed day falls, tells of gatherings beside them."""
    whole = {"time-of-day", "place", "occasion"} <= signs
    return whole and found.rrule is not None and not any(follows(found.rrule, day) for day in days)


def _only_mentions(sentence: Sentence, found: When, place: str | None, name: Name, used: Set[int]) -> bool:
    """Whether a bare day has no more than the name of a heading that a surer one has already: it is told beside it."""
    bare = not isinstance(found.start, datetime) and place is None and found.rrule is None
    return bare and name.heading in used and words.NEXT.search(sentence.text) is None


def _invites(sentence: Sentence) -> bool:
    """Whether a sentence, or a short one right after it, calls people."""
    if words.INVITES.search(sentence.text) or words.CALLS.search(sentence.text) or _CALL.search(sentence.text):
        return True
    return len(sentence.after.split()) <= SHORT_CALL and _CALL.search(sentence.after) is not None


def _is_headed(page: Context, block: Block) -> bool:
    """Whether the page's own heading stands over a block and names something people come together for."""
    top = page.document.main_heading
    over = top is not None and top in page.above[block.index] and titles.names(top.text)
    return top is not None and over and words.OCCASION.search(top.text) is not None


def only_day(page: Context) -> bool:
    """Whether all dates of the page's own part, but those of writing and the like, are one day, and none is a rule."""
    own = [each for dated in page.dated if dated is not None and dated.block.zone is Zone.MAIN for each in dated.whens]
    days = {(day_of(each.start), day_of(each.end or each.start)) for each in own}
    return len(days) == 1 and not any(each.rrule for each in own)


def _leads(sentence: Sentence, found: When) -> bool:
    """Whether a block opens with its date: "Friday, May 8, 7 pm, 12 Mill Road" under the name of the event."""
    return sentence.start == 0 and _LEADS.match(sentence.text[: found.span[0]]) is not None


def _months_of_days(page: Context) -> frozenset[tuple[int, int]]:
    """Year and month of every day that the page gives: a month alone then only repeats it ("if you can't in May")."""
    days = (each.start for dated in page.dated if dated is not None for each in dated.whens)
    return frozenset((day.year, day.month) for day in days)


STALE = timedelta(days=60)
"""A sentence that calls people to a day so long gone stands on an old page."""


HISTORY = timedelta(days=3 * 365)
"""What was held longer ago is history, and no event of a calendar."""


def _signs(page: Context, sentence: Sentence, found: When, place: str | None, verbs: dict[str, bool]) -> set[str]:
    end = found.end or found.start
    past = (end.date() if isinstance(end, datetime) else end) < page.now.date()
    timed = isinstance(found.start, datetime)
    holds = {
        "told": True,
        "time-of-day": timed,
        "place": place is not None,
        "occasion": words.OCCASION.search(sentence.text) is not None,
        "invites": verbs["invites"],
        "held": verbs["held"] and past and place is not None and page.now.date() - day_of(end) < HISTORY,
        "planned": verbs["planned"] and not past and not verbs["invites"],
        "future": not past,
        "range": found.end is not None and found.end != found.start,
        "recurring": found.rrule is not None,
        "bare-recurrence": found.rrule is not None and not timed,
        "stale": past and verbs["invites"] and page.now.date() - day_of(end) > STALE,
        "month-only": found.precision is Precision.MONTH,
        "contradiction": bool(found.problems),
        "online": where.find_online(sentence.text) is not None,
    }
    dated = timed and not past and (place is not None or (holds["occasion"] and not found.rrule))
    called = holds["invites"] or holds["held"] or holds["planned"] or dated
    return {name for name, held in holds.items() if held} | (set() if called else {"mentioned"})


def _event(page: Context, sentence: Sentence, found: When, place: str | None, signs: set[str], name: Name) -> RawEvent:
    block = sentence.block
    position = f"block {block.index}+{found.span[0]}"
    near = _links_near(page, block)
    signup = links.registration(near)
    if signup is not None:
        signs = signs | {"sign-up"}
    return RawEvent(
        position=position,
        format="prose",
        title=name.text,
        **fields_of(found),
        location=place,
        registration_url=signup.url if signup else None,
        links=near,
        description=_description(page, block),
        confidence=confidence(signs),
        rules=tuple(sorted(signs)),
        evidence=tuple(_evidence(block, position, (name.said, name.rule), found, place)),
    )


def _evidence(
    block: Block, position: str, title: tuple[str, str], found: When, place: str | None
) -> Iterator[Evidence]:
    where_ = f"block {block.index}"
    yield Evidence("title", title[0][:300], where_, title[1])
    yield Evidence("start", found.text[:300], position, "date-in-sentence")
    if place is not None:
        yield Evidence("location", place, where_, "place-in-sentence")


def _place(page: Context, found: When, sentence: Sentence) -> str | None:
    """The place of one day of a sentence: told behind the day, in the sentence, in the next one, or near by."""
    near = found.span[0] - sentence.start
    following = [each.span[0] - sentence.start for each in sentence.whens if each.span[0] > found.span[0]]
    own = where.find_told(sentence.text[near : following[0]]) if following else None
    if own is None and sentence.begins and not sentence.clocks:  # where the hour is told, the place is, too
        own = where.find_told(sentence.after)
    told = _no_occasion(own or where.find_told(sentence.text, near)) or _place_after(found, sentence)
    if told is None and sentence.begins:
        told = where.find_told(sentence.after)
    return told or _no_occasion(_place_near(page, sentence.block))


def _no_occasion(place: str | None) -> str | None:
    """A place, unless its words are no more than what is held ("im Repair Café")."""
    return None if place is not None and words.OCCASION.fullmatch(place) else place


def _place_after(found: When, sentence: Sentence) -> str | None:
    """The name that "at" joins to the hour, whatever kind of house it is ("at 6:30 pm at Bread and Ink")."""
    ends = [found.span[1], *(clock.span[1] for clock in sentence.clocks)]
    named = (_AFTER_TIME.match(sentence.text, end - sentence.start) for end in ends)
    return next((match[1].rstrip(" ,.") for match in named if match), None)


def _place_near(page: Context, block: Block) -> str | None:
    """The place that the rest of the block names, or a labelled or explicit one in the few blocks after it."""
    if place := where.find_told(block.text[:LONGEST_BLOCK]):
        return place
    for after in page.document.blocks[block.index + 1 : block.index + 1 + FOLLOWING]:
        if after.level or page.dated[after.index] is not None:
            break
        label = words.split_label(after.text)
        if label and label[0] == "where":
            return label[1] or None
    return None


def _description(page: Context, block: Block) -> str:
    """The paragraph that tells an event, with those behind it up to the next heading or the next day: they say what it
    costs, and until when one signs up."""
    told = [block.text]
    for after in page.document.blocks[block.index + 1 : block.index + 1 + FOLLOWING]:
        dated = page.dated[after.index]
        if after.level or after.zone is not block.zone or (dated is not None and (dated.whens or dated.months)):
            break
        told.append(after.text)
    return "\n".join(told)


def _links_near(page: Context, block: Block) -> tuple[Link, ...]:
    """The links of a block and of the few after it, up to the next heading."""
    stop = block.index + 1
    for after in page.document.blocks[stop : stop + FOLLOWING]:
        if after.level or after.zone is not block.zone:
            break
        stop = after.index + 1
    return page.document.links(block.index, stop)
