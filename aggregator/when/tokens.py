"""Text → tokens: numbers by size, names by vocabulary, marks by role; one pass, each character looked at once.

Refuses to decide what a token means beside its neighbours: that is the productions' work. A text becomes a string of
kind letters (`Tokens.kinds`), which the productions of `grammar` read, and parallel lists of values and offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from aggregator.when.kinds import KINDS, NUMBERS
from aggregator.when.vocabulary import LANGUAGES, Vocabulary, markers, vocabulary
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
    | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)
    | (?P<iso>\d{4}(?:-\d\d-\d\d|-W\d\d-\d|\d{4}|W\d{3})T\d\d(?::?\d\d(?::?\d\d(?:[.,]\d+)?)?)?
        (?:Z|[+\-]\d\d(?::?\d\d)?)?(?!\w)|\d{4}-W\d\d-\d(?!\d))
    | (?P<numeric3>\d{4}(?P<sep_a>[./\-])\d{1,2}(?P=sep_a)\d{1,2}(?!\d)
        |\d{1,2}(?P<sep_b>[./\-])\d{1,2}(?P=sep_b)(?:\d{4}|\d\d)(?!\d|(?P=sep_b)\d)
        |\d{1,2}\ ?\.\ ?\d{1,2}\ ?\.
          (?:\ ?\d{4}|\d\d|\ \d\d(?!:\d|\ ?(?:[Uu]hr|[hH])|\ ?[-–]\ ?\d\d?\ ?[Uu]hr))(?!\d|\.\d))
    | (?P<clock>\d{1,2}:\d\d(?!\d)(?:[:.]\d\d(?!\d)(?:[.,]\d{1,9})?)?
        |\d{1,2}[\ \u00a0\u202f]?[hH][\ \u00a0\u202f]?\d\d(?:min|mn)?(?!\w)
        |\d{1,2}\ :\ \d\d(?=\ ?[AaPp]\.?[Mm]))
    | (?P<numeric2>(?<!/)\d{1,2}/\d{1,2}(?![\d/%]))
    | (?P<point>\d{1,2}\.\d\d?\.?(?![\d%]))
    | (?P<figure>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+%?|\d+%|\d{5,})
    | (?P<short_year>['’‘]\d\d(?![\ds]))
    | (?P<number>\d+)
    | (?P<gap>\s+)
    | (?P<mark>.)
    )""",
    re.VERBOSE | re.DOTALL,
)

_MARKS = {
    **dict.fromkeys("-–—‐‑‒―−~", "dash"),
    **dict.fromkeys("|•·∙●‣▪*»›→", "bar"),
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

_WORD = KINDS["word"]
_NUMBER_LETTERS = frozenset(KINDS[kind] for kind in NUMBERS)
_BEFORE_MERIDIEM = _NUMBER_LETTERS | {KINDS["clock"], KINDS["dot_clock"], KINDS["number_word"], KINDS["bad_clock"]}
_HOURS = _BEFORE_MERIDIEM | {KINDS["hour_word"]}
_MERIDIEMS = {"am": 0, "pm": 1}
_LETTER_MERIDIEMS = {"a": 0, "p": 1}


@dataclass(slots=True, eq=False)
class Tokens:
    """The tokens of a text, in order; shared by its readers, who change nothing in them.

    kinds: one letter each. values: the number of a word or number.

    parts: for numeric dates and clocks, their numbers as written. languages: of words that are not English.
    """

    text: str
    kinds: str = ""
    letters: list[str] = field(default_factory=list)
    values: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    parts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    languages: dict[int, str] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=lambda: vocabulary(("en",)))

    def add(self, kind: str, value: int, start: int, end: int, name: str) -> None:
        """Append one token."""
        self.letters.append(KINDS[kind])
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)
        self.names.append(name)

    def add_plain(self, start: int, end: int, name: str) -> None:
        """Append a word that is no time word, as nearly all are."""
        self.letters.append(_WORD)
        self.values.append(0)
        self.starts.append(start)
        self.ends.append(end)
        self.names.append(name)

    def drop(self, count: int) -> int:
        """Take back the last tokens; returns where the first of them began."""
        start = self.starts[-count]
        for row in (self.letters, self.values, self.starts, self.ends, self.names):
            del row[-count:]
        return start

    def slice(self, first: int, last: int) -> str:
        """The text from one token through another."""
        return self.text[self.starts[first] : self.ends[last]]


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


_short, _long = lru_cache(maxsize=256)(_read), lru_cache(maxsize=8)(_read)


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
    return frozenset((*words.words, *words.phrases, *zones, *markers()))


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
    if entry is None:
        _add_unknown(tokens, name, start, end, glued)
        return
    kind, value, language = entry
    if kind == "suffix":
        _add_suffix(tokens, name, start, end, glued)
        return
    if kind == "weekday" and language != "en" and len(name) <= 3 and not tokens.text[start].isupper():
        _add_unknown(tokens, name, start, end, glued)
        return
    if glued and kind in _NEVER_GLUED:
        _unnumber(tokens)
    if language != "en":
        tokens.languages[len(tokens.letters)] = language
    tokens.add(kind, value, start, end, name)


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


# -------------------------------------------------------------------------------------------------- numbers


def _add_number(tokens: Tokens, raw: str, start: int, end: int) -> None:
    value = int(raw)
    if _is_behind_hour(tokens, raw, value, start):
        first = tokens.drop(2)
        _add_point(tokens, tokens.text[first:end], first, end)
        return
    tokens.add(_number_kind(tokens, raw, value, start, end), value, start, end, raw)


def _is_behind_hour(tokens: Tokens, raw: str, minute: int, start: int) -> bool:
    """Whether a number is the minutes of "ore 18,30": where clocks count to 24, right behind an hour and its comma."""
    kinds = tokens.letters[-3:]
    if len(kinds) < 3 or len(raw) != 2 or minute > 59 or not tokens.vocabulary.twenty_four:
        return False
    touching = tokens.ends[-1] == start and tokens.ends[-2] == tokens.starts[-1]
    return touching and kinds[0] in _BEFORE_HOUR and kinds[1] in _HOUR_NUMBERS and kinds[2] == KINDS["comma"]


_BEFORE_HOUR = frozenset(KINDS[kind] for kind in ("at", "at_to", "from_only"))
_HOUR_NUMBERS = frozenset(KINDS[kind] for kind in ("num12", "num24"))


def _number_kind(tokens: Tokens, raw: str, value: int, start: int, end: int) -> str:
    if _is_part_of_name(tokens, start) or tokens.text[end : end + 1] == "+":
        return "figure"
    if tokens.text[end : end + 1] == "°":
        counts = (
            tokens.vocabulary.day_first and 1 <= value <= 31 and tokens.text[end + 1 : end + 2] in ("", " ", "\xa0")
        )
        return "ordinal" if counts else "figure"
    if len(raw) == 4:
        return "year4" if 1800 <= value < 2200 else "num4"
    if len(raw) == 3:
        return "num3"
    for bound, kind in _SIZES:
        if value <= bound:
            return kind
    return "figure"


_SIZES = ((0, "num99"), (12, "num12"), (24, "num24"), (31, "num31"), (59, "num59"), (99, "num99"))


def _is_part_of_name(tokens: Tokens, start: int) -> bool:
    """Whether a number touches a word that is no time word: "B12", "CA-10", "Q3"."""
    at = len(tokens.letters) - 1
    if at < 0 or tokens.ends[at] != start:
        return False
    if tokens.letters[at] == KINDS["dash"] and at and tokens.ends[at - 1] == tokens.starts[at]:
        at -= 1
    return tokens.letters[at] in (KINDS["word"], KINDS["zone"])


def _add_parts(tokens: Tokens, kind: str, raw: str, start: int, end: int) -> None:
    if tokens.ends and tokens.ends[-1] == start and tokens.letters[-1] in (KINDS["word"], KINDS["dot"]):
        kind = "figure"
    tokens.parts[len(tokens.letters)] = tuple(re.findall(r"\d+|[./\-](?=\s?\d)", raw))
    tokens.add(kind, 0, start, end, raw)


def _add_clock(tokens: Tokens, raw: str, start: int, end: int) -> None:
    numbers = re.findall(r"\d+", raw)
    hour, minute = int(numbers[0]), int(numbers[1])
    second = int(numbers[2]) if len(numbers) > 2 else 0
    kind = "clock" if hour <= 24 and minute < 60 and second < 60 and (hour < 24 or minute == 0) else "bad_clock"
    tokens.parts[len(tokens.letters)] = tuple(numbers[:3])
    tokens.add(kind, 0, start, end, raw)


def _add_point(tokens: Tokens, raw: str, start: int, end: int) -> None:
    """`7.30` is a time or a decimal, `18.5.` a day and month where days come first."""
    if raw.endswith("."):
        if tokens.vocabulary.day_first:
            _add_parts(tokens, "numeric2", raw, start, end)
            return
        end -= 1
    numbers = re.findall(r"\d+", raw)
    good = len(numbers[1]) == 2 and int(numbers[0]) <= 24 and int(numbers[1]) < 60
    if good:
        tokens.parts[len(tokens.letters)] = tuple(numbers)
    tokens.add("dot_clock" if good else "figure", 0, start, end, raw)
    if raw.endswith("."):
        tokens.add("dot", 0, end, end + 1, ".")


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
    "numeric3": lambda tokens, raw, start, end: _add_parts(tokens, "numeric3", raw, start, end),
    "numeric2": lambda tokens, raw, start, end: _add_parts(tokens, "numeric2", raw, start, end),
    "clock": _add_clock,
    "point": _add_point,
    "figure": lambda tokens, raw, start, end: tokens.add("figure", 0, start, end, raw),
    "short_year": lambda tokens, raw, start, end: tokens.add("short_year", int(raw[1:]), start, end, raw),
    "number": _add_number,
    "mark": _add_mark,
}
