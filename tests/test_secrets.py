"""A secret address stands nowhere but in its place and in the private archive, whatever the server answers."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from aggregator import config as configuration
from aggregator.cli import main
from aggregator.config.address import looks_secret
from aggregator.config.secrets import concealed, secret_words
from aggregator.model import Link, Problem, Source
from aggregator.refresh import Options
from aggregator.store import Store
from tests.calendar_server import Answer, CalendarServer
from tests.test_refresh import MARCH, VIGIL, Run, by_slug, vcalendar, vevent

KEY, TOKEN = "s3cr3t-7f9a2b4c6d", "t0k3n-aa11bb22cc"
PATH = f"/calendars/{KEY}/basic.ics?token={TOKEN}"
FORMS = {KEY, TOKEN, quote(KEY, safe=""), quote(TOKEN, safe="")}


@pytest.fixture
def run(tmp_path: Path, calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> Run:
    run = Run(tmp_path)
    monkeypatch.setenv("UNION_CALENDAR", calendar_server.url(PATH))
    run.write('[source.union]\nname = "Union"\nurl_env = "UNION_CALENDAR"')
    return run


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def leaks(folder: Path, *texts: str) -> list[str]:
    """Where the key stands: every file but the private ones, and the texts given."""
    private = ("archive.db", "archive.db-wal", "archive.db-shm", "secret.txt")
    found = [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.name not in private and any(form.encode() in path.read_bytes() for form in FORMS)
    ]
    return found + [text for text in texts if any(form in text for form in FORMS)]


def command(folder: Path, *words: str) -> str:
    """All that a command prints."""
    out = io.StringIO()
    with (
        contextlib.chdir(folder),
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.suppress(SystemExit),
    ):
        patch.setattr(sys, "argv", ["aggregator", *words])
        main()
    return out.getvalue()


def with_the_key(url: str) -> bytes:
    """A calendar that says its own address wherever a calendar can."""
    lines = (f"URL:{url}", f"DESCRIPTION:See {url} or token {TOKEN}", f"LOCATION:{url}", f"ORGANIZER:{url}")
    talkative = vevent(url, f"Read {url}", "20261205", *lines, f"ATTACH:{url}", f"CATEGORIES:{KEY}", f"COMMENT:{url}")
    broken = vevent(f"{url}#2", "Broken", "2026-13-99", f"X-WR-RELCALID:{url}")
    return vcalendar(talkative, broken, MARCH).replace(b"VERSION:2.0", f"VERSION:2.0\r\nX-WR-CALNAME:{url}".encode())


def test_a_good_answer_that_repeats_its_own_address(
    run: Run, calendar_server: CalendarServer, logged: pytest.LogCaptureFixture
) -> None:
    url = calendar_server.url(PATH)
    calendar_server.put(PATH, with_the_key(url), etag='"1"', headers={"Content-Location": url, "Link": f"<{url}>"})
    reports = [run.refresh(), run.refresh(days=1)]
    assert [report.sources[0].result for report in reports] == ["ok", "unchanged"]
    assert len(calendar_server.requests) == 2
    assert {title for (title,) in run.rows("SELECT title FROM events")} >= {"March for clean rivers"}
    printed = [command(run.folder, *words) for words in (
        ("sources",), ("sources", "--json"), ("events",), ("events", "--json"), ("replay",), ("replay", "--json"),
    )]  # fmt: skip
    ids = [str(id) for (id,) in run.rows("SELECT id FROM events")]
    printed += [command(run.folder, "explain", id) for id in ids]
    assert leaks(run.folder, logged.text, repr(reports), *printed) == []
    assert run.rows("SELECT url FROM sources") == [(None,)]
    assert run.rows("SELECT url FROM event_sources WHERE url IS NOT NULL") == []


FAILURES: Mapping[str, Answer] = {
    "404": Answer(status=404, body=f"{PATH} is not here".encode()),
    "401": Answer(status=401),
    "410": Answer(status=410),
    "429": Answer(status=429, headers={"Retry-After": "60"}),
    "500": Answer(status=500, body=PATH.encode()),
    "redirect loop": Answer(status=302, headers={"Location": PATH}),
    "redirect inside": Answer(status=302, headers={"Location": f"http://10.0.0.7{PATH}"}),
    "redirect with user": Answer(status=302, headers={"Location": f"http://{TOKEN}:x@example.org/"}),
    "redirect to no address": Answer(status=302, headers={"Location": f"http://[{TOKEN}/"}),
    "redirect to another scheme": Answer(status=302, headers={"Location": f"{TOKEN}://x"}),
    "redirect to no port": Answer(status=302, headers={"Location": f"http://127.0.0.1:99999{PATH}"}),
    "redirect to no name": Answer(status=302, headers={"Location": f"http://{TOKEN}.invalid/"}),
    "a login page": Answer(body=f"<h1>Log in to {PATH}</h1>".encode(), content_type="text/html"),
    "cut off": Answer(body=vcalendar(MARCH, VIGIL), truncate=90),
    "cut calendar": Answer(body=vcalendar(MARCH, VIGIL)[:-60]),
    "no gzip": Answer(body=b"x", headers={"Content-Encoding": "gzip"}),
    "another coding": Answer(body=b"x", headers={"Content-Encoding": TOKEN}),
    "no HTTP": Answer(raw=PATH.encode()),
    "nothing": Answer(raw=b""),
    "empty": Answer(body=b""),
    "a folder listing": Answer(body=f"<a href='{PATH}'>{PATH}</a>".encode(), content_type="text/html"),
}


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("known", [False, True], ids=["at first", "after a good answer"])
def test_each_kind_of_failure(
    run: Run, calendar_server: CalendarServer, logged: pytest.LogCaptureFixture, failure: str, known: bool
) -> None:
    if known:
        calendar_server.put(PATH, vcalendar(MARCH, VIGIL))
        run.refresh()
    calendar_server.script(PATH, FAILURES[failure])
    report = run.refresh(days=1)
    shown = command(run.folder, "sources") + command(run.folder, "sources", "--json")
    assert by_slug(report)["union"].result in ("failed", "partial", "ok")
    assert leaks(run.folder, logged.text, repr(report), shown) == []


def test_a_fault_of_ours_with_the_address_in_it(
    run: Run, calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aggregator import decide, normalize

    url = calendar_server.put(PATH, vcalendar(MARCH))

    def broken(*_: object, **__: object) -> None:
        raise ValueError(f"cannot read {url}")

    for module, name in ((normalize, "normalize_page"), (decide, "decide")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, broken)
            report = run.refresh(days=1)
        assert "unexpected ValueError: cannot read" in report.sources[0].problems[0].message
        assert leaks(run.folder, repr(report)) == []


def test_a_page_whose_links_lead_back_to_it(run: Run, calendar_server: CalendarServer) -> None:
    data = {"@context": "https://schema.org", "@type": "Event", "name": "Assembly", "startDate": "2026-12-05T19:00",
            "url": PATH, "location": "Union Hall"}  # fmt: skip
    page = f'<h1>Events</h1><script type="application/ld+json">{json.dumps(data)}</script><a href="{PATH}">Calendar</a>'
    calendar_server.put(PATH, page, content_type="text/html")
    report = run.refresh()
    assert run.rows("SELECT title FROM events") == [("Assembly",)]
    assert leaks(run.folder, repr(report)) == []


def test_a_move_to_another_secret_address(run: Run, calendar_server: CalendarServer) -> None:
    target = f"/moved/{KEY}-2/basic.ics?token={TOKEN}"
    calendar_server.redirect(PATH, target, 301)
    calendar_server.put(target, vcalendar(MARCH), etag='"1"')
    reports = [run.refresh(days=days) for days in (0, 8, 1)]
    assert calendar_server.requests[-1].path == target
    assert any("has moved for good to http://127.0.0.1" in p.message for p in reports[-1].sources[0].problems)
    assert leaks(run.folder, repr(reports), command(run.folder, "sources")) == []


# --------------------------------------------------------------------------------------------- where they stand


def test_an_address_in_a_file(tmp_path: Path, calendar_server: CalendarServer) -> None:
    run = Run(tmp_path)
    (tmp_path / "secret.txt").write_text(f"\ufeff{calendar_server.url(PATH)}\n", encoding="utf-8")
    calendar_server.put(PATH, vcalendar(MARCH))
    run.write('[source.union]\nurl_file = "secret.txt"')
    assert run.refresh().sources[0].result == "ok"
    assert leaks(tmp_path) == []


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('url_env = "NOT_SET"', "url_env: the environment variable NOT_SET is empty or not there"),
        (f'url_env = "https://example.org/{KEY}"', "url_env: must be the name of an environment variable"),
        (f'url_file = "https://example.org/{KEY}"', "url_file: must be the path of a file that holds the address"),
        ('url_file = "absent.txt"', "url_file: the file cannot be read: No such file or directory"),
        ('url_file = "."', "url_file: the file cannot be read: Is a directory"),
        ('url_env = "TWO"', "url_env: the environment variable TWO must hold one address and nothing else"),
        ('url_env = "FTP"', "url_env: the address in the environment variable FTP must begin with https://"),
        ('url_env = "USER"', "url: must not carry a user name or password"),
        ('url_env = "BROKEN"', 'url: cannot be read as an address: "https:…"'),
        ('url_env = "NOWHERE"', "url: names no host"),
        (f'url_env = "A"\nurl = "https://example.org/{KEY}"', "url_env: cannot stand beside url: keep one of them"),
        (f'url = ["https://example.org/{KEY}"]', "url: must be text in quotes, not something else"),
        (f'url = "htps://example.org/private-{KEY}/x"', "url: must begin with https://"),
        (f'url = "https://[example.org/private-{KEY}/x"', "url: cannot be read as an address"),
    ],
)
def test_complaints_do_not_tell_the_address(tmp_path: Path, lines: str, complaint: str) -> None:
    environ = {"TWO": f"https://a.example.org/{KEY} {KEY}", "FTP": f"ftp://a.example.org/{KEY}",
               "USER": f"https://{KEY}:{TOKEN}@a.example.org/", "BROKEN": f"https://[{KEY}",
               "NOWHERE": f"https:///{KEY}", "A": "https://a.example.org/"}  # fmt: skip
    read = configuration.parse(f"[source.union]\n{lines}", folder=tmp_path, environ=environ)
    (told,) = read.complaints()
    assert complaint in told
    assert leaks(tmp_path, told, repr(read)) == []


def test_a_change_of_the_secret_is_noticed(
    run: Run, calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar_server.put(PATH, vcalendar(MARCH), etag='"1"')
    calendar_server.put("/other.ics", vcalendar(VIGIL), etag='"1"')
    run.refresh()
    monkeypatch.setenv("UNION_CALENDAR", calendar_server.url("/other.ics"))
    assert by_slug(run.refresh(options=Options()))["union"].inserted == 1
    assert "if-none-match" not in calendar_server.requests[-1].headers


def test_paths_of_this_machine_are_not_published(tmp_path: Path) -> None:
    run = Run(tmp_path)
    home = tmp_path / "home" / "somebody"
    home.mkdir(parents=True)
    (home / "c.ics").write_bytes(vcalendar(MARCH))
    run.write(f'[source.union]\nurl = "{home}/c.ics"', f'[source.lost]\nurl = "{home}/absent.ics"')
    for _ in range(2):
        run.refresh(days=1)
        (home / "c.ics").write_bytes(vcalendar())
    (home / "c.ics").write_bytes(b"<html>")
    run.refresh(days=1)
    assert run.rows("SELECT url FROM sources") == [(None,), (None,)]
    with contextlib.closing(Store(run.data / "events.db")) as store:
        assert store.states()["union"].url == f"{home}/c.ics"
    public = [path for path in run.data.iterdir() if not path.name.startswith("archive.db")]
    assert [path.name for path in public if b"somebody" in path.read_bytes()] == []


# ------------------------------------------------------------------------------------------------- the parts


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("https://cal.example.org/ical/a%40b/private-0a1b2c3d4e/basic.ics", True),
        ("https://cal.example.org/feed?token=0a1b2c3d4e5f", True),
        ("https://cal.example.org/feed?x=1&Auth=0a1b2c3d4e5f", True),
        ("https://cal.example.org/events?ical=1", False),
        ("https://cal.example.org/private-events/", False),
        ("https://cal.example.org/feed?token=", False),
        ("private-0a1b2c3d.ics", False),
    ],
)
def test_what_looks_secret_is_treated_so(url: str, secret: bool) -> None:
    assert looks_secret(url) is secret
    (source,) = configuration.parse(f'[source.a]\nurl = "{url}"').sources
    assert source.secret is secret


def test_nothing_is_taken_out_for_an_open_address() -> None:
    source = Source(slug="a", name="A", url="https://a.example.org/feeds/0a1b2c3d4e5f")
    assert secret_words(source) == ()
    assert concealed("0a1b2c3d4e5f", ()) == "0a1b2c3d4e5f"


def test_words_of_a_secret_address_stay_words() -> None:
    source = Source(slug="a", name="A", url=f"https://a.example.org/calendar/{KEY}/basic.ics", secret=True)
    words = secret_words(source)
    record = Problem("fetch", "calendar basic.ics a.example.org", f"at {KEY}", "")
    assert concealed(record, words) == Problem("fetch", "calendar basic.ics a.example.org", "at …", "")
    (link,) = concealed((Link(f"https://b.example.org/?r={quote(source.url, safe='')}", "More"),), words)
    assert link == Link("https://b.example.org/?r=…", "More")
