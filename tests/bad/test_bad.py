"""Every bad input gives exactly these events and these problems, and its good neighbours unharmed.

The inputs lie in one file a format, each with what it must give; nothing here ever writes one. `tests/bad/frames.py`
tells in what document an input stands.
"""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from aggregator.model import Format
from tests.bad.frames import read, told

HERE = Path(__file__).parent
FORMATS = {"ical": Format.ICAL, "feed": Format.FEED, "page": Format.HTML}
SLOWEST = 5.0


def cases(name: str) -> list[Any]:
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(name, case, id=f"{name}: {case['bad'][:70]}") for case in found]


CASES = [case for name in FORMATS for case in cases(name)]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_a_bad_input_gives_what_it_must(name: str, case: dict[str, Any]) -> None:
    began = time.monotonic()
    extraction = read(case, FORMATS[name])
    assert time.monotonic() - began < SLOWEST
    assert [told(event) for event in extraction.events] == case["events"]
    assert [f"{problem.where}: {problem.message}" for problem in extraction.problems] == case["problems"]
    assert extraction.complete is case.get("complete", True)


def test_there_are_inputs_enough_and_none_twice() -> None:
    numbers = {name: len(cases(name)) for name in FORMATS}
    assert numbers["ical"] >= 160
    assert numbers["feed"] >= 60
    assert numbers["page"] >= 80
    inputs = [(case.values[0], *(str(case.values[1].get(k)) for k in ("frame", "bad", "encoding"))) for case in CASES]
    assert len(set(inputs)) == len(inputs)
