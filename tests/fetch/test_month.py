"""Nine simulated days of hourly runs: no rule of good manners is broken, and the rules can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.month import HOUR, KINDS, START, Diary, Entry, breaches, simulate

DAYS = 9


def test_no_rule_is_broken(tmp_path: Path) -> None:
    diary = simulate(tmp_path, sources=len(KINDS), days=DAYS)
    assert breaches(diary, days=DAYS) == []
    assert {entry.status for entry in diary.entries} == {200, 301, 304, 410, 429, 500, 503}
    moved = [entry for entry in diary.entries if entry.path.startswith("/moved")]
    assert moved[-1].at < START + 8.5 * 24 * HOUR, "the new address is asked after a week"
    assert sum(entry.status == 410 for entry in diary.entries) == 1
    asked = {kind: sum(entry.slug.startswith(f"{kind}-") for entry in diary.entries) for kind in KINDS}
    assert asked["often"] > 2 * asked["never"] > 0


def at(hours: float, path: str, status: int = 304, validator: str | None = '"1"', leave: float | None = None) -> Entry:
    return Entry(
        START + hours * HOUR, "h.example.org", path, validator, status, None if leave is None else START + leave * HOUR
    )


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ([at(0, "/daily-0.ics", 200, None), at(9, "/daily-0.ics", 200, None)], "without a condition"),
        ([at(0, "/gone-7.ics", 410), at(9, "/gone-7.ics", 410)], "although it is gone"),
        ([at(0, "/page-6")], "without a fresh robots.txt"),
        ([at(0, "/robots.txt", 200), at(1, "/page-6"), at(26, "/page-6")], "without a fresh robots.txt"),
        ([at(200, "/robots.txt", 200), at(201, "/forbidden-later-10")], "although robots.txt forbids it"),
        ([at(0, "/robots.txt", 200), at(2, "/robots.txt", 200)], "robots.txt asked again after 2:00:00"),
        ([at(0, "/daily-0.ics"), at(0.5, "/daily-0.ics")], "asked again after 0:30:00"),
        ([at(0, "/often-2.ics"), at(2, "/often-2.ics")], "asked again after 2:00:00"),
        ([at(0, "/daily-0.ics"), at(0.0001, "/daily-12.ics")], "after /daily-0.ics"),
        ([at(0, "/too-often-4.ics", 429, leave=6), at(5, "/daily-0.ics")], "wanted to be left alone"),
        ([at(0, "/daily-0.ics"), at(40, "/daily-0.ics")], "not asked for 1 day, 16:00:00"),
    ],
)
def test_each_rule_can_tell(entries: list[Entry], told: str) -> None:
    assert any(told in breach for breach in breaches(Diary(entries=entries), days=2))
    assert breaches(Diary(most_busy=2), days=2) == ["2 requests at once to one host"]
