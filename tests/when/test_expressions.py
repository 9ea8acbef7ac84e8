"""Expressions as people write them, in six languages, each with all that is read from it: start, end, rule."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import DateOrTime, When
from aggregator.when import Context, find

WEDNESDAY = datetime(2026, 5, 20, 12, 0)
"""The page's date of every row."""

ROWS: list[tuple[str, str, list[tuple[str, str | None, str | None]]]] = [
    # en
    ("en", "Tuesday 3, March", [("2026-03-03", None, None)]),
    ("en", "Tuesday 3, March, 7pm", [("2026-03-03 19:00", None, None)]),
    ("en", "June 4 at six", [("2026-06-04 18:00", None, None)]),
    ("en", "June 4 at six in the evening", [("2026-06-04 18:00", None, None)]),
    ("en", "June 4 half past seven", [("2026-06-04 19:30", None, None)]),
    ("en", "June 4 at half past seven pm", [("2026-06-04 19:30", None, None)]),
    ("en", "June 4 at quarter to eight", [("2026-06-04 19:45", None, None)]),
    ("en", "June 4, 7p", [("2026-06-04 19:00", None, None)]),
    ("en", "June 4 7-9", [("2026-06-04 19:00", "2026-06-04 21:00", None)]),
    ("en", "June 4, 7-9 hours", [("2026-06-04", None, None)]),
    ("en", "June 4, 1900-2100 hrs", [("2026-06-04 19:00", "2026-06-04 21:00", None)]),
    ("en", "June 4 6:30-8", [("2026-06-04 18:30", "2026-06-04 20:00", None)]),
    ("en", "June 4, 7p-9p", [("2026-06-04 19:00", "2026-06-04 21:00", None)]),
    ("en", "June 4 7 PM EST/EDT", [("2026-06-04 19:00", None, None)]),
    ("en", "June 4 at 1900 hrs", [("2026-06-04 19:00", None, None)]),
    (
        "en",
        "1st, 3rd and 5th Tuesday of each month at 6 pm",
        [("2026-06-02 18:00", None, "FREQ=MONTHLY;BYDAY=1TU,3TU,5TU")],
    ),
    ("en", "every other Thursday starting June 4", [("2026-06-04", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")]),
    (
        "en",
        "every other Thursday starting June 4 at 6pm",
        [("2026-06-04 18:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")],
    ),
    ("en", "weekdays at 8am", [("2026-05-20 08:00", None, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")]),
    ("en", "Weekdays 9am-5pm", [("2026-05-20 09:00", "2026-05-20 17:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")]),
    (
        "en",
        "last Friday of each month except December",
        [("2026-05-29", None, "FREQ=MONTHLY;BYDAY=-1FR;BYMONTH=1,2,3,4,5,6,7,8,9,10,11")],
    ),
    (
        "en",
        "last Friday of each month except December, 5pm",
        [("2026-05-29 17:00", None, "FREQ=MONTHLY;BYDAY=-1FR;BYMONTH=1,2,3,4,5,6,7,8,9,10,11")],
    ),
    ("en", "Mondays & Wednesdays 6–7 pm", [("2026-05-20 18:00", "2026-05-20 19:00", "FREQ=WEEKLY;BYDAY=MO,WE")]),
    (
        "en",
        "the second and fourth Monday of the month, at 7",
        [("2026-05-25 19:00", None, "FREQ=MONTHLY;BYDAY=2MO,4MO")],
    ),
    ("en", "monthly on the 15th", [("2026-06-15", None, "FREQ=MONTHLY;BYMONTHDAY=15")]),
    ("en", "monthly on the 15th at 6 pm", [("2026-06-15 18:00", None, "FREQ=MONTHLY;BYMONTHDAY=15")]),
    ("en", "30 Apr to 2 May", [("2026-04-30", "2026-05-02", None)]),
    ("en", "Dec 30–Jan 2", [("2026-12-30", "2027-01-02", None)]),
    ("en", "the week of March 3", [("2026-03-02", "2026-03-08", None)]),
    ("en", "week of June 8", [("2026-06-08", "2026-06-14", None)]),
    ("en", "late June 2026", [("2026-06-01", "2026-06-30", None)]),
    ("en", "Spring 2027", [("2027-03-01", "2027-05-31", None)]),
    ("en", "2026-W23-2", [("2026-06-02", None, None)]),
    ("en", "20260604T180000", [("2026-06-04 18:00", None, None)]),
    ("en", "2026-06-04T18:00/20:00", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "2026-06-04T18:00/PT2H", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "2026-06-04T18:00/PT1H30M", [("2026-06-04 18:00", "2026-06-04 19:30", None)]),
    ("en", "2026-06-04T18:00:00Z/2026-06-04T20:00:00Z", [("2026-06-04 18:00+00:00", "2026-06-04 20:00+00:00", None)]),
    ("en", "Thursday, June 5, 2026", [("2026-06-05", None, None)]),
    ("en", "Friday at noon", [("2026-05-22 12:00", None, None)]),
    ("en", "June 5, noon-2", [("2026-06-05 12:00", "2026-06-05 14:00", None)]),
    ("en", "June 5 12 noon to 1:30", [("2026-06-05 12:00", "2026-06-05 13:30", None)]),
    ("en", "12 midday June 5", [("2026-06-05 12:00", None, None)]),
    ("en", "Call 415-555-0100", []),
    ("en", "Tickets $5/10", []),
    ("en", "won 7-9", []),
    ("en", "version 3.5.12", []),
    ("en", "John 3:16", []),
    ("en", "ratio 3:1", []),
    ("en", "7 May Street", []),
    ("en", "1200 March Ave", []),
    ("en", "24/7", []),
    ("en", "since 1998", []),
    ("en", "9-5 job", []),
    ("en", "Room 12/14", []),
    ("en", "1 in 4", []),
    ("en", "fiscal year 2026", []),
    ("en", "FY 2025-26", []),
    ("en", "§ 3.4", []),
    ("en", "17 U.S.C. 107", []),
    ("en", "Model 12-6", []),
    ("en", "Psalm 23:4", []),
    ("en", "Acts 2:42 and 3:1", []),
    ("en", "score was 5-3", []),
    ("en", "Prop 12/14", []),
    ("en", "Section 8/9", []),
    ("en", "I may go", []),
    ("en", "we march on", []),
    ("en", "AB 5/10 passed", []),
    ("en", "3/4 of people", []),
    ("en", "1/2 cup sugar", []),
    ("en", "Vol. 12, No. 6", []),
    ("en", "ages 7-9", []),
    ("en", "grades 7-9", []),
    ("en", "pp. 10-12", []),
    (
        "en",
        "Sat & Sun 10-4",
        [("2026-05-23 10:00", "2026-05-23 16:00", None), ("2026-05-24 10:00", "2026-05-24 16:00", None)],
    ),
    (
        "en",
        "Sat. June 6th 10am to 4pm, Sun. June 7th 10am to 3pm",
        [("2026-06-06 10:00", "2026-06-06 16:00", None), ("2026-06-07 10:00", "2026-06-07 15:00", None)],
    ),
    (
        "en",
        "June 6 & 7, 10am-4pm",
        [("2026-06-06 10:00", "2026-06-06 16:00", None), ("2026-06-07 10:00", "2026-06-07 16:00", None)],
    ),
    ("en", "Fri June 5 6-8p", [("2026-06-05 18:00", "2026-06-05 20:00", None)]),
    ("en", "7:30p Thu Jun 4", [("2026-06-04 19:30", None, None)]),
    ("en", "Thursday June 4th @ 7", [("2026-06-04 19:00", None, None)]),
    ("en", "Thursday June 4th 7:00", [("2026-06-04 19:00", None, None)]),
    ("en", "Thursday, June 4 from 6 until 8", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "June 4th 5:30 for 6pm", [("2026-06-04 18:00", None, None)]),
    ("en", "6 for 6:30pm, Thursday 4 June", [("2026-06-04 18:30", None, None)]),
    ("en", "June 4, doors 6:30, talk 7", [("2026-06-04 19:00", None, None)]),
    ("en", "Tonight 7pm", [("2026-05-20 19:00", None, None)]),
    ("en", "Tomorrow night at 8", [("2026-05-21 20:00", None, None)]),
    ("en", "this Friday 6pm", [("2026-05-22 18:00", None, None)]),
    ("en", "June 4, 2026 6:00 PM to June 4, 2026 8:00 PM", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "06/04/2026 6:00 PM - 06/04/2026 8:00 PM", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "Jun 4, 2026 @ 6:00 pm - 8:00 pm", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "When: Jun 4 · 6–8 PM PDT", [("2026-06-04 18:00-07:00", "2026-06-04 20:00-07:00", None)]),
    ("en", "June 4 || 18:00 - 20:00 CEST", [("2026-06-04 18:00+02:00", "2026-06-04 20:00+02:00", None)]),
    ("en", "4/6/26 19:00", [("2026-04-06 19:00", None, None)]),
    ("en", "Mon 1st June 7.30pm", [("2026-06-01 19:30", None, None)]),
    ("en", "Monday 1st June, 7.30-9.30pm", [("2026-06-01 19:30", "2026-06-01 21:30", None)]),
    ("en", "June 4 6 to 8 in the evening", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("en", "Third Thursdays 6pm", [("2026-05-21 18:00", None, "FREQ=MONTHLY;BYDAY=3TH")]),
    ("en", "Every 2 weeks on Wednesday at 7pm", [("2026-05-20 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")]),
    ("en", "every two weeks on Wednesdays at 7pm", [("2026-05-20 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")]),
    ("en", "every second Wednesday at 7pm", [("2026-06-10 19:00", None, "FREQ=MONTHLY;BYDAY=2WE")]),
    ("en", "Every Monday in June at 6pm", [("2026-06-01 18:00", None, "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260630T235959")]),
    (
        "en",
        "Every Saturday through August, 9am–1pm",
        [("2026-05-23 09:00", "2026-05-23 13:00", "FREQ=WEEKLY;BYDAY=SA;UNTIL=20260831T235959")],
    ),
    (
        "en",
        "Tuesdays and Thursdays, June 2–25, 6pm",
        [("2026-06-02 18:00", None, "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260625T235959")],
    ),
    ("en", "Daily 10am-4pm", [("2026-05-20 10:00", "2026-05-20 16:00", "FREQ=DAILY")]),
    (
        "en",
        "daily except Mondays 10-4",
        [("2026-05-20 10:00", "2026-05-20 16:00", "FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA,SU")],
    ),
    ("en", "Every day at noon", [("2026-05-20 12:00", None, "FREQ=DAILY")]),
    ("en", "first Monday of every month at 19:00", [("2026-06-01 19:00", None, "FREQ=MONTHLY;BYDAY=1MO")]),
    ("en", "1st & 3rd Mon 7pm", [("2026-06-01 19:00", None, "FREQ=MONTHLY;BYDAY=1MO,3MO")]),
    ("en", "the first Sunday of the month", [("2026-06-07", None, "FREQ=MONTHLY;BYDAY=1SU")]),
    ("en", "the last Wed. of every month, 6:30 pm", [("2026-05-27 18:30", None, "FREQ=MONTHLY;BYDAY=-1WE")]),
    ("en", "the 1st and 15th of every month", [("2026-06-01", None, "FREQ=MONTHLY;BYMONTHDAY=1,15")]),
    ("en", "on the 15th of each month at 6pm", [("2026-06-15 18:00", None, "FREQ=MONTHLY;BYMONTHDAY=15")]),
    ("en", "each weekday at 5", [("2026-05-20 17:00", None, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")]),
    ("en", "alternate Tuesdays 7pm", [("2026-05-26 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")]),
    ("en", "bi-weekly Tuesdays 7pm", [("2026-05-26 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")]),
    (
        "en",
        "Thursdays, 7 - 9:30 p.m., beginning June 4",
        [("2026-06-04 19:00", "2026-06-04 21:30", "FREQ=WEEKLY;BYDAY=TH")],
    ),
    ("en", "June 4, 6 for 6.30pm", [("2026-06-04 18:30", None, None)]),
    ("en", "June 4, 6 for 10 people", [("2026-06-04", None, None)]),
    (
        "en",
        "last Friday of every month, 5pm, except July and August",
        [("2026-05-29 17:00", None, "FREQ=MONTHLY;BYDAY=-1FR;BYMONTH=1,2,3,4,5,6,9,10,11,12")],
    ),
    ("en", "last Wednesday we met", [("2026-05-13", None, None)]),
    ("en", "last Wed., 6 pm", [("2026-05-13 18:00", None, None)]),
    (
        "en",
        "daily except Monday, 10am-4pm",
        [("2026-05-20 10:00", "2026-05-20 16:00", "FREQ=WEEKLY;BYDAY=TU,WE,TH,FR,SA,SU")],
    ),
    ("en", "every alternate Tuesday 7pm", [("2026-05-26 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")]),
    ("en", "week commencing 8 June", [("2026-06-08", "2026-06-14", None)]),
    ("en", "2026-06-04T18:00Z/20:00", [("2026-06-04 18:00+00:00", "2026-06-04 20:00+00:00", None)]),
    ("en", "2026-06-04T22:00/01:00", [("2026-06-04 22:00", "2026-06-05 01:00", None)]),
    ("en", "7 May, Street party", [("2026-05-07", None, None)]),
    ("en", "5 May St Mary's Church", [("2026-05-05", None, None)]),
    ("en", "1/2 hour", []),
    ("en", "every weekday at 5pm", [("2026-05-20 17:00", None, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")]),
    ("en", "on the 15th at 6pm", [("2026-06-15 18:00", None, None)]),
    ("en", "Friday night at 8", [("2026-05-22 20:00", None, None)]),
    ("en", "Friday night, 8pm", [("2026-05-22 20:00", None, None)]),
    ("en", "Saturday morning 10-12", [("2026-05-23 10:00", "2026-05-23 12:00", None)]),
    ("en", "Thursday evenings at 7", [("2026-05-21 19:00", None, "FREQ=WEEKLY;BYDAY=TH")]),
    ("en", "Thursday evenings, 7-9", [("2026-05-21 19:00", "2026-05-21 21:00", "FREQ=WEEKLY;BYDAY=TH")]),
    ("en", "Saturday night 10-2", [("2026-05-23 22:00", "2026-05-24 02:00", None)]),
    ("en", "Wednesday evening from 5:30 to 7", [("2026-05-20 17:30", "2026-05-20 19:00", None)]),
    ("en", "every Thursday evening at 7", [("2026-05-21 19:00", None, "FREQ=WEEKLY;BYDAY=TH")]),
    ("en", "Saturday mornings at 9", [("2026-05-23 09:00", None, "FREQ=WEEKLY;BYDAY=SA")]),
    ("en", "Sat 6 – Sun 7 June", [("2026-06-06", "2026-06-07", None)]),
    # es
    ("es", "4 de junio a las 7 de la tarde", [("2026-06-04 19:00", None, None)]),
    ("es", "jueves 4 de junio, 19:00 a 21:00 h", [("2026-06-04 19:00", "2026-06-04 21:00", None)]),
    ("es", "Jueves 4 de junio a las 7 p.m.", [("2026-06-04 19:00", None, None)]),
    (
        "es",
        "sábado 6 y domingo 7 de junio de 10 a 14 h",
        [("2026-06-06 10:00", "2026-06-06 14:00", None), ("2026-06-07 10:00", "2026-06-07 14:00", None)],
    ),
    ("es", "del 5 al 7 de junio", [("2026-06-05", "2026-06-07", None)]),
    ("es", "todos los martes a las 19 h", [("2026-05-26 19:00", None, "FREQ=WEEKLY;BYDAY=TU")]),
    ("es", "cada primer lunes de mes a las 18:30", [("2026-06-01 18:30", None, "FREQ=MONTHLY;BYDAY=1MO")]),
    ("es", "los miércoles de 18 a 20 horas", [("2026-05-20 18:00", "2026-05-20 20:00", "FREQ=WEEKLY;BYDAY=WE")]),
    ("es", "primer y tercer jueves de cada mes, 19:00", [("2026-05-21 19:00", None, "FREQ=MONTHLY;BYDAY=1TH,3TH")]),
    (
        "es",
        "lunes a viernes de 9 a 17 h",
        [("2026-05-20 09:00", "2026-05-20 17:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")],
    ),
    ("es", "4 de junio de 2026, 7:30 de la tarde", [("2026-06-04 19:30", None, None)]),
    ("es", "mañana a las 8 de la noche", [("2026-05-21 20:00", None, None)]),
    ("es", "a las 12 del mediodía el 5 de junio", [("2026-06-05 12:00", None, None)]),
    ("es", "jueves 4/6 19hs", [("2026-06-04 19:00", None, None)]),
    ("es", "Jueves 4/6, 19.30 hs", [("2026-06-04 19:30", None, None)]),
    ("es", "el próximo sábado a las 11", [("2026-05-23 11:00", None, None)]),
    ("es", "El viernes 5 de junio desde las 18 hasta las 20 horas", [("2026-06-05 18:00", "2026-06-05 20:00", None)]),
    ("es", "viernes, 5 junio 2026 - 18:00", [("2026-06-05 18:00", None, None)]),
    ("es", "Vie 5 jun 18:00", [("2026-06-05 18:00", None, None)]),
    (
        "es",
        "el segundo y cuarto sábado del mes a las 10 de la mañana",
        [("2026-05-23 10:00", None, "FREQ=MONTHLY;BYDAY=2SA,4SA")],
    ),
    ("es", "cada dos semanas los jueves a las 19h", [("2026-05-21 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")]),
    ("es", "4 de junio a las siete y media de la tarde", [("2026-06-04 19:30", None, None)]),
    ("es", "4 de junio a las 7 y media", [("2026-06-04 19:30", None, None)]),
    ("es", "el 15 de cada mes a las 19:00", [("2026-06-15 19:00", None, "FREQ=MONTHLY;BYMONTHDAY=15")]),
    ("es", "4 de junio, a las siete y cuarto de la tarde", [("2026-06-04 19:15", None, None)]),
    # fr
    ("fr", "4 juin à 19h30", [("2026-06-04 19:30", None, None)]),
    ("fr", "4 juin, 20 heures", [("2026-06-04 20:00", None, None)]),
    ("fr", "jeudi 4 juin à 19h", [("2026-06-04 19:00", None, None)]),
    ("fr", "Jeudi 4 juin 2026 de 18h30 à 21h", [("2026-06-04 18:30", "2026-06-04 21:00", None)]),
    ("fr", "du 5 au 7 juin 2026", [("2026-06-05", "2026-06-07", None)]),
    (
        "fr",
        "samedi 6 et dimanche 7 juin, 10h-18h",
        [("2026-06-06 10:00", "2026-06-06 18:00", None), ("2026-06-07 10:00", "2026-06-07 18:00", None)],
    ),
    ("fr", "tous les mardis à 19h", [("2026-05-26 19:00", None, "FREQ=WEEKLY;BYDAY=TU")]),
    ("fr", "le premier lundi du mois à 18h30", [("2026-06-01 18:30", None, "FREQ=MONTHLY;BYDAY=1MO")]),
    ("fr", "chaque 2e jeudi du mois, 19h00", [("2026-06-11 19:00", None, "FREQ=MONTHLY;BYDAY=2TH")]),
    ("fr", "les mercredis de 18h à 20h", [("2026-05-20 18:00", "2026-05-20 20:00", "FREQ=WEEKLY;BYDAY=WE")]),
    ("fr", "1er juin 2026 à midi", [("2026-06-01 12:00", None, None)]),
    ("fr", "ce samedi à 14h", [("2026-05-23 14:00", None, None)]),
    ("fr", "jeudi 4 juin 2026, 7 heures du soir", [("2026-06-04 19:00", None, None)]),
    ("fr", "rendez-vous le 4 juin à 18 h 30", [("2026-06-04 18:30", None, None)]),
    ("fr", "18 h 30 - 20 h 30, le 4 juin", [("2026-06-04 18:30", "2026-06-04 20:30", None)]),
    ("fr", "sam. 6 juin – 20:30", [("2026-06-06 20:30", None, None)]),
    ("fr", "Le 4 juin de 9 h à midi", [("2026-06-04 09:00", "2026-06-04 12:00", None)]),
    ("fr", "Vendredi 5 juin, 20h précises", [("2026-06-05 20:00", None, None)]),
    ("fr", "ven. 5 juin 18h", [("2026-06-05 18:00", None, None)]),
    ("fr", "1er et 3e mardi du mois à 20h", [("2026-06-02 20:00", None, "FREQ=MONTHLY;BYDAY=1TU,3TU")]),
    ("fr", "4 juin à sept heures et demie", [("2026-06-04 19:30", None, None)]),
    ("fr", "4 juin à 19 heures et quart", [("2026-06-04 19:15", None, None)]),
    ("fr", "de 9 h à 11 h 45 le 4 juin", [("2026-06-04 09:00", "2026-06-04 11:45", None)]),
    ("fr", "le 5 de chaque mois à 19h", [("2026-06-05 19:00", None, "FREQ=MONTHLY;BYMONTHDAY=5")]),
    ("fr", "Semaine du 8 juin", [("2026-06-08", "2026-06-14", None)]),
    # de
    ("de", "4. Juni, 19.30 Uhr", [("2026-06-04 19:30", None, None)]),
    ("de", "4. Juni um halb acht", [("2026-06-04 19:30", None, None)]),
    ("de", "Donnerstag, 4. Juni 2026, 19 Uhr", [("2026-06-04 19:00", None, None)]),
    ("de", "Do, 04.06.2026, 19:00 - 21:00 Uhr", [("2026-06-04 19:00", "2026-06-04 21:00", None)]),
    ("de", "Do 4.6. 19.30 Uhr", [("2026-06-04 19:30", None, None)]),
    ("de", "5.–7. Juni 2026", [("2026-06-05", "2026-06-07", None)]),
    (
        "de",
        "Sa./So., 6./7. Juni, 10–18 Uhr",
        [("2026-06-06 10:00", "2026-06-06 18:00", None), ("2026-06-07 10:00", "2026-06-07 18:00", None)],
    ),
    ("de", "jeden Dienstag um 19 Uhr", [("2026-05-26 19:00", None, "FREQ=WEEKLY;BYDAY=TU")]),
    ("de", "jeden ersten Montag im Monat, 18:30 Uhr", [("2026-06-01 18:30", None, "FREQ=MONTHLY;BYDAY=1MO")]),
    ("de", "jeden 2. und 4. Mittwoch im Monat um 20 Uhr", [("2026-05-27 20:00", None, "FREQ=MONTHLY;BYDAY=2WE,4WE")]),
    ("de", "mittwochs 18 bis 20 Uhr", [("2026-05-20 18:00", "2026-05-20 20:00", "FREQ=WEEKLY;BYDAY=WE")]),
    ("de", "immer donnerstags ab 19 Uhr", [("2026-05-21 19:00", None, "FREQ=WEEKLY;BYDAY=TH")]),
    (
        "de",
        "Montag bis Freitag 9–17 Uhr",
        [("2026-05-20 09:00", "2026-05-20 17:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")],
    ),
    ("de", "am 4. Juni von 18 bis 20 Uhr", [("2026-06-04 18:00", "2026-06-04 20:00", None)]),
    ("de", "am Donnerstag, dem 4. Juni, um 19.30 Uhr", [("2026-06-04 19:30", None, None)]),
    ("de", "am Samstag um 15 Uhr", [("2026-05-23 15:00", None, None)]),
    ("de", "Freitag, 5. Juni, 20 Uhr s.t.", [("2026-06-05 20:00", None, None)]),
    ("de", "Fr 5 Jun 18:00", [("2026-06-05 18:00", None, None)]),
    ("de", "alle zwei Wochen mittwochs um 19 Uhr", [("2026-05-20 19:00", None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")]),
    ("de", "4. Juni um Viertel nach sieben", [("2026-06-04 19:15", None, None)]),
    ("de", "jeden 2. Mittwoch im Monat um 20 Uhr", [("2026-06-10 20:00", None, "FREQ=MONTHLY;BYDAY=2WE")]),
    ("de", "2. Mittwoch im Monat", [("2026-06-10", None, "FREQ=MONTHLY;BYDAY=2WE")]),
    ("de", "heute Abend um 20 Uhr", [("2026-05-20 20:00", None, None)]),
    # pt
    ("pt", "4 de junho às 19h", [("2026-06-04 19:00", None, None)]),
    ("pt", "4 de junho, às 19h30", [("2026-06-04 19:30", None, None)]),
    ("pt", "quinta-feira, 4 de junho, às 19h", [("2026-06-04 19:00", None, None)]),
    ("pt", "Quinta, 4 de junho, das 19h às 21h", [("2026-06-04 19:00", "2026-06-04 21:00", None)]),
    ("pt", "5 a 7 de junho de 2026", [("2026-06-05", "2026-06-07", None)]),
    ("pt", "sábado, 6/6, 10h às 16h", [("2026-06-06 10:00", "2026-06-06 16:00", None)]),
    ("pt", "todas as terças às 19h", [("2026-05-26 19:00", None, "FREQ=WEEKLY;BYDAY=TU")]),
    ("pt", "toda quarta-feira, 18h30", [("2026-05-20 18:30", None, "FREQ=WEEKLY;BYDAY=WE")]),
    ("pt", "primeira segunda-feira do mês, às 18h", [("2026-06-01 18:00", None, "FREQ=MONTHLY;BYDAY=1MO")]),
    ("pt", "dia 4 de junho às 7 da noite", [("2026-06-04 19:00", None, None)]),
    ("pt", "segunda a sexta, 9h–17h", [("2026-05-20 09:00", "2026-05-20 17:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")]),
    ("pt", "4 de junho de 2026 às 20:00", [("2026-06-04 20:00", None, None)]),
    ("pt", "sex, 5 jun, 18h", [("2026-06-05 18:00", None, None)]),
    ("pt", "segundo sábado de cada mês, 10h", [("2026-06-13 10:00", None, "FREQ=MONTHLY;BYDAY=2SA")]),
    ("pt", "4 de junho às sete e meia", [("2026-06-04 19:30", None, None)]),
    ("pt", "4 de junho, das 19h30min às 21h", [("2026-06-04 19:30", "2026-06-04 21:00", None)]),
    ("pt", "amanhã às 20h", [("2026-05-21 20:00", None, None)]),
    # it
    ("it", "4 giugno alle 19.30", [("2026-06-04 19:30", None, None)]),
    ("it", "4 giugno ore 20", [("2026-06-04 20:00", None, None)]),
    ("it", "giovedì 4 giugno ore 19.00", [("2026-06-04 19:00", None, None)]),
    ("it", "giovedì 4 giugno 2026 dalle 18.30 alle 21", [("2026-06-04 18:30", "2026-06-04 21:00", None)]),
    ("it", "dal 5 al 7 giugno", [("2026-06-05", "2026-06-07", None)]),
    (
        "it",
        "sabato 6 e domenica 7 giugno, ore 10-18",
        [("2026-06-06 10:00", "2026-06-06 18:00", None), ("2026-06-07 10:00", "2026-06-07 18:00", None)],
    ),
    ("it", "ogni martedì alle 19", [("2026-05-26 19:00", None, "FREQ=WEEKLY;BYDAY=TU")]),
    ("it", "il primo lunedì del mese alle ore 18:30", [("2026-06-01 18:30", None, "FREQ=MONTHLY;BYDAY=1MO")]),
    ("it", "tutti i mercoledì dalle 18 alle 20", [("2026-05-20 18:00", "2026-05-20 20:00", "FREQ=WEEKLY;BYDAY=WE")]),
    ("it", "domani alle 20.30", [("2026-05-21 20:30", None, None)]),
    ("it", "4 giugno, alle 7 di sera", [("2026-06-04 19:00", None, None)]),
    ("it", "venerdì 5/6 h 21", [("2026-06-05 21:00", None, None)]),
    ("it", "ven 5 giu 18:00", [("2026-06-05 18:00", None, None)]),
    ("it", "il 2° e 4° giovedì del mese, ore 21", [("2026-05-28 21:00", None, "FREQ=MONTHLY;BYDAY=2TH,4TH")]),
    ("it", "4 giugno alle sette e mezza", [("2026-06-04 19:30", None, None)]),
    ("it", "venerdì 5 giugno h 21", [("2026-06-05 21:00", None, None)]),
    ("it", "venerdì 5 giugno, h. 20.30", [("2026-06-05 20:30", None, None)]),
    ("it", "2021-07-26/27", [("2021-07-26", "2021-07-27", None)]),
    ("it", "2021-07-26/08", [("2021-07-26", None, None)]),
    (
        "it",
        "5-12-19-26 giugno",
        [
            ("2026-06-05", None, None),
            ("2026-06-12", None, None),
            ("2026-06-19", None, None),
            ("2026-06-26", None, None),
        ],
    ),
    ("it", "5-7 giugno", [("2026-06-05", "2026-06-07", None)]),
    ("it", "5-12-19 giugno", [("2026-06-05", None, None), ("2026-06-12", None, None), ("2026-06-19", None, None)]),
    (
        "it",
        "tutti i venerdì 5-12-19 giugno ore 18.30-20.00",
        [
            ("2026-06-05 18:30", "2026-06-05 20:00", None),
            ("2026-06-12 18:30", "2026-06-12 20:00", None),
            ("2026-06-19 18:30", "2026-06-19 20:00", None),
        ],
    ),
    ("it", "tel 03-10-17-24", []),
    (
        "it",
        "tutti i martedì tranne agosto, ore 21",
        [("2026-05-26 21:00", None, "FREQ=WEEKLY;BYDAY=TU;BYMONTH=1,2,3,4,5,6,7,9,10,11,12")],
    ),
]


def read(language: str, text: str) -> tuple[When, ...]:
    return find(text, now=WEDNESDAY, context=Context(languages=() if language == "en" else (language,)))


def told(value: DateOrTime | None) -> str | None:
    """Text as in the rows."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return value.isoformat() if isinstance(value, date) else None


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_expression(language: str, text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(told(w.start), told(w.end), w.rrule) for w in read(language, text)] == expected


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(ROWS),
    st.sampled_from(["x ", "Potluck\n\n", "(", "Our picnic: "]),
    st.sampled_from(["", "\n\nPotluck", ")"]),
)
def test_neutral_words_around_change_nothing(
    row: tuple[str, str, list[tuple[str, str | None, str | None]]], before: str, behind: str
) -> None:
    language, text, expected = row
    found = read(language, before + text + behind)
    assert [(told(w.start), told(w.end), w.rrule) for w in found] == expected
    assert all((before + text + behind)[w.span[0] : w.span[1]] == w.text for w in found)


def test_what_is_guessed_is_told() -> None:
    guessed = {text: sorted(each.assumed) for text in ASSUMED for each in read("en", text)}
    assert guessed == ASSUMED


ASSUMED = {
    "June 4, 2026 at six": ["meridiem"],
    "June 4, 2026, half past seven": ["meridiem"],
    "June 4, 2026, 7-9": ["meridiem"],
    "the week of June 8, 2026": ["end"],
    "the second and fourth Monday of the month, at 7": ["meridiem"],
}
