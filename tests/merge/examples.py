"""The examples of aggregator/merge/reasons.toml, as units. Used by the tests and by scripts/build_merging_docs.py."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aggregator.merge.clusters import clusters_of
from aggregator.merge.reasons import Judgement, judge
from aggregator.merge.registry import EXAMPLE, Reason
from aggregator.merge.units import Unit, units_of
from aggregator.model import AttendanceMode, Event, Listing
from tests.listings import PORTAL, UNION, ZONE, event, listing


def judged(reason: Reason) -> Judgement:
    """The two listings of an example, compared as the merge compares them."""
    a, b, *_ = made(reason)
    if a.echoes is not None or b.echoes is not None:
        (cluster,) = clusters_of([a, b])
        return next(why for why in cluster.why if why is not None)
    assert judge(a, b) == judge(b, a)
    return judge(a, b)


def made(reason: Reason) -> tuple[Unit, ...]:
    """The units of a and b, and of the sittings that a's source lists besides."""
    by = reason.b.get("by", "aggregator")
    told = [_event(reason.a, "union", "1@union")]
    told.append(_event(reason.b, "union" if by == "organizer" else "portal", "2@portal"))
    told += [_event({"start": start}, "union", f"3@{start}") for start in reason.a.get("sittings", ())]
    listings: list[Listing] = [listing(one) for one in told]
    units = {unit.head.id: unit for unit in units_of(listings, {"union": UNION, "portal": PORTAL})}
    return tuple(units[one.id] for one in listings)


def _event(told: Mapping[str, Any], source: str, uid: str) -> Event:
    fields = {**EXAMPLE, **told}
    for name in ("by", "sittings"):
        fields.pop(name, None)
    if "attendance_mode" in fields:
        fields["attendance_mode"] = AttendanceMode(fields["attendance_mode"])
    start = fields.pop("start")
    start = start.replace(tzinfo=ZONE) if isinstance(start, datetime) else start
    return event(fields.pop("uid", uid), fields.pop("title"), start, source=source, **fields)
