"""Events told in sentences: a day, something people come together for, and a verb that calls or reports.

Refuses what records have already told, and days that a sentence only mentions: deadlines, anniversaries, history.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from aggregator import when, where
from aggregator.extract.html import links, titles, words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.confidence import PUBLISHED, confidence
from aggregator.extract.html.context import Context, Told
from aggregator.extract.html.dates import LONGEST_BLOCK, Dated
from aggregator.extract.html.sentences import sentence_spans
from aggregator.extract.moments import fields_of
from aggregator.model import Evidence, Link, Precision, RawEvent, When, day_of

FOLLOWING = 6
"""Blocks after the sentence in which a link to sign up may still be meant for it."""

_WORD = re.compile(r"[^\W_][\w'’-]*")
_PHRASE_STOPS = frozenset(
    "a an the our their its his her this that these those your my to of for in at on and or with will is be "
    "was were are been by from as "
    "has have had about next last planned annual's first-ever join attend host hosts holding hosting "
    "upcoming another each every any "
    "all some no not it we they you i where when which who than then also into after before during held "
    "convened".split()
)
_QUOTED = re.compile(
    r"\b(?:titled|entitled|called|named|meeting|conference|webinar|workshop|training|session|talk|forum|panel|"
    r"film|show)\b.{0,3}"
    r"[“\"‘]([A-Z][^”\"“]{5,100}?)[,.!]?[”\"]"
)
"""A name in quotation marks, right after what it is the name of."""

_CALL = re.compile(
    r"(?:\A\W*|[,;:!?]\s+|\bplease\s+)(?:come (?:and |to )?see|go see|join|drop in|stop by|gather|be there)\b", re.I
)
"""A sentence or clause that opens by calling people ("On Friday, join the Eastside tenants …")."""

SHORT_CALL = 12
"""A sentence of so few words that calls people is meant for the day told right before it ("Please join us!")."""

_LEADS = re.compile(r"\W*(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b\W*)?\Z", re.I)
"""What may stand before a date that a sentence opens with."""

_AFTER_TIME = re.compile(r"[,\s]+at\s+((?:[A-ZÀ-Þ][\w'’&-]+)(?:\s+(?:(?:of|the|and|&)\s+)?[A-ZÀ-Þ][\w'’&-]+){0,4})")

_COUNT = re.compile(r"\bat (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\Z", re.I)
_COUNTED = re.compile(
    r"\s+(?!(?:in|on|at|o|sharp|until|till|to|and|or|for|with|by|this|that|every|each|am|pm|thirty|fifteen|forty|p|a|"
    r"i|we|if|the|tonight|tomorrow|today|when|where|as|prompt\w*)\b)[a-z]{3,}"
)
"""A noun or its adjective, so that the number word before it counts."""

_ENDING = re.compile(r"\b(?:until|till|til|by|before|after|since|past|hasta|bis|jusqu['’]à|até|fino a)\s+\Z", re.I)
"""Right before a time of day: it is not when things begin."""

_NOT_ITS_DAY = re.compile(rf"\b(?:{words.phrases('not_its_day')})\s+(?:\w+\s+){{0,2}}(?:on\s+|by\s+|in\s+)?\Z", re.I)
"""Words right before a date that make it the day of something else."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the days in it. start: its offset in the block. after: the sentence behind it."""

    block: Block
    start: int
    text: str
    after: str
    whens: tuple[When, ...]
    clocks: tuple[when.Clock, ...]


def find_told(page: Context, records: Sequence[Told]) -> list[RawEvent]:
    """The events of a page that only its sentences tell, in page order."""
    sure = [told for told in records if told.event.confidence >= PUBLISHED]
    taken = _covered(sure) | page.notes.rules
    used: set[int] = set()
    events: list[RawEvent] = []
    known = _months_of_days(page)
    for dated in page.dated:
        if dated is None or dated.block.index in taken or dated.block.zone is not Zone.MAIN:
            continue
        for sentence in dated_sentences(dated, known):
            events += _events(page, sentence, used, strict=bool(sure))
    return events


def _covered(records: Iterable[Told]) -> set[int]:
    taken: set[int] = set()
    for told in records:
        taken.update(range(told.first, told.stop))
    return taken


def dated_sentences(dated: Dated, known: frozenset[tuple[int, int]] = frozenset()) -> Iterator[Sentence]:
    """The sentences of a block that hold a day, or a month that is not among the known ones, with the times in them."""
    text = dated.block.text[:LONGEST_BLOCK]
    months = (each for each in dated.months if (each.start.year, each.start.month) not in known)
    found = sorted((*dated.whens, *months), key=lambda each: each.span)
    spans = list(sentence_spans(text))
    for (start, end), (following, stop) in zip(spans, [*spans[1:], (len(text), len(text))], strict=True):
        whens = tuple(_without_count(each, text) for each in found if start <= each.span[0] < end)
        if whens:
            clocks = tuple(clock for clock in dated.clocks if start <= clock.span[0] < end)
            yield Sentence(dated.block, start, text[start:end], text[following:stop], whens, clocks)


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


def _events(page: Context, sentence: Sentence, used: set[int], *, strict: bool) -> Iterator[RawEvent]:
    """The events that one sentence tells. strict: the page has told events in blocks, so a mention is not enough."""
    noun = words.OCCASION.search(sentence.text)
    verbs = {
        "invites": _invites(sentence),
        "held": words.HELD.search(sentence.text) is not None,
        "planned": words.PLANNED.search(sentence.text) is not None,
    }
    headed = _is_headed(page, sentence.block)
    only = headed and not strict and only_day(page)
    for found in sentence.whens:
        leads = headed and _leads(sentence, found)
        refused, position = page.notes.refused, f"block {sentence.block.index}+{found.span[0]}"
        announced = only and not found.problems
        if noun is None and not verbs["invites"] and not leads and not announced:
            refused[position] = "names-nothing"
            continue
        if not is_its_day(found, sentence):
            refused[position] = "another-matter"
            continue
        timed = with_clock(found, sentence)
        place = where.find_told(sentence.text, found.span[0] - sentence.start) or _place_after(found, sentence)
        place = place or _place_near(page, sentence.block)
        signs = _signs(page, sentence, timed, place, verbs)
        if leads and "time-of-day" in signs and "future" in signs:
            signs = (signs | {"occasion"}) - {"mentioned"}
        if headed and "invites" in signs:
            signs = signs | {"occasion"}
        if announced and "future" in signs:
            signs = (signs | {"occasion", "only-day"}) - {"mentioned"}
        if strict and not ("invites" in signs and ("time-of-day" in signs or "place" in signs)):
            refused[position] = "beside-records"
            continue
        yield _event(page, sentence, timed, place, signs, used)


def _invites(sentence: Sentence) -> bool:
    """Whether a sentence, or a short one right after it, calls people."""
    if words.INVITES.search(sentence.text) or _CALL.search(sentence.text):
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


def is_its_day(found: When, sentence: Sentence) -> bool:
    """Whether no word right before a date makes it the day of something else, as of a deadline."""
    return _NOT_ITS_DAY.search(sentence.text[: found.span[0] - sentence.start]) is None


def with_clock(found: When, sentence: Sentence) -> When:
    """A bare day with the first time of day in its sentence that can be a beginning."""
    text, start = sentence.text, sentence.start
    clocks = [clock for clock in sentence.clocks if not _ENDING.search(text[: clock.span[0] - start])]
    if found.all_day and found.precision is Precision.DAY and found.end in (None, found.start) and clocks:
        return when.join(found, clocks[0])
    return found


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
        "held": verbs["held"] and past and place is not None,
        "planned": verbs["planned"] and not past and not verbs["invites"],
        "future": not past,
        "range": found.end is not None and found.end != found.start,
        "recurring": found.rrule is not None,
        "month-only": found.precision is Precision.MONTH,
        "contradiction": bool(found.problems),
        "online": where.find_online(sentence.text) is not None,
    }
    called = holds["invites"] or holds["held"] or holds["planned"] or (timed and place is not None and not past)
    return {name for name, held in holds.items() if held} | (set() if called else {"mentioned"})


def _event(
    page: Context, sentence: Sentence, found: When, place: str | None, signs: set[str], used: set[int]
) -> RawEvent:
    block = sentence.block
    position = f"block {block.index}+{found.span[0]}"
    near = _links_near(page, block)
    signup = links.registration(near)
    if signup is not None:
        signs = signs | {"sign-up"}
    sure = confidence(signs) >= PUBLISHED
    title, rule, source = _title(page, sentence, found, used if sure else set(used))
    return RawEvent(
        position=position,
        format="prose",
        title=title,
        **fields_of(found),
        location=place,
        registration_url=signup.url if signup else None,
        links=near,
        description=block.text,
        confidence=confidence(signs),
        rules=tuple(sorted(signs)),
        evidence=tuple(_evidence(block, position, (source, rule), found, place)),
    )


def _evidence(
    block: Block, position: str, title: tuple[str, str], found: When, place: str | None
) -> Iterator[Evidence]:
    where_ = f"block {block.index}"
    yield Evidence("title", title[0][:300], where_, title[1])
    yield Evidence("start", found.text[:300], position, "date-in-sentence")
    if place is not None:
        yield Evidence("location", place, where_, "place-in-sentence")


def _title(page: Context, sentence: Sentence, found: When, used: set[int]) -> tuple[str | None, str, str]:
    """The event's name, the rule, and the words it was read from.

    A heading's name belongs to the first event told beneath it; the next ones are called what their sentence calls
    them.
    """
    quoted = _QUOTED.search(sentence.text)
    if quoted is not None:
        return quoted[1], "title-by-quotation", quoted[1]
    inherited = titles.told_title(page.document, page.above[sentence.block.index])
    key = inherited.block.index if inherited and inherited.block else -1
    phrase = noun_phrase(sentence.text, found.span[0] - sentence.start)
    if inherited is not None and (key not in used or phrase is None):
        used.add(key)
        words_ = inherited.block.text if inherited.block else page.document.title or inherited.text
        return titles.convened(words_) or inherited.text, inherited.rule, words_
    return phrase, "title-by-phrase", phrase or ""


def noun_phrase(text: str, near: int) -> str | None:
    """What a sentence calls the occasion nearest to an offset ("… to a second planning session in" → "second
    planning session")."""
    found = min(words.OCCASION.finditer(text), key=lambda match: abs(match.start() - near), default=None)
    if found is None:
        return None
    start = found.start()
    for match in reversed(list(_WORD.finditer(text, 0, found.start()))[-6:]):
        if match[0].casefold() in _PHRASE_STOPS or text[match.end() : start].strip():
            break
        start = match.start()
    return text[start : found.end()]


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


def _links_near(page: Context, block: Block) -> tuple[Link, ...]:
    """The links of a block and of the few after it, up to the next heading."""
    stop = block.index + 1
    for after in page.document.blocks[stop : stop + FOLLOWING]:
        if after.level or after.zone is not block.zone:
            break
        stop = after.index + 1
    return page.document.links(block.index, stop)
