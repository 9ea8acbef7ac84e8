"""English: what CLDR does not have, by kind of token.

A space separates words, an underscore stands for the space in a phrase. A word has one kind; the productions
put kinds together.
"""

from aggregator.when.vocabulary.shape import Words

WORDS: Words = {
    # and how months and weekdays are most often misspelt
    "month": {
        "sept": 9,
        "janurary": 1,
        "feburary": 2,
        "febuary": 2,
        "febrary": 2,
        "setpember": 9,
        "septmber": 9,
        "ocotber": 10,
        "novemeber": 11,
        "decemeber": 12,
    },
    "weekday": {
        "tues": 1,
        "weds": 2,
        "thur": 3,
        "thurs": 3,
        "tuesady": 1,
        "wensday": 2,
        "wendesday": 2,
        "wednsday": 2,
        "wednesady": 2,
        "thrusday": 3,
        "thurdsay": 3,
        "saterday": 5,
    },
    "weekdays": {
        "mondays": 0,
        "tuesdays": 1,
        "wednesdays": 2,
        "thursdays": 3,
        "fridays": 4,
        "saturdays": 5,
        "sundays": 6,
    },
    "weekday_group": {"weekdays": 5, "every_weekday": 5, "each_weekday": 5, "weekends": 2},
    "ordinal_word": {
        "first": 1,
        "second": 2,
        "third": 3,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
        "ninth": 9,
        "tenth": 10,
        "eleventh": 11,
        "twelfth": 12,
        "thirteenth": 13,
        "fourteenth": 14,
        "fifteenth": 15,
        "sixteenth": 16,
        "seventeenth": 17,
        "eighteenth": 18,
        "nineteenth": 19,
        "twentieth": 20,
        "twenty_-_first": 21,
        "twenty_-_second": 22,
        "twenty_-_third": 23,
        "twenty_-_fourth": 24,
        "twenty_-_fifth": 25,
        "twenty_-_sixth": 26,
        "twenty_-_seventh": 27,
        "twenty_-_eighth": 28,
        "twenty_-_ninth": 29,
        "thirtieth": 30,
        "thirty_-_first": 31,
    },
    "last": {"last": -1},
    "number_word": {
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
    },
    "suffix": "st nd rd th",
    "relative": {"today": 0, "tomorrow": 1, "yesterday": -1, "day_after_tomorrow": 2, "the_day_after_tomorrow": 2},
    "tonight": {"tonight": 0},
    "daypart": {
        "morning": 0,
        "mornings": 0,
        "afternoon": 1,
        "afternoons": 1,
        "evening": 1,
        "evenings": 1,
        "night": 2,
        "nights": 2,
    },
    "named_clock": {"noon": 12, "midday": 12, "midnight": 0, "noontime": 12},
    "hour_word": "o'clock oclock",
    "hours_word": "hours hrs",
    "workday": "business_day working_day work_day weekday",
    "past_words": {"half_past": 30, "quarter_past": 15, "quarter_to": -15, "a_quarter_past": 15, "a_quarter_to": -15},
    "to": "to",
    "until": "until till til through thru",
    "and": "and or",
    "at": "at",
    "from_only": "from between",
    "on": "on",
    "in": "in during",
    "of_only": "of",
    "the": "the",
    "now": "now",
    "every": "every each",
    "other": "other",
    "this": "this coming upcoming",
    "next": "next",
    "unit_day": "day days",
    "unit_week": "week weeks",
    "unit_month": "month months",
    "unit_year": "year years",
    "weekend": "weekend",
    "cadence": {
        "daily": 1,
        "weekly": 7,
        "monthly": 30,
        "biweekly": 14,
        "bi_-_weekly": 14,
        "fortnightly": 14,
        "alternate": 14,
        "alternating": 14,
        "twice_a_month": 15,
        "twice_monthly": 15,
        "twice_per_month": 15,
        "semi_-_monthly": 15,
        "semimonthly": 15,
        "two_times_a_month": 15,
        "quarterly": 90,
    },
    "season": {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12},
    "except": "except excluding skipping no_meeting no_meetings no_class no_classes no_session no_sessions no_practice "
    "no_rehearsal no_gathering do_not_meet does_not_meet don't_meet doesn't_meet not_meeting",
    "starting": "starting commencing beginning starts begins start begin when date dates start_time",
    "show": "show program event film concert music talk screening performance lecture",
    "doors": "doors door gates doors_open door_opens gates_open",
    "open": "open opens",
    "late": "late close",
    "ends": "ends end ending finish finishes",
    "zone_time": "time",
    "zone_season": "standard daylight",
    "approximate": "approx approximately about around circa ca early mid late",
}

ASIDES_BEFORE = {
    "deadline": r"\bdeadline(?: (?:is|for|to)(?: \w+){0,5})?(?: (?:is|by))?|\bdue(?: (?:on|by|date|back))?"
    r"|\b(?:rsvp|register|registration|apply|applications?|submit|submissions?|sign[- ]?up|enroll|respond|nominations?"
    r"|order|reserve|e-?mail us|purchase|early bird|comments?|proposals?|tickets)\b[^.!?\n]{0,40}"
    r"\b(?:by|before|until|through|closes?|ends?|opens?|begins?)(?: on)?"
    r"|\b(?:by|before|prior to|no later than)|\baccepted (?:until|through)|\bpostmarked(?: by)?"
    r"|\b(?:expires?|best before|exp\.)(?: on)?",
    "posted": r"\b(?:posted|published|(?:last )?(?:updated|modified|edited|revised)|created|added|written|submitted"
    r"|reviewed|archived|retrieved|accessed|reported|uploaded"
    r"|joined|member since|last (?:seen|visit(?:ed)?|active|login))(?: (?:on|at|by [^\n]{1,30}))?(?: on)?"
    r"|©|\(c\)|\bcopyright",
    "since": r"\b(?:since|established|founded|est\.?|as of|effective|incorporated|dates? back to)(?: (?:on|in))?",
    "hours": r"\b(?:(?:office|business|opening|store|library|visiting|normal|regular|service|museum|gallery|box office)"
    r" hours|hours of operation|hours|(?:we(?:'re| are)|is|now) open|open)(?: (?:are|is|from|to the public|daily))?",
    "age": r"\b(?:ages?|aged|born|birthday|birth)(?: (?:on|is|of))?",
    "past": r"\b(?:died|launched|passed|signed|enacted|elected|adopted|ratified|arrested|killed|released|introduced"
    r"|filed"
    r"|approved|ended|retired|resigned|opened|closed|completed|received|announced|issued)(?: (?:on|in|into law on))?",
}
ASIDES_AFTER = {
    "deadline": r"(?:is the )?(?:\w+ )?deadline|is the last day to",
    "posted": r"(?:by [A-Z]\w+ [A-Z]\w+ (?:\||in )|leave a comment|\d+ comments?\b|comments? off"
    r"|\d+ min(?:ute)?s? read)",
}
PAST = (
    r"was|were|took place|held|met|gathered|hosted|attended|marched|joined us|had|happened|celebrated|visited|spoke|won"
    r"|last"
)
FUTURE = (
    r"will|join us|come to|coming|upcoming|register|rsvp|save the date|scheduled|takes? place|don't miss|next|is on"
    r"|are on|is held|until|through|by"
)
