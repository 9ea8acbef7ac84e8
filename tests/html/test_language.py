"""Which language a page is in, told by its small words and its names of days."""

from __future__ import annotations

import pytest

from aggregator.extract.html.language import language_of, languages_of

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


LISTED = {
    "es": ["Mié 18 mar – Ganchillo", "Sáb 4 abr – Yoga", "Jue 9 abr – Ajedrez"],
    "fr": ["Mer. 18 mars – Crochet", "Sam. 4 avr. – Yoga", "Jeu. 9 avr. – Échecs"],
    "de": ["Mi, 18.3. – Häkeln", "Sa, 4.4. – Yoga", "Do, 9.4. – Schach"],
    "pt": ["Qua, 18 mar – Crochê", "Sáb, 4 abr – Yoga", "Qui, 9 abr – Xadrez"],
    "it": ["Mer 18 mar – Uncinetto", "Gio 9 apr – Scacchi", "Ven 15 mag – Yoga"],
    "en": ["Wed 18 Mar – Quilting", "Sat 4 Apr – Yoga", "Thu 9 Apr – Chess"],
}


@pytest.mark.parametrize("code", LISTED)
def test_names_of_days_tell(code: str) -> None:
    assert languages_of(LISTED[code], None) == (code,)


@pytest.mark.parametrize(
    ("texts", "declared", "codes"),
    [
        (["17 marzo", "2 agosto"], None, ("es", "it")),  # words of both: read with those of both
        (["17 marzo", "2 agosto"], "it", ("it",)),
        (["17 marzo", "2 agosto"], "en", ("es", "it")),  # as templates declare it
        (["2 August", "4 April"], None, ()),  # English or German: their numbers differ
        (["So many of them", "Do not miss it"], None, ()),  # no day without a figure beside it
        (["17 marzo, ore 21"], None, ("it",)),
    ],
)
def test_words_that_languages_share(texts: list[str], declared: str | None, codes: tuple[str, ...]) -> None:
    assert languages_of(texts, declared) == codes
