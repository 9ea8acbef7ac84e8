"""Days of the week in all our languages, elements that touch, and names in headings of lists."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from aggregator.extract.html.joints import Joint, joint_before
from aggregator.extract.html.rows import is_seam
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
        ("<b>Film night</b><i>$5</i>", Joint.LINES),
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
    ("markup", "seam"),
    [
        ("<b>Film night</b> <i>Union Hall</i>", True),
        ("<span>New!</span> <span>Film night</span> <time>May 6</time>", True),
        ("<em>Workshop</em> <a href='/1'>Seed saving</a> <small>Free</small>", True),
        ("<b>Film</b> <i>night</i>", False),
        ("<b>Film night</b> <time>May 6</time>", False),  # one field beside its day
        ("<i>Sat</i> <b>6</b> <i>May</i>", False),
        ("<b>Where:</b> <i>Union Hall</i>", False),
        ("<b>Film night</b> <i>Union Hall</i> for all", False),
        ("<b>Union Hall</b> <i>Salem</i> <i class='s'>OR</i>", False),
        ("<i>12 Elm Street, Salem</i> <b>Salem, OR</b>", False),
        ("<a href='/1'>Agenda</a> <a href='/2'>Minutes</a>", False),
        ("<b>Film night</b>, <i>Union Hall</i> <i>Salem</i>", False),
        ("<span>Film night</span> <span>Union Hall</span>", False),  # as a text that was pasted
    ],
)
def test_seams_of_a_row(markup: str, seam: bool) -> None:
    row = BeautifulSoup(f"<div>{markup}</div>", "lxml").div
    assert row is not None
    assert is_seam(row.find_all(True, recursive=False)[1]) is seam


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
