"""How long merging takes: a large calendar from nothing, by stage, beside a general record linker; and one change.

    python benchmarks/merge.py [--listings 100000]

The peer is `recordlinkage` on the same listings, where it is installed (it is no dependency of ours): blocked by the
moment, titles and venues compared by Jaro-Winkler. It knows no vetoes, series, days without an hour nor fields, so
only its comparing is set beside ours. Seconds are of the processor; the calibration tells how fast the machine was.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from aggregator.merge import Rest, merge, merge_changed
from aggregator.merge.blocks import candidates
from aggregator.merge.clusters import clusters_of
from aggregator.merge.reasons import judge
from aggregator.merge.units import units_of
from aggregator.model import Calendar, Listing, Source
from aggregator.store import Store, sql
from aggregator.store.resting import StoredRest
from aggregator.store.rows import listing_row
from tests.merge.made import SOURCES, many

NOW = datetime(2026, 11, 1, tzinfo=UTC)
T = TypeVar("T")


def timed(name: str, work: Callable[[], T]) -> T:
    """Do it, and print what it cost. The collector of cycles waits, as it does while `merge` works."""
    gc.disable()
    began = time.process_time()
    result = work()
    print(f"{name:48} {time.process_time() - began:8.2f} s")
    gc.enable()
    return result


def calibration() -> None:
    """Two million assignments: about 0.1 s on a machine that has nothing else to do."""
    kept: dict[int, int] = {}
    for number in range(2_000_000):
        kept[number & 65535] = number * 3


def peer(listings: Sequence[Listing]) -> int:
    """Pairs that recordlinkage takes for one event, by title and venue, among those at one moment."""
    import pandas  # type: ignore[import-untyped, import-not-found, unused-ignore]
    import recordlinkage  # type: ignore[import-untyped, import-not-found, unused-ignore]

    frame = pandas.DataFrame(_rows(listings), index=[one.id for one in listings])
    indexer = recordlinkage.Index()
    indexer.block("start")
    pairs = indexer.index(frame)
    compare = recordlinkage.Compare()
    compare.string("title", "title", method="jarowinkler", threshold=0.9)
    compare.string("venue", "venue", method="jarowinkler", threshold=0.9)
    features = compare.compute(pairs, frame)
    return int((features.sum(axis=1) == 2).sum())


def _rows(listings: Sequence[Listing]) -> Iterator[dict[str, Any]]:
    for one in listings:
        event = one.event
        yield {"start": str(event.start), "title": event.title, "venue": event.venue or event.location or ""}


class Kept:
    """A `Rest` that keeps every answer, so that asking again costs no reading."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._answers: dict[tuple[str, object], Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """One of the questions of a `Rest`."""

        def answer(*asked: Any) -> Any:
            what = frozenset(asked[0]) if asked and not isinstance(asked[0], str | int) else asked
            if (name, what) not in self._answers:
                self._answers[name, what] = getattr(self._rest, name)(*asked)
            return self._answers[name, what]

        return answer


def one_change(listings: Sequence[Listing], sources: Sequence[Source]) -> None:
    """Print what it costs when one listing of a stored calendar changes: a later hour, another word."""
    with TemporaryDirectory() as folder, Store(Path(folder) / "events.db") as store:
        store.sync_sources(Calendar(), sources, now=NOW)
        with store._writing() as db:
            sql.insert(db, "listings", [listing_row(one) for one in listings])
        waiting = store.waiting(now=NOW)
        store.save_merge(store.merge(waiting, now=NOW), {}, waiting=waiting, now=NOW)
        spent: dict[str, list[float]] = {"reading and merging": [], "merging": [], "all with saving": []}
        for number, one in enumerate(Random(5).sample(listings, 60)):
            words = {"title": f"{one.event.title} again"} if number % 2 else {"description": "Bring a friend."}
            with store._writing() as db:
                sql.update(db, "listings", "id", [{"id": one.id, **words}])
            began = time.process_time()
            waiting = store.waiting(now=NOW)
            merged = store.merge(waiting, now=NOW)
            read = time.process_time()
            store.save_merge(merged, {}, waiting=waiting, now=NOW)
            spent["all with saving"].append(time.process_time() - began)
            spent["reading and merging"].append(read - began)
        with store._reading() as db:
            for one in Random(6).sample(listings, 60):
                rest, unit = Kept(StoredRest(db)), (one.event.key.source, one.event.key.uid)
                for _ in range(2):
                    began = time.process_time()
                    merge_changed([unit], rest, known=lambda _: (), now=NOW)
                    took = time.process_time() - began
                spent["merging"].append(took)
        for name, took_each in spent.items():
            print(f"one change: {name:36} {1000 * median(took_each):8.2f} ms")


def main() -> None:
    """Print seconds by stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=100_000)
    count = parser.parse_args().listings
    listings = list(many(count))
    slugs = Counter(one.event.key.source for one in listings)
    known = {source.slug: source for source in SOURCES}
    sources = [known.get(slug) or Source(slug=slug, name=slug, url=f"https://{slug}.example.org/") for slug in slugs]
    by_slug = {source.slug: source for source in sources}
    timed("calibration", calibration)
    merged = timed(
        "all of it, cold: units to fields, ids and hashes", lambda: merge(listings, sources=sources, now=NOW)
    )
    units = timed(f"{count:,} listings to units", lambda: units_of(listings, by_slug))
    pairs = timed("units to candidates", lambda: candidates(units))
    timed(f"{len(pairs):,} pairs compared", lambda: [judge(units[a], units[b]) for a, b in pairs])
    clusters = timed("units to clusters (the two above, and joined)", lambda: clusters_of(units))
    again = timed("all of it again, known", lambda: merge(listings, sources=sources, known=merged, now=NOW))
    one_change(listings, sources)
    print(f"{len(clusters):,} events; {sum(len(one.units) > 1 for one in clusters):,} of several listings")
    assert [one.content_hash for one in again] == [one.content_hash for one in merged]
    try:
        found = timed("recordlinkage: blocked, compared", lambda: peer(listings))
    except ImportError:
        print("recordlinkage is not installed here; nothing to compare with")
    else:
        print(f"recordlinkage: {found:,} pairs")


if __name__ == "__main__":
    main()
