"""The name of an event told in a sentence: what the sentence calls it, or the heading over it.

Refuses to judge whether it is an event: that is `prose`.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import NamedTuple

from aggregator import when
from aggregator.extract.html import titles, words
from aggregator.extract.html.blocks import Block, Zone
from aggregator.extract.html.called import is_headline, is_proper, noun_phrase, quoted_name
from aggregator.extract.html.context import Context
from aggregator.extract.html.issues import is_of_a_paper
from aggregator.extract.html.language import language_of
from aggregator.extract.html.names import can_name
from aggregator.extract.html.places import is_place
from aggregator.extract.html.sentences import sentence_spans
from aggregator.extract.html.slots import MASK, Slot, named_in
from aggregator.extract.html.statements import who_meets
from aggregator.extract.html.tellings import Sentence
from aggregator.model import When, day_of

LONGEST_BEFORE = 400
"""Characters before a sentence in which the name of what it speaks of is looked for."""


class Name(NamedTuple):
    """What an event is called, the rule, the words it was read from, and the block of the heading that gave it."""

    text: str | None
    rule: str
    said: str
    heading: int | None = None


def name_of(page: Context, sentence: Sentence, found: When, used: Set[int], *, beside: bool, place: str | None) -> Name:
    """The event's name.

    A heading's name belongs to the first event told beneath it; the next ones are called what their sentence calls
    them, where that is more than the bare noun; so are all days of a page whose heading names no occasion. place: the
    event's, at which a name ends.
    """
    inherited = bold_above(page, sentence.block) or titles.told_title(page.document, page.above[sentence.block.index])
    key = inherited.block.index if inherited and inherited.block else -1
    over_several = inherited is not None and _is_over_several(inherited.text)
    several = key in used or over_several or (inherited is not None and _names_none(page, inherited.text))
    phrase, placed = phrase_of(sentence, found, place)
    phrase = None if inherited is not None and phrase is not None and words.is_vague(phrase) else phrase
    several = several or (inherited is not None and phrase is not None and _lists_others(inherited.text, phrase))
    if phrase is None and (key in used or over_several or inherited is None):
        phrase = who_meets(_without_days(sentence))
    tells = phrase is not None and " " in phrase
    quoted = quoted_name(sentence.text)
    if (
        quoted is None and several and phrase is not None and not tells
    ):  # "The lecture will be given …", behind its name
        quoted = quoted_name(sentence.block.text[: sentence.start][-LONGEST_BEFORE:])
    if quoted is not None and not _opens_with(phrase, quoted):
        return Name(quoted, "title-by-quotation", quoted)
    of_a_paper = inherited is not None and inherited.block is not None and _names_paper(page, inherited.block)
    if phrase is None and of_a_paper:
        return Name(None, "title-by-phrase", "")
    named = phrase is not None and inherited is not None and _is_named(page, sentence, phrase, inherited, placed=placed)
    apart = beside or of_a_paper or (tells and inherited is not None and _is_of_other_day(page, inherited, found))
    if inherited is None or (tells and several) or (phrase is not None and apart) or named:
        return Name(phrase, "title-by-phrase", phrase or "")
    if phrase is not None and _is_one_word(inherited.text) and titles.GATHERING.search(phrase):
        return Name(f"{inherited.text} {phrase}", "title-by-phrase", phrase)
    said = inherited.block.text if inherited.block else page.document.title or inherited.text
    return Name(_quoted_occasion(said) or titles.convened(said) or inherited.text, inherited.rule, said, key)


def bold_above(page: Context, block: Block) -> titles.Inherited | None:
    """The line in bold right above a paragraph, in one box with it, where it can be a name: in a text without headings
    it heads what follows ("**Picket committee**" / "Thursday from 9 to 11 am at the union hall …")."""
    over = page.document.blocks[block.index - 1] if block.index else None
    if over is None or not over.strong or over.level or over.box is not block.box or block.strong:
        return None
    dated = page.dated[over.index]
    if dated is not None and (dated.whens or dated.clocks):
        return None
    named = can_name(over.text) and not is_place(over.text) and not is_of_a_paper(over.text)
    return titles.Inherited(over.text, over, "title-by-emphasis") if named else None


def _is_one_word(heading: str) -> bool:
    """Whether a heading is one word and no occasion: a town or a group, whose meeting a sentence tells."""
    return " " not in heading and words.OCCASION.search(heading) is None


def _quoted_occasion(headline: str) -> str | None:
    """The name in quotation marks that a headline calls an occasion ("‘Rivers for All’ event aims to …"), or None."""
    quoted = quoted_name(headline) if is_headline(headline) else None
    if quoted is None:
        return None
    behind = re.compile(r"[^\w:–—-]*").match(headline, headline.index(quoted) + len(quoted))
    return quoted if behind and words.OCCASION.match(headline, behind.end()) else None


def _lists_others(heading: str, phrase: str) -> bool:
    """Whether a heading speaks of several things ("Events of the season"), and names none that a sentence tells."""
    return words.lists(heading) and not set(_words(phrase)) & set(_words(heading))


def _opens_with(phrase: str | None, quoted: str) -> bool:
    """Whether a name in quotation marks is the first part of a longer one ("“Salt Road” film screening")."""
    return phrase is not None and phrase[1:].startswith(quoted)


def phrase_of(sentence: Sentence, found: When, place: str | None) -> tuple[str | None, bool]:
    """What the sentence that tells a day calls the occasion, else the one before it ("Don't miss our plant sale! It
    will be held …"), and whether it stands in the place of a name and not only before the noun nearest to the day."""
    near = found.span[0] - sentence.start
    phrase, slot = noun_phrase(_without_days(sentence), near), slot_of(sentence, found, place)
    if slot is None and phrase is None:
        slot = _named_before(sentence, place)
    if slot is not None and (words.OCCASION.search(slot.text) or phrase is None):
        return slot.text, True
    return phrase, False


def _named_before(sentence: Sentence, place: str | None) -> Slot | None:
    """The occasion that the nearest of the sentences before it in the same block names in its place, or None."""
    before = sentence.block.text[: sentence.start][-LONGEST_BEFORE:]
    told = (before[start:end] for start, end in reversed(list(sentence_spans(before))))
    slots = (named_in(each, len(each), place) for each in told)
    return next((slot for slot in slots if slot is not None and words.OCCASION.search(slot.text)), None)


def slot_of(sentence: Sentence, found: When, place: str | None) -> Slot | None:
    """The name in its place in the sentence, where that is a noun for an occasion or a name by its capitals."""
    slot = named_in(_without_days(sentence, *sentence.clocks), found.span[0] - sentence.start, place)
    proper = slot is not None and (words.OCCASION.search(slot.text) or is_proper(slot.text))
    return slot if proper or announced_name(sentence, found, place) else None


_ANNUAL = re.compile(r"(?:(?:\d+(?:st|nd|rd|th)|[a-z]+)\s+)?annual\s+(?=[A-ZÀ-Þ])", re.I)
"""Before the name of what comes again each year ("17th annual Creek Day")."""


def announced_name(sentence: Sentence, found: When, place: str | None) -> str | None:
    """The name by its capitals that a verb of the sentence calls people to, or says to be held ("there will be a
    Lenten Evening of Recollection"), whatever its noun; None where there is none. In German all nouns have capitals."""
    slot = named_in(_without_days(sentence, *sentence.clocks), found.span[0] - sentence.start, place)
    if slot is None or not slot.told:
        return None
    annual = _ANNUAL.match(slot.text)
    name = slot.text[annual.end() :] if annual else slot.text
    loud = " " in name and name.isupper() and not sentence.text.isupper()
    return slot.text if loud or annual or is_proper(name) else None


def _is_named(page: Context, sentence: Sentence, phrase: str, inherited: titles.Inherited, *, placed: bool) -> bool:
    """Whether a sentence gives the occasion a name of its own, under a headline that only reports of it, or on a page
    whose `<title>` alone says something and names no occasion. In German all nouns have capitals."""
    heading = inherited.text
    site = titles.is_site(page.document, heading)
    own, told = set(re.findall(r"\w+", heading.casefold())), set(re.findall(r"\w+", phrase.casefold()))
    kind = own - words.names_of_days()
    if placed and len(kind) == 1 and kind < told:  # "January talk" over "the next Gardening Club talk"
        return True
    silent = inherited.block is None and (site or words.OCCASION.search(heading) is None)
    shared = set(_words(phrase)) & set(_words(heading))
    tells_more = placed and " " in phrase and is_headline(heading) and 2 * len(shared) < len(set(_words(phrase)))
    noun = words.OCCASION.search(phrase) is not None
    if noun and (silent or tells_more):
        return True
    if not noun and words.OCCASION.search(heading) and not site:
        return False
    if not is_proper(phrase) or not (silent or is_headline(heading)) or shared:
        return False
    return language_of((sentence.text,), page.document.language) != "de"


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if len(word) > LONGEST_SMALL]


LONGEST_SMALL = 3


def _without_days(sentence: Sentence, *others: when.Clock) -> str:
    """A sentence with marks in place of its days, and of others: "the February 11th meetings" are no "February 11th
    meetings"."""
    text = sentence.text
    for span in (*(found.span for found in sentence.whens), *(other.span for other in others)):
        first, last = (max(at - sentence.start, 0) for at in span)
        text = text[:first] + MASK * (min(last, len(text)) - first) + text[last:]
    return text


def _is_over_several(heading: str) -> bool:
    """Whether a heading is that of news, of what was said at a meeting, or of a week: what is told below it has names
    of its own."""
    others = words.NOT_LISTING.search(heading) or words.OF_WEEK.search(heading)
    return others is not None or is_of_a_paper(heading)


def _names_paper(page: Context, heading: Block) -> bool:
    """The same of a heading on the page, or whether it is told apart by the day on which it was written."""
    dated = page.dated[heading.index]
    return is_of_a_paper(heading.text) or (dated is not None and any(why == "posted" for _, why in dated.refused))


def _is_of_other_day(page: Context, inherited: titles.Inherited, found: When) -> bool:
    """Whether a heading tells a day of its own, and not that of an event below it ("Sept 7th meeting")."""
    dated = page.dated[inherited.block.index] if inherited.block is not None else None
    days = {day_of(each.start) for each in dated.whens} if dated is not None else set()
    return bool(days) and day_of(found.start) not in days


def _names_none(page: Context, heading: str) -> bool:
    """Whether a heading over several days names no occasion, or only announces them ("Upcoming events")."""
    return (words.is_generic(heading) or not words.OCCASION.search(heading)) and _many_days(page)


def _many_days(page: Context) -> bool:
    """Whether the page's own part tells more than one day: a heading that names no occasion then names none of them."""
    own = (dated for dated in page.dated if dated is not None and dated.block.zone is Zone.MAIN)
    return len({day_of(each.start) for dated in own for each in dated.whens}) > 1
