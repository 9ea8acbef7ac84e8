"""Italian: what CLDR does not have, by kind of token."""

from aggregator.when.vocabulary.shape import Words

MARKERS = "mezzogiorno mezzanotte stasera"

WORDS: Words = {
    "weekdays": {
        "i_lunedì": 0,
        "i_martedì": 1,
        "i_mercoledì": 2,
        "i_giovedì": 3,
        "i_venerdì": 4,
        "sabati": 5,
        "domeniche": 6,
    },
    "ordinal_word": {"primo": 1, "prima": 1, "secondo": 2, "terzo": 3, "quarto": 4},
    "last": {"ultimo": -1, "ultima": -1, "l'ultimo": -1, "l'ultima": -1, "ultimi": -1},
    "workday": "giorno_feriale giorno_lavorativo",
    "suffix": "º ª",
    "number_word": {
        "due": 2,
        "tre": 3,
        "quattro": 4,
        "cinque": 5,
        "sei": 6,
        "sette": 7,
        "otto": 8,
        "nove": 9,
        "dieci": 10,
    },
    "past_after": {"e_mezza": 30, "e_mezzo": 30, "e_un_quarto": 15, "meno_un_quarto": -15},
    "relative": {"oggi": 0, "domani": 1, "ieri": -1},
    "tonight": {"stasera": 0, "questa_sera": 0},
    "daypart": {
        "di_mattina": 0,
        "del_mattino": 0,
        "del_pomeriggio": 1,
        "di_sera": 1,
        "della_sera": 1,
        "mattina": 0,
        "pomeriggio": 1,
        "sera": 1,
    },
    "named_clock": {"mezzogiorno": 12, "mezzanotte": 0},
    "hour_word": "h",
    "until": "fino_al fino_a fino_alle sino_al",
    "at_to": "al ai all alle alle_ore per_le a",
    "and": "e ed o",
    "at": "ore",
    "in": "in nel",
    "of_only": "di",
    "of_from": "del dell dei",
    "from_only": "dal dall dalle da tra fra dalle_ore a_partire_da a_partire_dal a_partire_dalle",
    "the": "il lo la l i le giorno",
    "every": "ogni tutti tutte",
    "this": "questo questa prossimo prossima",
    "unit_day": "giorno giorni",
    "unit_week": "settimana settimane",
    "unit_month": "mese mesi",
    "unit_year": "anno anni",
    "cadence": {
        "quotidianamente": 1,
        "settimanalmente": 7,
        "mensilmente": 30,
        "ogni_due_settimane": 14,
        "ogni_15_giorni": 14,
        "due_volte_al_mese": 15,
        "trimestralmente": 90,
    },
    "season": {"primavera": 3, "estate": 6, "autunno": 9, "inverno": 12},
    "except": "escluso eccetto tranne",
    "starting": "inizio inizia comincia orario ora",
    "doors": "porte apertura_porte apertura",
    "open": "aprono apre si_aprono",
    "show": "spettacolo concerto",
}

ASIDES_BEFORE = {
    "deadline": r"\b(?:scadenza|iscrizion[ei]|entro)[^.!?\n]{0,40}",
    "posted": r"\b(?:pubblicat[oa]|aggiornat[oa]|scritto|modificat[oa]|consultat[oa]|iscritt[oa])"
    r"(?: (?:il|da [^\n]{1,30}))?(?: il)?",
    "since": r"\b(?:dal lontano|fondat[oa])(?: (?:il|nel))?",
    "hours": r"\b(?:orari|orario)(?: di (?:apertura|ufficio))?",
    "age": r"\b(?:nat[oa]|mort[oa]|morì|decedut[oa]|scompars[oa])(?: il)?|†(?: il)?",
}
PAST = r"era|erano|si è tenut[oa]|ha avuto luogo|scorso|scorsa"
FUTURE = r"sarà|saranno|si terrà|avrà luogo|prossimo|prossima|partecipa"
