"""Productions of times of day: "7-9 p.m.", "noon to 1", "18:30 Uhr", "doors 7 / show 8", "2 pm PT".

Refuses to know any day. A reading is *weak* while only its neighbours can tell that it is a time ("3-8", "at 4").
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from aggregator.when.captures import WEEKDAY_LETTERS, Match, language, position, value
from aggregator.when.grammar import Production, Table
from aggregator.when.hour_words import FROM_HOURS, RATES, are_hours, is_hour
from aggregator.when.kinds import KINDS
from aggregator.when.notation import NOTATION
from aggregator.when.phrases import ClockFace, ClockReading, Phrase
from aggregator.when.streets import numbers_house
from aggregator.when.tokens import Tokens


def _face(tokens: Tokens, match: Match, number: str) -> ClockFace | None:
    """The time of day captured as `t`, `p` or `n` with a number; None when it can be none ("13 pm", "7:75")."""
    named = position(match, f"n{number}")
    if named >= 0:
        return ClockFace(tokens.values[named] % 24, exact=True)
    at = match.start(f"t{number}")
    hour, minute, seconds = _figures(tokens, at)
    meridiem_at = position(match, f"p{number}")
    meridiem = tokens.values[meridiem_at] if meridiem_at >= 0 else None
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    exact = meridiem is not None or hour > 12 or hour == 0 or tokens.names[at].startswith("0") or seconds
    spoken = tokens.letters[at] == KINDS["number_word"]
    for name in (f"b{number}", f"a{number}"):
        if position(match, name) >= 0:
            hour, minute = divmod(hour * 60 + minute + (value(tokens, match, name) or 0), 60)
            spoken = spoken or hour <= 12
    if meridiem is not None and hour > 12:
        meridiem = None
    return ClockFace(hour % 24, minute, meridiem, exact, spoken)


def _figures(tokens: Tokens, at: int) -> tuple[int, int, bool]:
    """Hour, minute, and whether seconds were written: a machine's clock, which counts to 24."""
    if at in tokens.parts:
        hour, minute, *seconds = tokens.parts[at]
        return int(hour), int(minute), bool(seconds)
    value = tokens.values[at]
    return (value // 100, value % 100, False) if value >= 100 else (value, 0, False)


def _is_strong(tokens: Tokens, match: Match) -> bool:
    """Whether the words alone make it a time: a colon, am or pm, "noon", "o'clock"."""
    return not _STRONG.isdisjoint(tokens.letters[match.start() : match.end()])


_STRONG = frozenset(
    KINDS[kind] for kind in "clock meridiem hour_word hours_word named_clock daypart past_words past_after".split()
)


def _zone(tokens: Tokens, match: Match) -> str | None:
    for name in ("zone", "zone1"):
        if position(match, name) >= 0:
            first, last = match.span(name)
            return tokens.slice(first, last - 1).strip("([{)]} ,")
    return None


def _daypart(tokens: Tokens, match: Match, *faces: ClockFace | None) -> None:
    """ "7 in the evening": the daypart is the meridiem of a time that has none."""
    at = position(match, "part")
    if at < 0:
        return
    for face in faces:
        if face is not None:
            _set_half(face, tokens.values[at])


def _set_half(face: ClockFace, part: int) -> None:
    if not face.exact and face.meridiem is None:
        night = part == 2 and face.hour in (12, 1, 2, 3, 4)
        noon = part == 0 and face.hour == 12  # "las 12 de la mañana"
        face.meridiem, face.exact = int((bool(part) and not night) or noon), True


def in_part(reading: ClockReading, part: int) -> ClockReading:
    """A reading of which a word before it tells the part of the day its start lies in: "Friday night, 8-10".

    part: 0 for the morning, 1 for afternoon and evening, 2 for the night. The end follows the start, see `settle`.
    """
    start = replace(reading.start)
    _set_half(start, part)
    return replace(reading, start=start)


def _single(tokens: Tokens, match: Match) -> Phrase | None:
    start = _face(tokens, match, "1")
    if start is None or (tokens.letters[match.start()] == KINDS["num3"] and not _is_strong(tokens, match)):
        return None
    if tokens.letters[match.end() - 1] in _BARE_NUMBERS and numbers_house(tokens, match.end() - 1):
        return None
    _daypart(tokens, match, start)
    reading = ClockReading(start, None, _zone(tokens, match))
    kind = "clock_phrase" if _is_strong(tokens, match) else "weak_clock"
    if kind == "weak_clock" and tokens.letters[match.start()] == KINDS["dot_clock"]:
        kind = "weak_point"
    return Phrase(kind, reading, language=language(tokens, match))


def _after_at(tokens: Tokens, match: Match) -> Phrase | None:
    """ "alle 11.30", "ore 21": in languages that write hours with a point, "at" makes a time of it; "ore" of any."""
    before = match.start() - 1
    if before not in tokens.languages or tokens.names[before] in RATES:
        return None
    if tokens.letters[before] not in _AT and tokens.names[before] not in FROM_HOURS:
        return None
    if tokens.letters[match.start()] != KINDS["dot_clock"] and not is_hour(tokens, before, match.end()):
        return None
    face, ranges = _face(tokens, match, "1"), position(match, "t2") >= 0
    end = _face(tokens, match, "2") if ranges else None
    if face is None or (ranges and end is None):
        return None
    return Phrase("clock_phrase", ClockReading(face, end, _zone(tokens, match)), language=tokens.languages[before])


_AT = frozenset(KINDS[kind] for kind in ("at", "at_to"))


def _to_five_minutes(tokens: Tokens, match: Match) -> Phrase | None:
    """ "at 1900" beside a day: only a round time, for "at 2024" is not one."""
    face = _face(tokens, match, "1")
    return Phrase("weak_clock", ClockReading(face)) if face is not None and face.minute % 5 == 0 else None


def _range(tokens: Tokens, match: Match) -> Phrase | None:
    start, end = _face(tokens, match, "1"), _face(tokens, match, "2")
    told = are_hours(tokens, match)
    if start is None or end is None or (_is_other_number(tokens, match) and not told) or _is_day_at(tokens, match):
        return None
    if _is_last_day(tokens, match):
        return None
    if tokens.letters[match.end() - 1] in _BARE_NUMBERS and numbers_house(tokens, match.end() - 1):
        return None
    _daypart(tokens, match, start, end)
    reading = ClockReading(start, end, _zone(tokens, match))
    strong = told or _is_strong(tokens, match)
    return Phrase("clock_phrase" if strong else "weak_range", reading, language=language(tokens, match))


def _is_day_at(tokens: Tokens, match: Match) -> bool:
    """Whether "samedi 7 à 20 h" tells a day and its hour, not two hours: a bare number right behind a weekday."""
    at = match.start("t1")
    if at < 1 or tokens.letters[at - 1] not in WEEKDAY_LETTERS or tokens.letters[at] not in _BARE_NUMBERS:
        return False
    return tokens.letters[at + 1] == KINDS["at_to"] and at + 1 in tokens.languages


def _is_last_day(tokens: Tokens, match: Match) -> bool:
    """Whether "May 7 & 8 - 7pm" tells two days and their hour: a bare number behind "and", a number and a month."""
    at = match.start("t1")
    if at < 3 or tokens.letters[at] not in _BARE_NUMBERS or tokens.letters[at + 1] != KINDS["dash"]:
        return False
    if tokens.starts[at + 1] == tokens.ends[at]:  # "8-10pm"
        return False
    before = tokens.letters[at - 3 : at]
    return before[0] == KINDS["month"] and before[1] in _BARE_NUMBERS | {KINDS["num31"]} and before[2] == KINDS["and"]


_BARE_NUMBERS = frozenset(KINDS[kind] for kind in ("num12", "num24"))


def _military(tokens: Tokens, match: Match) -> Phrase | None:
    """Two round hours of four figures, the second later: beside a day it is when things begin and end."""
    first, last = (tokens.values[match.start(name)] for name in ("t1", "t2"))
    if not first < last or any(each % 5 or each % 100 > 59 or each > 2400 for each in (first, last)):
        return None
    return _range(tokens, match)


def _side_by_side(tokens: Tokens, match: Match) -> Phrase | None:
    """Begin and end without a word between, as some calendars print them."""
    phrase = _range(tokens, match)
    if phrase is None or not isinstance(phrase.payload, ClockReading) or phrase.payload.end is None:
        return None
    start, end = phrase.payload.start, phrase.payload.end
    return phrase if (_hour(start), start.minute) < (_hour(end), end.minute) else None


def _several(tokens: Tokens, match: Match) -> Phrase | None:
    """Several times that share the am or pm behind the last."""
    meridiem = value(tokens, match, "p1")
    at = [n for n in range(match.start(), match.start("p1")) if tokens.letters[n] == KINDS["num12"]]
    first, *others = (ClockFace(tokens.values[n], 0, meridiem, True) for n in at)
    reading = ClockReading(first, None, _zone(tokens, match), tuple(zip(others, at[1:], strict=True)))
    return Phrase("clock_phrase", reading, language=language(tokens, match))


def _is_other_number(tokens: Tokens, match: Match) -> bool:
    """Whether the bare number behind "10:16 Uhr - 1. Liga", "7pm – 3 bands" or "3-4 hours" counts something else."""
    at = match.start("t2")
    if at < 0 or at + 1 != match.end() or tokens.letters[at] in _STRONG:
        return False
    following = tokens.letters[at + 1 : at + 3]
    if following[:1] == [KINDS["dot"]]:
        del following[0]
    lasts = following[:1] == [KINDS["hours_word"]] and tokens.letters[at] == KINDS["num12"]
    return lasts or (bool(following) and following[0] in _COUNTED)


_COUNTED = frozenset((KINDS["word"], KINDS["month"]))


def _open_ended(tokens: Tokens, match: Match) -> Phrase | None:
    start = _face(tokens, match, "1")
    return Phrase("clock_phrase", ClockReading(start, None, _zone(tokens, match))) if start is not None else None


def _doors_and_show(tokens: Tokens, match: Match) -> Phrase | None:
    """The show is the event; the hour of the doors tells whether its hour is one of the evening."""
    doors, show = _face(tokens, match, "1"), _face(tokens, match, "2")
    if doors is None or show is None:
        return None
    if not show.exact:
        show.meridiem, show.exact = (doors.meridiem if doors.meridiem is not None else 1), True
    return Phrase("clock_phrase", ClockReading(show, None, _zone(tokens, match)))


def _arrival_and_begin(tokens: Tokens, match: Match) -> Phrase | None:
    """ "6:30 for 7pm": people come at the first time, the event begins at the second, within the hour after."""
    first, second = _face(tokens, match, "1"), _face(tokens, match, "2")
    words = [tokens.names[at] for at in range(match.start(), match.end()) if tokens.letters[at] == KINDS["word"]]
    if first is None or second is None or words != ["for"]:
        return None
    wait = ((second.hour - first.hour) * 60 + second.minute - first.minute) % 720
    if not 0 < wait <= LONGEST_WAIT:
        return None
    if second.meridiem is None and not second.exact:
        second.meridiem = first.meridiem
    kind = "clock_phrase" if _is_strong(tokens, match) else "weak_range"
    return Phrase(kind, ClockReading(second, None, _zone(tokens, match)))


LONGEST_WAIT = 60
"""Minutes between coming and beginning."""

_ZONE = "((comma | bar | dash)? zone=zone_words)?"
_PART = "((in_of | at_word | on)? the? part=daypart)?"
_T1 = (
    "((num12 | clock)? n1=named_clock"
    " | (b1=past_words)? t1=time_figure (dot? p1=meridiem)? hour_word? (a1=past_after)?)"
)
_T2 = (
    "((num12 | clock)? n2=named_clock"
    " | (b2=past_words)? t2=time_figure (dot? p2=meridiem)? hour_word? (a2=past_after)?)"
)

PRODUCTIONS = (
    # alle ore 10,30 · a las 19.30 · um 19.30
    Production("time with a point after at", f"<at_word t1=(dot_clock | num12 | num24) !hour_word {_ZONE}", _after_at),
    Production(
        "times with a point after at",
        f"<at_word t1=(dot_clock | num12 | num24) dash t2=(dot_clock | num12 | num24) !hour_word {_ZONE}",
        _after_at,
    ),
    Production("times with a point after at", f"<at_word t1=dot_clock thru t2=dot_clock !hour_word {_ZONE}", _after_at),
    # dalle ore 19 · a partir das 19.30
    Production("time after from", f"<from_only t1=(dot_clock | num12 | num24) !(hour_word | thru) {_ZONE}", _after_at),
    # 7pm · 18:30 Uhr · noon · 11:00 AM PST · 7 in the evening
    Production("time", f"{_T1} {_PART} {_ZONE}", _single),
    # 5 & 8 p.m. · 2, 5 and 8pm
    Production(
        "several times",
        "<!from t1=num12 ((comma | slash) num12){0,4} comma? and num12 p1=meridiem (comma? zone=zone_words)?",
        _several,
    ),
    # 5:30 for 6pm: who comes first, and when it begins
    Production("time for time", f"{_T1} word {_T2} {_ZONE}", _arrival_and_begin),
    # h 21 · h. 20.30
    Production(
        "hour word before time",
        f"hour_word (dot | colon)? t1=(num12 | num24 | clock | dot_clock) (dot? p1=meridiem)? !hour_word {_ZONE}",
        _single,
    ),
    Production(
        "hour word before times",
        f"hour_word (dot | colon)? t1=(clock | dot_clock) thru t2=(clock | dot_clock) !hour_word {_ZONE}",
        _range,
    ),
    # at 1900
    Production("military time after at", "<at_word t1=(num4 | year4) !word !dash", _to_five_minutes),
    # 1900 hours
    Production("military time", "t1=(num4 | year4) hours_word", _single),
    Production("military times", "t1=(num4 | year4) thru t2=(num4 | year4) hours_word", _range),
    # May 3, 1900-2100
    Production(
        "military times behind a day",
        "<(comma | bar | dash | month | ordinal | year4 | from_only) t1=(num4 | year4) dash t2=(num4 | year4)"
        " !(dash | slash)",
        _military,
    ),
    # 7-9 p.m. · 10am–12:30pm · noon to 1 · from 6:30 to 8:30 p.m. Eastern
    Production("times", f"{_T1} (zone1=zone_words)? comma? through at_word? {_T2} {_PART} {_ZONE}", _range),
    # 7:00 PM 9:00 PM
    Production("times side by side", f"t1=clock p1=meridiem t2=clock p2=meridiem {_ZONE}", _side_by_side),
    Production("times between", f"<from (the | at_word)? {_T1} and (the | at_word)? {_T2} {_PART} {_ZONE}", _range),
    # 9pm until late
    Production("open end", f"{_T1} {_ZONE} thru late", _open_ended),
    # doors 7 / show 8
    Production(
        "doors and show",
        f"doors (at_word | open | colon){{0,2}} {_T1} (slash | comma | bar | dash | and | semicolon | dot){{0,2}}"
        f" the? (show | starting){{1,3}} (at_word | colon){{0,2}} {_T2} {_ZONE}",
        _doors_and_show,
    ),
    Production(
        "doors and show after their times",
        f"{_T1} doors (slash | comma | bar | dash | and){{1,2}} {_T2} show {_ZONE}",
        _doors_and_show,
    ),
)

CLOCKS: Table[Phrase] = Table(NOTATION, PRODUCTIONS)


# ------------------------------------------------------------------------------------------------ meridiems


def settle(reading: ClockReading, *, twenty_four: bool) -> tuple[time, time | None, bool]:
    """Start and end as times of day, and whether morning or evening had to be assumed.

    twenty_four: the language counts to 24, so that a bare 7 is in the morning. An end that has no meridiem is the next
    moment at which a clock with twelve hours shows it; a start takes the end's meridiem where it then comes first
    ("7-9 p.m."), else the other ("10-1pm").
    """
    start, end = reading.start, reading.end
    if end is None:
        hour, assumed = (start.hour, False) if twenty_four and not start.spoken else _likely_hour(start, None)
        return _time(start, _hour(start) if _settled(start) else hour), None, assumed and not _settled(start)
    if _settled(start):
        first = _hour(start)
        last = _hour(end) if _settled(end) or twenty_four else _next_hour(start, first, end)
        return _time(start, first), _time(end, last), False
    if _settled(end):
        last = _hour(end)
        if end.meridiem is None and end.hour > 12:
            return _time(start, start.hour), _time(end, last), False
        return _time(start, _hour_before(start, end, last)), _time(end, last), False
    if twenty_four and not start.spoken:
        return _time(start, start.hour), _time(end, end.hour), False
    first, _ = _likely_hour(start, end)
    return _time(start, first), _time(end, _next_hour(start, first, end)), True


def _settled(face: ClockFace) -> bool:
    return face.exact or face.meridiem is not None


def _hour(face: ClockFace) -> int:
    if face.meridiem is None:
        return face.hour
    return face.hour % 12 + 12 * face.meridiem


def _time(face: ClockFace, hour: int) -> time:
    """To the minute: no event begins on a second, and clocks in page sources carry whatever the machine's showed."""
    return time(hour % 24, face.minute)


def _likely_hour(start: ClockFace, end: ClockFace | None) -> tuple[int, bool]:
    """Of a bare hour: events begin between 8 in the morning and half past 7 in the evening."""
    hour = start.hour
    if hour == 0 or hour >= 12:
        return hour, hour == 12
    if hour >= 8:
        return hour, True
    if end is not None and (end.hour, end.minute) <= (hour, start.minute) and hour >= 5:
        return hour, True
    return hour + 12, True


def _next_hour(start: ClockFace, first: int, end: ClockFace) -> int:
    """The hour of a bare end: the next one that a clock with twelve hours shows after the start."""
    begin = first * 60 + start.minute
    candidates = [end.hour % 12 + half for half in (0, 12, 24)]
    return next(hour for hour in candidates if hour * 60 + end.minute > begin) % 24


def _hour_before(start: ClockFace, end: ClockFace, last: int) -> int:
    """The hour of a bare start before a settled end."""
    half = 12 * (last >= 12)
    same = start.hour % 12 + half
    if same * 60 + start.minute < last * 60 + end.minute or (last == 0 and end.minute == 0):
        return same if last or end.minute else start.hour % 12 + 12
    return start.hour % 12 + (12 - half)
