"""What a page says, from single times and places to the events of one source. Knows nothing of other sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aggregator.model.problems import Problem
from aggregator.model.words import AttendanceMode, DateOrTime, Format, Precision, Registration, Status, TimezoneSource


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
    start, end: as in the docstring of `aggregator.model`. A datetime is aware where the words, or the `timezone`
        argument, give a zone; else naive wall time. Month precision: first and last day of the month.
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
