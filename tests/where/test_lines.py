"""Lines of addresses with the number behind the street's name and the postal code before the town, and what is none."""

from __future__ import annotations

import pytest

from aggregator import where

LINES = (
    "Lange Straße 14|60311 Frankfurt|D-44147 Dortmund|Lange Straße 14, 60311 Frankfurt|"
    "3 bis, rue de la Gare|67000 Strasbourg|18 rue de l'Église|5 place du Marché, Villeurbanne|"
    "12 bd Carnot, 31000 Toulouse|Calle del Olmo, 14|28012 Madrid|C/ Olmo 14|Av. Libertad 22, Sevilla|"
    "Rua das Flores, 120|Via Garibaldi 21|40124 Bologna|Am Kanal 8|Hafenstraße 12|Untere Marktgasse 3a|"
    "Keizersgracht 12|"
    "621 route des saules, 74997 Corvel|12 chem. du Pré Long, 74998 Merlin|"
    "Pl. Jules Morin, 74999 Orvain-les-Bains"
).split("|")
OTHERS = (
    "Place 3|Markt 5|Ring 3|Am Samstag 8|Im Mai 2026|Zum Thema 3|Place your bid 12|Via Zoom 7|"
    "Cours de yoga 2|Square dance 8|Programm Weg 12|12 Cours de danse|Via email 2|"
    "10 Place settings needed|2026 Place Awards|7 Place Setters|Room 12|Postfach 12 34, 44147 Dortmund|"
    "May 5, 2026|555-0142|Concert, 74500 Corvel|route des saules|"
).split("|")


@pytest.mark.parametrize("line", LINES)
def test_lines_of_addresses(line: str) -> None:
    assert where.is_address_line(line)


@pytest.mark.parametrize("line", OTHERS)
def test_other_lines(line: str) -> None:
    assert not where.is_address_line(line)


WHOLE = (
    "119 Wharf St, New Quay, QLD.",
    "12 Mill Road, Ashby",
    "644 King Street ( Cnr Bray St), Newtown",
    "Corner Theatre, 76 Alder St Fernleigh",
    '"The Tinderbox", 105 Station Road, Elmsford',
    "Penhallow, Trewint, TR8 5ZZ",
    "The Bell Inn, High St, Ashby SY8 1ZZ",
    "Ashby, Ontario",
    "Little Ashby, Western Australia",
)
NOT_WHOLE = (
    "Meet at 5 Mill Road, Ashby",
    "We march from 5 Mill Road to Ashby, Ontario",
    "12 Angry Men, Ashby Players",
    "Elm House Choir, Spring Concert",
    "Ashby, CA",
    "Ontario",
    "Doors: 12 Mill Road, Ashby",
    "Code TR8 5ZZ",
    "Hands Off Our Park, Ontario",
)


@pytest.mark.parametrize("line", WHOLE)
def test_lines_that_end_as_an_address(line: str) -> None:
    assert where.ends_as_address(line)


@pytest.mark.parametrize("line", NOT_WHOLE)
def test_lines_that_do_not(line: str) -> None:
    assert not where.ends_as_address(line)


@pytest.mark.parametrize(
    ("text", "address"), [("16th & Mission", "16th & Mission"), ("33rd Vintage Rally & Country Fair", None)]
)
def test_a_number_before_a_name_is_no_street(text: str, address: str | None) -> None:
    assert next((place.address for _, _, place in where.find_places_in(text)), None) == address
