"""Every calendar program that is here shows exactly what the database holds. docs/feeds.md has the matrix."""

from __future__ import annotations

import pytest

from tests.conformance.compare import KNOWN, differences
from tests.conformance.fixtures import FIXTURES, random_events
from tests.conformance.readers import Reader, readers


def _asked(reader: Reader) -> None:
    if reader.missing:
        pytest.skip(f"{reader.name}: {reader.missing}")


@pytest.mark.slow
@pytest.mark.parametrize("fixture", FIXTURES)
@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_what_is_shown_is_what_is_there(reader: Reader, fixture: str) -> None:
    _asked(reader)
    if (reader.name, fixture) in KNOWN:
        pytest.skip(KNOWN[reader.name, fixture])
    assert differences(reader, FIXTURES[fixture]()) == []


@pytest.mark.slow
@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_random_events_are_shown_as_they_are(reader: Reader) -> None:
    _asked(reader)
    if (reader.name, "random") in KNOWN:
        pytest.skip(KNOWN[reader.name, "random"])
    assert differences(reader, random_events(60)) == []
