"""The vocabularies: closed lists of words that records use, spelled as RFC 5545 and schema.org spell them. Holds no
record."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

DateOrTime: TypeAlias = date | datetime
"""A `date` (whole day) or a `datetime`. A datetime is a date to `isinstance`: test for datetime first."""


def day_of(moment: DateOrTime) -> date:
    """The calendar day of a date or of a time of day, in the moment's own zone."""
    return moment.date() if isinstance(moment, datetime) else moment


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
