"""Productions of days in numbers: "5/16", "Thursday 5/16/24", "18.5.2024", "2024-05-18", "7.–9.5.", ISO 8601.

Refuses to decide the order of day and month: that takes the whole text, and is done in `resolve`.
"""

from __future__ import annotations

from aggregator.when.captures import Match, days_phrase, position, value, weekdays
from aggregator.when.grammar import Production
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import DateItem, Moment, PartialDate, Phrase
from aggregator.when.tokens import Tokens

_PROSE = frozenset(KINDS[kind] for kind in ("word", "of_only", "the", "and", "approximate"))
_MARKED = frozenset(
    "rating rated score scored scores review reviews grade verdict note wertung room rooms suite prop props "
    "proposition propositions section sections sec chapter ch article unit units apt page pages pp lot route rt "
    "highway hwy bill ab sb hb won lost rm no case ordinance resolution issue size bus line local form "
    "ley lei legge loi sala salón salon aula salle raum saal zimmer artículo artigo articolo paragraph §".split()
)
"""Words before "8/10" that number, mark or count something."""
_BEFORE_HOURS = frozenset(("a las", "a la", "alle", "alle ore", "às"))
"""Between a day and its hour ("17/3 a las 7"), and never between two days."""
_MEASURES = frozenset(
    "cup cups tsp tbsp teaspoon tablespoon inch inches mile miles hour hours lb lbs oz acre acres majority vote "
    "pint price off full pound gallon star stars points".split()
)
"""Words behind "1/2" of which it is a part."""


def _numeric(tokens: Tokens, match: Match) -> Phrase | None:
    names = weekdays(tokens, match.start(), match.end())
    start = PartialDate(numeric=tokens.parts[match.start("n1")])
    end = None
    if position(match, "n2") >= 0:
        end = PartialDate(numeric=tokens.parts[match.start("n2")])
    elif position(match, "d2") >= 0:
        if any(tokens.names[at] in _BEFORE_HOURS for at in range(match.start("n1"), match.start("d2"))):
            return None
        end = PartialDate(day=value(tokens, match, "d2"))
    if not names and end is None and _is_no_date(tokens, match.start("n1")):
        return None
    if names:
        start.weekday = names[0]
        if end is not None and len(names) > 1:
            end.weekday = names[-1]
    return days_phrase(tokens, match, [DateItem(start, end, 0, 0)])


def _interval(tokens: Tokens, match: Match) -> Phrase | None:
    first, last = tokens.parts[match.start("n1")], tokens.parts[match.start("n2")]
    return _numeric(tokens, match) if len(first[0]) == len(last[0]) == 4 else None


def _iso_to_day(tokens: Tokens, match: Match) -> Phrase | None:
    """ "2021-07-26/27": a later day of the same month, written close."""
    at, last = match.start("n1"), value(tokens, match, "d2") or 0
    parts = tokens.parts[at]
    close = tokens.ends[at] == tokens.starts[at + 1] and tokens.ends[at + 1] == tokens.starts[at + 2]
    if len(parts[0]) != 4 or not close or last <= int(parts[4]):
        return None
    return days_phrase(tokens, match, [DateItem(PartialDate(numeric=parts), PartialDate(day=last), 0, 0)])


def _is_no_date(tokens: Tokens, at: int) -> bool:
    """Whether numbers that stand alone are a fraction, a mark, "24/7" or a version rather than a day."""
    parts = tokens.parts[at]
    if len(parts) == 3 and parts[1] == "/":
        first, second = int(parts[0]), int(parts[2])
        before, after = set(tokens.letters[max(0, at - 1) : at]), set(tokens.letters[at + 1 : at + 2])
        fraction = first < second <= 10 and bool(_PROSE & before and _PROSE & after)
        fraction = fraction or (first < second <= 12 and after == {KINDS["of_only"]})
        fraction = fraction or (first <= second and not _MEASURES.isdisjoint(tokens.names[at + 1 : at + 2]))
        return (first, second) == (24, 7) or fraction or bool(at and tokens.names[at - 1] in _MARKED)
    if len(parts) == 5 and parts[1] == "." and len(parts[4]) == 2:
        return not tokens.vocabulary.day_first and (len(parts[0]) < 2 or len(parts[2]) < 2)
    return False


def _days_then_numeric(tokens: Tokens, match: Match) -> Phrase | None:
    """ "7.–9.5.2024", "15./16.2.": the first day has the month and year of the last."""
    at = match.start("n2")
    parts = tokens.parts[at]
    if parts[1] != ".":
        return None
    first = PartialDate(numeric=(tokens.names[match.start("d1")], *parts[1:]))
    last = PartialDate(numeric=parts)
    if match.start("thru") >= 0:
        return days_phrase(tokens, match, [DateItem(first, last, 0, 0)])
    return days_phrase(tokens, match, [DateItem(first, None, 0, match.start("d1")), DateItem(last, None, at, at)])


def _moment(tokens: Tokens, match: Match) -> Phrase | None:
    return Phrase("moment", Moment(tokens.names[match.start("iso")]))


def _point_date(tokens: Tokens, match: Match) -> Phrase | None:
    """ "on 5.12": only behind "on", where it can be nothing but a day, and only where it is one."""
    hour, minute = tokens.parts[match.start("n1")]
    return days_phrase(tokens, match, [DateItem(PartialDate(numeric=(hour, "/", minute)), None, 0, 0)])


PRODUCTIONS: tuple[Production[Phrase], ...] = (
    # 5/16 · Thursday 5/16/24 · 2024-05-18 · 18.5.2024 (Sat) · 5/1-5/7/2020
    Production(
        "numbers",
        "weekday_lead n1=numeric (comma? thru weekday_lead n2=numeric | weekday_after)",
        _numeric,
    ),
    # on 5.12
    Production("numbers with a point", "<on n1=dot_clock !(word | meridiem | hour_word | thru | daypart)", _point_date),
    # 2024-05-18/2024-05-20
    Production("ISO 8601 interval of days", "n1=numeric3 slash n2=numeric3", _interval),
    # 2024-05-18/20
    Production("ISO 8601 to a day", "n1=numeric3 slash d2=plain_day no_time !slash", _iso_to_day),
    # 7/8-12
    Production("numbers to a day", "weekday_lead n1=numeric2 thru d2=plain_day no_time !slash", _numeric),
    # 7.–9.5.2024 · 15./16.2. · 30.+31.05.
    Production(
        "days before numbers",
        "weekday_lead d1=plain_day dot (thru=thru | list_mark) weekday_lead n2=numeric",
        _days_then_numeric,
    ),
    Production("ISO 8601", "iso=iso", _moment),
)
