"""The words in the place of a name: behind what calls people, before what says that it is held, beside a day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.extract.html.slots import MASK, named_in

DAY = MASK * 8


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"Join us on {DAY} at the Mill Hall for our Potluck and Song Circle.", "Potluck and Song Circle"),
        (f"Join Ferry Street Allies for a Film Night: What the Mill Made {DAY}.", "Film Night: What the Mill Made"),
        (f"You are invited to St. Anne’s Fish Fry on {DAY}.", "St. Anne’s Fish Fry"),
        (f"Please come to a meeting about the weir on {DAY} and bring a friend.", "meeting about the weir"),
        (f"We’re holding a march and rally on {DAY}.", "march and rally"),
        (f"The Walk for Water (5K) will be held on {DAY}.", "Walk for Water"),
        (f"On {DAY} our plant sale, which drew crowds last year, takes place in the barn.", "plant sale"),
        (f"We hope to see you at our rally, which will be held {DAY}.", "rally"),
        (f"The “Bread and Roses” Sing-Along is on {DAY}.", "“Bread and Roses” Sing-Along"),
        (f"Tool Library Grand Opening: {DAY}, Linden Park", "Tool Library Grand Opening"),
        (f"{DAY}: Teach-In: Who Owns the Grid? at the Mill Hall", "Teach-In: Who Owns the Grid?"),
        (f"The club opens a library on {DAY}.", None),
        (f"We have won on {DAY}.", None),
        (f"When: {DAY}", None),
    ],
)
def test_the_words_in_the_place_of_a_name(text: str, name: str | None) -> None:
    slot = named_in(text, text.index(DAY), None)
    assert (slot.text if slot else None) == name


def test_a_name_ends_at_the_place() -> None:
    slot = named_in(f"We are hosting a vigil on the steps of City Hall on {DAY}.", 50, "steps of City Hall")
    assert slot is not None
    assert slot.text == "vigil"


@given(st.text(alphabet="Join us for the walk and at.,:()“”· ", max_size=80))
def test_a_name_stands_in_its_sentence_without_a_day(text: str) -> None:
    slot = named_in(text, 0, None)
    assert slot is None or (MASK not in slot.text and slot.text in " ".join(text.split()))
