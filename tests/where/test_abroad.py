"""Houses and places that sentences in five other languages name."""

from __future__ import annotations

import pytest

from aggregator.where import find_told

TOLD = [
    ("el sábado a las 12h en la Plaza del Molino frente a la biblioteca", "Plaza del Molino"),
    ("ASAMBLEA EL DÍA 25, EN LA CASA DE LAS VECINAS", "CASA DE LAS VECINAS"),
    ("nos concentramos a las puertas del Palacio de San Bruno", "Palacio de San Bruno"),
    ("rassemblement place Saint-Bruno devant la mairie, dès 14h", "place Saint-Bruno"),
    ("une soirée à la salle des Saules ouverte à tous", "salle des Saules"),
    ("o ato será na Praça Mauá a partir das 9 horas", "Praça Mauá"),
    ("presidio alle ore 18 in Piazza Pontida, con musica", "Piazza Pontida"),
    ("corteo da piazzale Anna De Luca. La marcia si chiude al parco", "piazzale Anna De Luca"),
    ("wir treffen uns um 19 Uhr am Mühlenplatz unter der Linde", "Mühlenplatz"),
    ("um 20 Uhr im Plenarsaal im historischen Rathaus", "Plenarsaal im historischen Rathaus"),
    ("reunião via Zoom", None),
    ("Join us via Facebook Live on Monday", None),
    ("the place Saturday", None),
]


@pytest.mark.parametrize(("text", "place"), TOLD, ids=[row[0] for row in TOLD])
def test_house_in_a_sentence(text: str, place: str | None) -> None:
    assert find_told(text) == place
