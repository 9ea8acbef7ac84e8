"""One conditional GET over HTTP: bounded, guarded, honest about itself. The only module that asks anybody anything.

Redirects are followed here, hop by hop, so that each is checked. Nothing of the environment (proxies, netrc,
certificates) enters. One client lives for one fetch and keeps no connection, which is what a crawl of many hosts wants;
all share one TLS context, whose making costs more than a request.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeVar

import httpcore
import httpx

from aggregator.config.address import WEB, host_of_url, scheme_of, shown_address, web_url
from aggregator.errors import FetchError
from aggregator.fetch.body import BodyError, read_body
from aggregator.fetch.freshness import fresh_until, retry_after
from aggregator.fetch.guard import (
    AddressRefusedError,
    Deadline,
    DeadlineError,
    GuardedBackend,
    NameNotFoundError,
)
from aggregator.fetch.manners import Manners
from aggregator.fetch.sentences import describe_fault, describe_status
from aggregator.fetch.settings import FetchSettings
from aggregator.model import Page, Source, Validators

T = TypeVar("T")

ACCEPT = "text/calendar, application/atom+xml, application/rss+xml, text/html;q=0.9, application/xml;q=0.8, */*;q=0.5"
PERMANENT = {301, 308}
REDIRECTS = {*PERMANENT, 302, 303, 307}
WHOLE_PAGE = {200, 203}
"""203: changed by a proxy on its way, but a page."""

TOO_OFTEN = 429
ASKS_TO_WAIT = {TOO_OFTEN, 503}
"""Statuses that speak for the host as a whole."""

for _library in ("httpx", "httpcore"):  # they log whole addresses, secret ones too, to whoever listens to INFO
    logging.getLogger(_library).setLevel(logging.WARNING)

CAUGHT = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, AddressRefusedError, NameNotFoundError, DeadlineError,
          BodyError)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered at the end of its redirects. page is None for "not modified"."""

    status: int
    page: Page | None
    validators: Validators
    fresh_until: datetime | None
    moved_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What came of asking for a robots.txt. text: None where there is none. fault: why it could not be had."""

    text: str | None = None
    fresh_until: datetime | None = None
    fault: str | None = None


def ask(
    source: Source,
    validators: Validators,
    *,
    now: datetime,
    settings: FetchSettings,
    manners: Manners,
    permit: Callable[[str], None] | None = None,
) -> Answer:
    """GET the source's page. validators: those of the last answer, empty to have the page whatever happened.

    permit: asked for each address before it is; raises FetchError where it may not be.
    Raises FetchError for everything that is neither a whole page nor "not modified", LeftAloneError where the host
    wants no request now.
    """
    url = web_url(source.url)
    where = f"[{source.slug}] {shown_address(source)}"
    exchange = _Exchange(where, now, settings, manners, permit)
    try:
        with exchange.client(
            {"Accept": ACCEPT, "Accept-Encoding": "gzip, deflate", **_conditions(validators)}
        ) as client:
            return exchange.follow(client, url, lambda response, moved: _answer(response, exchange, validators, moved))
    except CAUGHT as error:
        what, hint = describe_fault(error, settings)
        raise FetchError(where, what, hint) from error


def ask_robots(url: str, manners: Manners, *, now: datetime, settings: FetchSettings, most_bytes: int) -> RobotsAnswer:
    """GET a robots.txt; what lies beyond most_bytes is not read. Raises LeftAloneError as `ask` does."""
    exchange = _Exchange(url, now, settings, manners, None)
    try:
        with exchange.client({"Accept": "text/plain, */*;q=0.5", "Accept-Encoding": "identity"}) as client:
            return exchange.follow(client, url, lambda response, _: _robots_answer(response, exchange, most_bytes))
    except (AddressRefusedError, NameNotFoundError):
        raise  # so it will be with the page, and that is what people must be told
    except FetchError:  # more redirects than we follow: as if there were none (RFC 9309 §2.3.1.2)
        return RobotsAnswer()
    except CAUGHT as error:
        return RobotsAnswer(fault=describe_fault(error, settings)[0])


class _Exchange:
    """What stays the same from hop to hop of one question."""

    def __init__(
        self,
        where: str,
        now: datetime,
        settings: FetchSettings,
        manners: Manners,
        permit: Callable[[str], None] | None,
    ) -> None:
        self.where = where
        self.now = now
        self.settings = settings
        self.manners = manners
        self.permit = permit
        self.deadline = Deadline(settings.seconds)

    def client(self, headers: dict[str, str]) -> httpx.Client:
        """The client of this question alone."""
        settings = self.settings
        return httpx.Client(
            transport=_Transport(GuardedBackend(self.deadline, settings.connect_seconds, settings.allowed_networks)),
            headers={"User-Agent": settings.user_agent, **headers},
            timeout=httpx.Timeout(settings.seconds),
            trust_env=False,
            follow_redirects=False,
        )

    def follow(self, client: httpx.Client, url: str, read: Callable[[httpx.Response, str | None], T]) -> T:
        """Ask at each hop until one answers with something else than another address, and read that answer."""
        target, moved = _checked(httpx.URL(url)), True
        for hop in range(self.settings.redirects + 1):
            if self.permit is not None:
                with self.deadline.stopped():
                    self.permit(str(target))
            with self.manners.turn(_host(target)) as waited:
                self.deadline.extend(waited)
                with client.stream("GET", target) as response:
                    if response.status_code not in REDIRECTS:
                        return read(response, str(target) if hop and moved else None)
                    moved = moved and response.status_code in PERMANENT
                    target = _checked(response.url.join(_location(response)))
        raise FetchError(
            self.where,
            f"redirects more than {self.settings.redirects} times",
            "open it in a browser and use that address",
        )

    def note(self, response: httpx.Response) -> None:
        """Leave the host alone for as long as it asks."""
        until = retry_after(response.headers, self.manners.answered_at())
        status = response.status_code
        if status == TOO_OFTEN or (status in ASKS_TO_WAIT and until is not None):
            self.manners.leave_alone(_host(response.url), until)


def _host(url: httpx.URL) -> str:
    return host_of_url(str(url)) or url.host


class _Transport(httpx.HTTPTransport):
    """httpx's transport over the guarded backend, for which it has no argument.

    The parent is deliberately not initialized: were its pool ever called otherwise, nothing would connect at all.
    """

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(), max_connections=1, max_keepalive_connections=0, network_backend=backend
        )


def trusted_authorities() -> int:
    """How many certificate authorities an https answer may be signed by; none means that no https can be asked."""
    try:
        return len(_tls().get_ca_certs())
    except (OSError, ssl.SSLError):
        return 0


@cache
def _tls() -> ssl.SSLContext:
    """The one TLS context: certificates verified against the packaged authorities, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers that make a request conditional. A validator that no header can hold is not sent."""
    both = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in both.items() if value and value.isascii() and value.isprintable()}


def _location(response: httpx.Response) -> str:
    """Where a redirect leads. Raises InvalidURL where it does not say."""
    location = response.headers.get("location", "").strip()
    if not location:
        raise httpx.InvalidURL("a redirect that does not say where to")
    if scheme_of(location) not in ("", *WEB):
        raise httpx.InvalidURL(f'"{scheme_of(location)}:" is not a web address')
    return str(location)


def _checked(url: httpx.URL) -> httpx.URL:
    """The URL without its fragment, if it is one we ask. Raises InvalidURL for any other."""
    if url.scheme not in WEB or not url.host:
        raise httpx.InvalidURL(f'"{url.scheme}:" names no host')
    if url.port is not None and not 0 < url.port < 65_536:
        raise httpx.InvalidURL(f"there is no port {url.port}")
    if url.userinfo:
        raise httpx.InvalidURL("an address with a user name or password in it")
    return url.copy_with(fragment=None)


def _answer(response: httpx.Response, exchange: _Exchange, validators: Validators, moved_to: str | None) -> Answer:
    """The answer that a response is, its body read within bounds. Raises FetchError for all but 200, 203 and 304."""
    conditional = any(name in response.request.headers for name in ("if-none-match", "if-modified-since"))
    known = response.status_code == 304 and conditional
    if not known and response.status_code not in WHOLE_PAGE:
        exchange.note(response)
        raise _refusal(response, exchange.where, exchange.manners.answered_at())
    sent = Validators(etag=response.headers.get("etag"), last_modified=response.headers.get("last-modified"))
    if known:
        sent = Validators(
            etag=sent.etag or validators.etag, last_modified=sent.last_modified or validators.last_modified
        )
    return Answer(
        status=response.status_code,
        page=None if known else _page(response, exchange.settings),
        validators=sent,
        fresh_until=fresh_until(response.headers, exchange.now),
        moved_to=moved_to,
    )


def _robots_answer(response: httpx.Response, exchange: _Exchange, most_bytes: int) -> RobotsAnswer:
    """What a robots.txt's response means (RFC 9309 §2.3.1)."""
    status = response.status_code
    if status == TOO_OFTEN or status >= 500 or status < 200:
        exchange.note(response)
        return RobotsAnswer(fault=f"it {describe_status(status)[0]}")
    fresh = fresh_until(response.headers, exchange.now)
    if status not in WHOLE_PAGE:
        return RobotsAnswer(fresh_until=fresh)
    content = bytearray()
    for piece in response.iter_raw():
        content += piece
        if len(content) >= most_bytes:
            break
    return RobotsAnswer(text=bytes(content[:most_bytes]).decode("utf-8-sig", "replace"), fresh_until=fresh)


def _page(response: httpx.Response, settings: FetchSettings) -> Page:
    content = read_body(
        response.iter_raw(),
        response.headers.get("content-encoding", ""),
        wire_bytes=settings.wire_bytes,
        body_bytes=settings.body_bytes,
    )
    return Page(content=content, content_type=response.headers.get("content-type", ""), url=str(response.url))


def _refusal(response: httpx.Response, where: str, now: datetime) -> FetchError:
    """The error of a status that brings no page."""
    status = response.status_code
    what, hint = describe_status(status)
    return FetchError(
        where, what, hint, status=status, retry_after=retry_after(response.headers, now), gone=status == 410
    )
