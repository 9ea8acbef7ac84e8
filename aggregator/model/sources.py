"""What a person configures: the calendar we publish, the ally calendars it is made of. Holds nothing a run learns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from aggregator.model.words import Format, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The `[calendar]` table: the merged calendar we publish."""

    name: str = "Movement events"
    url: str | None = None
    timezone: str = "America/New_York"
    contact: str | None = None
    region: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One ally calendar we read: a `[source.<slug>]` table.

    slug: never changes; half of every identity.
    url: http(s), or a path, absolute or relative to the folder of sources.toml.
    secret: the url opens the calendar to whoever knows it, and is shown and stored nowhere.
    timezone, region: for what the source leaves unsaid; region is a US state code or an ISO country code.
    every: the least time between two fetches; None finds it from how often the source changes.
    selectors: CSS selectors by field, only where the page cannot be understood without them.
    """

    slug: str
    name: str
    url: str = field(repr=False)
    secret: bool = False
    format: Format | None = None
    timezone: str | None = None
    region: str | None = None
    every: timedelta | None = None
    role: Role = Role.ORGANIZER
    categories: tuple[str, ...] = ()
    review: bool = False
    enabled: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    selectors: tuple[tuple[str, str], ...] = ()
