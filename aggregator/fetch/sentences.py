"""What went wrong with a request, in words for people: the fault, and what to do about it. Asks nobody."""

from __future__ import annotations

import ssl
from http import HTTPStatus

import httpx

from aggregator.fetch.body import BodyError
from aggregator.fetch.guard import AddressRefusedError, DeadlineError, NameNotFoundError
from aggregator.fetch.settings import FetchSettings

ASK = "ask whoever runs the page"
LATER = "nothing to do: it is asked again later, less and less often"
BROWSER = "open the address in a browser and correct it in sources.toml"

STATUSES: dict[int, tuple[str, str]] = {
    304: ("says that nothing changed since a version we do not have", LATER),
    400: ("does not understand the request (400)", BROWSER),
    401: ("wants a log-in (401)", "use the calendar's public address; this program never logs in"),
    402: ("wants to be paid (402)", "use the calendar's public address"),
    403: ("refuses our program (403)", f"{ASK} to let our User-Agent through, or for the address of a feed"),
    404: ("is not there (404)", f"it may have moved: {BROWSER}"),
    406: ("offers no format that we read (406)", f"{ASK} for the address of a feed"),
    410: ("is gone for good (410)", "it is no longer asked; remove the source, or give it its new address"),
    421: ("is not answered for by this host (421)", BROWSER),
    429: ("is asked too often (429)", 'nothing to do now; if it happens again, raise "every" for this source'),
    451: ("may not be shown here for legal reasons (451)", ASK),
    503: ("is out of service (503)", LATER),
}


def describe_status(status: int) -> tuple[str, str]:
    """(fault, hint) of an HTTP status that brings no page."""
    if status in STATUSES:
        return STATUSES[status]
    name = _phrase(status)
    if status >= 500:
        return f"answers with an error of its own ({name})", LATER
    if status >= 400:
        return f"does not give the page ({name})", BROWSER
    return f"answers with something that is no whole page ({name})", ASK


def describe_fault(error: Exception, settings: FetchSettings) -> tuple[str, str]:
    """(fault, hint) of an exchange that came to no end."""
    certificate = _certificate_fault(error)
    if certificate:
        return f"its certificate does not hold: {certificate}", f"{ASK} to renew it; pages are never read unverified"
    if isinstance(error, httpx.ConnectError) and _cause(error, ssl.SSLError):
        return "no secure connection comes about", f"{BROWSER}; does it work with http:// instead?"
    for kinds, what, hint in FAULTS:
        if isinstance(error, kinds):
            return what.format(error=error, seconds=settings.seconds, connect=settings.connect_seconds), hint
    return f"cannot be asked: {str(error) or type(error).__name__}", BROWSER


FAULTS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (BodyError, "the page {error}", f"{ASK}: whole calendars are read only up to a size, and never in part"),
    (
        AddressRefusedError,
        "leads to {error}, an address inside a private network",
        "only public addresses are asked, lest a stranger's page lead to a private one; for a calendar of your own "
        "network, write it into sources.toml as [fetch] allowed_networks",
    ),
    (NameNotFoundError, 'the name "{error}" has no address', f"look for a slip in the address: {BROWSER}"),
    (DeadlineError, "did not answer in full within {seconds:g} seconds", LATER),
    (httpx.ConnectTimeout, "the host did not answer within {connect:g} seconds", LATER),
    (httpx.TimeoutException, "did not answer in full within {seconds:g} seconds", LATER),
    (httpx.ConnectError, "the host does not take the connection", LATER),
    (httpx.RemoteProtocolError, "broke off in the middle of its answer, or answered with no HTTP", LATER),
    (httpx.NetworkError, "the connection broke", LATER),
    (httpx.InvalidURL, "cannot be asked: {error}", BROWSER),
)
"""First match wins: (exception, fault, hint)."""


def _certificate_fault(error: Exception) -> str | None:
    """Why a certificate was refused, in OpenSSL's words."""
    found = _cause(error, ssl.SSLCertVerificationError)
    return str(found.verify_message) if isinstance(found, ssl.SSLCertVerificationError) else None


def _cause(error: BaseException | None, kind: type[Exception]) -> BaseException | None:
    """The first of a kind among the exceptions that led to this one."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error


def _phrase(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
