"""What `aggregator doctor` looks at: each check says what it found, and the next step where one is needed.

Refuses to ask any host and to change anything: it must be safe to run at any moment, also beside a refresh. A check
that cannot be made is a finding, never an exception.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from aggregator import config as configuration
from aggregator.cli.lock import only_one
from aggregator.config import Config
from aggregator.errors import ConfigError, StoreError
from aggregator.model import Hosts

OK, LOOK, BROKEN = "ok", "look", "fix"
"""Nothing to do; somebody may want to look; somebody has to do something."""

LEAST_FREE = 200_000_000
"""Octets that must be free: a refresh writes new rows, a log of them, and feeds beside the old ones."""

STALE = timedelta(hours=26)
"""Without a run for so long the cron line is not there: it asks hourly, and once a day at the very least."""

OLD_COPY = timedelta(days=8)
"""A copy older than this is not of a daily or weekly habit."""

SET_BACK = timedelta(hours=1)
FIRST_YEAR, LAST_YEAR = 2026, 2100

STATES = {
    **dict.fromkeys(("failing", "paused"), BROKEN),
    **dict.fromkeys(("in doubt", "silent", "never read"), LOOK),
}
"""What the health of a source comes to; any other is well."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line: the subject (a source by its slug), ok, look or fix, what was found, and what to do next."""

    subject: str
    state: str
    says: str
    next_step: str = ""


def examine(path: Path, data: Path, *, now: datetime) -> Iterator[Check]:
    """Every check, the foundations first. path: sources.toml. data: the folder of events.db and the feeds."""
    config: Config | None = None
    try:
        config = configuration.load(path)
        yield from _config(config, path)
    except ConfigError as error:
        yield Check("config", BROKEN, "; ".join(error.complaints), "correct it; nothing can be refreshed before")
    yield from _folder(data)
    yield _certificates()
    yield _zones()
    if not (data / "events.db").exists():
        yield Check("database", LOOK, f"there is no {data / 'events.db'} yet", "run: aggregator refresh")
        return
    yield from _database(data, config, now)


def _config(config: Config, path: Path) -> Iterator[Check]:
    number = len(config.sources) + len(config.broken)
    if not number:
        yield Check("config", LOOK, f"{path} names no source yet", "docs/sources.md tells how to add one")
    else:
        off = sum(not source.enabled for source in config.sources)
        told = f"{number} source{'' if number == 1 else 's'}{f', {off} of them switched off' if off else ''}"
        yield Check("config", OK, f"{path}: {told}")
    if config.calendar.contact is None:
        fault = "[calendar] has no contact: a webmaster who minds our visits cannot write to you"
        yield Check("contact", LOOK, fault, f'add contact = "you@example.org" to {path.name}')
    if config.calendar.url is None:
        fault = "[calendar] has no url: feeds cannot lead back to your pages"
        yield Check("address", LOOK, fault, f'add url = "https://…" to {path.name} once people can reach it')
    for slug, problems in config.broken.items():
        yield Check(slug, BROKEN, "; ".join(f"{p.where}: {p.message}" for p in problems), problems[0].hint)


def _folder(data: Path) -> Iterator[Check]:
    """The folder of the database, the disk below it, and whether a run is at work."""
    if not data.is_dir():
        yield Check("data folder", LOOK, f"there is no {data} yet", "run: aggregator refresh")
        return
    if not os.access(data, os.W_OK | os.X_OK):
        told = "give the user who runs this write permission on it, and run the doctor as that user"
        yield Check("data folder", BROKEN, f"{data} cannot be written to", told)
        return
    yield Check("data folder", OK, f"{data} can be written to")
    free, used = shutil.disk_usage(data).free, sum(file.stat().st_size for file in data.glob("*") if file.is_file())
    if free < max(LEAST_FREE, 2 * used):
        yield Check("disk", BROKEN, f"only {_size(free)} are free, and {data} holds {_size(used)}", "make room")
    else:
        yield Check("disk", OK, f"{_size(free)} free; {data} holds {_size(used)}")
    archive = data / "archive.db"
    if archive.exists() and archive.stat().st_mode & 0o077:
        fault = "others can read archive.db, which may hold secret addresses"
        yield Check("archive", BROKEN, fault, f"run: chmod 600 {archive}")
    try:
        with only_one(data) as alone:
            at_work = not alone
    except StoreError as error:
        yield Check("lock", BROKEN, error.what, error.hint)
        return
    yield Check("lock", OK, "a refresh is at work right now" if at_work else "no refresh is at work")


def _size(octets: int) -> str:
    if octets < 1e6:
        return f"{octets / 1e3:.0f} kB"
    return f"{octets / 1e9:.1f} GB" if octets >= 1e9 else f"{octets / 1e6:.1f} MB"


def _certificates() -> Check:
    from aggregator.fetch import http

    number = http.trusted_authorities()
    if number:
        return Check("certificates", OK, f"{number} authorities are trusted")
    return Check("certificates", BROKEN, "no certificate authority is known", "install certifi anew: every https fails")


def _zones() -> Check:
    """By whose laws of time zones we go; the newest that are here, unless somebody chose otherwise."""
    from aggregator import zone_laws

    used, system, ours = zone_laws.releases()
    newest = max(filter(None, (system, ours)), default=None)
    if used is None or newest is None or used >= newest:
        whose = "the system's" if used == system else f"ours; the system's are of {system or 'an unknown release'}"
        return Check("time zones", OK, f"by the laws of {used or 'an unknown release'} ({whose})")
    fault = f"by the laws of {used}, though {newest} is here: where a law changed, times are an hour off"
    return Check("time zones", LOOK, fault, f"unset {zone_laws.VARIABLE}: then the newest is used")


def _database(data: Path, config: Config | None, now: datetime) -> Iterator[Check]:
    from aggregator.store import Store

    try:
        with Store(data / "events.db") as store:
            store.check()
            yield Check("database", OK, "events.db is whole")
            rows, about = store.source_rows(), store.about()
            hosts = store.hosts() if (data / "archive.db").exists() else Hosts()
    except StoreError as error:
        yield Check("database", BROKEN, error.what, error.hint)
        return
    yield _clock(rows, now)
    yield from _feeds(data, about, now)
    yield _backup(data, now)
    yield _hosts(hosts, now)
    known = {source.slug for source in config.sources} if config else set()
    for row in rows:
        if config is None or str(row["slug"]) not in config.broken:
            yield _source(row)
    for slug in sorted(known - {str(row["slug"]) for row in rows}):
        yield Check(slug, LOOK, "not asked yet", f"run: aggregator refresh {slug}")


def _clock(rows: tuple[Mapping[str, object], ...], now: datetime) -> Check:
    """The clock against the last answers that were stored, and against reason."""
    last = max((datetime.fromisoformat(str(row["last_fetch_at"])) for row in rows if row["last_fetch_at"]), default=now)
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        return Check("clock", BROKEN, f"it stands at {shown}", "set it (timedatectl set-ntp true)")
    if last - now > SET_BACK:
        fault = f"it stands at {shown}, but a source was asked at {last:%Y-%m-%d %H:%M} UTC"
        return Check("clock", BROKEN, fault, "set it; if it is right now: aggregator refresh --trust-clock")
    return Check("clock", OK, shown)


def _feeds(data: Path, about: Mapping[str, str], now: datetime) -> Iterator[Check]:
    """Whether the feed is there, valid, and made lately."""
    from aggregator.publish.lint import lint

    feed, made = data / "calendar.ics", about.get("generated_at")
    if not feed.exists() or made is None:
        yield Check("feed", LOOK, "calendar.ics was not written yet", "run: aggregator publish")
        return
    faults = lint(feed.read_bytes())
    if faults:
        yield Check("feed", BROKEN, f"calendar.ics is damaged: {faults[0]}", "run: aggregator publish")
    else:
        yield Check("feed", OK, f"calendar.ics is valid, {_size(feed.stat().st_size)}")
    age = now - datetime.fromisoformat(made)
    if age > STALE:
        step = "is the cron line there? docs/operations.md has it; or run: aggregator refresh"
        yield Check("last run", BROKEN, f"{_ago(age)}: what subscribers see may be out of date", step)
    else:
        yield Check("last run", OK, _ago(age))


def _backup(data: Path, now: datetime) -> Check:
    """Whether there is a copy of the database, and how old it is."""
    from aggregator.store.backup import noted

    step = "put this in the crontab, once a day: aggregator backup -q --folder …"
    found = noted(data)
    if found is None:
        return Check("backup", LOOK, "no copy of events.db was ever made", step)
    made, path = found
    if not path.exists():
        fault = f"the newest copy was put at {path}, and is not there now"
        return Check("backup", LOOK, fault, f"is that disk there? If not, {step}")
    if now - made > OLD_COPY:
        return Check("backup", LOOK, f"the newest copy was made {_ago(now - made)}", step)
    return Check("backup", OK, f"the newest copy was made {_ago(now - made)}")


def _hosts(hosts: Hosts, now: datetime) -> Check:
    """Who wants to be left alone, and how many robots.txt are known."""
    waiting = {host: until for host, until in hosts.waits.items() if until > now}
    if waiting:
        told = ", ".join(f"{host} until {until:%Y-%m-%d %H:%M} UTC" for host, until in sorted(waiting.items())[:5])
        return Check("hosts", LOOK, f"asked us to leave them alone: {told}", "nothing; they are asked again after that")
    number = len(hosts.robots)
    return Check(
        "hosts", OK, f"none wants to be left alone; {number} robots.txt {'is' if number == 1 else 'are'} known"
    )


def _ago(age: timedelta) -> str:
    minutes = max(0, round(age.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
    if minutes < 2 * 24 * 60:
        return f"{minutes // 60} hour{'' if minutes < 120 else 's'} ago"
    return f"{minutes // (24 * 60)} days ago"


def _source(row: Mapping[str, object]) -> Check:
    """A source in one line: how it is, why, and the next step."""
    slug, health, message = str(row["slug"]), str(row["health"]), str(row["message"] or "")
    state = STATES.get(health, OK)
    if state == OK:
        ahead = row["upcoming"] or 0
        return Check(slug, OK, f"{health}: {ahead} date{'' if ahead == 1 else 's'} ahead" if health != "off" else "off")
    failures = row["failures"] or 0
    times = f" ({failures} times in a row)" if isinstance(failures, int) and failures > 1 else ""
    return Check(slug, state, f"{health}{times}: {message}".rstrip(": "), str(row["what_to_do"] or ""))
