"""What the filters can be set to: only values that lead to something coming up. Queries and their answers, no HTML."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from aggregator.web.database import rows
from aggregator.web.filters import topic_word
from aggregator.where.gazetteer import regions

CATEGORIES = """
    SELECT min(c.value) AS value, min(c.value) AS label, count(DISTINCT e.id) AS n
    FROM events AS e, json_each(e.categories) AS c
    WHERE e.state = 'published' AND e.id IN
        (SELECT event_id FROM occurrences WHERE end_date >= :today)
    GROUP BY lower(c.value) ORDER BY n DESC, lower(c.value) LIMIT 100
"""
"""Most frequent first; spelt one way whatever the case."""

REGIONS = """
    SELECT region AS value, region AS label, count(*) AS n FROM events
    WHERE state = 'published' AND region IS NOT NULL AND id IN
        (SELECT event_id FROM occurrences WHERE end_date >= :today)
    GROUP BY region ORDER BY region
"""

SOURCES = """
    SELECT s.slug AS value, s.name AS label, count(DISTINCT e.id) AS n
    FROM sources AS s JOIN event_sources AS es ON es.source = s.slug JOIN events AS e ON e.id = es.event_id
    WHERE e.state = 'published' AND e.id IN
        (SELECT event_id FROM occurrences WHERE end_date >= :today)
    GROUP BY s.slug ORDER BY lower(s.name)
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, what people call it, and how many events it leads to."""

    value: str
    label: str
    events: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filter form offers."""

    categories: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    sources: tuple[Choice, ...]

    @property
    def labels(self) -> Mapping[str, str]:
        """Value → label, of the filters whose values are codes."""
        return {choice.value: choice.label for choice in (*self.regions, *self.sources)}

    @property
    def topics(self) -> Mapping[str, str]:
        """Word in an address → topic."""
        return {topic_word(choice.value): choice.label for choice in self.categories}


async def read_choices(database: Any, today: date) -> Choices:
    """The choices as the database stands."""
    queries = (_read(database, sql, today) for sql in (CATEGORIES, REGIONS, SOURCES))
    categories, places, sources = await asyncio.gather(*queries)
    named = (replace(choice, label=region_name(choice.value)) for choice in places)
    return Choices(categories, tuple(sorted(named, key=lambda choice: choice.label)), sources)


def region_name(code: str) -> str:
    """As in "California" for CA; a region that the gazetteer does not know by its code is called as it is."""
    names = (region.name for region in regions().get(code.lower(), ()) if region.code == code)
    return next(names, code)


async def _read(database: Any, sql: str, today: date) -> tuple[Choice, ...]:
    found = await rows(database, sql, {"today": str(today)})
    return tuple(Choice(row["value"], row["label"], row["n"]) for row in found)
