"""The command line the generated pages of docs/ share: write the page, or compare it. Makes no page itself."""

from __future__ import annotations

import sys
from pathlib import Path


def write_or_check(page: Path, text: str) -> int:
    """Write `text` to `page`, or with --check on the command line compare it; returns the exit code."""
    if "--check" in sys.argv[1:]:
        return 0 if page.exists() and page.read_text(encoding="utf-8") == text else 1
    page.write_text(text, encoding="utf-8")
    return 0
