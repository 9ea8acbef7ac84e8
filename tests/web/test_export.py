"""The exported site: every link leads to a file, an unchanged file is not touched, and nobody else's ever is."""

from __future__ import annotations

import asyncio
import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import icalendar
import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from aggregator.cli import command
from aggregator.errors import PublishError
from aggregator.publish.lint import lint
from aggregator.publish.site_folder import MANIFEST, SiteFolder
from aggregator.web import export as export_module
from aggregator.web.export import files, public_address
from aggregator.web.made_from import digest, told
from aggregator.web.static_site import StaticSite, stem_of
from tests.web.sample import NOW, build

BASE = "https://group.example.org/our/calendar"


def export(database: Path, folder: Path, *, days: float = 0, base: str = BASE) -> SiteFolder:
    """One export of a database, some days after `sample.NOW`."""

    async def write() -> SiteFolder:
        site = SiteFolder(folder)
        async for made in files(database, base, NOW + timedelta(days=days), site.keep):
            site.write(*made)
        site.finish()
        return site

    return asyncio.run(write())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, exported. Read only by convention."""
    folder = tmp_path_factory.mktemp("export")
    export(build(folder / "events.db"), folder / "site")
    return folder / "site"


class Page(HTMLParser):
    """The addresses and ids of a page, and what it would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str | None] = []
        self.forms = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]
        self.ids += [found["id"] or ""] if "id" in found else []
        self.scripts += [found.get("type")] if tag == "script" else []
        self.forms += tag == "form"


def pages(site: Path) -> Iterator[tuple[str, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), Page(path.read_text(encoding="utf-8"))


def test_it_holds_every_page_and_feed(site: Path) -> None:
    found = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    events = {"assembly", "clinic", "exhibit", "gathering", "march", "phonebank", "webinar"}
    slices = {
        *(f"category/{name}" for name in ("assembly", "climate", "housing", "legal-aid", "libraries", "training")),
        *("region/CA", "region/PA", "source/climate", "source/library", "source/tenants"),
    }
    feeds = {f"{stem}.{kind}" for stem in (*slices, "calendar") for kind in ("ics", "atom", "json", "geojson")}
    assert found == {
        *(
            "index.html",
            "sources/index.html",
            "changes/index.html",
            "changes.atom",
            "month/2026-11/index.html",
            "month/2026-12/index.html",
        ),
        *(f"{stem}/index.html" for stem in slices),
        *(f"event/{name}/index.html" for name in events),
        *(f"event/{name}.ics" for name in events),
        *feeds,
        *("calendar-full.ics", "sitemap.xml", "robots.txt", "static/aggregator.css", MANIFEST),
    }


def test_every_link_between_its_pages_leads_to_a_file_under_any_base_path(site: Path) -> None:
    assert_every_link_leads_to_a_file(site)


def assert_every_link_leads_to_a_file(site: Path) -> None:
    for name, page in pages(site):
        for address in page.addresses:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            assert not address.startswith("/"), f"{name}: {address} holds under one base path only"
            assert not parts.query
            target = site / posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            target = target if parts.path else site / name
            assert target.is_file(), f"{name}: {address}"
            if parts.fragment:
                assert parts.fragment in Page(target.read_text(encoding="utf-8")).ids, f"{name}: {address}"


def test_every_address_of_its_own_leads_to_a_file(site: Path) -> None:
    addresses = {address for _, page in pages(site) for address in page.addresses}
    sitemap = ElementTree.fromstring((site / "sitemap.xml").read_bytes())
    addresses |= {element.text or "" for element in sitemap.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    for feed in site.rglob("*.json"):
        if feed.name != MANIFEST:
            content = json.loads(feed.read_text(encoding="utf-8"))
            addresses |= {content["feed_url"], *(item["url"] for item in content["items"])}
    own = {address.removeprefix(BASE) for address in addresses if address.startswith(BASE)}
    assert len(own) > 60
    for path in own:
        file = site / unquote(path).strip("/")
        assert file.is_file() or (file / "index.html").is_file(), path
    assert f"Sitemap: {BASE}/sitemap.xml" in (site / "robots.txt").read_text()


def test_it_needs_no_script_and_no_server(site: Path) -> None:
    for name, page in pages(site):
        assert [kind for kind in page.scripts if kind != "application/ld+json"] == [], name
        assert page.forms == 0, name


def test_its_feeds_show_what_the_database_holds(site: Path) -> None:
    counts = {"calendar.ics": 13, "calendar-full.ics": 14, "category/legal-aid.ics": 7, "event/clinic.ics": 7}
    for name, count in counts.items():
        body = (site / name).read_bytes()
        assert lint(body) == ()
        assert len(icalendar.Calendar.from_ical(body).walk("VEVENT")) == count, name
        assert f"SOURCE;VALUE=URI:{BASE}/{name}".encode() in body.replace(b"\r\n ", b"")


def test_every_calendar_file_passes_the_linter_and_the_others_are_read_back(site: Path) -> None:
    files = [path for path in site.rglob("*") if path.suffix in (".ics", ".atom", ".json") and path.name != MANIFEST]
    assert len(files) == 7 + 1 + 12 * 3 + 1
    for path in files:
        body = path.read_bytes()
        if path.suffix == ".ics":
            assert lint(body) == (), path
        elif path.suffix == ".json":
            assert json.loads(body)["version"] == "https://jsonfeed.org/version/1.1", path
        else:
            feed = ElementTree.fromstring(body)
            entries = [feed, *feed.iter("{http://www.w3.org/2005/Atom}entry")]
            dates = [one.findtext("{http://www.w3.org/2005/Atom}updated") or "" for one in entries]
            assert min(dates) > "2026-09", path


def test_the_feed_of_changes_without_any_has_the_date_of_the_last(tmp_path: Path) -> None:
    database = build(tmp_path / "events.db")
    rows = Database(database)
    last = next(rows.query("SELECT max(updated_at) AS at FROM events"))["at"]
    rows.table("changes").delete_where()
    rows.close()
    export(database, tmp_path / "site")
    assert f"<updated>{last}</updated>" in (tmp_path / "site" / "changes.atom").read_text()


def test_a_very_large_site_has_an_index_of_sitemaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = build(tmp_path / "events.db")
    export(database, tmp_path / "one")
    monkeypatch.setattr(export_module, "MOST_ADDRESSES", 10)
    export(database, tmp_path / "several")

    def addresses(name: str) -> list[str]:
        return [one.text or "" for one in ElementTree.parse(tmp_path / name).iter(f"{{{export_module.SITEMAPS}}}loc")]

    names = addresses("several/sitemap.xml")
    assert names == [f"{BASE}/sitemap-{n}.xml" for n in (1, 2, 3)]
    told = [addresses(f"several/{name.removeprefix(BASE)}") for name in names]
    assert [len(one) for one in told] == [10, 10, 3]
    assert [address for one in told for address in one] == addresses("one/sitemap.xml")


def test_a_long_list_has_pages_that_lead_to_each_other_and_say_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = build(tmp_path / "events.db")
    export(database, tmp_path / "whole")
    monkeypatch.setattr(export_module, "PAGE_SIZE", 2)
    export(database, tmp_path / "parts")
    assert_every_link_leads_to_a_file(tmp_path / "parts")
    whole = {path.relative_to(tmp_path / "whole").as_posix() for path in (tmp_path / "whole").rglob("*.html")}
    parts = {path.relative_to(tmp_path / "parts").as_posix() for path in (tmp_path / "parts").rglob("*.html")}
    assert whole < parts
    longest = 0
    for name in sorted(name for name in whole if name.startswith(("month/", "category/", "region/", "source/"))):
        shown, places = followed(tmp_path / "parts", name)
        assert shown == entries(tmp_path / "whole" / name), name
        count = len(shown)
        due = [f"Events {n} to {min(n + 1, count)} of {count}." for n in range(1, count + 1, 2)] if count > 2 else [""]
        assert places == due, name
        longest = max(longest, len(places))
    assert longest >= 3


def entries(page: Path) -> list[str]:
    """The events that a list shows, in order, by the ends of their links."""
    return re.findall(r'<h[34][^>]*><a href="(?:\.\./)*(event/[^"]+)"', page.read_text(encoding="utf-8"))


def followed(site: Path, name: str) -> tuple[list[str], list[str]]:
    """What a list shows from its first page to its last, and what each page says of its place."""
    shown: list[str] = []
    places: list[str] = []
    before = ""
    while name:
        text = (site / name).read_text(encoding="utf-8")
        shown += entries(site / name)
        places.append("".join(re.findall(r"Events [\d,]+ to [\d,]+ of [\d,]+\.", text)))
        assert f'<link rel="canonical" href="{BASE}/{name.removesuffix("index.html")}">' in text
        ways = dict(re.findall(r'<a (?:class="button plain" )?href="([^"]+)" rel="(next|prev)"', text))
        leads = {rel: posixpath.normpath(posixpath.join(posixpath.dirname(name), way)) for way, rel in ways.items()}
        assert leads.get("prev", "") == before
        before, name = name, leads.get("next", "")
    return shown, places


def test_an_unchanged_site_is_not_touched(tmp_path: Path) -> None:
    database = build(tmp_path / "events.db")
    first = export(database, tmp_path / "site")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*") if path.is_file()}
    second = export(database, tmp_path / "site")
    assert (second.written, second.removed, second.left) == ([], [], [])
    assert sorted(second.unchanged) == sorted(first.written)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_event_touches_only_what_shows_it_and_one_that_goes_leaves_nothing(tmp_path: Path) -> None:
    database = build(tmp_path / "events.db")
    export(database, tmp_path / "site")
    rows = Database(database)
    rows.table("events").update("gathering", {"description": "Bring a coat."})
    after = export(database, tmp_path / "site")
    events = [path for path in after.written if path.startswith("event/")]
    assert events == ["event/gathering/index.html", "event/gathering.ics"]
    assert not [path for path in after.written if path.startswith(("category/housing", "region/CA", "source/tenants"))]
    rows.table("events").update("gathering", {"state": "withdrawn"})
    gone = export(database, tmp_path / "site")
    rows.close()
    assert {"event/gathering/index.html", "event/gathering.ics", "region/PA.ics"} <= set(gone.removed)
    assert not (tmp_path / "site" / "event" / "gathering").exists()
    assert not [path for path in (tmp_path / "site").rglob("*.ics") if b"gathering" in path.read_bytes()]


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that are rendered from now on."""
    found: list[str] = []
    render = StaticSite.file

    async def file(self: StaticSite, template: str, context: Mapping[str, Any]) -> bytes:
        found.append(self.at)
        return await render(self, template, context)

    monkeypatch.setattr(StaticSite, "file", file)
    return found


def test_a_page_that_is_made_from_the_same_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = build(tmp_path / "events.db")
    export(database, tmp_path / "site")
    found = made(monkeypatch)
    export(database, tmp_path / "site", days=1 / 24 / 60)
    assert found == ["changes/index.html", "sources/index.html"], "these tell the minute"
    with Database(database).conn as rows:
        rows.execute("UPDATE events SET description = 'Bring a coat.' WHERE id = 'gathering'")
    found.clear()
    export(database, tmp_path / "site")
    assert [path for path in found if path.startswith("event/")] == ["event/gathering/index.html"]


CHANGES = {
    "a description": "UPDATE events SET description = 'Bring a coat.' WHERE id = 'gathering'",
    "a title in the lists": "UPDATE occurrences SET title = 'Another name'",
    "an event that goes": "UPDATE events SET state = 'withdrawn' WHERE id = 'gathering'",
    "a new topic": """UPDATE events SET categories = '["Housing", "Water"]' WHERE id = 'gathering'""",
    "the name of a source": "UPDATE sources SET name = 'Tenants of the Valley' WHERE slug = 'tenants'",
    "the name of the calendar": "UPDATE about SET value = 'Ours' WHERE key = 'name'",
    "the note on the feed": "INSERT OR REPLACE INTO about (key, value) VALUES ('feed_note', 'Only half.')",
    "who lists it": "DELETE FROM event_sources WHERE NOT is_primary",
    "the words it was read from": "UPDATE evidence SET text = 'other words'",
    "what changed": "DELETE FROM changes",
}


@pytest.mark.parametrize("name", CHANGES)
def test_no_page_is_stale_after_a_change_in_the_database(tmp_path: Path, name: str) -> None:
    database = build(tmp_path / "events.db")
    export(database, tmp_path / "site")
    with Database(database).conn as rows:
        assert rows.execute(CHANGES[name]).rowcount > 0
    export(database, tmp_path / "site")
    export(database, tmp_path / "anew")
    assert contents(tmp_path / "site") == contents(tmp_path / "anew")


@pytest.mark.parametrize("days", [1 / 12, 1, 3, 9])
def test_no_page_is_stale_after_some_time(tmp_path: Path, days: float) -> None:
    database = build(tmp_path / "events.db")
    export(database, tmp_path / "site")
    export(database, tmp_path / "site", days=days)
    export(database, tmp_path / "anew", days=days)
    assert contents(tmp_path / "site") == contents(tmp_path / "anew")


def contents(site: Path) -> dict[str, bytes]:
    """All files but the list of them."""
    files = [path for path in site.rglob("*") if path.is_file() and path.name != MANIFEST]
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("what", ["another address", "another version", "a list without it", "a page changed by hand"])
def test_all_is_made_again_where_that_could_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    database, site = build(tmp_path / "events.db"), tmp_path / "site"
    export(database, site)
    page = site / "event" / "gathering" / "index.html"
    before = page.read_bytes()
    if what == "another version":
        monkeypatch.setattr(export_module, "program", lambda: "another")
    elif what == "a list without it":
        (site / MANIFEST).write_text(json.dumps({"files": json.loads((site / MANIFEST).read_text())["files"]}))
    elif what == "a page changed by hand":
        page.write_bytes(b"by hand")
    found = made(monkeypatch)
    base = "https://other.example.org" if what == "another address" else BASE
    export(database, site, base=base)
    export(database, tmp_path / "anew", base=base)
    assert contents(site) == contents(tmp_path / "anew")
    assert page.read_bytes() == before or what == "another address"
    if what == "a page changed by hand":
        assert [path for path in found if path.startswith("event/")][:1] == ["event/gathering/index.html"]
    else:
        assert found[: len(found) // 2] == found[len(found) // 2 :], "each page twice: here, and anew"


def test_what_cannot_be_told_in_words_is_made_each_time() -> None:
    assert digest("a", 1) == digest("a", 1) != digest("a", 2)
    assert digest(object()) == ""
    assert told({"sign": len, "words": digest}) == told({"sign": len, "words": digest})
    values = [1]
    assert digest(told({"closure": lambda: values})) == ""


def test_what_others_wrote_or_changed_stays(tmp_path: Path) -> None:
    site = tmp_path / "site"
    first = SiteFolder(site)
    for name in ("index.html", "old.html", "mine.html"):
        first.write(name, b"ours")
    first.finish()
    (site / "mine.html").write_bytes(b"changed by hand")
    (site / "photo.jpg").write_bytes(b"theirs")
    (site / "new.html").write_bytes(b"theirs too")
    second = SiteFolder(site)
    second.write("index.html", b"ours")
    second.write("new.html", b"ours")
    second.finish()
    assert (second.unchanged, second.removed, sorted(second.left)) == (
        ["index.html"],
        ["old.html"],
        ["mine.html", "new.html"],
    )
    assert sorted((path.name, path.read_bytes()) for path in site.iterdir() if path.name != MANIFEST) == [
        ("index.html", b"ours"),
        ("mine.html", b"changed by hand"),
        ("new.html", b"theirs too"),
        ("photo.jpg", b"theirs"),
    ]


def test_a_folder_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("theirs")
    with pytest.raises(PublishError, match="did not write"):
        SiteFolder(tmp_path)
    (tmp_path / MANIFEST).write_text("{")
    with pytest.raises(PublishError, match="cannot be read"):
        SiteFolder(tmp_path)


@pytest.mark.parametrize("path", ["../out.html", "a/../../out.html", "", "link/out.html"])
def test_nothing_is_written_or_removed_outside_the_folder(tmp_path: Path, path: str) -> None:
    site = tmp_path / "site"
    folder = SiteFolder(site)
    (tmp_path / "elsewhere").mkdir()
    (site / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PublishError, match="leads out"):
        folder.write(path, b"ours")
    assert not list(tmp_path.rglob("out.html"))
    (site / MANIFEST).write_text(json.dumps({"files": {path: "0"}}))
    with pytest.raises(PublishError, match="leads out"):
        SiteFolder(site).finish()


def test_after_a_failure_the_next_export_goes_on(tmp_path: Path) -> None:
    first = SiteFolder(tmp_path / "site")
    first.write("a.html", b"1")
    first.stop()
    second = SiteFolder(tmp_path / "site")
    second.write("a.html", b"2")
    second.finish()
    assert (second.written, second.left) == (["a.html"], [])


def test_the_command(tmp_path: Path) -> None:
    build(tmp_path / "events.db")
    (tmp_path / "sources.toml").write_text('[calendar]\nname = "Ours"\n')
    start = ["-c", str(tmp_path / "sources.toml"), "-d", str(tmp_path), "export", "site", str(tmp_path / "site")]
    without = CliRunner().invoke(command, start)
    assert without.exit_code == 2
    assert "--base-url" in without.output
    wrong = CliRunner().invoke(command, [*start, "--base-url", "javascript:alert(1)"])
    assert wrong.exit_code == 2
    done = CliRunner().invoke(command, [*start, "--base-url", f"{BASE}/", "--json"], standalone_mode=False)
    assert (done.return_value, json.loads(done.stdout)["left"]) == (0, [])
    again = CliRunner().invoke(command, [*start, "--base-url", BASE], standalone_mode=False)
    assert re.match(r"0 written, \d+ unchanged, 0 removed, 0 left in ", again.stdout)


@pytest.mark.parametrize(
    ("short", "stem"),
    [
        ("/category/legal-aid", "category/legal-aid"),
        ("/category/vivienda%20y%20m%C3%A1s", "category/vivienda-y-mas"),
        ("/category/..%2Fx", "category/x"),
    ],
)
def test_the_files_of_a_slice_have_plain_names(short: str, stem: str) -> None:
    found = stem_of(short, frozenset())
    assert found == stem
    assert re.fullmatch(rf"{found}-[0-9a-f]{{8}}", stem_of(short, frozenset({found.lower()})))
    assert re.fullmatch(r"category/[0-9a-f]{8}", stem_of("/category/%E4%BD%8F%E6%88%BF", frozenset()))


def test_an_address_to_stand_at() -> None:
    assert public_address("https://x.example.org/a/") == "https://x.example.org/a/"
    wrong = [None, "", "x.example.org", "ftp://x", "https://x/?a=1", "https://x/#a"]
    assert [public_address(text) for text in wrong] == [None] * len(wrong)
