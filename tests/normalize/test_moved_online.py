"""What was to be in a room and is held online now: neither called off nor still in the room."""

from __future__ import annotations

import pytest

from aggregator.model import AttendanceMode, Evidence, Place, Status, TimezoneSource
from aggregator.normalize.status import moved_online, split_online
from tests.normalize.test_page import only, raw

TITLES: list[tuple[str, str]] = [
    ("[MOVED ONLINE] Assembly", "Assembly"),
    ("MOVED ONLINE: Assembly", "Assembly"),
    ("Assembly (moved to Zoom)", "Assembly"),
    ("Assembly – now on Zoom", "Assembly"),
    ("Assembly now on Zoom!", "Assembly"),
    ("Now virtual: Assembly", "Assembly"),
    ("NOW ONLINE Assembly", "Assembly"),
    ("Asamblea (ahora en línea)", "Asamblea"),
    ("AHORA POR ZOOM: Asamblea", "Asamblea"),
    ("Asamblea pasa a ser virtual", "Asamblea"),
    ("Assemblée – désormais en ligne", "Assemblée"),
    ("[PASSE EN VISIO] Assemblée", "Assemblée"),
    ("JETZT ONLINE: Versammlung", "Versammlung"),
    ("Versammlung (findet online statt)", "Versammlung"),
    ("Versammlung jetzt per Zoom", "Versammlung"),
    ("Agora online: Assembleia", "Assembleia"),
    ("Assembleia – transferida para online", "Assembleia"),
    ("ORA ONLINE | Assemblea", "Assemblea"),
    ("Assemblea spostata su Zoom", "Assemblea"),
]

OTHERS = [
    "Online assembly",
    "Assembly (online)",
    "How we moved online campaigns to the streets",
    "Our catalogue is now online",
    "Moved by music",
    "Jetzt erst recht",
    "Now on Zoom",
]

TEXTS = [
    "Because of the storm this event has been moved online.",
    "This meeting will now be held on Zoom. Same time!",
    "El evento se traslada a Zoom.",
    "L’événement aura désormais lieu en ligne.".replace("’", "'"),
    "Die Veranstaltung findet jetzt online statt.",
    "O evento passou a ser online.",
    "L'evento si terrà ora online.",
]

NO_TEXTS = [
    "If it rains, this event is now online.",
    "Should the hall be closed, this meeting will now be held online.",
    "Registration is online.",
    "The archive is now online.",
]


@pytest.mark.parametrize(("title", "bare"), TITLES)
def test_labels_that_say_so(title: str, bare: str) -> None:
    assert split_online(title)[0] == bare
    event = only(raw(title=title, location="Union Hall, 12 Main St, Springfield, IL"))
    assert (event.title, event.status) == (bare, Status.CONFIRMED)
    assert (event.attendance_mode, event.location, event.venue) == (AttendanceMode.ONLINE, None, None)


@pytest.mark.parametrize("title", OTHERS)
def test_titles_that_do_not(title: str) -> None:
    assert split_online(title) == (title, None)


@pytest.mark.parametrize("text", TEXTS)
def test_sentences_that_say_so(text: str) -> None:
    assert moved_online(text) is not None
    event = only(raw(description=text, location="Union Hall"))
    assert (event.attendance_mode, event.location, event.status) == (
        AttendanceMode.ONLINE,
        None,
        Status.CONFIRMED,
    )


@pytest.mark.parametrize("text", NO_TEXTS)
def test_sentences_that_do_not(text: str) -> None:
    assert moved_online(text) is None
    assert only(raw(description=text, location="Union Hall")).location == "Union Hall"


def test_the_hour_stays_that_of_the_room() -> None:
    there = raw(title="Assembly – now on Zoom", place=Place(venue="Hall", latitude=37.80, longitude=-122.27))
    event = only(there)
    assert (event.timezone, event.timezone_source) == ("America/Los_Angeles", TimezoneSource.COORDINATES)
    assert (event.latitude, event.venue) == (None, None)
    assert Evidence("attendance_mode", "now on Zoom", "VEVENT 1", "label-in-title") in event.evidence


def test_the_words_for_where_online_stay() -> None:
    assert only(raw(title="[Moved online] Assembly", location="Jitsi")).location == "Jitsi"


def test_it_can_be_off_besides() -> None:
    event = only(raw(title="CANCELLED: Assembly – now on Zoom", location="Union Hall"))
    assert (event.title, event.status, event.location) == ("Assembly", Status.CANCELLED, None)
