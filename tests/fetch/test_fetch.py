"""Fetching over the web, against a real server on the loopback interface, and from files."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import FetchSettings, fetch, host_of
from aggregator.model import Fetched, NotModified, Source, SourceState, Validators
from tests.calendar_server import LOOPBACK, Answer, CalendarServer

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
SETTINGS = FetchSettings(
    contact="https://calendar.example.org",
    allowed_networks=LOOPBACK,
    seconds=5,
    connect_seconds=2,
    host_delay_seconds=0,
)
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
HASH = sha256(BODY).hexdigest()
NOWHERE = Path("nowhere")


def ask(
    url: str,
    state: SourceState | None = None,
    *,
    settings: FetchSettings = SETTINGS,
    base: Path = NOWHERE,
    conditional: bool = True,
) -> Fetched | NotModified:
    source = Source(slug="harbor", name="Harbor Union", url=url)
    state = state or SourceState(slug="harbor")
    return fetch(source, state, now=NOW, settings=settings, base=base, conditional=conditional)


def refused(url: str, **arguments: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        ask(url, **arguments)
    return caught.value


def state_after(answer: Fetched | NotModified) -> SourceState:
    return SourceState(slug="harbor", validators=answer.validators, body_hash=answer.body_hash)


# ----------------------------------------------------------------------------------------------- pages that come


def test_a_page_comes_with_all_that_is_known_of_it(calendar_server: CalendarServer) -> None:
    url = calendar_server.put(
        "/c.ics",
        BODY,
        content_type="text/calendar; charset=utf-8",
        etag='W/"1"',
        last_modified="Fri, 20 Nov 2026 08:00:00 GMT",
        headers={"Cache-Control": "max-age=3600"},
    )
    answer = ask(url)
    assert isinstance(answer, Fetched)
    assert answer.page.content == BODY
    assert answer.page.content_type == "text/calendar; charset=utf-8"
    assert answer.page.url == url
    assert answer == Fetched(
        page=answer.page,
        fetched_at=NOW,
        validators=Validators(etag='W/"1"', last_modified="Fri, 20 Nov 2026 08:00:00 GMT"),
        body_hash=HASH,
        status=200,
        fresh_until=NOW + timedelta(hours=1),
        moved_to=None,
    )


def test_the_first_request_is_honest_and_unconditional(calendar_server: CalendarServer) -> None:
    ask(calendar_server.put("/c.ics", BODY))
    [request] = calendar_server.requests
    assert request.method == "GET"
    assert dict(request.headers) == {
        "host": f"127.0.0.1:{calendar_server.port}",
        "user-agent": "movement-calendar-aggregator/0.1.0 (+https://calendar.example.org)",
        "accept": "text/calendar, application/atom+xml, application/rss+xml, text/html;q=0.9, application/xml;q=0.8, "
        "*/*;q=0.5",
        "accept-encoding": "gzip, deflate",
        "connection": "keep-alive",
    }


@pytest.mark.parametrize(
    ("contact", "user_agent"),
    [
        (None, "movement-calendar-aggregator/0.1.0"),
        ("team@example.org", "movement-calendar-aggregator/0.1.0 (+team@example.org)"),
        ("Ünion\r\nX-Evil: 1 (x)", "movement-calendar-aggregator/0.1.0 (+nion X-Evil: 1  x)"),
    ],
)
def test_user_agent(contact: str | None, user_agent: str) -> None:
    assert FetchSettings(contact=contact).user_agent == user_agent


# ------------------------------------------------------------------------------------------- nothing new under …


@pytest.mark.parametrize(
    "validators",
    [{"etag": '"1"'}, {"last_modified": "Fri, 20 Nov 2026 08:00:00 GMT"}],
    ids=["etag", "last_modified"],
)
def test_the_second_request_is_conditional(calendar_server: CalendarServer, validators: dict[str, str]) -> None:
    url = calendar_server.put("/c.ics", BODY, **validators)  # type: ignore[arg-type]
    first = ask(url)
    second = ask(url, state_after(first))
    assert second == NotModified(fetched_at=NOW, validators=Validators(**validators), body_hash=HASH, status=304)
    asked = calendar_server.requests[1].headers
    assert asked.get("if-none-match") == validators.get("etag")
    assert asked.get("if-modified-since") == validators.get("last_modified")
    assert "if-none-match" not in calendar_server.requests[0].headers


def test_a_304_may_bring_new_validators_and_keeps_the_others(calendar_server: CalendarServer) -> None:
    url = calendar_server.script(
        "/c.ics", Answer(status=304, etag='"2"', headers={"Expires": "Sat, 21 Nov 2026 12:00:00 GMT"})
    )
    known = SourceState(slug="harbor", validators=Validators(etag='"1"', last_modified="then"), body_hash="abc")
    assert ask(url, known) == NotModified(
        fetched_at=NOW,
        validators=Validators(etag='"2"', last_modified="then"),
        body_hash="abc",
        fresh_until=NOW + timedelta(hours=2),
    )


def test_the_same_body_with_200_is_not_news_and_refreshes_the_validators(calendar_server: CalendarServer) -> None:
    first = ask(calendar_server.put("/c.ics", BODY, etag='"1"'))
    url = calendar_server.put("/c.ics", BODY, etag='"2"')
    second = ask(url, state_after(first))
    assert second == NotModified(fetched_at=NOW, validators=Validators(etag='"2"'), body_hash=HASH, status=200)


def test_a_changed_body_is_news(calendar_server: CalendarServer) -> None:
    first = ask(calendar_server.put("/c.ics", BODY, etag='"1"'))
    second = ask(calendar_server.put("/c.ics", BODY + b" ", etag='"2"'), state_after(first))
    assert isinstance(second, Fetched)
    assert (second.page.content, second.validators.etag) == (BODY + b" ", '"2"')


def test_validators_that_are_no_longer_sent_are_forgotten(calendar_server: CalendarServer) -> None:
    first = ask(calendar_server.put("/c.ics", BODY, etag='"1"'))
    second = ask(calendar_server.put("/c.ics", BODY + b" "), state_after(first))
    assert second.validators == Validators()


@pytest.mark.parametrize(
    ("conditional", "known_url"), [(False, None), (False, "same"), (True, "https://elsewhere.example.org/")]
)
def test_an_unconditional_request_gives_the_page_even_if_it_is_the_same(
    calendar_server: CalendarServer, conditional: bool, known_url: str | None
) -> None:
    url = calendar_server.put("/c.ics", BODY, etag='"1"')
    known = replace(state_after(ask(url)), url=url if known_url == "same" else known_url)
    again = ask(url, known, conditional=conditional)
    assert isinstance(again, Fetched)
    assert again.page.content == BODY
    assert "if-none-match" not in calendar_server.requests[1].headers


def test_validators_that_no_header_can_hold_are_not_sent(calendar_server: CalendarServer) -> None:
    url = calendar_server.put("/c.ics", BODY)
    known = SourceState(slug="harbor", validators=Validators(etag='"a\r\nX-Evil: 1"', last_modified="Mär 1"))
    assert isinstance(ask(url, known), Fetched)
    assert "if-none-match" not in calendar_server.requests[0].headers
    assert "if-modified-since" not in calendar_server.requests[0].headers


def test_a_304_that_nobody_asked_for_is_an_error(calendar_server: CalendarServer) -> None:
    error = refused(calendar_server.put("/c.ics", status=304))
    assert (error.status, error.what) == (304, "says that nothing changed since a version we do not have")


# ---------------------------------------------------------------------------------------------------- redirects


@pytest.mark.parametrize(
    ("statuses", "moves"),
    [([301], True), ([308], True), ([301, 308], True), ([302], False), ([303], False), ([307], False),
     ([301, 302], False), ([302, 301], False), ([301, 301, 308, 301, 301], True)],
)  # fmt: skip
def test_redirects_are_followed_and_only_permanent_ones_move(
    calendar_server: CalendarServer, statuses: list[int], moves: bool
) -> None:
    for n, status in enumerate(statuses):
        calendar_server.redirect(f"/{n}", f"/{n + 1}", status)
    last = calendar_server.put(f"/{len(statuses)}", BODY)
    answer = ask(calendar_server.url("/0"))
    assert isinstance(answer, Fetched)
    assert answer.page.url == last
    assert answer.moved_to == (last if moves else None)
    pages = [request.path for request in calendar_server.requests if request.path != "/robots.txt"]
    assert pages == [f"/{n}" for n in range(len(statuses) + 1)]


def test_validators_go_along_with_a_redirect(calendar_server: CalendarServer) -> None:
    calendar_server.redirect("/old", "/new", 302)
    calendar_server.put("/new", BODY, etag='"1"')
    known = SourceState(slug="harbor", validators=Validators(etag='"1"'), body_hash=HASH)
    assert isinstance(ask(calendar_server.url("/old"), known), NotModified)


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("/loop", "redirects more than 5 times"),
        ("file:///etc/passwd", 'cannot be asked: "file:" is not a web address'),
        ("gopher://example.org/", 'cannot be asked: "gopher:" is not a web address'),
        ("javascript:alert(1)", "cannot be asked: For absolute URLs, path must be empty or begin with '/'"),
        ("data:/text", 'cannot be asked: "data:" is not a web address'),
        ("", "cannot be asked: a redirect that does not say where to"),
        ("http://", "redirects more than 5 times"),
        ("https://user:secret@example.org/", "cannot be asked: an address with a user name or password in it"),
        ("http://10.0.0.7/admin", "leads to 10.0.0.7, an address inside a private network"),
        ("http://[fd00:ec2::254]/latest", "leads to fd00:ec2::254, an address inside a private network"),
        ("http://169.254.169.254/latest", "leads to 169.254.169.254, an address inside a private network"),
    ],
)
def test_redirects_that_are_not_followed(calendar_server: CalendarServer, location: str, what: str) -> None:
    error = refused(calendar_server.redirect("/loop", location))
    assert error.what == what
    assert error.where == f"[harbor] {calendar_server.url('/loop')}"
    assert error.hint
    assert "secret" not in str(error)


# ------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("status", "what"),
    [
        (204, "answers with something that is no whole page (204 No Content)"),
        (206, "answers with something that is no whole page (206 Partial Content)"),
        (400, "does not understand the request (400)"),
        (401, "wants a log-in (401)"),
        (403, "refuses our program (403)"),
        (404, "is not there (404)"),
        (418, "does not give the page (418 I'm a Teapot)"),
        (429, "is asked too often (429)"),
        (500, "answers with an error of its own (500 Internal Server Error)"),
        (503, "is out of service (503)"),
        (599, "answers with an error of its own (599)"),
    ],
)
def test_statuses_become_sentences(calendar_server: CalendarServer, status: int, what: str) -> None:
    error = refused(calendar_server.put("/c.ics", b"" if status == 204 else b"<html>", status=status))
    assert (error.status, error.what, error.gone, error.retry_after) == (status, what, False, None)
    assert error.hint


def test_410_is_gone(calendar_server: CalendarServer) -> None:
    error = refused(calendar_server.put("/c.ics", status=410))
    assert (error.status, error.gone) == (410, True)
    assert str(error) == (
        f"[harbor] {calendar_server.url('/c.ics')}: is gone for good (410) "
        "(it is no longer asked; remove the source, or give it its new address)"
    )


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(calendar_server: CalendarServer, status: int) -> None:
    url = calendar_server.put("/c.ics", status=status, headers={"Retry-After": "120"})
    until = refused(url).retry_after
    assert until is not None
    assert timedelta(0) <= until - NOW - timedelta(minutes=2) <= timedelta(seconds=2), "counted from the answer"


def test_an_error_names_no_secret(calendar_server: CalendarServer) -> None:
    calendar_server.put("/ical/private-0a1b2c/basic.ics?key=s3cret", status=404)
    error = refused(calendar_server.url("/ical/private-0a1b2c/basic.ics?key=s3cret"))
    assert error.where == f"[harbor] {calendar_server.url('/ical/…/basic.ics?…')}"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("ftp://example.org/c.ics", 'cannot ask "ftp:" addresses'),
        ("file:///etc/passwd", 'cannot ask "file:" addresses'),
        ("http://", 'cannot be asked: "http:" names no host'),
        ("http://me:secret@example.org/", "cannot be asked: an address with a user name or password in it"),
        ("https://calendar.invalid/c.ics", 'the name "calendar.invalid" has no address'),
        ("http://example.org:99999/", "cannot be asked: there is no port 99999"),
    ],
)
def test_addresses_that_cannot_be_asked(url: str, what: str) -> None:
    error = refused(url)
    assert error.what == what
    assert "secret" not in str(error)


def test_a_host_that_takes_no_connection() -> None:
    closed = CalendarServer()
    url = closed.url("/c.ics")
    closed.close()
    assert refused(url).what == "the host does not take the connection"


BROKE_OFF = "broke off in the middle of its answer, or answered with no HTTP"


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(raw=b""), BROKE_OFF),
        (Answer(raw=b"220 mail.example.org\r\n"), BROKE_OFF),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Le"), BROKE_OFF),
        (Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20_000),
         BROKE_OFF),
        (Answer(body=BODY, truncate=5), BROKE_OFF),
        (Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN\r\n"), BROKE_OFF),
        (Answer(body=BODY, delay=9), "did not answer in full within 0.4 seconds"),
        (Answer(body=BODY * 9, drip=0.05), "did not answer in full within 0.4 seconds"),
        (Answer(body=b"x" * 2_001), "the page is larger than 2,000 bytes"),
        (Answer(body=b"x" * 2_001, unmeasured=True), "the page is larger than 2,000 bytes"),
        (Answer(body=gzip.compress(b"x" * 4_001, mtime=0), headers={"Content-Encoding": "gzip"}),
         "the page unpacks to more than 4,000 bytes"),
        (Answer(body=gzip.compress(BODY, mtime=0)[:-9], headers={"Content-Encoding": "gzip"}),
         "the page was cut off before the end of its compressed data"),
        (Answer(body=BODY, headers={"Content-Encoding": "gzip"}), "the page is not compressed the way it says"),
        (Answer(body=BODY, headers={"Content-Encoding": "br"}),
         'the page came in the coding "br", which we did not ask for'),
    ],
)  # fmt: skip
def test_bad_answers_end_as_named_and_in_time(calendar_server: CalendarServer, answer: Answer, what: str) -> None:
    settings = replace(SETTINGS, seconds=0.4, wire_bytes=2_000, body_bytes=4_000)
    error = refused(calendar_server.script("/c.ics", answer), settings=settings)
    assert error.what == what
    assert error.hint


OK_HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK_HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = {"Content-Encoding": "gzip"}
LATE = "did not answer in full within 0.4 seconds"
TOO_LARGE = "the page is larger than 2,000 bytes"

UNPACKS = "the page unpacks to more than 4,000 bytes"
CUT = "the page was cut off before the end of its compressed data"

HOSTILE: dict[str, tuple[Answer, str]] = {
    "one endless header": (Answer(raw=OK_HEAD + b"X-A: " + b"b" * 2_000_000), BROKE_OFF),
    "an endless status line": (Answer(raw=b"HTTP/1.1 200 " + b"b" * 2_000_000), BROKE_OFF),
    "a header without a colon": (Answer(raw=OK_HEAD + b"nonsense\r\n\r\nx"), BROKE_OFF),
    "a NUL in a header": (Answer(raw=OK_HEAD + b"X-A: a\x00b\r\n\r\nx"), BROKE_OFF),
    "a hundred interim answers and no last one": (Answer(raw=b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100), BROKE_OFF),
    "two lengths": (Answer(raw=OK_HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy"), BROKE_OFF),
    "a negative length": (Answer(raw=OK_HEAD + b"Content-Length: -1\r\n\r\nxy"), BROKE_OFF),
    "a length beyond all numbers": (Answer(raw=OK_HEAD + b"Content-Length: " + b"9" * 40 + b"\r\n\r\nxy"), BROKE_OFF),
    "a length that the body does not reach": (Answer(raw=OK_HEAD + b"Content-Length: 9\r\n\r\nxy"), BROKE_OFF),
    "an endless chunk size": (Answer(raw=CHUNKED + b"1" * 200_000), BROKE_OFF),
    "a chunk size that is none": (Answer(raw=CHUNKED + b"zz\r\nxy\r\n"), BROKE_OFF),
    "no last chunk": (Answer(raw=CHUNKED + b"2\r\nxy\r\n"), BROKE_OFF),
    "endless trailers": (Answer(raw=CHUNKED + b"0\r\n" + b"X-A: b\r\n" * 50_000), BROKE_OFF),
    "ten thousand tiny chunks": (Answer(raw=CHUNKED + b"1\r\nx\r\n" * 10_000 + b"0\r\n\r\n"), TOO_LARGE),
    "a body without length or end": (Answer(body=b"x" * 3_000_000, unmeasured=True), TOO_LARGE),
    "a body that drips": (Answer(body=b"x" * 50, drip=0.05, unmeasured=True), LATE),
    "silence": (Answer(delay=9), LATE),
    "a gzip bomb": (Answer(body=gzip.compress(bytes(900_000), mtime=0), headers=GZIP), UNPACKS),
    "a bomb in many gzip members": (
        Answer(body=gzip.compress(bytes(900), mtime=0) * 9, headers=GZIP), UNPACKS),
    "a deflate bomb": (
        Answer(body=zlib.compress(bytes(900_000)), headers={"Content-Encoding": "deflate"}),
        UNPACKS),
    "gzip cut in its head": (Answer(body=gzip.compress(BODY)[:5], headers=GZIP), CUT),
    "gzip cut in its middle": (Answer(body=gzip.compress(BODY)[:-20], headers=GZIP), CUT),
    "gzip cut by one octet": (Answer(body=gzip.compress(BODY)[:-1], headers=GZIP), CUT),
    "gzip cut in its second member": (Answer(body=gzip.compress(BODY) + gzip.compress(BODY)[:-4], headers=GZIP), CUT),
    "gzip with a wrong sum": (
        Answer(body=gzip.compress(BODY)[:-8] + bytes(8), headers=GZIP), "the page is not compressed the way it says"),
    **{
        f"the coding {coding}": (
            Answer(body=BODY, headers={"Content-Encoding": coding}),
            f'the page came in the coding "{coding}", which we did not ask for')
        for coding in ("br", "zstd", "compress", "gzip, gzip", "identity, gzip", "x" * 40)
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_ends_as_named_in_time_and_costs_little(calendar_server: CalendarServer, name: str) -> None:
    answer, what = HOSTILE[name]
    settings = replace(SETTINGS, seconds=0.4, wire_bytes=2_000, body_bytes=4_000)
    began = time.monotonic()
    tracemalloc.start()
    error = refused(calendar_server.script("/c.ics", answer), settings=settings)
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.what == what
    assert error.hint
    assert time.monotonic() - began < 2
    assert grown < 16_000_000
    assert isinstance(ask(calendar_server.put("/good.ics", BODY)), Fetched), "others are asked as if nothing had been"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY, mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("identity", BODY),
    ],
)
def test_codings(calendar_server: CalendarServer, coding: str, body: bytes) -> None:
    answer = ask(calendar_server.put("/c.ics", body, headers={"Content-Encoding": coding}))
    assert isinstance(answer, Fetched)
    assert answer.page.content == BODY


def test_many_threads_fetch_side_by_side(calendar_server: CalendarServer) -> None:
    urls = [calendar_server.put(f"/{n}.ics", BODY + bytes([65 + n]), delay=0.02) for n in range(24)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, urls))
    assert [answer.page.content[-1] for answer in answers if isinstance(answer, Fetched)] == list(range(65, 89))


# ----------------------------------------------------------------------------------------------- names and files


def test_a_private_address_is_never_connected_to(calendar_server: CalendarServer) -> None:
    url = calendar_server.put("/c.ics", BODY)
    error = refused(url, settings=FetchSettings())
    assert error.what == "leads to 127.0.0.1, an address inside a private network"
    assert calendar_server.requests == []


def test_nothing_of_the_environment_enters(
    calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\ndefault login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing.pem"))
    assert isinstance(ask(calendar_server.put("/c.ics", BODY)), Fetched)
    assert "authorization" not in calendar_server.requests[0].headers


def test_webcal_is_asked_over_https() -> None:
    error = refused("webcal://127.0.0.1:9/c.ics", settings=replace(SETTINGS, allowed_networks=()))
    assert error.where == "[harbor] https://127.0.0.1:9/c.ics"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Example.ORG/c.ics", "example.org"),
        ("webcal://example.org:8080/c.ics", "example.org"),
        ("samples/harbor.ics", None),
        ("/srv/harbor.ics", None),
        ("ftp://example.org/", None),
        ("https://[broken/", None),
    ],
)
def test_host_of(url: str, host: str | None) -> None:
    assert host_of(Source(slug="a", name="A", url=url)) == host


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("c.ics", "text/calendar"), ("c.HTML", "text/html"), ("c.rss", "application/rss+xml"), ("c", "")],
)
def test_a_file_is_read(tmp_path: Path, name: str, content_type: str) -> None:
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / name).write_bytes(BODY)
    relative = ask(f"samples/{name}", base=tmp_path)
    absolute = ask(str(tmp_path / "samples" / name), base=NOWHERE)
    assert isinstance(relative, Fetched)
    assert relative == absolute
    assert (relative.page.content, relative.page.content_type, relative.page.url) == (BODY, content_type, None)
    assert (relative.validators, relative.body_hash) == (Validators(), HASH)


def test_an_unchanged_file_is_not_news(tmp_path: Path) -> None:
    (tmp_path / "c.ics").write_bytes(BODY)
    first = ask("c.ics", base=tmp_path)
    assert ask("c.ics", state_after(first), base=tmp_path) == NotModified(
        fetched_at=NOW, validators=Validators(), body_hash=HASH, status=200
    )
    assert isinstance(ask("c.ics", state_after(first), base=tmp_path, conditional=False), Fetched)
    (tmp_path / "c.ics").write_bytes(BODY * 2)
    assert isinstance(ask("c.ics", state_after(first), base=tmp_path), Fetched)


@pytest.mark.parametrize(
    ("url", "what", "hint"),
    [
        ("absent.ics", "there is no such file", "paths start at the folder of sources.toml"),
        ("/absent.ics", "there is no such file", "check the path in sources.toml"),
        ("example.org/c.ics", "there is no such file",
         "paths start at the folder of sources.toml; if a web address was meant, it begins with https://"),
        (".", "is a folder, not a file", "name the file inside it"),
        ("big.ics", "is larger than 100 bytes", "cut the file down"),
        ("big.ics/c.ics", "cannot be read: Not a directory", "check the path and who may read it"),
        ("nul\x00.ics", "cannot be read: embedded null byte", "check the path and who may read it"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(tmp_path: Path, url: str, what: str, hint: str) -> None:
    (tmp_path / "big.ics").write_bytes(b"x" * 101)
    error = refused(url, base=tmp_path, settings=replace(SETTINGS, body_bytes=100))
    assert (error.where, error.what, error.hint) == (f"[harbor] {Path(url).name or url}", what, hint)
