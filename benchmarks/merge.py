"""How long merging takes: a large calendar from nothing, by stage, beside general record linkers; and one change.

    python benchmarks/merge.py [--listings 100000]

The peers are `recordlinkage` and `splink` on the same listings, where they are installed (neither is a dependency of
ours): blocked by the moment, titles and venues compared by Jaro-Winkler; splink also learns its weights and makes
clusters. They know no vetoes, series, days without an hour nor fields. Both are used as their introductions do, so what
they find on the labelled listings of the tests says what a rule of two texts is worth, not what an expert could make
of them. Seconds are of the processor; the calibration tells how fast the machine was.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias, TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))

from aggregator.merge import Rest, merge, merge_changed
from aggregator.merge.blocks import candidates
from aggregator.merge.clusters import clusters_of
from aggregator.merge.moments import moment_of
from aggregator.merge.reasons import judge
from aggregator.merge.resting import components
from aggregator.merge.units import units_of
from aggregator.model import Calendar, Listing, Source
from aggregator.store import Store, sql
from aggregator.store.resting import StoredRest
from aggregator.store.rows import listing_row
from tests.merge.made import SOURCES, many, world

NOW = datetime(2026, 11, 1, tzinfo=UTC)
T = TypeVar("T")
Found: TypeAlias = Mapping[str, str]
"""Listing → the event it was put into."""


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


def by_recordlinkage(listings: Sequence[Listing]) -> Found:
    """Pairs that recordlinkage takes for one event, by title and venue, among those at one moment."""
    import recordlinkage  # type: ignore[import-untyped, import-not-found, unused-ignore]

    frame = _frame(listings).set_index("unique_id")
    indexer = recordlinkage.Index()
    indexer.block("start")
    pairs = indexer.index(frame)
    compare = recordlinkage.Compare()
    compare.string("title", "title", method="jarowinkler", threshold=0.9)
    compare.string("venue", "venue", method="jarowinkler", threshold=0.9)
    features = compare.compute(pairs, frame)
    links = [(("", a), ("", b)) for a, b in pairs[features.sum(axis=1) == 2]]
    home = components({("", one.id): [one.id] for one in listings}, links)
    return {listing_id: name for (_, listing_id), name in home.items()}


def by_splink(listings: Sequence[Listing]) -> Found:
    """The clusters that splink makes of those at one moment, by title, venue and organizer, with weights it learnt."""
    from splink import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
        DuckDBAPI,
        Linker,
        SettingsCreator,
        block_on,
    )
    from splink import comparison_library as compare

    likenesses = [compare.JaroWinklerAtThresholds(name, [0.9, 0.7]) for name in ("title", "venue")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on("start")],
        comparisons=[*likenesses, compare.ExactMatch("organizer")],
    )
    linker = Linker(DuckDBAPI().register(_frame(listings)), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("start", "locality"))
    found = linker.inference.predict(threshold_match_probability=0.9)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(found, threshold_match_probability=0.9)
    frame = clusters.as_pandas_dataframe()
    return dict(zip(frame["unique_id"], frame["cluster_id"], strict=True))


PEERS: Mapping[str, Callable[[Sequence[Listing]], Found]] = {"recordlinkage": by_recordlinkage, "splink": by_splink}


def by_us(listings: Sequence[Listing]) -> Found:
    """The same of ours, for the labelled listings."""
    events = merge(listings, sources=SOURCES, now=NOW)
    return {listing_id: event.id for event in events for listing_id in event.listing_ids}


def beside_peers(listings: Sequence[Listing]) -> None:
    """Print what each peer takes for the same listings, and what it finds of the labelled pairs of the tests."""
    _print_found("ours", by_us)
    for name, peer in PEERS.items():
        try:
            home = timed(name, lambda peer=peer: peer(listings))  # type: ignore[misc]
        except ImportError:
            print(f"{name} is not installed here; nothing to compare with")
        else:
            print(f"{name}: {len(set(home.values())):,} events")
            _print_found(name, peer)


def _print_found(name: str, peer: Callable[[Sequence[Listing]], Found]) -> None:
    home = peer(world().listings)
    found = [pair for pair in world().pairs if home[pair.a] == home[pair.b]]
    right = sum(pair.same for pair in found)
    wanted = sum(pair.same for pair in world().pairs)
    print(f"{name}: precision {right / len(found):.3f}, recall {right / wanted:.3f} of the labelled pairs")


def _frame(listings: Sequence[Listing]) -> Any:
    import pandas  # type: ignore[import-untyped, import-not-found, unused-ignore]

    return pandas.DataFrame(_rows(listings))


def _rows(listings: Sequence[Listing]) -> Iterator[dict[str, Any]]:
    for one in listings:
        event = one.event
        yield {
            "unique_id": one.id,
            "start": moment_of(event.start).isoformat(),
            "title": event.title,
            "venue": event.venue or event.location,
            "locality": event.locality,
            "organizer": event.organizer,
        }


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


def _as_read(listings: Iterable[Listing]) -> list[Listing]:
    """As the store reads them: by source and uid, and each made after the one before."""
    in_order = sorted(listings, key=lambda one: (one.event.key.source, one.event.key.uid))
    made: list[Listing] = pickle.loads(pickle.dumps(in_order))
    return made


def main() -> None:
    """Print seconds by stage."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listings", type=int, default=100_000)
    count = parser.parse_args().listings
    listings = _as_read(many(count))
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
    beside_peers(listings)


if __name__ == "__main__":
    main()
