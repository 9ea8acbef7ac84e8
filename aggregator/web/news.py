"""What changed, in words for people: "Moved from Tuesday 24 November to Thursday 26 November, 7:00 pm PST". Pure.

Refuses to judge what is news to whom: each sentence names its kind, and `MATTERS` says which kinds somebody who means
to go wants to be told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from aggregator.normalize.identity import fold
from aggregator.store.news import News
from aggregator.web.format import (
    WEEKDAYS,
    DateOrTime,
    Span,
    clock_words,
    day_words,
    read_iso,
    when_words,
    zone_words,
)

KINDS = {
    "cancelled": "Cancelled",
    "postponed": "Postponed",
    "back": "Back on",
    "withdrawn": "No longer listed",
    "moved": "Moved",
    "place": "Place",
    "sign-up": "Sign-up",
    "new": "New",
    "renamed": "Renamed",
    "detail": "Changed",
}
"""Each kind of sentence with its label, what weighs most first: an event that has several is filed under the first."""

MATTERS = frozenset(KINDS) - {"new", "detail"}
"""What somebody who means to go wants to be told. New events are announced by the calendar itself."""

FIELDS = {
    "start": "Start",
    "end": "End",
    "timezone": "Time zone",
    "location": "Place",
    "attendance_mode": "In person or online",
    "registration_url": "Sign-up link",
    "registration": "Sign-up",
    "register_by_date": "Sign up by",
    "url": "Page",
    "rrule": "Repeats",
    "rdates": "Further dates",
    "exdates": "Dates left out",
    "postal_code": "Postal code",
    "locality": "Town",
}
"""Fields whose name is not simply the word people use."""

PLACE = ("location", "venue", "address", "locality", "region", "postal_code", "country", "latitude", "longitude")
SIGN_UP = ("registration", "registration_url", "register_by_date", "price")
OFF = ("cancelled", "postponed")
FULL_OR_CLOSED = ("full", "closed")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence, without its full stop. old, new: the values as they stood, where it does not tell them."""

    kind: str
    text: str
    old: str | None = None
    new: str | None = None


Values = dict[str, tuple[str | None, str | None]]
"""Field → what it said and what it says."""


def said(news: News) -> tuple[Said, ...]:
    """What happened, the weightiest first; nothing where a reader could not have noticed."""
    if any(change.kind == "new" for change in news.changes):
        return tuple(_one_date(news) if news.recurrence_id else _new(news))
    values: Values = {c.field: (c.old, c.new) for c in news.changes if c.field}
    found = [*_listed(news), *chain.from_iterable(topic(news, values) for topic in TOPICS)]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def headline(sentences: Sequence[Said]) -> str:
    """The kind a piece of news is filed under."""
    return min((one.kind for one in sentences), key=list(KINDS).index, default="detail")


def field_words(field: str) -> str:
    """The name of a field as people say it: "Sign-up link" for `registration_url`."""
    return FIELDS.get(field, field.replace("_", " ").capitalize())


def value_words(field: str, value: str | None, timezone: str) -> str | None:
    """A stored value for people: times in words, everything else as it is."""
    if not value or field not in ("start", "end"):
        return value or None
    moment = _moment(value, timezone)
    return value if moment is None else when_words(Span(moment, None, timezone), year=True)


# --------------------------------------------------------------------------------------------------- the whole event


def _new(news: News) -> Iterator[Said]:
    if news.joined:
        yield Said("detail", f"Now also listed by {news.source_name}")
    else:
        yield Said("new", "New in this calendar")


def _one_date(news: News) -> Iterator[Said]:
    """A date of a series that its source now tells by itself."""
    original = _original(news)
    if not news.joined or original is None:
        return
    day = day_words(_day(original))
    if news.status in OFF:
        yield Said(news.status, f"{KINDS[news.status]} on {day}; the other dates stand")
    elif news.start != original:
        yield Said("moved", f"{_move(original, news.start, news.timezone)}; the other dates stand")
    else:
        yield Said("detail", f"{day} is now told by itself")


def _listed(news: News) -> Iterator[Said]:
    kinds = {change.kind for change in news.changes if change.field is None}
    if "withdrawn" in kinds and not news.recurrence_id:
        yield Said("withdrawn", "No longer listed by its source, which does not say why; ask before you go")
    elif "withdrawn" in kinds:
        yield Said("detail", "This date is no longer told by itself")
    elif "back" in kinds:
        yield Said("back", "Listed again")


# --------------------------------------------------------------------------------------------------- one topic each


def _status(news: News, values: Values) -> Iterator[Said]:
    old, new = values.pop("status", (None, None))
    if new == "cancelled":
        yield Said("cancelled", "Cancelled")
    elif new == "postponed":
        yield Said("postponed", "Postponed: not at this time, and a new date may follow")
    elif old in OFF:
        yield Said("back", f"Back on: it was {old}")
    elif new == "tentative":
        yield Said("postponed", "No longer certain to take place")
    elif old == "tentative":
        yield Said("back", "Confirmed: it will take place")


def _time(news: News, values: Values) -> Iterator[Said]:
    zones = values.pop("timezone", (news.timezone, news.timezone))
    ends, starts = values.pop("end", None), values.pop("start", None)
    if starts is not None:
        old, new = (_moment(text, zone or news.timezone) for text, zone in zip(starts, zones, strict=True))
        if old is None or new is None:
            yield Said("moved", "Its time changed", *starts)
        elif news.rrule and "FREQ=WEEKLY" in news.rrule and _is_weekly_shift(old, new):
            yield Said("moved", _weekly(old, new))
        else:
            yield Said("moved", _move(old, new, news.timezone))
    elif ends is not None:
        yield from _end(news, *ends)
    elif zones[0] != zones[1]:
        yield Said("detail", "Time zone corrected", *zones)


def _end(news: News, old: str | None, new: str | None) -> Iterator[Said]:
    was, now = (_moment(text, news.timezone) for text in (old, new))
    if now is None:
        yield Said("detail", "It no longer says when it ends", old, new)
    elif was is None:
        yield Said("detail", f"Ends {_until(now)}")
    else:
        yield Said("moved", f"Now ends {_until(now)} instead of {_until(was)}")


ATTENDANCE = {
    "online": "Moved online",
    "offline": "Now in person",
    "mixed": "Now both in person and online",
}


def _place(news: News, values: Values) -> Iterator[Said]:
    found = {name: values.pop(name) for name in PLACE if name in values}
    mode = values.get("attendance_mode", (None, None))
    if mode == ("offline", "online"):
        values.pop("attendance_mode")
        room = found.get("location", (None, None))[0]
        yield Said("place", f"Moved online; it was to be at {room}" if room else ATTENDANCE["online"])
        return
    if not found:
        return
    whole = found.get("location") or tuple(
        ", ".join(
            pair[side] or "" for name, pair in found.items() if name in ("venue", "address", "locality") and pair[side]
        )
        for side in (0, 1)
    )
    old, new = whole
    if fold(old or "") == fold(new or ""):
        name, (was, now) = next(iter(found.items()))
        yield Said("detail", f"{field_words(name)} corrected", was, now)
    elif not old:
        yield Said("place", f"Place announced: {new}")
    elif not new:
        yield Said("place", f"The place is no longer given; it was {old}")
    else:
        yield Said("place", f"Now at {new}; it was {old}")


def _attendance(news: News, values: Values) -> Iterator[Said]:
    old, new = values.pop("attendance_mode", (None, None))
    if new in ATTENDANCE and old:
        yield Said("place", ATTENDANCE[new])
    elif old or new:
        yield Said("detail", field_words("attendance_mode"), old, new)


def _sign_up(news: News, values: Values) -> Iterator[Said]:
    state, link, by, price = (values.pop(name, None) for name in SIGN_UP)
    words = _sign_up_words(*state) if state else None
    if words:
        yield Said("sign-up", words)
    if link:
        yield from _sign_up_link(*link, told=words is not None)
    if by:
        yield Said("sign-up", f"Sign up by {_plain_day(by[1])}" if by[1] else "No last day to sign up any more", by[0])
    if price:
        yield Said("detail", "Price", *price)


def _sign_up_words(old: str | None, new: str | None) -> str | None:
    if new == "full":
        return "Full: no places left"
    if new == "closed":
        return "Sign-up closed"
    if new in ("open", "required"):
        again = " again" if old in FULL_OR_CLOSED else ""
        return f"Sign-up opened{again}" if new == "open" or again else "Sign-up is now required"
    if new == "none":
        return "No sign-up needed any more" if old in ("required", "open", *FULL_OR_CLOSED) else "No sign-up needed"
    return "No longer full" if old == "full" else None


def _sign_up_link(old: str | None, new: str | None, *, told: bool) -> Iterator[Said]:
    if not new:
        yield Said("sign-up", "The sign-up link was taken away", old, None)
    elif old:
        yield Said("sign-up", "New sign-up link", old, new)
    elif not told:
        yield Said("sign-up", "Sign-up opened", None, new)


def _title(news: News, values: Values) -> Iterator[Said]:
    old, new = values.pop("title", (None, None))
    if old and new:
        yield Said("renamed" if fold(old) != fold(new) else "detail", f"Now called “{new}”; it was “{old}”")


def _dates(news: News, values: Values) -> Iterator[Said]:
    """The dates of a series: those left out are off, those put in are on."""
    out, more = values.pop("exdates", None), values.pop("rdates", None)
    for pair, kinds, words in (
        (out, ("cancelled", "back"), ("Not on", "On after all:")),
        (more, ("moved", "cancelled"), ("Also on", "No longer on")),
    ):
        if pair is None:
            continue
        was, now = (set((text or "").split(", ")) - {""} for text in pair)
        for kind, word, found in zip(kinds, words, (now - was, was - now), strict=True):
            days = ", ".join(_plain_day(text) for text in sorted(found) if not text.endswith("…"))
            if days:
                yield Said(kind, f"{word} {days}")
    rule = values.pop("rrule", None)
    if rule:
        yield Said("moved", "It repeats differently now", *rule)


def _rest(news: News, values: Values) -> Iterator[Said]:
    for field, (old, new) in values.items():
        yield Said("detail", field_words(field), old, new)


TOPICS: tuple[Callable[[News, Values], Iterator[Said]], ...] = (
    *(_status, _time, _place, _attendance, _sign_up, _title, _dates, _rest),
)
"""Each takes the fields it speaks of out of the values, and the last what is left."""


# --------------------------------------------------------------------------------------------------- times in words


def _move(old: DateOrTime, new: DateOrTime, timezone: str) -> str:
    """One moment to another, with what they share said once."""
    if _day(old) != _day(new):
        year = _day(old).year != _day(new).year
        days = f"Moved from {day_words(_day(old), year=year)} to {day_words(_day(new), year=year)}"
        if not isinstance(new, datetime):
            return days
        if not isinstance(old, datetime):
            return f"{days}, {_clock(new)}"
        same = old.timetz().replace(tzinfo=None) == new.timetz().replace(tzinfo=None)
        if same:
            return f"{days}, still {_clock(new)}"
        return (
            f"Moved from {day_words(_day(old), year=year)}, {clock_words(old)}, "
            f"to {day_words(_day(new), year=year)}, {_clock(new)}"
        )
    on = f"on {day_words(_day(new))}"
    if isinstance(old, datetime) and isinstance(new, datetime):
        if old.replace(tzinfo=None) == new.replace(tzinfo=None):
            return f"Time corrected to {_clock(new)} {on}; it was {_clock(old)}"
        return f"Moved from {clock_words(old)} to {_clock(new)} {on}"
    if isinstance(new, datetime):
        return f"Time announced: {_clock(new)} {on}"
    return f"The hour {on} is no longer given"


def _is_weekly_shift(old: DateOrTime, new: DateOrTime) -> bool:
    """Whether weekday or hour differ: a rule that only begins on another day moves nothing."""
    return _day(old).weekday() != _day(new).weekday() or _hour(old) != _hour(new)


def _weekly(old: DateOrTime, new: DateOrTime) -> str:
    was, now = WEEKDAYS[_day(old).weekday()], WEEKDAYS[_day(new).weekday()]
    at = f" at {_clock(new)}" if isinstance(new, datetime) else ""
    if was != now:
        return f"From now on {now}s{at} instead of {was}s"
    return f"From now on{at}" + (f" instead of {clock_words(old)}" if isinstance(old, datetime) else "")


def _original(news: News) -> DateOrTime | None:
    """The moment that a date of a series was at, by its name."""
    text = news.recurrence_id or ""
    try:
        if len(text) == len("20261124"):
            return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone is the event's
        zone = ZoneInfo(news.timezone)
        return moment.replace(tzinfo=UTC).astimezone(zone) if text.endswith("Z") else moment.replace(tzinfo=zone)
    except ValueError:
        return None


def _moment(text: str | None, timezone: str) -> DateOrTime | None:
    try:
        return read_iso(text, timezone) if text else None
    except ValueError:
        return None


def _plain_day(text: str) -> str:
    try:
        return day_words(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _until(moment: DateOrTime) -> str:
    return f"at {_clock(moment)}" if isinstance(moment, datetime) else f"on {day_words(moment)}"


def _clock(moment: DateOrTime) -> str:
    return f"{clock_words(moment)} {zone_words(moment)}" if isinstance(moment, datetime) else ""


def _hour(moment: DateOrTime) -> tuple[int, int] | None:
    return (moment.hour, moment.minute) if isinstance(moment, datetime) else None


def _day(moment: DateOrTime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
