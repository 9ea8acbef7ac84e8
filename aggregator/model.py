"""The nouns of the project: frozen records and enumerations, standard library only.

Refuses to do anything: no reading, no deciding, no clock. The path of one event through these records is
`Source → Fetched → RawEvent → Event → Plan → (listings row) → MergedEvent → PublishedOccurrence`.

Conventions, as in docs/design.md §3: `_at` is an aware UTC instant, `_date` a local calendar date, absent is
`None` and never `""`. `start` and `end` follow schema.org: a `date` is a whole day and `end` is then the last
day, inclusive; a `datetime` is wall time in `timezone`, aware once normalized. `end` is None when the page does
not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

DateOrTime: TypeAlias = date | datetime
"""A `date` (whole day) or a `datetime`. A datetime is a date to `isinstance`: test for datetime first."""


class Precision(StrEnum):
    """How exact a start is. Month precision never reaches a feed."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"


class Status(StrEnum):
    """RFC 5545 §3.8.1.11 STATUS, and schema.org's EventPostponed."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"


class AttendanceMode(StrEnum):
    """schema.org eventAttendanceMode."""

    OFFLINE = "offline"
    ONLINE = "online"
    MIXED = "mixed"


class Registration(StrEnum):
    """What the page says about signing up."""

    OPEN = "open"
    REQUIRED = "required"
    FULL = "full"
    CLOSED = "closed"
    NONE = "none"
    UNKNOWN = "unknown"


class TimezoneSource(StrEnum):
    """How a zone was decided, in the order of precedence of docs/design.md §5."""

    EVENT = "event"
    WORD = "word"
    COORDINATES = "coordinates"
    PLACE = "place"
    SOURCE = "source"
    CALENDAR = "calendar"
    ASSUMED = "assumed"


class State(StrEnum):
    """Where a merged event stands. Only what is published is in the feeds."""

    PUBLISHED = "published"
    REVIEW = "review"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class Role(StrEnum):
    """Whether a source announces its own events or collects those of others."""

    ORGANIZER = "organizer"
    AGGREGATOR = "aggregator"


class Format(StrEnum):
    """The families of documents we read; sniffed from the content where the source does not say."""

    ICAL = "ical"
    FEED = "feed"
    HTML = "html"


# --------------------------------------------------------------------------------------------- configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The `[calendar]` table: the merged calendar we publish."""

    name: str = "Movement events"
    url: str | None = None
    timezone: str = "America/New_York"
    contact: str | None = None
    region: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One ally calendar we read: a `[source.<slug>]` table.

    slug: never changes; half of every identity.
    url: http(s), or a path, absolute or relative to the folder of sources.toml.
    secret: the url opens the calendar to whoever knows it, and is shown and stored nowhere.
    timezone, region: for what the source leaves unsaid; region is a US state code or an ISO country code.
    every: the least time between two fetches; None finds it from how often the source changes.
    selectors: CSS selectors by field, only where the page cannot be understood without them.
    """

    slug: str
    name: str
    url: str = field(repr=False)
    secret: bool = False
    format: Format | None = None
    timezone: str | None = None
    region: str | None = None
    every: timedelta | None = None
    role: Role = Role.ORGANIZER
    categories: tuple[str, ...] = ()
    review: bool = False
    enabled: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    selectors: tuple[tuple[str, str], ...] = ()


# --------------------------------------------------------------------------------------------------- problems


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for people: shown in the `problems` table, never only logged.

    stage: the verb at work (config, fetch, extract, normalize, expand, decide, merge, publish).
    where: complete enough to find it (`VEVENT 12 (uid abc@example.org)`, `script 0 › @graph 3`).
    message: the fault and what it cost ("…; the event was skipped").
    hint: what the reader or the ally can do about it.
    """

    stage: str
    where: str
    message: str
    hint: str = ""


# ------------------------------------------------------------------------------------------------------ fetch


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional. Opaque text: compared and sent back, never parsed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document as received: bytes all the way, decoded only by the extractor.

    content_type: as the server said it, or guessed from a file's name; a hint, never trusted.
    url: the final URL after redirects; the base of relative links. None for text that came from nowhere.
    """

    content: bytes
    content_type: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A source's answer with a body.

    body_hash: hex digest of the content.
    fresh_until: aware UTC instant until which the server says the answer holds, or None.
    moved_to: where a chain of only permanent redirects (301, 308) led, or None.
    """

    page: Page
    fetched_at: datetime
    validators: Validators
    body_hash: str
    status: int = 200
    fresh_until: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A source's answer that nothing changed: 304, or the same body as last time."""

    fetched_at: datetime
    validators: Validators
    body_hash: str | None
    status: int = 304
    fresh_until: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What the robots.txt of one origin (`https://example.org`) said. text: None where there is none."""

    origin: str
    fetched_at: datetime
    fresh_until: datetime
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """What manners need to know from run to run.

    waits: host → the aware UTC instant until which it wants to be left alone. robots: by origin.
    """

    waits: Mapping[str, datetime] = field(default_factory=dict)
    robots: Mapping[str, Robots] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a source has moved to, by permanent redirects (`fetch.moves`).

    adopted: the address that is asked in place of the one in sources.toml. seen: where it leads now; since: from when.
    """

    adopted: str | None = field(default=None, repr=False)
    seen: str | None = field(default=None, repr=False)
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A page as it was kept, to be read again."""

    slug: str
    page: Page
    fetched_at: datetime
    body_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The few stored facts a refresh needs to know of a source.

    url: the address in sources.toml that the last answer came from, secret ones and paths among them.
    reader_version: `extract.VERSION` at the last complete reading; when it differs, the page is read again.
    archived: whether the page of `body_hash` is kept, so that it can be.
    failures: consecutive ones. result: of the last answer: ok, unchanged, partial, failed, or None before the first.
    next_fetch_at: None means due now. format: what the last page was read as; refresh_after: how long it wants no
    other request. move: see there.
    changes: good answers of the last weeks that changed an event, the first not counted; watched: those weeks' length.
    """

    slug: str
    url: str | None = field(default=None, repr=False)
    validators: Validators = field(default_factory=Validators)
    body_hash: str | None = None
    reader_version: int | None = None
    failures: int = 0
    last_fetch_at: datetime | None = None
    last_success_at: datetime | None = None
    next_fetch_at: datetime | None = None
    result: str | None = None
    paused: bool = False
    format: Format | None = None
    refresh_after: timedelta | None = None
    archived: bool = False
    move: Move = field(default_factory=Move)
    changes: int = 0
    watched: timedelta = timedelta(0)


# ------------------------------------------------------------------------------------------------- extraction


@dataclass(frozen=True, slots=True)
class Link:
    """A link in an event's region of the page. url is absolute where the page's own URL is known."""

    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """Another calendar that a page points to. kind: ical (one shown in a frame by its public address), feed or ally."""

    url: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words one field was read from.

    field: the name of an Event's field. text: as it stands on the page, at most 300 characters.
    where: the place on the page. rule: the name of the rule that read it.
    """

    field: str
    text: str
    where: str
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One event time expression found in a text by `aggregator.when`.

    span: start and end offset in the text that was searched; `text` is that slice.
    start, end: as in the module's docstring. A datetime is aware where the words, or the `timezone` argument,
        give a zone; else naive wall time. Month precision: first and last day of the month.
    timezone: IANA name, when known. timezone_source: EVENT for a numeric offset or Z, WORD for a zone word,
        SOURCE where it came from the `timezone` argument, None where there is none.
    rrule, exdates: for a recurrence ("every second Tuesday"), RFC 5545 RECUR text; `start` is then the first
        occurrence not before `now`'s day.
    assumed: what the words left open and was supplied: any of `year`, `month`, `day`, `meridiem`, `order`
        (day before month or not), `century`, `timezone` (a zone word of several meanings), `end` (the hour it ends
        on its last day).
    aside: why this time is not the time of an event (`deadline`, `posted`, `since`, `until`, `hours`, `age`,
        `past`), or None.
    problems: contradictions inside the words, as sentences ("Friday, May 9, 2024 is a Thursday").
    """

    text: str
    span: tuple[int, int]
    start: DateOrTime
    end: DateOrTime | None = None
    timezone: str | None = None
    timezone_source: TimezoneSource | None = None
    precision: Precision = Precision.DAY
    rrule: str | None = None
    exdates: tuple[date, ...] = ()
    assumed: frozenset[str] = frozenset()
    aside: str | None = None
    problems: tuple[str, ...] = ()
    language: str = "en"

    @property
    def all_day(self) -> bool:
        """Whether only days are known."""
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as far as a text tells it, schema.org words.

    region: a US state code ("CA"), or the name of a first-level region elsewhere. country: ISO 3166-1 alpha-2.
    timezone: the IANA zone of the place, when it could be known without guessing.
    text: the words it was read from.
    """

    text: str | None = None
    venue: str | None = None
    address: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    timezone: str | None = None
    attendance_mode: AttendanceMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawEvent:
    """An event as one page says it: nothing resolved against the source, nothing guessed.

    position: where on the page (`VEVENT 12`, `script 0 › @graph 3`, `block 14`); unique within a page.
    format: ical, feed, jsonld, microdata, microformat, records, prose: which reader found it.
    start, end: a date, or a datetime: naive wall time in `timezone` (or in a zone still to be found), or aware
        when the page gives an offset or UTC. `end` is already inclusive for dates (schema.org), whatever the format.
    timezone: IANA name when the event itself names its zone (TZID, zone word), else None.
    timezone_source: EVENT, WORD or (a calendar-wide X-WR-TIMEZONE) SOURCE; None while unknown.
    rrule, rdates, exdates: RFC 5545; recurrence_id: the original start of the occurrence this event replaces.
    location: the words for the place; place: its parts where the format has them apart.
    description: plain text or HTML, as `description_html` says.
    url: the event's own page; links: all links of its region, in order.
    status, attendance_mode, registration, price, register_by_date: only where the page has a field for it; else found
        by normalize.
    series: the name of what it is a session of. public: False when CLASS says PRIVATE or CONFIDENTIAL.
    confidence: 0–1, from named rules; `rules` names them.
    assumed: names of fields that were supplied, not read (`year`, `timezone`, `title`, `end` …).
    """

    position: str
    format: str
    title: str | None = None
    uid: str | None = None
    recurrence_id: DateOrTime | None = None
    sequence: int | None = None
    start: DateOrTime | None = None
    end: DateOrTime | None = None
    timezone: str | None = None
    timezone_source: TimezoneSource | None = None
    precision: Precision | None = None
    rrule: str | None = None
    rdates: tuple[DateOrTime, ...] = ()
    exdates: tuple[DateOrTime, ...] = ()
    location: str | None = None
    place: Place | None = None
    url: str | None = None
    registration_url: str | None = None
    registration: Registration | None = None
    price: str | None = None
    register_by_date: date | None = None
    links: tuple[Link, ...] = ()
    organizer: str | None = None
    status: Status | None = None
    attendance_mode: AttendanceMode | None = None
    categories: tuple[str, ...] = ()
    description: str | None = None
    description_html: bool = False
    series: str | None = None
    public: bool = True
    last_modified: datetime | None = None
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    assumed: frozenset[str] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an extractor made of one page: the input of normalize.

    format: the family it was read as. timezone: a zone the page states for all of it (X-WR-TIMEZONE), IANA.
    covers: first and last day the page claims to list, when that can be known.
    complete: False when the page is cut off or says that there is more elsewhere.
    refresh_after: how long the page itself asks not to be asked again (REFRESH-INTERVAL, ttl).
    """

    format: Format
    events: tuple[RawEvent, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[CalendarLink, ...] = ()
    timezone: str | None = None
    title: str | None = None
    covers: tuple[date, date] | None = None
    complete: bool = True
    refresh_after: timedelta | None = None


@dataclass(frozen=True, slots=True, order=True)
class EventKey:
    """Identity within a source: `(source, uid, recurrence_id)`.

    recurrence_id: the original start of a replaced occurrence as RFC 5545 text (`20241126`, or
    `20241126T190000` in the series' zone), `""` for a single event or a series as a whole.
    """

    source: str
    uid: str
    recurrence_id: str = ""

    def __str__(self) -> str:
        """`source/uid` or `source/uid/recurrence_id`."""
        return f"{self.source}/{self.uid}" + (f"/{self.recurrence_id}" if self.recurrence_id else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event as we understand one source's listing of it. Docs/design.md §4.1 lists the public fields.

    key: identity; uid_assumed tells that the source gave no uid and where `key.uid` came from is our doing.
    start, end: date (end inclusive), or aware datetime in `timezone`.
    rdates, exdates: like start, in the event's own zone.
    price: what it costs, in the source's words ("$10–25 sliding scale", "Eintritt frei"), or from its data ("10 USD").
    register_by_date: the last day to sign up.
    confidence: 0–1. Events of 0.5 and more at day or time precision are published.
    content_hash: digest of all that readers can see; volatile properties (DTSTAMP …) do not enter.
    """

    key: EventKey
    title: str
    start: DateOrTime
    end: DateOrTime | None = None
    all_day: bool = False
    timezone: str
    timezone_source: TimezoneSource
    precision: Precision
    rrule: str | None = None
    rdates: tuple[DateOrTime, ...] = ()
    exdates: tuple[DateOrTime, ...] = ()
    recurrence_id: DateOrTime | None = None
    sequence: int = 0
    location: str | None = None
    venue: str | None = None
    address: str | None = None
    locality: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    attendance_mode: AttendanceMode | None = None
    url: str | None = None
    registration_url: str | None = None
    registration: Registration = Registration.UNKNOWN
    price: str | None = None
    register_by_date: date | None = None
    organizer: str | None = None
    status: Status = Status.CONFIRMED
    categories: tuple[str, ...] = ()
    description: str | None = None
    series: str | None = None
    confidence: float = 1.0
    rules: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    uid_assumed: bool = False
    timezone_assumed: bool = False
    year_assumed: bool = False
    title_assumed: bool = False
    position: str = ""
    format: str = ""
    content_hash: str = ""

    @property
    def uid(self) -> str:
        """The uid within the source."""
        return self.key.uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What `aggregator.extract` returns: normalized events, and what could not be read.

    Fields as in `Reading`; `events` in page order.
    """

    events: tuple[Event, ...] = ()
    problems: tuple[Problem, ...] = ()
    links: tuple[CalendarLink, ...] = ()
    format: Format | None = None
    title: str | None = None
    covers: tuple[date, date] | None = None
    complete: bool = True
    refresh_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A dated instance of an event, made by `recur.expand`.

    event: the Event that gives the fields: the single event, the series, or the override that replaces
        this occurrence.
    recurrence_id: original start of this instance of a series; None for an event that does not recur.
    start, end: as in Event, for this instance.
    """

    event: Event
    start: DateOrTime
    end: DateOrTime | None = None
    recurrence_id: DateOrTime | None = None


# ----------------------------------------------------------------------------------- decide, store and merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A stored Event: one row of `listings`.

    id: short, derived from the key, for ever. missed: consecutive complete answers that did not list it.
    missing_since: when the first of those came, or None.
    withdrawn_at: when it was taken out of the feeds because its source no longer lists it, or None.
    event_id: the published event it belongs to, None before the first merge.
    """

    id: str
    event: Event
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime
    missed: int = 0
    missing_since: datetime | None = None
    withdrawn_at: datetime | None = None
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One accepted difference of a listing, as text for people.

    kind: new, changed, moved, cancelled, postponed, withdrawn, back. field: None where the event as a whole is meant.
    """

    listing_id: str
    kind: str
    field: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What storing one source's answer will do; made by `decide`, carried out by `store`.

    insert, update, unchanged: together every seen event, each exactly once. update carries the stored listing
    beside the event that replaces it. missing: stored listings that a complete answer did not list; withdraw: the
    ones among them that now leave the feeds. held_back: why missing ones are kept longer than usual, or None.
    """

    source: str
    insert: tuple[Event, ...] = ()
    update: tuple[tuple[Listing, Event], ...] = ()
    unchanged: tuple[Listing, ...] = ()
    missing: tuple[Listing, ...] = ()
    withdraw: tuple[Listing, ...] = ()
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    held_back: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One source of a merged event, with its own link. reasons: why it counts as the same event."""

    listing_id: str
    source: str
    name: str
    role: Role
    url: str | None = None
    primary: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedEvent:
    """One event across sources, as published: a row of `events`.

    id: short, derived from the first listing's key and kept for ever; uid: the published UID, likewise.
    event: the fields, each the best listing's. provenance: (field, listing id) for each field that is not the
    primary listing's.
    members: the listings it is made of, overrides of a series among them, primary first.
    sequence rises when time, place or status change; updated_at is when the content last changed.
    content_hash: two digests joined by a hyphen, of time, place and status alone and of all that is shown.
    """

    id: str
    uid: str
    event: Event
    members: tuple[Listing, ...]
    credits: tuple[Credit, ...]
    provenance: tuple[tuple[str, str], ...] = ()
    sequence: int = 0
    created_at: datetime
    updated_at: datetime
    content_hash: str = ""

    @property
    def listing_ids(self) -> tuple[str, ...]:
        """The ids of the members, primary first."""
        return tuple(member.id for member in self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEvent:
    """What the next merge must know of a MergedEvent so that its id, UID and SEQUENCE live on. Fields as there."""

    id: str
    uid: str
    listing_ids: tuple[str, ...]
    sequence: int = 0
    created_at: datetime
    updated_at: datetime
    content_hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOccurrence:
    """One VEVENT to be: an occurrence of a merged event with all that a feed or a page shows of it.

    uid: the event's UID for a single event; for an instance of a series that UID with the original start, so that
        it is stable whatever else changes.
    url: the event's page at an ally; page_url: our own page, None where the calendar has no public address.
    sources: (name, url) of every source that lists it, the organizer's first.
    """

    uid: str
    event_id: str
    title: str
    start: DateOrTime
    end: DateOrTime | None
    timezone: str
    all_day: bool
    status: Status
    sequence: int
    created_at: datetime
    updated_at: datetime
    location: str | None = None
    venue: str | None = None
    address: str | None = None
    locality: str | None = None
    region: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    attendance_mode: AttendanceMode | None = None
    url: str | None = None
    registration_url: str | None = None
    registration: Registration = Registration.UNKNOWN
    price: str | None = None
    register_by_date: date | None = None
    organizer: str | None = None
    categories: tuple[str, ...] = ()
    description: str | None = None
    series: str | None = None
    sources: tuple[tuple[str, str | None], ...] = ()
    last_seen_at: datetime | None = None


# ------------------------------------------------------------------------------------------------------ runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What asking and reading one source gave; picklable, made by `crawl`, stored by `refresh`.

    Exactly one of fetched, not_modified, error, put_off is set; extraction goes with fetched.
    put_off: why it was not asked at all, and put_off_until when it may be (None: the next run).
    notes: what a person should know although the answer is good. move: what is now known of where it has moved.
    """

    slug: str
    started_at: datetime
    seconds: float
    fetched: Fetched | None = None
    not_modified: NotModified | None = None
    extraction: Extraction | None = None
    error: Problem | None = None
    error_status: int | None = None
    retry_after: datetime | None = None
    gone: bool = False
    put_off: str | None = None
    put_off_until: datetime | None = None
    notes: tuple[Problem, ...] = ()
    move: Move | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """One source's line of the refresh report. result: ok, unchanged, failed, partial or skipped."""

    slug: str
    result: str
    seen: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    withdrawn: int = 0
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    next_fetch_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """A whole refresh: what each source gave, and what was published."""

    started_at: datetime
    sources: tuple[SourceReport, ...]
    events: int = 0
    occurrences: int = 0
    published: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
