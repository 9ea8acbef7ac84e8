"""What the last merge left of its units, and which of them changed since: three tables beside `listings`.

Refuses to compare; `merge.touched` asks. Triggers of the schema note in `merge_waiting` whatever is written to listings
and to what merging reads of sources, so that nobody has to remember it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from struct import pack, unpack
from typing import Any, Final

from aggregator.merge import Merge, Resting, UnitKey, largest_block, rules_version
from aggregator.merge.blocks import CROWDED
from aggregator.merge.identity import uid_of
from aggregator.merge.resting import digest
from aggregator.model import Listing, Source
from aggregator.store import sql
from aggregator.store.counts import passed_since
from aggregator.store.rows import Row, read_listing, read_source
from aggregator.store.times import instant_text, read_instant

MANY: Final = 500
"""Changed units from which merging everything takes no longer."""

COLUMNS: Final = (
    *("id", "source", "uid", "listings", "component", "day", "moment", "is_active"),
    *("own_uid", "name", "sitting", "addresses", "marks"),
)
"""The columns of `merge_units`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the next merge has to do. units: those that changed; None where everything is to be merged.

    upto: the last row of `merge_waiting` that it covers: what is written meanwhile waits for the next one.
    """

    units: frozenset[UnitKey] | None
    upto: int


def read_waiting(db: sqlite3.Connection, told: Mapping[str, str], now: datetime) -> Waiting:
    """What changed since the last merge. told: digests of the decisions there are now, by listing.

    Everything is merged by other rules than last time; on the first run of a day, because the dates of series move on;
    where much changed; and near the count of units under one mark from which blocks no longer look at it.
    """
    upto = int(sql.one(db, "SELECT max(id) FROM merge_waiting") or 0)
    notes = _read_notes(db)
    units = {(row["source"], row["uid"]) for row in db.execute("SELECT DISTINCT source, uid FROM merge_waiting")}
    before = json.loads(notes.get("decisions", "{}"))
    decided = {one for one in before.keys() | told.keys() if before.get(one) != told.get(one)}
    units.update(StoredRest(db).holding(decided))
    same = (notes.get("rules"), notes.get("at", "")[:10]) == (rules_version(), instant_text(now)[:10])
    largest = int(notes.get("largest", CROWDED)) + len(units)
    return Waiting(frozenset(units) if same and len(units) <= MANY and largest < CROWDED else None, upto)


def keep(db: sqlite3.Connection, merge: Merge, told: Mapping[str, str], now: datetime, upto: int) -> None:
    """Keep what a merge leaves for the next one. Only rows that differ are written. Inside the caller's transaction."""
    whole = merge.listings is None
    wanted = [_row(row) for row in merge.rows]
    among = None if whole else ("id", [*(row["id"] for row in wanted), *map(_id, merge.gone)])
    columns = ["id", "addresses", "marks", "name", "sitting"]
    before = {row["id"]: _marks_in(row) for row in sql.selected(db, "merge_units", columns, among)}
    changed, gone = sql.differing(db, "merge_units", ["id"], wanted, among=among)
    after = {row["id"]: _marks_in(row) for row in changed}
    after |= {key: set() for (key,) in gone}
    nothing: set[int] = set()
    old = [(mark, unit) for unit, marks in after.items() for mark in before.get(unit, nothing) - marks]
    new = [(mark, unit) for unit, marks in after.items() for mark in marks - before.get(unit, nothing)]
    db.executemany("DELETE FROM merge_marks WHERE mark = ? AND unit = ?", sorted(old))
    sql.delete(db, "merge_units", ["id"], gone)
    sql.upsert(db, "merge_units", ["id"], changed)
    db.executemany("INSERT INTO merge_marks (mark, unit) VALUES (?, ?)", sorted(new))
    db.execute("DELETE FROM merge_waiting WHERE id <= ?", (upto,))
    notes = _read_notes(db)
    largest = largest_block(merge.rows) if whole else int(notes.get("largest", CROWDED)) + len(changed)
    telling = {"decisions": json.dumps(told, sort_keys=True), "largest": str(largest)}
    if whole:
        telling["rules"] = rules_version()
    if whole and notes.get("at", "")[:10] != instant_text(now)[:10]:
        telling["at"] = instant_text(now)
    rows: list[Row] = [{"key": key, "value": value} for key, value in telling.items() if notes.get(key) != value]
    sql.upsert(db, "merge_notes", ["key"], rows)


def sources_concerned(db: sqlite3.Connection, merge: Merge, now: datetime) -> set[str] | None:
    """The sources whose counts may differ since everything was merged; None where it just was."""
    if merge.listings is None:
        return None
    slugs = {source for source, _ in (*(row.key for row in merge.rows), *merge.gone)}
    at = _read_notes(db).get("at")
    return slugs | (passed_since(db, read_instant(at), now) if at else set())


def concerned(merge: Merge) -> Callable[[str], bool]:
    """Whether a merge looked at what a problem of dates is about, told by its position: a key, or `event <id> …`."""
    if merge.listings is None:
        return lambda where: True
    keys = {f"{source}/{uid}" for source, uid in (*(row.key for row in merge.rows), *merge.gone)}
    keys |= {str(member.event.key) for event in merge.events for member in event.members}
    ids = merge.listings
    return lambda where: where in keys or (where.startswith("event ") and where.split()[1] in ids)


class StoredRest:
    """The `merge.Rest` of a database."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._sources: dict[str, Source | None] = {}

    def source(self, slug: str) -> Source | None:
        """A source, as far as merging needs it."""
        if slug not in self._sources:
            row = self._db.execute("SELECT * FROM sources WHERE slug = ?", (slug,)).fetchone()
            self._sources[slug] = None if row is None else read_source(row)
        return self._sources[slug]

    def rows(self, keys: Collection[UnitKey]) -> Sequence[Resting]:
        """The units of these keys, as far as they are known."""
        return self._read("id", map(_id, keys))

    def sharing(self, marks: Collection[int]) -> Sequence[Resting]:
        """All units that have any of these marks."""
        query = "SELECT * FROM merge_units WHERE id IN (SELECT unit FROM merge_marks WHERE mark IN ({}))"
        chunks = sql.chunks(marks)
        rows = (row for chunk in chunks for row in self._db.execute(query.format(sql.marks(chunk)), chunk))
        return list({row["id"]: _read(row) for row in rows}.values())

    def of_components(self, names: Collection[str]) -> Sequence[Resting]:
        """All units of these components."""
        return self._read("component", names)

    def on_day(self, day: int) -> Sequence[Resting]:
        """All units of a local day."""
        return self._read("day", [day])

    def last_year(self) -> int:
        """The year of the last of all units; 1 where there are none."""
        return date.fromordinal(int(sql.one(self._db, "SELECT max(day) FROM merge_units") or 1)).year

    def listings(self, keys: Collection[UnitKey]) -> Sequence[Listing]:
        """The listings that units are made of, as they stand now."""
        query = "SELECT * FROM listings WHERE source = ? AND uid = ? ORDER BY recurrence_id"
        return [read_listing(row) for key in keys for row in self._db.execute(query, key)]

    def holding(self, listing_ids: Collection[str]) -> Sequence[UnitKey]:
        """The units that these listings are part of now, as far as they are there."""
        rows = sql.selected(self._db, "listings", ["source", "uid"], ("id", listing_ids))
        return [(row["source"], row["uid"]) for row in rows]

    def original(self, own_uid: str) -> str | None:
        """The listing whose event would be published under a UID. Most are; else all ids are tried."""
        query = "SELECT l.id FROM events AS e JOIN listings AS l ON l.id = e.id WHERE e.uid = ?"
        found = [row["id"] for row in self._db.execute(query, (own_uid,)) if uid_of(row["id"]) == own_uid]
        found = found or [
            row["id"] for row in self._db.execute("SELECT id FROM listings") if uid_of(row["id"]) == own_uid
        ]
        return found[0] if found else None

    def _read(self, column: str, values: Iterable[Any]) -> Sequence[Resting]:
        return [_read(row) for row in sql.selected(self._db, "merge_units", COLUMNS, (column, list(values)))]


def _read_notes(db: sqlite3.Connection) -> dict[str, str]:
    return {row["key"]: row["value"] for row in db.execute("SELECT key, value FROM merge_notes")}


def _id(key: UnitKey) -> int:
    """A unit's number: 64 bits of its key."""
    return digest("unit", *key)


def _row(unit: Resting) -> Row:
    return {
        "id": _id(unit.key),
        "source": unit.key[0],
        "uid": unit.key[1],
        "listings": " ".join(unit.listings),
        "component": unit.component,
        "day": unit.day,
        "moment": unit.moment,
        "is_active": int(unit.is_active),
        "own_uid": unit.uid,
        "name": unit.name,
        "sitting": unit.sitting,
        "addresses": _packed(unit.addresses),
        "marks": _packed(unit.marks),
    }


def _read(row: Mapping[str, Any]) -> Resting:
    return Resting(
        key=(row["source"], row["uid"]),
        listings=tuple(row["listings"].split()),
        component=row["component"],
        day=row["day"],
        moment=row["moment"],
        is_active=bool(row["is_active"]),
        uid=row["own_uid"],
        name=row["name"],
        sitting=row["sitting"],
        addresses=_unpacked(row["addresses"]),
        marks=_unpacked(row["marks"]),
    )


def _marks_in(row: Mapping[str, Any]) -> set[int]:
    """As `Resting.all_marks`, of a row."""
    return {*_unpacked(row["addresses"]), *_unpacked(row["marks"]), row["name"], row["sitting"]}


def _packed(numbers: Sequence[int]) -> str:
    return pack(f"<{len(numbers)}q", *numbers).hex()


def _unpacked(packed: str) -> tuple[int, ...]:
    return unpack(f"<{len(packed) // 16}q", bytes.fromhex(packed))
