"""The schema, its descriptions in datasette_metadata.json and docs/schema.md say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import build_schema_docs as generator
import pytest

from aggregator.store.views import VIEWS
from aggregator.web.questions import QUESTIONS, Question

ROOT = Path(__file__).parents[1]


def test_every_column_is_described_and_nothing_else() -> None:
    assert list(generator.missing_descriptions()) == []


def test_the_page_is_up_to_date() -> None:
    page = ROOT / "docs" / "schema.md"
    assert page.read_text(encoding="utf-8") == generator.build(), "run: python scripts/build_schema_docs.py"


def test_every_table_and_view_is_shown_or_hidden() -> None:
    db, described = generator.empty_database(), generator.described_tables()
    names = {name for name in (*db.table_names(), *db.view_names()) if not name.startswith("sqlite_")}
    assert set(described) == names
    shown = {name for name, words in described.items() if not words.get("hidden")}
    assert shown == {*VIEWS, *generator.TABLES}


def test_every_shown_table_has_a_title_and_a_description() -> None:
    for name, words in generator.described_tables().items():
        if not words.get("hidden"):
            assert words["title"], name
            assert words["description"].endswith("."), name


@pytest.mark.parametrize("setting", ["facets", "sortable_columns"])
def test_settings_name_columns_that_exist(setting: str) -> None:
    db = generator.empty_database()
    for name, words in generator.described_tables().items():
        columns = {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", [name])}
        assert set(words.get(setting, [])) <= columns, name
        single = {words[key] for key in ("sort", "sort_desc", "label_column") if key in words}
        assert single <= columns, name


def test_nothing_stands_there_that_datasette_1_ignores() -> None:
    text = (ROOT / "datasette_metadata.json").read_text(encoding="utf-8")
    metadata = json.loads(text)
    for level in (metadata, metadata["databases"]["events"], *generator.described_tables().values()):
        assert not {"allow_sql", "queries", "allow", "plugins", "settings"} & set(level)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("asked", ["", "Oakland", '"half a phrase'])
def test_the_questions_can_be_asked(question: Question, asked: str) -> None:
    """Whatever somebody writes into the fields of the form."""
    fields = dict.fromkeys(re.findall(r":(\w+)", question.sql), asked)
    assert generator.empty_database().execute(question.sql, fields).fetchall() == []
