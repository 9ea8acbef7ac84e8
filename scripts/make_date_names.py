"""Write the names of months and weekdays into the package, from CLDR (by way of Babel).

    python -m pip install babel && python scripts/make_date_names.py

Refuses to invent: words that CLDR does not have ("noon", "a las") stand in aggregator/when/vocabulary/<language>.py.
CLDR is © Unicode, Inc., under the Unicode License v3; NOTICE carries the credit.
"""

from __future__ import annotations

import json
import pathlib

from babel import Locale

LANGUAGES = ("en", "es", "fr", "de", "pt", "it")
TARGET = pathlib.Path(__file__).parent.parent / "aggregator" / "when" / "vocabulary" / "cldr.json"


def names(table: dict[str, dict[str, dict[int, str]]], widths: tuple[str, ...]) -> dict[str, int]:
    """Lower-case names without dots, each with its number; a name of two numbers is left out."""
    found: dict[str, set[int]] = {}
    for form in ("format", "stand-alone"):
        for width in widths:
            for number, name in table[form].get(width, {}).items():
                found.setdefault(name.casefold().rstrip("."), set()).add(number)
    return {name: numbers.pop() for name, numbers in sorted(found.items()) if len(numbers) == 1}


def main() -> None:
    """One JSON object: language → months (1–12), weekdays (Monday is 0)."""
    tables = {}
    for code in LANGUAGES:
        locale = Locale.parse(code)
        tables[code] = {
            "months": names(locale.months, ("wide", "abbreviated")),
            "weekdays": names(locale.days, ("wide", "abbreviated")),
        }
    TARGET.write_text(json.dumps(tables, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
