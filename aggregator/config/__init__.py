"""sources.toml → Calendar and Sources, with every complaint at once.

Refuses to fetch, to look whether a source answers, or to guess what a misspelt key meant: it suggests. A fault in the
file as a whole or in `[calendar]` stops everything (ConfigError); a fault in one `[source.<slug>]` costs that source
only, and is kept in `Config.broken`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from aggregator.config.address import looks_secret, shown_url
from aggregator.config.keys import CALENDAR_KEYS, FETCH_KEYS, SELECTOR_FIELDS, SOURCE_KEYS
from aggregator.config.secrets import read_address
from aggregator.config.table import Table, suggest
from aggregator.errors import ConfigError
from aggregator.model import Calendar, Format, Problem, Role, Source

__all__ = [
    "CALENDAR_KEYS",
    "FETCH_KEYS",
    "FILE_NAME",
    "SELECTOR_FIELDS",
    "SOURCE_KEYS",
    "Config",
    "load",
    "parse",
    "parse_duration",
]

FILE_NAME = "sources.toml"

MIN_EVERY = timedelta(minutes=15)
"""Nobody's server is asked more often than this, whatever a configuration says."""

MAX_EVERY = timedelta(days=30)

TIME_BUDGET = timedelta(minutes=20)
"""How long one run may ask, unless `[fetch]` says otherwise: well within the hour until cron comes again."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DURATION = re.compile(r"(\d+)\s*(m|min|minutes?|h|hours?|d|days?)", re.I)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What sources.toml says.

    folder: where it lies; local paths in it are relative to that. sources: the usable ones, in file order.
    broken: slug → its complaints, for the sources that cannot be used until somebody corrects them.
    allowed_networks: private networks, in CIDR notation, that may be asked. time_budget: how long one run may ask.
    """

    calendar: Calendar
    sources: tuple[Source, ...]
    folder: Path
    broken: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    allowed_networks: tuple[str, ...] = ()
    time_budget: timedelta = TIME_BUDGET

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


def parse(
    text: str, *, name: str = FILE_NAME, folder: Path = Path(), environ: Mapping[str, str] = os.environ
) -> Config:
    """Read the text of a sources.toml. environ: where `url_env` looks. Raises ConfigError as `load` does."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(name, [f"{name}: is not valid TOML: {error}"]) from error
    top = Table(name, "", document)
    calendar = _read_calendar(top.table("calendar"))
    networks, budget = _read_fetch(top.table("fetch"))
    sources: list[Source] = []
    broken: dict[str, tuple[Problem, ...]] = {}
    tables = top.table("source")
    for slug in tables.values:
        source, complaints = _read_source(tables.table(slug), slug, folder, environ)
        if complaints:
            broken[slug] = tuple(_problem(complaint) for complaint in complaints)
        elif source is not None:
            sources.append(source)
    top.refuse_unknown(("calendar", "fetch", "source"))
    if top.complaints:
        told = [f"{p.where}: {p.message}" for problems in broken.values() for p in problems]
        raise ConfigError(name, [*top.complaints, *told])
    return Config(
        calendar=calendar,
        sources=tuple(sources),
        folder=folder,
        broken=broken,
        allowed_networks=networks,
        time_budget=budget,
    )


def parse_duration(text: str) -> timedelta:
    """`"6h"`, `"90m"`, `"2 days"` → timedelta. Raises ValueError for anything else."""
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return int(match[1]) * _UNITS[match[2][0].lower()]


def _read_calendar(table: Table) -> Calendar:
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


def _read_fetch(table: Table) -> tuple[tuple[str, ...], timedelta]:
    """(allowed networks, time budget) of `[fetch]`."""
    table.refuse_unknown(FETCH_KEYS)
    networks = table.texts("allowed_networks")
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            table.complain("allowed_networks", f'must be networks such as "10.0.0.0/8" or "fd00::/8", not "{network}"')
    return networks, _read_duration(table, "time_budget", timedelta(minutes=1), timedelta(days=1)) or TIME_BUDGET


def _read_source(table: Table, slug: str, folder: Path, environ: Mapping[str, str]) -> tuple[Source | None, list[str]]:
    if table.complaints:  # not a table at all
        return None, table.complaints
    if not _SLUG.fullmatch(slug):
        table.complain("", "a slug has only a–z, 0–9 and hyphens, such as [source.tenants-union]")
    table.refuse_unknown(SOURCE_KEYS)
    named_format = table.choice("format", [f.value for f in Format], None)
    role = table.choice("role", [r.value for r in Role], Role.ORGANIZER.value)
    url, hidden = read_address(table, folder, environ)
    fault = _source_url_fault(url, hidden=hidden) if url is not None else None
    if fault:
        table.complain("url", fault)
    source = Source(
        slug=slug,
        name=table.text("name") or slug,
        url=url or "",
        secret=hidden or looks_secret(url or ""),
        format=Format(named_format) if named_format else None,
        timezone=table.checked("timezone", _timezone_fault),
        region=table.text("region"),
        every=_read_duration(table, "every", MIN_EVERY, MAX_EVERY),
        role=Role(role or Role.ORGANIZER),
        categories=table.texts("categories"),
        review=table.flag("review", False),
        enabled=table.flag("enabled", True),
        include=table.texts("include"),
        exclude=table.texts("exclude"),
        selectors=_read_selectors(table),
    )
    return (None if table.complaints else source), table.complaints


def _read_duration(table: Table, key: str, least: timedelta, most: timedelta) -> timedelta | None:
    """A time within bounds, None where none is given or it is at fault."""
    text = table.text(key)
    if text is None:
        return None
    try:
        found = parse_duration(text)
    except (ValueError, OverflowError):
        table.complain(key, f'must be a time such as "90m", "6h" or "2d", not "{text}"')
        return None
    if not least <= found <= most:
        table.complain(key, f'must be {_bound(found, least, most)}, not "{text}"')
        return None
    return found


def _bound(found: timedelta, least: timedelta, most: timedelta) -> str:
    if found < least:
        return f"at least {int(least.total_seconds() // 60)}m"
    return f"at most {most.days}d"


def _read_selectors(table: Table) -> tuple[tuple[str, str], ...]:
    if "selectors" not in table.values:
        return ()
    selectors = Table(table.name, f"{table.path}.selectors", table.values["selectors"], table.complaints)
    selectors.refuse_unknown(SELECTOR_FIELDS)
    found = ((key, selectors.text(key)) for key in SELECTOR_FIELDS if key in selectors.values)
    return tuple((key, text) for key, text in found if text is not None)


# ---------------------------------------------------------------------------------------------------- faults


def _timezone_fault(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):  # a name such as "US" is a folder of the zone database
        near = suggest(value, available_timezones())
        return f'must be an IANA zone name such as "America/Los_Angeles", not "{value}"{near}'
    return None


def _web_address_fault(value: str) -> str | None:
    parts = _split(value)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return f'must be an address that begins with https://, not "{value}"'
    return None


def _source_url_fault(value: str, *, hidden: bool) -> str | None:
    """What is wrong with an address, in words that do not give its key away."""
    parts = _split(value)
    shown = shown_url(value, secret=hidden)
    if parts is None:
        return f'cannot be read as an address: "{shown}"'
    if "://" not in value and not hidden:
        return None  # a local path
    if parts.scheme not in ("http", "https", "webcal", "webcals"):
        return f'must begin with https://, http:// or webcal://, or be a local path, not "{shown}"'
    if not parts.hostname:
        return f'names no host: "{shown}"'
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


def _unreadable(path: Path, error: OSError) -> str:
    hint = f" (make one with: aggregator init {path.parent})" if isinstance(error, FileNotFoundError) else ""
    return f"{path}: {error.strerror or error}{hint}"


def _problem(complaint: str) -> Problem:
    where, _, message = complaint.partition(": ")
    key, _, what = message.partition(": ")
    return Problem("config", f"{where}: {key}", what, f"correct {where} and run: aggregator refresh")
