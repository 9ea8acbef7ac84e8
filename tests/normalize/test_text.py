"""HTML to text, control characters, and bounds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Link
from aggregator.normalize.text import DESCRIPTION_LIMIT, clean_line, clean_text, links_in_html

TEXTS = [
    ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
    ("<ul><li>Bread</li><li><p>Roses</p></li></ul>", "• Bread\n• Roses"),
    ("Tea &amp; talk", "Tea &amp; talk"),
    ("<b>Tea</b> &amp; talk", "Tea & talk"),
    ("Plain 1 < 2 > 0\nnext", "Plain 1 < 2 > 0\nnext"),
    ("a<script>alert(1)</script>b<!-- c --><style>d</style>", "ab"),
    ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
    ("a\n\n\n\n\nb", "a\n\nb"),
    ("\u202eevil\x00\x07", "evil"),
    ("  \u200b ", None),
    (None, None),
]


@pytest.mark.parametrize(("text", "clean"), TEXTS)
def test_texts_of_several_lines(text: str | None, clean: str | None) -> None:
    assert clean_text(text) == clean


LINES = [
    ("Tea &amp; talk", "Tea & talk"),
    ("  Rent\n strike\t assembly ", "Rent strike assembly"),
    ("<em>Rent</em> strike", "Rent strike"),
    ("AT&T workers; 3 &lt; 4", "AT&T workers; 3 < 4"),
    ("Cafe\u0301", "Café"),
    ("", None),
]


@pytest.mark.parametrize(("text", "clean"), LINES)
def test_lines(text: str, clean: str | None) -> None:
    assert clean_line(text) == clean


def test_long_texts_are_cut_at_a_word() -> None:
    cut = clean_text("word " * 5000)
    assert cut is not None
    assert len(cut) <= DESCRIPTION_LIMIT
    assert cut.endswith("word…")


def test_links_of_markup() -> None:
    markup = '<p>Please <a href="https://a.example.org/?a=1&amp;b=2"><b>Register</b> here</a> <a name="x">no</a></p>'
    assert links_in_html(markup) == (Link("https://a.example.org/?a=1&b=2", "Register here"),)


def test_a_hundred_thousand_nested_tags_do_not_overflow() -> None:
    assert clean_text("<b>" * 20_000 + "x") == "x"


@given(st.text(max_size=300))
def test_no_control_character_survives_and_twice_is_once(text: str) -> None:
    once = clean_text(text, is_html=True)
    if once is not None:
        assert not [c for c in once if unicodedata.category(c) == "Cc" and c != "\n"]
        assert clean_text(once) == once or "<" in once


def test_a_declaration_in_a_text_is_nothing_and_nothing_is_said_of_it() -> None:
    assert clean_text('<?xml version="1.0"?><p>Rally <b>at</b> noon</p>') == "Rally at noon"
    assert links_in_html('<?xml version="1.0"?><a href="https://example.org/">here</a>')[0].text == "here"
