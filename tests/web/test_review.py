"""What waits for a person, for those who may see it: both listings, why they were left apart, and what to type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from aggregator import config as configuration
from aggregator.refresh import merge_and_publish
from aggregator.store import Store
from tests.test_refresh import Run, source, vcalendar, vevent
from tests.web.conftest import Browser
from tests.web.sample import NOW

ASSEMBLY = vevent("a@union.example.org", "Online general meeting", "20270417", "DESCRIPTION:Bring chairs & cake.")
ALIKE = vevent("b@portal.example.org", "Online general meeting", "20270417", "DESCRIPTION:Port workers.")
CHOIR = vevent("c@quiet.example.org", "Choir <b>evening</b>", "20270420")


def actor(browser: Browser, name: str = "root") -> dict[str, str]:
    """The headers of somebody who is signed in."""
    return {"cookie": "ds_actor=" + browser.datasette.sign({"a": {"id": name}}, "actor")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A calendar with a near miss and an event that waits."""
    run = Run(tmp_path_factory.mktemp("review"))
    run.now = NOW - timedelta(hours=1)
    run.write(
        source("union", "union.ics", 'name = "Tenants Union"'),
        source("portal", "portal.ics", 'name = "Portal"', 'role = "aggregator"'),
        source("quiet", "quiet.ics", 'name = "Quiet house"', "review = true"),
    )
    for name, body in (("union", ASSEMBLY), ("portal", ALIKE), ("quiet", CHOIR)):
        (run.folder / f"{name}.ics").write_bytes(vcalendar(body))
    run.refresh()
    return run.folder


@pytest.fixture
def browser(folder: Path) -> Iterator[Browser]:
    browser = Browser(folder / "data" / "events.db")
    yield browser
    browser.close()


def ids(folder: Path) -> dict[str, str]:
    with Store(folder / "data" / "events.db") as store:
        return {one.event.key.source: one.id for one in store.listings()}


def test_it_shows_both_listings_why_and_what_to_type(folder: Path, browser: Browser) -> None:
    page = browser.ask("/review", headers=actor(browser))
    assert page.status_code == 200
    known = ids(folder)
    pair = sorted((known["union"], known["portal"]))
    for shown in (
        "Tenants Union",
        "Portal",
        "Bring chairs &amp; cake.",
        "Port workers.",
        "same title",
        "both online",
        "<strong>55 points</strong> of 70",
        f"aggregator accept {known['quiet']}",
        f"aggregator hide {known['quiet']}",
        "its source is set to be reviewed",
    ):
        assert shown in page.text, shown
    commands = [line for line in page.text.split("<code>") if line.startswith(("aggregator merge", "aggregator split"))]
    assert [sorted(line.partition("</code>")[0].split()[2:]) for line in commands] == [pair, pair]
    assert page.headers["cache-control"] == "private, no-store"
    assert "<b>evening" not in page.text
    assert "<script" not in page.text


def test_nobody_else_sees_it(browser: Browser) -> None:
    for headers in ({}, actor(browser, "ana")):
        answer = browser.ask("/review", headers=headers)
        assert answer.status_code == 403
        assert "general meeting" not in answer.text
    assert "/review" not in browser.text("/events")
    assert "/review" in browser.ask("/events", headers=actor(browser)).text


@pytest.mark.parametrize(
    ("allow", "who", "status"),
    [({"id": ["ana"]}, "ana", 200), ({"id": ["ana"]}, "root", 403), ({"id": "*"}, "ben", 200), ({}, "root", 403)],
)
def test_the_metadata_say_who_may(folder: Path, allow: dict[str, object], who: str, status: int) -> None:
    plugins = {"plugins": {"movement-calendar-aggregator": {"review": allow}}}
    browser = Browser(folder / "data" / "events.db", metadata=plugins)
    try:
        assert browser.ask("/review", headers=actor(browser, who)).status_code == status
        assert browser.ask("/review").status_code == 403, "never without a name"
    finally:
        browser.close()


def test_what_is_typed_there_answers_the_question(folder: Path, browser: Browser) -> None:
    from tests.test_cli import Command

    command, known = Command(folder), ids(folder)
    command("split", known["union"], known["portal"])
    command("accept", known["quiet"])
    assert "Nothing waits for you" in browser.ask("/review", headers=actor(browser)).text
    assert json.loads(command("review", "--json").stdout) == []
    config = configuration.load(folder / "sources.toml")
    with Store(folder / "data" / "events.db") as store:
        events, *_ = merge_and_publish(config, store, folder / "data", now=NOW)
    assert events == 3
