"""SEQUENCE and LAST-MODIFIED of each date of a series: followers learn of the date that changed, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_refresh import Run, source, vcalendar, vevent

WEEKLY = vevent("w@example.org", "Food share", "20261124", "RRULE:FREQ=WEEKLY;COUNT=4")
DATES = ["20261124", "20261201", "20261208", "20261215"]


def changed(day: str, *lines: str, to: str = "", title: str = "Food share") -> str:
    """What its source says of one date by itself."""
    return vevent("w@example.org", title, to or day, f"RECURRENCE-ID;TZID=America/Chicago:{day}T190000", *lines)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run(tmp_path)
    run.write(source("union", "union.ics"))
    lists(run, WEEKLY)
    assert counts(run) == dict.fromkeys(DATES, 0)
    return run


def lists(run: Run, *vevents: str) -> None:
    (run.folder / "union.ics").write_bytes(vcalendar(*vevents))
    run.refresh(days=1)


def published(run: Run) -> dict[str, tuple[int, str]]:
    """SEQUENCE and LAST-MODIFIED in the feed, by the date that the UID names."""
    found = {}
    for block in run.feed().decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]:
        values = dict(re.findall(r"^([A-Z-]+):(.*?)\r$", block, re.M))
        found[values["UID"].partition("-")[2][:8]] = (int(values["SEQUENCE"]), values["LAST-MODIFIED"])
    return found


def counts(run: Run) -> dict[str, int]:
    return {day: sequence for day, (sequence, _) in published(run).items()}


CHANGES: list[tuple[str, list[str], dict[str, int]]] = [
    ("one date is moved", [changed(DATES[1], to="20261202")], {DATES[1]: 1}),
    ("one date is called off", [changed(DATES[1], "STATUS:CANCELLED")], {DATES[1]: 1}),
    ("one date is elsewhere", [changed(DATES[2], "LOCATION:Annex")], {DATES[2]: 1}),
    ("one date has another title", [changed(DATES[2], title="Food share with soup")], {}),
    ("two dates", [changed(DATES[0], "LOCATION:Annex"), changed(DATES[3], "STATUS:CANCELLED")],
     {DATES[0]: 1, DATES[3]: 1}),
]  # fmt: skip


@pytest.mark.parametrize(("what", "dates", "raised"), CHANGES, ids=[what for what, *_ in CHANGES])
def test_only_the_date_that_changed_is_told(run: Run, what: str, dates: list[str], raised: dict[str, int]) -> None:
    before = published(run)
    lists(run, WEEKLY, *dates)
    after = published(run)
    assert {day: sequence for day, (sequence, _) in after.items()} == dict.fromkeys(DATES, 0) | raised, what
    told = {re.findall(r"RECURRENCE-ID;TZID=America/Chicago:(\d{8})", one)[0] for one in dates}
    assert {day for day in DATES if after[day][1] != before[day][1]} == told
    lists(run, WEEKLY, *dates)
    assert published(run) == after


def test_what_changes_for_all_is_told_of_all(run: Run) -> None:
    lists(run, WEEKLY, changed(DATES[1], to="20261202"))
    lists(run, WEEKLY.replace("END:VEVENT", "LOCATION:Annex\r\nEND:VEVENT"), changed(DATES[1], to="20261202"))
    assert counts(run) == {DATES[0]: 1, DATES[1]: 2, DATES[2]: 1, DATES[3]: 1}


def test_a_date_that_was_out_and_is_back_does_not_begin_anew(run: Run) -> None:
    lists(run, WEEKLY, changed(DATES[1], to="20261202"))
    lists(run, WEEKLY, changed(DATES[1], to="20261203"))
    assert counts(run) == dict.fromkeys(DATES, 0) | {DATES[1]: 2}
    without = WEEKLY.replace("END:VEVENT", f"EXDATE;TZID=America/Chicago:{DATES[1]}T190000\r\nEND:VEVENT")
    lists(run, without)
    lists(run, without)
    rest = [day for day in DATES if day != DATES[1]]
    assert counts(run) == dict.fromkeys(rest, 0)
    lists(run, WEEKLY)
    back = counts(run)
    assert {day: back[day] for day in rest} == dict.fromkeys(rest, 0)
    assert back[DATES[1]] > 2


def entry(run: Run) -> tuple[str, str]:
    """When the entry of the series was updated last, and what it says, in the news feed."""
    feed = (run.folder / "data" / "calendar.atom").read_text()
    [found] = re.findall(r"<entry>\n(.*?)</entry>", feed, re.S)
    return re.findall(r"<updated>(.*?)</updated>", found)[0], re.findall(r"<content.*", found)[0]


def test_a_date_that_is_taken_out_is_news_of_its_event(run: Run) -> None:
    before, said = entry(run)
    for day in DATES[1:3]:
        gone = DATES[1 : DATES.index(day) + 1]
        out = [f"EXDATE;TZID=America/Chicago:{one}T190000\r\n" for one in gone]
        lists(run, WEEKLY.replace("END:VEVENT", "".join(out) + "END:VEVENT"))
        after, says = entry(run)
        assert after > before
        assert says != said
        before, said = after, says
        assert counts(run) == dict.fromkeys([one for one in DATES if one not in gone], 0)
        assert (run.folder / "data" / "calendar.atom").read_text().count(f"<updated>{after}</updated>") == 2
    lists(run, WEEKLY.replace("END:VEVENT", "".join(out) + "END:VEVENT"))
    assert entry(run)[0] == after, "a date that has passed is no news"


def test_an_event_that_does_not_repeat_has_the_count_of_the_event(run: Run) -> None:
    lists(run, vevent("m@example.org", "March", "20261205"))
    lists(run, vevent("m@example.org", "March", "20261206"))
    stored = run.rows("SELECT sequence, updated_at FROM occurrences WHERE title = 'March'")
    assert stored == run.rows("SELECT sequence, updated_at FROM events WHERE title = 'March'")
    assert stored[0][0] == 1
