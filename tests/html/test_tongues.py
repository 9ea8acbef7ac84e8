"""The law of languages: a page whose words are exchanged for those of another language tells the same events."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import aggregator
from aggregator.model import Event

NOW = datetime(2026, 9, 1, 9)
SITUATIONS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("tongues.toml").read_text("utf-8"))
ZONES = {
    "en": "Europe/London",
    "es": "Europe/Madrid",
    "fr": "Europe/Paris",
    "de": "Europe/Berlin",
    "pt": "Europe/Lisbon",
    "it": "Europe/Rome",
}


def read(body: str, language: str, *, declared: bool) -> Sequence[Event]:
    attribute = f' lang="{language}"' if declared else ""
    page = f"<!DOCTYPE html><html{attribute}><head><title>x</title></head><body><main>{body}</main></body></html>"
    found = aggregator.extract(
        page.encode(),
        content_type="text/html; charset=utf-8",
        url="https://ally.example.org/page.html",
        now=NOW,
        timezone=ZONES[language],
    )
    return [event for event in found.events if event.confidence >= 0.5]


def told(event: Event) -> tuple[object, ...]:
    """What no language may change: wall times, whether there is a place, the state, whether it comes again."""
    return (wall(event.start), wall(event.end), event.location is not None, event.status, event.rrule is not None)


def wall(moment: date | datetime | None) -> date | datetime | None:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
@pytest.mark.parametrize("language", list(ZONES))
@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_a_page_is_read_alike_in_every_language(situation: str, language: str, declared: bool) -> None:
    versions = SITUATIONS[situation]
    events = read(versions[language]["page"], language, declared=declared)
    assert [event.title for event in events] == versions[language]["names"]
    english = read(versions["en"]["page"], "en", declared=True)
    assert [told(event) for event in events] == [told(event) for event in english]
