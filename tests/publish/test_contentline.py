"""Content lines: cleaning, escaping, folding and web addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.publish.contentline import clean, clean_line, escape, folded, text_lines, web_address


@pytest.mark.parametrize("length", [74, 75, 76, 149, 150, 223, 1000])
@pytest.mark.parametrize("character", ["x", "é", "∑", "🪧", "e\u0301", "👩‍👩‍👧"])
def test_fold_keeps_75_octets_and_whole_characters(character: str, length: int) -> None:
    line = f"SUMMARY:{character * length}"
    *pieces, end = folded(line).encode().split(b"\r\n")
    assert end == b""
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.decode() for piece in pieces), "a piece that decodes alone is cut between characters"
    assert folded(line).replace("\r\n ", "") == line + "\r\n"


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("x" * 75, ["x" * 75]),
        ("x" * 76, ["x" * 75, " x"]),
        ("x" * 149, ["x" * 75, " " + "x" * 74]),
        ("x" * 150, ["x" * 75, " " + "x" * 74, " x"]),
        ("x" * 74 + "é", ["x" * 74, " é"]),
        ("é" * 37 + "x", ["é" * 37 + "x"]),
    ],
)
def test_fold_at_the_very_limit(line: str, pieces: list[str]) -> None:
    assert folded(line).split("\r\n") == [*pieces, ""]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a, b; c", r"a\, b\; c"),
        ("back\\slash", r"back\\slash"),
        (r"already \, escaped", r"already \\\, escaped"),
        ("two\nlines", r"two\nlines"),
        ('"quoted": fine', '"quoted": fine'),
        ("", ""),
    ],
)
def test_escape(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rBEGIN:VEVENT", "a\nBEGIN:VEVENT"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a\nb\nc\nd\ne\nf\ng"),
        ("nul\x00 bel\x07 esc\x1b", "nul  bel  esc"),
        ("\ufeffbom", "bom"),
        ("half \ud83d of a pair", "half of a pair"),
        ("tab\there", "tab here"),
        ("two  spaces", "two  spaces"),
        ("a" + " " * 300 + "b\n \u3000 \xa0 c", "a b\n c"),
        ("  ends \n", "ends"),
        ("añadir 𝔘 ünïcödé", "añadir 𝔘 ünïcödé"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_clean_line_leaves_one_line() -> None:
    assert clean_line(" May Day \r\n march\u2028and \t rally ") == "May Day march and rally"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("https://example.org/veranstaltung/märz", "https://example.org/veranstaltung/m%C3%A4rz"),
        ("https://example.org/[x]|y", "https://example.org/[x]%7Cy"),
        (" https://example.org/ ", "https://example.org/"),
        ("https://example.org/a\\b", "https://example.org/a%5Cb"),
        ("HTTPS://example.org/", "HTTPS://example.org/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("ftp://example.org/", None),
        ("//example.org/x", None),
        ("mailto:a@example.org", None),
        ("https://user:secret@example.org/", None),
        ("https://example.org\r\nX-EVIL:1", None),
        ("https://example.org/a b", None),
        ("https://example.org/\u2028x", None),
        ("https:///path", None),
        ("https://[::1", None),
        ("", None),
        (None, None),
    ],
)
def test_web_address(url: str | None, address: str | None) -> None:
    assert web_address(url) == address


@settings(max_examples=200)
@given(st.text())
def test_any_text_makes_one_safe_line(text: str) -> None:
    line = f"SUMMARY:{escape(clean(text))}"
    assert len(line.splitlines()) == 1
    written = folded(line)
    assert written.replace("\r\n ", "") == line + "\r\n"
    assert max(len(piece) for piece in written.encode().split(b"\r\n")) <= 75


@settings(max_examples=200)
@given(st.lists(st.text(st.sampled_from("ab;,\\\n é∑🪧"), max_size=300), min_size=1, max_size=4))
def test_several_properties_at_once_are_the_lines_that_each_makes_alone(texts: list[str]) -> None:
    named = [f"SUMMARY:{clean(text)}" for text in texts]
    alone = "".join(folded(escape(line)) for line in named)
    assert text_lines("\r".join(named)) + b"\r\n" == alone.encode()
