"""How event software says an event in the data it embeds in its pages: one row a shape, paths of keys and nothing else.

Refuses to name a site: a shape is told by the keys that an object has, whoever serves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape. Paths are keys joined by dots; of several the first that holds something is read.

    needs: keys that together tell the shape. one_of: of these at least one must hold something.
    each: the key of a list, where the object repeats: an event for every element, whose keys `start` and `end` name.
    properties: schema.org property → paths. place: the same for the place's own properties.
    exclusive_end: whether the end of whole days is the day after the last. clock: where the hour stands, if it is
    written apart from the day; then the day may be words as well.
    """

    name: str
    needs: tuple[str, ...]
    one_of: tuple[str, ...] = ()
    each: str | None = None
    start: tuple[str, ...]
    end: tuple[str, ...] = ()
    clock: tuple[str, ...] = ()
    timezone: tuple[str, ...] = ("timezone",)
    all_day: tuple[str, ...] = ()
    exclusive_end: bool = False
    properties: dict[str, tuple[str, ...]] = field(default_factory=dict)
    place: dict[str, tuple[str, ...]] = field(default_factory=dict)


SHAPES = (
    Shape(
        name="google calendar",
        needs=("summary", "start", "end"),
        one_of=("start.dateTime", "start.date"),
        start=("start.dateTime", "start.date"),
        end=("end.dateTime", "end.date"),
        timezone=("start.timeZone",),
        exclusive_end=True,
        properties={
            "name": ("summary",),
            "url": ("htmlLink",),
            "description": ("description",),
            "location": ("location",),
            "eventStatus": ("status",),
            "identifier": ("iCalUID",),
        },
    ),
    Shape(
        name="eventbrite",
        needs=("name", "start", "end"),
        one_of=("start.local",),
        start=("start.local",),
        end=("end.local",),
        timezone=("start.timezone",),
        properties={
            "name": ("name.text", "name"),
            "url": ("url",),
            "description": ("summary", "description.html", "description.text"),
            "organizer": ("organizer.name",),
        },
        place={"name": ("venue.name",), "address": ("venue.address.localized_address_display",)},
    ),
    Shape(
        name="mobilize",
        needs=("timeslots",),
        each="timeslots",
        start=("start_date",),
        end=("end_date",),
        properties={
            "name": ("title", "name"),
            "url": ("browser_url", "event_url"),
            "description": ("description",),
            "organizer": ("sponsor.name", "organization.name"),
        },
        place={
            "name": ("location.venue", "location_name"),
            "streetAddress": ("location.address_lines", "address_line1"),
            "addressLocality": ("location.locality", "city"),
            "addressRegion": ("location.region", "state"),
            "postalCode": ("location.postal_code", "zipcode"),
        },
    ),
    Shape(
        name="localist",
        needs=("title", "event_instances"),
        each="event_instances",
        start=("event_instance.start", "start"),
        end=("event_instance.end", "end"),
        all_day=("event_instance.all_day", "all_day"),
        properties={
            "name": ("title",),
            "url": ("localist_url", "url"),
            "registrationUrl": ("ticket_url",),
            "description": ("description_text", "description"),
        },
        place={"name": ("location_name", "location"), "address": ("address",)},
    ),
    Shape(
        name="the events calendar",
        needs=("title", "start_date", "end_date"),
        start=("start_date",),
        end=("end_date",),
        all_day=("all_day",),
        properties={
            "name": ("title",),
            "url": ("url",),
            "registrationUrl": ("website",),
            "description": ("description", "excerpt"),
        },
        place={
            "name": ("venue.venue",),
            "streetAddress": ("venue.address",),
            "addressLocality": ("venue.city",),
            "addressRegion": ("venue.state", "venue.province"),
            "postalCode": ("venue.zip",),
        },
    ),
    Shape(
        name="wix events",
        needs=("title", "scheduling"),
        start=("scheduling.config.startDate", "scheduling.startDate"),
        end=("scheduling.config.endDate", "scheduling.endDate"),
        timezone=("scheduling.config.timeZoneId", "scheduling.timeZoneId"),
        properties={"name": ("title",), "description": ("description", "about"), "url": ("eventPageUrl",)},
        place={"name": ("location.name",), "address": ("location.address", "location.fullAddress.formattedAddress")},
    ),
    Shape(
        name="squarespace",
        needs=("title", "startDate", "fullUrl"),
        start=("startDate",),
        end=("endDate",),
        properties={"name": ("title",), "url": ("fullUrl",), "description": ("excerpt", "body")},
        place={
            "name": ("location.addressTitle",),
            "streetAddress": ("location.addressLine1",),
            "addressLocality": ("location.addressLine2",),
        },
    ),
    Shape(
        name="luma",
        needs=("name", "start_at"),
        start=("start_at",),
        end=("end_at",),
        properties={"name": ("name",), "url": ("url",)},
        place={"name": ("geo_address_info.address",), "address": ("geo_address_info.full_address",)},
    ),
    Shape(
        name="meetup",
        needs=("title", "dateTime", "eventUrl"),
        start=("dateTime",),
        end=("endTime",),
        properties={"name": ("title",), "url": ("eventUrl",), "description": ("description",)},
        place={
            "name": ("venue.name",),
            "streetAddress": ("venue.address",),
            "addressLocality": ("venue.city",),
            "addressRegion": ("venue.state",),
        },
    ),
    Shape(
        name="fullcalendar",
        needs=("title", "start"),
        one_of=("end", "allDay", "url", "location", "extendedProps"),
        start=("start",),
        end=("end",),
        all_day=("allDay",),
        exclusive_end=True,
        properties={
            "name": ("title",),
            "url": ("url",),
            "description": ("description", "extendedProps.description"),
            "location": ("location", "extendedProps.location"),
        },
    ),
    Shape(
        name="camel case",
        needs=("startDate", "endDate"),
        one_of=("location", "venue", "address"),
        start=("startDateTime", "startDate"),
        end=("endDateTime", "endDate"),
        timezone=("timezone", "timeZone"),
        all_day=("allDay", "isAllDay"),
        properties={
            "name": ("title", "name"),
            "url": ("url", "link"),
            "description": ("description",),
            "registrationUrl": ("registrationUrl", "ticketUrl"),
        },
        place={
            "name": ("location.name", "venue.name", "location", "venue"),
            "address": ("location.address", "venue.address", "address"),
        },
    ),
)
"""The most particular first: an object is read as the first shape it has. Most are named for the software that made
them known. Campaigns and banners have names and dates too: the last shape asks for a place."""

LISTED = Shape(
    name="a list of events",
    needs=(),
    one_of=(
        "title", "name", "eventName", "event_name", "headline", "summary", "titel", "titulo", "título", "titre",
        "nombre", "nome", "event", "topic", "what",
    ),
    start=(
        "start", "startDate", "start_date", "startDateTime", "start_datetime", "startTime", "start_time", "startsAt",
        "starts_at", "startAt", "start_at", "begin", "date", "datetime", "dateTime", "date_time", "eventDate",
        "event_date", "dateISO", "isoDate", "day", "datum", "fecha", "data", "when",
    ),
    end=(
        "end", "endDate", "end_date", "endDateTime", "end_datetime", "endTime", "end_time", "endsAt", "ends_at",
        "endAt", "end_at", "finish", "until",
    ),
    clock=("time", "startTime", "start_time", "timeStart", "hour", "hours", "hora", "heure", "uhrzeit", "zeit"),
    timezone=("timezone", "timeZone", "tz"),
    all_day=("allDay", "all_day", "isAllDay"),
    properties={
        "name": (
            "title", "name", "eventName", "event_name", "headline", "summary", "titel", "titulo", "título", "titre",
            "nombre", "nome", "event", "topic", "what",
        ),
        "url": ("url", "link", "href", "permalink", "website"),
        "registrationUrl": (
            "registrationUrl", "registration_url", "registrationLink", "ticketUrl", "ticket_url", "rsvpUrl", "rsvp_url",
        ),
        "description": ("description", "desc", "details", "excerpt", "beschreibung", "descripcion", "descrição"),
    },
    place={
        "name": (
            "location.name", "venue.name", "place.name", "location", "venue", "place", "where", "ort", "lieu", "lugar",
            "local", "luogo", "room",
        ),
        "address": ("location.address", "venue.address", "address"),
    },
)  # fmt: skip
"""What people name the fields of a list they write themselves. It is read only where the list's own name says that
it holds events: things of every kind have names and dates."""
