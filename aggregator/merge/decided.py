"""What people decided about events, as merging needs it: what is one, what is not, what is shown, and fields they set.

Pure. Refuses to weigh: a person's word beats every reason and every veto, and of two that contradict each other the
later one counts. A decision about listings that are not there waits until they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import blake2b
from itertools import combinations
from typing import Any, Final
from zoneinfo import ZoneInfo

from aggregator.merge.reasons import Judgement
from aggregator.merge.registry import ENOUGH
from aggregator.merge.units import Unit
from aggregator.model import (
    AttendanceMode,
    Decision,
    Event,
    Listing,
    MergedEvent,
    Precision,
    Registration,
    State,
    Status,
    Verdict,
)

SAID: Final = Judgement(("somebody decided it",), ENOUGH)

TEXTS: Final = (
    *("title", "location", "venue", "address", "locality", "region", "postal_code", "country"),
    *("url", "registration_url", "price", "organizer", "description", "series"),
)
WORDS: Final = {"status": Status, "attendance_mode": AttendanceMode, "registration": Registration}
FIELDS: Final = (*TEXTS, *WORDS, "start", "end", "register_by_date", "categories")
"""What a person may set."""

LinkPair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that stand. together, apart: pairs of listing ids. fields: by listing id."""

    together: tuple[LinkPair, ...] = ()
    apart: frozenset[LinkPair] = frozenset()
    fields: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Decided:
        """From the records of decisions.toml, those taken back left out."""
        pairs: dict[LinkPair, Verdict] = {}
        fields: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in decisions:
            if one.undone_at is not None:
                continue
            if one.verdict in (Verdict.MERGE, Verdict.SPLIT):
                for pair in combinations(one.listings, 2):
                    pairs[frozenset(pair)] = one.verdict
            elif one.verdict is Verdict.SET and one.field is not None:
                for listing_id in one.listings:
                    fields[listing_id].append((one.field, one.value or ""))
        together = tuple(pair for pair, verdict in pairs.items() if verdict is Verdict.MERGE)
        apart = frozenset(pair for pair, verdict in pairs.items() if verdict is Verdict.SPLIT)
        return cls(together, apart, dict(fields))

    def pairs(self, units: Sequence[Unit]) -> list[tuple[int, int]]:
        """The units that people said are one, by number."""
        if not self.together:
            return []
        wanted = {listing_id for pair in self.together for listing_id in pair}
        home = {m.id: number for number, unit in enumerate(units) for m in unit.members if m.id in wanted}
        found = {tuple(sorted(home[one] for one in pair)) for pair in self.together if all(one in home for one in pair)}
        return sorted((a, b) for a, b in (pair for pair in found if len(pair) == 2) if a != b)

    def said_with(self, listing_ids: Iterable[str]) -> set[str]:
        """The listings that people said are one event with some of these."""
        wanted = set(listing_ids) if self.together else set()
        return {one for pair in self.together if not pair.isdisjoint(wanted) for one in pair}

    def are_apart(self, a: Unit, b: Unit) -> bool:
        """Whether people said that these two are not one event."""
        return bool(self.apart) and any(frozenset((m.id, n.id)) in self.apart for m in a.members for n in b.members)

    def separate(self, left: Iterable[Unit], right: Sequence[Unit]) -> bool:
        """Whether people said so of any two of them."""
        return bool(self.apart) and any(self.are_apart(a, b) for a in left for b in right)

    def overlaid(self, event: Event, members: Iterable[Listing]) -> Event:
        """The event with the fields that people set; one that cannot be read in this event is left out."""
        if not self.fields:
            return event
        for member in members:
            for name, value in self.fields.get(member.id, ()):
                try:
                    event = with_field(event, name, value)
                except ValueError:
                    continue
        return event


NOTHING_DECIDED: Final = Decided()


def told_of(decisions: Iterable[Decision]) -> dict[str, str]:
    """Listing → a digest of the decisions that concern it; when it differs, its event has to be merged anew.

    What is taken down is not among them: its listings are gone, and nothing of it is kept.
    """
    told: defaultdict[str, list[str]] = defaultdict(list)
    for one in decisions:
        if one.undone_at is None and one.verdict is not Verdict.TAKEDOWN:
            for listing_id in one.listings:
                told[listing_id].append(repr((one.verdict, one.listings, one.field, one.value)))
    return {name: blake2b("\n".join(texts).encode(), digest_size=8).hexdigest() for name, texts in told.items()}


def states_of(merged: Iterable[MergedEvent], decisions: Iterable[Decision]) -> dict[str, State]:
    """Event id → where people put it: hidden, or published although it was doubtful. The later decision counts."""
    by_listing: dict[str, State] = {}
    for one in decisions:
        if one.undone_at is None and one.verdict in (Verdict.HIDE, Verdict.ACCEPT):
            state = State.HIDDEN if one.verdict is Verdict.HIDE else State.PUBLISHED
            by_listing |= dict.fromkeys(one.listings, state)
    found: dict[str, State] = {}
    for event in merged if by_listing else ():
        states = {by_listing[listing_id] for listing_id in event.listing_ids if listing_id in by_listing}
        if states:
            found[event.id] = State.HIDDEN if State.HIDDEN in states else State.PUBLISHED
    return found


def with_field(event: Event, name: str, value: str) -> Event:
    """The event with one field as a person writes it; empty text means that nothing is known.

    Times are ISO 8601, without an offset in the event's own zone; a new start takes the end along. Raises ValueError
    with a sentence for what the field cannot hold.
    """
    if name not in FIELDS:
        raise ValueError(f"there is no field {name!r} to set; there are {', '.join(FIELDS)}")
    text = value.strip()
    if name in TEXTS:
        if name == "title" and not text:
            raise ValueError("an event needs a title")
        return _replaced(event, {name: text or None})
    if name in WORDS:
        try:
            return _replaced(event, {name: WORDS[name](text)})
        except ValueError:
            raise ValueError(f"{name} is one of {', '.join(WORDS[name])}, not {text!r}") from None
    if name == "categories":
        return _replaced(event, {name: tuple(part.strip() for part in text.split(",") if part.strip())})
    if name == "register_by_date":
        return _replaced(event, {name: _moment(text, event, day_only=True) if text else None})
    return _timed(event, name, text)


def _timed(event: Event, name: str, text: str) -> Event:
    if event.rrule or event.rdates:
        raise ValueError("the time of a series cannot be set, because its rule makes its dates")
    if name == "end" and not text:
        return _replaced(event, {"end": None})
    moment = _moment(text, event)
    timed = isinstance(moment, datetime)
    if name == "end":
        if timed == event.all_day or moment < event.start:
            raise ValueError(f"the end {text!r} does not fit the start {event.start.isoformat()}")
        return _replaced(event, {"end": moment})
    end = None
    if event.end is not None and timed is isinstance(event.start, datetime):
        end = moment + (event.end - event.start)
    precision = Precision.TIME if timed else Precision.DAY
    return _replaced(event, {"start": moment, "end": end, "all_day": not timed, "precision": precision})


def _moment(text: str, event: Event, *, day_only: bool = False) -> date:
    moment: datetime | None = None
    with suppress(ValueError):
        if len(text) == len("2026-11-24"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    if moment is None or day_only:
        wanted = "a day such as 2026-11-24" + ("" if day_only else ", or a time such as 2026-11-24T19:00")
        raise ValueError(f"{text!r} is not {wanted}")
    zone = ZoneInfo(event.timezone)
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _replaced(event: Event, values: dict[str, Any]) -> Event:
    return replace(event, **values)
