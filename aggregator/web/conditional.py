"""Answers to conditional requests by RFC 9110 §13. Pure: header texts in, a decision out.

Refuses to guess: a header that cannot be read counts as not sent, so that the whole answer goes out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def strong_etag(body: bytes) -> str:
    """An entity tag that two different bodies never share (RFC 9110 §8.8.3), quotes included."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def http_date(moment: datetime) -> str:
    """RFC 9110 §5.6.7, to the second."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def status_for(headers: Iterable[tuple[bytes, bytes]], *, etag: str, last_modified: datetime | None) -> int:
    """200, 304 or 412 for a GET or HEAD with these header lines, in the order of RFC 9110 §13.2.2.

    headers: as ASGI hands them over, names in lower case; a list spread over several lines counts as one (§5.3).
    last_modified: None where there is no date to go by; dates are then ignored.
    """
    if_match = _joined(headers, b"if-match")
    if if_match is not None:
        if not _matches(if_match, etag):
            return 412
    elif last_modified is not None:
        before = _read_http_date(_joined(headers, b"if-unmodified-since"))
        if before is not None and last_modified.replace(microsecond=0) > before:
            return 412
    unchanged = is_unchanged(
        etag=etag,
        last_modified=last_modified,
        if_none_match=_joined(headers, b"if-none-match"),
        if_modified_since=_joined(headers, b"if-modified-since"),
    )
    return 304 if unchanged else 200


def is_unchanged(
    *, etag: str, last_modified: datetime | None, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Whether 304 is the answer to a GET or HEAD.

    If-None-Match is decided first, alone and by weak comparison (§13.1.2, §13.2.2); If-Modified-Since only where
    there is none (§13.1.3), to the second.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or any(tag == etag for _, tag in _TAG.findall(if_none_match))
    since = _read_http_date(if_modified_since)
    return since is not None and last_modified is not None and last_modified.replace(microsecond=0) <= since


def _matches(if_match: str, etag: str) -> bool:
    """If-Match (§13.1.1): strong comparison, in which a weak tag equals nothing."""
    return if_match.strip() == "*" or any(tag == etag and not weak for weak, tag in _TAG.findall(if_match))


def _joined(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The value of all lines of one header, None where there is none."""
    values = [value for key, value in headers if key == name]
    return b", ".join(values).decode("latin-1") if values else None


def _read_http_date(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
