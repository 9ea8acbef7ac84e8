"""What speaks for a day that a sentence tells: a noun, a call, a name in its place, the heading or the bold line above.

Refuses to weigh the signs, and to name the event: that is for `confidence` and `told_names`.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aggregator import where
from aggregator.extract.html import titles, words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.context import Context
from aggregator.extract.html.rule_days import follows
from aggregator.extract.html.rule_subjects import subject_of_rule
from aggregator.extract.html.sections import is_of_listed_event
from aggregator.extract.html.tellings import Sentence, is_its_day, is_past_beside_coming
from aggregator.extract.html.told_names import announced_name, bold_above, slot_of
from aggregator.model import Precision, When, day_of

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

SHORTEST_NAME = 4
"""Characters of the name in a heading with a year, at least, that a sentence says again."""

NAMED_BEHIND = 40
"""Characters behind it in which the name ends."""

SHORT_CALL = 12
"""A sentence of so few words that calls people is meant for the day told right before it ("Please join us!")."""

_OPENS_WITH = re.compile(
    rf"\W*(?:{words.phrases('determiners')})\s+(?:[\w'’-]+\s+){{0,4}}?(?:{words.phrases('occasions')})\s+"
    rf"(?:[\w'’-]+\s+){{0,3}}?(?:{words.phrases('name_stands_before')}|will be|is)\b",
    re.I,
)
"""A sentence that opens with what is held ("The June meeting will be the AGM on …")."""

_KNOWN = re.compile(rf"\W*(?:{words.phrases('clause_opens')})\b", re.I)
"""Opens a clause that only reminds of something ("While the fair itself begins at 11 on Saturday, we meet …")."""

_LEADS = re.compile(r"\W*(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?\b\W*)?\Z", re.I)
"""What may stand before a date that a sentence opens with."""

STALE = timedelta(days=60)
"""A sentence that calls people to a day so long gone stands on an old page."""

HISTORY = timedelta(days=3 * 365)
"""What was held longer ago is history, and no event of a calendar."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence on its page. noun: it names something people come together for. heads: a bold line above it does.
    headed: that line or the page's own heading does. only: the page gives no other day. section: it stands in the
    section of a listed event."""

    page: Context
    sentence: Sentence
    noun: bool
    invites: bool
    held: bool
    planned: bool
    heads: bool
    headed: bool
    only: bool
    section: bool

    @classmethod
    def of(cls, page: Context, sentence: Sentence, *, strict: bool) -> Telling:
        """What a sentence tells, whatever its days. strict: the page has told events in blocks."""
        text, block = sentence.text, sentence.block
        bold = bold_above(page, block)
        heads = bold is not None and words.OCCASION.search(bold.text) is not None
        headed = heads or _is_headed(page, block)
        return cls(
            page=page,
            sentence=sentence,
            noun=words.OCCASION.search(text) is not None,
            invites=_invites(sentence),
            held=words.HELD.search(text) is not None,
            planned=words.PLANNED.search(text) is not None,
            heads=heads,
            headed=headed,
            only=headed and not strict and only_day(page),
            section=is_of_listed_event(page, block),
        )

    def day(self, found: When) -> ToldDay:
        """One of its days, with what speaks for it."""
        own = None
        if not self.noun and found.rrule is None and found.precision is not Precision.MONTH:
            own = announced_name(self.sentence, found, None)
        return ToldDay(
            telling=self,
            found=found,
            subject=None if self.noun else subject_of_rule(self.sentence, found),
            leads=self.headed and _leads(self.sentence, found),
            listed=self.section and found.rrule is None,
            announced=not found.problems and (self.only or self._is_of_edition(found)),
            named=own is not None,
        )

    def _is_of_edition(self, found: When) -> bool:
        """Whether a sentence says the name over the page, where that has the year of its day, an hour behind it, and no
        other day stands there ("the return of FestiVic on October 3", under "FestiVic 2026")."""
        top = self.page.document.main_heading
        if top is None or top not in self.page.above[self.sentence.block.index]:
            return False
        name = _plain(top.text)
        edition = f" {found.start.year}"
        said = name.removesuffix(edition)
        timed = isinstance(found.start, datetime) or bool(self.sentence.clocks)
        return (
            said != name
            and len(said) >= SHORTEST_NAME
            and said in _plain(self.sentence.text)
            and timed
            and only_day(self.page)
        )


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day of a sentence. subject: what comes again by its rule. leads: it opens the block, under an occasion's name.
    listed: it is told of a listed event. announced: it is the only day of a page with an occasion for its heading.
    named: a name by its capitals stands for what is held."""

    telling: Telling
    found: When
    subject: str | None
    leads: bool
    listed: bool
    announced: bool
    named: bool

    def refusal(self) -> str:
        """Why the day is none of an event's, as `explanation.REASONS` names it; "" for one that can be."""
        telling, found = self.telling, self.found
        speaks = telling.invites or self.leads or self.announced or self.subject or self.listed or self.named
        if not (telling.noun or speaks):
            return "names-nothing"
        if (
            _UNSETTLED.search(telling.sentence.text)
            or (not telling.noun and _PROCEDURE.search(telling.sentence.text))
            or (found.precision is Precision.MONTH and _HABIT.search(telling.sentence.text))
            or not is_its_day(found, telling.sentence)
            or is_past_beside_coming(found, telling.sentence, telling.page.now)
        ):
            return "another-matter"
        return ""

    def signs(self, timed: When, place: str | None) -> set[str]:
        """The names of the signs that hold. timed: the day with its hour."""
        signs = self._of_words(timed, place)
        coming = "future" in signs
        lead = self.leads and coming and "time-of-day" in signs
        listed, announced = self.listed and coming, self.announced and coming
        called = self.telling.headed and "invites" in signs
        if lead or self.subject or called or announced or (self.named and coming):
            signs.add("occasion")
        if lead or self.subject or listed or announced:
            signs.discard("mentioned")
        return signs | ({"listing"} if listed else set()) | ({"only-day"} if announced else set())

    def _of_words(self, timed: When, place: str | None) -> set[str]:
        """The signs that the words of the sentence show."""
        telling, today, end = self.telling, self.telling.page.now.date(), day_of(timed.end or timed.start)
        past, has_hour = end < today, isinstance(timed.start, datetime)
        opens = telling.noun and _OPENS_WITH.match(telling.sentence.text) is not None
        planned = telling.planned or opens or (telling.heads and self.leads) or self._is_named_behind()
        holds = {
            "told": True,
            "time-of-day": has_hour,
            "place": place is not None,
            "occasion": telling.noun,
            "invites": telling.invites,
            "held": telling.held and past and place is not None and today - end < HISTORY,
            "planned": planned and not past and not telling.invites,
            "future": not past,
            "range": timed.end is not None and timed.end != timed.start,
            "recurring": timed.rrule is not None,
            "bare-recurrence": timed.rrule is not None and not has_hour,
            "stale": past and telling.invites and today - end > STALE,
            "month-only": timed.precision is Precision.MONTH,
            "contradiction": bool(timed.problems),
            "online": where.find_online(telling.sentence.text) is not None,
        }
        dated = has_hour and not past and (place is not None or (telling.noun and not timed.rrule))
        called = holds["invites"] or holds["held"] or holds["planned"] or dated
        signs = {name for name, held in holds.items() if held}
        return signs if called and not holds["month-only"] else signs | {"mentioned"}

    def is_beside(self, place: str | None, signs: Set[str], days: frozenset[date]) -> bool:
        """Whether, on a page whose records tell its events, the sentence only mentions the day. days: the records'."""
        if self.subject is not None:
            return False
        others = self.found.rrule is not None and not any(follows(self.found.rrule, day) for day in days)
        if others and {"time-of-day", "place", "occasion"} <= signs:
            return False  # gatherings beside those of the list
        return not (self._is_announced(place, signs) and {"time-of-day", "place"} & signs)

    def _is_announced(self, place: str | None, signs: Set[str]) -> bool:
        """Whether the sentence calls people, or says of what stands in the place of a name, or opens it, that it is
        planned, and opens with no clause about something known."""
        if _KNOWN.match(self.telling.sentence.text):
            return False
        if "invites" in signs or "planned" not in signs:
            return "invites" in signs
        if self.telling.heads and self.leads:
            return True
        sentence = self.telling.sentence
        return _OPENS_WITH.match(sentence.text) is not None or slot_of(sentence, self.found, place) is not None

    def _is_named_behind(self) -> bool:
        """Whether the day is said to be that of an occasion, which the words right behind it name."""
        text, end = self.telling.sentence.text, self.found.span[1] - self.telling.sentence.start
        verb = _IS_THE_DAY.match(text, end)
        return verb is not None and words.OCCASION.search(text, verb.end(), verb.end() + NAMED_BEHIND) is not None


def _plain(text: str) -> str:
    """A text without case, its apostrophes alike."""
    return text.replace("’", "'").casefold().strip()


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
