"""What the page of a selection says where its calendar file is narrowed to a size that all programs can read.

Refuses to guess: the sentence is that of the file itself. A selection that is plainly small is not rendered for it, and
what was found is remembered until the database or the day changes.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from weakref import WeakKeyDictionary

from aggregator.web import published, ready
from aggregator.web.feeds import files_of, kept_to_the_window
from aggregator.web.filters import Filters
from aggregator.web.occurrences import FROM
from aggregator.web.site import Site

WEIGHT = "SELECT sum(2000 + 2 * length(CAST(coalesce(e.description, '') AS BLOB)))"
"""Octets that a selection's file hardly reaches: all but the description of an event takes some 800."""

MOST = 200
"""Selections that are remembered."""

_known: WeakKeyDictionary[Any, OrderedDict[str, tuple[object, str | None]]] = WeakKeyDictionary()


async def narrowing(site: Site, filters: Filters) -> str | None:
    """The sentence by which the calendar file of a choice, without its dates, says that it holds fewer days."""
    undated = replace(filters, first=None, last=None, complaints=())
    dated = kept_to_the_window(undated, site.about.calendar, site.now)
    about = (ready.state_of(files_of(site.database)), site.today)
    known = _known.setdefault(site.datasette, OrderedDict())
    address = undated.path("ics")
    if address not in known or known[address][0] != about or not about[0]:
        known[address] = about, await site.database.execute_fn(lambda connection: _note(connection, site, dated))
    known.move_to_end(address)
    while len(known) > MOST:
        known.popitem(last=False)
    return known[address][1]


def _note(connection: Connection, site: Site, dated: Filters) -> str | None:
    """The note of the file, rendered only where it may be too large."""
    from aggregator.publish.feeds import MAX_BYTES, OTHER_DAYS, Edition, fitting_ics

    where, params = dated.where()
    (weight,) = connection.execute(f"{WEIGHT} {FROM}{where}", params).fetchone()
    if (weight or 0) <= MAX_BYTES:
        return None
    edition = Edition(site.about.calendar, published.selection(dated)(connection))
    return fitting_ics(edition, site.now, Path(dated.path("ics")).name, OTHER_DAYS).note
