"""What holds of structured data on any page: nothing raises, order and wrapping do not matter, words are the page's."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.extract import structured
from aggregator.extract.structured import broken_json
from aggregator.model import RawEvent
from tests.structured.said import NOW, haystack, letters
from tests.structured.test_structured import BASE, CASES

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(("Event", "2026-05-01", "#a")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "@type @id @graph @value @list name startDate endDate location address geo offers url organizer "
                "keywords eventSchedule byDay repeatFrequency superEvent subEvent description duration".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


def events_of(page: str) -> tuple[RawEvent, ...]:
    return structured.find_events(BeautifulSoup(page, "lxml"), base_url=BASE, now=NOW)[0]


def in_script(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_any_json_is_read_without_an_exception(value: Any) -> None:
    _, problems = structured.find_events(BeautifulSoup(in_script(json.dumps(value)), "lxml"), base_url=None, now=NOW)
    assert not [problem for problem in problems if "cannot be read (" in problem.message], problems


@given(st.text(alphabet='{}[]",:\\/*<>!-@abET0\n ', max_size=200))
@settings(max_examples=200)
def test_any_text_is_loaded_without_an_exception(text: str) -> None:
    broken_json.load(text)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_damage_to_a_page_raises_nothing(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(CASES)).read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.text(max_size=5)) + text[at + data.draw(st.integers(0, 10)) :]
    events = events_of(text)
    assert all(event.title and event.start for event in events)
    assert len({event.position for event in events}) == len(events)


def test_nesting_beyond_reason_is_a_problem() -> None:
    _, problems = structured.find_events(
        BeautifulSoup(in_script("[" * 100_000 + '"Event"'), "lxml"), base_url=None, now=NOW
    )
    assert [problem.where for problem in problems] == ["script 0"]


def test_hostile_texts_take_no_time_out_of_proportion() -> None:
    for piece in ('"\\"', "/*", ",   ", "//", '{"a":', "{", '"x" "', "\\", "[{,"):
        broken_json.load('{"@type": "Event", ' + piece * (200_000 // len(piece)))
    for piece in ("/*", "\\'", "'", "events: [{", "x = [[", ', {"a"', '{"start":'):
        events_of("<script>start; events: [{" + piece * (200_000 // len(piece)) + "</script>")


def test_each_syntax_stands_alone() -> None:
    pages = [
        page.read_text(encoding="utf-8")
        for page in CASES
        if page.stem in ("single-event", "microdata", "h-event", "rdfa-lite")
    ]
    alone = [event for page in pages for event in events_of(page)]
    together = events_of("\n".join(pages))
    assert sorted(event.title or "" for event in together) == sorted(event.title or "" for event in alone)


def test_wrapping_a_page_in_boxes_changes_nothing() -> None:
    for page in CASES:
        text = page.read_text(encoding="utf-8")
        if not text.startswith(("<!doctype", "<html")):
            assert events_of("<div><section><div>" + text + "</div></section></div>") == events_of(text), page.stem


def test_evidence_is_words_of_the_page() -> None:
    for page in CASES:
        text = page.read_text(encoding="utf-8")
        words = haystack(text.replace("\\u00e9", "é").replace('\\"', '"'))
        for event in events_of(text):
            assert {each.field for each in event.evidence} >= {"title"}, (page.stem, event.title)
            assert {"start", "rrule"} & {each.field for each in event.evidence}, (page.stem, event.title)
            for each in event.evidence:
                found = letters(each.text) in words or all(letters(word) in words for word in each.text.split())
                assert found or each.rule == "event-schedule", (page.stem, each)
                assert len(each.text) <= 300
