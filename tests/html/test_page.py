"""Bytes → text → blocks: encodings, roles, zones, links; and plain text by its shapes."""

from __future__ import annotations

import pytest

from aggregator.extract.html.blocks import Document, Kind, SpanKind, Zone
from aggregator.extract.html.decode import decode
from aggregator.extract.html.page import read_page
from aggregator.extract.html.plain import read_plain
from aggregator.extract.html.tree import parse


def document(html: str, url: str | None = "https://ally.example.org/a/") -> Document:
    return read_page(parse(html), url=url)


@pytest.mark.parametrize(
    ("content", "content_type", "text"),
    [
        ("Fête".encode(), "", "Fête"),
        ("Fête".encode("latin-1"), "", "Fête"),
        ("“Fête”".encode("windows-1252"), "text/html; charset=ISO-8859-1", "“Fête”"),
        ("Fête".encode("utf-16"), "", "Fête"),
        (b"\xef\xbb\xbfMay", "", "May"),
        ("<meta charset='shift_jis'>五月".encode("shift_jis"), "", "<meta charset='shift_jis'>五月"),
        ("Fête".encode(), "text/html; charset=latin1", "Fête"),
        (b"M\x00a\xe2\x80\x8by", "", "May"),
        (b"\xff", "text/html; charset=no-such", "ÿ"),
    ],
)
def test_decode(content: bytes, content_type: str, text: str) -> None:
    assert decode(content, content_type) == text


def test_blocks_have_roles_in_order() -> None:
    page = document(
        ""
        "<h1>Forum</h1><h2>Events</h2><ul><li>One</li></ul><dl><dt>When</dt><dd>Now</dd></dl><table><tr><th>A</th><td>B</td></tr></table>"
    )
    assert [(block.text, block.kind, block.level) for block in page.blocks] == [
        ("Forum", Kind.HEADING, 1),
        ("Events", Kind.HEADING, 2),
        ("One", Kind.ITEM, 0),
        ("When", Kind.TERM, 0),
        ("Now", Kind.DEFINITION, 0),
        ("A", Kind.HEADER, 0),
        ("B", Kind.CELL, 0),
    ]


@pytest.mark.parametrize(
    ("content", "levels"),
    [
        ("<h2>Forum</h2><h3>May</h3><h3>June</h3>", [1, 2, 2]),
        ("<title>Forum</title><h2>News</h2><h2>Forum</h2><h3>May</h3>", [2, 1, 3]),
        ("<h2>May</h2><h2>June</h2>", [2, 2]),
        ("<h3>May</h3><h2>Forum</h2>", [3, 2]),
        ("<h1>Forum</h1><h3>May</h3>", [1, 3]),
    ],
)
def test_a_page_without_a_first_heading_has_the_one_in_its_place(content: str, levels: list[int]) -> None:
    assert [block.level for block in document(content).blocks] == levels


def test_breaks_part_lines_and_white_space_is_folded() -> None:
    page = document("<p>May 5<br>Film\n   night<br><br>City <b>Hall</b></p>")
    assert [(block.text, block.gap) for block in page.blocks] == [
        ("May 5", False),
        ("Film night", False),
        ("City Hall", True),
    ]


def test_fields_run_together_are_parted() -> None:
    page = document("<p>When: May 5, 7 pm Where: Union Hall</p>")
    assert [block.text for block in page.blocks] == ["When: May 5, 7 pm", "Where: Union Hall"]


def test_what_is_never_shown_is_not_read() -> None:
    page = document(
        "<style>x</style><p>Seen<span style='display:none'>123</span></p><p hidden>no</p><script>May 5</script>"
    )
    assert [block.text for block in page.blocks] == ["Seen"]


def test_links_are_absolute_and_lead_somewhere() -> None:
    html = (
        "<p><a href='../r'>Sign up</a> <a href='#top'>top</a> <a href='javascript:x()'>x</a> "
        "<a href='mailto:a@example.org'>mail</a></p>"
    )
    assert [(link.url, link.text) for link in document(html).links()] == [
        ("https://ally.example.org/r", "Sign up"),
        ("mailto:a@example.org", "mail"),
    ]


def test_a_link_around_blocks_is_one_link() -> None:
    page = document("<a href='/e'><h3>Film night</h3><p>May 5</p></a>")
    assert [(link.url, link.text) for link in page.links()] == [("https://ally.example.org/e", "Film night May 5")]


def test_zones_by_element_role_and_class_word() -> None:
    page = document(
        "<nav>a</nav><div role='navigation'>b</div><div class='main-menu'>c</div><div class='SiteFooter'>d</div>"
        "<aside>e</aside><main>f <p>the matter of the page, at some length</p></main>"
    )
    assert [block.zone for block in page.blocks] == [
        Zone.NAV,
        Zone.NAV,
        Zone.NAV,
        Zone.FOOTER,
        Zone.ASIDE,
        Zone.MAIN,
        Zone.MAIN,
    ]


@pytest.mark.parametrize("name", ["page-with-sidebar", "layout-w-sidebar-section", "has-footer", "no-comments"])
def test_what_has_a_zone_beside_it_or_none_is_none(name: str) -> None:
    page = document(f"<p>The town and its many halls, all told.</p><div class='{name}'><p>May 5</p></div>")
    assert {block.zone for block in page.blocks} == {Zone.MAIN}


def test_a_box_that_holds_most_of_the_page_is_no_sidebar() -> None:
    page = document("<div class='left-sidebar'><p>All that this page has to say stands here.</p></div><p>Hi</p>")
    assert {block.zone for block in page.blocks} == {Zone.MAIN}


def test_emphasis_is_seen() -> None:
    page = document("<p><b>Film night</b></p><p><b>Film</b> night</p>")
    assert [block.strong for block in page.blocks] == [True, False]


def test_plain_text_by_its_shapes() -> None:
    page = read_plain(
        "A Heading Here\n\n  • first\n  • second\n\nA sentence that ends. See https://ally.example.org/x.\n"
    )
    assert [(block.text, block.kind, block.level) for block in page.blocks] == [
        ("A Heading Here", Kind.HEADING, 1),
        ("first", Kind.ITEM, 0),
        ("second", Kind.ITEM, 0),
        ("A sentence that ends. See https://ally.example.org/x.", Kind.TEXT, 0),
    ]
    assert [span.value for _, span in page.blocks[3].of(SpanKind.LINK)] == ["https://ally.example.org/x"]


def test_wrapped_plain_text_is_joined() -> None:
    page = read_plain("This line was wrapped by hand at sixty characters or so, and\nruns on here.\n\nNext.\n")
    assert [block.text for block in page.blocks] == [
        "This line was wrapped by hand at sixty characters or so, and runs on here.",
        "Next.",
    ]
