"""JSON as pages hold it: what is repaired, what is recovered, what is given up with a complaint."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract.structured import broken_json

REPAIRED: list[tuple[str, list[Any]]] = [
    ('{"a": 1}', [{"a": 1}]),
    ('\ufeff {"a": 1};', [{"a": 1}]),
    ('<!-- {"a": 1} -->', [{"a": 1}]),
    ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
    ('/* <![CDATA[ */{"a": 1}/* ]]> */', [{"a": 1}]),
    ('{"a": "x\ny\tz"}', [{"a": "x\ny\tz"}]),
    ('{"a": [1, 2,], }', [{"a": [1, 2]}]),
    ('{"a": , "b": undefined, "c": None}', [{"a": None, "b": None, "c": None}]),
    ('{"a": "it\\\'s \\- \\x"}', [{"a": "it's - x"}]),
    ('{"a": 1} // and\n/* more */ ', [{"a": 1}]),
    ('{"a": "http://x/*y*/"}', [{"a": "http://x/*y*/"}]),
    ('{"a": "say "hi" to all"}', [{"a": 'say "hi" to all'}]),
    ('{"a": 1} {"b": 2}, [3]', [{"a": 1}, {"b": 2}, [3]]),
    ("{&quot;a&quot;: &quot;b&quot;}", [{"a": "b"}]),
    ("", []),
    (" ; ", []),
]


@pytest.mark.parametrize(("text", "expected"), REPAIRED)
def test_repaired_without_loss(text: str, expected: list[Any]) -> None:
    assert broken_json.load(text) == broken_json.Loaded(tuple(expected), None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1}, {"b" 2}, {"c": {"d": 3}}]', [{"a": 1}, {"c": {"d": 3}}]),
        ('{"list": [{"a": 1}, {"b": {"c": 2}', [{"a": 1}, {"c": 2}]),
        ('{"list": [{"a": 1}, {"b": 2}', [{"a": 1}, {"b": 2}]),
        ("window.x = nothing", []),
        ("{", []),
    ],
)
def test_recovered_object_by_object_with_a_complaint(text: str, expected: list[Any]) -> None:
    loaded = broken_json.load(text)
    assert list(loaded.values) == expected
    assert loaded.complaint


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON.filter(lambda value: value is not None))
def test_good_json_is_left_alone(value: Any) -> None:
    text = json.dumps(value)
    if '"' in text or "&" not in text:
        assert broken_json.load(text) == broken_json.Loaded((value,), None)


@given(
    st.dictionaries(
        st.text(alphabet="ab/*,\\\"'", max_size=4), st.text(alphabet='x/*,\\"} ', max_size=8), min_size=1, max_size=3
    )
)
def test_a_trailing_comma_and_a_comment_change_nothing(value: dict[str, str]) -> None:
    text = json.dumps(value)[:-1] + ", /* end */ }"
    assert broken_json.load(text).values == (value,)
