"""Times that are no event's: deadlines, post dates, "since", opening hours; and the tense of the verb."""

from __future__ import annotations

from datetime import datetime

import pytest

from aggregator.when import find
from aggregator.when.asides import asides, find_tense
from aggregator.when.vocabulary import LANGUAGES

MONDAY = datetime(2025, 3, 10, 9, 30)

ASIDES = [
    ("Register by May 3", "deadline"),
    ("The deadline for applications is May 3", "deadline"),
    ("RSVP before May 3", "deadline"),
    ("Applications are accepted until May 3", "deadline"),
    ("Proposals due May 3", "deadline"),
    ("May 3 is the last day to sign up", "deadline"),
    ("Posted on May 3, 2024", "posted"),
    ("Last updated: May 3, 2024", "posted"),
    ("Published May 3, 2024 at 5:25 pm", "posted"),
    ("May 3, 2024 | Leave a comment", "posted"),
    ("Copyright May 3, 2024", "posted"),
    ("We have met here since May 3, 1998", "since"),
    ("as of May 3, 2024", "since"),
    ("Please send photos by May 3", "deadline"),
    ("On view through May 3", "until"),
    ("Office hours: Mondays 9am-5pm", "hours"),
    ("born May 3, 1912", "age"),
    ("The act was signed on May 3, 1964", "past"),
    ("Veröffentlicht am 3. Mai 2024", "posted"),
    ("Anmeldeschluss: 3. Mai 2025", "deadline"),
    ("Publié le 3 mai 2024", "posted"),
    ("Publicado el 3 de mayo de 2024", "posted"),
]


@pytest.mark.parametrize(("text", "aside"), ASIDES, ids=[row[0] for row in ASIDES])
def test_aside(text: str, aside: str) -> None:
    assert [w.aside for w in find(text, now=MONDAY)] == [aside]


EVENTS = [
    "Join us on May 3",
    "The assembly was held May 3",
    "Registration is open. May 3, 7pm",
    "May 3: spring assembly",
    "Posted by Ana.\nMay 3, 7pm",
    "Film night, May 3",
]


@pytest.mark.parametrize("text", EVENTS)
def test_no_aside(text: str) -> None:
    assert [w.aside for w in find(text, now=MONDAY)] == [None]


def test_a_sentence_before_says_nothing_of_the_next() -> None:
    found = find("Registration closes May 1. The assembly meets May 3.", now=MONDAY)
    assert [w.aside for w in found] == ["deadline", None]


@pytest.mark.parametrize(
    ("before", "tense"),
    [
        ("The first session was held ", -1),
        ("We gathered on ", -1),
        ("The session will be held ", 1),
        ("Join us on ", 1),
        ("Spring assembly, ", 0),
    ],
)
def test_tense(before: str, tense: int) -> None:
    assert find_tense(before, ("en",)) == tense


def test_the_words_of_all_languages_compile() -> None:
    assert [bool(asides((code, "en")).before) for code in LANGUAGES] == [True] * len(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The clinic is open Wednesdays 5-8 pm and Saturdays 10-2.", ["hours", "hours"]),
        ("Open Mon-Fri 9am-5pm, Sat 10-2", ["hours", "hours"]),
        ("Horario: lunes 9-13 y jueves 15-18", ["hours", "hours"]),
        ("Office hours: Mondays 9am-5pm. Assembly on Fridays 7pm", ["hours", None]),
    ],
)
def test_what_is_joined_to_opening_hours_belongs_to_them(text: str, told: list[str | None]) -> None:
    assert [each.aside for each in find(text, now=datetime(2026, 11, 21))] == told
