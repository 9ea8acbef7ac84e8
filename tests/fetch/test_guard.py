"""The guarded door: which addresses are refused, in which spellings, and that no name can slip one in."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import FetchSettings, fetch
from aggregator.fetch.guard import Deadline, DeadlineError, NameNotFoundError, is_refused, resolve
from aggregator.model import Fetched, Source, SourceState
from tests.calendar_server import LOOPBACK, CalendarServer

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)

INSIDE = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.255
    168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
    192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe 64:ff9b::7f00:1 64:ff9b::10.0.0.1
    64:ff9b:1::1 100::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::1 2002:a9fe:a9fe:: 3ffe::1
    ::ffff:0:127.0.0.1 ::ffff:0:0 64:ff9b::a9fe:a9fe 2001:0:7f00:1:: 2001::ffff:ffff:80ff:fffe 2002:a00:1::1
    2002:c0a8:101:: ::ffff:127.0.0.1%eth0 fe80::a%25eth0 3fff::1 3fff:fff::1 5f00::1
    fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::1%1 fec0::1 ff02::1
""".split()

OUTSIDE = """
    1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.1 168.63.129.15 169.253.255.255
    172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
    2001:200::1 2001:4860:4860::8888 2003::1 2606:4700::1111 2a00:1450:4001::1 ::ffff:1.1.1.1 64:ff9b::101:101
""".split()


@pytest.mark.parametrize("address", INSIDE)
def test_inside_addresses_are_refused(address: str) -> None:
    assert is_refused(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_addresses_are_not(address: str) -> None:
    assert not is_refused(address)


@pytest.mark.parametrize(
    ("address", "allowed", "refused"),
    [
        ("10.1.2.3", ("10.0.0.0/8",), False),
        ("10.1.2.3", ("10.2.0.0/16", "10.1.0.0/16"), False),
        ("10.1.2.3", ("192.168.0.0/16", "::1/128"), True),
        ("::1", LOOPBACK, False),
        ("::ffff:127.0.0.1", LOOPBACK, False),
        ("fd00::7", ("fd00::/8",), False),
    ],
)
def test_an_allowed_network_is_let_through(address: str, allowed: tuple[str, ...], refused: bool) -> None:
    assert is_refused(address, allowed) is refused


def ask(url: str, settings: FetchSettings) -> object:
    source = Source(slug="harbor", name="Harbor Union", url=url)
    return fetch(source, SourceState(slug="harbor"), now=NOW, settings=settings, base=Path("nowhere"))


SPELLINGS = """
    127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.0.0.1 0x7f.1 0177.0.0.1 017700000001 0 0.0.0.0 127.127.127.127
    [::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:0:0:1] [0000::0001] [::127.0.0.1]
    localhost LOCALHOST localhost. ip6-localhost １２７.0.0.1 ①②⑦.⓪.⓪.① 127。0。0。1
    127.0.0.1. 127.1. 2130706433. 0x7f000001. 0X7F.1 0x7F.0X0.0x0.0x1 0177.1 0177.0.1 127.0.0x1 127.0x000001
    0x0 00 0000 0.0.0 127.00.00.01 [::ffff:127.0.0.1%1] [::1%251] [::1%1] [::ffff:0:127.0.0.1] [64:ff9b::7f00:1]
    [2002:7f00:1::] [2001:0:7f00:1::] [fe80::1] [fe80::1%251] [fd00::1] [fec0::1] [ff02::1] [0:0:0:0:0:ffff:127.0.0.1]
    localhost.localdomain ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ local%68ost 127%2e0%2e0%2e1 １２７。１
""".split()


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_this_machine_is_connected_to(calendar_server: CalendarServer, host: str) -> None:
    with pytest.raises(FetchError):
        ask(f"http://{host}:{calendar_server.port}/", FetchSettings(seconds=3))
    assert calendar_server.requests == []


METADATA = """
    169.254.169.254 169.254.43518 169.16689662 2852039166 0xa9fea9fe 0xA9.0xFE.0xA9.0xFE 0251.0376.0251.0376
    025177524776 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::] [fd00:ec2::254]
    100.100.100.200 192.0.0.192 168.63.129.16 169.254.169.254.
""".split()


@pytest.mark.parametrize("host", METADATA)
@pytest.mark.parametrize("by_redirect", [False, True], ids=["asked", "redirected to"])
def test_no_spelling_of_a_clouds_metadata_is_connected_to(
    calendar_server: CalendarServer, host: str, by_redirect: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []
    connect = socket.create_connection

    def watched(address: Any, *arguments: Any, **named: Any) -> Any:
        tried.append(address[0])
        return connect(address, *arguments, **named)

    monkeypatch.setattr(socket, "create_connection", watched)
    url = f"http://{host}/latest/meta-data.ics"
    with pytest.raises(FetchError):
        ask(
            calendar_server.redirect("/c.ics", url) if by_redirect else url,
            FetchSettings(seconds=3, allowed_networks=LOOPBACK, host_delay_seconds=0),
        )
    assert tried == (["127.0.0.1"] if by_redirect else [])


@pytest.mark.parametrize("hops", range(5))
def test_the_last_of_many_hops_is_checked_like_the_first(calendar_server: CalendarServer, hops: int) -> None:
    for n in range(hops):
        calendar_server.redirect(f"/{n}.ics", f"/{n + 1}.ics", 301)
    calendar_server.redirect(f"/{hops}.ics", "http://10.0.0.7/c.ics")
    settings = FetchSettings(seconds=3, allowed_networks=LOOPBACK, host_delay_seconds=0)
    with pytest.raises(FetchError, match=r"leads to 10\.0\.0\.7"):
        ask(calendar_server.url("/0.ics"), settings)
    assert len(calendar_server.requests) == hops + 1


def test_a_name_with_one_inside_address_among_others_is_refused(
    calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, ["1.1.1.1", "127.0.0.1"])
    with pytest.raises(FetchError, match=r"leads to 127\.0\.0\.1, an address inside a private network"):
        ask(calendar_server.url("/", host="mixed.example.org"), FetchSettings(seconds=3))
    assert calendar_server.requests == []


def test_the_checked_address_is_the_one_connected_to(
    calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar_server.put("/c.ics", b"x")
    asked = answers(monkeypatch, ["127.0.0.1"], then=["10.0.0.1"])
    answer = ask(calendar_server.url("/c.ics", host="rebound.example.org"), FetchSettings(allowed_networks=LOOPBACK))
    assert isinstance(answer, Fetched)
    assert asked == ["rebound.example.org"], "the name is resolved once, so its second answer never counts"
    assert calendar_server.requests[0].headers["host"] == f"rebound.example.org:{calendar_server.port}"


def test_each_hop_is_checked_anew(calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch) -> None:
    url = calendar_server.redirect("/c.ics", calendar_server.url("/d.ics", host="rebound.example.org"))
    asked = answers(monkeypatch, ["127.0.0.1"], then=["10.0.0.1"])
    with pytest.raises(FetchError, match=r"leads to 10\.0\.0\.1"):
        ask(url.replace("127.0.0.1", "rebound.example.org"), FetchSettings(allowed_networks=LOOPBACK))
    assert asked == ["rebound.example.org", "rebound.example.org"]
    assert len(calendar_server.requests) == 1


def test_the_next_address_is_tried_when_one_does_not_answer(
    calendar_server: CalendarServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calendar_server.put("/c.ics", b"x")
    answers(monkeypatch, ["127.0.0.9", "127.0.0.1"])
    settings = FetchSettings(allowed_networks=LOOPBACK, seconds=3)
    assert isinstance(ask(calendar_server.url("/c.ics", host="two.example.org"), settings), Fetched)


def test_a_resolver_that_hangs_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        answered.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(FetchError, match=r"did not answer in full within 0\.1 seconds"):
        ask("http://slow.example.org/", replace(FetchSettings(), seconds=0.1))
    answered.set()  # only now may the resolver answer: the fetch has ended before it


def test_resolve_gives_every_address_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, ["1.1.1.1", "1.1.1.1", "2606:4700::1111"])
    assert resolve("twice.example.org", 80, Deadline(3)) == ["1.1.1.1", "2606:4700::1111"]
    answers(monkeypatch, [])
    with pytest.raises(NameNotFoundError):
        resolve("none.example.org", 80, Deadline(3))


@pytest.mark.parametrize("host", ["a" * 64 + ".example.org", "ex..ample.org", "\ud800.example.org"])
def test_names_that_are_none(host: str) -> None:
    with pytest.raises(NameNotFoundError):
        resolve(host, 80, Deadline(5))


def test_deadline() -> None:
    deadline = Deadline(60)
    assert 59 < deadline.remaining() <= 60
    assert deadline.remaining(at_most=5) == 5
    with pytest.raises(DeadlineError):
        Deadline(0).remaining()


def answers(monkeypatch: pytest.MonkeyPatch, first: list[str], then: list[str] | None = None) -> list[str]:
    """Make the resolver answer so, and the second time otherwise; gives the list of names it is asked for."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host.replace(".", "").isdigit():
            found = [host]  # the connection itself asks for the address it was given
        else:
            asked.append(host)
            found = first if len(asked) == 1 or then is None else then
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked
