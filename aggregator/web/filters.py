"""What a reader asked to see: the filters of every list and feed, from the query string and back. Pure.

`q`, `category`, `region`, `source`, `online`, `near`, `cancelled`, `from`, `to` (docs/feeds.md). Refuses to fail: a
value that cannot be read is left out and complained about in one sentence, so that a mistyped address still shows a
calendar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from aggregator.web.format import day_words
from aggregator.web.near import Near, is_near, read_near

LONGEST = 200
"""Characters of one filter value that are looked at."""

MOST = 20
"""Values of one filter that are looked at."""

CANCELLED = {"marked": False, "dropped": True}
"""What becomes of cancelled events: shown with the word, or left out."""

PARAMETERS = ("q", "category", "region", "source", "online", "near", "cancelled", "from", "to")
"""The names of all filters, as they stand in an address."""

ONLINE = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}


class QueryString(Protocol):
    """The part of Datasette's MultiParams that is used here."""

    def getlist(self, key: str) -> Sequence[str]:
        """All values of one parameter."""


def topic_word(topic: str) -> str:
    """How a topic is written in a short address: "Legal aid" → "legal-aid". Topics with one word are one topic."""
    return topic.lower().replace(" ", "-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """A reader's choice; empty fields choose everything. Several values of one filter mean any of them.

    online: True for what can be joined from anywhere, False for what has a place to go to, None for both.
    near: only what has coordinates within a circle. without_cancelled: cancelled dates are left out, not marked.
    first, last: local dates, inclusive. complaints: what could not be read.
    """

    q: str | None = None
    category: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    online: bool | None = None
    near: Near | None = None
    without_cancelled: bool = False
    first: date | None = None
    last: date | None = None
    complaints: tuple[str, ...] = ()

    @classmethod
    def read(cls, args: QueryString) -> Filters:
        """From a query string."""
        complaints: list[str] = []
        filters = cls(
            q=" ".join(_values(args, "q"))[:LONGEST] or None,
            category=_values(args, "category"),
            region=_values(args, "region"),
            source=_values(args, "source"),
            online=_read_online(args, complaints),
            near=_read_near(args, complaints),
            without_cancelled=_read_cancelled(args, complaints),
            first=_read_date(args, "from", complaints),
            last=_read_date(args, "to", complaints),
        )
        if filters.first and filters.last and filters.last < filters.first:
            complaints.append(f"to=“{filters.last}” was left out: it lies before from={filters.first}.")
            filters = replace(filters, last=None)
        return replace(filters, complaints=tuple(complaints))

    @property
    def narrows(self) -> bool:
        """Whether anything but dates is chosen: then there is a feed of its own to follow."""
        words = self.q or self.category or self.region or self.source
        return bool(words or self.online is not None or self.near or self.without_cancelled)

    @property
    def chosen(self) -> bool:
        """Whether anything at all is chosen."""
        return self.narrows or self.first is not None or self.last is not None

    def within(self, first: date, last: date) -> Filters:
        """The same choice, for the days from first to last."""
        return replace(self, first=first, last=last)

    def query(self, more: Mapping[str, object] | None = None, *, dates: bool = True) -> str:
        """The query string that asks for the same again, `?` included, in one fixed order; empty for everything.

        more: further parameters, put last. dates: whether `from` and `to` belong to it.
        """
        pairs: list[tuple[str, str]] = [("q", self.q)] if self.q else []
        for key in ("category", "region", "source"):
            pairs += [(key, value) for value in getattr(self, key)]
        if self.online is not None:
            pairs.append(("online", "1" if self.online else "0"))
        pairs += [("near", self.near.text)] if self.near else []
        pairs += [("cancelled", "dropped")] if self.without_cancelled else []
        if dates:
            pairs += [("from", str(self.first))] if self.first else []
            pairs += [("to", str(self.last))] if self.last else []
        pairs += [(key, str(value)) for key, value in (more or {}).items()]
        return f"?{urlencode(pairs)}" if pairs else ""

    def path(self, kind: str | None = None) -> str:
        """Where this choice is found, as a page or as a feed of a kind: the short form where there is one."""
        ending = f".{kind}" if kind else ""
        values = [(key, value) for key in ("category", "region", "source") for value in getattr(self, key)]
        if len(values) == 1 and self.query() == f"?{urlencode(values)}" and "/" not in values[0][1]:
            key, value = values[0]
            word = topic_word(value) if key == "category" else value
            return f"/{key}/{quote(word, safe='')}{ending}"
        return f"/calendar{ending}{self.query()}"

    def words(self, labels: Mapping[str, str], topics: Mapping[str, str]) -> str:
        """What is chosen, as part of a sentence: "housing · California · online · from Friday 4 December".

        labels: what people call a region or a source. topics: likewise a topic, by its `topic_word`.
        """
        parts = [f"“{self.q}”"] if self.q else []
        parts += [" or ".join(topics.get(topic_word(value), value) for value in self.category)] if self.category else []
        for values in (self.region, self.source):
            parts += [" or ".join(labels.get(value, value) for value in values)] if values else []
        if self.online is not None:
            parts.append("online" if self.online else "in person")
        parts += [self.near.words] if self.near else []
        parts += ["without cancelled ones"] if self.without_cancelled else []
        if self.first and self.first == self.last:
            return " · ".join([*parts, day_words(self.first, year=True)])
        parts += [f"from {day_words(self.first, year=True)}"] if self.first else []
        parts += [f"until {day_words(self.last, year=True)}"] if self.last else []
        return " · ".join(parts)

    def where(self) -> tuple[str, dict[str, Any]]:
        """SQL over `o` (occurrences) and `e` (events), beginning with AND where there is any, and its parameters."""
        conditions, params = [], {}
        for name, (wanted, sql) in self._conditions().items():
            if wanted is not None:
                conditions.append(f" AND {sql}")
                params[name] = wanted
        return "".join(conditions), params

    def _conditions(self) -> dict[str, tuple[Any, str]]:
        return {
            "match": (match_words(self.q), IN_TEXT),
            "category": (_any_of(self.category), IN_CATEGORIES),
            "region": (_any_of(self.region), IN_REGIONS),
            "source": (_any_of(self.source), IN_SOURCES),
            "online": (self.online, IS_ONLINE),
            "near": (self.near and self.near.parameter, is_near("e")),
            "cancelled": ("cancelled" if self.without_cancelled else None, "o.status <> :cancelled"),
            "first": (self.first and str(self.first), "o.end_date >= :first"),
            "first_utc": (self.first and earliest_instant(self.first), "o.end_utc >= :first_utc"),
            "last": (self.last and str(self.last), "o.start_date <= :last"),
        }


IN_TEXT = "e.rowid IN (SELECT rowid FROM events_fts WHERE events_fts MATCH :match)"
IN_CATEGORIES = (
    "EXISTS (SELECT 1 FROM json_each(e.categories) AS had JOIN json_each(:category) AS wanted"
    " ON replace(lower(had.value), ' ', '-') = replace(lower(wanted.value), ' ', '-'))"
)
"""Whatever the case; `legal-aid` finds Legal aid too, so that an address needs no spaces."""

IN_REGIONS = "e.region IN (SELECT value FROM json_each(:region))"
IN_SOURCES = "e.id IN (SELECT event_id FROM event_sources WHERE source IN (SELECT value FROM json_each(:source)))"
IS_ONLINE = (
    "CASE WHEN :online THEN coalesce(e.attendance_mode, '') IN ('online', 'mixed')"
    " ELSE coalesce(e.attendance_mode, '') <> 'online' END"
)


def earliest_instant(day: date) -> str:
    """The UTC text of the moment at which a day begins first on Earth, at UTC+14: a bound that an index can use."""
    return f"{day - timedelta(days=1)}T10:00:00Z"


def match_words(q: str | None) -> str | None:
    """A full-text query for a reader's words: all of them, the last perhaps not yet typed to its end.

    Only letters and digits go in, each word quoted, so that no operator of the query language can be typed.
    """
    words = re.findall(r"\w+", q or "")
    if not words:
        return '""' if q else None
    return " ".join(f'"{word}"' for word in words) + "*"


def _any_of(values: tuple[str, ...]) -> str | None:
    return json.dumps(values) if values else None


def _values(args: QueryString, key: str) -> tuple[str, ...]:
    """The values of one parameter that hold something, trimmed, each once, in the order given."""
    trimmed = (value.strip()[:LONGEST] for value in args.getlist(key)[:MOST])
    return tuple(dict.fromkeys(value for value in trimmed if value))


def _read_online(args: QueryString, complaints: list[str]) -> bool | None:
    value = next(iter(_values(args, "online")), None)
    if value is None:
        return None
    if value.lower() not in ONLINE:
        complaints.append(f"online=“{value}” was left out: write 1 for online, 0 for in person.")
    return ONLINE.get(value.lower())


def _read_near(args: QueryString, complaints: list[str]) -> Near | None:
    value = next(iter(_values(args, "near")), None)
    if value is None:
        return None
    near = read_near(value)
    if near is None:
        complaints.append(
            f"near=“{value}” was left out: write latitude,longitude,kilometres such as 37.80,-122.27,25;"
            " at most 500 kilometres."
        )
    return near


def _read_cancelled(args: QueryString, complaints: list[str]) -> bool:
    value = next(iter(_values(args, "cancelled")), "marked")
    if value not in CANCELLED:
        complaints.append(f"cancelled=“{value}” was left out: write marked or dropped.")
    return CANCELLED.get(value, False)


def _read_date(args: QueryString, key: str, complaints: list[str]) -> date | None:
    value = next(iter(_values(args, key)), None)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        complaints.append(f"{key}=“{value}” was left out: it is no date like 2026-12-31.")
        return None
