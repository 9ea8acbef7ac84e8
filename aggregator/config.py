"""sources.toml → Calendar and Sources, with every complaint at once.

Refuses to fetch, to look whether a source answers, or to guess what a misspelt key meant: it suggests. A fault in the
file as a whole or in `[calendar]` stops everything (ConfigError); a fault in one `[source.<slug>]` costs that source
only, and is kept in `Config.broken`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from aggregator.errors import ConfigError
from aggregator.model import Calendar, Format, Problem, Role, Source

FILE_NAME = "sources.toml"

MIN_EVERY = timedelta(minutes=15)
"""Nobody's server is asked more often than this, whatever a configuration says."""

MAX_EVERY = timedelta(days=30)

CALENDAR_KEYS = {
    "name": "What the calendar is called, in every subscriber's app.",
    "url": "Where people find it, with `https://`: links in the feeds lead there.",
    "timezone": 'IANA name: the zone of times that nothing else tells, and of what "today" is.',
    "contact": "An address at which the sites we read can reach you; sent with each request.",
    "region": "The state or country that most of it happens in, such as `CA`.",
    "description": "One or two sentences for the calendar's page.",
}
"""What `[calendar]` may say; docs/sources.md is generated from it."""

SOURCE_KEYS = {
    "name": "The group's name as its friends know it; default: the slug.",
    "url": "**Needed.** `https://…`, `http://…`, `webcal://…`, or a path, relative to the folder of sources.toml.",
    "format": "`ical`, `feed` (RSS or Atom) or `html`. Leave it out: the content tells.",
    "timezone": "IANA name: the zone of this source's times where it names none.",
    "region": 'State or country of its places where it names none: with `CA`, "Oakland" is the one in California.',
    "every": "The least time between two requests: `90m`, `6h` (the default), `2d`; at least `15m`.",
    "role": "`organizer` (the default) announces its own events; `aggregator` collects those of others, and its word "
    "counts less when the two differ.",
    "categories": 'A list of words added to each of its events, such as `["housing"]`.',
    "review": "`true` keeps its events from the feeds until a person has looked at them.",
    "enabled": "`false` asks it no more; its events stay until they have passed.",
    "include": "Only events with one of these words in title, description or categories.",
    "exclude": "No event with one of these words.",
    "selectors": "A table `[source.<slug>.selectors]` of CSS selectors, for a page that is not understood without.",
}
"""What `[source.<slug>]` may say; docs/sources.md is generated from it."""

SELECTOR_FIELDS = ("event", "title", "start", "end", "location", "url", "registration_url", "description")

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DURATION = re.compile(r"(\d+)\s*(m|min|minutes?|h|hours?|d|days?)", re.I)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What sources.toml says.

    folder: where it lies; local paths in it are relative to that. sources: the usable ones, in file order.
    broken: slug → its complaints, for the sources that cannot be used until somebody corrects them.
    """

    calendar: Calendar
    sources: tuple[Source, ...]
    folder: Path
    broken: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)

    def complaints(self) -> tuple[str, ...]:
        """Every complaint about a source, one sentence each."""
        return tuple(f"{p.where}: {p.message}" for problems in self.broken.values() for p in problems)


def load(path: Path) -> Config:
    """Read a sources.toml.

    Raises ConfigError when the file cannot be read, is not TOML, or `[calendar]` or the top level is at fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(str(path), [_unreadable(path, error)]) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), [f"{path}: is not UTF-8 text (save it as UTF-8)"]) from error
    return parse(text, name=path.name, folder=path.parent)


def parse(text: str, *, name: str = FILE_NAME, folder: Path = Path()) -> Config:
    """Read the text of a sources.toml. Raises ConfigError as `load` does."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(name, [f"{name}: is not valid TOML: {error}"]) from error
    top = _Table(name, "", document)
    calendar = _read_calendar(top.table("calendar"))
    sources: list[Source] = []
    broken: dict[str, tuple[Problem, ...]] = {}
    tables = top.table("source")
    for slug in tables.values:
        source, complaints = _read_source(tables.table(slug), slug)
        if complaints:
            broken[slug] = tuple(_problem(complaint) for complaint in complaints)
        elif source is not None:
            sources.append(source)
    top.refuse_unknown(("calendar", "source"))
    if top.complaints:
        told = [f"{p.where}: {p.message}" for problems in broken.values() for p in problems]
        raise ConfigError(name, [*top.complaints, *told])
    return Config(calendar=calendar, sources=tuple(sources), folder=folder, broken=broken)


def parse_duration(text: str) -> timedelta:
    """`"6h"`, `"90m"`, `"2 days"` → timedelta. Raises ValueError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2][0].lower()]


# ------------------------------------------------------------------------------------------------- one table


class _Table:
    """A TOML table that notes what is wrong with it instead of raising. Complaints of a sub-table are its parent's
    too, except in `source`, where each table answers for itself."""

    def __init__(self, name: str, path: str, values: Any, complaints: list[str] | None = None) -> None:
        self.name = name
        self.path = path
        self.complaints = [] if complaints is None else complaints
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            shape = "[source.<slug>]" if path == "source" else f"[{path}]"
            self.complain("", f"must be a table, written {shape}")

    def where(self, key: str) -> str:
        path = ".".join(part for part in (self.path, key) if part)
        return f"{self.name}: {path}" if path else self.name

    def complain(self, key: str, what: str) -> None:
        self.complaints.append(f"{self.where(key)}: {what}")

    def table(self, key: str) -> _Table:
        path = ".".join(part for part in (self.path, key) if part)
        own = [] if self.path == "source" else self.complaints
        return _Table(self.name, path, self.values.get(key, {}), own)

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self.values.get(key)
        if value is None:
            if required:
                self.complain(key, "is missing")
            return None
        if not isinstance(value, str) or not value.strip():
            self.complain(key, "is empty" if value == "" else f"must be text in quotes, not {value!r}")
            return None
        return value.strip()

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.complain(key, f"must be true or false, not {value!r}")
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            self.complain(key, f'must be a list of texts, such as ["housing", "labor"], not {value!r}')
            return ()
        return tuple(part.strip() for part in value)

    def choice(self, key: str, options: Iterable[str], default: str | None) -> str | None:
        value = self.text(key)
        if value is None:
            return default
        known = tuple(options)
        if value.lower() not in known:
            self.complain(key, f"must be one of {', '.join(known)}, not {value!r}{_suggest(value.lower(), known)}")
            return default
        return value.lower()

    def checked(self, key: str, check: Callable[[str], str | None]) -> str | None:
        """A text for which `check` names no fault."""
        value = self.text(key)
        fault = check(value) if value is not None else None
        if fault:
            self.complain(key, fault)
            return None
        return value

    def refuse_unknown(self, known: Iterable[str]) -> None:
        names = tuple(known)
        for key in self.values:
            if key not in names:
                self.complain(key, f"is not a key we know{_suggest(key, names)}")


def _read_calendar(table: _Table) -> Calendar:
    table.refuse_unknown(CALENDAR_KEYS)
    texts = {
        "name": table.text("name"),
        "url": table.checked("url", _web_address_fault),
        "timezone": table.checked("timezone", _timezone_fault),
        "contact": table.text("contact"),
        "region": table.text("region"),
        "description": table.text("description"),
    }
    given: dict[str, Any] = {key: value for key, value in texts.items() if value is not None}
    return Calendar(**given)


def _read_source(table: _Table, slug: str) -> tuple[Source | None, list[str]]:
    if table.complaints:  # not a table at all
        return None, table.complaints
    if not _SLUG.fullmatch(slug):
        table.complain("", "a slug has only a–z, 0–9 and hyphens, such as [source.tenants-union]")
    table.refuse_unknown(SOURCE_KEYS)
    named_format = table.choice("format", [f.value for f in Format], None)
    role = table.choice("role", [r.value for r in Role], Role.ORGANIZER.value)
    url = table.text("url", required=True)
    fault = _source_url_fault(url) if url is not None else None
    if fault:
        table.complain("url", fault)
    source = Source(
        slug=slug,
        name=table.text("name") or slug,
        url=url or "",
        format=Format(named_format) if named_format else None,
        timezone=table.checked("timezone", _timezone_fault),
        region=table.text("region"),
        every=_read_every(table),
        role=Role(role or Role.ORGANIZER),
        categories=table.texts("categories"),
        review=table.flag("review", False),
        enabled=table.flag("enabled", True),
        include=table.texts("include"),
        exclude=table.texts("exclude"),
        selectors=_read_selectors(table),
    )
    return (None if table.complaints else source), table.complaints


def _read_every(table: _Table) -> timedelta:
    default = Source(slug="", name="", url="").every
    text = table.text("every")
    if text is None:
        return default
    try:
        every = parse_duration(text)
    except (ValueError, OverflowError):
        table.complain("every", f'must be a time such as "90m", "6h" or "2d", not "{text}"')
        return default
    if not MIN_EVERY <= every <= MAX_EVERY:
        bound = "at least 15m" if every < MIN_EVERY else "at most 30d"
        table.complain("every", f'must be {bound}, not "{text}"')
        return default
    return every


def _read_selectors(table: _Table) -> tuple[tuple[str, str], ...]:
    if "selectors" not in table.values:
        return ()
    selectors = _Table(table.name, f"{table.path}.selectors", table.values["selectors"], table.complaints)
    selectors.refuse_unknown(SELECTOR_FIELDS)
    found = ((key, selectors.text(key)) for key in SELECTOR_FIELDS if key in selectors.values)
    return tuple((key, text) for key, text in found if text is not None)


# ---------------------------------------------------------------------------------------------------- faults


def _timezone_fault(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):  # a name such as "US" is a folder of the zone database
        near = _suggest(value, available_timezones())
        return f'must be an IANA zone name such as "America/Los_Angeles", not "{value}"{near}'
    return None


def _web_address_fault(value: str) -> str | None:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return f'must be an address that begins with https://, not "{value}"'
    return None


def _source_url_fault(value: str) -> str | None:
    parts = _split(value)
    if parts is None:
        return f'cannot be read as an address: "{value}"'
    if "://" not in value:
        return None  # a local path
    if parts.scheme not in ("http", "https", "webcal", "webcals"):
        return f'must begin with https://, http:// or webcal://, or be a local path, not "{value}"'
    if not parts.hostname:
        return f'names no host: "{value}"'
    if parts.username or parts.password:
        return "must not carry a user name or password"
    return None


def _split(value: str) -> Any:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _suggest(value: str, known: Iterable[str]) -> str:
    near = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""


def _unreadable(path: Path, error: OSError) -> str:
    hint = f" (make one with: aggregator init {path.parent})" if isinstance(error, FileNotFoundError) else ""
    return f"{path}: {error.strerror or error}{hint}"


def _problem(complaint: str) -> Problem:
    where, _, message = complaint.partition(": ")
    key, _, what = message.partition(": ")
    return Problem("config", f"{where}: {key}", what, f"correct {where} and run: aggregator refresh")
