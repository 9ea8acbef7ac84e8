"""The whole public face as files: agenda by month, event pages, slices, feeds, sitemap, for groups with only web space.

Refuses to write: it yields files, and `publish.site_folder` decides what has to be touched. Every page is the template
that is served, every feed the renderer that is served; a page that is there, made from the same, is not made again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from aggregator.model import PublishedOccurrence
from aggregator.publish.contentline import web_address
from aggregator.publish.feeds import (
    OTHER_DAYS,
    Edition,
    calendar_full_ics,
    calendar_ics,
    fitting_ics,
    publishable,
    window,
)
from aggregator.publish.kinds import KINDS
from aggregator.web import links, occurrences, structured
from aggregator.web.changes import changes_context, changes_feed
from aggregator.web.choices import Choice, read_choices
from aggregator.web.database import read_about, rows
from aggregator.web.event import event_context
from aggregator.web.filters import Filters
from aggregator.web.format import month_words
from aggregator.web.made_from import digest, program
from aggregator.web.published import chosen_ids, selection
from aggregator.web.sources import sources_context
from aggregator.web.static_site import CSS, StaticSite, stem_of

STYLE = Path(__file__).with_name("static") / "aggregator.css"

SETTINGS = {"num_sql_threads": 0, "sql_time_limit_ms": 600_000}
"""No threads: each query would wait for its turn twice. And nobody waits for a page: a query may take its time."""

MOST_ADDRESSES = 50_000
"""In one sitemap (sitemaps.org); more are spread over several, with an index of them."""

SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"

LIST, EVENT = "aggregator_static.html", "aggregator_event.html"

Group = tuple[str, tuple[tuple[str, str, int], ...]]
"""A heading, and (label, address, events) of what stands below it."""


PAGE_SIZE = 200
"""Occurrences on one page of a month or a selection."""


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a list of events, or the whole list.

    path: the served address that it stands for. filters: the choice of a slice. begins: where the list begins, today as
    a rule. first: the number of its first occurrence, from 1; total: how many the list has, 0 where that is not told.
    sooner, later: the pages before and after it. note: what its calendar file says of its days.
    """

    path: str
    shown: tuple[occurrences.Shown, ...]
    heading: str
    filters: Filters | None = None
    begins: date | None = None
    first: int = 1
    total: int = 0
    sooner: str | None = None
    later: str | None = None
    note: str | None = None

    @property
    def last(self) -> int:
        """The number of its last occurrence."""
        return self.first + len(self.shown) - 1


class Made(NamedTuple):
    """One file. path: below the folder of the site. made_from: a digest of all that makes it, "" where none is kept."""

    path: str
    data: bytes
    made_from: str = ""


Keep = Callable[[str, str], bool]
"""Whether the file of a path is there as it was made from the same: then it is not made again."""


async def files(
    database: Path, base_url: str, now: datetime, keep: Keep = lambda path, made_from: False
) -> AsyncGenerator[Made, None]:
    """Every file of the site that is not kept. base_url: where it will stand, http or https. now: aware.

    Holds the days of the published feed (30 back, 400 ahead); calendar-full.ics has every occurrence.
    """
    from datasette.app import Datasette

    datasette = Datasette([str(database)], settings=SETTINGS)
    await datasette.invoke_startup()
    try:
        site, feed_note = await _open(datasette, base_url.rstrip("/"), now)
        async for file in _Export(site, feed_note, keep).files():
            yield file
    finally:
        for one in datasette.databases.values():
            one.close()
        if datasette.executor is not None:
            datasette.executor.shutdown()


async def _open(datasette: Any, base_url: str, now: datetime) -> tuple[StaticSite, str | None]:
    """The calendar, with the address that the site will have; and the note on its feed, which lists alone tell.

    Without the minute it was built in.
    """
    name = next(name for name in datasette.databases if not name.startswith("_"))
    database = datasette.get_database(name)
    about = await read_about(database)
    facts = {key: value for key, value in about.facts.items() if key not in ("generated_at", "feed_note")}
    feed_note = about.fact("feed_note")
    about = replace(about, calendar=replace(about.calendar, url=base_url), facts=facts)
    return StaticSite(datasette, None, database, about, now, base_url=base_url), feed_note


class _Export:
    """One export: what is in it, and every file of it."""

    def __init__(self, site: StaticSite, feed_note: str | None, keep: Keep) -> None:
        self.site = site
        self.feed_note = feed_note
        self.keep = keep
        self.first, self.last = window(site.now, site.about.calendar.timezone)

    async def files(self) -> AsyncIterator[Made]:
        """All of them; pages first."""
        await self._read()
        days = await self._days()
        choices = await read_choices(self.site.database, self.site.today)
        self.slices = _slices(choices)
        stems = {filters.path(): stem for filters, stem, _ in self.slices}
        shared = digest(program(), self.site.about, self.site.base_url, self.site.today, sorted(stems.items()))
        events = frozenset(event_id for event_id, _ in days)
        self.site = replace(self.site, slices=stems, events=events, found={}, shared=shared)
        groups = [
            (heading, tuple((one.label, _choice(key, one.value).path(), one.events) for one in values))
            for heading, key, values in _kinds(choices)
        ]
        self.months = sorted({date.fromisoformat(day).replace(day=1) for _, day in days})
        self.menu = {"months": self.months, "groups": groups}
        self.made_menu = digest(self.menu)
        for make in (self._lists, self._events, self._feeds, self._rest):
            async for file in make():
                yield file

    async def _lists(self) -> AsyncIterator[Made]:
        """The index (what is coming up next), the months, and the slices."""
        page = await occurrences.page(self.site.database, Filters(first=self.site.today, last=self.last), number=1)
        later = next((month for month in self.months if page.shown and month >= _month(page.shown[-1])), None)
        part = Part("/", page.shown, "Upcoming events", later=_month_path(later) if later and page.more else None)
        for file in await self._list(part):
            yield file
        for month in self.months:
            last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            whole = Part(_month_path(month), (), month_words(month), begins=month)
            async for part in self._parts(whole, Filters().within(month, last)):
                for file in await self._list(part):
                    yield file
        for filters, _, label in self.slices:
            whole = Part(filters.path(), (), label, filters=filters, note=await self._note(filters))
            async for part in self._parts(whole, filters.within(self.site.today, self.last)):
                for file in await self._list(part):
                    yield file

    async def _parts(self, whole: Part, filters: Filters) -> AsyncIterator[Part]:
        """The pages of a long list: the first at the list's own address, each with the ways to the next and back."""
        total, parts = await occurrences.parts(self.site.database, filters, PAGE_SIZE)
        paths = [whole.path, *(f"{whole.path}?page={n}" for n in range(2, -(-total // PAGE_SIZE) + 1)), None]
        number = 0
        async for shown in parts:
            yield replace(
                whole,
                path=paths[number] or whole.path,
                shown=shown,
                first=number * PAGE_SIZE + 1,
                total=total,
                sooner=paths[number - 1] if number else None,
                later=paths[number + 1],
            )
            number += 1

    async def _note(self, filters: Filters) -> str | None:
        """What the calendar file of a slice says of its days."""
        edition = await self._chosen(filters.within(self.first, self.last))
        return fitting_ics(edition, self.site.now, filters.path("ics"), OTHER_DAYS).note

    async def _list(self, part: Part) -> Sequence[Made]:
        """One page of events by day, nothing where it is kept."""
        file, _ = self.site.file_of(part.path)
        site = replace(self.site, at=file)
        begins = part.begins or site.today
        before = [one for one in part.shown if one.span.first_day < begins]
        filters, heading = part.filters, part.heading
        name = site.about.calendar.name
        whole = site.absolute("/calendar.ics")
        chosen = filters or Filters()
        context = {
            "heading": heading,
            "canonical": site.absolute(part.path),
            "structured": structured.of_list(site, part.shown),
            "under_way": before,
            "days": occurrences.days(one for one in part.shown if one.span.first_day >= begins),
            "part": part,
            "chosen_words": heading if filters else "",
            "whole": links.subscription(whole, name),
            "slice": links.subscription(site.absolute(chosen.path("ics")), f"{name}: {heading}") if filters else None,
            "slice_path": site.path(chosen.path("ics")),
            "slice_note": part.note,
            "feeds": [(kind.media_type, kind.words, site.absolute(chosen.path(key))) for key, kind in KINDS.items()],
            "is_local": links.is_local(whole),
            "feed_note": self.feed_note,
        }
        made_from = site.made_from(LIST, context, self.made_menu)
        if self.keep(file, made_from):
            return ()
        return [Made(file, await site.file(LIST, {**context, **self.menu}), made_from)]

    async def _events(self) -> AsyncIterator[Made]:
        """Each event's page and calendar file."""
        for event_id in sorted(self.site.events):
            site = replace(self.site, at=f"event/{event_id}/index.html")
            context = await event_context(site, event_id)
            if context is not None:
                listed = [replace(one, confirmed_at=None) for one in context["listed"]]
                context["listed"] = listed
                made_from = site.made_from(EVENT, context)
                if not self.keep(site.at, made_from):
                    yield Made(site.at, await site.file(EVENT, context), made_from)
                edition = Edition(self.site.about.calendar, self.by_event.get(event_id, []))
                name = f"event/{event_id}.ics"
                yield Made(name, KINDS["ics"].render(edition, site.now, name, False))

    async def _feeds(self) -> AsyncIterator[Made]:
        """The calendar and every slice, in every kind."""
        yield Made("calendar.ics", calendar_ics(self.whole, self.site.now).data)
        yield Made("calendar-full.ics", calendar_full_ics(self.whole, self.site.now).data)
        chosen = [(Filters(), "calendar"), *((filters, stem) for filters, stem, _ in self.slices)]
        for filters, stem in chosen:
            edition = await self._chosen(filters.within(self.first, self.last))
            for kind in KINDS:
                name = f"{stem}.{kind}"
                if name != "calendar.ics":
                    yield Made(name, KINDS[kind].render(edition, self.site.now, name, True))

    async def _days(self) -> list[tuple[str, str]]:
        """(event, first day) of each occurrence within the days of the site."""
        where, params = Filters().within(self.first, self.last).where()
        sql = f"SELECT DISTINCT o.event_id, o.start_date {occurrences.FROM}{where}"
        return [tuple(row) for row in await rows(self.site.database, sql, params)]

    async def _read(self) -> None:
        """Everything that is published, once: as a whole, and by event."""
        occurrences = await self.site.database.execute_fn(selection(Filters()))
        good, _ = publishable(occurrences)
        self.whole = Edition(self.site.about.calendar, good)
        self.by_event: defaultdict[str, list[PublishedOccurrence]] = defaultdict(list)
        for one in good:
            self.by_event[one.event_id].append(one)

    async def _chosen(self, filters: Filters) -> Edition:
        """What of it a choice holds."""
        ids = await self.site.database.execute_fn(lambda connection: chosen_ids(connection, filters))
        return Edition(self.site.about.calendar, [one for one in self.whole.occurrences if one.uid in ids])

    async def _rest(self) -> AsyncIterator[Made]:
        """Changes, sources, style, sitemap, robots, and the page for what is not there."""
        site = replace(self.site, at="changes/index.html")
        changed = await changes_context(site, site.today)
        yield Made(site.at, await site.file("aggregator_changes.html", {**changed, "earlier": None}))
        yield Made("changes.atom", await changes_feed(site))
        site = replace(self.site, at="sources/index.html")
        yield Made(site.at, await site.file("aggregator_sources.html", await sources_context(site)))
        yield Made(CSS, STYLE.read_bytes())
        for file in self._sitemaps():
            yield file
        yield Made("robots.txt", f"User-agent: *\nAllow: /\nSitemap: {self.site.base_url}/sitemap.xml\n".encode())

    def _sitemaps(self) -> Iterator[Made]:
        """The address of every page, as sitemap.xml; of a very large site that is an index of the others."""
        events = (f"/event/{event_id}" for event_id in sorted(self.site.events))
        months = map(_month_path, self.months)
        paths = ["/", "/changes", "/sources", *months, *(filters.path() for filters, _, _ in self.slices), *events]
        parts = [paths[begin : begin + MOST_ADDRESSES] for begin in range(0, len(paths), MOST_ADDRESSES)]
        if len(parts) == 1:
            yield Made("sitemap.xml", _sitemap("urlset", "url", map(self.site.absolute, paths)))
            return
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        addresses = (f"{self.site.base_url}/{name}" for name in names)
        yield Made("sitemap.xml", _sitemap("sitemapindex", "sitemap", addresses))
        for name, part in zip(names, parts, strict=True):
            yield Made(name, _sitemap("urlset", "url", map(self.site.absolute, part)))


def _sitemap(root: str, entry: str, addresses: Iterable[str]) -> bytes:
    """A document of sitemaps.org: of pages, or of sitemaps."""
    entries = "".join(f"<{entry}><loc>{escape(address)}</loc></{entry}>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{SITEMAPS}">\n{entries}</{root}>\n'.encode()


def _choice(key: str, value: str) -> Filters:
    chosen: Mapping[str, Any] = {key: (value,)}
    return Filters(**chosen)


def _kinds(choices: Any) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
    return (
        ("Topics", "category", choices.categories),
        ("States and regions", "region", choices.regions),
        ("Sources", "source", choices.sources),
    )


def _slices(choices: Any) -> list[tuple[Filters, str, str]]:
    """(choice, path without ending, label) of everything that has something coming up and a short form."""
    found: dict[str, tuple[Filters, str, str]] = {}
    taken: set[str] = set()
    for _, key, values in _kinds(choices):
        for one in values:
            filters = _choice(key, one.value)
            path = filters.path()
            if path.startswith(f"/{key}/") and path not in found:
                stem = stem_of(path, taken)
                taken.add(stem.lower())
                found[path] = filters, stem, one.label
    return list(found.values())


def _month_path(month: date) -> str:
    return f"/month/{month:%Y-%m}"


def _month(one: occurrences.Shown) -> date:
    return one.span.first_day.replace(day=1)


def public_address(text: str | None) -> str | None:
    """The base address of a site, None for what is none."""
    address = web_address(text)
    return address if address and not {"?", "#"} & set(address) else None
