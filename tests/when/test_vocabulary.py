"""The word lists: every word has a kind the grammar knows, and the names are CLDR's."""

from __future__ import annotations

import importlib.util
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from aggregator.when import Context, find
from aggregator.when.kinds import KINDS
from aggregator.when.tokenizing import tokenize
from aggregator.when.vocabulary import LANGUAGES, markers, names, vocabulary

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_date_names.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_kind_of_token(language: str) -> None:
    words = vocabulary((language,))
    kinds = {kind for kind, _, _ in words.words.values()}
    kinds |= {entry[0] for found in words.phrases.values() for _, entry in found}
    assert sorted(kinds - set(KINDS) - {"suffix"}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_twelve_months_and_seven_weekdays(language: str) -> None:
    tables = names()[language]
    assert set(tables["months"].values()) == set(range(1, 13))
    assert set(tables["weekdays"].values()) == set(range(7))


def test_the_names_are_those_of_cldr() -> None:
    if importlib.util.find_spec("babel") is None:
        pytest.skip("Babel, which brings CLDR, is not installed")
    spec = importlib.util.spec_from_file_location("make_date_names", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert json.loads(script.TARGET.read_text(encoding="utf-8")) == names()


def test_no_english_word_betrays_another_language() -> None:
    assert sorted(set(markers()) & set(vocabulary(("en",)).words)) == []


def test_a_foreign_name_in_an_english_text_leaves_its_numbers_alone() -> None:
    text = "The Mai family and friends of the hall meet at the park on 6/7/2025, 7:30."
    assert tokenize(text).vocabulary.languages[0] == "en"
    (found,) = find(text, now=datetime(2025, 3, 10))
    assert found.start == datetime(2025, 6, 7, 19, 30)


def test_a_language_with_a_region() -> None:
    found = find("3/4/2025", now=datetime(2025, 3, 10), context=Context(languages=("de-AT",)))
    assert [w.start for w in found] == [date(2025, 4, 3)]
