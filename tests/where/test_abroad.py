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
    ("am Samstag in Bergfeld auf dem Lindenplatz in Bergfeld eine Kundgebung", "Lindenplatz in Bergfeld"),
    ("findet im Gasthof Zum Hirschen statt", "Gasthof Zum Hirschen"),
    ("im Gemeindesaal der Nordkirche, Kanalstr. 12, Treffen", "Gemeindesaal der Nordkirche, Kanalstr. 12"),
    ("finden im Annenhaus, Lange Straße, Bergfeld statt", "Annenhaus, Lange Straße, Bergfeld"),
    ("Treffpunkt: Brunnen vor dem Rathaus", "Brunnen vor dem Rathaus"),
    ("am Freitag um 19 Uhr im Pfarrhaus Oberau", "Pfarrhaus Oberau"),
    ("am 16. Oktober um 16:00 Uhr im Pfarrgarten von St. Annen. Das Wetter wird gut", "Pfarrgarten von St. Annen"),
    ("alle 16 in Sala della Concordia: ambiente, lavoro", "Sala della Concordia"),
    ("presso la sede della Lega in Piazza Aurora 20, si terrà", "sede della Lega in Piazza Aurora 20"),
    ("nella sala proiezioni dell'Ospizio-Casa (piano terra)", "sala proiezioni dell'Ospizio-Casa"),
    ("vai acontecer na rua Mariana Alves Borba, 84, em Itaporã.", "rua Mariana Alves Borba, 84, em Itaporã"),
    ("na sede do sindicato, Rua das Acácias, 100", "sede do sindicato, Rua das Acácias, 100"),
    ("a las 19h en el Centro Social La Barca, calle Sol 5", "Centro Social La Barca, calle Sol 5"),
    ("concentración frente al Ayuntamiento a las 12:00", "Ayuntamiento"),
    ("devant la préfecture à 18h30", "préfecture"),
    ("à la salle des fêtes d'Escourbes à 20h", "salle des fêtes d'Escourbes"),
    ("à 11h sur l'esplanade Jean-Louis Faure où une soupe", "esplanade Jean-Louis Faure"),
    ("un bal à 15h place Colette, en soutien", "place Colette"),
    (
        "A Sala das Redes do Teatro Alves Borba acolhe, no dia 14, o ciclo, com apoio da Câmara da Barra.",
        "Sala das Redes do Teatro Alves Borba",
    ),
    ("reunião via Zoom", None),
    ("Join us via Facebook Live on Monday", None),
    ("the place Saturday", None),
]


@pytest.mark.parametrize(("text", "place"), TOLD, ids=[row[0] for row in TOLD])
def test_house_in_a_sentence(text: str, place: str | None) -> None:
    assert find_told(text) == place


def test_who_only_supports_is_no_place_though_it_stands_behind_the_day() -> None:
    said = "A Sala das Redes do Teatro Alves Borba acolhe, no dia 14, o ciclo, com apoio da Câmara da Barra."
    assert find_told(said, said.index("no dia")) == "Sala das Redes do Teatro Alves Borba"
