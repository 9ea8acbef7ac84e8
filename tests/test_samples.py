"""The shipped sources.toml and its samples: a first run works offline, shows something, and reads each sample right."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup

import aggregator
from aggregator import config
from aggregator.model import Event, Extraction, Source

ROOT = Path(__file__).parents[1]
CONFIG = config.load(ROOT / "sources.toml")
EXPECTED = Path(__file__).parent / "samples_expected"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
SLUGS = [source.slug for source in CONFIG.sources]
FIELDS = (
    "title start end timezone precision status location locality region attendance_mode registration_url series rrule"
    " recurrence_id exdates"
).split()


def read(source: Source) -> Extraction:
    content = (ROOT / source.url).read_bytes()
    return aggregator.extract(content, content_type="", now=NOW, timezone=source.timezone, hints=source)


def source(slug: str) -> Source:
    return next(each for each in CONFIG.sources if each.slug == slug)


def as_json(event: Event) -> dict[str, Any]:
    """The fields of an event that its expectation names, as JSON holds them; what is absent is left out."""
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(event, name)
        if isinstance(value, tuple):
            value = [each.isoformat() for each in value]
        elif isinstance(value, date):
            value = value.isoformat()
        if value:
            found[name] = str(value) if isinstance(value, str) else value
    return found


def test_nothing_is_wrong_in_sources_toml() -> None:
    assert CONFIG.complaints() == ()
    assert len(SLUGS) == len(set(SLUGS)) == 16


def test_every_sample_is_a_source_and_every_source_a_sample() -> None:
    named = {each.url for each in CONFIG.sources}
    assert named == {f"samples/{path.name}" for path in (ROOT / "samples").iterdir()}


def test_at_least_three_of_each_family() -> None:
    suffixes = [Path(each.url).suffix for each in CONFIG.sources]
    assert suffixes.count(".ics") >= 3
    assert suffixes.count(".rss") + suffixes.count(".atom") >= 3
    assert suffixes.count(".html") >= 9


def test_the_commented_sources_work_when_uncommented() -> None:
    """What a volunteer gets by taking the "# " away."""
    text = (ROOT / "sources.toml").read_text("utf-8")
    _, _, yours = text.partition("yours\n")
    lines = [line.removeprefix("# ") for line in yours.splitlines() if re.match(r"# (\[|\w+ = )", line)]
    read_back = config.parse("\n".join(lines))
    assert read_back.complaints() == ()
    assert [each.slug for each in read_back.sources] == [
        "my-group",
        "food-bank",
        "peace-center",
        "riverside-union",
        "stubborn-page",
    ]


def test_samples_speak_of_nobody_real() -> None:
    """Only example.org hosts (and the names of formats), and no telephone numbers."""
    formats = ("schema.org", "www.w3.org", "purl.org")
    for path in (ROOT / "samples").iterdir():
        text = path.read_bytes().decode("utf-8").replace("\r\n ", "")
        hosts = set(re.findall(r"https?://([\w.-]+)|[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
        for host in {first or second for first, second in hosts}:
            assert host in formats or host.endswith("example.org"), f"{path.name}: {host}"
        assert not re.search(r"\b\d{3}[-. ]\d{3}[-. ]\d{4}\b", text), path.name


def test_every_invitation_to_sign_up_is_a_link() -> None:
    invitation = re.compile(r"\b(register|sign up|rsvp)\b", re.I)
    count = 0
    for path in sorted((ROOT / "samples").glob("*.html")):
        page = BeautifulSoup(path.read_bytes(), "html.parser")
        for text in page.find_all(string=invitation):
            if text.find_parent(["script", "title"]):
                continue
            paragraph = text.find_parent(["p", "li"])
            assert paragraph is not None
            assert paragraph.find("a", href=re.compile("^(https://|/)")), f"{path.name}: {text}"
            count += 1
    assert count >= 12


@pytest.mark.parametrize("slug", SLUGS)
def test_reads_as_expected(slug: str) -> None:
    """The whole list of a sample's events, in page order, with all the fields named above."""
    expected = json.loads((EXPECTED / f"{slug}.json").read_text("utf-8"))
    found = [as_json(event) for event in read(source(slug)).events]
    assert [event["title"] for event in found] == [event["title"] for event in expected]
    assert found == expected


def test_every_expectation_belongs_to_a_source() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(SLUGS)


def test_what_is_doubtful_stays_below_the_bound() -> None:
    """The club without a date gives nothing; the session "in July" is kept for review at month precision."""
    assert read(source("slow-readers")).events == ()
    past, month = read(source("golden-state")).events
    assert past.confidence >= 0.5
    assert (month.precision, month.confidence < 0.5) == ("month", True)


def test_everything_else_is_published() -> None:
    weak = {
        (slug, event.title): event.confidence
        for slug in SLUGS
        for event in read(source(slug)).events
        if event.precision != "month" and event.confidence < 0.5
    }
    assert weak == {}


@pytest.mark.parametrize("year", [2026, 2031, 2040])
def test_there_is_always_something_upcoming(year: int) -> None:
    """The iCal samples repeat without end: whenever somebody first runs this, the next two weeks hold events."""
    events = [
        event for slug in ("tenants-union", "labor-council", "climate-hub") for event in read(source(slug)).events
    ]
    start = date(year, 11, 21)
    found = aggregator.expand(events, start=start, end=start + timedelta(days=13))
    assert len(found) >= 4


def test_two_groups_list_the_march_in_each_way_that_merging_must_see() -> None:
    """Once with the same uid, once with a nearly equal title at the same time and place."""
    march = {slug: next(e for e in read(source(slug)).events if "Rights March" in e.title) for slug in MARCHERS}
    assert march["tenants-union"].uid == march["labor-council"].uid
    assert march["organizing-school"].uid != march["tenants-union"].uid
    assert march["organizing-school"].title != march["tenants-union"].title
    assert {event.start for event in march.values()} == {
        datetime(2027, 2, 27, 11, tzinfo=ZoneInfo("America/Los_Angeles"))
    }
    assert {event.locality for event in march.values()} == {"Oakland"}


MARCHERS = ("tenants-union", "labor-council", "organizing-school")
