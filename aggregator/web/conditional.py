"""Answers to conditional requests by RFC 9110 §13. Pure: header texts in, a decision out.

Refuses to guess: a header that cannot be read counts as not sent, so that the whole answer goes out.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def strong_etag(body: bytes) -> str:
    """An entity tag that two different bodies never share (RFC 9110 §8.8.3), quotes included."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def http_date(moment: datetime) -> str:
    """RFC 9110 §5.6.7, to the second."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_unchanged(
    *, etag: str, last_modified: datetime, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Whether 304 is the answer to a GET or HEAD.

    If-None-Match is decided first, alone and by weak comparison (§13.1.2, §13.2.2); If-Modified-Since only where
    there is none (§13.1.3), to the second.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or etag in _TAG.findall(if_none_match)
    since = _read_http_date(if_modified_since)
    return since is not None and last_modified.replace(microsecond=0) <= since


def _read_http_date(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
