"""The kinds of tokens and phrases, and the letter that stands for each.

Refuses to say what a kind means: the productions do, and the vocabularies say which words are of it.
"""

from aggregator.when.grammar import letters

NUMBERS = "num12 num24 num31 num59 num99 num3 num4 year4 short_year figure ordinal".split()
UNITS = "clock dot_clock bad_clock iso duration numeric2 numeric3 offset zone area".split()
WORDS = (
    "ordinal_word last number_word workday month weekday weekdays weekday_group relative tonight daypart "
    "named_clock meridiem hour_word hours_word past_words past_after to until and at at_to from_only on in of_only "
    "of_from the now every other one_in_two this next unit_day unit_week unit_month unit_year weekend cadence "
    "season except starting show doors open late ends zone_time zone_season approximate word"
).split()
MARKS = "dash comma semicolon slash bar colon dot opened closed newline blank plus".split()
PHRASES = "days span weekday_list months moment clock_phrase weak_clock weak_point weak_range nth".split()
"""What the first reading leaves for the second."""

KINDS = letters([*NUMBERS, *UNITS, *WORDS, *MARKS, *PHRASES])
