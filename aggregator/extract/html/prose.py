"""Events told in sentences: a day, something people come together for, and a verb that calls or reports.

Refuses what records have already told, and days that a sentence only mentions: deadlines, anniversaries, history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from aggregator import where
from aggregator.extract.html import links, words
from aggregator.extract.html.besides import announces_several, is_another, may_tell_another
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.confidence import PUBLISHED, confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.html.dates import LONGEST_BLOCK, Dated
from aggregator.extract.html.rule_days import is_told_by
from aggregator.extract.html.summaries import without_summaries
from aggregator.extract.html.telling_signs import Telling
from aggregator.extract.html.tellings import (
    Sentence,
    are_listed,
    dated_sentences,
    is_roster,
    named_before_hour,
    with_clock,
)
from aggregator.extract.html.told_names import Name, name_of
from aggregator.extract.moments import fields_of
from aggregator.model import DateOrTime, Evidence, Link, RawEvent, When, day_of

FOLLOWING = 6
"""Blocks after the sentence in which a link to sign up may still be meant for it."""

_AFTER_TIME = re.compile(r"[,\s]+at\s+((?:[A-ZÀ-Þ][\w'’&-]+)(?:\s+(?:(?:of|the|and|&)\s+)?[A-ZÀ-Þ][\w'’&-]+){0,4})")


def find_told(page: Context, records: Sequence[Told]) -> list[RawEvent]:
    """The events of a page that only its sentences tell, in page order."""
    sure = [told for told in records if told.event.confidence >= PUBLISHED]
    taken = _covered(sure) | page.notes.rules
    off = [told for told in records if "cancelled-note" in told.event.rules]
    listed = [told.event.start for told in (*sure, *off) if told.event.start is not None and told.event.rrule is None]
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
    telling = Telling.of(page, sentence, strict=strict)
    last: tuple[When, Name] | None = None
    for found in sentence.whens:
        day, position = telling.day(found), f"block {sentence.block.index}+{found.span[0]}"
        if refusal := day.refusal():
            page.notes.refused[position] = refusal
            continue
        timed, place = with_clock(found, sentence), _place(page, found, sentence)
        signs = day.signs(timed, place)
        if strict and day.is_beside(place, signs, days):
            page.notes.refused[position] = "beside-records"
            continue
        goes_on = last is not None and are_listed(sentence, last[0], found)
        if last is None or not goes_on:
            named = Name(day.subject, "title-by-phrase", day.subject) if day.subject else None
            last = (found, named or name_of(page, sentence, found, used, beside=beside, place=place))
        else:
            last = (found, last[1])
        if not goes_on and _only_mentions(sentence, timed, place, last[1], used):
            page.notes.refused[position] = "names-nothing"
            continue
        signs |= set() if last[1].text else {"no-title"}
        signs |= {"hours"} if _tells_hours(last[1].text or "") else set()
        event = _event(page, sentence, timed, place, signs, last[1])
        if event.confidence >= PUBLISHED and last[1].heading is not None:
            used.add(last[1].heading)
        yield event


def _tells_hours(name: str) -> bool:
    """Whether a name is that of the hours of a house; "office hours" of an adviser are an occasion."""
    return words.HOURS.search(name) is not None and words.OCCASION.search(name) is None


def _only_mentions(sentence: Sentence, found: When, place: str | None, name: Name, used: Set[int]) -> bool:
    """Whether a bare day has no more than the name of a heading that a surer one has already: it is told beside it."""
    bare = not isinstance(found.start, datetime) and place is None and found.rrule is None
    return bare and name.heading in used and words.NEXT.search(sentence.text) is None


def _months_of_days(page: Context) -> frozenset[tuple[int, int]]:
    """Year and month of every day that the page gives: a month alone then only repeats it ("if you can't in May")."""
    days = (each.start for dated in page.dated if dated is not None for each in dated.whens)
    return frozenset((day.year, day.month) for day in days)


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
