"""Writing rows: insert, replace by key, and bringing a table to a wanted state while touching only what differs.

Refuses to know what the tables mean. Names of tables and columns are ours and go into the text; values are bound.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from aggregator.store.rows import Cell, Row

V = TypeVar("V")
Among: TypeAlias = tuple[str, Collection[Cell]] | None

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
    db: sqlite3.Connection, table: str, key: Sequence[str], wanted: Sequence[Row], *, among: Among = None
) -> tuple[list[Row], list[tuple[Cell, ...]]]:
    """The wanted rows that the table lacks or has otherwise, and the keys of those it has that nobody wants.

    among: a column and its values, where only these rows are meant, in the table and among the wanted.
    """
    columns = list(wanted[0]) if wanted else list(key)
    places = [columns.index(column) for column in key]
    stored = {}
    for row in selected(db, table, columns, among):
        values = tuple(row)
        stored[tuple(values[place] for place in places)] = values
    changed = []
    for row in wanted:
        known = stored.pop(tuple(row[column] for column in key), None)
        if known != tuple(row.values()):
            changed.append(row)
    return changed, sorted(stored, key=str)


def selected(db: sqlite3.Connection, table: str, columns: Sequence[str], among: Among) -> Iterator[Any]:
    """Some columns of the rows of a table, or of those in which one column has one of some values."""
    listed = ", ".join(f'"{column}"' for column in columns)
    if among is None:
        yield from db.execute(f"SELECT {listed} FROM {table}")
        return
    column, values = among
    for chunk in chunks(values):
        yield from db.execute(f'SELECT {listed} FROM {table} WHERE "{column}" IN ({marks(chunk)})', chunk)


def delete(db: sqlite3.Connection, table: str, key: Sequence[str], keys: Iterable[tuple[Cell, ...]]) -> None:
    """Remove rows by key."""
    where = " AND ".join(f"{column} = ?" for column in key)
    db.executemany(f"DELETE FROM {table} WHERE {where}", keys)


def chunks(values: Iterable[V]) -> Iterator[tuple[V, ...]]:
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
