"""Addresses: kinds, and how they may be shown."""

from __future__ import annotations

import pytest

from aggregator.config.address import scheme_of, web_url
from aggregator.fetch import shown_url


@pytest.mark.parametrize(
    ("url", "scheme"),
    [
        ("HTTPS://example.org", "https"),
        ("webcal://example.org", "webcal"),
        ("samples/a.ics", ""),
        ("C:\\calendars\\a.ics", ""),
        ("a:b", ""),
        ("mailto:a@example.org", "mailto"),
        ("2026: events.ics", ""),
        ("", ""),
    ],
)
def test_scheme_of(url: str, scheme: str) -> None:
    assert scheme_of(url) == scheme


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("webcal://example.org/c.ics", "https://example.org/c.ics"),
        ("WEBCALS://example.org/c.ics", "https://example.org/c.ics"),
        ("http://example.org/c.ics", "http://example.org/c.ics"),
        ("webcal.ics", "webcal.ics"),
    ],
)
def test_web_url(url: str, asked: str) -> None:
    assert web_url(url) == asked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/events/calendar.ics", "https://example.org/events/calendar.ics"),
        ("https://example.org/ical/a%40group.example/private-1a2b3c/basic.ics",
         "https://example.org/ical/a%40group.example/…/basic.ics"),
        ("https://example.org/feeds/9f8e7d6c5b4a39281706f5e4d3c2b1a0/ics", "https://example.org/feeds/…/ics"),
        ("https://example.org/a-long-name-made-of-words-only/c.ics",
         "https://example.org/a-long-name-made-of-words-only/c.ics"),
        ("https://me:secret@example.org:8080/c.ics?token=secret#secret", "https://example.org:8080/c.ics?…"),
        ("https://[broken/c.ics?secret", "https://[broken/c.ics"),
        ("samples/harbor.ics", "harbor.ics"),
        ("/home/someone/harbor.ics", "harbor.ics"),
    ],
)  # fmt: skip
def test_shown_url(url: str, shown: str) -> None:
    assert shown_url(url) == shown
