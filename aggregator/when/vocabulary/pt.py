"""Portuguese: what CLDR does not have, by kind of token. `de` joins ("5 de maio") and begins ("de 3 a 5")."""

from aggregator.when.vocabulary.shape import Words

MARKERS = "mai feira até amanhã"

WORDS: Words = {
    "weekday": {"segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sab": 5},
    "weekdays": {
        "segundas": 0,
        "terças": 1,
        "quartas": 2,
        "quintas": 3,
        "sextas": 4,
        "segundas_-_feiras": 0,
        "terças_-_feiras": 1,
        "quartas_-_feiras": 2,
        "quintas_-_feiras": 3,
        "sextas_-_feiras": 4,
        "sábados": 5,
        "domingos": 6,
    },
    "ordinal_word": {"primeiro": 1, "primeira": 1, "segundo": 2, "terceiro": 3, "terceira": 3, "quarto": 4},
    "last": {"último": -1, "última": -1, "últimos": -1, "últimas": -1},
    "workday": "dia_útil",
    "suffix": "º ª",
    "number_word": {
        "uma": 1,
        "duas": 2,
        "três": 3,
        "quatro": 4,
        "cinco": 5,
        "seis": 6,
        "sete": 7,
        "oito": 8,
        "nove": 9,
        "dez": 10,
    },
    "past_after": {"e_meia": 30, "e_quinze": 15},
    "relative": {"hoje": 0, "amanhã": 1, "ontem": -1},
    "tonight": {"hoje_à_noite": 0},
    "daypart": {"da_manhã": 0, "de_manhã": 0, "da_tarde": 1, "à_tarde": 1, "da_noite": 2, "à_noite": 1},
    "named_clock": {"meio_-_dia": 12, "meia_-_noite": 0},
    "hour_word": "h hs hrs horas hora",
    "until": "até até_as até_às até_o",
    "at_to": "às as à a ao",
    "and": "e ou",
    "in": "em",
    "on": "no na nos nas",
    "of_from": "de do da das dos",
    "from_only": "desde entre a_partir_de a_partir_das a_partir_do",
    "the": "o os dia",
    "every": "cada todo toda todos todas",
    "this": "este esta neste nesta próximo próxima que_vem",
    "unit_day": "dias",
    "unit_week": "semana semanas",
    "unit_month": "mês meses",
    "unit_year": "ano anos",
    "cadence": {
        "diariamente": 1,
        "semanalmente": 7,
        "mensalmente": 30,
        "quinzenalmente": 14,
        "a_cada_duas_semanas": 14,
        "a_cada_quinze_dias": 14,
        "a_cada_15_dias": 14,
        "duas_vezes_por_mês": 15,
        "trimestralmente": 90,
    },
    "season": {"primavera": 3, "verão": 6, "outono": 9, "inverno": 12},
    "except": "exceto salvo",
    "starting": "início inicia começa horário",
    "doors": "portas abertura_de_portas abertura_das_portas",
    "open": "abrem abre abrirão",
    "show": "espetáculo concerto",
}

ASIDES_BEFORE = {
    "deadline": r"\b(?:prazo|inscriç(?:ão|ões)|até o dia)[^.!?\n]{0,40}",
    "posted": r"\b(?:publicad[oa]|atualizad[oa]|postad[oa]|escrito|consultad[oa]|acessad[oa]"
    r"|registrad[oa])(?: (?:em|por [^\n]{1,30}))?(?: em)?",
    "since": r"\b(?:desde|fundad[oa])(?: (?:o|em))?",
    "hours": r"\bhorários?(?: d[ae] (?:atendimento|funcionamento|secretaria))?",
    "age": r"\b(?:nascid[oa]|morreu|faleceu|falecid[oa])(?: em)?|†(?: em)?",
}
PAST = r"foi|foram|aconteceu|realizou-se|passado|passada"
FUTURE = r"será|serão|acontecerá|próximo|próxima|participe|venha|inscreva-se"
