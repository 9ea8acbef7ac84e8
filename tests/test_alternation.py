"""Alternatives arranged by their first letters match what the plain ones match, in the same order of preference."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.alternation import alternation, last_letters

ARRANGED = [
    (["march", "mass", "rally"], "m(?:arch|ass)|rally"),
    (["a", "b", "c", "d"], "(?=[abcd])(?:a|b|c|d)"),
    (["a-b", "-c", "]d", "^e"], r"a-b|-c|]d|^e"),
    (["meet", r"\w+fest", "march"], r"meet|\w+fest|march"),
    (["(?:pre-?)?sign", "sign up"], "pre-?sign|s(?:ign|ign up)"),
    (["(?:re|un)open", "rest"], "r(?:eopen|est)|unopen"),
    (["o? ?dia"], "o ?dia| dia|dia"),
    (["(?:a|b)+c", "a?+d", "e*f"], "(?:a|b)+c|a?+d|e*f"),
    (["a(b)", "a(c)"], "a(b)|a(c)"),
    ([r"a[(b]", r"a\(c"], r"a(?:[(b]|\(c)"),
    (["a(?P<one>b)", "ac"], "a(?P<one>b)|ac"),
    (["March", "may"], "March|may"),
    ([r"\.com", r"\.org"], r"\.(?:com|org)"),
    ([r"\bmarch", r"\b(?:mass|rally)", "meet"], r"\b(?:m(?:arch|ass)|rally)|meet"),
    (["a|b", "ac"], "a(?:|c)|b"),
]


@pytest.mark.parametrize(("given_", "arranged"), ARRANGED, ids=str)
def test_what_begins_alike_stands_together(given_: list[str], arranged: str) -> None:
    assert alternation(given_) == arranged


FORMS = st.text("abAB", max_size=3).flatmap(
    lambda rest: st.sampled_from(
        (
            "{}",
            "a{}",
            "ab?{}",
            "a?{}",
            "(?:a|ab)?{}",
            "(?:b|(?:a|b)a){}",
            r"\w+{}",
            r"\w*a{}",
            "[ab]{}",
            "(?<!a)b{}",
            r"\ba{}",
            r"\b(?:a|b)?a{}",
            r"\b{}",
            "-{}",
            r"\.{}",
            "(?:a|[)|]){}",
        )
    ).map(lambda form: form.format(rest))
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FORMS, min_size=1, max_size=9), st.text("abAB-.) ", max_size=20), st.sampled_from((0, re.I)))
def test_the_same_is_matched(forms: list[str], text: str, flags: int) -> None:
    plain, arranged = "|".join(forms), alternation(forms)
    for around in ("(?:{})", r"\b(?:{})\b", "(?:{})+b"):
        found, wanted = (re.compile(around.replace("{}", each), flags) for each in (arranged, plain))
        assert [m.span() for m in found.finditer(text)] == [m.span() for m in wanted.finditer(text)]


ENDS = [
    (["(?:get )?directions", "map (?:it|& more)", "maps?"], ("ions", "more", "p it", "map", "maps")),
    (["a?b?"], ("", "a", "ab", "b")),
    ([r"ab\s", "go+", "(?P<x>on)", "at(?=s)", r"x\)", "it[?]", "ada "], ("",)),
    (["a[eo]s", "Stra(?:ß|ss)e"], ("asse", "s")),
    (["(?:a|b)c?d"], ("ad", "acd", "bd", "bcd")),
]


@pytest.mark.parametrize(("given_", "ends"), ENDS, ids=str)
def test_the_last_letters_are_those_of_every_choice(given_: list[str], ends: tuple[str, ...]) -> None:
    assert last_letters(given_) == tuple(sorted(ends))


@given(st.lists(FORMS, min_size=1, max_size=4), st.text("abAB-. ", max_size=8))
def test_a_text_that_ends_otherwise_has_no_match_at_its_end(given_: list[str], text: str) -> None:
    if re.search(rf"(?:{'|'.join(given_)})\Z", text, re.IGNORECASE):
        assert text.casefold().endswith(last_letters(given_))
