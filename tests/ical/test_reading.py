"""What the cases cannot say: evidence, limits, isolation, hostile bytes, and agreement with the icalendar package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.extract import ical
from aggregator.extract.ical import event as properties
from aggregator.extract.ical.draft import EVIDENCE_LENGTH
from aggregator.extract.ical.event import MAX_CATEGORIES, MAX_LONG, MAX_SHORT, MAX_URL
from aggregator.extract.ical.lines import KEPT, MAX_COMPONENTS, Line, decode, parse
from aggregator.extract.ical.properties import READ_NAMES, read_values
from aggregator.extract.ical.times import MAX_DATES
from aggregator.extract.ical.zones import AMERICAN, COMMON, UTC_NAMES, iana_zone, windows_zone
from aggregator.model import Format, Page, RawEvent, Reading, Source

NOW = datetime(2026, 3, 1)
CASES = sorted((Path(__file__).parent / "cases").glob("*.ics"))
SHARED = Path(__file__).parents[2].parent / "shared" / "corpora" / "ics" / "files"


def read(content: bytes | str, *, timezone: str | None = None, source: Source | None = None) -> Reading:
    data = content.encode() if isinstance(content, str) else content
    return ical.read(Page(content=data), now=NOW, timezone=timezone, source=source)


def calendar(*events: str, head: str = "") -> str:
    framed = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{framed}END:VCALENDAR\n"


def simple(number: int, *more: str) -> str:
    return "\n".join([f"UID:{number}@example.org", "DTSTART:20260505T180000", f"SUMMARY:Event {number}", *more])


def only(reading: Reading) -> RawEvent:
    (event,) = reading.events
    return event


# ---------------------------------------------------------------------------------------------------- evidence


def test_every_field_says_which_words_it_came_from() -> None:
    event = only(
        read(
            calendar(
                """UID:a@example.org
DTSTART;TZID=America/New_York:20260505T180000
DTEND;TZID=America/New_York:20260505T200000
RRULE:FREQ=WEEKLY
EXDATE;TZID=America/New_York:20260512T180000
SUMMARY:Tenant
  meeting
LOCATION:Hall
STATUS:CONFIRMED
ORGANIZER;CN=Commons:mailto:person@example.org
CATEGORIES:Housing
URL:https://example.org/1
GEO:41.5;-90.5
DESCRIPTION:All welcome"""
            )
        )
    )
    assert [(each.field, each.text, each.where) for each in event.evidence] == [
        ("start", "DTSTART;TZID=America/New_York:20260505T180000", "VEVENT 1, line 5"),
        ("rrule", "RRULE:FREQ=WEEKLY", "VEVENT 1, line 7"),
        ("end", "DTEND;TZID=America/New_York:20260505T200000", "VEVENT 1, line 6"),
        ("exdates", "EXDATE;TZID=America/New_York:20260512T180000", "VEVENT 1, line 8"),
        ("description", "DESCRIPTION:All welcome", "VEVENT 1, line 17"),
        ("title", "SUMMARY:Tenant meeting", "VEVENT 1, line 9"),
        ("location", "LOCATION:Hall", "VEVENT 1, line 11"),
        ("place", "GEO:41.5;-90.5", "VEVENT 1, line 16"),
        ("url", "URL:https://example.org/1", "VEVENT 1, line 15"),
        ("organizer", "ORGANIZER;CN=Commons", "VEVENT 1, line 13"),
        ("status", "STATUS:CONFIRMED", "VEVENT 1, line 12"),
        ("categories", "CATEGORIES:Housing", "VEVENT 1, line 14"),
    ]
    assert {each.rule for each in event.evidence} >= {"ical:DTSTART", "ical:ORGANIZER"}


def test_evidence_is_short_and_holds_no_address_of_an_organizer() -> None:
    text = calendar(
        simple(1, "DESCRIPTION:Call\\n555-555-0100" + " long" * 200, "ORGANIZER;CN=Commons:mailto:person@example.org")
    )
    event = only(read(text))
    words = {each.field: each.text for each in event.evidence}
    assert max(map(len, words.values())) == EVIDENCE_LENGTH
    assert words["description"].startswith("DESCRIPTION:Call\n555-555-0100 long")
    assert words["organizer"] == "ORGANIZER;CN=Commons"
    assert "person@example.org" not in repr(event)


# ------------------------------------------------------------------------------------------------------- limits


def test_a_file_with_too_many_components_is_read_so_far_and_not_complete() -> None:
    reading = read(calendar(*(simple(number) for number in range(MAX_COMPONENTS + 5))))
    assert len(reading.events) == MAX_COMPONENTS
    assert not reading.complete
    assert [problem.message for problem in reading.problems] == [
        f"it holds more than {MAX_COMPONENTS} components; the rest was not read"
    ]


def test_the_latest_of_too_many_dates_are_kept() -> None:
    days = [f"{date(2010, 1, 1) + timedelta(days=number):%Y%m%d}" for number in range(MAX_DATES + 500)]
    event = only(read(calendar(simple(1, "RRULE:FREQ=DAILY", "EXDATE;VALUE=DATE:" + ",".join(reversed(days))))))
    assert len(event.exdates) == MAX_DATES
    assert min(event.exdates) == date(2010, 1, 1) + timedelta(days=500)
    assert event.problems == (f"EXDATE has {MAX_DATES + 500} values; the latest {MAX_DATES} were read",)


def test_long_texts_are_cut_and_long_addresses_left_out_with_a_note() -> None:
    event = only(
        read(
            calendar(
                "\n".join(
                    [
                        "UID:" + "u" * (MAX_SHORT + 1),
                        "DTSTART:20260505T180000",
                        "SUMMARY:" + "s" * (MAX_SHORT + 1),
                        "DESCRIPTION:" + "d" * (MAX_LONG + 1),
                        "URL:https://example.org/" + "x" * MAX_URL,
                        "CATEGORIES:" + ",".join(map(str, range(MAX_CATEGORIES + 1))),
                    ]
                )
            )
        )
    )
    assert (event.uid, event.url) == (None, None)
    assert len(event.title or "") == MAX_SHORT
    assert len(event.description or "") == MAX_LONG
    assert len(event.categories) == MAX_CATEGORIES
    assert sorted(event.problems) == [
        f"CATEGORIES has {MAX_CATEGORIES + 1} values; the first {MAX_CATEGORIES} were read",
        f"DESCRIPTION has {MAX_LONG + 1} characters; the first {MAX_LONG} were read",
        f"SUMMARY has {MAX_SHORT + 1} characters; the first {MAX_SHORT} were read",
        f"UID has {MAX_SHORT + 1} characters and was not used",
        f"URL has {MAX_URL + len('https://example.org/')} characters and was left out",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X-A\r\n" * 200_000 + b"END:X-B\r\n" * 200_000,
        calendar(simple(1, "EXDATE:" + "20260505T180000Z," * 400_000)).encode(),
        calendar(simple(1, "DESCRIPTION:a" + "\n b" * 500_000)).encode(),
        calendar(simple(1, "DESCRIPTION:a" + "\nno property" * 200_000)).encode(),
        calendar(simple(1, 'X-A;P="' + 'a"' * 500_000 + ":b")).encode(),
        b"BEGIN:VCALENDAR" + b"\r" * 3_000_000,
        calendar(simple(1, "DESCRIPTION:" + "<" * 300_000 + "&" * 300_000 + "\\" * 300_001)).encode(),
        calendar(*(simple(1) for _ in range(8_000))).encode(),
        calendar(
            *(simple(number, f"DTSTART;TZID=Zone {number}:20260505T180000") for number in range(300)),
            head="".join(
                f"BEGIN:VTIMEZONE\nTZID:Zone {number}\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:-0741\n"
                "TZOFFSETTO:-0741\nRRULE:FREQ=SECONDLY\nEND:STANDARD\nEND:VTIMEZONE\n"
                for number in range(300)
            ),
        ).encode(),
    ],
    ids=["unclosed", "nested", "exdates", "folds", "garbled", "quotes", "returns", "markup", "twins", "zones"],
)
def test_hostile_files_are_read_to_their_end(content: bytes) -> None:
    assert read(content).format is Format.ICAL  # what it costs is measured in benchmarks/growth.py


# ---------------------------------------------------------------------------------------------- isolation and laws


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3))
@example(b"END:VEVENT\nEND:VCALENDAR\nBEGIN:VCALENDAR\nBEGIN:VEVENT", 1)
def test_no_bytes_inside_raise_and_none_hide_an_event(junk: bytes, place: int) -> None:
    whole = [simple(number) for number in range(4)]
    parts = calendar(*whole).encode().split(b"BEGIN:VEVENT\n")
    reading = read(b"BEGIN:VEVENT\n".join([*parts[: place + 1], junk + b"\n" + parts[place + 1], *parts[place + 2 :]]))
    told = " ".join(problem.where for problem in reading.problems)
    found = {event.uid for event in reading.events}
    neighbours = {f"{number}@example.org" for number in range(4)} - {f"{place}@example.org"}
    assert neighbours <= found | set(re.findall(r"uid (\S+?)\)", told))
    assert len(reading.events) + len(reading.problems) >= 3


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_raise(content: bytes) -> None:
    assert ical.read(Page(content=content), now=NOW).events == ()
    ical.read(Page(content=b"BEGIN:VCALENDAR\n" + content, content_type="text/calendar; charset=x"), now=NOW)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([path for path in CASES if path.stat().st_size < 4_000]), st.data())
def test_no_change_to_a_case_raises(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        if content:
            at = data.draw(st.integers(0, len(content) - 1))
            content[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    read(bytes(content), timezone="America/New_York")


def test_a_component_that_breaks_the_reader_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(properties, "_uid", lambda draft: broken() if draft.position == "VEVENT 2" else None)
    reading = read(calendar(simple(1), simple(2), simple(3)))
    assert [event.position for event in reading.events] == ["VEVENT 1", "VEVENT 3"]
    assert [problem.message for problem in reading.problems] == [
        "it cannot be read (RuntimeError('no such thing')); the event was skipped"
    ]


def test_the_order_of_components_changes_only_positions() -> None:
    events = [simple(number, "RRULE:FREQ=WEEKLY", "EXDATE:20260512T180000") for number in range(5)]
    forwards, backwards = read(calendar(*events)), read(calendar(*reversed(events)))
    assert len(forwards.events) == 5
    assert sorted(map(content_of, forwards.events)) == sorted(map(content_of, backwards.events))


def content_of(event: RawEvent) -> str:
    return re.sub(r"(position|where)='[^']*'", "", repr(event))


# -------------------------------------------------------------------------------------------------------- zones


def test_every_windows_zone_leads_to_a_zone_that_exists() -> None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    assert len(WINDOWS_TO_OLSON) > 100
    for name in WINDOWS_TO_OLSON:
        assert ZoneInfo(windows_zone(name) or "missing").key
    assert windows_zone("(UTC-05:00) Eastern Time (US & Canada)") == "America/New_York"
    assert windows_zone("(UTC-08:00) Pacific Time (US & Canada); Tijuana") == "America/Los_Angeles"
    assert windows_zone("Teatime") is None


@pytest.mark.parametrize("name", [*AMERICAN.values(), *COMMON, *sorted(UTC_NAMES - {"GMT+0", "GMT-0"})])
def test_the_zones_in_our_tables_exist(name: str) -> None:
    assert iana_zone(name) == name


@pytest.mark.parametrize("name", ["US", "America", "", "/", "a/b/c/d", "Factory", "localtime", "posixrules", "../UTC"])
def test_what_is_no_zone_is_none(name: str) -> None:
    assert iana_zone(name) is None


def test_a_windows_label_with_an_offset_means_the_sources_zone_where_its_winter_agrees() -> None:
    text = calendar(simple(1).replace("DTSTART", "DTSTART;TZID=(GMT -05.00)"))
    assert only(read(text, timezone="America/New_York")).timezone == "America/New_York"
    source = Source(slug="a", name="A", url="a.ics", timezone="America/New_York")
    assert only(read(text, source=source)).timezone == "America/New_York"
    assert only(read(text, timezone="America/Chicago")).timezone == "Etc/GMT+5"


# ------------------------------------------------------------------------------------- ignored on purpose, with reasons


def test_what_is_ignored_has_a_reason_and_is_not_read() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(ical.__file__).parent.glob("*.py"))
    read_by_name = set(re.findall(r'(?:line|lines|first|_dates|_short)\((?:draft, )?(?:"\w+", )?"([A-Z-]+)"', source))
    assert {"DTSTART", "SUMMARY", "X-WR-TIMEZONE"} <= read_by_name
    assert read_by_name | {"CONFERENCE"} >= READ_NAMES
    assert not (read_by_name | READ_NAMES) & properties.IGNORED_PROPERTIES.keys()
    assert not KEPT & ical.IGNORED_COMPONENTS.keys()
    assert all({**properties.IGNORED_PROPERTIES, **ical.IGNORED_COMPONENTS}.values())


def test_every_property_in_the_cases_is_read_ignored_by_name_or_a_programs_own() -> None:
    known = {
        *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE"),
        *("SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "ORGANIZER", "STATUS", "CLASS", "CATEGORIES"),
        *("LAST-MODIFIED", "CONFERENCE"),
    }
    seen = set()
    for path in CASES:
        for each in parse(path.read_bytes()).calendars:
            seen |= {line.name for child in each.children if child.name == "VEVENT" for line in child.lines}
    assert len(seen) > 20
    assert {name for name in seen if not name.startswith("X-")} <= known | properties.IGNORED_PROPERTIES.keys()


# ------------------------------------------------------------------------------------ what icalendar is asked, and how


def test_every_line_gets_the_reading_of_its_own_value() -> None:
    texts = [
        ("DTSTART", "soon"),
        ("SUMMARY", "One"),
        ("DTSTART", "20260505"),
        ("X-ODD", "a\\,b"),
        ("URL", "https://example.org/\\n"),
        ("SUMMARY", " "),
        ("CATEGORIES", "a,b"),
        ("DTSTART", "20260505T180000Z"),
        ("SUMMARY", "Two"),
        ("GEO", "here"),
        ("CATEGORIES", "c\\,d"),
        ("SEQUENCE", "3"),
    ]
    lines = [Line(number, name, "TZID=US", value) for number, (name, value) in enumerate(texts)]
    found = read_values(lines)
    assert [(line.number, type(line.read).__name__) for line in found] == [
        (0, "vBroken"),
        (1, "vText"),
        (2, "vDDDTypes"),
        (3, "NoneType"),
        (4, "vBroken"),
        (6, "vCategory"),
        (7, "vDDDTypes"),
        (8, "vText"),
        (9, "vBroken"),
        (10, "vCategory"),
        (11, "vInt"),
    ]
    assert [found[1].read, found[7].read, found[2].read.dt] == ["One", "Two", date(2026, 5, 5)]
    assert (found[5].read.cats, found[9].read.cats) == (["a", "b"], ["c,d"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(READ_NAMES)), st.text(max_size=30)), max_size=8))
def test_no_value_makes_icalendar_lose_another(texts: list[tuple[str, str]]) -> None:
    texts = [(name, re.sub(r"[\r\n\ud800-\udfff]", "", value)) for name, value in texts]
    lines = [Line(number, name, "", value) for number, (name, value) in enumerate(texts) if value.strip()]
    assert read_values(lines) == [read_values([line])[0] for line in lines]


def test_no_zone_is_left_behind_in_icalendar_for_the_next_file() -> None:
    block = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{0}\nTZOFFSETTO:{0}\nEND:STANDARD\n"
    for offset, zone in (("-0500", "Etc/GMT+5"), ("+09:00", "Etc/GMT-9"), ("0100", "Etc/GMT-1"), ("-2500", None)):
        head = f"BEGIN:VTIMEZONE\nTZID:Ours\n{block.format(offset)}END:VTIMEZONE\n"
        event = only(read(calendar(simple(1).replace("DTSTART", "DTSTART;TZID=Ours"), head=head)))
        assert event.timezone == zone
    left = icalendar.Event.from_ical(b"BEGIN:VEVENT\r\nDTSTART;TZID=Ours:20260505T180000\r\nEND:VEVENT\r\n")
    assert left.decoded("DTSTART") == datetime(2026, 5, 5, 18)


def test_one_bad_member_of_a_list_costs_only_itself() -> None:
    event = only(read(calendar(simple(1, "RRULE:FREQ=DAILY", "EXDATE:20260506T180000,20261301,2026-05-07T18:00"))))
    assert event.exdates == (datetime(2026, 5, 6, 18), datetime(2026, 5, 7, 18))
    assert event.problems == (
        'cannot read EXDATE: "20261301" is no date or time: month must be in 1..12; the value was skipped',
    )


# ----------------------------------------------------------------------------- agreement with the icalendar package

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60).filter(
    lambda text: not re.search(r"[\\&<\ufeff^]", text)
)
STARTS = st.one_of(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda m: m.replace(microsecond=0, tzinfo=UTC)),
    st.datetimes(datetime(2010, 1, 1), datetime(2090, 1, 1)).map(
        lambda moment: moment.replace(microsecond=0, hour=18, tzinfo=ZoneInfo("America/Denver"))
    ),
)


@settings(max_examples=80, deadline=None)
@given(STARTS, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=4))
def test_what_icalendar_writes_is_read_as_it_was_meant(
    start: date, title: str, description: str, uid: str, categories: list[str]
) -> None:
    written = icalendar.Event()
    written.add("dtstart", start)
    for name, text in (("summary", title), ("description", description), ("uid", uid)):
        written.add(name, text)
    if categories:
        written.add("categories", categories)
    frame = icalendar.Calendar()
    frame.add_component(written)
    event = only(read(frame.to_ical()))
    if isinstance(start, datetime) and start.tzinfo not in (None, UTC):
        assert (event.start, event.timezone) == (start.replace(tzinfo=None), "America/Denver")
    else:
        assert (event.start, type(event.start)) == (start, type(start))
    assert (event.title or "") == " ".join(title.split())
    assert (event.description or "") == description.strip()
    assert (event.uid or "") == uid.strip()
    assert event.categories == tuple(dict.fromkeys(each.strip() for each in categories if each.strip()))


def shared_calendars() -> Iterator[Path]:
    return iter(sorted(SHARED.glob("*.ics"))) if SHARED.is_dir() else iter(())


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared calendars are not beside the checkout")
def test_every_event_of_the_shared_calendars_is_read_or_told() -> None:
    counted = 0
    for path in shared_calendars():
        content = path.read_bytes()
        blocks = len(re.findall(rb"^BEGIN:VEVENT\s*$.*?^END:VEVENT\s*$", content, re.S | re.M | re.I))
        reading = read(content, timezone="America/New_York")
        counted += blocks
        assert len(reading.events) + len(reading.problems) >= (blocks if reading.events else min(blocks, 1)), path.name
        if b"BEGIN:VCALENDAR" not in content.upper():
            assert not reading.events, path.name
            assert reading.problems, path.name
    assert counted > 5_000


def test_lines_in_no_encoding_are_decoded_all_the_same() -> None:
    assert decode("Café".encode()) == "Café"
    assert decode("Café".encode("cp1252")) == "Café"
    assert decode("Кафе".encode("koi8-r"), "koi8-r") == "Кафе"
    assert decode(b"\x81", "no-such-charset") == "\x81"
