"""What says that an event is off, in six languages, and what only looks like it."""

from __future__ import annotations

import pytest

from aggregator.model import Registration, Status
from aggregator.normalize.status import _LABELS, split_status, stated
from aggregator.normalize.words import words
from tests.normalize.test_page import only, raw

OFF, LATER, FULL = Status.CANCELLED, Status.POSTPONED, Registration.FULL

TITLES: list[tuple[str, Status | Registration | None]] = [
    ("CANCELLED due to snow: Assembly", OFF),
    ("Canceled because of the heat – Assembly", OFF),
    ("Assembly CANCELLED", OFF),
    ("Assembly CANCELED!", OFF),
    ("EVENT CANCELLED: Assembly", OFF),
    ("CALLED OFF – Assembly", OFF),
    ("CANCELADO: Asamblea", OFF),
    ("Asamblea (suspendida)", OFF),
    ("CANCELADA por lluvia: Asamblea", OFF),
    ("ANNULÉ : Assemblée", OFF),
    ("Assemblée – annulée", OFF),
    ("[Supprimé] Assemblée", OFF),
    ("ABGESAGT: Versammlung", OFF),
    ("Versammlung (entfällt)", OFF),
    ("Versammlung – fällt aus", OFF),
    ("Abgesagt wegen Sturm: Versammlung", OFF),
    ("CANCELADA: Assembleia", OFF),
    ("Assembleia (suspensa)", OFF),
    ("ANNULLATO: Assemblea", OFF),
    ("Assemblea (cancellata)", OFF),
    ("Postponed: Assembly", LATER),
    ("Assembly (postponed)", LATER),
    ("Aplazada: Asamblea", LATER),
    ("Asamblea – pospuesta", LATER),
    ("REPORTÉE : Assemblée", LATER),
    ("Verschoben: Versammlung", LATER),
    ("Assembleia (adiada)", LATER),
    ("Assemblea – rinviata", LATER),
    ("[Rimandato] Corteo", LATER),
    ("SOLD OUT – Dinner", FULL),
    ("Dinner (fully booked)", FULL),
    ("Waitlist only: Dinner", FULL),
    ("Cena (agotada)", FULL),
    ("COMPLET : Dîner", FULL),
    ("Ausverkauft: Konzert", FULL),
    ("Jantar (lotado)", FULL),
    ("Cena – tutto esaurito", FULL),
    ("Cancel culture: a debate", None),
    ("How to cancel your rent", None),
    ("DEBT CANCELLED", None),
    ("Cancelled stamps: a collectors' fair", None),
    ("Assembly (postponed from November 8)", None),
    ("Assembly, rescheduled from November 8", None),
    ("Our cancellation policy, explained", None),
    ("Full employment: a lecture", None),
    ("Life at full speed", None),
    ("Delayed trains: riders' forum", None),
    ("Das Konzert, das nie abgesagt wurde", None),
    ("Complete streets workshop", None),
]

TEXTS: list[tuple[str, Status | None]] = [
    ("We are sorry: this event has been cancelled.", OFF),
    ("This event is canceled due to weather. See you in May.", OFF),
    ("CANCELLED\nJoin us for dinner.", OFF),
    ("Please note that this meeting has been cancelled", OFF),
    ("This event will not take place.", OFF),
    ("Este evento ha sido cancelado por lluvia.", OFF),
    ("El evento ha sido cancelado.", OFF),
    ("Cet événement est annulé.", OFF),
    ("L'événement est annulé en raison de la grève.", OFF),
    ("Die Veranstaltung fällt aus.", OFF),
    ("Diese Veranstaltung wurde abgesagt.", OFF),
    ("Este evento foi cancelado.", OFF),
    ("Questo evento è stato annullato.", OFF),
    ("This event has been postponed.", LATER),
    ("The assembly is postponed until further notice.", LATER),
    ("El evento ha sido pospuesto.", LATER),
    ("Reporté à une date ultérieure.", LATER),
    ("Die Veranstaltung wurde verschoben.", LATER),
    ("O evento foi adiado.", LATER),
    ("Rinviato a data da destinarsi.", LATER),
    ("If this event is cancelled, you get your money back.", None),
    ("Should it rain, this event is cancelled.", None),
    ("In case this event is cancelled we write to you.", None),
    ("Our cancellation policy: tickets are refunded until Friday.", None),
    ("Cancellations are accepted until the day before.", None),
    ("This event was postponed from November 8.", None),
    ("This event was originally postponed; it is on.", None),
    ("We talk about cancel culture and canceled debts.", None),
    ("Falls die Veranstaltung abgesagt wird, melden wir uns.", None),
    ("Wenn es regnet, gilt: die Veranstaltung fällt aus.", None),
    ("Si llueve, este evento queda cancelado.", None),
    ("Se piove, l'evento è annullato.", None),
    ("S'il pleut, ou sauf avis contraire, l'événement est annulé.", None),
    ("Last week's march was cancelled by the city.", None),
    ("Their flights were cancelled.", None),
]


@pytest.mark.parametrize(("title", "state"), TITLES)
def test_labels_of_titles(title: str, state: Status | Registration | None) -> None:
    assert split_status(title)[1] == state


@pytest.mark.parametrize(("text", "state"), TEXTS)
def test_words_of_descriptions(text: str, state: Status | None) -> None:
    assert stated(text)[0] == state


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"title": "CANCELLED: Assembly", "status": Status.CONFIRMED}, OFF),
        ({"title": "CANCELLED: Assembly", "status": Status.POSTPONED}, LATER),
        ({"title": "Postponed: Assembly", "status": Status.CANCELLED}, OFF),
        ({"description": "This event has been cancelled.", "status": Status.CONFIRMED}, OFF),
        ({"description": "This event has been cancelled."}, OFF),
        ({"description": "Bring a friend.", "status": Status.TENTATIVE}, Status.TENTATIVE),
        ({}, Status.CONFIRMED),
    ],
)
def test_what_people_write_counts_more_than_what_programs_write_unasked(
    fields: dict[str, object], status: Status
) -> None:
    assert only(raw(**fields)).status == status


@pytest.mark.parametrize(("group", "state", "kind"), _LABELS)
def test_every_word_for_a_state_is_looked_for_in_any_case(group: str, state: str, kind: str) -> None:
    phrases = words()[group][state][kind]
    assert [phrase for phrase in phrases if split_status(f"Assembly ({phrase})")[1] is None] == []
    assert [phrase for phrase in phrases if split_status(f"Assembly {phrase.upper()}")[1] is None] == []
