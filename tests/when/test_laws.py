"""Laws: no text raises; spans are slices, in order and apart; what is written in a usual form reads back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.model import When
from aggregator.when import Context, find, find_clocks, find_frames, join

NOW = datetime(2025, 3, 10, 9, 30)

WORDS = st.sampled_from(
    "May June 14 3rd 2025 31 30 feb 7 7:30 19:00 pm a.m. noon midnight to - – , ; / | ( ) \n \n\n at @ on from "
    "until and & Mon Tuesdays Friday every other second first last of the month week day in through except this next "
    "tomorrow tonight PT ET EST UTC-5 Eastern Time 5/16 5/16/25 2025-05-16 2025-05-16T18:00Z 18.5.2025 Uhr mai juin de "
    "la du au 19h 24:00 25:99 doors show starting weekly daily Fall winter 12 24 99 1999 0 00 4th . … ° % $ '25 word "
    "Oakland".split(" ")
)
SOUP = st.lists(WORDS, max_size=30).map(" ".join)
TEXTS = st.one_of(st.text(max_size=200), SOUP, st.lists(WORDS, max_size=30).map("".join))
ZONES = st.sampled_from([None, "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata"])
CONTEXTS = st.builds(
    Context,
    year=st.sampled_from([None, 2024, 2025]),
    month=st.sampled_from([None, 2, 12]),
    page_date=st.sampled_from([None, date(2024, 2, 29), date(2025, 12, 31)]),
    day_first=st.sampled_from([None, True, False]),
    languages=st.sampled_from([(), ("de",), ("fr", "es"), ("xx",)]),
)


def check(when: When, text: str, timezone: str | None) -> None:
    """What holds of every When."""
    assert text[slice(*when.span)] == when.text
    assert when.text.strip() == when.text
    assert when.text
    start, end = when.start, when.end
    if isinstance(start, datetime):
        assert (start.second, start.microsecond) == (0, 0)
        assert end is None or isinstance(end, datetime)
        assert not isinstance(end, datetime) or (end.tzinfo is None) == (start.tzinfo is None)
        assert timezone is None or start.tzinfo is not None
        assert (when.timezone_source is None) == (start.tzinfo is None)
        assert when.timezone is None or start.utcoffset() == start.astimezone(ZoneInfo(when.timezone)).utcoffset()
    else:
        assert not isinstance(end, datetime)
    assert end is None or end >= start


@settings(max_examples=300, deadline=None)
@given(TEXTS, ZONES, CONTEXTS)
def test_any_text_raises_nothing_and_spans_are_slices_in_order(
    text: str, timezone: str | None, context: Context
) -> None:
    found = find(text, now=NOW, timezone=timezone, context=context)
    for when in found:
        check(when, text, timezone)
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(TEXTS, ZONES)
def test_clocks_and_frames_of_any_text(text: str, timezone: str | None) -> None:
    for found in (find_clocks(text, timezone=timezone), find_frames(text, now=NOW)):
        assert [text[slice(*each.span)] for each in found] == [each.text for each in found]
        spans = [each.span for each in found]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@settings(max_examples=100, deadline=None)
@given(SOUP, SOUP, ZONES)
def test_any_date_joins_any_clock(one: str, other: str, timezone: str | None) -> None:
    for when in find(one, now=NOW):
        for found in find_clocks(other):
            check(join(when, found, timezone=timezone), one, timezone)


DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
FORMS = st.sampled_from(
    [
        "%B {d}, %Y",
        "%A, %B {d}, %Y",
        "%a %b {d} %Y",
        "%b. {d}, %Y",
        "%B {d}th, %Y",
        "{d} %B %Y",
        "%A {d} %B %Y",
        "%a. %d %b, %Y",
        "the {d}. of %B %Y",
        "%d-%b-%Y",
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%m/%d/%Y",
        "{m}/{d}/%Y",
        "%d.%m.%Y",
    ]
)


def write(day: date, form: str) -> str:
    """A day in one of the usual forms, without the platform's padding."""
    return day.strftime(form.replace("{d}", str(day.day)).replace("{m}", str(day.month)))


@settings(max_examples=250, deadline=None)
@given(DAYS, FORMS)
def test_a_day_reads_back(day: date, form: str) -> None:
    found = find(f"Spring assembly – {write(day, form)} – all welcome", now=NOW)
    assert [(w.start, w.end, w.problems) for w in found] == [(day, None, ())]


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(1, 40), FORMS, st.sampled_from([" – ", " - ", " to ", " through ", " until "]))
def test_a_range_of_days_reads_back(day: date, length: int, form: str, mark: str) -> None:
    end = day + timedelta(days=length)
    found = find(f"{write(day, form)}{mark}{write(end, form)}", now=NOW)
    assert [(w.start, w.end) for w in found] == [(day, end)]


TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@settings(max_examples=150, deadline=None)
@given(
    DAYS, TIMES, st.sampled_from(["%I:%M %p", "%I:%M%p", "%H:%M"]), st.sampled_from([", ", " at ", " @ ", "\n", " | "])
)
def test_a_moment_reads_back_in_either_order(day: date, hour_of: time_of_day, form: str, mark: str) -> None:
    moment = datetime.combine(day, hour_of)
    hour, written = moment.strftime(form), write(day, "%B {d}, %Y")
    for text in (f"{written}{mark}{hour}", f"{hour} on {written}"):
        assert [w.start for w in find(text, now=NOW)] == [moment], text


MONTH_NAMES = {
    "es": (
        "{d} de {m} de {y}",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "fr": ("{d} {m} {y}", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "de": ("{d}. {m} {y}", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "pt": (
        "{d} de {m} de {y}",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "it": (
        "{d} {m} {y}",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
}


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(sorted(MONTH_NAMES)))
def test_a_day_reads_back_in_every_language(day: date, language: str) -> None:
    form, months = MONTH_NAMES[language]
    text = form.format(d=day.day, m=months.split()[day.month - 1], y=day.year)
    found = find(text, now=NOW, context=Context(languages=(language,)))
    assert [(w.start, w.end, w.text) for w in found] == [(day, None, text)]


@settings(max_examples=100, deadline=None)
@given(DAYS)
def test_a_day_without_a_year_is_near_the_page_and_ahead_rather_than_behind(day: date) -> None:
    (found,) = find(write(day, "%B {d}") if (day.month, day.day) != (2, 29) else "March 1", now=NOW)
    assert isinstance(found.start, date)
    assert -141 <= (found.start - NOW.date()).days <= 226


@pytest.mark.parametrize(
    "unit",
    [
        "May 3, ",
        "3, ",
        "7:00 ",
        "7-",
        "May 3 (",
        "Mon, ",
        "first ",
        "every ",
        "1.",
        "a.m. ",
        "- ",
        "@",
        "\n",
        "www.x ",
        "12/",
        "9",
    ],
)
def test_senseless_repetition_is_read_to_its_end(unit: str) -> None:
    """What it costs is measured in benchmarks/growth.py."""
    text = unit * 1_000
    assert all(text[slice(*found.span)] == found.text for found in find(text, now=NOW))
    assert all(text[slice(*clock.span)] == clock.text for clock in find_clocks(text))
