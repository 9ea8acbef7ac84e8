"""Text → tokens: numbers by size, names by vocabulary, marks by role; one pass, each character looked at once.

Refuses to decide what a token means beside its neighbours: that is the productions' work.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from aggregator.when.figures import add_clock, add_number, add_parts, add_point, part_days
from aggregator.when.kinds import KINDS, NUMBERS
from aggregator.when.tokens import Tokens
from aggregator.when.vocabulary import LANGUAGES, Entry, Vocabulary, markers, names, vocabulary, weekdays_like_months
from aggregator.when.zones import AREAS, LOWER_CASE_ZONES, ZONES

_MASTER = re.compile(
    r"""[ \t\u00a0\u2009\u202f\u200b\ufe0f]*(?:
      (?P<junk>https?://\S+|www\.\S+|[$€£¥\#]\s?\d[\d.,]*|\(?\d{3}\)?[-.\ ]\d{3}[-.\ ]\d{4}(?!\d)|\d+(?:\.\d+){3,})
    | (?P<zonename>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific|US|Etc)
        /[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)
    | (?P<offset>(?:UTC|GMT)\ ?[+\-−–]\ ?\d{1,2}(?::?\d\d)?h?(?!\d)
        |(?<=:\d\d\ )[+\-−]\d{4}(?!\d)|(?<=:\d\d:\d\d)[+\-−]\d\d:?\d\d(?!\d))
    | (?P<dotted>[AaPp]\.\s?[Mm]\b\.?)
    | (?P<duration>(?<=/)P(?=\d|T\d)(?:\d{1,3}[DW])?(?:T(?:\d{1,3}H)?(?:\d{1,3}M)?)?(?!\w))
    | (?P<about>(?<=\d)-?ish(?!\w))
    | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)
    | (?P<iso>\d{4}(?:-\d\d-\d\d|-W\d\d-\d|\d{4}|W\d{3})T\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?
        (?:Z|[+\-]\d\d(?::?\d\d)?)?(?!\w)|\d{4}-W\d\d-\d(?!\d))
    | (?P<numeric3>(?<![^\W\d_]-)\d{4}(?P<sep_a>[./\-])\d{1,2}(?P=sep_a)\d{1,2}(?!\d|/[a-z])
        |(?!(?<=\d-)\d{1,2}-|(?<=\d/)\d{1,2}/)\d{1,2}(?P<sep_b>[./\-])\d{1,2}(?P=sep_b)(?:\d{4}|\d\d)(?!\d|(?P=sep_b)\d|-[a-z]+\d|-[A-Z](?!\w))
        |\d{1,2}\ ?\.\ ?\d{1,2}\ ?\.
          (?:\ ?\d{4}|\d\d|\ \d\d(?!:\d|\ ?(?:[Uu]hr|[hH])|\ ?[-–]\ ?\d\d?\ ?[Uu]hr))(?!\d|\.\d))
    | (?P<clock>\d{1,2}:\d\d(?!\d)(?:[:.]\d\d(?!\d)(?:[.,]\d{1,9})?)?
        |\d{1,2}[\ \u00a0\u202f]?(?:[hH]|heures?)[\ \u00a0\u202f]?\d\d(?:min|mn)?(?!\w)
        |\d{1,2}\ :\ \d\d(?=\ ?[AaPp]\.?[Mm]))
    | (?P<numeric2>(?<!/)\d{1,2}/\d{1,2}(?![\d/%]))
    | (?P<point>\d{1,2}\.\d\d?\.?(?![\d%]))
    | (?P<figure>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+%?|\d+%|\d{5,})
    | (?P<short_year>(?<!ll)(?<!\bl)['’‘]\d\d(?![\ds]))
    | (?P<number>\d+)
    | (?P<gap>\s+)
    | (?P<mark>.)
    )""",
    re.VERBOSE | re.DOTALL,
)

_MARKS = {
    **dict.fromkeys("-–—‐‑‒―−~→➔➜➝⟶", "dash"),
    **dict.fromkeys("|•·∙●‣▪*»›", "bar"),
    **dict.fromkeys("([{", "opened"),
    **dict.fromkeys(")]}", "closed"),
    ",": "comma",
    ";": "semicolon",
    "/": "slash",
    ":": "colon",
    ".": "dot",
    "&": "and",
    "+": "plus",
    "@": "at",
}
_SILENT = frozenset("\"“”„«'’‘\\")
"""Marks that stand between two tokens without parting them."""

_NUMBER_LETTERS = frozenset(KINDS[kind] for kind in NUMBERS)
_BEFORE_MERIDIEM = _NUMBER_LETTERS | {KINDS["clock"], KINDS["dot_clock"], KINDS["number_word"], KINDS["bad_clock"]}
_HOURS = _BEFORE_MERIDIEM | {KINDS["hour_word"]}
_MERIDIEMS = {"am": 0, "pm": 1}
_LETTER_MERIDIEMS = {"a": 0, "p": 1}


def tokenize(text: str, languages: tuple[str, ...] = ()) -> Tokens:
    """Read a text into tokens; those of a short text are the same object for all who ask.

    languages: codes to read before English (`de`, `de-AT`); where there are none, the text's own words decide, and
    English comes first where its small words are the more ("the Mai family of Oakland" is no German).
    """
    bases = dict.fromkeys(code.lower().partition("-")[0] for code in languages)
    known = tuple(code for code in bases if code in LANGUAGES and code != "en")
    if len(text) > REMEMBERED_LONG:
        return _read(text, known)
    return (_short if len(text) <= REMEMBERED else _long)(text, known)


REMEMBERED, REMEMBERED_LONG = 300, 5000
"""Characters of a text whose tokens are kept for a while, and of one that is kept until the next few: the readers of
dates, times and frames ask for the same."""


def _read(text: str, known: tuple[str, ...]) -> Tokens:
    tokens, foreign = _tokenize(text, vocabulary((*known, "en")))
    if foreign and not known:
        best = max(foreign.values())
        chosen = tuple(code for code in LANGUAGES if foreign.get(code) == best)
        english = sum(tokens.kinds.count(KINDS[kind]) for kind in ("the", "of_only", "and"))
        tokens, _ = _tokenize(text, vocabulary(("en", *chosen) if english > best else (*chosen, "en")))
    return tokens


_short, _long = lru_cache(maxsize=512)(_read), lru_cache(maxsize=8)(_read)


def _tokenize(text: str, words: Vocabulary) -> tuple[Tokens, dict[str, int]]:
    tokens = Tokens(text, vocabulary=words)
    foreign: dict[str, int] = {}
    marks = markers() if len(words.languages) == 1 else {}
    known, before = _known(words.languages), 0
    for match in _MASTER.finditer(text):
        group = match.lastgroup or "mark"
        start, end = match.span(group)
        if group == "word":
            name = text[start:end].lower().replace("’", "'")
            if name not in known and start != before:
                tokens.add_plain(start, end, name)
                before = end
                continue
            if name in marks:
                foreign.update((code, foreign.get(code, 0) + 1) for code in marks[name])
            _add_word(tokens, name, start, end)
        elif group == "about":  # "around 7ish": the number's own end
            tokens.ends[-1] = end
        elif group == "gap":
            lines = text.count("\n", start, end)
            if lines:
                tokens.add("blank" if lines > 1 else "newline", lines, start, end, "\n")
        else:
            _READERS[group](tokens, text[start:end], start, end)
        before = end
    tokens.kinds = "".join(tokens.letters)
    return tokens, foreign


@cache
def _known(languages: tuple[str, ...]) -> frozenset[str]:
    """All words that may be more than words to the vocabularies of some languages."""
    words = vocabulary(languages)
    zones = (*ZONES, *AREAS, *_MERIDIEMS, *_LETTER_MERIDIEMS)
    return frozenset((*words.words, *words.phrases, *zones, *markers(), _HOUR_SIGN))


# ---------------------------------------------------------------------------------------------------- words


def _add_word(tokens: Tokens, name: str, start: int, end: int) -> None:
    glued = bool(tokens.ends) and tokens.ends[-1] == start
    if tokens.letters and tokens.letters[-1] in _BEFORE_MERIDIEM:
        meridiem = _MERIDIEMS.get(name)
        if meridiem is None and glued and (tokens.text[start] == name or tokens.letters[-1] == KINDS["clock"]):
            meridiem = _LETTER_MERIDIEMS.get(name)
        if meridiem is not None:
            tokens.add("meridiem", meridiem, start, end, name)
            return
    entry = tokens.vocabulary.words.get(name)
    if name in tokens.vocabulary.phrases and _add_phrase(tokens, name, end):
        return
    if entry is None and name == _HOUR_SIGN and glued and _is_late_hour(tokens, end):
        entry = ("hour_word", 0, "en")
    if entry is None:
        _add_unknown(tokens, name, start, end, glued)
        return
    kind, value, language = _month_behind_day(tokens, name) or entry
    if kind == "suffix":
        _add_suffix(tokens, name, start, end, glued)
        return
    if kind == "weekday" and language != "en" and len(name) <= 3 and not tokens.text[start].isupper():
        _add_unknown(tokens, name, start, end, glued)
        return
    if kind == "month":
        part_days(tokens, in_english=language == "en")
        _as_weekday(tokens, language)
        _short_weekdays(tokens)
    if glued and kind in _NEVER_GLUED:
        _unnumber(tokens)
    if language != "en":
        tokens.languages[len(tokens.letters)] = language
    tokens.add(kind, value, start, end, name)


def _month_behind_day(tokens: Tokens, name: str) -> Entry | None:
    """What can be a number or a month is the month right behind a day: "28 sept.", not "à sept heures"."""
    kind, _, language = tokens.vocabulary.words.get(name, ("", 0, ""))
    if kind != "number_word" or not tokens.letters or tokens.letters[-1] not in _DAY_NUMBERS:
        return None
    month = names()[language]["months"].get(name)
    return ("month", month, language) if month else None


def _short_weekdays(tokens: Tokens) -> None:
    """Short names of weekdays in small letters, right before the days of a month: "gio 23 al sab 25 apr"."""
    at = len(tokens.letters) - 1
    while at >= 0 and (tokens.letters[at] in _BETWEEN_DAYS or tokens.letters[at] == KINDS["word"]):
        if tokens.letters[at] == KINDS["word"]:
            kind, number, language = tokens.vocabulary.words.get(tokens.names[at], ("", 0, ""))
            if kind != "weekday" or tokens.letters[at + 1 : at + 2] == [KINDS["word"]]:
                return
            tokens.letters[at], tokens.values[at], tokens.languages[at] = KINDS[kind], number, language
        at -= 1


_BETWEEN_DAYS = frozenset(KINDS[kind] for kind in "num12 num24 num31 dot comma dash at_to to and the".split())


def _as_weekday(tokens: Tokens, language: str) -> None:
    """What can be a month or a weekday is the weekday where its day's own month follows: "Mar. 17 mar. 2026"."""
    alike = weekdays_like_months(language)
    if not alike:
        return
    at = len(tokens.letters) - 1
    while at > 0 and tokens.letters[at] in _BEFORE_MONTH:
        at -= 1
    if at < 1 or tokens.letters[at] not in _DAY_NUMBERS:
        return
    at -= 1
    while at > 0 and tokens.letters[at] in _BEHIND_WEEKDAY:
        at -= 1
    if tokens.letters[at] == KINDS["month"] and tokens.names[at] in alike:
        tokens.letters[at], tokens.values[at] = KINDS["weekday"], alike[tokens.names[at]]


_BEFORE_MONTH = frozenset(KINDS[kind] for kind in ("of_only", "of_from", "dot"))
_BEHIND_WEEKDAY = frozenset(KINDS[kind] for kind in ("dot", "comma"))
_DAY_NUMBERS = frozenset(KINDS[kind] for kind in ("num12", "num24", "num31", "ordinal"))


_HOUR_SIGN = "h"


def _is_late_hour(tokens: Tokens, end: int) -> bool:
    """Whether the last token is an hour that only a clock that counts to 24 has, so that "20h" tells it in English,
    too; and not how long ago something was ("18h ago")."""
    told = tokens.letters[-1] == KINDS["num24"] and 13 <= tokens.values[-1] <= 23
    return told and not tokens.text[end:].lstrip().lower().startswith("ago")


_NEVER_GLUED = frozenset("to and at_to the of_only of_from on in every this next last from_only".split())


def _add_phrase(tokens: Tokens, name: str, end: int) -> bool:
    """Whether the word ends a phrase of the vocabulary ("a las"), which then replaces the tokens before it."""
    for before, (kind, value, language) in tokens.vocabulary.phrases[name]:
        if tuple(tokens.names[-len(before) :]) == before:
            if kind == "past_after" and not _follows_hour(tokens, len(before)):
                continue
            start = tokens.drop(len(before))
            if language != "en":
                tokens.languages[len(tokens.letters)] = language
            tokens.add(kind, value, start, end, " ".join((*before, name)))
            return True
    return False


def _follows_hour(tokens: Tokens, length: int) -> bool:
    """Whether an hour stands before a phrase of so many tokens ("siete y cuarto", not "segundo y cuarto")."""
    return not _HOURS.isdisjoint(tokens.letters[-length - 1 : -length])


def _add_unknown(tokens: Tokens, name: str, start: int, end: int, glued: bool) -> None:
    raw = tokens.text[start:end]
    if name in ZONES and (raw.isupper() or name in LOWER_CASE_ZONES):
        tokens.add("zone", 0, start, end, name)
    elif name in AREAS:
        tokens.add("area", 0, start, end, name)
    else:
        if glued and not (raw[0].isupper() and len(raw) >= SHORTEST_NAME and _ends_date(tokens)):
            _unnumber(tokens)
        tokens.add("word", 0, start, end, name)


SHORTEST_NAME = 4
"""Letters of a word with a capital that a hyphen joins to a date ("December 2-Workshop"), and not "May 4-H"."""


def _ends_date(tokens: Tokens) -> bool:
    """Whether a month and a number stand before a hyphen that ends the tokens so far."""
    return len(tokens.letters) >= 3 and tokens.letters[-1] == KINDS["dash"] and tokens.letters[-3] == KINDS["month"]


def _unnumber(tokens: Tokens) -> None:
    """A word that touches a number ("5k", "12-step") makes a name of it."""
    at = len(tokens.letters) - 1
    if tokens.letters[at] == KINDS["dash"] and at and tokens.ends[at - 1] == tokens.starts[at]:
        at -= 1
    if tokens.letters[at] in _NUMBER_LETTERS:
        tokens.letters[at] = KINDS["figure"]


def _add_suffix(tokens: Tokens, name: str, start: int, end: int, glued: bool) -> None:
    near = glued or (bool(tokens.ends) and tokens.ends[-1] == start - 1 and tokens.text[start:end].islower())
    if near and tokens.letters[-1] in _NUMBER_LETTERS and 1 <= tokens.values[-1] <= 31:
        tokens.letters[-1] = KINDS["ordinal"]
        tokens.ends[-1] = end
    else:
        tokens.add("word", 0, start, end, name)


def _add_mark(tokens: Tokens, raw: str, start: int, end: int) -> None:
    kind = _MARKS.get(raw)
    if kind == "dot" and tokens.names and tokens.letters[-1] == KINDS["word"] and _is_short(tokens.names[-1]):
        return
    if raw == "°" and tokens.letters and tokens.letters[-1] == KINDS["ordinal"] and tokens.ends[-1] == start:
        tokens.ends[-1] = end
        return
    if kind is None:
        if raw in _SILENT or raw.isspace():
            return
        kind = "bar" if ord(raw) > 0x2000 else "word"
    tokens.add(kind, 0, start, end, raw)


def _is_short(name: str) -> bool:
    """Whether a dot behind a word shortens it ("N. Main St.") and ends no sentence."""
    return len(name) == 1 or name in _SHORTENED


_SHORTENED = frozenset(
    "st ave av blvd rd dr ln hwy pkwy sq mt ft ste apt rm fl no mr ms mrs prof rev hon jr sr vs inc co".split()
)

_READERS = {
    "junk": lambda tokens, raw, start, end: tokens.add("figure", 0, start, end, raw),
    "zonename": lambda tokens, raw, start, end: tokens.add("zone", 0, start, end, raw),
    "offset": lambda tokens, raw, start, end: tokens.add("offset", 0, start, end, raw),
    "dotted": lambda tokens, raw, start, end: tokens.add("meridiem", int(raw[0] in "pP"), start, end, raw),
    "iso": lambda tokens, raw, start, end: tokens.add("iso", 0, start, end, raw),
    "duration": lambda tokens, raw, start, end: tokens.add("duration", 0, start, end, raw),
    "numeric3": lambda tokens, raw, start, end: add_parts(tokens, "numeric3", raw, start, end),
    "numeric2": lambda tokens, raw, start, end: add_parts(tokens, "numeric2", raw, start, end),
    "clock": add_clock,
    "point": add_point,
    "figure": lambda tokens, raw, start, end: tokens.add("figure", 0, start, end, raw),
    "short_year": lambda tokens, raw, start, end: tokens.add("short_year", int(raw[1:]), start, end, raw),
    "number": add_number,
    "mark": _add_mark,
}
