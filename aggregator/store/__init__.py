"""SQLite: the only door to events.db. `Store` is all of it that other parts use.

Refuses to fetch, to decide and to merge: what those made is kept here, and read from here. docs/schema.md describes
the tables; `migrations` makes them.
"""

from __future__ import annotations

from aggregator.store.backup import backup, backups, restore
from aggregator.store.database import Store
from aggregator.store.explain import Explanation
from aggregator.store.reads import RecordedChange, RecordedProblem

__all__ = ["Explanation", "RecordedChange", "RecordedProblem", "Store", "backup", "backups", "restore"]
