"""What schema.org's Event properties mean: nodes of structured data → RawEvents, for every syntax alike.

Source of the rules: https://schema.org/Event and the types it names. Refuses to invent: a node without a name or a
start is a Problem. doorTime, performer and image are not read: no field of ours holds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urljoin

from aggregator.extract import moments
from aggregator.extract.structured import copies, schema_offers, schema_place
from aggregator.extract.structured.graph import Graph, Node, folded, local_name, plain
from aggregator.extract.structured.schema_schedule import Recurrence, read_schedule
from aggregator.extract.structured.schema_text import description_of
from aggregator.model import (
    AttendanceMode,
    Evidence,
    Link,
    Precision,
    Problem,
    RawEvent,
    Status,
    TimezoneSource,
    day_of,
)

EVENT_TYPES = frozenset(
    """Event BusinessEvent ChildrensEvent ComedyEvent ConferenceEvent CourseInstance DanceEvent EducationEvent
    EventSeries ExhibitionEvent Festival FoodEvent Hackathon LiteraryEvent MusicEvent PerformingArtsEvent SaleEvent
    ScreeningEvent SocialEvent SportsEvent TheaterEvent VisualArtsEvent""".split()
)
"""schema.org's Event and its subtypes that are gatherings. A type of one's own that ends in Event counts as well."""

NOT_GATHERINGS = frozenset(
    """DeliveryEvent PublicationEvent BroadcastEvent OnDemandEvent UserInteraction UserBlocks UserCheckins
    UserComments UserDownloads UserLikes UserPageVisits UserPlays UserPlusOnes UserTweets""".split()
)
"""Subtypes of Event that nobody goes to: parcels, broadcasts, clicks."""

STATUSES = {
    "eventcancelled": Status.CANCELLED,
    "eventcanceled": Status.CANCELLED,
    "cancelled": Status.CANCELLED,
    "canceled": Status.CANCELLED,
    "eventpostponed": Status.POSTPONED,
    "postponed": Status.POSTPONED,
    "eventrescheduled": Status.CONFIRMED,
    "eventmovedonline": Status.CONFIRMED,
    "confirmed": Status.CONFIRMED,
    "tentative": Status.TENTATIVE,
}
"""eventStatus. EventScheduled is left out: software writes it by default, above titles that say CANCELLED."""

MODES = {
    "offlineeventattendancemode": AttendanceMode.OFFLINE,
    "onlineeventattendancemode": AttendanceMode.ONLINE,
    "mixedeventattendancemode": AttendanceMode.MIXED,
    "offline": AttendanceMode.OFFLINE,
    "online": AttendanceMode.ONLINE,
    "mixed": AttendanceMode.MIXED,
}

CONFIDENCE = {"jsonld": 0.95, "microdata": 0.95, "rdfa": 0.95, "microformat": 0.9, "embedded": 0.85, "open-graph": 0.85}
"""How far a syntax is trusted; words where a date should be take WORDS_COST off."""

WORDS_COST = 0.15

WORDS_RULES = {"words": "words-for-date", "words-over-machine": "words-over-machine"}
"""What it is called when words gave the start."""

MOST_SHIFTED = timedelta(hours=14)
"""No zone is farther from UTC: a greater difference is no matter of zones."""

_NAMES = ("name", "headline", "summary", "title", "alternateName")
_LENT = ("location", "organizer")
"""What a session takes from its series where it says nothing of its own."""

_NOT_ENTERED = frozenset({"superEvent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    graph: Graph
    format: str
    base_url: str | None
    now: datetime
    parents: dict[int, Node]
    above: frozenset[int]


def find_events(
    graph: Graph, *, format: str, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """Every event of a graph once, in page order.

    A series whose dates stand in its subEvents is not an event beside them; its name becomes their `series`, and its
    place and organizer theirs where they name none.
    """
    nodes = [node for node in graph.walk(_NOT_ENTERED) if is_event(node)]
    parents = _parents(graph, nodes)
    above = frozenset(id(node.properties) for node in parents.values())
    setting = _Setting(graph=graph, format=format, base_url=base_url, now=now, parents=parents, above=above)
    events: list[RawEvent] = []
    problems: list[Problem] = []
    read: set[int] = set()
    for node in nodes:
        if id(node.properties) in read or _only_holds_others(setting, node):
            continue
        read.add(id(node.properties))
        found, complaint = _read_event(setting, node)
        events.extend(found)
        if complaint:
            problems.append(
                Problem("extract", node.position, complaint, "the page's own structured data is incomplete")
            )
    return copies.distinct(events), tuple(problems)


def is_event(node: Node) -> bool:
    """Whether any of its types is a gathering, and none is of those that are not."""
    if not NOT_GATHERINGS.isdisjoint(node.types):
        return False
    return any(name in EVENT_TYPES or name.endswith("Event") for name in node.types)


def _parents(graph: Graph, nodes: list[Node]) -> dict[int, Node]:
    """What each event is a session of, by the identity of the session's properties."""
    parents: dict[int, Node] = {}
    for node in nodes:
        for held in graph.nodes(node, "subEvent", "subEvents"):
            parents[id(held.properties)] = node
    for node in nodes:
        for above in graph.values(node, "superEvent"):
            parents[id(node.properties)] = Node(properties={"name": [above]}) if isinstance(above, str) else above
    return {child: node for child, node in parents.items() if id(node.properties) != child}


def _only_holds_others(setting: _Setting, node: Node) -> bool:
    """Whether a node is the wrapper of its dated subEvents: an EventSeries, or one that repeats their name or time."""
    graph = setting.graph
    if "startDate" not in node.properties and id(node.properties) in setting.above:
        return True
    held = [each for each in graph.nodes(node, "subEvent", "subEvents") if each.properties is not node.properties]
    dated = [each for each in held if graph.text(each, "startDate")]
    if not dated:
        return False
    if "EventSeries" in node.types or graph.text(node, "startDate") is None:
        return True
    name, start, end = (graph.text(node, key) for key in ("name", "startDate", "endDate"))
    same_time = any(graph.text(each, "startDate") == start and graph.text(each, "endDate") == end for each in dated)
    return same_time or all(graph.text(each, "name") == name for each in dated)


def _read_event(setting: _Setting, node: Node) -> tuple[list[RawEvent], str | None]:
    """The events of one node (several where it has several schedules), or the sentence why there is none."""
    graph = setting.graph
    title = plain(graph.text(node, *_NAMES) or "")
    written = graph.text(node, "startDate")
    if not title:
        return [], "an event without a name; it was skipped"
    begin = moments.read(written, now=setting.now) if written else None
    first = begin.start if begin is not None else None
    repeated = [read_schedule(graph, each, first) for each in graph.nodes(node, "eventSchedule")]
    recurrences = [each for each in repeated if isinstance(each, Recurrence)]
    cost = "the repetition was left out" if begin is not None or recurrences else "the event was skipped"
    complaint = next((f'"{title}": {each}; {cost}' for each in repeated if isinstance(each, str)), None)
    if recurrences:
        base = _described(setting, node, title)
        return [_recurring(base, each, number) for number, each in enumerate(recurrences)], complaint
    if begin is None:
        said = f'startDate "{written[:80]}" cannot be read' if written else "it names no startDate"
        return [], complaint or f'"{title}": {said}; the event was skipped'
    return [_timed(_described(setting, node, title), setting, node, begin)], complaint


def _timed(event: RawEvent, setting: _Setting, node: Node, begin: moments.Moment) -> RawEvent:
    graph = setting.graph
    begin = _believed(begin, node, setting.now)
    written = graph.text(node, "endDate") if begin.rule != "words-over-machine" else None
    finish = moments.read(written, now=setting.now) if written else None
    duration = moments.read_duration(graph.text(node, "duration") or "")
    span = moments.span(begin, finish, duration)
    unread = (f'endDate "{written[:80]}" cannot be read; no end was kept',) if written and finish is None else ()
    said = node.shown["startDate"] if begin.rule == "words-over-machine" else _said(graph, node, "startDate")
    evidence = [Evidence("start", said[:300], f"{event.position} › startDate", begin.rule)]
    if span.end is not None:
        name = "endDate" if finish is not None else "duration" if duration else "startDate"
        rule = span.rules[-1] if span.rules else finish.rule if finish is not None else "duration"
        evidence.append(Evidence("end", _said(graph, node, name), f"{event.position} › {name}", rule))
    words = WORDS_RULES.get(begin.rule)
    return replace(
        moments.at_time(event, span, begin),
        rrule=begin.rrule,
        exdates=begin.exdates,
        assumed=begin.assumed,
        confidence=round(event.confidence - (WORDS_COST if words else 0), 2),
        rules=(*event.rules, *((words,) if words else ()), *span.rules),
        problems=(*event.problems, *begin.problems, *(finish.problems if finish else ()), *unread, *span.problems),
        evidence=(*event.evidence, *evidence),
    )


def _believed(begin: moments.Moment, node: Node, now: datetime) -> moments.Moment:
    """The start, unless it names no offset and the words shown in its stead name another hour: those people go by.

    Such values are mostly UTC written without a Z. Words that agree may still tell the end.
    """
    shown = node.shown.get("startDate")
    if not shown or not isinstance(begin.start, datetime) or begin.start.tzinfo is not None:
        return begin
    words = moments.read(shown, now=now)
    if words is None or words.rule != "words" or not isinstance(words.start, datetime):
        return begin
    if words.start.replace(tzinfo=None) == begin.start:
        return replace(begin, end=begin.end or words.end)
    if abs(words.start.replace(tzinfo=None) - begin.start) > MOST_SHIFTED:
        return begin
    note = f'the page shows "{shown[:80]}" but writes {begin.start.isoformat()} for machines; what it shows was taken'
    return replace(words, rule="words-over-machine", problems=(*words.problems, note))


def _said(graph: Graph, node: Node, name: str) -> str:
    """What the page says for a property: the words its value was made from, else the value."""
    return (node.words.get(name) or graph.text(node, name) or "")[:300]


def _recurring(event: RawEvent, recurrence: Recurrence, number: int) -> RawEvent:
    where = f"{event.position} › eventSchedule {number}"
    return replace(
        event,
        position=where if number else event.position,
        start=recurrence.start,
        end=recurrence.end,
        precision=Precision.TIME if isinstance(recurrence.start, datetime) else Precision.DAY,
        rrule=recurrence.rrule,
        exdates=recurrence.exdates,
        timezone=recurrence.timezone,
        timezone_source=TimezoneSource.EVENT if recurrence.timezone else None,
        rules=(*event.rules, "event-schedule"),
        evidence=(*event.evidence, Evidence("rrule", recurrence.rrule, where, "event-schedule")),
    )


def _described(setting: _Setting, node: Node, title: str) -> RawEvent:
    """All of an event but its time."""
    graph = setting.graph
    parent = setting.parents.get(id(node.properties), node)
    lent = tuple(name for name in _LENT if name not in node.properties and name in parent.properties)
    spot = schema_place.read_location(graph, parent if "location" in lent else node)
    offer = schema_offers.read_signup(graph, node)
    last = max(filter(None, map(_day, offer.ends)), default=None)
    description = description_of(graph, node)
    status = local_name(graph.text(node, "eventStatus") or "").casefold()
    mode = MODES.get(local_name(graph.text(node, "eventAttendanceMode") or "").casefold())
    url = _own_url(setting, node)
    organizers = graph.texts(parent if "organizer" in lent else node, "organizer")
    organizer = ", ".join(dict.fromkeys(filter(None, map(_group_name, organizers))))
    series = plain(graph.text(parent, *_NAMES) or "")
    event = RawEvent(
        position=node.position,
        format=setting.format,
        title=title,
        uid=_identifier(graph, node),
        location=spot.text,
        place=spot.place,
        url=url,
        registration_url=_absolute(setting, offer.url),
        registration=offer.registration,
        price=offer.price,
        register_by_date=last,
        links=tuple(_links(setting, url, (*spot.links, *offer.links))),
        organizer=organizer or None,
        status=STATUSES.get(status),
        attendance_mode=AttendanceMode.ONLINE if status == "eventmovedonline" else mode or spot.mode,
        categories=_categories(graph, node),
        description=description.text,
        description_html=description.is_html,
        series=series if series and folded(series) != folded(title) else None,
        confidence=CONFIDENCE[setting.format],
        rules=(setting.format, *(f"{name}-of-series" for name in lent)),
    )
    words = {"location": spot.evidence, "registration_url": offer.evidence, "price": offer.price_evidence}
    words["register_by_date"] = next((each for each in offer.ends if _day(each) == last), "")
    return replace(event, evidence=tuple(_evidence(graph, (node, parent), event, words)))


def _evidence(graph: Graph, nodes: tuple[Node, Node], event: RawEvent, words: dict[str, str]) -> Iterator[Evidence]:
    """The words of each field, as the page has them. nodes: the event's and its series'. words: of composed fields."""
    sources = (
        ("title", event.title, _NAMES),
        ("location", event.location, ("location", "address")),
        (
            "registration_url",
            event.registration_url or event.registration,
            ("offers", "potentialAction", "registration"),
        ),
        ("price", event.price, ("offers", "isAccessibleForFree")),
        ("register_by_date", event.register_by_date, ("offers",)),
        ("url", event.url, ("url",)),
        ("organizer", event.organizer, ("organizer",)),
        ("status", event.status, ("eventStatus",)),
        ("attendance_mode", event.attendance_mode, ("eventAttendanceMode", "location")),
        ("description", event.description, ("description",)),
    )
    for field_name, value, names in sources:
        if not value:
            continue
        node, name = next(((n, each) for n in nodes for each in names if each in n.properties), (nodes[0], names[0]))
        text = words.get(field_name) or plain(graph.text(node, name) or "") or str(value)
        yield Evidence(field_name, text[:300], f"{node.position or event.position} › {name}", event.format)


def _day(written: str) -> date | None:
    """The local day of a machine's time, None for what cannot be read."""
    moment = moments.read_exact(written)
    if moment is None:
        return None
    return day_of(moment.start)


def _identifier(graph: Graph, node: Node) -> str | None:
    """schema.org `identifier`: text, or a PropertyValue's value.

    `@id` is no uid: it may be the page's, for all of its events.
    """
    for value in graph.values(node, "identifier"):
        text = value if isinstance(value, str) else graph.text(value, "value")
        if text and text.strip():
            return text.strip()
    return None


def _own_url(setting: _Setting, node: Node) -> str | None:
    """The event's page: `url`, else an `@id` that is a web address."""
    return _absolute(setting, setting.graph.text(node, "url")) or (
        node.id if node.id and node.id.startswith(("http://", "https://")) else None
    )


def _absolute(setting: _Setting, url: str | None) -> str | None:
    if not url or not url.strip():
        return None
    try:
        return urljoin(setting.base_url or "", url.strip())
    except ValueError:
        return None


def _links(setting: _Setting, url: str | None, found: tuple[Link, ...]) -> Iterator[Link]:
    seen = set[str]()
    for link in ((Link(url),) if url else ()) + found:
        target = _absolute(setting, link.url)
        if target and target not in seen:
            seen.add(target)
            yield Link(target, link.text)


def _group_name(text: str) -> str | None:
    """An organizer's name; a bare address of mail or web is none."""
    name = plain(text)
    return None if "@" in name or name.startswith(("http://", "https://")) else name or None


def _categories(graph: Graph, node: Node) -> tuple[str, ...]:
    texts = [part for text in graph.texts(node, "keywords") for part in text.split(",")]
    return tuple(dict.fromkeys(word for text in texts if (word := plain(text))))
