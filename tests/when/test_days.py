"""Days told from now, hours before their day, and figures that are neither a year nor a date."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from aggregator.when import Context, find, find_days

MONDAY = datetime(2025, 3, 10, 9, 30)


def read(text: str, **context: object) -> list[tuple[object, object]]:
    return [(each.start, each.end) for each in find(text, now=MONDAY, context=Context(**context))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("at 19.00 on Tuesday 9 December", datetime(2025, 12, 9, 19), None),
        ("at 5:30 pm this Thursday, March 13th", datetime(2025, 3, 13, 17, 30), None),
        ("June 12, 1900-2100", datetime(2025, 6, 12, 19), datetime(2025, 6, 12, 21)),
        ("12 Dec 2025 1900-2100", datetime(2025, 12, 12, 19), datetime(2025, 12, 12, 21)),
        ("12 June 1900-2100 hrs", datetime(2025, 6, 12, 19), datetime(2025, 6, 12, 21)),
        ("Friday this week at 6", datetime(2025, 3, 14, 18), None),
        ("Thursday next week at 7 pm", datetime(2025, 3, 20, 19), None),
    ],
)
def test_hours_beside_a_day(text: str, start: object, end: object) -> None:
    assert read(text) == [(start, end)]


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("pt", "dia 20, às 19h", datetime(2025, 3, 20, 19)),
        ("es", "el día 20 a las 18 h", datetime(2025, 3, 20, 18)),
        ("pt", "na terça-feira (18), às 14h", datetime(2025, 3, 18, 14)),
        ("it", "Domenica 23 alle 18, sempre", datetime(2025, 3, 23, 18)),
        ("it", "giorno 19 alle 9,30", datetime(2025, 3, 19, 9, 30)),
        ("it", "il giorno 24 luglio 2025 alle ore 18", datetime(2025, 7, 24, 18)),
    ],
)
def test_a_number_behind_the_word_for_a_day(language: str, text: str, start: datetime) -> None:
    assert read(text, languages=(language,)) == [(start, None)]


@pytest.mark.parametrize("text", ["12.6. 19:00", "12.6. 19 Uhr"])
def test_an_hour_behind_a_day_with_points_is_no_year(text: str) -> None:
    assert read(text, languages=("de",)) == [(datetime(2025, 6, 12, 19), None)]


@pytest.mark.parametrize("text", ["May 1, 1026", "every 45th Tuesday", "5 May, 1247."])
def test_figures_that_are_no_time(text: str) -> None:
    assert read(text) == []


def test_a_number_before_a_month_is_a_day_of_it_and_no_year() -> None:
    assert read("07 Apr 09 Apr") == [(date(2025, 4, 7), None), (date(2025, 4, 9), None)]
    assert read("7 Apr 09") == [(date(2009, 4, 7), None)]


def test_days_named_from_now() -> None:
    text = "Tomorrow the choir sings, and on Sunday, near the lake, we dance. On Mondays we rest."
    found = find_days(text, now=MONDAY)
    assert [(each.text, each.start) for each in found] == [
        ("Tomorrow", date(2025, 3, 11)),
        ("Sunday", date(2025, 3, 16)),
    ]


def test_a_day_told_before_is_no_day_to_come() -> None:
    assert read("Le 15 mars ; ce samedi-là, rendez-vous", languages=("fr",)) == [(date(2025, 3, 15), None)]


def test_tomorrow_counts_from_the_day_of_writing() -> None:
    assert read("tomorrow at 7 pm", written=date(2025, 2, 3)) == [(datetime(2025, 2, 4, 19), None)]
    assert read("Sunday at 7 pm", written=date(2025, 2, 3)) == [(datetime(2025, 2, 9, 19), None)]
    assert read("tomorrow at 7 pm", written=date(2026, 2, 3)) == [(datetime(2025, 3, 11, 19), None)]  # not to come


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Fri 11/04", date(2025, 4, 11)),  # 4 November is a Tuesday
        ("Tue 11/04", date(2025, 11, 4)),
        ("Sat 12/4, 7 pm", datetime(2025, 4, 12, 19)),
        ("Thu 3/4", date(2025, 4, 3)),
        ("Mon 3/11", date(2024, 3, 11)),  # the likely order, in a year near by
        ("Wed 3/4", date(2026, 3, 4)),
    ],
)
def test_the_weekday_decides_the_order_of_numbers_without_a_year(text: str, start: object) -> None:
    assert [day for day, _ in read(text)] == [start]
