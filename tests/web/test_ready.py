"""Feeds ready in memory: the same answer as the view's, without the view, for as long as its files stand untouched."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from aggregator.web import ready
from aggregator.web.ready import MOST_BYTES, Body, Shelf
from tests.web.conftest import Browser
from tests.web.sample import NOW, build

OLD = NOW.timestamp() - 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder written an hour ago."""
    build(tmp_path / "events.db")
    (tmp_path / "calendar.ics").write_bytes(b"BEGIN:VCALENDAR\r\nX-N:1\r\nEND:VCALENDAR\r\n")
    for path in tmp_path.iterdir():
        os.utime(path, (OLD, OLD))
    return tmp_path


@pytest.fixture
def served(folder: Path) -> Iterator[Browser]:
    browser = Browser(folder / "events.db")
    yield browser
    browser.close()


@pytest.fixture
def views(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that reached a view of ours, in order."""
    seen: list[str] = []
    answer = ready.answer

    def watched(request: Any, body: Body) -> Any:
        seen.append(f"{request.method} {request.full_path}")
        return answer(request, body)

    monkeypatch.setattr(ready, "answer", watched)
    return seen


FEEDS = ["/calendar.ics", "/calendar.ics?category=climate", "/event/clinic.ics"]


@pytest.mark.parametrize("path", FEEDS)
def test_the_second_reader_is_answered_without_datasette_and_alike(
    served: Browser, views: list[str], path: str
) -> None:
    first = served.ask(path)
    second = served.ask(path)
    assert (first.status_code, len(views)) == (200, 1)
    assert second.content == first.content
    assert sorted(second.headers.items()) == sorted(first.headers.items())
    for conditions in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"other", W/{first.headers["etag"]}'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        response = served.ask(path, headers=conditions)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == first.headers["etag"]
        assert response.headers["vary"] == "Cookie, Authorization"
    head = served.ask(path, method="HEAD")
    assert (head.content, dict(head.headers)) == (b"", dict(first.headers))
    assert len(views) == 1


@pytest.mark.parametrize("path", FEEDS)
def test_who_shows_a_cookie_or_a_credential_is_answered_by_datasette(
    served: Browser, views: list[str], path: str
) -> None:
    served.ask(path)
    for headers in ({"Cookie": "a=b"}, {"Authorization": "Bearer x"}):
        assert served.ask(path, headers=headers).headers["cache-control"] == "private, no-store"
    assert len(views) == 3


def test_a_replaced_file_goes_out_at_once(served: Browser, folder: Path, views: list[str]) -> None:
    served.ask("/calendar.ics")
    newer = b"BEGIN:VCALENDAR\r\nX-N:2\r\nEND:VCALENDAR\r\n"
    (folder / "new").write_bytes(newer)
    os.utime(folder / "new", (OLD, OLD))
    (folder / "new").replace(folder / "calendar.ics")
    assert served.ask("/calendar.ics").content == newer
    assert len(views) == 2


def test_a_selection_is_rendered_again_only_when_the_database_was_written(
    served: Browser, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/calendar.ics?category=climate"
    etag = served.ask(path).headers["etag"]
    monkeypatch.setattr(ready, "TRUSTED", -1.0)  # every reader reaches the view
    served.ask("/calendar.ics?category=climate&q=x")
    database = served.datasette.get_database("events")
    rendered: list[object] = []
    execute_fn = database.execute_fn

    async def counted(function: Any) -> Any:
        rendered.append(function)
        return await execute_fn(function)

    monkeypatch.setattr(database, "execute_fn", counted)
    assert served.ask(path).headers["etag"] == etag
    assert served.ask(path, headers={"If-None-Match": etag}).status_code == 304
    before = len(rendered)
    os.utime(folder / "events.db", (OLD + 5, OLD + 5))
    assert served.ask(path).headers["etag"] == etag
    assert len(rendered) == before + 1 + ABOUT


ABOUT = 1
"""What reading the calendar's own facts adds to each view."""


def test_a_file_of_this_second_is_not_relied_on(served: Browser, folder: Path, views: list[str]) -> None:
    os.utime(folder / "calendar.ics", (NOW.timestamp() - 0.5, NOW.timestamp() - 0.5))
    for _ in range(2):
        assert "last-modified" not in served.ask("/calendar.ics").headers
    assert len(views) == 2


def test_what_readers_without_a_name_may_not_see_is_never_ready(folder: Path) -> None:
    closed = Browser(folder / "events.db", metadata={"databases": {"events": {"allow": {"id": "root"}}}})
    cookie = {"Cookie": "ds_actor=" + closed.datasette.sign({"a": {"id": "root"}}, "actor")}
    statuses = [closed.ask("/calendar.ics", headers=headers).status_code for headers in ({}, cookie, {})]
    closed.close()
    assert statuses == [403, 200, 403]


def test_scripts_of_other_sites_may_ask_conditionally(served: Browser) -> None:
    response = served.ask("/calendar.ics", method="OPTIONS", headers={"Origin": "https://x.example.org"})
    assert response.status_code == 204
    assert response.headers["access-control-allow-headers"] == "If-None-Match, If-Modified-Since"
    assert served.ask("/calendar.ics").headers["access-control-expose-headers"] == "ETag, Last-Modified"


def test_the_shelf_holds_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ready, "MOST_BYTES", 250)
    (tmp_path / "a").write_bytes(b"x")
    os.utime(tmp_path / "a", (OLD, OLD))
    state = ready.state_of([tmp_path / "a"])
    shelf = Shelf()
    with time_machine.travel(NOW):
        for name in (b"/1", b"/2", b"/3"):
            shelf.keep((name, b""), Body(b"x" * 100, "a.ics", NOW), state, None)
        assert [shelf.find((name, b"")) is not None for name in (b"/1", b"/2", b"/3")] == [False, True, True]
        shelf.keep((b"/4", b""), Body(b"x" * 1000, "a.ics", NOW), state, None)
        assert shelf.find((b"/4", b"")) is not None
    assert MOST_BYTES > 100_000_000
