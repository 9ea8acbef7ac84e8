"""What could be a title and what could be a place, asked of one short text. Refuses to weigh one against another."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from aggregator import when, where
from aggregator.extract.html import words
from aggregator.extract.html.blocks import Block, SpanKind
from aggregator.extract.html.edges import says_all_day, without_all_day
from aggregator.extract.html.mentions import asks_to_approve
from aggregator.extract.html.weekdays import weekday_of

SHORTEST_TITLE = 4
LONGEST_DAY = 30
MOST_DIGITS, MOST_LETTERS = 7, 3
"""So many digits with so few letters are a telephone number."""

ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - only asked whether words are a day, not which
_NUMERIC_DAY = re.compile(r"\d[./-]\d")
OTHER_FIELDS = frozenset(("other", "price", "organizer", "signup"))
LONGEST_TOWN = 30

_STREET = re.compile(r"\d{1,5}\s+(?:[NSEW]\.?|North|South|East|West)\s+[A-Z]\w+", re.A)


class Name(NamedTuple):
    """A possible title. rank: how strongly its role makes it one."""

    rank: int
    text: str
    block: Block
    rule: str


@lru_cache(maxsize=4096)
def is_address(text: str) -> bool:
    """Whether most of a text is an explicit place ("Oakland, CA", "12 Main St.", "Via Roma 3", "60311 Frankfurt")."""
    whole = where.tidy(text)
    text = _COUNTRY.sub("", whole)
    if _STREET.match(text) or where.is_address_line(text):
        return True
    street, comma, town = text.partition(", ")
    if comma and where.is_address_line(town) and where.find_places_in(street):  # a town too small to be known
        return True
    if any(_is_mostly_places(each) for each in dict.fromkeys((text, whole))):
        return True
    return where.ends_as_address(whole) and words.OCCASION.search(whole) is None


def _is_mostly_places(text: str) -> bool:
    if 3 * sum(len(word) for word in text.split() if word[0].islower()) > 2 * len(text):
        return False  # a sentence: places are in capitals
    covered = sum(end - start for start, end, _ in where.find_places_in(text))
    return 3 * covered >= 2 * len(text)


_COUNTRY = re.compile(rf"[\s,]+(?:{words.phrases('countries')})\W*\Z", re.I)
"""A country behind an address."""

_PAPER_OF = re.compile(
    rf"\A(?:(?:{words.phrases('papers')}|and|&|links? to|of|from|to)\b[\s,:]*)+(?:of|for|from)\s+(?:(?:the|our)\s+)?",
    re.I,
)
_TERMS = re.compile(
    rf"\W*(?:[$€£]\s?\d|\d+(?:[.,]\d\d)?\s?€|(?:free|gratis|kostenlos|gratuito|gratuit)\s+(?:for|with|to|für|para|pour|per)\b"
    rf"|(?:to|please|must)\s+(?:{words.phrases('register')})\b)",
    re.I,
)
"""How a line begins that says what it costs or how one signs up."""

_GOES_ON = re.compile(r"(?:sowie|as well as|with|and|or|but|und|oder|aber|ainsi que|et|así como|bem como|nonché|ed?)\s")
"""A line that begins so, in small letters, goes on with what stands above it ("sowie im Rahmen der Markttage")."""

_POINTS = re.compile(r"[→➔➜➝⟶▸►]\s*\Z|\A\W*[👈👉]")
"""An arrow at the end of a link ("See how it works →"): it leads on, and names nothing here."""

_HELD_ON = re.compile(r"\s+(?:held|of|for|on|from)(?:\s+(?:on|the))?\s*\Z", re.I)
_HELD_AT = re.compile(r",?\s+(?:which\s+(?:was|is)\s+)?held\s+(?:at|in|via|by)\b.*\Z", re.I)
_PAPERS_AT_END = re.compile(rf"(?:[\s,:–—-]+(?:{words.phrases('papers')}|&|and))+\s*\Z", re.I)
_PAPER_FIRST = re.compile(rf"\W*(?:\(\w+\)\s*)?[/|]*\s*(?:{words.phrases('papers')})\s*[/|]", re.I)
_LOOK_AT = re.compile(r"\A(?:view|see|read|download|watch)\s+(?:the\s+)?", re.I)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|mp[34]|m4a|wav|jpe?g|png|zip)\W*\Z", re.I)


def meeting_of_paper(text: str) -> str | None:
    """What papers belong to ("Draft agenda for the Regular Meeting of", "Board Meeting Minutes"), or None."""
    text = _LOOK_AT.sub("", text)
    of = _PAPER_OF.match(text)
    name = _HELD_AT.sub("", _HELD_ON.sub("", text[of.end() :])) if of else _PAPERS_AT_END.sub("", text)
    name = name.strip()
    if (
        name == text
        or len(name) > words.LONGEST_TITLE
        or _FILE.search(text)
        or (of is None and _PAPER_FIRST.match(name))
    ):
        return None
    ends = any(found.end() == len(name) or (of and not found.start()) for found in words.OCCASION.finditer(name))
    return name if ends and (of or len(name.split()) > 1) else None


@lru_cache(maxsize=4096)
def can_name(text: str) -> bool:
    """Whether words could be a title: no offer, no list's heading, no abbreviation, no paper, no note of a change, and
    not who invites."""
    if len(text) > words.LONGEST_TITLE or (_letters(text) < SHORTEST_TITLE and not words.OCCASION.fullmatch(text)):
        return False
    if _GOES_ON.match(text) or (says_all_day(text) and without_all_day(text) == text):  # "All day"
        return False
    if words.PRESENTS.search(text) or _POINTS.search(text) or _FILE.search(text) or _TERMS.match(text):
        return False
    if (
        asks_to_approve(text)
        or _TO_DO.match(text)
        or _CUT_SHORT.search(text)
        or _REASON.search(text)
        or words.leads_to_day(text)
    ):
        return False
    if words.is_pointer(text) or is_small_word(text) or is_number(text) or _is_other_field(text) or _is_weekday(text):
        return False
    return not (words.is_furniture(text) or words.is_generic(text) or words.is_paper(text) or words.is_note(text))


_TO_DO = re.compile(rf"\W*(?:{words.phrases('to_do')})", re.I)
_CUT_SHORT = re.compile(r"\s(?:has|have|starts|begins)(?:\s+an?)?\Z|\san?\Z")
"""What a sentence breaks off with before its hour ("this meeting has a" 6 pm start)."""


_REASON = re.compile(r"\S,? (?:because|weil|parce qu\w*|porque|perché)\b(?!.*\?\s*\Z)")
"""Words that give a reason ("Third Wednesday, because the hall is let"), and ask for none ("… e perché ora?")."""


SHORTEST_WEEKDAY = 5


def _is_weekday(text: str) -> bool:
    """Whether a text is the whole name of a day of the week; "Sol" and "Mart" are other words."""
    return len(text.strip(" .:–-")) >= SHORTEST_WEEKDAY and weekday_of(text) is not None


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


@lru_cache(maxsize=4096)
def is_number(text: str) -> bool:
    """Whether a text is a day ("April 11") or a telephone number and names nothing."""
    digits = sum(map(str.isdigit, text))
    few_letters = digits >= MOST_DIGITS and sum(map(str.isalpha, text)) <= MOST_LETTERS
    return few_letters or (bool(digits) and _is_day(text))


_LEADS_DAY = re.compile(r"\A(?:bis|vom|am|au|du|le|al|dal?|il|del?|el|ao|até|until|through)\s+", re.I)
"""What leads in a day in a line of its own ("Au samedi 12 juillet")."""


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    if len(text) > LONGEST_DAY:
        return False
    named = any(word.strip(".,").casefold() in words.names_of_days() for word in text.split())
    text = _LEADS_DAY.sub("", text)
    found = when.find(text, now=ANY_DAY) if named or _NUMERIC_DAY.search(text) else ()
    return len(found) == 1 and found[0].text == text


def _is_other_field(text: str) -> bool:
    """Whether a line gives a field that is not the name ("Event category: Film")."""
    label = words.split_label(text)
    return label is not None and label[0] in OTHER_FIELDS


def is_small_word(text: str) -> bool:
    """Whether a text is one word in small letters that is no occasion ("available"): a name begins with a capital."""
    return text.islower() and not any(map(str.isspace, text)) and words.OCCASION.fullmatch(text) is None


def first_clause(text: str) -> str:
    """The beginning of a long text up to its first stop, where that is short enough for a name; else ""."""
    held = _IS_HELD.match(text)
    if held is not None:
        return (held[1] or held[2]).strip()
    sentence = _SENTENCE.match(text)
    if sentence is not None and ": " not in sentence[0]:
        return sentence[1].strip()
    for mark in (": ", " – ", " — ", " - ", ". ", "! ", "? ", ", "):
        head, found, _ = text.partition(mark)
        if found and 3 <= len(head) <= words.LONGEST_TITLE and len(head.split()) <= 16:
            return head.strip()
    aim = _AIM.match(text)
    return aim[1].strip() if aim is not None else ""


_IS_HELD = re.compile(
    r"((?:\S+ ){1,8}?)(?:to be|will be|is|are|is being|being) held\s|((?:\S+ ){1,8}?)(?:takes?|will take) place\s"
)
"""A few words before where or when they are held ("AGM to be held in …")."""

_AIM = re.compile(r"((?:\S+ ){2,9}?\S*[\w)])\s+(?:to|in order to|where|so that|which|who)\s")
"""A few words before what they are for ("Meet-up for clean air to found a group that …")."""

_SENTENCE = re.compile(r"((?:\S+ ){2,9}?\S*[^\W\d_]{3,})[.!?]+ (?=[A-ZÀ-Þ$€£])")
"""A few words up to the end of a sentence: they are the name, with whatever dash is in them."""


def without_next(text: str) -> str:
    """What is only said to be the next one, or the last ("Board Meeting" of "Next Board Meeting: May 5")."""
    said = _NEXT.match(text)
    left = text[said.end() :] if said and words.OCCASION.search(text, said.end()) else text
    return left if left[:1].isupper() or words.is_generic(left) else text


def is_next(text: str) -> bool:
    """Whether a heading only says that what stands below is the next one ("Our next meet-up", "Prochain concert")."""
    said = _NEXT.match(text)
    kind = text[said.end() :].strip(" :!") if said else ""
    return words.OCCASION.fullmatch(kind) is not None or (
        bool(kind) and (words.is_generic(kind) or words.is_kind(kind))
    )


def leads_in(text: str) -> bool:
    """Whether a heading begins in small letters with a word that goes on with what stands above it ("for the mill")."""
    return _PREPOSITION.match(text) is not None


_PREPOSITION = re.compile(
    r"(?:for|of|in|at|with|by|on|für|zum|zur|mit|im|am|pour|de|des|du|avec|para|por|con|per|com)\s"
)
_NEXT = re.compile(rf"(?:{words.phrases('next_one')})\s+", re.I)


def without_town(text: str) -> str:
    """What stands behind the name of a town and a colon ("Worcester: March for the river")."""
    head, colon, rest = text.partition(": ")
    return rest.strip() if colon and len(head) <= LONGEST_TOWN and where.names_town(head) else text


def without_verb(text: str) -> str:
    """What a day is said to be ("is Lobby Day at the Capitol." behind "March 24")."""
    return _IS.sub("", text).rstrip(".") if _IS.match(text) else text


_IS = re.compile(r"\A(?:is|are|ist|sind|es|est|è|é)\s+(?:(?:the|our|an?)\s+)?(?=[A-ZÀ-Þ])")


def without_action(text: str) -> str:
    """A place without the offer behind it ("Union Hall, 12 Main St. Register here")."""
    head, _, tail = text.rpartition(". ")
    return head if head and words.is_action(tail) else text


def without_offers(part: str, block: Block) -> str:
    """ "Reading Room Register" without the words of links behind it that only offer something."""
    for text, _ in reversed([*block.of(SpanKind.LINK)]):
        if text and part.endswith(f" {text}") and words.is_action(text) and not part.endswith(f". {text}"):
            part = part[: -len(text)].rstrip(" |–—-·")
    return part
