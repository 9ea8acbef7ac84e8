"""Thirty groups with calendars that change, and what must hold of our copy of them at every moment.

Refuses to break anything itself: `kills`, `writes` and `overlaps` do. The calendars are files; each has a version,
which every event of it tells in its description, so that a half-stored source and a feed that went back are seen.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aggregator import readers
from aggregator.cli import main
from aggregator.model import Calendar, Page, Source
from aggregator.publish.lint import lint
from aggregator.readers import read_here

EVENTS = 6


@dataclass
class World:
    """A folder with sources.toml, the calendars, and the data that runs make of them.

    groups: how many calendars. stored, shown: version by group in the database and in the feed, as last seen; neither
    may ever fall.
    """

    folder: Path
    groups: int = 30
    version: int = 0
    stored: dict[int, int] = field(default_factory=dict)
    shown: dict[int, int] = field(default_factory=dict)
    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(minute=0, second=0, microsecond=0))

    def __post_init__(self) -> None:
        head = '[calendar]\nname = "Test"\ntimezone = "UTC"\n'
        tables = [f'[source.g{n}]\nname = "Group {n}"\nurl = "{self._file(n)}"\n' for n in range(self.groups)]
        (self.folder / "sources.toml").write_text("\n".join([head, *tables]))
        self.move_on()
        self._warm_up()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def move_on(self) -> None:
        """Every group changes every event."""
        self.version += 1
        for group in range(self.groups):
            text = page(self, group) if self._file(group).endswith(".html") else calendar(self, group)
            (self.folder / self._file(group)).write_text(text)

    def start(self, fault: Callable[[], object] = lambda: None, *, own_processes: bool = False) -> int:
        """Begin a refresh in a process of its own, a fault prepared in it; gives its id."""
        pid = os.fork()
        if pid:
            return pid
        code = 70
        try:
            _quiet()
            if not own_processes:
                readers.Readers = InThisProcess  # type: ignore[misc, assignment]
            fault()
            sys.argv = ["aggregator", "-c", str(self.folder / "sources.toml"), "refresh", "--all", "-q"]
            main()
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        finally:
            os._exit(code)

    def run(self, fault: Callable[[], object] = lambda: None) -> int:
        """A whole refresh; gives its exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.start(fault), 0)[1])

    def broken(self, *, complete: bool = False) -> list[str]:
        """Every rule that does not hold, in words. complete: after a run that nothing disturbed."""
        return [*self._database_faults(), *self._feed_faults(), *(self._lag() if complete else ())]

    def _database_faults(self) -> list[str]:
        path = self.data / "events.db"
        if not path.exists() or not path.stat().st_size:
            return ["the database is gone"] if self.stored else []
        with closing(sqlite3.connect(path)) as db:
            found = [f"integrity: {row[0]}" for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"foreign key: {row}" for row in db.execute("PRAGMA foreign_key_check")]
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'listings'").fetchone():
                return [*found, "the tables are gone"] if self.stored else found
            rows = db.execute("SELECT source, description, state, status FROM listings").fetchall()
        by_group: dict[int, list[int]] = {}
        for source, description, state, status in rows:
            by_group.setdefault(int(source[1:]), []).append(int(description.split()[-1]))
            if state != "listed" or status not in (None, "confirmed"):
                found.append(f"an event of {source} is {state}, {status}")
        return found + self._version_faults(by_group, self.stored, "the database")

    def _feed_faults(self) -> list[str]:
        path = self.data / "calendar.ics"
        if not path.exists():
            return ["the feed is gone"] if self.shown else []
        content = path.read_bytes()
        found = [f"feed: {fault}" for fault in lint(content)]
        text = content.decode().replace("\r\n ", "")
        by_group: dict[int, list[int]] = {}
        for group, version in re.findall(r"DESCRIPTION:Group (\d+)\\, version (\d+)", text):
            by_group.setdefault(int(group), []).append(int(version))
        found += self._version_faults(by_group, self.shown, "the feed")
        ahead = [group for group, version in self.shown.items() if version > self.stored.get(group, 0)]
        return found + [f"the feed is ahead of the database for group {group}" for group in ahead]

    def _version_faults(self, seen: dict[int, list[int]], last: dict[int, int], where: str) -> list[str]:
        found = [f"group {group} is no longer in {where}" for group in last.keys() - seen.keys()]
        for group, versions in seen.items():
            if len(versions) != EVENTS or len(set(versions)) != 1:
                found.append(f"group {group} is half in {where}: {sorted(versions)}")
            if max(versions) < last.get(group, 0):
                found.append(f"group {group} went back in {where}")
            last[group] = max(versions)
        return found

    def _lag(self) -> list[str]:
        wanted = dict.fromkeys(range(self.groups), self.version)
        return [f"{name} is not complete" for name in ("stored", "shown") if getattr(self, name) != wanted]

    def _warm_up(self) -> None:
        """Load here what every run would load: most of a run is then what it writes."""
        import aggregator.cli.refresh
        import aggregator.refresh
        import aggregator.store  # noqa: F401

        for group in range(min(5, self.groups)):
            content = (self.folder / self._file(group)).read_bytes()
            read_here(Page(content=content), Source(slug="g", name="", url="g"), self.began, Calendar(timezone="UTC"))

    def _file(self, group: int) -> str:
        return f"g{group}.html" if group % 5 == 4 else f"g{group}.ics"


class InThisProcess:
    """Stands for `Readers` where starting processes would take most of the time; they keep nothing that could break."""

    def __enter__(self) -> readers.Reader:
        return read_here

    def __exit__(self, *_: object) -> None:
        """Nothing to let go."""


def start_of(world: World, group: int, number: int) -> datetime:
    return world.began + timedelta(days=10 + number, minutes=7 * group)


def calendar(world: World, group: int) -> str:
    """A group's calendar as iCalendar."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number in range(EVENTS):
        lines += ["BEGIN:VEVENT", f"UID:{number}@g{group}.example.org", "DTSTAMP:20260101T000000Z"]
        lines += [
            f"DTSTART:{start_of(world, group, number):%Y%m%dT%H%M%SZ}",
            f"SUMMARY:Assembly {number} of group {group}",
        ]
        lines += [f"DESCRIPTION:Group {group}\\, version {world.version}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def page(world: World, group: int) -> str:
    """A group's calendar as a web page."""
    scripts = [
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Event",'
        f'"name":"Assembly {number} of group {group}","url":"https://g{group}.example.org/{number}",'
        f'"startDate":"{start_of(world, group, number):%Y-%m-%dT%H:%M:%SZ}",'
        f'"description":"Group {group}, version {world.version}"}}</script>'
        for number in range(EVENTS)
    ]
    return "<h1>Events</h1>" + "".join(scripts)


def _quiet() -> None:
    """What a run says is of no use to whoever breaks it a thousand times."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
