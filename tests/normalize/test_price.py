"""What it costs and until when one signs up, in words of six languages; what only looks like a price is left alone."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from aggregator.model import Registration
from aggregator.normalize.price import price_of, register_by
from aggregator.normalize.status import registration_state

PRICES = [
    (
        "$10–25 sliding scale, no one turned away for lack of funds.",
        "$10–25 sliding scale, no one turned away for lack of funds",
    ),
    ("Bring a friend.\nFree and open to the public. Wheelchair accessible.", "Free and open to the public"),
    ("Suggested donation £5.", "Suggested donation £5"),
    ("Tickets are $12 in advance / $15 at the door", "$12 in advance / $15 at the door"),
    ("Pay what you can ($0-$20)", "Pay what you can ($0-$20)"),
    ("Doors at 7.\n$20\nAll ages.", "$20"),
    ("Free!", "Free"),
    ("Entrada libre hasta completar aforo.", "Entrada libre"),
    ("Aportación voluntaria de 5 €.", "Aportación voluntaria de 5 €"),
    ("Entrée gratuite.", "Entrée gratuite"),
    ("Tarif : 5 € / 8 €", "5 € / 8 €"),
    ("Der Eintritt ist frei, Spende erbeten.", "Der Eintritt ist frei, Spende erbeten"),
    ("Eintritt: 5 €, ermäßigt 3 €", "5 €, ermäßigt 3 €"),
    ("Entrada franca.", "Entrada franca"),
    ("Ingresso libero.", "Ingresso libero"),
    ("Biglietto 10 euro", "10 euro"),
]

NO_PRICES = [
    "We raised $5,000 last year.",
    "Fight for a $15 minimum wage!",
    "Bring $20 for lunch",
    "How the $40 billion plan hurts us",
    "Free parking nearby. Gluten-free snacks.",
    "Free Palestine march",
    "Tickets for the raffle: win $500!",
    "",
]


@pytest.mark.parametrize(("text", "price"), PRICES)
def test_what_it_costs_in_the_pages_words(text: str, price: str) -> None:
    assert price_of(text) == price


@pytest.mark.parametrize("text", NO_PRICES)
def test_what_is_no_price(text: str) -> None:
    assert price_of(text) is None


DEADLINES = [
    ("Please RSVP by April 8, 2026.", date(2026, 4, 8)),
    ("RSVP by April 8!", date(2026, 4, 8)),
    ("Registration closes at 5pm on March 30", date(2026, 3, 30)),
    ("Registration deadline: December 12", date(2025, 12, 12)),
    ("Anmeldeschluss 1. April", date(2026, 4, 1)),
    ("Anmeldung bis zum 3. April 2026.", date(2026, 4, 3)),
    ("Inscriptions jusqu'au 3 mars", date(2026, 3, 3)),
    ("Inscripciones hasta el 4 de abril", date(2026, 4, 4)),
    ("Iscrizioni entro il 4 aprile", date(2026, 4, 4)),
    ("Inscrições até 4 de abril", date(2026, 4, 4)),
]


@pytest.mark.parametrize(("text", "day"), DEADLINES)
def test_the_last_day_to_sign_up(text: str, day: date) -> None:
    last, said = register_by(text, datetime(2026, 4, 11, 10))
    assert last == day
    assert said is not None
    assert said in text


@pytest.mark.parametrize(
    "text", ["Register by phone.", "RSVP by October 3", "RSVP by April 20, 2026", "Submit your art by April 2."]
)
def test_what_is_no_last_day_to_sign_up(text: str) -> None:
    assert register_by(text, date(2026, 4, 11)) == (None, None)


STATES = [
    ("A day of song.\nSold out!\nBring tea.", Registration.FULL),
    ("Waitlist only.", Registration.FULL),
    ("Veranstaltung ist ausgebucht", Registration.FULL),
    ("Les inscriptions sont closes.", Registration.CLOSED),
    ("Inscripciones cerradas", Registration.CLOSED),
    ("Keine Anmeldung erforderlich.", Registration.NONE),
    ("Eintritt frei, Anmeldung erforderlich.", Registration.REQUIRED),
    ("Prenotazione obbligatoria", Registration.REQUIRED),
    ("The tea towels in our shop are sold out.", None),
    ("Our cancellation policy has changed.", None),
    ("Registration opens on May 1.", None),
]


@pytest.mark.parametrize(("text", "state"), STATES)
def test_the_state_of_signing_up(text: str, state: Registration | None) -> None:
    assert registration_state(text)[0] is state
