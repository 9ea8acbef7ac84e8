"""The pages in Chromium, wide and on a phone, light and dark: private, quiet, readable, whole without JavaScript."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.web.sample import NOW

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (on Debian: apt install chromium)"),
]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PAGES = [
    "/",
    "/calendar?view=month&month=2026-12",
    "/calendar?category=Housing&region=CA&from=2026-11-01",
    "/calendar?q=nothinglikethis",
    "/event/assembly",
    "/event/webinar",
    "/event/clinic",
    "/event/march",
    "/sources",
    "/event/nosuch",
]
WIDTHS = {"wide": 1200, "phone": 390}

SERVER = """
import datetime, sys, time_machine
from pathlib import Path
from aggregator.web.serve import serve
time_machine.travel(datetime.datetime.fromisoformat(sys.argv[3]), tick=True).start()
serve(Path(sys.argv[1]), None, ["-p", sys.argv[2], *sys.argv[4:]])
"""

CONTRAST = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => { const a = top[3] ?? 1; return [0, 1, 2].map(i => top[i] * a + below[i] * (1 - a)); };
  const luminance = rgb => {
    const [r, g, b] = rgb.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element), back = behind(element);
    const [a, b] = [luminance(over(parse(style.color), back)), luminance(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(2)}: ${walker.currentNode.data.trim()}`);
  }
  return poor;
}"""
"""WCAG 2.2 §1.4.3 for every visible text, as if all of it were small."""

UNNAMED = """() => [...document.querySelectorAll('a, button, input, select, summary')].filter(e =>
  e.checkVisibility() && e.type !== 'hidden' && !(e.labels?.length) && !e.ariaLabel && !e.textContent.trim()
).map(e => e.outerHTML)"""
"""Controls without a name for those who cannot see them."""


@pytest.fixture(scope="module")
def address(calendar_db: Path) -> Iterator[str]:
    """The sample calendar on a port of this machine, its clock at the sample's moment."""
    with served(calendar_db) as address:
        yield address


@contextmanager
def served(database: Path, *options: str) -> Iterator[str]:
    """A calendar on a port of this machine, likewise. options: of Datasette."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", SERVER, str(database), str(port), NOW.isoformat(), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not come up")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """One browser for all pages."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visit:
    """One page, opened: what it asked for and what it complained of."""

    def __init__(self, browser: Any, url: str, **options: Any) -> None:
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.hosts: set[str | None] = set()
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url)

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def viewport(width: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": 900}}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_private_quiet_and_fits(chromium: Any, address: str, path: str, width: int) -> None:
    with Visit(chromium, address + path, **viewport(width)) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        expected = ["the server responded with a status of 404"] if path.endswith("nosuch") else []
        assert [text for text in visit.complaints if not any(known in text for known in expected)] == []
        assert visit.hosts == {"127.0.0.1"}
        assert visit.context.cookies() == []
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.page.evaluate(UNNAMED) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_every_text_can_be_read(chromium: Any, address: str, path: str, scheme: str) -> None:
    with Visit(chromium, address + path, color_scheme=scheme, **viewport(1200)) as visit:
        visit.page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
        assert visit.page.evaluate(CONTRAST) == []


def test_the_month_is_a_grid_where_there_is_room_and_a_list_on_a_phone(chromium: Any, address: str) -> None:
    shown = {}
    for name, width in WIDTHS.items():
        with Visit(chromium, f"{address}/calendar?view=month&month=2026-12", **viewport(width)) as visit:
            shown[name] = [visit.page.locator(part).is_visible() for part in ("table.grid", ".narrow")]
    assert shown == {"wide": [True, False], "phone": [False, True]}


def test_a_word_without_end_makes_no_page_wider(chromium: Any, address: str) -> None:
    """A compound or an address as a title, in the narrow cells of the month as well."""
    for path in ("/", "/calendar?view=month&month=2026-12", "/event/assembly"):
        for width in WIDTHS.values():
            with Visit(chromium, address + path, **viewport(width)) as visit:
                titles = "document.querySelectorAll('.event .title a, .grid li a, h1')"
                visit.page.evaluate(f"{titles}.forEach(e => e.textContent = 'Verbandsversammlung'.repeat(12))")
                assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_a_phone_shows_all_of_the_menu_and_of_the_short_form_in_a_line_each(chromium: Any, address: str) -> None:
    with Visit(chromium, address, **viewport(375)) as visit:
        links = visit.page.locator("header nav a").evaluate_all("all => all.map(e => e.getBoundingClientRect().top)")
        assert len(links) == 5
        assert len(set(links)) == 1
        line = [visit.page.get_by_label(label, exact=True) for label in ("Topic", "Where")]
        line.append(visit.page.get_by_role("button", name="Show"))
        assert len({round(one.evaluate("e => e.getBoundingClientRect().top")) for one in line}) == 1


def test_everything_works_without_javascript(chromium: Any, address: str) -> None:
    with Visit(chromium, address, java_script_enabled=False, **viewport(390)) as visit:
        page = visit.page
        page.get_by_label("Search").fill("assembly")
        page.get_by_label("Topic", exact=True).select_option("Housing")
        page.get_by_role("button", name="Show").click()
        assert page.locator(".event .title").all_inner_texts() == ["Tenant assembly: stop the Bayview evictions"]
        page.locator(".event .title a").click()
        assert page.locator("h1").inner_text() == "Tenant assembly: stop the Bayview evictions"
        page.get_by_text("How we know").click()
        assert page.get_by_text("Tues Nov 24, 7–9pm").is_visible()


def test_the_keyboard_gets_past_the_head_of_the_page_first(chromium: Any, address: str) -> None:
    with Visit(chromium, address, **viewport(1200)) as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        visit.page.keyboard.press("Enter")
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.id") == "q"


def test_paper_gets_the_events_and_not_the_controls(chromium: Any, address: str) -> None:
    with Visit(chromium, address, **viewport(1200)) as visit:
        visit.page.emulate_media(media="print")
        assert not visit.page.locator("form.filters").is_visible()
        assert not visit.page.locator("#subscribe").is_visible()
        assert visit.page.locator(".event").first.is_visible()
