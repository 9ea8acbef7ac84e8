"""Single dates, ranges, lists and times in English: what the words say, resolved against a page's date."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from aggregator.model import DateOrTime, Precision
from aggregator.when import Context, find, find_clocks, join

MONDAY = datetime(2025, 3, 10, 9, 30)
"""The page's date of every row that does not say another."""


def d(text: str) -> DateOrTime:
    """A date for `2025-03-10`, a naive datetime for `2025-03-10 19:00`."""
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


ONE = [
    # month before day
    ("June 14, 2025", "2025-06-14", None),
    ("Saturday, June 14th, 2025", "2025-06-14", None),
    ("Sat. Jun. 14 2025", "2025-06-14", None),
    ("Sept 5", "2025-09-05", None),
    ("on the evening of June 14", "2025-06-14", None),
    ("June the 14th", "2025-06-14", None),
    ("JUNE 14", "2025-06-14", None),
    ("June 14 (Saturday)", "2025-06-14", None),
    ("June 14 '25", "2025-06-14", None),
    ("June 14th 25", "2025-06-14", None),
    # day before month
    ("14 June 2025", "2025-06-14", None),
    ("the 4th of July", "2025-07-04", None),
    ("Sat 14Jun", "2025-06-14", None),
    ("14-jun-2025", "2025-06-14", None),
    ("2025 June 14", "2025-06-14", None),
    ("fourteenth of June 2025", "2025-06-14", None),
    # numbers
    ("6/14/2025", "2025-06-14", None),
    ("6/14/25", "2025-06-14", None),
    ("Sat 6/14", "2025-06-14", None),
    ("14/6/2025", "2025-06-14", None),
    ("2025-06-14", "2025-06-14", None),
    ("2025/6/14", "2025-06-14", None),
    ("14.06.2025", "2025-06-14", None),
    ("2025-W24-6", "2025-06-14", None),
    # ranges of days
    ("June 14-15, 2025", "2025-06-14", "2025-06-15"),
    ("June 14 to 16, 2025", "2025-06-14", "2025-06-16"),
    ("June 14th through 16th", "2025-06-14", "2025-06-16"),
    ("Fri–Sun, June 13–15", "2025-06-13", "2025-06-15"),
    ("Sat & Sun, June 14-15", "2025-06-14", "2025-06-15"),
    ("June 28 – July 2, 2025", "2025-06-28", "2025-07-02"),
    ("Saturday, June 28 to Wednesday, July 2, 2025", "2025-06-28", "2025-07-02"),
    ("December 30, 2025 – January 2, 2026", "2025-12-30", "2026-01-02"),
    ("December 30 – January 2, 2026", "2025-12-30", "2026-01-02"),
    ("December 30, 2025 – January 2", "2025-12-30", "2026-01-02"),
    ("28 June – 2 July 2025", "2025-06-28", "2025-07-02"),
    ("14 – 16 June", "2025-06-14", "2025-06-16"),
    ("between June 14 and July 2", "2025-06-14", "2025-07-02"),
    ("6/14 - 6/16", "2025-06-14", "2025-06-16"),
    ("6/14-16", "2025-06-14", "2025-06-16"),
    ("6/14-7/2/2025", "2025-06-14", "2025-07-02"),
    ("2025-06-14/2025-06-16", "2025-06-14", "2025-06-16"),
    ("now through June 14", "2025-03-10", "2025-06-14"),
    ("this weekend", "2025-03-15", "2025-03-16"),
    # days with a time
    ("June 14, 7pm", "2025-06-14 19:00", None),
    ("June 14 at 7", "2025-06-14 19:00", None),
    ("June 14 @ 7:30 p.m.", "2025-06-14 19:30", None),
    ("June 14 | 10 a.m.", "2025-06-14 10:00", None),
    ("June 14\n19:30", "2025-06-14 19:30", None),
    ("June 14\n\n  • 7 PM", "2025-06-14 19:00", None),
    ("Date: June 14\nTime: 7 PM", "2025-06-14 19:00", None),
    ("June 14 (Flag Day) 7pm", "2025-06-14 19:00", None),
    ("June 14 at noon", "2025-06-14 12:00", None),
    ("June 14, 12 noon", "2025-06-14 12:00", None),
    ("June 14 at seven o'clock", "2025-06-14 19:00", None),
    ("June 14 at 7 in the evening", "2025-06-14 19:00", None),
    ("June 14, 0930 hrs", "2025-06-14 09:30", None),
    ("June 14, 730pm", "2025-06-14 19:30", None),
    ("June 14, 7.30 pm", "2025-06-14 19:30", None),
    ("June 14, 7p", "2025-06-14 19:00", None),
    ("7pm on June 14", "2025-06-14 19:00", None),
    ("7 PM, Saturday, June 14", "2025-06-14 19:00", None),
    ("7 PM\nSaturday, June 14", "2025-06-14 19:00", None),
    ("Sat Jun 14 19:30:05 2025", "2025-06-14 19:30", None),
    ("2025-06-14 19:30", "2025-06-14 19:30", None),
    ("2025-06-14T19:30", "2025-06-14 19:30", None),
    ("2025-06-14T19", "2025-06-14 19:00", None),
    ("20250614T193000", "2025-06-14 19:30", None),
    # days with a range of times
    ("June 14, 7-9 p.m.", "2025-06-14 19:00", "2025-06-14 21:00"),
    ("June 14, 10–1pm", "2025-06-14 10:00", "2025-06-14 13:00"),
    ("June 14, 10am–12:30pm", "2025-06-14 10:00", "2025-06-14 12:30"),
    ("June 14 from 6:30 to 8:30 p.m.", "2025-06-14 18:30", "2025-06-14 20:30"),
    ("June 14, between 6 and 8pm", "2025-06-14 18:00", "2025-06-14 20:00"),
    ("June 14, noon to 1", "2025-06-14 12:00", "2025-06-14 13:00"),
    ("June 14, 9:00–15:00", "2025-06-14 09:00", "2025-06-14 15:00"),
    ("June 14, 9-5", "2025-06-14 09:00", "2025-06-14 17:00"),
    ("June 14, 7:00-7:30", "2025-06-14 19:00", "2025-06-14 19:30"),
    ("June 14 at 6ish", "2025-06-14 18:00", None),
    ("June 14 from 11ish to 3ish.", "2025-06-14 11:00", "2025-06-14 15:00"),
    ("June 14, 8pm - 11", "2025-06-14 20:00", "2025-06-14 23:00"),
    ("June 14, 9am-5", "2025-06-14 09:00", "2025-06-14 17:00"),
    ("June 14, 9pm until late", "2025-06-14 21:00", None),
    ("June 14, 10pm – 2am", "2025-06-14 22:00", "2025-06-15 02:00"),
    ("June 14, 8pm to midnight", "2025-06-14 20:00", "2025-06-15 00:00"),
    ("Sat 10pm – 2am, June 14", "2025-06-14 22:00", "2025-06-15 02:00"),
    ("Noon to 1 p.m. on Saturday, June 14, 2025", "2025-06-14 12:00", "2025-06-14 13:00"),
    ("June 14-16, 9am to 5pm", "2025-06-14 09:00", "2025-06-16 17:00"),
    ("June 14 2025 8:00 PM to June 15 2025 2:00 AM", "2025-06-14 20:00", "2025-06-15 02:00"),
    ("June 14, 8 PM – June 15, 2 AM", "2025-06-14 20:00", "2025-06-15 02:00"),
    ("8pm June 14 to 2am June 15", "2025-06-14 20:00", "2025-06-15 02:00"),
    ("Starts: June 14, 8 PM\nEnds: June 15, 2 AM", "2025-06-14 20:00", "2025-06-15 02:00"),
    ("2025-06-14T19:30/2025-06-14T21:00", "2025-06-14 19:30", "2025-06-14 21:00"),
    ("2025-06-14T19:30/PT1H30M", "2025-06-14 19:30", "2025-06-14 21:00"),
    # as calendars and sign-up pages print them
    ("Thursday, June 12 · 6 - 8pm", "2025-06-12 18:00", "2025-06-12 20:00"),
    ("Saturday, June 14, 2025\n7:00 PM 9:00 PM", "2025-06-14 19:00", "2025-06-14 21:00"),
    ("Saturday, June 14, 2025, 7:00 PM –\n9:00 PM", "2025-06-14 19:00", "2025-06-14 21:00"),
    ("June 12 –\nJune 14", "2025-06-12", "2025-06-14"),
    ("6/12 Thurs. 7-9", "2025-06-12 19:00", "2025-06-12 21:00"),
    ("06/14/2025 07:00 PM - 06/14/2025 09:00 PM", "2025-06-14 19:00", "2025-06-14 21:00"),
    ("June 14 - 15 11:15 AM @ St. Mary's", "2025-06-14 11:15", "2025-06-15 11:15"),
    ("June 14 th, 2025", "2025-06-14", None),
    ("June 14,\n2025", "2025-06-14", None),
    ("Jun 14\n2025\nUnion Hall", "2025-06-14", None),
    ("June 14\n2026 Budget hearing", "2025-06-14", None),
    ("June 14\n5 : 30 PM\n-\n6 : 30 PM", "2025-06-14 17:30", "2025-06-14 18:30"),
    # doors and show
    ("Doors 7 / show 8, Sat June 14", "2025-06-14 20:00", None),
    ("June 14, doors open at 6:30pm, program begins at 7", "2025-06-14 19:00", None),
    # relative days
    ("tomorrow at noon", "2025-03-11 12:00", None),
    ("tonight, 7-9", "2025-03-10 19:00", "2025-03-10 21:00"),
    ("this Saturday", "2025-03-15", None),
    ("next Thursday, 6-7:30pm", "2025-03-20 18:00", "2025-03-20 19:30"),
    ("Thursday at 7pm", "2025-03-13 19:00", None),
    ("7pm Thursday", "2025-03-13 19:00", None),
    ("Monday 3-5", "2025-03-10 15:00", "2025-03-10 17:00"),
    # days without a month
    ("Saturday 15", "2025-03-15", None),
    ("Tuesday the 18th, 7pm", "2025-03-18 19:00", None),
    ("on the 17th from 2pm to 4pm", "2025-03-17 14:00", "2025-03-17 16:00"),
    ("first Saturday of June, 10am", "2025-06-07 10:00", None),
    ("last Friday in June 2025", "2025-06-27", None),
    # cards with a date stacked in lines
    ("JUN\n14", "2025-06-14", None),
    ("14\nJUN\n2025", "2025-06-14", None),
    ("Sat\nJun\n14", "2025-06-14", None),
]


@pytest.mark.parametrize(("text", "start", "end"), ONE, ids=[row[0] for row in ONE])
def test_one_expression(text: str, start: str, end: str | None) -> None:
    found = find(text, now=MONDAY)
    assert [(w.start, w.end) for w in found] == [(d(start), d(end) if end else None)]
    assert [w.aside for w in found] == [None]


SEVERAL = [
    ("Aug. 9th & 10th, 2025", ["2025-08-09", "2025-08-10"]),
    ("March 17, June 16 and December 8, 2027", ["2027-03-17", "2027-06-16", "2027-12-08"]),
    ("December 14, January 11 and February 8, 2028", ["2027-12-14", "2028-01-11", "2028-02-08"]),
    ("May 3–5 and June 7, 2027", ["2027-05-03", "2027-06-07"]),
    ("October 26 and 27, 7 pm 2028", ["2028-10-26 19:00", "2028-10-27 19:00"]),
    ("3/4, 3/11 and 3/18/2027", ["2027-03-04", "2027-03-11", "2027-03-18"]),
    ("12/28, 1/4 and 1/25/28", ["2027-12-28", "2028-01-04", "2028-01-25"]),
    ("Aug. 9 + 10, 2025", ["2025-08-09", "2025-08-10"]),
    ("Sat + Sun, 30 + 31 August 2025", ["2025-08-30", "2025-08-31"]),
    ("Aug. 9/10, 2025", ["2025-08-09", "2025-08-10"]),
    ("30/31 August 2025", ["2025-08-30", "2025-08-31"]),
    ("5/6 August 2025", ["2025-08-05", "2025-08-06"]),
    ("May 3, 10 and 17", ["2025-05-03", "2025-05-10", "2025-05-17"]),
    ("May 3, 10 and 17 at 7pm", ["2025-05-03 19:00", "2025-05-10 19:00", "2025-05-17 19:00"]),
    ("May 31 and June 7, 10am", ["2025-05-31 10:00", "2025-06-07 10:00"]),
    ("3, 10 and 17 May", ["2025-05-03", "2025-05-10", "2025-05-17"]),
    ("5/3, 5/10 and 5/17", ["2025-05-03", "2025-05-10", "2025-05-17"]),
    ("Sundays, June 1, 8 & 15, 4pm", ["2025-06-01 16:00", "2025-06-08 16:00", "2025-06-15 16:00"]),
    ("June 13, 7pm and June 14, 2pm", ["2025-06-13 19:00", "2025-06-14 14:00"]),
    ("June 14, 2pm and 7pm", ["2025-06-14 14:00", "2025-06-14 19:00"]),
    ("June 14, 2, 5 and 8pm", ["2025-06-14 14:00", "2025-06-14 17:00", "2025-06-14 20:00"]),
    ("June 14 (2 & 7 p.m.)", ["2025-06-14 14:00", "2025-06-14 19:00"]),
    ("May 7 & 8 - 7pm", ["2025-05-07 19:00", "2025-05-08 19:00"]),
    ("March 6 & 7 – 7:30pm", ["2025-03-06 19:30", "2025-03-07 19:30"]),
    ("May 3, 8 & 10, 4pm", ["2025-05-03 16:00", "2025-05-08 16:00", "2025-05-10 16:00"]),
    ("June 13 & 14, 7 pm; June 15, 2 pm", ["2025-06-13 19:00", "2025-06-14 19:00", "2025-06-15 14:00"]),
    ("2026 Meetings\nJanuary 9\nFebruary 6", ["2026-01-09", "2026-02-06"]),
    ("04.03., 11.03., 18.03.2027", ["2027-03-04", "2027-03-11", "2027-03-18"]),
    ("12.03. | 23.04. | 28.05.2029", ["2029-03-12", "2029-04-23", "2029-05-28"]),
    ("Rule 4.2. from 12.03.2026", ["2026-03-12"]),
    ("2026 dates: January 9, February 6", ["2026-01-09", "2026-02-06"]),
    ("4pm on Monday and Wednesday", ["2025-03-10 16:00", "2025-03-12 16:00"]),
    ("June 14, 2025. Then July 12. Then Aug 9.", ["2025-06-14", "2025-07-12", "2025-08-09"]),
    ("2026\nJanuary 9\nFebruary 6", ["2026-01-09", "2026-02-06"]),
    ("6/14 Picnic\n6/21 March\n6/28 Film", ["2025-06-14", "2025-06-21", "2025-06-28"]),
]


@pytest.mark.parametrize(("text", "starts"), SEVERAL, ids=[row[0] for row in SEVERAL])
def test_several_expressions(text: str, starts: list[str]) -> None:
    assert [w.start for w in find(text, now=MONDAY)] == [d(start) for start in starts]


MONTHS = [
    ("June 2025", "2025-06-01", "2025-06-30"),
    ("a second session in July on budgets", "2025-07-01", "2025-07-31"),
    ("one is held in August. The second one follows", "2025-08-01", "2025-08-31"),
    ("June–August 2025", "2025-06-01", "2025-08-31"),
    ("Nov 2025 to Feb 2026", "2025-11-01", "2026-02-28"),
    ("Fall 2025", "2025-09-01", "2025-11-30"),
    ("Winter 2025", "2025-12-01", "2026-02-28"),
    ("this November", "2025-11-01", "2025-11-30"),
]


@pytest.mark.parametrize(("text", "start", "end"), MONTHS, ids=[row[0] for row in MONTHS])
def test_month_precision(text: str, start: str, end: str) -> None:
    found = find(text, now=MONDAY)
    assert [(w.start, w.end, w.precision) for w in found] == [(d(start), d(end), Precision.MONTH)]


def test_precision_and_whole_days() -> None:
    day, moment = find("June 14. Also June 15, 7pm", now=MONDAY)
    assert (day.precision, day.all_day) == (Precision.DAY, True)
    assert (moment.precision, moment.all_day) == (Precision.TIME, False)


NOTHING = [
    "We may march, and the spring will follow the fall.",
    "You may march 10 miles on a full stomach.",
    "He sat 3 exams in the second of two halls.",
    "Call 415-555-0123 or (415) 555-0145, open 24/7.",
    "Version 2.6.29 costs $12.50, not $6.14; it scored 8/10.",
    "Roughly 3/4 of the members of Local 510 voted.",
    "The 2025 State Solidarity Conference, room 12, section 8",
    "Sessions on Saturday can be moved to Sunday.",
    "We meet every day in plenary.",
    "A better tomorrow begins today.",
    "Fridays for Climate is a network of 90 groups.",
    "feb 30",
    "13/13/2025",
    "CA-10, Q3, COVID-19, 12-step, F-35",
    "It takes 2-3 hours, or 24 hours at most.",
    "Attachment 2A, apartment 3P",
    "from December's election to the March session",
    "jun5@example.org",
    "the first three weeks of December",
    "",
]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_that_is_no_date(text: str) -> None:
    assert find(text, now=MONDAY) == ()


def test_a_name_may_touch_a_date() -> None:
    assert [w.text for w in find("December 2-Workshop on wages", now=MONDAY)] == ["December 2"]
    assert find("May 4-H fair", now=MONDAY) == ()


def test_addresses_are_no_years_and_no_days() -> None:
    found = find("June 14, 1932 Mission Street. June 21, 24 Elm Ave", now=MONDAY)
    assert [w.start for w in found] == [date(2025, 6, 14), date(2025, 6, 21)]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("March 9, 2026 at 12 Elm Street, Salem", date(2026, 3, 9)),
        ("2026-03-09 at 9 Lake Rd", date(2026, 3, 9)),
        ("March 9, 2026, 7-9 Oak Lane", date(2026, 3, 9)),
        ("March 9, 2026 at 7 Mill Park Road", date(2026, 3, 9)),
        ("March 9, 2026 at 6 St. Mary Street", date(2026, 3, 9)),
        ("March 9, 2026 at 7 square dance", datetime(2026, 3, 9, 19)),
        ("March 9, 2026 at 6, Oak Street", datetime(2026, 3, 9, 18)),
        ("March 9, 2026, 7 pm 12 Elm Street", datetime(2026, 3, 9, 19)),
    ],
)
def test_the_number_of_a_house_is_no_hour(text: str, start: date) -> None:
    assert [w.start for w in find(text, now=MONDAY)] == [start]


def test_what_a_speaker_counts_is_no_day() -> None:
    assert find("In June 14 people were fined.", now=MONDAY) == () or [
        w.precision for w in find("In June 14 people were fined.", now=MONDAY)
    ] == [Precision.MONTH]


@pytest.mark.parametrize(
    "text",
    [
        "June 14 at the Union Hall, 210 Elm St., 7 pm",
        "June 14, 40 N. Elm @ 7 p.m.",
        "June 14: Know your rights training, 7pm",
        "6/14/2025 - Public hearing and budget workshop at 7 p.m.",
        "June 14 (special meeting at 7PM)",
        "7pm at the Union Hall on June 14",
    ],
)
def test_other_words_are_not_swallowed_and_the_time_behind_them_can_be_joined(text: str) -> None:
    (day,) = find(text, now=MONDAY)
    (clock,) = find_clocks(text)
    assert (day.start, day.end) == (date(2025, 6, 14), None)
    assert join(day, clock).start == datetime(2025, 6, 14, 19)


# ------------------------------------------------------------------------------------------------------ the year

YEARS = [
    ("December 6", "2024-11-10", "2024-12-06"),
    ("March 3", "2024-11-10", "2025-03-03"),
    ("January 27", "2025-02-15", "2025-01-27"),
    ("The first session was held January 27", "2025-02-15", "2025-01-27"),
    ("The rally took place on September 14", "2025-02-15", "2024-09-14"),
    ("The rally will be held on February 1", "2025-02-15", "2026-02-01"),
    ("Thursday, June 12", "2025-03-10", "2025-06-12"),
    ("Wednesday, June 12", "2025-03-10", "2024-06-12"),
    ("Friday, January 2", "2025-03-10", "2026-01-02"),
]


@pytest.mark.parametrize(("text", "now", "start"), YEARS, ids=[f"{row[0]} @ {row[1]}" for row in YEARS])
def test_year_from_the_page(text: str, now: str, start: str) -> None:
    found = find(text, now=datetime.fromisoformat(now))
    assert [(w.start, "year" in w.assumed) for w in found] == [(d(start), True)]


def test_year_of_a_heading_and_of_the_page() -> None:
    above = Context(year=2023)
    assert [w.start for w in find("June 14", now=MONDAY, context=above)] == [date(2023, 6, 14)]
    written = Context(page_date=date(2022, 5, 1))
    assert [w.start for w in find("June 14", now=MONDAY, context=written)] == [date(2022, 6, 14)]


def test_year_on_the_date_beats_the_heading_and_is_not_assumed() -> None:
    found = find("June 14, 2026", now=MONDAY, context=Context(year=2023))
    assert [(w.start, w.assumed) for w in found] == [(date(2026, 6, 14), frozenset())]


def test_month_of_a_heading() -> None:
    june = Context(year=2025, month=6)
    rows = ["14 – General meeting, 7pm", "Sat 14, 7pm", "14th: Picnic, 7pm"]
    starts = [[w.start.day for w in find(row, now=MONDAY, context=june)] for row in rows]
    assert starts == [[14], [14], [14]]
    assert find("14 people came", now=MONDAY, context=june) == ()
    assert [w.start.day for w in find("Thu 12 Quiz night", now=MONDAY, context=june)] == [12]
    assert find("Thu 12 Quiz night", now=MONDAY) == ()
    named = ["Thu 12 – Quiz night, 7pm", "Thu 12 – 5K for the river", "12 Thu – Quiz night", "12 Thu: Quiz night"]
    said = [[(w.start.day, w.text) for w in find(row, now=MONDAY, context=june)] for row in named]
    assert said == [[(12, "Thu 12")], [(12, "Thu 12")], [(12, "12 Thu")], [(12, "12 Thu")]]


def test_century() -> None:
    found = find("6/14/82 and 6/14/25", now=MONDAY)
    assert [w.start for w in found] == [date(1982, 6, 14), date(2025, 6, 14)]
    assert all("century" in w.assumed for w in found)


# ------------------------------------------------------------------------------------------- order of the numbers


def test_order_is_month_first_in_english_and_marked_as_assumed() -> None:
    (found,) = find("3/4/2025", now=MONDAY)
    assert (found.start, "order" in found.assumed) == (date(2025, 3, 4), True)


@pytest.mark.parametrize(
    "reading",
    [
        lambda: find("3/4/2025", now=MONDAY, context=Context(day_first=True)),
        lambda: find("3/4/2025 – 17/4/2025", now=MONDAY),
        lambda: find("3/4/2025", now=MONDAY, context=Context(languages=("en-GB",))),
        lambda: find("3/4/2025", now=MONDAY, timezone="Europe/London"),
        lambda: find("3/4/2025", now=MONDAY, context=Context(languages=("fr",))),
        lambda: find("Thursday 3/4/2025", now=MONDAY),
        lambda: find("3.4.2025", now=MONDAY),
    ],
    ids=["context", "neighbour", "British page", "British zone", "French page", "weekday", "dots"],
)
def test_day_first(reading: object) -> None:
    assert callable(reading)
    assert [w.start for w in reading()] == [date(2025, 4, 3)]


# --------------------------------------------------------------------------------------------------- contradictions


def test_weekday_that_contradicts_is_told() -> None:
    (found,) = find("Friday, June 14, 2025", now=MONDAY)
    assert found.start == date(2025, 6, 14)
    assert found.problems == ("2025-06-14 is a Saturday, not a Friday",)


def test_end_before_start_is_told() -> None:
    (found,) = find("June 14, 2025 – May 3, 2025", now=MONDAY)
    assert (found.start, found.end) == (date(2025, 6, 14), None)
    assert found.problems == ("the range ends (2025-05-03) before it begins (2025-06-14)",)


def test_an_hour_out_of_range_is_told() -> None:
    (found,) = find("June 14, 25:30", now=MONDAY)
    assert (found.start, found.problems) == (date(2025, 6, 14), ('"25:30" is no time of day',))


def test_an_assumed_meridiem_is_marked() -> None:
    bare, said = find("June 14 at 7", now=MONDAY)[0], find("June 14 at 7pm", now=MONDAY)[0]
    assert ("meridiem" in bare.assumed, "meridiem" in said.assumed) == (True, False)


def test_the_time_of_a_last_day_is_marked_as_assumed() -> None:
    (found,) = find("June 14-15, 7pm", now=MONDAY)
    assert (found.end, "end" in found.assumed) == (datetime(2025, 6, 15, 19), True)


def test_an_aware_now_is_the_local_day_of_the_source() -> None:
    now = datetime.fromisoformat("2025-03-11T02:00:00+00:00")
    (found,) = find("tomorrow at noon", now=now, timezone="America/Los_Angeles")
    assert found.start.isoformat() == "2025-03-11T12:00:00-07:00"
