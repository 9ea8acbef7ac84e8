"""The words that tell the parts of an event apart, and the questions asked of them; the words themselves are in
`words.toml`.

Refuses to know blocks or pages: it is asked of texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from aggregator.alternation import alternation, last_letters
from aggregator.when.vocabulary import names, words_of_kinds
from aggregator.where import names_venue


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("aggregator.extract.html").joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def phrases(name: str) -> str:
    """The alternatives of one list of `words.toml`, for use inside a pattern."""
    return alternation(_data()["phrases"][name])


def ends_of(name: str) -> tuple[str, ...]:
    """In what letters texts end that a list of `words.toml` matches, for `str.endswith`."""
    return last_letters(_data()["phrases"][name])


def small_words() -> Mapping[str, list[str]]:
    """The commonest small words of each language, by its code."""
    return _data()["small_words"]


def whole(name: str, flags: int = re.I) -> re.Pattern[str]:
    """A pattern for any of the phrases of one list, as whole words."""
    return re.compile(rf"\b(?:{phrases(name)})\b", flags)


_MONTHS = alternation(sorted(name for code in names() for name in names()[code]["months"] if len(name) > 3))
GENERIC = re.compile(rf"(?:(?:{phrases('generic')}|{_MONTHS})\b[\s,/|&:–-]*)+", re.I)
_ABOUT_PAPERS = re.compile(rf"(?:(?:{phrases('generic')}|{phrases('kinds')})\b[\s,/|&:–-]*)+", re.I)
_STILL_OPEN = re.compile(rf"\W*(?:{phrases('still_open')})\W*", re.I)
_PLACE_OPENER = re.compile(
    rf"\W*(?:{phrases('place_openers')})\s+(?=(?:\w{{1,5}}\s){{0,2}}[\"„“«]?(?-i:[A-ZÀ-Þ]))(?!.*\.\s)", re.I
)
_POINTER = re.compile(rf"\W*(?:{phrases('pointer')})\W*", re.I)
_ADDRESS = re.compile(r"(?:https?://|[\w.+-]+@)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.I)
LISTING = whole("listing")
NOT_LISTING = whole("not_listing")
OCCASION = re.compile(rf"\b(?P<noun>{phrases('occasions')})(?:e?s)?\b", re.I)
KIND = re.compile(rf"(?:(?:{phrases('kinds')})[\s-]+)+(?:{phrases('occasions')})", re.I)
KIND_ALONE = re.compile(rf"(?:(?:{phrases('kinds')})[\s-]+)*(?:{phrases('kinds_alone')})", re.I)
_VAGUE = re.compile(
    rf"(?:(?:{phrases('kinds')}|upcoming|next|our|community|public)[\s-]+)*(?:{phrases('vague')})", re.I
)
_GENRES = re.compile(rf"(?:(?:{phrases('genres')})(?!\w)[\s,/|&#·]*)+", re.I)
_QUALIFIERS = re.compile(rf"(?:(?:{phrases('kinds')})\b[\s,/&*-]*)+", re.I)
FEAST = re.compile(rf"(?:{phrases('feasts')})(?!\w)", re.I)
INVITES = whole("invites")
CALLS = whole("calls")
ISSUE = whole("issues")
NEXT = whole("next_time")
HELD = whole("held")
PLANNED = whole("planned")
POSTED = re.compile(rf"\b(?:(?i:{phrases('posted')})|{phrases('posted_by')})\b|©")
BYLINE = re.compile(rf"\W*(?:{phrases('posted_by')})\b")
HOURS = re.compile(rf"\b(?:{phrases('hours')}|{phrases('house_hours')})\b", re.I)
HOUSE_HOURS = whole("house_hours")
CLOSED = whole("closed")
PAPERS = whole("papers")
AGENDA = whole("agenda_parts")
PRESENTS = re.compile(rf"\b(?:{phrases('presents')})\W*\Z", re.I)
REGISTER = whole("register")
NOT_REGISTER = re.compile(phrases("not_register"), re.I)
EXAMPLE = whole("examples")
RECORDED = whole("recorded")
OF_WEEK = whole("of_week")
NOTES_OF = re.compile(rf"\b(?:{phrases('notes_of')})\W*\Z", re.I)
OVER_THEN = whole("over_then")
SERIES = re.compile(r"\b(?:series|season|serie|ciclo|reihe|cycle)\b", re.I)
_FURNITURE = re.compile(rf"(?:{phrases('furniture')})", re.I)
_PRICE_LINE = re.compile(rf"\W*(?:(?:{phrases('price_line')})(?!\w)[\W_]*)+", re.I)
_PRICED = whole("price_signs")
READ_ON = re.compile(r"\A\W*(?:read|continue|keep|learn) (?:more|reading)\b|\bleave a (?:comment|reply)\b", re.I)
CANCELLED_NOTE = re.compile(r"\bno (?:\w+ )?(?:meetings?|events?|class(?:es)?|sessions?)\b", re.I)
_NEW_DAY = r"(?:from|(?:to|until|till|for)\s+(?!further|notice|later|an?\b|the|some|tb[ad]\b))"
STATUS = re.compile(
    rf"(?=[cp])(?<!not )(?<!no )\b(?:cancell?ed|postponed)\b(?! (?:check|stamp|card))(?!(?<=postponed)\s+{_NEW_DAY})",
    re.I,
)
"""A word for what has become of an event; one postponed to a day that is named has only moved."""
CONDITION = re.compile(r"\b(?:if|unless|should|in case|in the event)\b", re.I)
"""Behind such a word nothing has become of it yet: "if this event is cancelled"."""
POSTED_HINTS = frozenset(("posted", "published", "author", "byline", "timestamp", "modified", "updated"))
CONVENES = re.compile(
    r"\b(?:convenes?|hosts?|holds?|presents?|announces?|launches|organi[sz]es?|to (?:hold|host|convene|present))\s+"
    r"(?:(?:its|their|our|an?|the|annual|first|second|third)\s+)*",
    re.I,
)
"""In a headline, what stands after these is the name of the occasion."""

AT_PLACE = re.compile(r"\A(?:at|in|@|en|à|im|in der)\s+(?:the\s+)?(?=[A-Z0-9ÀÁÉÎÓÖÜ])")
"""The words in front of a place that follows a time ("at City Hall"); what follows them is capitalised."""

LONGEST_TITLE = 140
LONGEST_LABEL = 30
LONGEST_COLUMN = 40

_SEVERAL = whole("several")
_OCCASIONS_PLURAL = re.compile(rf"\b(?:{phrases('occasions')})e?s\b", re.I)
_NOTE = re.compile(
    r"\W*(?:(?:(?:this|the|our) )?(?:(?:meeting|event|class|session|hearing)s? )?"
    r"(?:is |was |has been |to be )?(?:re-?scheduled|cancell?ed|postponed|moved|previously|new date|"
    r"date change\w*|"
    r"changed|not scheduled|sold out|no (?:meeting|class|session|event)s?|tentative|tb[acd]|"
    r"to be (?:confirmed|announced|determined|decided)|full(?!\s+\w))\b|"
    r"\d+h \d+m)",
    re.I,
)
_LABEL_BEFORE = re.compile(
    r"\W*(?:re-?scheduled|cancell?ed|postponed|moved|sold out|tentative|full)(?: online| to zoom)?"
    r"(?: (?:due to|because of) [^:\])–—-]{1,40})?(?:\s*[\]):|!*]+|\s[-–—])\s*",
    re.I,
)
"""What became of an event, set apart from its name behind it."""

_BRACKETS = re.compile(r"\([^)]*\)?")
_WORD = re.compile(r"[^\W\d_]{2,}")

_SIZE = re.compile(
    r"\s*[\[(]?(?:pdf|docx?|html?|\d+(?:\.\d+)?\s*[km]b)(?:[\s,]+\d+(?:\.\d+)?\s*[km]b)?[\])]?\s*\Z", re.I
)
_ROOM = re.compile(
    r"\b(?:conference|meeting|board|council|committee|class|training)[ -]?(?=rooms?\b|hall\b|chambers?\b)", re.I
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|rtf|zip|mp[34]|m4a|wav)\b", re.I)
_SIZE_ENDS = ("pdf", "doc", "docx", "htm", "html", "kb", "mb")
_BEFORE_LABEL = re.compile(r"\A[^\w(]+")
"""Pictures and bullets in front of a label ("📍 Where:")."""

_COLON = re.compile(r"(?<!\d):")
"""The colon of a label, not of an hour."""

_OWN = re.compile(r"\A(?:our|the|unser[e]?|notre|nuestr[oa]|noss[oa]|il nostro)\s(?=\w+ \w)")
"""The words before a label of two words or more ("Our next meeting")."""

MARKS = " \t,;:|│┃·•–—-*/\\@~>«»→"
"""What parts words and belongs to none."""

_BETWEEN_LINKS = re.compile(r"\s*[|│┃·•]\s*")


@cache
def labels() -> Mapping[str, str]:
    """The field that each label announces."""
    return {word: field for field, words in _data()["labels"].items() for word in words}


@cache
def _pictures() -> Mapping[str, str]:
    return {picture: field for field, pictures in _data()["pictures"].items() for picture in pictures}


def pictures() -> str:
    """The pictures that stand in front of what they announce."""
    return "".join(_pictures())


@cache
def _columns() -> Mapping[str, str]:
    return {word: field for field, words in _data()["columns"].items() for word in words}


@cache
def _actions() -> frozenset[str]:
    return frozenset(_straight(phrase) for phrase in _data()["phrases"]["actions"])


@cache
def icons() -> Mapping[str, str]:
    """The names of icons, each with the field that it stands before."""
    return {icon: field for field, names in _data()["icons"].items() for icon in names}


@cache
def names_in_markup() -> Mapping[str, str]:
    """Words of class names in other languages, each with the English one."""
    return {word: hint for hint, names in _data()["names"].items() for word in names}


@lru_cache(maxsize=4096)
def label_of(text: str, *, column: bool = False) -> str | None:
    """The field that a label announces ("Date & Time" → when), or None. column: also a column heading's words."""
    words = " ".join(_BEFORE_LABEL.sub("", text).strip(" :*-–—.?\t").casefold().split())
    words = _OWN.sub("", words)
    if column and _columns().get(words) in {"kind", "notes"}:
        return _columns()[words]
    return labels().get(words) or (_columns().get(words) or _by_one_word(words) if column else None)


@lru_cache(maxsize=1024)
def _by_one_word(words: str) -> str | None:
    """A column heading of several words is what one of them says ("Date of meeting", "Meeting location")."""
    if len(words) > LONGEST_COLUMN:
        return None
    fields = ("posted", "where", "when", "title")
    return next((field for field in fields if not {*words.split()}.isdisjoint(_data()["labels"][field])), None)


@lru_cache(maxsize=4096)
def split_label(text: str) -> tuple[str, str] | None:
    """(field, the rest) of "Where: City Hall"; None where no known label stands before a colon."""
    if text[:1] in _pictures() and not _COLON.search(text[:LONGEST_LABEL]):
        rest = text[1:].lstrip("\ufe0f ").strip()
        return (_pictures()[text[0]], rest) if any(map(str.isalnum, rest)) and not label_of(rest) else None
    if (opener := _PLACE_OPENER.match(text)) is not None:
        return "where", text[opener.end() :].strip()
    head, colon, rest = text.partition(":")
    if not colon or len(head) > LONGEST_LABEL or rest[:2] == "//":
        return None
    field = label_of(head)
    return (field, rest.strip()) if field else None


@lru_cache(maxsize=4096)
def is_action(text: str) -> bool:
    """Whether words only offer something ("Read more", "Agenda (PDF)", "Register here") and name nothing."""
    words = _straight(_within_edges(without_size(text)).casefold())
    return words in _actions() or not any(map(str.isalpha, words)) or REGISTER.fullmatch(words) is not None


def _straight(text: str) -> str:
    """A text with typewriter's apostrophes, however they are drawn."""
    return text.replace("’", "'")


def without_size(text: str) -> str:
    """A text without the kind and size of the file it leads to ("Board meeting (PDF, 2 MB)")."""
    return _SIZE.sub("", text) if text.rstrip(" ])").casefold().endswith(_SIZE_ENDS) else text


@lru_cache(maxsize=4096)
def is_furniture(text: str) -> bool:
    """Whether a text is what stands on pages everywhere and names nothing ("Log in | Register", "£5 to £10")."""
    if _PRICED.search(text) and _PRICE_LINE.fullmatch(text):
        return True
    parts = [part for each in _BETWEEN_LINKS.split(text) if (part := _within_edges(without_size(each)))]
    return bool(parts) and all(_FURNITURE.fullmatch(part) or is_action(part) for part in parts)


def _within_edges(text: str) -> str:
    """A text without signs at its ends."""
    start, stop = 0, len(text)
    while start < stop and not text[start].isalnum():
        start += 1
    while start < stop and not text[stop - 1].isalnum():
        stop -= 1
    return text[start:stop]


def is_file(text: str) -> bool:
    """Whether words are the name of a file ("June 4 agenda.pdf", "packet.docx 163 KB")."""
    return _FILE.search(text) is not None


def announces(text: str) -> bool:
    """Whether a heading announces events: by a word for lists of them, or by a plural of something people come to."""
    return LISTING.search(text) is not None or _OCCASIONS_PLURAL.search(text) is not None


def lists(text: str) -> bool:
    """Whether a heading speaks of several things that people come to ("Upcoming events")."""
    return _OCCASIONS_PLURAL.search(text) is not None


def is_over_several(text: str) -> bool:
    """Whether a heading names nothing and stands over several events ("Upcoming events", "Demnächst", "À venir")."""
    return is_generic(text) and (lists(text) or _SEVERAL.search(text) is not None)


def is_kind(text: str) -> bool:
    """Whether words only say what kind of occasion it is ("Regular meeting", "Workshop"), and not whose."""
    return KIND.fullmatch(text) is not None or KIND_ALONE.fullmatch(text) is not None


def is_genre(text: str) -> bool:
    """Whether words only tell the sort of thing ("Live music", "Film / Talk"), as calendars tag their entries."""
    return _GENRES.fullmatch(text) is not None


def is_vague(text: str) -> bool:
    """Whether a name from a list's heading says only that something takes place ("Event", "Community events")."""
    return _VAGUE.fullmatch(text) is not None


@lru_cache(maxsize=2048)
def stems(text: str) -> frozenset[str]:
    """The words of a name without case and the plural's ending, to compare names by."""
    return frozenset(word.removesuffix("s") for word in re.findall(r"\w+", text.casefold()))


def qualifies(text: str) -> bool:
    """Whether words tell a kind of meeting without the noun for it ("Regular", "Special / Closed")."""
    return _QUALIFIERS.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_paper(text: str) -> bool:
    """Whether words only name papers of a meeting ("Minutes packet", "PowerPoint for meeting"), not the meeting."""
    left = PAPERS.sub(" ", text)
    return left != text and (
        not any(map(str.isalpha, left)) or _ABOUT_PAPERS.fullmatch(left.strip(MARKS + ".()")) is not None
    )


_SAYS_WHEN = re.compile(rf"\s+(?:{phrases('says_when')})[\s:…-]*\Z", re.I)
_LEADS_TO_DAYS = re.compile(rf"\b(?:{phrases('leads_to_days')})[\s:…-]*\Z", re.I)


def leads_to_day(text: str) -> bool:
    """Whether words break off before the days that follow them ("Our next meeting is", "The board meets on the
    following dates:")."""
    return _LEADS_TO_DAYS.search(text) is not None or without_verb_of_day(text) != text


def without_verb_of_day(text: str) -> str:
    """An occasion without the verb that leads from it to its day ("Our next meeting will be:")."""
    verb = _SAYS_WHEN.search(text)
    ends = verb is not None and any(found.end() == verb.start() for found in OCCASION.finditer(text, 0, verb.end()))
    return text[: verb.start()] if verb is not None and ends else text


@lru_cache(maxsize=4096)
def is_note(text: str) -> bool:
    """Whether words only say what became of an event ("(rescheduled from June 2)", "CANCELLED"), or that it is still
    open ("TBA", "noch offen")."""
    if text.startswith("(") and not _WORD.search(_BRACKETS.sub(" ", text)):
        return True  # but for "(RCA) Regional Conservation Authority"
    if _STILL_OPEN.fullmatch(text):
        return True
    if CANCELLED_NOTE.search(text) is not None:
        return True
    return _NOTE.match(text) is not None and not _is_labelled(text)


def _is_labelled(text: str) -> bool:
    """Whether a name stands behind what became of it, set apart ("[CANCELLED] Lantern circle"), and not only a day."""
    found = _LABEL_BEFORE.match(text)
    rest = text[found.end() :].strip() if found else ""
    first = rest.partition(" ")[0].strip(".,").casefold()
    return rest[:1].isupper() and _WORD.match(rest) is not None and first not in names_of_days() and not is_note(rest)


@cache
def names_of_days() -> frozenset[str]:
    """The names of months and weekdays in every language read, short ("Thurs") and misspelt ones too, case-folded."""
    full = frozenset(name for tables in names().values() for table in tables.values() for name in table)
    return full | words_of_kinds({"month", "weekday"})


def is_full_day(text: str) -> bool:
    """Whether a text is nothing but a day with its year ("Wednesday, April 8, 2026", "8. April 2026"), by its words."""
    if len(text) > LONGEST_COLUMN or _YEAR_LAST.search(text) is None:
        return False
    words = _WORD.findall(_ORDINAL.sub("", text).casefold())
    return bool(words) and all(word in names_of_days() or word in _DAY_JOINTS for word in words)


_YEAR_LAST = re.compile(r"\b(?:19|20)\d\d\W*\Z")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_DAY_JOINTS = frozenset(("of", "the", "de", "del", "le", "el", "il", "am", "den", "der"))


@lru_cache(maxsize=4096)
def is_generic(text: str) -> bool:
    """Whether a heading only announces a list or a field ("Upcoming Events", "2024 Schedule", "Date and Time")."""
    words = _within_edges(text)
    return not words or GENERIC.fullmatch(words) is not None or label_of(words) is not None


def is_room(text: str) -> bool:
    """Whether a short text is the name of a room or a house and of no occasion ("2nd floor conference room")."""
    return names_venue(text) and not OCCASION.search(_ROOM.sub(" ", text))


@lru_cache(maxsize=4096)
def is_pointer(text: str) -> bool:
    """Whether a link's words only point ("here", "this form", a bare address): what it is for stands before it."""
    return _POINTER.fullmatch(text) is not None or _ADDRESS.fullmatch(text) is not None
