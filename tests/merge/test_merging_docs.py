"""docs/merging.md says what the registry and the made listings say."""

from __future__ import annotations

from pathlib import Path

import build_merging_docs as generator

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date() -> None:
    page = ROOT / "docs" / "merging.md"
    assert page.read_text(encoding="utf-8") == generator.build(), "run: python scripts/build_merging_docs.py"
