"""French: what CLDR does not have, by kind of token. `du` begins ("du 3 au 5 mai") and joins ("du mois")."""

from aggregator.when.vocabulary.shape import Words

MARKERS = "mai midi minuit jusqu'au jusqu'à après-midi"

WORDS: Words = {
    "month": {"fév": 2, "fevr": 2, "jan": 1, "juill": 7, "avr": 4},
    "weekdays": {
        "lundis": 0,
        "mardis": 1,
        "mercredis": 2,
        "jeudis": 3,
        "vendredis": 4,
        "samedis": 5,
        "dimanches": 6,
    },
    "ordinal_word": {
        "premier": 1,
        "première": 1,
        "deuxième": 2,
        "second": 2,
        "troisième": 3,
        "quatrième": 4,
        "cinquième": 5,
    },
    "last": {"dernier": -1},
    "number_word": {
        "une": 1,
        "deux": 2,
        "trois": 3,
        "quatre": 4,
        "cinq": 5,
        "sept": 7,
        "huit": 8,
        "neuf": 9,
        "dix": 10,
    },
    "past_after": {"et_demie": 30, "et_quart": 15, "moins_le_quart": -15},
    "suffix": "er e ème ᵉ eme",
    "relative": {"aujourd'hui": 0, "demain": 1, "hier": -1},
    "tonight": {"ce_soir": 0},
    "daypart": {
        "matin": 0,
        "du_matin": 0,
        "après_-_midi": 1,
        "de_l'après_-_midi": 1,
        "soir": 1,
        "du_soir": 1,
        "soirée": 1,
        "en_soirée": 1,
    },
    "named_clock": {"midi": 12, "minuit": 0},
    "hour_word": "h heures heure hrs",
    "until": "jusqu'au jusqu'à jusque",
    "to": "au",
    "at_to": "à a",
    "and": "et ou",
    "in": "en",
    "of_from": "de du des",
    "from_only": "dès entre à_partir_de à_partir_du",
    "the": "le la les",
    "every": "chaque tous tous_les toutes_les",
    "this": "ce cet",
    "next": "prochain prochaine",
    "unit_day": "jour jours",
    "unit_week": "semaine semaines",
    "unit_month": "mois",
    "unit_year": "an année ans",
    "cadence": {"quotidien": 1, "hebdomadaire": 7, "mensuel": 30},
    "season": {"printemps": 3, "été": 6, "automne": 9, "hiver": 12},
    "except": "sauf excepté",
    "starting": "début",
    "show": "spectacle concert",
    "doors": "portes ouverture_des_portes",
}

ASIDES_BEFORE = {
    "deadline": r"\b(?:date limite|inscriptions?|avant le|au plus tard)[^.!?\n]{0,40}",
    "posted": r"\b(?:publiée?|mise? à jour|modifiée?|rédigée?|posté)(?: (?:le|par [^\n]{1,30}))?(?: le)?",
    "since": r"\b(?:depuis|fondée?)(?: (?:le|en))?",
    "hours": r"\b(?:horaires?|heures d'ouverture|ouvert)(?: (?:du|de))?",
    "age": r"\bnée?(?: le)?",
}
PAST = r"était|a eu lieu|s'est tenue?|ont eu lieu|dernier"
FUTURE = r"aura lieu|auront lieu|se tiendra|prochain|prochaine|rejoignez|rendez-vous|sera|seront"
