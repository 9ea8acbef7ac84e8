"""Every calendar in `cases/` reads as the JSON beside it says: all events with all their fields, and all problems.

A case without its expectation fails; nothing here ever writes one.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aggregator.extract import ical
from aggregator.model import Page, RawEvent, Reading

CASES = sorted((Path(__file__).parent / "cases").glob("*.ics"))
DEFAULTS = {field.name: field.default for field in fields(RawEvent)}
NOT_COMPARED = {
    "evidence": "tests/ical/test_reading.py",
    "format": "the same for all",
    "precision": "follows from the start",
}


def as_plain(reading: Reading) -> dict[str, Any]:
    """A reading as JSON would hold it; fields at their default are left out."""
    found = {
        "events": [event_as_plain(event) for event in reading.events],
        "problems": [[problem.where, problem.message] for problem in reading.problems],
        "timezone": reading.timezone,
        "title": reading.title,
        "refresh_after": reading.refresh_after,
    }
    plain = {name: as_json(value) for name, value in found.items() if value is not None}
    return plain if reading.complete else {**plain, "complete": False}


def event_as_plain(event: RawEvent) -> dict[str, Any]:
    values = {name: getattr(event, name) for name in DEFAULTS if name not in NOT_COMPARED}
    return {name: as_json(value) for name, value in values.items() if value != DEFAULTS[name]}


def as_json(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, tuple | list | frozenset):
        return [as_json(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: as_json(part) for name in value.__dataclass_fields__ if (part := getattr(value, name)) is not None
        }
    return value


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_calendar_reads_as_expected(path: Path) -> None:
    expected = path.with_suffix(".json")
    assert expected.exists(), f"{expected.name} is missing: write down what {path.name} must give"
    reading = ical.read(Page(content=path.read_bytes()), now=datetime(2026, 3, 1))
    assert as_plain(reading) == json.loads(expected.read_text(encoding="utf-8"))
    assert all(problem.stage == "extract" and problem.hint for problem in reading.problems)


def test_every_expectation_has_its_calendar() -> None:
    expected = {path.stem for path in (Path(__file__).parent / "cases").glob("*.json")}
    assert expected == {path.stem for path in CASES}
    assert len(CASES) >= 60
