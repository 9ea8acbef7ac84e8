"""The tree of a page: gone as soon as the page is read, with no search for garbage."""

from __future__ import annotations

import gc
from datetime import datetime

import pytest
from bs4.element import Tag

import aggregator

PAGES = {
    "broken": "<p><b>May 5<table><tr><td>7 pm</b></table><li>Rally<div></p></li></article>" * 20,
    "deep": "<div>" * 3000 + "May 5, 2026, 7 pm: Rally",
    "no body": "<!DOCTYPE html><!-- x --><title>Rally</title><?xml version='1.0'?>text<br/>",
    "list": "<ul><li><h3>Rally</h3><p>May 5, 2026, 7 pm</p><a href='/1'>Read on</a></li></ul>" * 5,
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_tree_stays(name: str) -> None:
    gc.collect()
    before = _elements()
    gc.disable()
    try:
        aggregator.extract(PAGES[name].encode(), content_type="text/html", now=datetime(2026, 4, 1))
        assert _elements() - before <= 1  # the document itself
    finally:
        gc.enable()


def _elements() -> int:
    return sum(isinstance(each, Tag) for each in gc.get_objects())
