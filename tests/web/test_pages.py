"""The calendar's pages as a reader gets them: the right events, told rightly, on every address of ours."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.web.conftest import Browser
from tests.web.sample import build

TITLES = re.compile(r'<h[34] class="title"><a href="([^"]+)">([^<]+)</a>')


def listed(page: str) -> list[str]:
    """The links of the events in a list, in order."""
    return [link for link, _ in TITLES.findall(page)]


UPCOMING = [
    "/event/exhibit",
    "/event/phonebank",
    "/event/assembly",
    "/event/clinic?occurrence=20261126T173000",
    "/event/march",
    "/event/webinar",
    "/event/clinic?occurrence=20261203T173000",
    "/event/gathering",
    "/event/clinic?occurrence=20261210T173000",
    "/event/clinic?occurrence=20261217T173000",
    "/event/clinic?occurrence=20261224T173000",
    "/event/clinic?occurrence=20261231T173000",
]
"""What is to come on the sample's day: under way first, then by day; nothing withdrawn, doubtful, hidden or past."""


@pytest.mark.parametrize("path", ["/", "/calendar", "/calendar/"])
def test_the_agenda_lists_what_is_to_come_and_nothing_else(calendar: Browser, path: str) -> None:
    assert listed(calendar.text(path)) == UPCOMING


def test_the_agenda_tells_day_time_place_status_and_sources(calendar: Browser) -> None:
    page = re.sub(r"\s+", " ", calendar.text("/"))
    assert '<time datetime="2026-11-24T19:00-08:00">7:00–9:00 pm <span class="zone">PST</span></time>' in page
    assert "Union Hall · Oakland, CA" in page
    assert '<a href="https://tenants.example.org/assembly/rsvp" rel="noopener">Sign up' in page.replace(
        'class="button small" ', ""
    )
    assert '<a href="https://climate.example.org/e/77" rel="noopener">Climate Justice Hub</a>' in page
    assert page.count('<strong class="badge cancelled">Cancelled</strong>') == 2
    assert page.count('<strong class="badge postponed">Postponed</strong>') == 1
    assert "Time not given" in page
    assert "until Sunday 6 December" in page
    assert '<span class="near">Today</span>' in page


FILTERED = [
    ("q=assembly", ["/event/assembly"]),
    ("q=tenant+oakland", ["/event/assembly"]),
    ('q="assem*', ["/event/assembly"]),
    ("q=NEAR(assembly", []),
    ("q=%21%21%21", []),
    ("category=climate", ["/event/webinar", "/event/gathering"]),
    ("category=Training&category=Libraries", ["/event/march", "/event/gathering"]),
    ("region=PA", ["/event/gathering"]),
    ("source=library", ["/event/exhibit", "/event/march"]),
    ("online=1", ["/event/phonebank", "/event/webinar", "/event/gathering"]),
    ("online=0&region=PA", ["/event/gathering"]),
    ("from=2026-12-25", ["/event/clinic?occurrence=20261231T173000"]),
    ("from=2026-11-24&to=2026-11-25", ["/event/exhibit", "/event/assembly"]),
    ("from=2026-10-01&to=2026-10-31", ["/event/past"]),
    ("q=assembly&region=PA", []),
]


@pytest.mark.parametrize(("query", "wanted"), FILTERED)
def test_filters_choose(calendar: Browser, query: str, wanted: list[str]) -> None:
    assert listed(calendar.text(f"/calendar?{query}")) == wanted


def test_filters_that_cannot_be_read_are_told_and_left_out(calendar: Browser) -> None:
    page = calendar.text("/calendar?from=2026-13-40&to=soon&online=maybe&page=-3&month=x")
    assert listed(page) == UPCOMING
    assert page.count('<p class="notice">') - page.count("runs on your own computer") == 3
    assert "from=“2026-13-40” was left out" in page


def test_filters_offer_what_is_to_come_and_keep_what_was_chosen(calendar: Browser) -> None:
    page = calendar.text("/calendar?category=housing&region=CA&source=library")
    offered = re.findall(r'<option value="([^"]+)"( selected)?>([^<]+)</option>', page)
    assert offered == [
        ("Housing", " selected", "Housing (3)"),
        ("Climate", "", "Climate (2)"),
        ("Assembly", "", "Assembly (1)"),
        ("Legal aid", "", "Legal aid (1)"),
        ("Libraries", "", "Libraries (1)"),
        ("Training", "", "Training (1)"),
        ("1", "", "Online"),
        ("0", "", "In person"),
        ("CA", " selected", "California (4)"),
        ("PA", "", "Pennsylvania (1)"),
        ("climate", "", "Climate Justice Hub (3)"),
        ("library", " selected", "Freedom Library (2)"),
        ("tenants", "", "Valley Tenants Union (3)"),
    ]
    assert "<strong>Housing · California · Freedom Library</strong>" in page


def test_an_empty_selection_says_so_and_leads_back(calendar: Browser) -> None:
    page = calendar.text("/calendar?q=nothinglikethis")
    assert listed(page) == []
    assert "Nothing fits what you chose." in page


def test_the_subscribe_panel_follows_the_filters(calendar: Browser) -> None:
    whole = calendar.text("/calendar")
    assert 'href="webcal://localhost/calendar.ics"' in whole
    google = "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost%2Fcalendar.ics"
    assert f'href="{google}"' in whole
    assert 'value="http://localhost/calendar.ics"' in whole
    assert "Google: every 8 to 24 hours." in whole
    chosen = calendar.text("/calendar?category=Housing&from=2026-12-01")
    assert 'href="webcal://localhost/category/housing.ics"' in chosen, "dates do not belong in a subscription"
    assert 'href="webcal://localhost/calendar.ics"' in chosen
    assert "runs on your own computer" in chosen


def test_the_month_grid_shows_each_day_that_an_event_touches(calendar: Browser) -> None:
    page = calendar.text("/calendar?view=month&month=2026-12")
    grid = page[page.index("<table") : page.index("</table>")]
    cells = re.findall(r'<td class="[^"]*"><time datetime="(\d{4}-\d\d-\d\d)"[^>]*>\d+</time>(.*?)</td>', grid, re.S)
    assert len(cells) == 35
    assert cells[0][0] == "2026-11-29", "weeks begin on Sunday in America"
    days = {day: re.findall(r'href="([^"]+)"', content) for day, content in cells}
    gathering = [day for day, links in days.items() if "/event/gathering" in links]
    assert gathering == ["2026-12-04", "2026-12-05", "2026-12-06"]
    assert sum(map(len, days.values())) == 10
    assert 'href="/calendar?view=month&amp;month=2026-11"' in page
    assert 'href="/calendar?view=month&amp;month=2027-01"' in page


def test_a_month_that_cannot_be_read_is_this_one(calendar: Browser) -> None:
    assert "<h1>November 2026</h1>" in calendar.text("/calendar?view=month&month=2026-99")


def test_the_event_page_tells_all_of_it(calendar: Browser) -> None:
    page = calendar.text("/event/assembly")
    for words in (
        "<h1>Tenant assembly: stop the Bayview evictions</h1>",
        "Tuesday 24 November 2026",
        "7:00–9:00 pm PST",
        "2500 Alameda Street",
        "Oakland, CA 94601",
        'href="geo:37.774900,-122.219400"',
        'href="https://tenants.example.org/assembly/rsvp" rel="noopener">Sign up</a>',
        'The organisers’ page <span class="host">tenants.example.org</span>',
        'href="/event/assembly.ics"',
        '<a href="https://climate.example.org/e/77" rel="noopener">Climate Justice Hub</a>',
        "20 minutes ago",
        "<p>Bring a neighbour.</p>",
        '<a href="https://tenants.example.org/faq" rel="noopener">https://tenants.example.org/faq</a>.',
        "<q>Tues Nov 24, 7–9pm</q>",
        "<strong>Moved from Monday 23 November to Tuesday 24 November, still 7:00 pm PST</strong>",
        "95 %",
    ):
        assert words in page, words
    first = page.index('class="listed"')
    assert page.index("Valley Tenants Union</a>", first) < page.index("Climate Justice Hub</a>", first)


def test_an_online_event_is_told_in_the_other_zones_too(calendar: Browser) -> None:
    page = calendar.text("/event/webinar")
    assert "<strong>Online</strong>" in page
    assert "5:00 pm Eastern" in page
    assert "Sign up (required)" in page
    assert "openstreetmap" not in page


def test_a_series_shows_its_dates_and_the_next_that_takes_place(calendar: Browser) -> None:
    page = calendar.text("/event/clinic")
    assert 'datetime="2026-12-03T17:30-08:00"><span>Thursday 3 December 2026</span>' in page
    dates = page[page.index('class="dates"') : page.index("</ul>", page.index('class="dates"'))]
    assert dates.count("<li") == 6
    assert "Annex, 12 Oak St, Fresno, CA" in dates
    one = calendar.text("/event/clinic?occurrence=20261126T173000")
    assert "Cancelled on this date." in one
    moved = calendar.text("/event/clinic?occurrence=20261210T173000")
    assert '<span class="line venue">Annex</span><span class="line">12 Oak St</span>' in moved
    assert 'href="https://tenants.example.org/annex" rel="noopener">Sign up</a>' in moved
    assert "Freedom Library" not in moved[: moved.index('class="dates"')]


BANNERS = [
    ("march", "Cancelled."),
    ("phonebank", "Postponed."),
    ("gone", "No longer listed."),
    ("doubtful", "Not in the calendar yet."),
]


@pytest.mark.parametrize(("event", "words"), BANNERS)
def test_what_a_reader_must_know_first_stands_first(calendar: Browser, event: str, words: str) -> None:
    page = calendar.text(f"/event/{event}")
    assert f"<strong>{words}</strong>" in page
    assert page.index(words) < page.index("<h1>")
    assert ("Add to my calendar" in page) is (event in ("march", "phonebank"))


def test_a_month_is_not_told_as_thirty_one_days(calendar: Browser) -> None:
    page = calendar.text("/event/vague")
    assert "<span>July 2027</span>" in page
    assert "Only the month is known." in page


def test_what_is_not_published_asks_not_to_be_indexed(calendar: Browser) -> None:
    marked = [e for e in ("assembly", "gone", "doubtful") if 'content="noindex"' in calendar.text(f"/event/{e}")]
    assert marked == ["gone", "doubtful"]


@pytest.mark.parametrize("path", ["/event/nosuch", "/event/secret", "/event/nosuch.ics", "/event/secret.ics"])
def test_what_is_not_there_or_taken_down_is_a_404_that_leads_on(calendar: Browser, path: str) -> None:
    response = calendar.ask(path)
    assert response.status_code == 404
    assert 'href="/calendar"' in response.text
    assert "Taken down on request" not in response.text


def test_a_source_that_is_asked_no_more_is_not_counted_and_without_events_not_shown(tmp_path: Path) -> None:
    path = build(tmp_path / "events.db")
    db = Database(path)
    db.execute("UPDATE sources SET enabled = 0 WHERE name = 'Climate Justice Hub'")
    db.execute("INSERT INTO sources (slug, name, enabled) VALUES ('slip', 'Slip of the pen', 0)")
    db.conn.commit()
    db.close()
    browser = Browser(path)
    page = browser.text("/sources")
    browser.close()
    assert "2 of 3 are working." in page
    assert "Climate Justice Hub" in page
    assert "Slip of the pen" not in page


def test_the_sources_page_says_how_each_is_doing(calendar: Browser) -> None:
    page = calendar.text("/sources")
    assert re.findall(r"<h2>([^<]+)</h2>", page) == [
        "Freedom Library",
        "A file on this machine",
        "Climate Justice Hub",
        "Valley Tenants Union",
    ]
    assert "3 of 4 are working. 1 needs a look" in page
    assert "The server answered 404 Not Found. Its events stay here as they were last seen." in page
    assert "Look for the page&#39;s new address and change it in sources.toml." in page
    assert "samples/local.ics" not in page, "a path of this machine is nobody's business"
    assert "Last read <time" in page


def test_robots_may_read_pages_and_feeds(calendar: Browser) -> None:
    response = calendar.ask("/robots.txt")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Disallow: /events\n" in response.text
    assert "Allow: /calendar.ics\n" in response.text


def test_long_lists_come_in_pages(calendar: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aggregator.web.occurrences.PAGE_SIZE", 5)
    first, second, third = (calendar.text(f"/calendar?page={number}") for number in (1, 2, 3))
    assert [*listed(first), *listed(second), *listed(third)] == UPCOMING
    assert 'href="/calendar?page=2" rel="next"' in first
    assert 'href="/calendar" rel="prev"' in second
    assert 'rel="next"' not in third


@pytest.mark.parametrize(
    "path", ["/", "/calendar?view=month", "/event/assembly", "/event/clinic", "/sources", "/event/x"]
)
def test_headings_go_down_one_step_at_a_time(calendar: Browser, path: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", calendar.ask(path).text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


def test_the_form_keeps_every_value_of_a_filter(calendar: Browser) -> None:
    """A list offers one value; the others stay as boxes that can be unticked."""
    form = calendar.text("/calendar?category=climate&category=housing&region=PA&region=CA").split("</form>")[0]
    ticked = re.findall(r'<input type="checkbox" name="(\w+)" value="([^"]+)" checked>', form)
    assert ticked == [("category", "climate"), ("region", "PA")]
    selected = re.findall(r'<option value="([^"]+)" selected>', form)
    assert selected == ["Housing", "CA"]
    assert "checkbox" not in calendar.text("/calendar?category=climate").split("</form>")[0]
