"""Spanish, French, German, Portuguese and Italian: the same grammar with other words."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from aggregator.model import DateOrTime, Precision
from aggregator.when import Context, find, find_clocks
from aggregator.when.vocabulary import LANGUAGES, names, vocabulary

MONDAY = datetime(2025, 3, 10, 9, 30)

ROWS = [
    # Spanish
    ("es", "sábado 14 de junio de 2025", date(2025, 6, 14), None),
    ("es", "14 de junio a las 19:30", datetime(2025, 6, 14, 19, 30), None),
    ("es", "el 14 de junio a las 7 de la tarde", datetime(2025, 6, 14, 19), None),
    ("es", "del 14 al 16 de junio", date(2025, 6, 14), date(2025, 6, 16)),
    ("es", "del 28 de junio al 2 de julio de 2025", date(2025, 6, 28), date(2025, 7, 2)),
    ("es", "14 de junio, de 10 a 13 h", datetime(2025, 6, 14, 10), datetime(2025, 6, 14, 13)),
    ("es", "sábado 14 de junio, al mediodía", datetime(2025, 6, 14, 12), None),
    ("es", "14/6/2025, 19 horas, mayo", datetime(2025, 6, 14, 19), None),
    ("es", "este sábado 14 de junio a las 12h", datetime(2025, 6, 14, 12), None),
    ("es", "el próximo miércoles 18 de junio", date(2025, 6, 18), None),
    ("es", "el viernes que viene a las 18h", datetime(2025, 3, 14, 18), None),
    ("es", "sábado próximo, 19h", datetime(2025, 3, 15, 19), None),
    ("de", "Samstagabend um 20 Uhr", datetime(2025, 3, 15, 20), None),
    ("de", "Freitagnachmittag, 14. März", date(2025, 3, 14), None),
    ("de", "am kommenden Samstag um 15 Uhr", datetime(2025, 3, 15, 15), None),
    ("es", "a las 12 de la mañana del domingo 16 de marzo", datetime(2025, 3, 16, 12), None),
    ("it", "domenica alle 18 in piazza", datetime(2025, 3, 16, 18), None),
    ("fr", "le lundi 17 à 20h00 à la Cure", datetime(2025, 3, 17, 20), None),
    ("fr", "samedi de 14 à 18h", datetime(2025, 3, 15, 14), datetime(2025, 3, 15, 18)),
    ("de", "am morgigen Dienstag um 20 Uhr", datetime(2025, 3, 11, 20), None),
    ("es", "mañana, martes 11 de marzo, a las 18h", datetime(2025, 3, 11, 18), None),
    ("it", "domani, 11 marzo, alle 11.30 per la scuola", datetime(2025, 3, 11, 11, 30), None),
    ("it", "giovedì 13 marzo ore 20,30 presso il circolo", datetime(2025, 3, 13, 20, 30), None),
    ("it", "ore 18.00 di venerdì 14 marzo", datetime(2025, 3, 14, 18), None),
    ("it", "dalle ore 18 alle 20 di venerdì 14 marzo", datetime(2025, 3, 14, 18), datetime(2025, 3, 14, 20)),
    ("it", "venerdì 14 marzo prossimo alle 18", datetime(2025, 3, 14, 18), None),
    ("pt", "sexta-feira que vem, às 19h", datetime(2025, 3, 14, 19), None),
    ("fr", "samedi prochain à 14h", datetime(2025, 3, 15, 14), None),
    ("fr", "le samedi 14 juin prochain à 14h", datetime(2025, 6, 14, 14), None),
    # French
    ("fr", "ce samedi 14 juin à 14h", datetime(2025, 6, 14, 14), None),
    ("fr", "samedi 14 juin 2025", date(2025, 6, 14), None),
    ("fr", "le samedi 14 juin à 19h30", datetime(2025, 6, 14, 19, 30), None),
    ("fr", "du 14 au 16 juin 2025", date(2025, 6, 14), date(2025, 6, 16)),
    ("fr", "du 28 juin au 2 juillet", date(2025, 6, 28), date(2025, 7, 2)),
    ("fr", "1er juin, de 10h à 12h", datetime(2025, 6, 1, 10), datetime(2025, 6, 1, 12)),
    ("fr", "samedi 14 juin à 7 heures du soir", datetime(2025, 6, 14, 19), None),
    ("fr", "samedi 14 juin à midi", datetime(2025, 6, 14, 12), None),
    ("fr", "24 → 28 juin 2025", date(2025, 6, 24), date(2025, 6, 28)),
    ("fr", "samedi 14 juin, ouverture 18h / concert 20h", datetime(2025, 6, 14, 20), None),
    ("it", "sabato 14 giugno: apertura porte ore 20 / concerto ore 21", datetime(2025, 6, 14, 21), None),
    ("es", "14 de junio, apertura de puertas 20h / concierto 21h", datetime(2025, 6, 14, 21), None),
    ("pt", "14 de junho, abertura de portas 20h, espetáculo 21h", datetime(2025, 6, 14, 21), None),
    ("it", "dal 28 giugno all'8 luglio", date(2025, 6, 28), date(2025, 7, 8)),
    ("it", "dal 9 all’11 giugno", date(2025, 6, 9), date(2025, 6, 11)),
    ("it", "14 giugno, porte aprono alle 20, il concerto inizia alle 21", datetime(2025, 6, 14, 21), None),
    ("es", "14 de junio, las puertas abren a las 20h, el concierto empieza a las 21h", datetime(2025, 6, 14, 21), None),
    ("fr", "14 juin, les portes ouvrent à 20h, le concert commence à 21h", datetime(2025, 6, 14, 21), None),
    ("pt", "14 de junho, as portas abrem às 20h, o concerto começa às 21h", datetime(2025, 6, 14, 21), None),
    ("de", "14. Juni, Einlass ist um 20 Uhr, das Konzert beginnt um 21 Uhr", datetime(2025, 6, 14, 21), None),
    # German
    ("de", "Samstag, 14. Juni 2025", date(2025, 6, 14), None),
    ("de", "Sa., 14.6.2025, 19:30 Uhr, Montag", datetime(2025, 6, 14, 19, 30), None),
    ("de", "am Samstag, den 14. Juni um 19 Uhr", datetime(2025, 6, 14, 19), None),
    ("de", "14.–16. Juni 2025", date(2025, 6, 14), date(2025, 6, 16)),
    ("de", "vom 28. Juni bis zum 2. Juli", date(2025, 6, 28), date(2025, 7, 2)),
    ("de", "14.-16.6.2025, Sonntag", date(2025, 6, 14), date(2025, 6, 16)),
    ("de", "14. Juni, 19 bis 21 Uhr", datetime(2025, 6, 14, 19), datetime(2025, 6, 14, 21)),
    ("de", "14. Juni von 19–21 Uhr", datetime(2025, 6, 14, 19), datetime(2025, 6, 14, 21)),
    ("de", "diesen Samstag, 14. Juni, 8.45 Uhr", datetime(2025, 6, 14, 8, 45), None),
    ("de", "am kommenden Freitag, 14.3., 18 Uhr", datetime(2025, 3, 14, 18), None),
    # Portuguese
    ("pt", "No dia 15 de julho haverá", date(2025, 7, 15), None),
    ("pt", "no dia 1º de julho", date(2025, 7, 1), None),
    ("pt", "no dia 6 de dezembro de 2025 (sábado)", date(2025, 12, 6), None),
    ("pt", "nesta quinta-feira (13), a entidade", date(2025, 3, 13), None),
    ("pt", "nesta quinta-feira, 13 de março, às 9h", datetime(2025, 3, 13, 9), None),
    ("pt", "sábado, 14 de junho de 2025", date(2025, 6, 14), None),
    ("pt", "sexta-feira, 13 de junho, às 19h30", datetime(2025, 6, 13, 19, 30), None),
    ("pt", "de 14 a 16 de junho", date(2025, 6, 14), date(2025, 6, 16)),
    ("pt", "14 de junho, das 19h às 21h", datetime(2025, 6, 14, 19), datetime(2025, 6, 14, 21)),
    ("pt", "14 de junho ao meio-dia", datetime(2025, 6, 14, 12), None),
    # Italian
    ("it", "sabato 14 giugno 2025", date(2025, 6, 14), None),
    ("it", "sabato 14 giugno, ore 19.30", datetime(2025, 6, 14, 19, 30), None),
    ("it", "dal 14 al 16 giugno", date(2025, 6, 14), date(2025, 6, 16)),
    ("it", "14 giugno, dalle 19 alle 21", datetime(2025, 6, 14, 19), datetime(2025, 6, 14, 21)),
    ("it", "14 giugno a mezzogiorno", datetime(2025, 6, 14, 12), None),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), ROWS, ids=[row[1] for row in ROWS])
def test_one_expression(language: str, text: str, start: DateOrTime, end: DateOrTime | None) -> None:
    found = [w for w in find(text, now=MONDAY) if w.precision is not Precision.MONTH]
    assert [(w.start, w.end) for w in found] == [(start, end)]
    told = find(text, now=MONDAY, context=Context(languages=(language,)))
    assert (start, end) in [(w.start, w.end) for w in told]


RECURRING = [
    ("todos los martes a las 19:00", "FREQ=WEEKLY;BYDAY=TU"),
    ("los martes y jueves a las 19:00", "FREQ=WEEKLY;BYDAY=TU,TH"),
    ("el segundo martes de cada mes, 19:00", "FREQ=MONTHLY;BYDAY=2TU"),
    ("tous les mardis à 19h", "FREQ=WEEKLY;BYDAY=TU"),
    ("chaque mardi à 19h", "FREQ=WEEKLY;BYDAY=TU"),
    ("le deuxième mardi du mois à 19h", "FREQ=MONTHLY;BYDAY=2TU"),
    ("jeden Dienstag um 19 Uhr", "FREQ=WEEKLY;BYDAY=TU"),
    ("dienstags 19 Uhr", "FREQ=WEEKLY;BYDAY=TU"),
    ("jeden zweiten Dienstag im Monat, 19 Uhr", "FREQ=MONTHLY;BYDAY=2TU"),
    ("toda terça-feira às 19h", "FREQ=WEEKLY;BYDAY=TU"),
    ("a última quinta-feira de cada mês", "FREQ=MONTHLY;BYDAY=-1TH"),
    ("ogni martedì alle 19", "FREQ=WEEKLY;BYDAY=TU"),
    ("second Monday of February, May, August and November at 2 pm", "FREQ=MONTHLY;BYDAY=2MO;BYMONTH=2,5,8,11"),
    ("first Thursday in March, June, September and December", "FREQ=MONTHLY;BYDAY=1TH;BYMONTH=3,6,9,12"),
    ("el segundo lunes de marzo, junio y septiembre a las 18 h", "FREQ=MONTHLY;BYDAY=2MO;BYMONTH=3,6,9"),
    ("am zweiten Montag im Februar, Mai und August um 19 Uhr", "FREQ=MONTHLY;BYDAY=2MO;BYMONTH=2,5,8"),
    (
        "2nd Tuesday of January, April and July 2030, 6:30 p.m.",
        "FREQ=MONTHLY;BYDAY=2TU;BYMONTH=1,4,7;UNTIL=20300731T235959",
    ),
    ("il secondo martedì del mese, ore 19", "FREQ=MONTHLY;BYDAY=2TU"),
]


@pytest.mark.parametrize(("text", "rule"), RECURRING, ids=[row[0] for row in RECURRING])
def test_recurrence(text: str, rule: str) -> None:
    assert [w.rrule for w in find(text, now=MONDAY)] == [rule]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_of_a_month_is_read(language: str) -> None:
    day_first = language != "en"
    context = Context(languages=(language,))
    for name, month in names()[language]["months"].items():
        if vocabulary((language, "en")).words.get(name, ("",))[0] != "month":
            continue
        text = f"14 {name.title()} 2025" if day_first else f"{name.title()} 14, 2025"
        assert [w.start for w in find(text, now=MONDAY, context=context)] == [date(2025, month, 14)], text


def test_the_language_of_a_date_is_told() -> None:
    assert [w.language for w in find("14 de junio. Le 15 juin. June 16.", now=MONDAY)][:1] == ["es"]
    assert [w.language for w in find("June 16", now=MONDAY)] == ["en"]


def test_days_of_one_month_joined_by_a_sign() -> None:
    days = [w.start for w in find("30.+31.05.", now=MONDAY, context=Context(languages=("de",)))]
    assert days == [date(2025, 5, 30), date(2025, 5, 31)]


def test_names_without_their_accents() -> None:
    assert [w.start for w in find("sabado 14 de diciembre de 2024", now=MONDAY)] == [date(2024, 12, 14)]


def test_an_english_text_is_not_read_as_another() -> None:
    text = "The due date is set out in part a of the act. So do as we do, or die."
    assert find(text, now=MONDAY) == ()


IN_THEIR_LANGUAGE = [
    # Of the words that are a month and a weekday, the one before its day's own month is the weekday.
    ("es", "Mar. 17 jun. 2025, 19 h", datetime(2025, 6, 17, 19), None),
    ("es", "mar 10 jun, a las 19 h", datetime(2025, 6, 10, 19), None),
    ("it", "Mar. 17 giu. 2025", date(2025, 6, 17), None),
    ("es", "7 mar 2026", date(2026, 3, 7), None),
    # Short weekdays in small letters, right before days.
    ("it", "gio 12 al sab 14 giu", date(2025, 6, 12), date(2025, 6, 14)),
    ("pt", "ter 5 anos em maio", None, None),
    # A word for the hour between a day and its time.
    ("es", "17 de junio. Hora: 19:00. Lugar: Ateneo", datetime(2025, 6, 17, 19), None),
    ("pt", "17 de junho, Horário: 19h", datetime(2025, 6, 17, 19), None),
    ("fr", "mardi 17 juin Horaire : 19h30", datetime(2025, 6, 17, 19, 30), None),
    ("it", "17 giugno, Orario: 19.00", datetime(2025, 6, 17, 19), None),
    ("de", "17. Juni, Beginn: 19.30", datetime(2025, 6, 17, 19, 30), None),
    # A number that is a month's short name is the month behind a day.
    ("fr", "28 sept. à 20h", datetime(2025, 9, 28, 20), None),
    ("fr", "mar. 1er sept. 2026", date(2026, 9, 1), None),
    # Between a day and "a las" no other day follows.
    ("es", "17/6 a las 7 de la tarde", datetime(2025, 6, 17, 19), None),
]


@pytest.mark.parametrize(
    ("language", "text", "start", "end"), IN_THEIR_LANGUAGE, ids=[row[1] for row in IN_THEIR_LANGUAGE]
)
def test_on_a_page_in_a_language(language: str, text: str, start: DateOrTime | None, end: DateOrTime | None) -> None:
    found = find(text, now=MONDAY, context=Context(languages=(language,)))
    assert [(w.start, w.end) for w in found if w.precision is not Precision.MONTH] == ([(start, end)] if start else [])


HOURS = [
    ("it", "dalle 10 alle 12", time(10), time(12)),
    ("it", "dalle ore 18.30 alle 20.00", time(18, 30), time(20)),
    ("it", "a partire dalle 19", time(19), None),
    ("it", "ore 18-20", time(18), time(20)),
    ("it", "dalle 20 persone", None, None),
    ("es", "de las 10 a las 12", time(10), time(12)),
    ("es", "desde las 19", time(19), None),
    ("es", "las 10 a las 12 personas", None, None),
    ("pt", "das 10 às 12", time(10), time(12)),
    ("pt", "19 hrs", time(19), None),
    ("pt", "das 12 às 14 pessoas", None, None),
    ("fr", "à 19 heures 30", time(19, 30), None),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), HOURS, ids=[row[1] for row in HOURS])
def test_hours_alone(language: str, text: str, start: time | None, end: time | None) -> None:
    found = [(clock.start, clock.end) for clock in find_clocks(text, languages=(language,))]
    assert found == ([(start, end)] if start else [])
