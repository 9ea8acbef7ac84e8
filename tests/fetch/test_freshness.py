"""What headers say about time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.fetch.freshness import LONGEST, fresh_until, http_date, retry_after

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sat, 21 Nov 2026 12:00:00 GMT", NOON),
        ("Saturday, 21-Nov-26 12:00:00 GMT", NOON),
        ("Sat Nov 21 12:00:00 2026", NOON),
        ("Sat, 21 Nov 2026 07:00:00 -0500", NOON),
        ("0", None),
        ("-1", None),
        ("never", None),
        ("", None),
        (None, None),
        ("Sat, 41 Nov 2026 12:00:00 GMT", None),
    ],
)
def test_http_date(text: str | None, moment: datetime | None) -> None:
    assert http_date(text) == moment


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("Sat, 21 Nov 2026 12:00:00 GMT", timedelta(hours=2)),
        ("Sat, 21 Nov 2020 12:00:00 GMT", timedelta(0)),
        ("99999999999999999999", LONGEST),
        ("Sat, 21 Nov 2099 12:00:00 GMT", LONGEST),
        ("-5", None),
        ("soon", None),
        ("²", None),
        ("", None),
    ],
)
def test_retry_after(text: str, wait: timedelta | None) -> None:
    assert retry_after({"retry-after": text}, NOW) == (None if wait is None else NOW + wait)
    assert retry_after({}, NOW) is None


@pytest.mark.parametrize(
    ("headers", "held"),
    [
        ({}, None),
        ({"cache-control": "max-age=3600"}, timedelta(hours=1)),
        ({"cache-control": 'Public, MAX-AGE = "3600", must-revalidate'}, timedelta(hours=1)),
        ({"cache-control": "max-age=3600", "age": "600"}, timedelta(minutes=50)),
        ({"cache-control": "max-age=60", "age": "600"}, None),
        ({"cache-control": "max-age=0"}, None),
        ({"cache-control": "max-age=soon"}, None),
        ({"cache-control": "s-maxage=3600"}, None),
        ({"cache-control": "no-cache, max-age=3600"}, None),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "max-age=99999999999999"}, LONGEST),
        ({"expires": "Sat, 21 Nov 2026 12:00:00 GMT"}, timedelta(hours=2)),
        ({"expires": "Sat, 21 Nov 2026 12:00:00 GMT", "date": "Sat, 21 Nov 2026 11:30:00 GMT"}, timedelta(minutes=30)),
        ({"expires": "Sat, 21 Nov 2020 12:00:00 GMT"}, None),
        ({"expires": "0"}, None),
        ({"expires": "Sat, 21 Nov 2026 12:00:00 GMT", "cache-control": "max-age=60"}, timedelta(minutes=1)),
        ({"expires": "Sat, 21 Nov 2026 12:00:00 GMT", "cache-control": "no-cache"}, None),
    ],
)
def test_fresh_until(headers: dict[str, str], held: timedelta | None) -> None:
    assert fresh_until(headers, NOW) == (None if held is None else NOW + held)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_header_breaks_it(cache: str, age: str, expires: str, retry: str) -> None:
    headers = {"cache-control": cache, "age": age, "expires": expires, "date": age, "retry-after": retry}
    for moment in (fresh_until(headers, NOW), retry_after(headers, NOW)):
        assert moment is None or NOW <= moment <= NOW + LONGEST
