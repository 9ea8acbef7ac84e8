"""Changes in words: what somebody who means to go is told, for each kind of difference there is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aggregator.model import Change
from aggregator.store.news import News
from aggregator.web.news import KINDS, MATTERS, Said, headline, said

PACIFIC = ZoneInfo("America/Los_Angeles")
TUESDAY, THURSDAY = "2026-11-24T19:00:00-08:00", "2026-11-26T18:00:00-08:00"


def news(*changes: tuple[str, str | None, str | None], kind: str = "changed", **fields: object) -> News:
    told = tuple(Change("abc", kind, field, old, new) for field, old, new in changes) or (Change("abc", kind),)
    known: dict[str, object] = {
        "at": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "listing_id": "abc",
        "event_id": "abc",
        "recurrence_id": None,
        "source": "union",
        "source_name": "Tenants Union",
        "title": "Assembly",
        "start": datetime(2026, 11, 24, 19, tzinfo=PACIFIC),
        "end": None,
        "timezone": "America/Los_Angeles",
        "status": "confirmed",
        "rrule": None,
        "joined": False,
        "withdrawn": False,
        "changes": told,
    }
    return News(**{**known, **fields})  # type: ignore[arg-type]


WORDS: list[tuple[tuple[str, str | None, str | None], str, str]] = [
    (
        ("start", TUESDAY, THURSDAY),
        "moved",
        "Moved from Tuesday 24 November, 7:00 pm, to Thursday 26 November, 6:00 pm PST",
    ),
    (
        ("start", TUESDAY, "2026-11-26T19:00:00-08:00"),
        "moved",
        "Moved from Tuesday 24 November to Thursday 26 November, still 7:00 pm PST",
    ),
    (
        ("start", TUESDAY, "2026-11-24T12:00:00-08:00"),
        "moved",
        "Moved from 7:00 pm to noon PST on Tuesday 24 November",
    ),
    (("start", "2026-11-24", TUESDAY), "moved", "Time announced: 7:00 pm PST on Tuesday 24 November"),
    (("start", TUESDAY, "2026-11-24"), "moved", "The hour on Tuesday 24 November is no longer given"),
    (("start", "2026-11-24", "2026-11-26"), "moved", "Moved from Tuesday 24 November to Thursday 26 November"),
    (
        ("start", "2026-11-24", THURSDAY),
        "moved",
        "Moved from Tuesday 24 November to Thursday 26 November, 6:00 pm PST",
    ),
    (
        ("start", "2026-12-29", "2027-01-05"),
        "moved",
        "Moved from Tuesday 29 December 2026 to Tuesday 5 January 2027",
    ),
    (("start", "nonsense", TUESDAY), "moved", "Its time changed"),
    (
        ("end", TUESDAY, "2026-11-24T21:30:00-08:00"),
        "moved",
        "Now ends at 9:30 pm PST instead of at 7:00 pm PST",
    ),
    (("end", None, "2026-11-24T21:30:00-08:00"), "detail", "Ends at 9:30 pm PST"),
    (("end", None, "2026-11-26"), "detail", "Ends on Thursday 26 November"),
    (("end", TUESDAY, None), "detail", "It no longer says when it ends"),
    (("status", "confirmed", "cancelled"), "cancelled", "Cancelled"),
    (("status", "confirmed", "postponed"), "postponed", "Postponed: not at this time, and a new date may follow"),
    (("status", "cancelled", "confirmed"), "back", "Back on: it was cancelled"),
    (("status", "postponed", "confirmed"), "back", "Back on: it was postponed"),
    (("status", "confirmed", "tentative"), "postponed", "No longer certain to take place"),
    (("status", "tentative", "confirmed"), "back", "Confirmed: it will take place"),
    (("location", "Union Hall", "Library"), "place", "Now at Library; it was Union Hall"),
    (("location", None, "Library"), "place", "Place announced: Library"),
    (("location", "Library", None), "place", "The place is no longer given; it was Library"),
    (("location", "union hall", "Union  Hall"), "detail", "Place corrected"),
    (("venue", "Union Hall", "Annex"), "place", "Now at Annex; it was Union Hall"),
    (("postal_code", "94601", "94602"), "detail", "Postal code corrected"),
    (("attendance_mode", "offline", "online"), "place", "Moved online"),
    (("attendance_mode", "online", "offline"), "place", "Now in person"),
    (("attendance_mode", "offline", "mixed"), "place", "Now both in person and online"),
    (("attendance_mode", None, "offline"), "detail", "In person or online"),
    (("registration", "open", "full"), "sign-up", "Full: no places left"),
    (("registration", "open", "closed"), "sign-up", "Sign-up closed"),
    (("registration", "unknown", "open"), "sign-up", "Sign-up opened"),
    (("registration", "closed", "open"), "sign-up", "Sign-up opened again"),
    (("registration", "full", "required"), "sign-up", "Sign-up opened again"),
    (("registration", "unknown", "required"), "sign-up", "Sign-up is now required"),
    (("registration", "required", "none"), "sign-up", "No sign-up needed any more"),
    (("registration", "unknown", "none"), "sign-up", "No sign-up needed"),
    (("registration", "full", "unknown"), "sign-up", "No longer full"),
    (("registration_url", None, "https://example.org/a"), "sign-up", "Sign-up opened"),
    (("registration_url", "https://example.org/a", "https://example.org/b"), "sign-up", "New sign-up link"),
    (("registration_url", "https://example.org/a", None), "sign-up", "The sign-up link was taken away"),
    (("register_by_date", None, "2026-11-20"), "sign-up", "Sign up by Friday 20 November"),
    (("register_by_date", "2026-11-20", None), "sign-up", "No last day to sign up any more"),
    (("price", "10 USD", "12 USD"), "detail", "Price"),
    (("title", "Assembly", "General assembly"), "renamed", "Now called “General assembly”; it was “Assembly”"),
    (("title", "ASSEMBLY", "Assembly"), "detail", "Now called “Assembly”; it was “ASSEMBLY”"),
    (("exdates", None, TUESDAY), "cancelled", "Not on Tuesday 24 November"),
    (("exdates", f"{TUESDAY}, {THURSDAY}", TUESDAY), "back", "On after all: Thursday 26 November"),
    (("rdates", None, THURSDAY), "moved", "Also on Thursday 26 November"),
    (("rdates", THURSDAY, None), "cancelled", "No longer on Thursday 26 November"),
    (("rrule", "FREQ=WEEKLY", "FREQ=MONTHLY"), "moved", "It repeats differently now"),
    (("description", "a", "b"), "detail", "Description"),
    (("url", None, "https://example.org/a"), "detail", "Page"),
    (("timezone", "America/Denver", "America/Los_Angeles"), "detail", "Time zone corrected"),
]


@pytest.mark.parametrize(("change", "kind", "text"), WORDS, ids=[f"{c[0]}: {t}" for c, _, t in WORDS])
def test_each_difference_has_its_words(change: tuple[str, str | None, str | None], kind: str, text: str) -> None:
    assert [(one.kind, one.text) for one in said(news(change))] == [(kind, text)]


def test_a_corrected_zone_moves_the_hour_and_says_both() -> None:
    change = ("start", "2026-11-24T19:00:00-05:00", TUESDAY), ("timezone", "America/New_York", "America/Los_Angeles")
    assert said(news(*change)) == (
        Said("moved", "Time corrected to 7:00 pm PST on Tuesday 24 November; it was 7:00 pm EST"),
    )


WEEKLY = [
    (TUESDAY, "2026-11-24T18:00:00-08:00", "From now on at 6:00 pm PST instead of 7:00 pm"),
    (TUESDAY, THURSDAY, "From now on Thursdays at 6:00 pm PST instead of Tuesdays"),
    (TUESDAY, "2026-12-01T19:00:00-08:00", "Moved from Tuesday 24 November to Tuesday 1 December, still 7:00 pm PST"),
]


@pytest.mark.parametrize(("old", "new", "text"), WEEKLY)
def test_a_weekly_series_is_told_by_its_weekday_and_hour(old: str, new: str, text: str) -> None:
    (one,) = said(news(("start", old, new), rrule="FREQ=WEEKLY"))
    assert (one.kind, one.text) == ("moved", text)


ONE_DATE = [
    (
        "20261124T190000",
        {"status": "cancelled"},
        "cancelled",
        "Cancelled on Tuesday 24 November; the other dates stand",
    ),
    (
        "20261124T190000",
        {"status": "postponed"},
        "postponed",
        "Postponed on Tuesday 24 November; the other dates stand",
    ),
    (
        "20261124T180000",
        {},
        "moved",
        "Moved from 6:00 pm to 7:00 pm PST on Tuesday 24 November; the other dates stand",
    ),
    (
        "20261125T020000Z",
        {},
        "moved",
        "Moved from 6:00 pm to 7:00 pm PST on Tuesday 24 November; the other dates stand",
    ),
    (
        "20261123",
        {"start": date(2026, 11, 24)},
        "moved",
        "Moved from Monday 23 November to Tuesday 24 November; the other dates stand",
    ),
    ("20261124T190000", {}, "detail", "Tuesday 24 November is now told by itself"),
]


@pytest.mark.parametrize(("name", "fields", "kind", "text"), ONE_DATE)
def test_one_date_of_a_series(name: str, fields: dict[str, object], kind: str, text: str) -> None:
    (one,) = said(news(kind="new", recurrence_id=name, joined=True, **fields))
    assert (one.kind, one.text) == (kind, text)


def test_what_came_with_a_new_series_is_no_news() -> None:
    assert said(news(kind="new", recurrence_id="20261124T190000", status="cancelled")) == ()


WHOLE = [
    ("new", {}, "new", "New in this calendar"),
    ("new", {"joined": True}, "detail", "Now also listed by Tenants Union"),
    ("withdrawn", {}, "withdrawn", "No longer listed by its source, which does not say why; ask before you go"),
    ("withdrawn", {"recurrence_id": "20261124T190000"}, "detail", "This date is no longer told by itself"),
    ("back", {}, "back", "Listed again"),
]


@pytest.mark.parametrize(("kind", "fields", "filed", "text"), WHOLE)
def test_the_event_as_a_whole(kind: str, fields: dict[str, object], filed: str, text: str) -> None:
    (one,) = said(news(kind=kind, **fields))
    assert (one.kind, one.text) == (filed, text)


def test_what_moved_online_tells_the_room_that_it_left() -> None:
    place = (("location", "Union Hall", None), ("venue", "Union Hall", None), ("locality", "Oakland", None))
    told = said(news(*place, ("attendance_mode", "offline", "online")))
    assert told == (Said("place", "Moved online; it was to be at Union Hall"),)


def test_the_weightiest_is_told_first_and_names_the_news() -> None:
    sentences = said(
        news(
            ("title", "Assembly", "Big assembly"),
            ("start", TUESDAY, THURSDAY),
            ("end", "2026-11-24T21:00:00-08:00", "2026-11-26T20:00:00-08:00"),
            ("status", "postponed", "confirmed"),
            ("location", "Hall", "Library"),
            ("venue", "Hall", "Library"),
            ("registration", "unknown", "open"),
            ("registration_url", None, "https://example.org/a"),
            ("description", "a", "b"),
        )
    )
    assert [one.kind for one in sentences] == ["back", "moved", "place", "sign-up", "renamed", "detail"]
    assert headline(sentences) == "back"


def test_every_kind_has_a_label_and_most_matter() -> None:
    assert {kind for _, kind, _ in WORDS} | {"withdrawn", "new"} == set(KINDS)
    assert set(KINDS) - MATTERS == {"new", "detail"}
