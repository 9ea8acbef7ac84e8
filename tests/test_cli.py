"""The command as people call it: results on stdout, talk on stderr, exit codes, and help that can be followed."""

from __future__ import annotations

import contextlib
import io
import json
import re
import socket
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from aggregator.cli import COMMANDS, main

PAGE = """<html><body><h1>What's on</h1>
<ul>
<li><h3>Rent strike assembly</h3><p>Saturday, April 17, 2027, 2-5 pm</p><p>Union Hall, 12 Main St, Oakland, CA</p>
<a href="https://forms.example.org/assembly">Register here</a></li>
<li><h3>Repair day</h3><p>Sunday, April 25, 2027, 10 am - 1 pm</p><p>Union Hall, 12 Main St, Oakland, CA</p></li>
<li><h3>Film night</h3><p>Friday, May 7, 2027, 7 pm</p><p>Union Hall, 12 Main St, Oakland, CA</p></li>
</ul></body></html>"""

SOURCES = """[calendar]
name = "Test calendar"
timezone = "America/Los_Angeles"

# The union's own page.
[source.union]
name = "Tenants Union"
url = "page.html"
"""


class Answer(NamedTuple):
    """What a command printed."""

    stdout: str
    stderr: str


class Command:
    """`aggregator` in a folder of its own. Its `main` runs in this process, which is ten times as fast; a process
    of its own is started by tests/test_wheel.py."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, code: int = 0) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.folder),
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setattr(sys, "argv", ["aggregator", *words])
            patch.setenv("COLUMNS", "200")
            with pytest.raises(SystemExit) as stopped:
                main()
        answer = Answer(out.getvalue(), err.getvalue())
        assert (stopped.value.code or 0) == code, f"exit {stopped.value.code}\n{answer.stdout}\n{answer.stderr}"
        return answer


@pytest.fixture
def aggregator(tmp_path: Path) -> Command:
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return Command(tmp_path)


@pytest.fixture
def refreshed(aggregator: Command) -> Command:
    aggregator("refresh")
    return aggregator


def ids(command: Command) -> list[str]:
    listed = json.loads(command("events", "--from", "2027-04-01", "--to", "2027-05-31", "--json").stdout)
    return [occurrence["event_id"] for occurrence in listed]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(aggregator: Command, name: str) -> None:
    text = aggregator(name, "--help").stdout
    assert re.search(r"Examples?:\n\s+aggregator ", text)


def test_refresh_tells_one_line_a_source_and_writes_the_calendar(aggregator: Command) -> None:
    done = aggregator("refresh")
    assert done.stdout == ""
    assert "union  read  3 events: 3 new" in done.stderr
    assert (
        "3 events, 3 dates in calendar.ics; wrote calendar.ics, calendar-full.ics, calendar.atom, calendar.json"
        in done.stderr
    )
    assert (aggregator.folder / "data" / "calendar.ics").exists()
    assert "union  nothing new" in aggregator("refresh").stderr


def test_refresh_as_json_is_one_document_on_stdout(aggregator: Command) -> None:
    done = aggregator("refresh", "--json")
    assert [source["slug"] for source in json.loads(done.stdout)["sources"]] == ["union"]
    assert done.stderr == ""


def test_quiet_says_nothing_when_all_is_well_and_what_to_do_when_not(aggregator: Command) -> None:
    done = aggregator("refresh", "-q")
    assert done.stdout + done.stderr == ""
    (aggregator.folder / "page.html").rename(aggregator.folder / "elsewhere.html")
    told = aggregator("refresh", "-q", code=3).stderr
    assert told.startswith("[union]")
    assert "no such file" in told


def test_exit_code_1_when_some_fail_and_the_rest_is_saved(aggregator: Command) -> None:
    with (aggregator.folder / "sources.toml").open("a") as file:
        file.write('[source.lost]\nurl = "lost.ics"\n[source.typo]\nurl = "page.html"\nnmae = "x"\n')
    told = aggregator("refresh", code=1).stderr
    assert 'source.typo.nmae: is not a key we know (did you mean "name"?)' in told
    assert len(ids(aggregator)) == 3
    listed = aggregator("sources", code=1)
    assert re.search(r"^lost\s+failing", listed.stdout, re.M)
    assert "source.typo.nmae" in listed.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("refesh",), "Did you mean 'refresh'?"),
        (("refresh", "unoin"), "No source 'unoin' in sources.toml. Known: union."),
        (("sources", "check", "x"), "Known: union"),
        (("-c", "none.toml", "refresh"), "aggregator init"),
        (("events", "--from", "2027-05-01", "--to", "2027-04-01"), "--to lies before --from"),
        (("explain", "nothing"), "No event has the id 'nothing'"),
        (("serve", "-p", "abc"), "'abc' is no port"),
        (("extract", "page.html", "--timezone", "Mars/X"), "'Mars/X' is no IANA zone name"),
    ],
)
def test_usage_faults_exit_with_2_and_say_what_was_meant(refreshed: Command, words: tuple[str, ...], told: str) -> None:
    assert told in refreshed(*words, code=2).stderr


@pytest.mark.parametrize("words", [("events",), ("publish",), ("serve",), ("explain", "x")])
def test_before_the_first_refresh_the_next_step_is_named(aggregator: Command, words: tuple[str, ...]) -> None:
    assert "make it with: aggregator refresh" in aggregator(*words, code=3).stderr


def test_a_second_refresh_leaves_at_once_while_one_runs(aggregator: Command) -> None:
    import fcntl

    (aggregator.folder / "data").mkdir()
    with (aggregator.folder / "data" / "refresh.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "Another refresh is running" in aggregator("refresh").stderr
    assert not (aggregator.folder / "data" / "events.db").exists()


def test_events_are_listed_searched_and_given_as_json(refreshed: Command) -> None:
    listed = refreshed("events", "--from", "2027-04-01", "--to", "2027-05-31").stdout
    assert "Sat 17 Apr 2027 14:00–17:00 America/Los_Angeles" in listed
    assert len(listed.strip().splitlines()) == 4
    found = refreshed("events", "--from", "2027-04-01", "--to", "2027-05-31", "-q", "repair").stdout
    assert "Repair day" in found
    assert "Film night" not in found
    assert len(ids(refreshed)) == 3


def test_a_refresh_says_where_to_read_what_could_not_be_read(aggregator: Command) -> None:
    items = "<item><title>Assembly, Saturday April 17, 2027, 2 pm</title></item><item><title>Why we won</title></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    (aggregator.folder / "news.xml").write_text(feed, encoding="utf-8")
    with (aggregator.folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('[source.news]\nname = "News"\nurl = "news.xml"\n')
    said = aggregator("refresh").stderr
    assert "(1 problem)" in said
    assert "Not all could be read of news: what, and how to mend it, tells: aggregator sources check news" in said
    assert "Not all could be read" not in aggregator("refresh", "union").stderr
    assert aggregator("refresh", "--all", "-q").stderr == ""


def test_a_card_about_a_page_without_events_praises_nothing(aggregator: Command) -> None:
    (aggregator.folder / "empty.html").write_text("<h1>Hello</h1>", encoding="utf-8")
    card = aggregator("sources", "check", "empty.html").stdout
    assert "with 0 events: 0 dates" in " ".join(card.split())
    assert "Everything on it could be read" not in card


def test_events_of_a_source_are_asked_for_by_slug_or_name(refreshed: Command) -> None:
    window = ("--from", "2027-04-01", "--to", "2027-05-31", "--json")
    whole = json.loads(refreshed("events", *window).stdout)
    assert json.loads(refreshed("events", *window, "--source", "union").stdout) == whole
    assert json.loads(refreshed("events", *window, "--source", "TENANTS UNION").stdout) == whole
    wrong = refreshed("events", *window, "--source", "onion", code=2)
    assert "No source 'onion' in the calendar. Known: union." in wrong.stderr


def test_a_list_of_events_says_until_when_it_looked(refreshed: Command) -> None:
    """The first events of a new calendar may all lie behind the sixty days."""
    said = refreshed("events", "--from", "2026-01-01").stderr
    assert "No event from 2026-01-01 to 2026-03-02." in said
    assert "Looked until 2026-03-02; for what is later: --to 2027-03-02" in said
    assert "Looked" not in refreshed("events", "--from", "2027-04-01", "--to", "2027-05-31").stderr


def test_explain_prints_each_step_down_to_the_words(refreshed: Command) -> None:
    text = refreshed("explain", ids(refreshed)[0]).stdout
    steps = ["source", "fetched", "extracted", "normalized", "decided", "stored", "merged", "published"]
    assert re.findall(r"^  (\d) (\w+) ", text, re.M) == [(str(n), step) for n, step in enumerate(steps, start=1)]
    assert "Saturday, April 17, 2027" in text
    assert "Register here" in text
    assert "DTSTART;TZID=America/Los_Angeles:20270417T140000" in text


def test_explain_tells_the_cluster_what_was_left_apart_and_who_disagrees(aggregator: Command) -> None:
    portal = PAGE.replace("2-5 pm", "2:30-5 pm").replace("Repair day", "Repair day for beginners")
    (aggregator.folder / "portal.html").write_text(portal, encoding="utf-8")
    with (aggregator.folder / "sources.toml").open("a", encoding="utf-8") as file:
        file.write('[source.portal]\nname = "City Portal"\nurl = "portal.html"\nrole = "aggregator"\n')
    aggregator("refresh")
    found = {
        listed["title"]: listed["event_id"]
        for listed in json.loads(aggregator("events", "--from", "2027-04-01", "--to", "2027-05-31", "--json").stdout)
    }
    text = aggregator("explain", found["Rent strike assembly"]).stdout
    assert "  7 merged      events row" in text
    assert "from 2 sources" in text
    assert re.search(r"portal +same event, 1\d\d: same sign-up link \+40; same title \+50; .*another hour -30", text)
    assert re.search(r"start +union says Sat 17 Apr 2027 14:00 .*; portal says Sat 17 Apr 2027 14:30", text)
    text = aggregator("explain", found["Repair day"]).stdout
    assert re.search(r"left apart +portal: Repair day for beginners \(\w+\), \d+: 70 would be enough", text)
    told = json.loads(aggregator("explain", found["Repair day"], "--json").stdout)
    assert [(one["together"], one["other"]["event"]["title"]) for one in told["compared"]] == [
        (False, "Repair day for beginners")
    ]


def test_extract_reads_a_file_and_stores_nothing(aggregator: Command) -> None:
    text = aggregator("extract", "page.html", "--timezone", "America/Los_Angeles", "--explain").stdout
    assert "Sat 17 Apr 2027 14:00–17:00 America/Los_Angeles  Rent strike assembly" in text
    assert re.search(r"registration_url +https://forms.example.org/assembly", text)
    assert "Read as html: 3 parts, 3 events, 0 turned down." in text
    assert max(map(len, text.splitlines())) <= 100
    assert "\x1b" not in text
    assert re.search(r"title +Rent strike assembly\n +as it stands there  \[block 1; title-by-heading\]", text)
    (told,) = json.loads(aggregator("extract", "page.html", "--explain", "--json").stdout)
    assert [region["events"] for region in told["explanation"]["regions"]] == [["block 2"], ["block 6"], ["block 9"]]
    assert not (aggregator.folder / "data").exists()
    (result,) = json.loads(aggregator("extract", "page.html", "--json").stdout)
    assert [event["title"] for event in result["extraction"]["events"]] == [
        "Rent strike assembly",
        "Repair day",
        "Film night",
    ]
    assert "no such file" in aggregator("extract", "none.html", code=3).stderr


def test_sources_are_checked_and_disabled_without_touching_the_rest_of_the_file(refreshed: Command) -> None:
    checked = refreshed("sources", "check", "union").stdout
    assert "It was read as a web page" in checked
    assert "      Rent strike assembly\n" in checked
    refreshed("sources", "disable", "union")
    text = (refreshed.folder / "sources.toml").read_text(encoding="utf-8")
    assert text == SOURCES.rstrip("\n") + "\nenabled = false\n"
    assert "Every source is disabled in sources.toml" in refreshed("refresh").stderr
    assert len(ids(refreshed)) == 3


def test_a_port_that_is_taken_is_told_before_anything_is_served(refreshed: Command) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"try: aggregator serve -p {port + 1}" in refreshed("serve", "-p", str(port), code=2).stderr


def test_publish_writes_the_feeds_again_without_asking(refreshed: Command) -> None:
    feed = refreshed.folder / "data" / "calendar.ics"
    before = feed.read_bytes()
    feed.unlink()
    (refreshed.folder / "page.html").unlink()
    assert "wrote" in refreshed("publish").stdout
    assert feed.read_bytes() == before
    assert "unchanged" in refreshed("publish").stdout


def test_a_selection_becomes_a_file_of_its_own(refreshed: Command) -> None:
    data = refreshed.folder / "data"
    whole = (data / "calendar.ics").read_text(encoding="utf-8")
    assert refreshed("publish", "--slice", "source=union", "--as", "union.ics").stdout == "wrote union.ics\n"
    text = (data / "union.ics").read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == whole.count("BEGIN:VEVENT") == 3
    assert refreshed("publish", "--slice", "q=nothinglikethis", "--as", "none.ics").stdout == "wrote none.ics\n"
    assert "BEGIN:VEVENT" not in (data / "none.ics").read_text(encoding="utf-8")
    assert refreshed("publish", "--slice", "source=union", "--as", "union.ics").stdout == "unchanged union.ics\n"
    assert (data / "calendar.ics").read_text(encoding="utf-8") == whole


@pytest.mark.parametrize(
    ("choice", "events"),
    [("near=37.80,-122.27,25", 0), ("cancelled=dropped", 3), ("to=2027-04-20", 1)],
)
def test_a_file_knows_every_filter_of_the_addresses(refreshed: Command, choice: str, events: int) -> None:
    refreshed("publish", "--slice", choice, "--as", "some.ics")
    text = (refreshed.folder / "data" / "some.ics").read_text(encoding="utf-8")
    assert text.count("BEGIN:VEVENT") == events


@pytest.mark.parametrize(
    ("choice", "name", "complaint"),
    [
        ("from=tomorrow", "a.ics", "it is no date like"),
        ("topic=housing", "a.ics", "there is no filter topic"),
        ("", "a.ics", "nothing is chosen"),
        ("q=x", "calendar.ics", "no name for the file"),
        ("q=x", "../a.ics", "no name for the file"),
    ],
)
def test_a_selection_that_cannot_be_read_is_no_file(refreshed: Command, choice: str, name: str, complaint: str) -> None:
    assert complaint in refreshed("publish", "--slice", choice, "--as", name, code=2).stderr


def test_init_makes_a_folder_and_leaves_what_is_there(aggregator: Command) -> None:
    aggregator("init", "ours")
    ours = aggregator.folder / "ours"
    assert {path.name for path in ours.iterdir()} == {"sources.toml", "datasette_metadata.json", "data"}
    (ours / "sources.toml").write_text("# mine", encoding="utf-8")
    assert "left as it is" in aggregator("init", "ours").stderr
    assert (ours / "sources.toml").read_text(encoding="utf-8") == "# mine"


def test_a_backup_can_be_gone_back_to(aggregator: Command) -> None:
    aggregator("refresh")
    copy = aggregator("backup").stdout.strip()
    feed = (aggregator.folder / "data" / "calendar.ics").read_bytes()
    page = aggregator.folder / "page.html"
    page.write_text(PAGE.replace("Film night", "Game night"), encoding="utf-8")
    aggregator("refresh")
    assert (aggregator.folder / "data" / "calendar.ics").read_bytes() != feed
    assert aggregator("restore").stdout.startswith(copy)
    told = aggregator("restore", copy).stderr
    assert "What it was before is kept in" in told
    assert (aggregator.folder / "data" / "calendar.ics").read_bytes() == feed
    assert aggregator("backup", "-q", "--keep", "1").stdout == ""
    assert len(list((aggregator.folder / "data" / "backups").iterdir())) == 1


def test_a_second_run_leaves_at_once_and_a_restore_does_not_interfere(aggregator: Command) -> None:
    from aggregator.cli.lock import only_one

    aggregator("refresh")
    copy = aggregator("backup").stdout.strip()
    with only_one(aggregator.folder / "data") as alone:
        assert alone
        assert "Another refresh is running" in aggregator("refresh").stderr
        assert "A refresh is running" in aggregator("publish").stderr
        assert "try again" in aggregator("restore", copy, code=3).stderr


def test_a_damaged_database_stops_the_run_and_names_the_way_back(aggregator: Command) -> None:
    aggregator("refresh")
    feed = (aggregator.folder / "data" / "calendar.ics").read_bytes()
    database = aggregator.folder / "data" / "events.db"
    content = bytearray(database.read_bytes())
    content[20480:61440] = b"\xff" * 40960
    database.write_bytes(content)
    assert "aggregator restore" in aggregator("refresh", code=3).stderr
    assert (aggregator.folder / "data" / "calendar.ics").read_bytes() == feed


def test_any_address_or_file_can_be_checked_also_without_a_sources_toml(aggregator: Command, tmp_path: Path) -> None:
    assert "How your calendar is read: Tenants Union" in aggregator("sources", "check", "page.html").stdout
    page = aggregator("sources", "check", "union", "--html").stdout
    assert page.startswith("<!DOCTYPE html>")
    told = json.loads(aggregator("sources", "check", "union", "--json").stdout)
    assert (told["source"], told["error"], told["card"]["events"]) == ("union", None, 3)
    (tmp_path / "sources.toml").unlink()
    assert "Rent strike assembly" in aggregator("sources", "check", "./page.html").stdout
    assert "There is no such file." in aggregator("sources", "check", "./none.html", code=3).stdout
    assert "no such file" in aggregator("sources", "check", "union", code=2).stderr.lower()


def test_one_failure_is_told_at_once_or_only_when_it_lasts(refreshed: Command) -> None:
    (refreshed.folder / "page.html").rename(refreshed.folder / "elsewhere.html")
    for _ in range(2):
        told = refreshed("refresh", "-q", "--fail-after", "3")
        assert told.stdout + told.stderr == ""
    assert "no such file" in refreshed("refresh", "-q", "--fail-after", "3", code=3).stderr
    with (refreshed.folder / "sources.toml").open("a") as file:
        file.write('[source.typo]\nurl = "page.html"\nnmae = "x"\n')
    (refreshed.folder / "elsewhere.html").rename(refreshed.folder / "page.html")
    assert "nmae" in refreshed("refresh", "-q", "--fail-after", "3", code=1).stderr, "a typing error never mends itself"
