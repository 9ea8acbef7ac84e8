"""Titles compared."""

from __future__ import annotations

import pytest

from aggregator.merge.titles import Title, likeness, numbers_differ

ALIKE = [
    ("Tenants' Rights Workshop", "Tenants rights workshop!", "same title"),
    ("CANCELLED: Housing March", "Housing march", "same title"),
    ("Housing march (postponed)", "Housing march", "same title"),
    ("Marcha por la vivienda", "MARCHA POR LA VIVIENDA", "same title"),
    ("Housing March", "Housing march at City Hall", "title with its place added"),
    ("Housing March", "Housing March @ City Hall, Oakland", "title with its place added"),
    (
        "Housing March and Rally for Rent Control in",
        "Housing March and Rally for Rent Control in every ward",
        "title cut short",
    ),
    ("Tennants rights workshop", "Tenants rights workshop", "nearly the same title"),
    ("Friends of the ash grove", "Friends of the elm grove", None),
    ("Rent strike", "Rent strike: what we learnt in ten years", "title and a part of it"),
    ("Rent strike", "Rent strike and what we learnt in ten years", "title with more behind it"),
    ("Rent strike", "Save the date: FREE rent strike (online)", "same title"),
    ("Rights circle strike school", "Rgihts circle tsrike school", "nearly the same title"),
    ("Rent conference: law", "Rent conference: history", None),
    ("Wine tasting", "Picnic and wine tasting", "one title within the other"),
    ("Ward 5 assembly", "Ward 6 assembly", "one title within the other"),
    ("Housing march", "Film night", None),
    ("Prop 5 forum", "Prop 6 forum", None),
]


@pytest.mark.parametrize(("a", "b", "expected"), ALIKE)
def test_likeness(a: str, b: str, expected: str | None) -> None:
    places = frozenset({"city", "hall", "oakland"}).copy
    found = [likeness(x, y, places, cut=(x, y)) for x, y in ((Title(a), Title(b)), (Title(b), Title(a)))]
    if numbers_differ(Title(a), Title(b)):
        return  # what a veto forbids need not be measured
    assert found == [expected, expected]


def test_only_an_aggregator_cuts_titles_short() -> None:
    a, b = Title("Housing March and Rally"), Title("Housing March and Rally for Rent Control in every ward")
    assert likeness(a, b, frozenset, cut=(b,)) == "title with more behind it"
    assert likeness(a, b, frozenset, cut=(a,)) == "title cut short"


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        ("Prop 5 forum", "Prop 6 forum", True),
        ("Part one", "Part Two", True),
        ("Part II", "Part 2", False),
        ("5th annual picnic", "Fifth annual picnic", False),
        ("5th annual picnic", "6th annual picnic", True),
        ("Workshop", "Workshop 2", False),
        ("May Day 2026", "May Day 2027", False),
        ("Doors 7pm: concert", "Doors 8pm: concert", False),
        ("Assembly I", "Assembly", False),
    ],
)
def test_numbers(a: str, b: str, differ: bool) -> None:
    assert numbers_differ(Title(a), Title(b)) == numbers_differ(Title(b), Title(a)) == differ


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("General meeting", set()),
        ("The monthly board meeting of our chapter", set()),
        ("Rent strike assembly", {"rent", "strike"}),
        ("Canceled: volunteer training", set()),
    ],
)
def test_words_of_its_own(title: str, own: set[str]) -> None:
    assert Title(title).own_words == own
