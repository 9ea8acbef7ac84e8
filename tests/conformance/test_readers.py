"""Every calendar program that is here shows exactly what the database holds. docs/feeds.md has the matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial

import pytest

from aggregator.model import PublishedOccurrence
from tests.conformance.compare import Comparison, compared
from tests.conformance.fixtures import FIXTURES, random_events
from tests.conformance.quirks import QUIRKS
from tests.conformance.readers import Reader, readers

Fixtures = Mapping[str, Callable[[], Sequence[PublishedOccurrence]]]

ALL: Fixtures = {**FIXTURES, "random": partial(random_events, 60)}


@cache
def _asked(reader: Reader, fixture: str) -> Comparison:
    if reader.missing:
        pytest.skip(f"{reader.name}: {reader.missing}")
    return compared(reader, ALL[fixture]())


@pytest.mark.slow
@pytest.mark.parametrize("fixture", ALL)
@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.name)
def test_what_is_shown_is_what_is_there(reader: Reader, fixture: str) -> None:
    """Where a reader is known for a quirk: exactly what that quirk makes of it."""
    found = _asked(reader, fixture)
    assert found.unexplained == []
    if reader.name not in QUIRKS:
        assert found.differing == []


@pytest.mark.slow
@pytest.mark.parametrize("reader", [one for one in readers() if one.name in QUIRKS], ids=lambda reader: reader.name)
def test_a_quirk_that_is_known_is_still_there(reader: Reader) -> None:
    for quirk in QUIRKS[reader.name]:
        if quirk.seen_in is not None:
            assert _asked(reader, quirk.seen_in).differing != [], f"{reader.name} no longer {quirk.why}"
