"""The terminals and fragments that the productions of dates, clocks and recurrences share.

Refuses to hold a production: those stand, with what they build, in `dates`, `clocks`, `expressions` and `recurrence`.
"""

from __future__ import annotations

from aggregator.when.grammar import Notation
from aggregator.when.kinds import KINDS, MARKS, NUMBERS, WORDS

_BREAKS = frozenset(("opened", "closed", "newline", "blank"))
_WITHIN_LINE = (
    "comma bar dash colon semicolon dot at at_to from_only of_from on starting opened closed the approximate "
    "daypart zone_time"
)

TERMINALS = {
    "day": "num12 num24 num31 ordinal ordinal_word",
    "plain_day": "num12 num24 num31",
    "thru": "dash to until at_to",
    "year": "year4 short_year",
    "two_digits": "num12 num24 num31 num59 num99",
    "numeric": "numeric2 numeric3",
    "hour": "num12 num24",
    "of": "of_only of_from",
    "from": "from_only of_from",
    "in_of": "in of_only of_from",
    "at_word": "at at_to",
    "any_weekday": "weekday weekdays",
    "time_figure": "clock dot_clock num12 num24 num99 num3 num4 number_word",
    "nth_word": "ordinal ordinal_word last",
    "any_days": "days span",
    "number": " ".join(NUMBERS) + " number_word",
    # what may stand inside brackets between a day and its time
    "inside": " ".join(kind for kind in (*NUMBERS, *WORDS, *MARKS) if kind not in _BREAKS)
    + " weak_clock weak_point weak_range months weekday_list nth",
    # what may stand between a day and its time: within the line, or with line breaks
    "inline": _WITHIN_LINE,
    "link": f"{_WITHIN_LINE} newline",
    "repeat_link": "comma dash bar newline colon semicolon on from_only of_from at at_to dot opened closed starting "
    "the and",
}

FRAGMENTS = {
    # behind a number: it is no hour
    "no_time": "!(meridiem | hour_word | named_clock | thru (clock | dot_clock | named_clock)"
    " | thru hour (meridiem | hour_word))",
    "list_mark": "(comma? and | comma | slash | semicolon | plus)",
    "later_day": "weekday? dot? comma? the? day no_time",
    "several_hours": "((comma | slash) num12){0,4} comma? and num12 meridiem",
    "day_tail": "((comma? and | slash | plus) later_day (dash the? day no_time)?"
    " | and day &(dash (hour | clock) meridiem)"
    " | (comma | semicolon) later_day !word !dash !several_hours){0,12}",
    "day_range_tail": "(list_mark day dash day no_time){1,12}",
    "weekday_lead": "(weekday dot? ((comma | and | slash | plus | thru){1,2} weekday dot?){0,6}"
    " (comma | dash | bar | colon | newline | on)? the?)?",
    "weekday_after": "(comma? opened? weekday closed?"
    " !(dot? comma? the? (month | numeric | ordinal | day dot? of? month)))?",
    "full_zone": "area zone_season? zone_time (opened (word | and | comma){1,6} closed)? (opened offset closed)?",
    "through": "(thru newline? | newline thru newline)",
    "zone_words": "(opened (zone | offset) closed | zone !slash (opened offset closed)?"
    " | offset (opened zone closed)? | full_zone | area !word"
    " | zone (slash zone)?)",
    # behind a time: days that have no time of their own, and to which it therefore belongs
    "other_days": "(inline{0,2} any_days !(inline{0,3} clock_phrase))",
    "clocks": "clock_phrase ((slash | bar | comma | and | opened | semicolon | dash){1,2} clock_phrase closed?"
    " !other_days){0,5}",
    "after_days": "((link{0,4} | link{0,2} blank link{0,2} | opened inside{1,12} closed link{0,3})"
    " clocks closed? !other_days"
    " | closed? comma? daypart? comma? (at_word | from | starting) (weak_clock | weak_range)"
    " | (comma | dash | bar | dot)? starting colon? weak_point !word"
    " | daypart? (comma | colon | dash | dot)? weak_range !word"
    " | (comma | dash)? at_word? weak_point !word | link{0,3} bad_clock meridiem?)",
    "leading_clocks": "clock_phrase ((slash | bar | comma | and | opened | semicolon){1,2} clock_phrase closed?){0,5}",
    "before_days": "(leading_clocks (link | of_only | of_from){0,3} (this | next)?"
    " | (weak_range | weak_clock | weak_point) on the?"
    " | at_word (weak_point | weak_clock) of | weak_range of?)",
    "month_unit": "(in_of (the | every)? every? | the every? | every) unit_month",
    "except_mark": "(opened | comma | dot | dash | semicolon | colon | newline){0,2}",
    "repeat_tail": "(repeat_link{0,3} (clocks | weak_range !word | at_word weak_clock)"
    " | repeat_link{0,2} until (any_days | months)"
    " | repeat_link{0,1} (from | starting){1,2} (any_days | months) (thru (any_days | months))?"
    " | at_word weak_point"
    " | repeat_link{0,2} span"
    " | comma? (in_of the? | opened) months (and months)? closed?"
    " | (comma | dash) (from | this)? months !(comma? (num12 | num24 | num31 | ordinal))"
    " | except_mark except{1,2} (on | the){0,2} any_days (list_mark any_days){0,6} closed?"
    " | except_mark except{1,2} (on | the | in){0,2} (weekday_list | months (list_mark months){0,6}) closed?"
    " | opened? comma? (cadence | every unit_week) closed?"
    " | daypart)",
}

NOTATION = Notation(KINDS, TERMINALS, FRAGMENTS)
