"""The kinds of feed that any selection is published as: what each is called, and who renders it. Pure.

Refuses to choose the occurrences, and to prove anything: that is for the files of a refresh (`publish.files`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from aggregator.publish import atom, geojson, ics, jsonfeed
from aggregator.publish.feeds import OTHER_DAYS, Edition, fitting_ics

Render = Callable[[Edition, datetime, str, bool], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of feed: its media type, what people call it, and its renderer.

    render: an edition, now, the name under `calendar.url`, and whether it may be narrowed to a size that all can read.
    """

    content_type: str
    words: str
    render: Render

    @property
    def media_type(self) -> str:
        """Without parameters, as in `<link type>`."""
        return self.content_type.partition(";")[0]


def _ics(edition: Edition, now: datetime, name: str, may_narrow: bool) -> bytes:
    if may_narrow:
        return fitting_ics(edition, now, name, OTHER_DAYS).data
    return bytes(ics.assemble(edition.calendar, edition.blocks, filename=name))


def _atom(edition: Edition, now: datetime, name: str, may_narrow: bool) -> bytes:
    today = now.astimezone(ZoneInfo(edition.calendar.timezone)).date()
    return atom.render(edition.calendar, edition.occurrences, today=today, name=name)


def _json(edition: Edition, now: datetime, name: str, may_narrow: bool) -> bytes:
    return jsonfeed.render(edition.calendar, edition.occurrences, name=name)


def _geojson(edition: Edition, now: datetime, name: str, may_narrow: bool) -> bytes:
    return geojson.render(edition.calendar, edition.occurrences, name=name)


KINDS: Mapping[str, Kind] = {
    "ics": Kind("text/calendar; charset=utf-8", "calendar file", _ics),
    "atom": Kind("application/atom+xml; charset=utf-8", "news feed (Atom)", _atom),
    "json": Kind("application/feed+json; charset=utf-8", "JSON Feed", _json),
    "geojson": Kind("application/geo+json", "map (GeoJSON)", _geojson),
}
"""By the ending of the address."""
