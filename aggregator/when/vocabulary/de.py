"""German: what CLDR does not have, by kind of token."""

from aggregator.when.vocabulary.shape import Words

MARKERS = "mai uhr mittags abends heute täglich mitternacht"

_PARTS = "früh morgen vormittag mittag nachmittag abend nacht".split()
_DAYS = {
    "montag": 0,
    "dienstag": 1,
    "mittwoch": 2,
    "donnerstag": 3,
    "freitag": 4,
    "samstag": 5,
    "sonnabend": 5,
    "sonntag": 6,
}
_EVENINGS = {f"{day}{part}": number for day, number in _DAYS.items() for part in _PARTS}
"""A day and its part in one word, "Samstagabend": the day; clocks count to 24, so that the part tells nothing more."""

WORDS: Words = {
    "month": {"jänner": 1, "feber": 2, "mrz": 3},
    "weekday": {"sonnabend": 5, **_EVENINGS},
    "weekdays": {
        "montags": 0,
        "dienstags": 1,
        "mittwochs": 2,
        "donnerstags": 3,
        "freitags": 4,
        "samstags": 5,
        "sonnabends": 5,
        "sonntags": 6,
    },
    "weekday_group": {"werktags": 5},
    "ordinal_word": {
        "erste": 1,
        "ersten": 1,
        "erster": 1,
        "zweite": 2,
        "zweiten": 2,
        "zweiter": 2,
        "dritte": 3,
        "dritten": 3,
        "dritter": 3,
        "vierte": 4,
        "vierten": 4,
        "vierter": 4,
    },
    "workday": "werktag arbeitstag",
    "last": {"letzte": -1, "letzten": -1, "letzter": -1},
    "relative": {"heute": 0, "morgen": 1, "übermorgen": 2, "gestern": -1},
    "tonight": {"heute_abend": 0},
    "daypart": {"morgens": 0, "vormittags": 0, "nachmittags": 1, "abends": 1, "nachts": 2, "vormittag": 0, "abend": 1},
    "named_clock": {"mittag": 12, "mittags": 12, "mitternacht": 0},
    "number_word": {
        "eins": 1,
        "zwei": 2,
        "drei": 3,
        "vier": 4,
        "fünf": 5,
        "sechs": 6,
        "sieben": 7,
        "acht": 8,
        "neun": 9,
        "zehn": 10,
        "elf": 11,
        "zwölf": 12,
    },
    "past_words": {"halb": -30, "viertel_nach": 15, "viertel_vor": -15, "dreiviertel": -15},
    "hour_word": "uhr h",
    "until": "bis bis_zum bis_um",
    "and": "und oder sowie",
    "at": "um gegen",
    "on": "am",
    "in": "im in",
    "of_only": "des",
    "from_only": "von vom ab ab_dem zwischen",
    "the": "der die das den dem",
    "every": "jeden jede jedes jedem immer",
    "this": "diesen dieser diesem morgigen heutigen kommenden kommender kommendem",
    "next": "nächsten nächster nächste nächstem",
    "unit_day": "tag tage tages",
    "unit_week": "woche wochen",
    "unit_month": "monat monats monate",
    "unit_year": "jahr jahre jahres",
    "cadence": {
        "täglich": 1,
        "wöchentlich": 7,
        "monatlich": 30,
        "vierzehntägig": 14,
        "alle_zwei_wochen": 14,
        "alle_2_wochen": 14,
        "alle_14_tage": 14,
        "zweimal_im_monat": 15,
        "zweimal_monatlich": 15,
        "vierteljährlich": 90,
    },
    "season": {"frühling": 3, "frühjahr": 3, "sommer": 6, "herbst": 9, "winter": 12},
    "except": "außer ausgenommen",
    "starting": "beginn beginnt start startet uhrzeit zeit",
    "show": "konzert vorstellung vortrag veranstaltung film",
    "doors": "einlass türen saalöffnung",
    "open": "öffnen öffnet ist",
}

ASIDES_BEFORE = {
    "deadline": r"\b(?:anmeldeschluss|einsendeschluss|frist|bewerbungsschluss|anmeldung|bewerbung|spätestens)"
    r"[^.!?\n]{0,40}",
    "posted": r"\b(?:stand|veröffentlicht|erschienen|erscheinungsdatum|aktualisiert|editiert|geändert|geschrieben"
    r"|erstellt|sagt|abgerufen|dabei seit|registriert seit|letzter besuch"
    r"|zuletzt (?:online|gesehen))(?: (?:am|vom|von [^\n]{1,30}))?(?: am)?",
    "since": r"\b(?:seit|gegründet)(?: (?:dem|am))?",
    "hours": r"\b(?:öffnungszeiten|sprechzeiten|geöffnet|bürozeiten)",
    "age": r"\b(?:geboren|gestorben|verstorben|starb)(?: am)?|[†*](?: am)?",
}
PAST = r"war|waren|fand|fanden|wurde|wurden|letzten|vergangenen"
FUTURE = r"wird|werden|findet|finden|nächsten|kommenden|laden|herzlich"
