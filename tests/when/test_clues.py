"""The look at a text before it is read lets through whatever the grammar could find something in."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.when import find, find_clocks, find_frames
from aggregator.when.clues import may_hold_clock, may_hold_date, may_hold_frame
from aggregator.when.find import _DATED
from aggregator.when.kinds import KINDS
from aggregator.when.phrases import MonthSpan, Phrase
from aggregator.when.reading import read_phrases
from aggregator.when.tokenizing import tokenize
from aggregator.when.vocabulary import LANGUAGES, vocabulary
from tests.when.test_laws import SOUP, TEXTS

NOW = datetime(2025, 3, 10, 9, 30)
EVERY_WORD = sorted({word for code in LANGUAGES for word in vocabulary((code,)).words})
FIGURES = ["3", "17", "2025", "5/6", "8°", "1er", "º", "7pm", "18h30", "7:05", "10.30", "p.m.", "Uhr"]
TEXTS_OF_ALL_LANGUAGES = st.one_of(
    TEXTS, SOUP, *(st.lists(st.sampled_from([*EVERY_WORD, *FIGURES])).map(joint.join) for joint in (" ", ""))
)


@settings(max_examples=200, deadline=None)
@given(TEXTS_OF_ALL_LANGUAGES, st.sampled_from([(), *((code,) for code in LANGUAGES)]))
def test_what_is_turned_down_has_no_token_of_a_date_time_or_frame(text: str, languages: tuple[str, ...]) -> None:
    tokens = tokenize(text, languages)
    if not may_hold_date(text):
        assert not _DATED.search(tokens.kinds)
    if not may_hold_frame(text):
        items = read_phrases(tokens).items
        assert not any(isinstance(item, Phrase) and isinstance(item.payload, MonthSpan) for item in items)
        assert KINDS["year4"] not in tokens.kinds
    if not may_hold_clock(text):
        assert KINDS["clock_phrase"] not in read_phrases(tokens).kinds


@pytest.mark.parametrize("text", ["", "Union Hall, 12 Main Road", "Book club 7", "Route 9, room 12"])
def test_what_holds_no_time_of_day_is_seen_at_a_glance(text: str) -> None:
    assert not may_hold_clock(text)
    assert find_clocks(text) == ()


@pytest.mark.parametrize("text", ["", "Union Hall, 12 Main Road", "6:30 pm", "Bring a dish for 40 people, please"])
def test_what_holds_no_date_is_seen_at_a_glance(text: str) -> None:
    assert not may_hold_date(text)
    assert not may_hold_frame(text)
    assert find(text, now=NOW) == ()
    assert find_frames(text, now=NOW) == ()
