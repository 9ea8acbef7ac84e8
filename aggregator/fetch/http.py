"""One conditional GET over HTTP: bounded, guarded, honest about itself. The only module that asks anybody anything.

Redirects are followed here, hop by hop, so that each is checked. Nothing of the environment (proxies, netrc,
certificates) enters. One client lives for one fetch and keeps no connection, which is what a crawl of many hosts wants;
all share one TLS context, whose making costs more than a request.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import httpcore
import httpx

from aggregator.errors import FetchError
from aggregator.fetch.address import WEB, scheme_of, shown_url, web_url
from aggregator.fetch.body import BodyError, read_body
from aggregator.fetch.freshness import fresh_until, retry_after
from aggregator.fetch.guard import (
    AddressRefusedError,
    Deadline,
    DeadlineError,
    GuardedBackend,
    NameNotFoundError,
)
from aggregator.fetch.sentences import describe_fault, describe_status
from aggregator.fetch.settings import FetchSettings
from aggregator.model import Page, Source, Validators

ACCEPT = "text/calendar, application/atom+xml, application/rss+xml, text/html;q=0.9, application/xml;q=0.8, */*;q=0.5"
PERMANENT = {301, 308}
REDIRECTS = {*PERMANENT, 302, 303, 307}
WHOLE_PAGE = {200, 203}
"""203: changed by a proxy on its way, but a page."""

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


def ask(source: Source, validators: Validators, *, now: datetime, settings: FetchSettings) -> Answer:
    """GET the source's page. validators: those of the last answer, empty to have the page whatever happened.

    Raises FetchError for everything that is neither a whole page nor "not modified".
    """
    url = web_url(source.url)
    where = f"[{source.slug}] {shown_url(url)}"
    deadline = Deadline(settings.seconds)
    headers = {"User-Agent": settings.user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"}
    timeout = httpx.Timeout(settings.seconds)
    try:
        with httpx.Client(
            transport=_Transport(GuardedBackend(deadline, settings.connect_seconds, settings.allowed_networks)),
            headers={**headers, **_conditions(validators)},
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        ) as client:
            return _follow(client, url, where, validators, now, settings)
    except CAUGHT as error:
        what, hint = describe_fault(error, settings)
        raise FetchError(where, what, hint) from error


class _Transport(httpx.HTTPTransport):
    """httpx's transport over the guarded backend, for which it has no argument.

    The parent is deliberately not initialized: were its pool ever called otherwise, nothing would connect at all.
    """

    def __init__(self, backend: GuardedBackend) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_tls(), max_connections=1, max_keepalive_connections=0, network_backend=backend
        )


@cache
def _tls() -> ssl.SSLContext:
    """The one TLS context: certificates verified against the packaged authorities, whatever the environment says."""
    return httpx.create_ssl_context(trust_env=False)


def _conditions(validators: Validators) -> dict[str, str]:
    """The headers that make a request conditional. A validator that no header can hold is not sent."""
    both = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in both.items() if value and value.isascii() and value.isprintable()}


def _follow(
    client: httpx.Client, url: str, where: str, validators: Validators, now: datetime, settings: FetchSettings
) -> Answer:
    """Ask at each hop until one answers with something else than another address."""
    target, moved = _checked(httpx.URL(url)), True
    for hop in range(settings.redirects + 1):
        with client.stream("GET", target) as response:
            if response.status_code not in REDIRECTS:
                moved_to = str(target) if hop and moved else None
                return _answer(response, where, validators, moved_to, now, settings)
            moved = moved and response.status_code in PERMANENT
            target = _checked(response.url.join(_location(response)))
    raise FetchError(
        where, f"redirects more than {settings.redirects} times", "open it in a browser and use that address"
    )


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


def _answer(
    response: httpx.Response,
    where: str,
    validators: Validators,
    moved_to: str | None,
    now: datetime,
    settings: FetchSettings,
) -> Answer:
    """The answer that a response is, its body read within bounds. Raises FetchError for all but 200, 203 and 304."""
    conditional = any(name in response.request.headers for name in ("if-none-match", "if-modified-since"))
    known = response.status_code == 304 and conditional
    if not known and response.status_code not in WHOLE_PAGE:
        raise _refusal(response, where, now)
    sent = Validators(etag=response.headers.get("etag"), last_modified=response.headers.get("last-modified"))
    if known:
        sent = Validators(
            etag=sent.etag or validators.etag, last_modified=sent.last_modified or validators.last_modified
        )
    return Answer(
        status=response.status_code,
        page=None if known else _page(response, settings),
        validators=sent,
        fresh_until=fresh_until(response.headers, now),
        moved_to=moved_to,
    )


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
