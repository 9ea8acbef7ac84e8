"""Which language a page is in, told by its small words."""

from __future__ import annotations

import pytest

from aggregator.extract.html.language import language_of

SAID = {
    "es": "Nos vemos en la plaza de los Álamos con una pancarta y con las vecinas del barrio, para que se oiga.",
    "fr": "Le collectif des habitants du quartier vous invite dans la salle des fêtes pour un soir avec les voisins.",
    "de": "Wir treffen uns mit den Nachbarn auf dem Platz und gehen zur Kundgebung, die für alle im Viertel ist.",
    "pt": "O coletivo do bairro convida para uma conversa no centro, com os vizinhos e com as associações da cidade.",
    "it": "Il comitato di quartiere invita alla festa della piazza, con una cena per tutte e per tutti nel cortile.",
    "en": "The tenants of the block will meet with the council at the hall, and this is for all of you.",
}


@pytest.mark.parametrize("code", SAID)
def test_small_words_tell(code: str) -> None:
    assert language_of([SAID[code]], None) == code


@pytest.mark.parametrize("code", SAID)
def test_words_beat_the_head(code: str) -> None:
    assert language_of([SAID[code]], "nl") == code


@pytest.mark.parametrize("texts", [[], ["Film night"], ["14h", "Rassemblement"], ["la la la la"]])
def test_few_words_leave_it_to_the_head(texts: list[str]) -> None:
    assert language_of(texts, "fr") == "fr"
    assert language_of(texts, None) is None
