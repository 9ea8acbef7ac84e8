"""docs/extraction.md, the registry of rules and what the readers really emit say the same."""

from __future__ import annotations

from pathlib import Path

import build_extraction_docs as generator
import pytest

from aggregator.extract.html.confidence import SIGNS
from aggregator.extract.rules import Rule, rules, sign_pages

ROOT = Path(__file__).parents[1]


def test_every_rule_that_a_page_emits_is_in_the_registry() -> None:
    emitted = {name: page for page in generator.every_page() for name, _ in generator.shown_rules(page)}
    unknown = {name: page for name, page in emitted.items() if name not in rules()}
    assert unknown == {}, "describe them in aggregator/extract/rules.toml, then run: make docs"


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.name)
def test_every_rule_shows_on_the_page_that_the_registry_names(rule: Rule) -> None:
    assert rule.name in {name for name, _ in generator.shown_rules(rule.page)}


def test_every_sign_has_a_page() -> None:
    assert set(sign_pages()) == set(SIGNS), "aggregator/extract/rules.toml, [signs]: name a page of the tests for each"


@pytest.mark.parametrize("sign", sign_pages())
def test_every_sign_holds_on_the_page_that_the_registry_names(sign: str) -> None:
    assert sign in {name for name, _ in generator.shown_signs(sign_pages()[sign])}


def test_the_page_is_up_to_date() -> None:
    page = ROOT / "docs" / "extraction.md"
    assert page.read_text(encoding="utf-8") == generator.build(), "run: make docs"
