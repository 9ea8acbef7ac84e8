"""What frameworks write into their pages, undone: devalue lists and the stream of the App Router."""

from __future__ import annotations

import pytest

from aggregator.extract.structured.page_state import revived, streamed
from aggregator.extract.structured.script_literals import Literal, find_literals


@pytest.mark.parametrize(
    ("flat", "value"),
    [
        ([{"a": 1}, [2, 3], "x", -1.5], {"a": ["x", -1.5]}),
        ([["Ref", 1], {"when": 2}, ["Date", "2026-05-01"]], [{"when": ["2026-05-01"]}]),
        ([{"gone": -1, "far": 99}], [{"gone": -1, "far": 99}]),
        ([{"a": 1, "gone": -1}, "x"], {"a": "x", "gone": None}),
        ([1, 2, 3], [1, 2, 3]),
        ("no list", "no list"),
        ([], []),
    ],
)
def test_devalue_list_gives_its_root(flat: object, value: object) -> None:
    assert revived(flat) == value


def test_a_devalue_list_may_hold_itself() -> None:
    root = revived([{"me": 0, "name": 1}, "Loop"])
    assert root["me"] is root
    assert root["name"] == "Loop"


def test_stream_is_joined_and_broken_calls_are_left_out() -> None:
    scripts = ["self.__next_f.push([0])", 'self.__next_f.push([1,"a\\"b"])', 'self.__next_f.push([1,"c', "x = 1;"]
    assert streamed(scripts) == 'a"b'


@pytest.mark.parametrize(
    ("text", "literals"),
    [
        ("const ourEvents = [{name: 'A'}]", [Literal([{"name": "A"}], True)]),
        ('shop = {products: [{name: "A"}]}', []),
        ('rows = [{"name": "A"}]', [Literal([{"name": "A"}], False)]),
        ("events: [{title: `It's ${x}`}]", []),
        ("events: [{title: f('x')}]", []),
        ("events = [{start: new Date('2026-05-01')}]", [Literal([{"start": "2026-05-01"}], True)]),
        ("events = [{title: 'never closed'", []),
    ],
)
def test_literals_of_a_script(text: str, literals: list[Literal]) -> None:
    assert list(find_literals(text)) == literals
