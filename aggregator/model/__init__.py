"""The nouns of the project: frozen records and enumerations, standard library only.

Refuses to do anything: no reading, no deciding, no clock. The path of one event through these records is
`Source → Fetched → RawEvent → Event → Plan → (listings row) → MergedEvent → PublishedOccurrence`.

Conventions, as in docs/design.md §3: `_at` is an aware UTC instant, `_date` a local calendar date, absent is
`None` and never `""`. `start` and `end` follow schema.org: a `date` is a whole day and `end` is then the last
day, inclusive; a `datetime` is wall time in `timezone`, aware once normalized. `end` is None when the page does
not say.
"""

from aggregator.model.deciding import Decision, Verdict
from aggregator.model.fetching import (
    ArchivedPage,
    Fetched,
    Hosts,
    Move,
    NotModified,
    Page,
    Robots,
    SourceState,
    Validators,
)
from aggregator.model.merging import Change, Credit, KnownEvent, Listing, MergedEvent, Plan, PublishedOccurrence
from aggregator.model.problems import Problem
from aggregator.model.reading import (
    CalendarLink,
    Event,
    EventKey,
    Evidence,
    Extraction,
    Link,
    Occurrence,
    Place,
    RawEvent,
    Reading,
    When,
)
from aggregator.model.runs import Outcome, RunReport, SourceReport
from aggregator.model.sources import Calendar, Source
from aggregator.model.words import (
    AttendanceMode,
    DateOrTime,
    Format,
    Precision,
    Registration,
    Role,
    State,
    Status,
    TimezoneSource,
    day_of,
)

__all__ = [
    "ArchivedPage",
    "AttendanceMode",
    "Calendar",
    "CalendarLink",
    "Change",
    "Credit",
    "DateOrTime",
    "Decision",
    "Event",
    "EventKey",
    "Evidence",
    "Extraction",
    "Fetched",
    "Format",
    "Hosts",
    "KnownEvent",
    "Link",
    "Listing",
    "MergedEvent",
    "Move",
    "NotModified",
    "Occurrence",
    "Outcome",
    "Page",
    "Place",
    "Plan",
    "Precision",
    "Problem",
    "PublishedOccurrence",
    "RawEvent",
    "Reading",
    "Registration",
    "Robots",
    "Role",
    "RunReport",
    "Source",
    "SourceReport",
    "SourceState",
    "State",
    "Status",
    "TimezoneSource",
    "Validators",
    "Verdict",
    "When",
    "day_of",
]
