"""RSS 0.9–2.0 and Atom feeds → RawEvents. The only module that imports feedparser.

An item is an event only where it says when: in event elements, in structured data inside its text, or plainly in its
words. Refuses the post's own date: RSS and Atom have no date of an event, and when something was written is no
time to go anywhere. Items without a time are counted in one Problem a feed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import feedparser
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from aggregator.extract import feed_elements, feed_words, moments, structured
from aggregator.extract.explanation import Explanation, TurnedDown, regions_of
from aggregator.extract.structured import copies
from aggregator.extract.structured.graph import plain
from aggregator.extract.structured.schema_org import WORDS_COST
from aggregator.extract.structured.schema_text import Description, read_markup
from aggregator.model import Evidence, Format, Link, Page, Place, Problem, RawEvent, Reading, Source, day_of

CONFIDENCE = 0.95
"""Of an event whose feed has elements for its time; words in them cost as much as in other structured data."""

PERIODS = {"hourly": 1, "daily": 24, "weekly": 24 * 7, "monthly": 24 * 30, "yearly": 24 * 365}
"""sy:updatePeriod (RSS 1.0 syndication module) in hours."""

COVERS_NOTHING = (date.max, date.min)
"""A span without a day: no event is missing from such a feed for not being in it."""

GROUP_WORDS = frozenset(
    """alliance assembly association campaign center centre chapter church club coalition collective commission
    committee community cooperative council federation foundation fund guild initiative institute league library
    local ministry movement museum network office organization party project society team trust union
    university""".split()
)
"""An author is an organizer only where the name holds one of these: other authors are persons."""

_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section "
    "table td th tr ul".split()
)
_UNREAD_TAGS = frozenset({"script", "style", "template"})
_CLOSINGS = (b"</rss", b"</feed", b"</rdf", b":rdf>", b":feed>")
_DECLARATION = re.compile(r"<\?xml[^>]*>", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What all items of a feed share."""

    base_url: str | None
    now: datetime
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """What one item gave: its events, or the complaint why a time it names was not read, or neither."""

    events: tuple[RawEvent, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Reading:
    """Read a feed. Raises nothing for any bytes.

    now: for words without a year. timezone, source: not needed; a time without an offset stays naive for normalize.
    """
    return _read_items(page, now)[0]


def explain(page: Page, *, now: datetime, timezone: str | None = None, source: Source | None = None) -> Explanation:
    """How `read` reads a feed: the entries that gave events, and those that gave none and why."""
    reading, items, titles = _read_items(page, now)
    down = [
        TurnedDown(
            text=title,
            where=f"entry {number}",
            reason="unreadable" if item.problems else "no-date",
            detail="; ".join(problem.message for problem in item.problems),
        )
        for number, (item, title) in enumerate(zip(items, titles, strict=True))
        if not item.events
    ]
    regions = regions_of(reading.events, "entry")
    return Explanation(format=Format.FEED, reading=reading, regions=regions, turned_down=tuple(down))


def _read_items(page: Page, now: datetime) -> tuple[Reading, list[_Item], list[str]]:
    """The reading of a feed, with what each of its entries gave, and their titles."""
    parsed = _parse(page)
    if isinstance(parsed, Problem):
        return Reading(format=Format.FEED, problems=(parsed,), complete=False), [], []
    base = page.url or parsed.feed.get("link")
    language = str(parsed.feed.get("language") or "").partition("-")[0].lower()
    setting = _Setting(base_url=base, now=now, languages=(language,) if language else ())
    entries = parsed.entries
    elements = feed_elements.read_items(page.content, len(entries), parsed.get("encoding") or None)
    if elements is None:
        elements = [feed_elements.of_flat_keys(entry) for entry in entries]
    items = [
        _read_safely(setting, number, entry, held)
        for number, (entry, held) in enumerate(zip(entries, elements, strict=True))
    ]
    whole = _is_whole(page.content)
    reading = Reading(
        format=Format.FEED,
        events=_with_recurrence_ids(tuple(event for item in items for event in item.events)),
        problems=tuple(_problems(items, whole)),
        title=plain(parsed.feed.get("title") or "") or None,
        covers=_covers(items),
        complete=whole,
        refresh_after=_refresh_after(parsed.feed),
    )
    return reading, items, [plain(entry.get("title") or "") for entry in entries]


def _parse(page: Page) -> Any:
    """feedparser's result, or the Problem why there is none.

    Bytes go in as a file object: feedparser opens a bare value as a path where there is one.
    """
    # As XML its own marks count; without a type feedparser takes Latin-1, as HTTP once said.
    charset = _CHARSET.search(page.content_type)
    headers = {"content-type": f"application/xml; charset={charset[1]}" if charset else "application/xml"}
    if page.url:
        headers["content-location"] = page.url
    try:
        parsed = feedparser.parse(
            io.BytesIO(page.content), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise  # the page is too much, not one part of it
    except Exception as error:  # noqa: BLE001 - feedparser fails in many ways on bytes that are no feed
        return _not_a_feed(f"{type(error).__name__}: {error}")
    if not parsed.get("version") and not parsed.get("entries"):
        is_page = b"<html" in page.content[:4096].lower()
        return _not_a_feed("it is a page of HTML" if is_page else "no RSS or Atom element is in it")
    return parsed


def _not_a_feed(why: str) -> Problem:
    hint = "open the address in a browser: the feed may have moved, or a page be shown in its stead"
    return Problem("extract", "feed", f"this is no RSS or Atom feed ({why[:200]}); nothing was read", hint)


def _is_whole(content: bytes) -> bool:
    tail = content.replace(b"\0", b"").rstrip()[-300:].lower()
    return any(closing in tail for closing in _CLOSINGS)


def _problems(items: Sequence[_Item], whole: bool) -> list[Problem]:
    problems = [problem for item in items for problem in item.problems]
    undated = sum(1 for item in items if not item.events and not item.problems)
    if undated:
        message = f"{undated} of {len(items)} entries name no date of an event; they were left out"
        hint = (
            "a post's own date is no event date: ask whether there is an iCal feed, or name the page of events instead"
        )
        problems.append(Problem("extract", "feed", message, hint))
    if not whole:
        message = "the feed is cut off before its end; the entries before that were read"
        problems.append(Problem("extract", "feed", message, "the next fetch may bring the whole feed"))
    return problems


def _covers(items: Sequence[_Item]) -> tuple[date, date] | None:
    """The days a feed lists in full: from first to last where event elements date every item and they stand in order.

    Any other feed holds the newest posts, and what leaves it has only grown old: it covers nothing. An empty feed
    makes no claim.
    """
    if not items:
        return None
    days = [_day(item.events[0]) for item in items if item.events and "event-elements" in item.events[0].rules]
    if len(days) < len(items) or len(days) < 2 or days != sorted(days):
        return COVERS_NOTHING
    return days[0], days[-1]


def _day(event: RawEvent) -> date:
    return day_of(event.start or date.min)


def _refresh_after(feed: Mapping[str, Any]) -> timedelta | None:
    """RSS 2.0 `ttl` in minutes, or the syndication module's period divided by its frequency."""
    ttl = str(feed.get("ttl") or "").strip()
    hours = PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    times = str(feed.get("sy_updatefrequency") or "1").strip()
    waits = [timedelta(minutes=int(ttl))] if ttl.isdecimal() and 0 < int(ttl) < 10**6 else []
    if hours is not None and times.isdecimal() and 0 < int(times) < 10**6:
        waits.append(timedelta(hours=hours) / int(times))
    return max(waits, default=None)


def _with_recurrence_ids(events: tuple[RawEvent, ...]) -> tuple[RawEvent, ...]:
    """Without copies; where a guid stands for several starts, each is an instance of a series, told by its start."""
    starts: dict[str, set[object]] = {}
    for event in events:
        if event.uid:
            starts.setdefault(event.uid, set()).add(event.start)
    return copies.distinct(
        [
            replace(event, recurrence_id=event.start) if event.uid and len(starts[event.uid]) > 1 else event
            for event in events
        ]
    )


def _read_safely(setting: _Setting, number: int, entry: Mapping[str, Any], held: feed_elements.Elements) -> _Item:
    where = f"entry {number}"
    try:
        return _read_entry(setting, where, entry, held)
    except MemoryError:
        raise  # the page is too much, not one part of it
    except Exception as error:  # noqa: BLE001 - the one boundary: an item that breaks a reader costs only itself
        return _Item(
            problems=(Problem("extract", where, f"cannot be read ({type(error).__name__}: {error}); it was skipped"),)
        )


def _read_entry(setting: _Setting, where: str, entry: Mapping[str, Any], held: feed_elements.Elements) -> _Item:
    said = feed_elements.read_event(held, now=setting.now)
    event = _described(setting, where, entry, said)
    if said.span is not None:
        return _Item((_by_elements(event, said, said.span),))
    markup = _markup(entry)
    soup = BeautifulSoup(_DECLARATION.sub("", markup), "lxml") if "<" in markup else None
    inside = _by_structure(setting, event, soup) if soup is not None else ()
    if inside:
        return _Item(inside)
    lines = _lines(soup) if soup is not None else [" ".join(line.split()) for line in markup.splitlines()]
    told = feed_words.find_time(
        event.title or "", lines, now=setting.now, posted=_posted(entry), languages=setting.languages
    )
    if told is not None and event.title:
        return _Item((_by_words(event, told, lines),))
    if said.unread:
        message = f"{said.unread} cannot be read; the entry was skipped"
        return _Item(problems=(Problem("extract", where, message, "the feed's own date is broken"),))
    return _Item()


def _described(setting: _Setting, where: str, entry: Mapping[str, Any], said: feed_elements.EventFields) -> RawEvent:
    """All of an item but its time."""
    description = _description(entry)
    title = plain(entry.get("title") or "") or None
    url = _web_address(entry.get("link"))
    tags = [plain(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags") or ()]
    organizer = said.organizer or _group(entry)
    evidence = [Evidence("title", title, f"{where} › title", "feed")] if title else []
    if url:
        evidence.append(Evidence("url", url, f"{where} › link", "feed"))
    if said.location:
        evidence.append(Evidence("location", said.location[:300], f"{where} › location", "event-elements"))
    if organizer:
        evidence.append(
            Evidence("organizer", organizer, f"{where} › {'organizer' if said.organizer else 'author'}", "feed")
        )
    return RawEvent(
        position=where,
        format="feed",
        title=title,
        uid=said.uid or (str(entry.get("id") or "").strip() or None),
        location=said.location,
        place=_place(said, entry),
        url=url,
        registration_url=_web_address(said.registration_url),
        registration=said.registration,
        links=(Link(url),) if url else (),
        organizer=organizer,
        status=said.status,
        categories=tuple(dict.fromkeys(word for word in (*tags, *said.categories) if word)),
        description=description.text,
        description_html=description.is_html,
        rules=("feed",),
        evidence=tuple(evidence),
    )


def _by_elements(event: RawEvent, said: feed_elements.EventFields, span: moments.Span) -> RawEvent:
    words = said.rule == "words"
    evidence = [Evidence("start", said.text[:300], f"{event.position} › {said.name}", said.rule)]
    if span.end is not None and said.end_text:
        evidence.append(Evidence("end", said.end_text[:300], f"{event.position} › {said.end_name}", said.rule))
    return replace(
        moments.at_time(event, span, said),
        rrule=said.rrule,
        assumed=said.assumed,
        confidence=round(CONFIDENCE - (WORDS_COST if words else 0), 2),
        rules=(*event.rules, "event-elements", *(("words-for-date",) if words else ()), *span.rules),
        problems=said.problems,
        evidence=(*event.evidence, *evidence),
    )


def _by_structure(setting: _Setting, event: RawEvent, soup: BeautifulSoup) -> tuple[RawEvent, ...]:
    """The events that structured data inside the item's text describes, filled up from the item."""
    base = event.url or setting.base_url
    inside, _ = structured.find_events(soup, base_url=base, now=setting.now)
    only = len(inside) == 1
    shared = replace(event, evidence=(), rules=())
    lent = shared if only else replace(shared, uid=None, description=None, description_html=False)
    return tuple(
        replace(
            copies.filled(each, lent),
            position=f"{event.position} › {each.position}",
            format="feed",
            rules=(*event.rules, *each.rules),
        )
        for each in inside
    )


def _by_words(event: RawEvent, told: feed_words.Told, lines: Sequence[str]) -> RawEvent:
    moment = moments.of_when(told.found)
    location = event.location or feed_words.find_location(lines, told.found.text)
    evidence = [Evidence("start", told.found.text[:300], f"{event.position} › {told.where}", told.rule)]
    if moment.end is not None:
        evidence.append(Evidence("end", told.found.text[:300], f"{event.position} › {told.where}", told.rule))
    if location and not event.location:
        evidence.append(Evidence("location", location[:300], f"{event.position} › text", "labelled-place"))
    return replace(
        moments.at_time(event, moment, moment),
        rrule=moment.rrule,
        exdates=moment.exdates,
        assumed=moment.assumed,
        location=location,
        confidence=told.confidence,
        rules=(*event.rules, told.rule),
        problems=moment.problems,
        evidence=(*event.evidence, *evidence),
    )


def _posted(entry: Mapping[str, Any]) -> date | None:
    """The day the post was published: the reference of its words, never the date of an event."""
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return date(*stamp[:3]) if stamp else None
    except (TypeError, ValueError):
        return None


def _markup(entry: Mapping[str, Any]) -> str:
    """The longest text of an item: its content, else its summary."""
    texts = [str(each.get("value") or "") for each in entry.get("content") or ()]
    return max((*texts, str(entry.get("summary") or "")), key=len)


def _description(entry: Mapping[str, Any]) -> Description:
    return read_markup(_markup(entry))


def _lines(soup: BeautifulSoup) -> list[str]:
    """The words of a text, a block a line."""
    lines: list[list[str]] = [[]]
    stack: list[Any] = [soup]
    while stack:
        node = stack.pop()
        if node is None:
            lines.append([])
        elif isinstance(node, Tag):
            if node.name in _UNREAD_TAGS:
                continue
            edge = [None] if node.name in _BLOCKS else []
            stack.extend([*edge, *reversed(node.contents), *edge])
        elif type(node) is NavigableString:
            lines[-1].append(str(node))
    return [text for words in lines if (text := " ".join("".join(words).split()))]


def _web_address(url: Any) -> str | None:
    text = str(url or "").strip()
    return text if text.lower().startswith(("http://", "https://")) else None


def _group(entry: Mapping[str, Any]) -> str | None:
    name = plain(str((entry.get("author_detail") or {}).get("name") or entry.get("author") or ""))
    return name if "@" not in name and GROUP_WORDS & set(name.casefold().split()) else None


def _place(said: feed_elements.EventFields, entry: Mapping[str, Any]) -> Place | None:
    if said.latitude is None:
        return None
    return Place(text=said.location, latitude=said.latitude, longitude=said.longitude)
