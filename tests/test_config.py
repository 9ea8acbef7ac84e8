"""sources.toml: what is accepted, and that every complaint names its key in full and says what to do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from aggregator import config
from aggregator.errors import ConfigError
from aggregator.model import Format, Role

WHOLE = """
[calendar]
name = "Riverside actions"
url = "https://calendar.example.org"
timezone = "America/Los_Angeles"
contact = "calendar@example.org"
region = "CA"

[source.tenants-union]
name = "Tenants Union"
url = "https://tenants.example.org/events.ics"
format = "ical"
timezone = "America/Los_Angeles"
region = "CA"
every = "90m"
role = "aggregator"
categories = ["housing"]
review = true
include = ["public"]
exclude = ["staff"]

[source.tenants-union.selectors]
event = ".card"

[source.choir]
url = "samples/choir.html"
enabled = false
"""


def test_everything_a_file_may_say_is_read() -> None:
    read = config.parse(WHOLE, folder=Path("here"))
    assert read.calendar.name == "Riverside actions"
    assert read.calendar.timezone == "America/Los_Angeles"
    assert read.folder == Path("here")
    assert not read.broken
    union, choir = read.sources
    assert (union.slug, union.format, union.role) == ("tenants-union", Format.ICAL, Role.AGGREGATOR)
    assert union.every == timedelta(minutes=90)
    assert (union.include, union.exclude, union.review) == (("public",), ("staff",), True)
    assert union.selectors == (("event", ".card"),)
    assert (choir.name, choir.enabled, choir.format, choir.every) == ("choir", False, None, None)


COMPLAINTS = [
    ('[source.a]\nurl="x.ics"\ntimezne="UTC"', 'source.a.timezne: is not a key we know (did you mean "timezone"?)'),
    ('[source.a]\nname="A"', "source.a.url: is missing"),
    ('[source.a]\nurl="ftp://example.org/x"', "source.a.url: must begin with https://"),
    ('[source.a]\nurl="https://me:pw@example.org/x"', "source.a.url: must not carry a user name or password"),
    ('[source.a]\nurl="https://[::1/x"', "source.a.url: cannot be read as an address"),
    ('[source.a]\nurl="x"\nevery="5m"', 'source.a.every: must be at least 15m, not "5m"'),
    ('[source.a]\nurl="x"\nevery="often"', 'source.a.every: must be a time such as "90m", "6h" or "2d", not "often"'),
    ('[source.a]\nurl="x"\nevery="99999999999999d"', "source.a.every: must be a time such as"),
    ('[source.a]\nurl="x"\nrole="organiser"', '(did you mean "organizer"?)'),
    ('[source.a]\nurl="x"\nformat="rss"', "source.a.format: must be one of ical, feed, html, not 'rss'"),
    ('[source.a]\nurl="x"\ntimezone="America/Los_Angles"', '(did you mean "America/Los_Angeles"?)'),
    ('[source.a]\nurl="x"\ntimezone="US"', "source.a.timezone: must be an IANA zone name"),
    ('[source.a]\nurl="x"\ncategories="housing"', "source.a.categories: must be a list of texts"),
    ('[source.a]\nurl="x"\nenabled="yes"', "source.a.enabled: must be true or false, not 'yes'"),
    ('[source.a]\nurl="x"\nname=3', "source.a.name: must be text in quotes, not 3"),
    ('[source.a]\nurl="x"\n[source.a.selectors]\ntitel="h1"', '(did you mean "title"?)'),
    ('[source.A_b]\nurl="x"', "source.A_b: a slug has only a–z, 0–9 and hyphens"),
    ("source.a = 3", "source.a: must be a table, written [source.a]"),
]


@pytest.mark.parametrize(("text", "complaint"), COMPLAINTS)
def test_a_fault_costs_its_own_source_and_says_where(text: str, complaint: str) -> None:
    good = '\n[source.good]\nurl="good.ics"\n'
    text = f"{text}\n{good}" if text.startswith("[") else f"{text}\nsource.good.url = 'good.ics'"
    read = config.parse(text)
    assert [source.slug for source in read.sources] == ["good"]
    (told,) = read.complaints()
    assert told.startswith("sources.toml: source.")
    assert complaint in told


def test_every_complaint_is_told_at_once() -> None:
    read = config.parse('[source.a]\nurl=3\nevery="x"\nrol="organizer"\n[source.b]\nname=""')
    assert {slug: len(problems) for slug, problems in read.broken.items()} == {"a": 3, "b": 2}
    assert all(problem.stage == "config" and problem.hint for problem in read.broken["a"])


def test_how_hosts_are_asked() -> None:
    read = config.parse('[fetch]\nallowed_networks = ["10.0.0.0/8", "fd00::/8"]\ntime_budget = "45m"')
    assert (read.allowed_networks, read.time_budget) == (("10.0.0.0/8", "fd00::/8"), timedelta(minutes=45))
    read = config.parse("")
    assert (read.allowed_networks, read.time_budget) == ((), timedelta(minutes=20))


FATAL = [
    ('[fetch]\nallowed_networks = ["10.0.0.1/8"]', "sources.toml: fetch.allowed_networks: must be networks such as"),
    ('[fetch]\nallowed_networks = "10.0.0.0/8"', "sources.toml: fetch.allowed_networks: must be a list"),
    ('[fetch]\ntime_budget = "5s"', "sources.toml: fetch.time_budget: must be a time such as"),
    ('[fetch]\ntime_budget = "9d"', "sources.toml: fetch.time_budget: must be at most 1d"),
    (
        '[fetch]\ntime_budge = "9d"',
        'sources.toml: fetch.time_budge: is not a key we know (did you mean "time_budget"?)',
    ),
    ("[calendar\n", "is not valid TOML"),
    ('[source.a]\nurl="x"\n[source.a]\nurl="y"', "is not valid TOML"),
    ('[calendar]\ntimezone="Mars/Olympus"', "sources.toml: calendar.timezone: must be an IANA zone name"),
    ('[calendar]\nurl="calendar.example.org"', "sources.toml: calendar.url: must be an address"),
    ('[calender]\nname="x"', 'sources.toml: calender: is not a key we know (did you mean "calendar"?)'),
    ("calendar = 3", "sources.toml: calendar: must be a table, written [calendar]"),
]


@pytest.mark.parametrize(("text", "complaint"), FATAL)
def test_a_fault_of_the_whole_file_stops(text: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.parse(text)
    assert complaint in str(caught.value)


def test_a_missing_file_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="aggregator init"):
        config.load(tmp_path / "sources.toml")


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_bytes("[calendar]\nname = 'Café'".encode("latin-1"))
    with pytest.raises(ConfigError, match="UTF-8"):
        config.load(path)
