"""A month of many events: each day shows a few and counts the rest, and no more is read than is shown."""

from __future__ import annotations

import re

import pytest

from aggregator.web.month_rows import MOST_A_DAY, MOST_IN_CELL
from tests.web.conftest import Browser
from tests.web.sample import Sample

MANY = 57


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a month with a camp over its edge, a long strike, and very many meetings on two days."""
    path = tmp_path_factory.mktemp("months") / "events.db"
    sample = Sample(path)
    sample.event("camp", "Camp", "2026-11-27", "2026-12-02")
    sample.event("strike", "Strike", "2026-12-09", "2026-12-11")
    for n in range(MANY):
        sample.event(f"tenth{n}", f"Meeting {n}", f"2026-12-10T{n // 6:02}:{n % 6}0:00-08:00")
        sample.event(f"last{n}", f"Vigil {n}", "2026-12-31")
    sample.event("one", "Lunch", "2026-12-11T12:00:00-08:00")
    sample.close()
    browser = Browser(path)
    try:
        return browser.text("/calendar?view=month&month=2026-12")
    finally:
        browser.close()


def cells(page: str) -> dict[str, list[str]]:
    """What stands in each day of the grid."""
    grid = page[page.index("<table") : page.index("</table>")]
    found = re.findall(r'<time datetime="([\d-]+)"[^>]*>\d+</time>(.*?)</td>', grid, re.S)
    return {day: re.findall(r'href="[^"]+">(.*?)</a>', inside, re.S) for day, inside in found}


def plain(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def test_a_day_of_the_grid_shows_the_first_few_and_how_many_more_touch_it(full: str) -> None:
    shown = {day: [plain(one) for one in inside] for day, inside in cells(full).items() if inside}
    assert shown == {
        **{day: ["Camp"] for day in ("2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02")},
        "2026-12-09": ["Strike"],
        "2026-12-10": ["Strike", "midnight Meeting 0", "12:10 am Meeting 1", "55 more on Thursday 10 December"],
        "2026-12-11": ["Strike", "noon Lunch"],
        "2026-12-31": ["Vigil 0", "Vigil 1", "Vigil 10", "54 more on Thursday 31 December"],
    }
    assert MOST_IN_CELL == 4


def test_the_list_shows_twenty_a_day_and_leads_to_the_rest(full: str) -> None:
    below = full[full.index("</table>") :]
    days = re.split(r'<h3 id="day-([\d-]+)">', below)[1:]
    listed = {day: len(re.findall(r"/event/", inside)) for day, inside in zip(days[::2], days[1::2], strict=True)}
    assert listed == {"2026-12-09": 1, "2026-12-10": MOST_A_DAY, "2026-12-11": 1, "2026-12-31": MOST_A_DAY}
    more = re.findall(r'<a href="([^"]+)">([\d,]+ more on [^<]+)</a>', below)
    assert more == [
        (f"/calendar?from={day}&amp;to={day}", f"{MANY - MOST_A_DAY} more on Thursday {day[-2:]} December")
        for day in ("2026-12-10", "2026-12-31")
    ]
    assert re.findall(r"Under way.*?/event/(\w+)", below, re.S) == ["camp"]
