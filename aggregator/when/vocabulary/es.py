"""Spanish: what CLDR does not have, by kind of token. `de` joins ("5 de mayo") and begins ("de 7 a 9")."""

from aggregator.when.vocabulary.shape import Words

MARKERS = "mediodía medianoche hasta"

WORDS: Words = {
    "month": {"setiembre": 9, "set": 9, "sep": 9},
    "weekday": {"mier": 2, "sab": 5},
    "weekdays": {
        "los_lunes": 0,
        "los_martes": 1,
        "los_miércoles": 2,
        "los_jueves": 3,
        "los_viernes": 4,
        "los_sábados": 5,
        "los_domingos": 6,
        "sábados": 5,
        "domingos": 6,
    },
    "ordinal_word": {
        "primero": 1,
        "primer": 1,
        "segundo": 2,
        "tercer": 3,
        "tercero": 3,
        "cuarto": 4,
        "quinto": 5,
    },
    "last": {"último": -1},
    "number_word": {"una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8},
    "suffix": "º ª ro",
    "relative": {"hoy": 0, "mañana": 1, "ayer": -1},
    "tonight": {"esta_noche": 0},
    "daypart": {
        "de_la_mañana": 0,
        "por_la_mañana": 0,
        "de_la_tarde": 1,
        "por_la_tarde": 1,
        "del_mediodía": 1,
        "de_la_noche": 2,
        "por_la_noche": 2,
    },
    "named_clock": {"mediodía": 12, "medianoche": 0},
    "hour_word": "h hs hrs horas hora",
    "until": "hasta hasta_el hasta_las",
    "at_to": "a al a_las a_la",
    "and": "y e o",
    "at": "en",
    "of_from": "de del",
    "from_only": "desde desde_el entre a_partir_de a_partir_del",
    "the": "el la las los día dia",
    "every": "cada todos todas",
    "this": "este esta",
    "next": "próximo próxima",
    "unit_day": "días",
    "unit_week": "semana semanas",
    "unit_month": "mes meses",
    "unit_year": "año años",
    "cadence": {"diariamente": 1, "semanalmente": 7, "mensualmente": 30, "quincenalmente": 14},
    "season": {"primavera": 3, "verano": 6, "otoño": 9, "invierno": 12},
    "except": "excepto salvo menos",
    "starting": "inicio comienzo",
    "doors": "puertas",
}

ASIDES_BEFORE = {
    "deadline": r"\b(?:fecha límite|plazo|inscripci(?:ón|ones)|antes del|a más tardar)[^.!?\n]{0,40}",
    "posted": r"\b(?:publicad[oa]|actualizad[oa]|escrito|creado)(?: (?:el|por [^\n]{1,30}))?(?: el)?",
    "since": r"\b(?:desde|fundad[oa])(?: (?:el|en))?",
    "hours": r"\bhorarios?(?: de (?:atención|oficina|apertura))?",
    "age": r"\b(?:nacid[oa]|nació)(?: el)?",
}
PAST = r"fue|fueron|tuvo lugar|se celebró|pasado"
FUTURE = r"será|serán|tendrá lugar|próximo|próxima|únete|acompáñanos|inscríbete|se celebrará"
