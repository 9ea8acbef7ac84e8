"""The page of what waits for a person in Chromium, signed in: wide and on a phone, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from itsdangerous import URLSafeSerializer

from tests.web.test_browser import CONTRAST, UNNAMED, WIDTHS, chromium, pytestmark, served, viewport
from tests.web.test_review import folder

__all__ = ["chromium", "folder", "pytestmark"]

SECRET = "a-secret-of-this-test"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A calendar with a near miss and an event that waits, served."""
    with served(folder / "data" / "events.db", "--secret", SECRET) as address:
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_it_fits_and_can_be_read(chromium: Any, address: str, width: int, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme, **viewport(width))
    token = URLSafeSerializer(SECRET, "actor").dumps({"a": {"id": "root"}})
    context.add_cookies([{"name": "ds_actor", "value": token, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/review")
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    assert page.locator(".answers code").count() == 4
    left, right = (page.locator(".pairs tbody td").nth(number).bounding_box() for number in (0, 1))
    assert left["y"] == right["y"], "side by side, also on a phone"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(CONTRAST) == []
    context.close()
