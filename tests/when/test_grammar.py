"""The notation of productions, and what the tables make of it."""

from __future__ import annotations

import pytest

from aggregator.when.grammar import Notation, Production, Table, letters

KINDS = letters(["day", "month", "comma", "year"])
NOTATION = Notation(KINDS, {"number": "day year"}, {"tail": "(comma number)?"})


def spell(names: str) -> str:
    return "".join(KINDS[name] for name in names.split())


@pytest.mark.parametrize(
    ("production", "kinds", "length"),
    [
        ("month day", "month day", 2),
        ("month day tail", "month day comma year", 4),
        ("month (day | year)", "month year", 2),
        ("day{1,2}", "day day day", 2),
        ("month day !comma", "month day comma", None),
        ("month day &comma", "month day comma", 2),
        ("comma? day", "day", 1),
    ],
)
def test_notation(production: str, kinds: str, length: int | None) -> None:
    pattern, first = NOTATION.compile(production)
    match = pattern.match(spell(kinds))
    assert (match.end() if match else None) == length
    assert match is None or spell(kinds)[0] in first


def test_lookbehind() -> None:
    pattern, _ = NOTATION.compile("<comma day")
    assert pattern.match(spell("comma day"), 1) is not None
    assert pattern.match(spell("month day"), 1) is None


def test_captures() -> None:
    pattern, _ = NOTATION.compile("m=month rest=(day tail)")
    match = pattern.match(spell("month day comma year"))
    assert match is not None
    assert (match.span("m"), match.span("rest")) == ((0, 1), (1, 4))


@pytest.mark.parametrize("production", ["", "month?", "month (day", "month + day", "month )"])
def test_bad_productions_are_refused(production: str) -> None:
    with pytest.raises(ValueError):
        NOTATION.compile(production)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        NOTATION.compile("month weak")


def test_the_longest_reading_comes_first() -> None:
    table: Table[str] = Table(
        NOTATION,
        [Production("short", "month day", lambda: "short"), Production("long", "month day comma year", lambda: "long")],
    )
    readings = table.readings(spell("month day comma year"), 0)
    assert [production.name for _, production in readings] == ["long", "short"]
    assert table.starters == {KINDS["month"]}
