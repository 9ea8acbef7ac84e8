"""Listings made from a seed, and which of them are one event: the labelled set that merging is measured by.

Written from how groups, portals and calendar plug-ins write (docs/merging.md names the shapes), not from how listings
are compared: it imports nothing of `aggregator.merge`. Each shape gives a few listings and the pairs among them that
are, or are not, one event; all stand in one world, so that everything can be mistaken for everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from aggregator.model import AttendanceMode, DateOrTime, Event, Listing, Role, Source
from tests.listings import ZONE, event, listing
from tests.merge import made_words as words

FIRST_DAY: Final = date(2026, 11, 2)
DAYS: Final = 90
ORGANIZERS: Final = tuple(f"group-{n}" for n in range(16))
PORTALS: Final = tuple(f"portal-{n}" for n in range(6))
SOURCES: Final = (
    *(Source(slug=slug, name=slug.title(), url=f"https://{slug}.example.org/") for slug in ORGANIZERS),
    *(Source(slug=s, name=s.title(), url=f"https://{s}.example.org/", role=Role.AGGREGATOR) for s in PORTALS),
)


@dataclass(frozen=True)
class Pair:
    """Two listings by id, whether they are one event, and the shape they were made in."""

    a: str
    b: str
    same: bool
    shape: str


@dataclass
class World:
    """All listings and the labelled pairs. truth: listing id → the number of the event it tells."""

    listings: list[Listing] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    truth: dict[str, int] = field(default_factory=dict)


Facts = dict[str, Any]
Told = tuple[str, Facts]
"""A source's slug, and what it says."""
Shape = Callable[["Maker"], list[list[Told]]]
"""Events, each as the listings that tell it: within one they are the same, between two they are not."""


class Maker:
    """Draws facts. One for a world."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def pick(self, options: Any) -> Any:
        return self.random.choice(options)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def slugs(self, organizers: int = 1, portals: int = 1) -> list[str]:
        """Different sources, those who organize first."""
        return [*self.random.sample(ORGANIZERS, organizers), *self.random.sample(PORTALS, portals)]

    def moment(self) -> datetime:
        day = FIRST_DAY + timedelta(days=self.random.randrange(DAYS))
        hour = self.pick((10, 11, 13, 14, 17, 18, 18, 18, 19, 19, 19, 19))
        return datetime(day.year, day.month, day.day, hour, self.pick((0, 0, 0, 30)), tzinfo=ZONE)

    def place(self, town: int | None = None) -> Facts:
        n = self.random.randrange(len(words.TOWNS)) if town is None else town
        name, region, latitude, longitude = words.TOWNS[n]
        number = self.random.randrange(len(words.VENUES))
        venue = words.VENUES[number]
        street = f"{100 + 37 * number} {words.STREETS[(number + n) % len(words.STREETS)]}"
        return {
            "venue": venue if self.maybe(0.5) else f"{name} {venue}",
            "address": street,
            "locality": name,
            "region": region,
            "latitude": latitude + number / 200,
            "longitude": longitude - number / 300,
        }

    def title(self) -> str:
        subject, kind = self.pick(words.SUBJECTS), self.pick(words.KINDS)
        group, other = self.pick(words.GROUPS), self.pick(words.SUBJECTS)
        return str(
            self.pick(
                (
                    *(f"{subject} {kind}", f"{kind}: {subject}", f"{kind} on {subject} and {other}"),
                    *(f"{group} {subject} {kind}", f"{kind}: {subject} with the {group}"),
                    f"{subject} {kind}: {self.pick(words.SUBTITLES)}",
                )
            )
        )

    def facts(self, **given: Any) -> Facts:
        """One event, as those who hold it tell it."""
        self.count += 1
        start = given.pop("start", None) or self.moment()
        facts: Facts = {"title": self.title(), "start": start, "organizer": self.pick(words.GROUPS), **self.place()}
        if isinstance(start, datetime) and self.maybe(0.7):
            facts["end"] = start + timedelta(minutes=self.pick((60, 90, 120, 180)))
        if self.maybe(0.6):
            facts["url"] = f"https://site{self.random.randrange(40)}.example.org/events/{self.count}-{start:%y%m%d}"
        if self.maybe(0.4):
            facts["registration_url"] = f"https://signup.example.org/e/{self.count * 7919}"
        return facts | given

    def copied(self, facts: Facts, **given: Any) -> Facts:
        """What a portal makes of it: an address of its own, the organizer often lost, the place in one of its ways."""
        copy = dict(facts)
        copy["url"] = f"https://portal.example.org/listing/{self.random.randrange(10**9)}"
        if self.maybe(0.5):
            copy.pop("organizer", None)
        if self.maybe(0.3):
            copy.pop("end", None)
        if self.maybe(0.5):
            copy.pop("registration_url", None)
        elif "registration_url" in copy:
            copy["registration_url"] += "?utm_source=portal"
        return self._placed(copy) | given

    def _placed(self, copy: Facts) -> Facts:
        """The place as portals tell it: whole, without coordinates, the venue alone, or as a line of text."""
        way = self.random.randrange(6)
        if way <= 1 or "venue" not in copy:
            return copy
        for name in ("latitude", "longitude"):
            copy.pop(name, None)
        if way == 2:
            copy.pop("address", None)
        elif way == 3:
            line = f"{copy['venue']}, {copy.pop('address', '')}, {copy['locality']}, {copy['region']}"
            copy |= {"location": line, "venue": None}
        elif way == 4:
            copy["address"] = str(copy.get("address", "")).replace("Street", "St").replace("Avenue", "Ave") or None
        else:
            copy |= {"address": None, "locality": copy["locality"] if self.maybe(0.7) else None}
        return copy


# ------------------------------------------------------------------------------------- shapes of one event, told twice


def _one(make: Maker, facts: Facts, *others: Facts, organizers: int = 1) -> list[list[Told]]:
    """One event by one who holds it and one portal for each other telling."""
    slugs = make.slugs(organizers, 1 + len(others) - organizers)
    return [list(zip(slugs, (facts, *others), strict=True))]


def copied_whole(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    return _one(make, facts, make.copied(facts))


def two_groups_post_it(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    other = dict(facts) | {"url": f"https://ally.example.org/{make.count}", "organizer": make.pick(words.GROUPS)}
    if make.maybe(0.5):
        other.pop("organizer")
    return _one(make, facts, other, organizers=2)


def at_venue(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    told = make.pick(("{title} at {venue}", "{title} @ {venue}", "{title} – {venue}, {locality}"))
    return _one(make, facts, make.copied(facts, title=told.format(**facts)))


def cut_short(make: Maker) -> list[list[Told]]:
    facts = make.facts(title=f"{make.title()}: {make.pick(words.SUBTITLES)}")
    length = make.random.randrange(24, 44)
    ending = make.pick(("…", "...", ""))
    return _one(make, facts, make.copied(facts, title=facts["title"][:length].rstrip() + ending))


def group_before_title(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    told = make.pick(("{organizer}: {title}", "{organizer} presents {title}", "[{organizer}] {title}"))
    return _one(make, facts, make.copied(facts, title=told.format(**facts)))


def subtitle_left_out(make: Maker) -> list[list[Told]]:
    title = make.title()
    facts = make.facts(title=f"{title}: {make.pick(words.SUBTITLES)}")
    return _one(make, facts, make.copied(facts, title=title))


def other_zone_label(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    zone = make.pick(("UTC", "America/New_York", "America/Denver"))
    copy = make.copied(facts, timezone=zone, start=facts["start"].astimezone(ZoneInfo(zone)))
    copy.pop("end", None)
    return _one(make, facts, copy)


def day_without_hour(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    copy = make.copied(facts, start=facts["start"].date(), end=None)
    copy |= {"venue": facts["venue"], "locality": facts["locality"], "location": None}
    return _one(make, facts, copy)


def half_an_hour_off(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    shift = timedelta(minutes=make.pick((-30, 30, 15, 60, -60)))
    copy = dict(facts) | {"start": facts["start"] + shift, "url": f"https://portal.example.org/x/{make.count}"}
    copy.pop("end", None)
    return _one(make, facts, copy)


def typo(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    letters = list(facts["title"])
    for _ in range(make.pick((1, 1, 2))):
        where = make.random.randrange(1, len(letters) - 1)
        if letters[where].isalpha() and letters[where + 1].isalpha():
            letters[where], letters[where + 1] = letters[where + 1], letters[where]
    return _one(make, facts, make.copied(facts, title="".join(letters)))


def dressed_up(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    told = make.pick(
        ("{} ✊", "FREE! {}", "CANCELLED: {}", "{} (in person)", "{} – RSVP", "Save the date: {}", "* {} *")
    )
    title = told.format(facts["title"].upper() if make.maybe(0.4) else facts["title"].replace(" and ", " & "))
    return _one(make, facts, make.copied(facts, title=title))


def translated(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    title = f"{make.pick(tuple(words.SPANISH.values()))} {make.pick(words.ABOUT_SPANISH)}"
    link = f"https://signup.example.org/e/{make.count * 7919}"
    key = make.pick(("url", "registration_url"))
    facts[key] = link
    copy = make.copied(facts, title=title) | {key: link} | {k: facts[k] for k in ("venue", "address", "locality")}
    return _one(make, facts, copy)


def hybrid(make: Maker) -> list[list[Told]]:
    facts = make.facts(attendance_mode=AttendanceMode.MIXED)
    copy = make.copied(facts, attendance_mode=make.pick((AttendanceMode.ONLINE, AttendanceMode.OFFLINE)))
    if copy["attendance_mode"] is AttendanceMode.ONLINE:
        copy |= dict.fromkeys(("venue", "address", "locality", "region", "latitude", "longitude", "location"))
    return _one(make, facts, copy)


def online_twice(make: Maker) -> list[list[Told]]:
    nowhere = dict.fromkeys(("venue", "address", "locality", "region", "latitude", "longitude"))
    facts = make.facts(attendance_mode=AttendanceMode.ONLINE, **nowhere)
    return _one(make, facts, make.copied(facts))


def moved_online(make: Maker) -> list[list[Told]]:
    """By who holds it; the portal still tells the room, and names the organizer or has one of its links."""
    room = make.facts(attendance_mode=AttendanceMode.OFFLINE)
    nowhere = dict.fromkeys(("venue", "address", "locality", "region", "latitude", "longitude"))
    facts = room | nowhere | {"attendance_mode": AttendanceMode.ONLINE}
    if make.maybe(0.5):
        facts["title"] = make.pick(("Moved online: {}", "{} (online)", "ONLINE: {}")).format(room["title"])
    kept = make.pick(("organizer", "url", "registration_url"))
    shared = {kept: facts.get(kept) or f"https://site.example.org/kept/{make.count}"}
    return _one(make, facts | shared, make.copied(room) | shared)


def place_unknown_to_one(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    copy = make.copied(facts)
    nowhere = dict.fromkeys(("venue", "address", "region", "latitude", "longitude", "location"))
    return _one(make, facts, copy | nowhere | {"locality": facts["locality"] if make.maybe(0.8) else None})


def same_uid_back(make: Maker) -> list[list[Told]]:
    facts = make.facts(uid=f"{make.random.randrange(16**12):012x}@calendar.example.org")
    return _one(make, facts, make.copied(facts))


def kept_for_days(make: Maker) -> list[list[Told]]:
    day = make.moment().date()
    last = day + timedelta(days=make.pick((1, 2)))
    facts = make.facts(title=f"{make.pick(words.SUBJECTS)} Convergence", start=day, end=last)
    return _one(make, facts, make.copied(facts, end=last))


def _weekly(make: Maker) -> Facts:
    return make.facts(rrule="FREQ=WEEKLY", url=None, end=None)


def series_listed_later(make: Maker) -> list[list[Told]]:
    facts = _weekly(make)
    later = facts["start"] + timedelta(weeks=make.random.randrange(1, 6))
    later = datetime(later.year, later.month, later.day, later.hour, later.minute, tzinfo=ZONE)
    day = "MO TU WE TH FR SA SU".split()[later.weekday()]
    rule = make.pick(("FREQ=WEEKLY", f"FREQ=WEEKLY;BYDAY={day}", "FREQ=WEEKLY;INTERVAL=1", "FREQ=WEEKLY;COUNT=20"))
    return _one(make, facts, make.copied(facts, start=later, rrule=rule))


def series_and_dates(make: Maker) -> list[list[Told]]:
    facts = _weekly(make)
    portal = make.pick(PORTALS)
    dates = []
    for week in sorted(make.random.sample(range(10), make.pick((1, 3, 5)))):
        day = facts["start"].replace(tzinfo=None) + timedelta(weeks=week)
        dates.append((portal, make.copied(facts, start=day.replace(tzinfo=ZONE), rrule=None)))
    return [[(make.pick(ORGANIZERS), facts), *dates]]


# ------------------------------------------------------------------------------------- shapes of what is not one event


def _two(make: Maker, facts: Facts, other: Facts) -> list[list[Told]]:
    """Two events, each by a source of its own."""
    a, b = make.random.sample((*ORGANIZERS, *PORTALS), 2)
    return [[(a, facts)], [(b, other)]]


def _apart(facts: Facts, **given: Any) -> Facts:
    """Like facts, without the links that are that event's own."""
    return dict(facts) | {"url": None, "registration_url": None} | given


def next_week(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    return _two(
        make, facts, _apart(facts, start=facts["start"] + timedelta(days=make.pick((1, 7, 7, 14, 28))), end=None)
    )


def day_of_action(make: Maker) -> list[list[Told]]:
    first, second = make.random.sample(range(len(words.TOWNS)), 2)
    facts = make.facts(**make.place(first))
    return _two(make, facts, _apart(facts, **make.place(second)))


def propositions(make: Maker) -> list[list[Told]]:
    number = make.random.randrange(2, 30)
    kind = make.pick(("Prop {} {}", "Ward {} {}", "{}: Measure {}"))
    noun = make.pick(words.KINDS)
    one, other = [kind.format(noun, n) if kind.startswith("{}") else kind.format(n, noun) for n in (number, number + 1)]
    facts = make.facts(title=one)
    return _two(make, facts, _apart(facts, title=other))


def parts(make: Maker) -> list[list[Told]]:
    title = make.title()
    told = make.pick(("{}, part {}", "{} (session {})", "{}: week {}"))
    one, other = make.pick(((1, 2), ("one", "two"), ("I", "II"), (2, 3)))
    facts = make.facts(title=told.format(title, one))
    return _two(make, facts, _apart(facts, title=told.format(title, other)))


def annual(make: Maker) -> list[list[Told]]:
    title = make.title()
    facts = make.facts(title=f"5th Annual {title}")
    return _two(make, facts, _apart(facts, title=f"6th Annual {title}"))


def two_sittings(make: Maker) -> list[list[Told]]:
    """Both sources list both; the early and the late one are two events."""
    early = make.facts()
    gap = timedelta(minutes=make.pick((60, 90, 120, 180, 300)))
    late = dict(early) | {"start": early["start"] + gap, "end": None}
    a, b = make.slugs()
    return [[(a, early), (b, make.copied(early))], [(a, late), (b, make.copied(late))]]


def everybodys_title(make: Maker) -> list[list[Told]]:
    town = make.random.randrange(len(words.TOWNS))
    title = make.pick(words.GENERIC)
    one, other = make.random.sample(words.GROUPS, 2)
    facts = make.facts(title=title, organizer=one, **make.place(town))
    place = make.place(town)
    while place["address"] == facts["address"]:
        place = make.place(town)
    return _two(make, facts, _apart(facts, organizer=other, **place))


def two_rooms(make: Maker) -> list[list[Told]]:
    facts = make.facts()
    other = make.title()
    while other.split()[0] == facts["title"].split()[0]:
        other = make.title()
    return _two(make, facts, _apart(facts, title=other, organizer=make.pick(words.GROUPS)))


def online_by_two(make: Maker) -> list[list[Told]]:
    nowhere = dict.fromkeys(("venue", "address", "locality", "region", "latitude", "longitude"))
    one, other = make.random.sample(words.GROUPS, 2)
    facts = make.facts(title=make.pick(words.GENERIC), organizer=one, attendance_mode=AttendanceMode.ONLINE, **nowhere)
    return _two(make, facts, _apart(facts, organizer=other))


def online_and_in_a_room(make: Maker) -> list[list[Told]]:
    """One idea at one hour, by two groups."""
    one, other = make.random.sample(words.GROUPS, 2)
    nowhere = dict.fromkeys(("venue", "address", "locality", "region", "latitude", "longitude"))
    facts = make.facts(organizer=one, attendance_mode=AttendanceMode.OFFLINE)
    return _two(make, facts, _apart(facts, organizer=other, attendance_mode=AttendanceMode.ONLINE, **nowhere))


def sessions(make: Maker) -> list[list[Told]]:
    name = f"{make.pick(words.SUBJECTS)} Conference"
    one, other = make.random.sample(words.SUBJECTS, 2)
    facts = make.facts(title=f"{name}: {one}")
    return _two(make, facts, _apart(facts, title=f"{name}: {other}"))


def audiences(make: Maker) -> list[list[Told]]:
    one, other = make.pick(words.AUDIENCES)
    subject = make.pick(words.SUBJECTS)
    kind = make.pick(words.KINDS)
    facts = make.facts(title=f"{subject} {kind} {one}")
    return _two(make, facts, _apart(facts, title=f"{subject} {kind} {other}"))


def branches(make: Maker) -> list[list[Told]]:
    town = make.random.randrange(len(words.TOWNS))
    title = make.pick((*words.GENERIC, make.title()))
    first, second = make.random.sample(("Eastside", "Hillview", "Dockside", "Old Mill"), 2)
    common = {"address": None, "latitude": None, "longitude": None, "organizer": "County Library"}
    facts = make.facts(title=title, **make.place(town)) | common | {"venue": f"{first} Branch Library"}
    return _two(make, facts, _apart(facts, venue=f"{second} Branch Library"))


def form_for_all(make: Maker) -> list[list[Told]]:
    """One sign-up form for everything a group does, two things at one hour."""
    facts = make.facts(registration_url="https://forms.example.org/volunteer")
    other = make.facts(start=facts["start"], organizer=facts["organizer"], registration_url=facts["registration_url"])
    third = make.facts(organizer=facts["organizer"], registration_url=facts["registration_url"])
    a, b = make.random.sample(ORGANIZERS, 2)
    return [[(a, facts)], [(b, other)], [(a, third)]]


def series_on_other_days(make: Maker) -> list[list[Told]]:
    facts = _weekly(make)
    other = _apart(facts, start=facts["start"] + timedelta(days=make.pick((1, 2, 3))), rrule="FREQ=WEEKLY")
    return _two(make, facts, other)


def date_beside_a_series(make: Maker) -> list[list[Told]]:
    facts = _weekly(make)
    return _two(
        make, facts, _apart(facts, start=facts["start"] + timedelta(days=make.pick((1, 3, 10, 16))), rrule=None)
    )


def day_in_other_towns(make: Maker) -> list[list[Told]]:
    first, second = make.random.sample(range(len(words.TOWNS)), 2)
    facts = make.facts(**make.place(first))
    return _two(make, facts, _apart(facts, start=facts["start"].date(), end=None, **make.place(second)))


SAME: Final[Mapping[str, Shape]] = {
    shape.__name__.replace("_", " "): shape
    for shape in (
        *(copied_whole, two_groups_post_it, at_venue, cut_short, group_before_title, subtitle_left_out),
        *(other_zone_label, day_without_hour, half_an_hour_off, typo, dressed_up, translated, hybrid, online_twice),
        *(moved_online, place_unknown_to_one, same_uid_back, kept_for_days, series_listed_later, series_and_dates),
    )
}
OTHER: Final[Mapping[str, Shape]] = {
    shape.__name__.replace("_", " "): shape
    for shape in (
        *(next_week, day_of_action, propositions, parts, annual, two_sittings, everybodys_title, two_rooms),
        *(
            online_by_two,
            online_and_in_a_room,
            sessions,
            audiences,
            branches,
            form_for_all,
            series_on_other_days,
            date_beside_a_series,
        ),
        day_in_other_towns,
    )
}


@cache
def world(seed: int = 1, each: int = 45) -> World:
    """Each shape `each` times, all in one calendar, in an order of its own."""
    make, made = Maker(seed), World()
    for name, shape in (*SAME.items(), *OTHER.items()):
        for _ in range(each):
            _add(made, make, name, shape(make))
    make.random.shuffle(made.listings)
    return made


def _add(made: World, make: Maker, name: str, events: list[list[Told]]) -> None:
    first = max(made.truth.values(), default=0) + 1
    told: list[tuple[int, Listing]] = []
    for number, tellings in enumerate(events, start=first):
        for slug, facts in tellings:
            told.append((number, listing(_event(make, slug, facts))))
    for number, one in told:
        made.listings.append(one)
        made.truth[one.id] = number
    for (event_of_a, a), (event_of_b, b) in combinations(told, 2):
        made.pairs.append(Pair(a.id, b.id, event_of_a == event_of_b, name))


def _event(make: Maker, slug: str, facts: Facts) -> Event:
    facts = {key: value for key, value in facts.items() if value is not None}
    uid = facts.pop("uid", None) or f"{make.random.randrange(16**10):010x}@{slug}.example.org"
    return event(uid, facts.pop("title"), facts.pop("start"), source=slug, **facts)


def many(count: int, seed: int = 7) -> Iterator[Listing]:
    """So many listings as a large calendar has them: two in five are told a second time, over four hundred days."""
    make = Maker(seed)
    made = 0
    while made < count:
        start = make.moment() + timedelta(days=make.random.randrange(310))
        facts = make.facts(start=start)
        tellings = [(f"group-{make.random.randrange(2000)}", facts)]
        if make.maybe(0.4):
            told: DateOrTime = start.date() if make.maybe(0.05) else start
            tellings.append((make.pick(PORTALS), make.copied(facts, start=told, end=None)))
        for slug, one in tellings[: count - made]:
            yield listing(_event(make, slug, one))
            made += 1


def copy_of(listed: Listing, slug: str) -> Listing:
    """The same listing under another slug."""
    key = replace(listed.event.key, source=slug)
    return listing(replace(listed.event, key=key), seen_at=listed.first_seen_at)
