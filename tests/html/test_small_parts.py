"""Days of the week in all our languages, elements that touch, and names in headings of lists."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from aggregator.extract.html.joints import Joint, joint_before
from aggregator.extract.html.titles import reduce_schedule
from aggregator.extract.html.weekdays import weekday_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("Monday", 0), ("Mondays:", 0), ("MON", 0), ("Tues", 1), ("Donnerstag", 3), ("Donnerstags", 3), ("lunes", 0)),
        *(("Mercredi", 2), ("terça-feira", 1), ("Terça", 1), ("sábado", 5), ("domenica", 6), ("Venerdì", 4)),
        *(("Monday Club", None), ("Mo", None), ("Mon 5", None), ("", None), ("Sunday school", None), ("Mar", None)),
    ],
)
def test_weekdays(text: str, day: int | None) -> None:
    assert weekday_of(text) == day


@pytest.mark.parametrize(
    ("markup", "joint"),
    [
        ("<b>Film night</b><i>Union Hall</i>", Joint.LINES),
        ("<b>Film night</b><i>6:00 PM</i>", Joint.LINES),
        ("<b>May</b><i>6</i>", Joint.BLANK),
        ("<b>6:00</b><i>PM</i>", Joint.BLANK),
        ("<b>Film night</b> <i>Union Hall</i>", Joint.NONE),
        ("<b>F</b><i>Ilm</i>", Joint.NONE),
        ("<b>film</b><i>night</i>", Joint.NONE),
        ("<b>Film</b><i>’s end</i>", Joint.NONE),
        ("<b>UNI</b><i>ON</i>", Joint.NONE),
        ("<b>Film</b><sup>2</sup>", Joint.NONE),
        ("<b>Film night</b><p>Union Hall</p>", Joint.NONE),
        ("<b>Film night</b><i></i>", Joint.NONE),
    ],
)
def test_elements_that_touch(markup: str, joint: Joint) -> None:
    second = BeautifulSoup(f"<div>{markup}</div>", "lxml").div
    assert second is not None
    assert joint_before(second.find_all(True, recursive=False)[1]) is joint


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("2027 Board Meeting Schedule", "Board Meeting"),
        ("Upcoming Board Meetings, 2026–2027", "Board Meeting"),
        (f"x{'&' * 300}x", f"x{'&' * 300}x"),  # marks without an end: a pattern that tries all their parts never ends
        (f"x{' (' * 150}x", f"x{' (' * 150}x"),
    ],
)
def test_the_name_in_the_heading_of_a_list(heading: str, name: str) -> None:
    assert reduce_schedule(heading) == name
