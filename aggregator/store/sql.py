"""Writing rows: insert, replace by key, and bringing a table to a wanted state while touching only what differs.

Refuses to know what the tables mean. Names of tables and columns are ours and go into the text; values are bound.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from aggregator.store.rows import Cell, Row

CHUNK = 500
"""Values in one `IN (…)`: SQLite's old limit of bound values is 999."""


def insert(db: sqlite3.Connection, table: str, rows: Sequence[Row]) -> None:
    """Add rows that are new. All have the same columns."""
    if rows:
        db.executemany(_insert_text(table, list(rows[0])), rows)


def upsert(db: sqlite3.Connection, table: str, key: Sequence[str], rows: Sequence[Row]) -> None:
    """Add rows, or replace the columns given where the key is there already. All have the same columns."""
    if not rows:
        return
    columns = list(rows[0])
    others = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in key)
    on_conflict = f"DO UPDATE SET {others}" if others else "DO NOTHING"
    db.executemany(f"{_insert_text(table, columns)} ON CONFLICT ({', '.join(key)}) {on_conflict}", rows)


def update(db: sqlite3.Connection, table: str, key: str, rows: Sequence[Row]) -> None:
    """Replace columns of rows that exist. All have the same columns, the key among them."""
    if rows:
        columns = ", ".join(f'"{column}" = :{column}' for column in rows[0] if column != key)
        db.executemany(f"UPDATE {table} SET {columns} WHERE {key} = :{key}", rows)


def differing(
    db: sqlite3.Connection, table: str, key: Sequence[str], wanted: Sequence[Row]
) -> tuple[list[Row], list[tuple[Cell, ...]]]:
    """The wanted rows that the table lacks or has otherwise, and the keys of those it has that nobody wants."""
    columns = list(wanted[0]) if wanted else list(key)
    listed = ", ".join(f'"{column}"' for column in columns)
    places = [columns.index(column) for column in key]
    stored = {}
    for row in db.execute(f"SELECT {listed} FROM {table}"):
        values = tuple(row)
        stored[tuple(values[place] for place in places)] = values
    changed = []
    for row in wanted:
        known = stored.pop(tuple(row[column] for column in key), None)
        if known != tuple(row.values()):
            changed.append(row)
    return changed, sorted(stored, key=str)


def delete(db: sqlite3.Connection, table: str, key: Sequence[str], keys: Iterable[tuple[Cell, ...]]) -> None:
    """Remove rows by key."""
    where = " AND ".join(f"{column} = ?" for column in key)
    db.executemany(f"DELETE FROM {table} WHERE {where}", keys)


def chunks(values: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Values in groups small enough for one statement."""
    rest = iter(values)
    while chunk := tuple(islice(rest, CHUNK)):
        yield chunk


def marks(values: Sequence[object]) -> str:
    """`?, ?, ?` for as many values."""
    return ", ".join("?" * len(values))


def as_dict(row: sqlite3.Row) -> dict[str, Cell]:
    """A row as a plain mapping."""
    return dict(zip(row.keys(), row, strict=True))


def _insert_text(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({values})"


def one(db: sqlite3.Connection, query: str, values: Sequence[Cell] | Mapping[str, Cell] = ()) -> Cell:
    """The first value of the first row, None where there is none."""
    row = db.execute(query, values).fetchone()
    return None if row is None else row[0]
