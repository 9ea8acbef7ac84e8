"""Status labels in titles, and sign-up states in descriptions; what only looks like one is left alone."""

from __future__ import annotations

import pytest

from aggregator.model import Registration, Status
from aggregator.normalize.status import registration_state, split_status

LABELS = [
    ("CANCELLED: Rent strike assembly", "Rent strike assembly", Status.CANCELLED),
    ("Canceled - Rent strike assembly", "Rent strike assembly", Status.CANCELLED),
    ("[CANCELED] Rent strike assembly", "Rent strike assembly", Status.CANCELLED),
    ("*CANCELLED* Rent strike assembly", "Rent strike assembly", Status.CANCELLED),
    ("(Cancelled) Rent strike assembly", "Rent strike assembly", Status.CANCELLED),
    ("Rent strike assembly (cancelled)", "Rent strike assembly", Status.CANCELLED),
    ("Rent strike assembly - CANCELLED", "Rent strike assembly", Status.CANCELLED),
    ("Rent strike assembly – called off!", "Rent strike assembly", Status.CANCELLED),
    ("CANCELLED Rent strike assembly", "Rent strike assembly", Status.CANCELLED),
    ("POSTPONED: Repair café", "Repair café", Status.POSTPONED),
    ("Repair café [rescheduled]", "Repair café", Status.POSTPONED),
    ("Tentative: potluck", "potluck", Status.TENTATIVE),
    ("Abgesagt: Mieterversammlung", "Mieterversammlung", Status.CANCELLED),
    ("Asamblea (cancelada)", "Asamblea", Status.CANCELLED),
    ("SOLD OUT: Benefit dinner", "Benefit dinner", Registration.FULL),
    ("Benefit dinner (full)", "Benefit dinner", Registration.FULL),
]


@pytest.mark.parametrize(("title", "rest", "state"), LABELS)
def test_a_label_is_taken_off_and_understood(title: str, rest: str, state: Status | Registration) -> None:
    assert split_status(title)[:2] == (rest, state)


PLAIN = [
    "How to write a cancellation policy",
    "Cancelled debts: a teach-in",
    "Cancelled",
    "Full moon walk",
    "Canceled flights and your rights",
    "A postponed dream, a reading",
    "Tentative agreement vote",
]


@pytest.mark.parametrize("title", PLAIN)
def test_a_word_that_is_no_label_says_nothing(title: str) -> None:
    assert split_status(title) == (title, None, None)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Free and open to all. No RSVP needed, just come.", Registration.NONE),
        ("Registration is required by Friday.", Registration.REQUIRED),
        ("Sorry, this event is sold out.", Registration.FULL),
        ("Registration is now closed.", Registration.CLOSED),
        ("Register of deeds office hours", None),
    ],
)
def test_what_a_description_says_of_signing_up(text: str, state: Registration | None) -> None:
    assert registration_state(text)[0] == state
