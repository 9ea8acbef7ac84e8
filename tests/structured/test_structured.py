"""Structured data: page and expected events side by side in `cases/`, and the laws that hold for any page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from aggregator.extract import structured
from tests.structured.said import NOW, said

CASES = sorted((Path(__file__).parent / "cases").glob("*.html"))
BASE = "https://example.org/events/"


@pytest.mark.parametrize("page", CASES, ids=[page.stem for page in CASES])
def test_page_gives_exactly_these_events(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml")
    events, problems = structured.find_events(soup, base_url=BASE, now=NOW)
    assert said(events, problems) == expected


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 35
