"""Our pages as files: where each lies, and how they link to each other. The pages are those that are served.

Refuses absolute paths: links between pages are relative, so that they hold under any base path. What changes with
every refresh or every minute ("built 3 minutes ago") is left out: an unchanged page is the same bytes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from unicodedata import normalize
from urllib.parse import parse_qs, quote, unquote, urlsplit

from aggregator.web import format as words
from aggregator.web.filters import Filters
from aggregator.web.made_from import NAMES, digest, told
from aggregator.web.site import Site

CSS = "static/aggregator.css"

FIXED = {
    "/": "index.html",
    "/calendar": "index.html",
    "/changes": "changes/index.html",
    "/sources": "sources/index.html",
}
FEEDS = ("/calendar", "/calendar-full", "/changes")
"""Addresses, without their endings, of feeds that are no selection."""

DATED_WORDS = SimpleNamespace(
    **{
        **vars(words),
        "ago_words": lambda then, now: f"on {words.day_words(then.date(), year=True)}",
        "near_words": lambda day, today: None,
    }
)
"""The words of the pages, without those that are wrong tomorrow."""


class Query:
    """A parsed query string, as `Filters` reads it."""

    def __init__(self, text: str) -> None:
        self._given = parse_qs(text, keep_blank_values=True)

    def getlist(self, key: str) -> list[str]:
        """All values of one parameter."""
        return self._given.get(key, [])


@dataclass(frozen=True, slots=True)
class StaticSite(Site):
    """The calendar as one file of the exported site meets it.

    base_url: where the site will stand. at: the file's path. slices: the short forms that have a file, and its stem.
    events: the ids of the events that have a page. found: files of addresses that were asked for before; it belongs to
    one choice of slices and events. shared: a digest of what all pages have in common, "" where none is to be kept.
    """

    base_url: str = ""
    at: str = "index.html"
    slices: Mapping[str, str] = field(default_factory=dict)
    events: frozenset[str] = frozenset()
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    shared: str = ""

    def path(self, path: str) -> str:
        """A link from this file to the file of a served address."""
        target, fragment = self.file_of(path)
        link = quote(posixpath.relpath(target, posixpath.dirname(self.at) or "."))
        return link + (f"#{fragment}" if fragment else "")

    def absolute(self, path: str) -> str:
        """The public address of the file of a served address."""
        target, _ = self.file_of(path)
        return f"{self.base_url}/{quote(target.removesuffix('index.html'))}"

    def file_of(self, path: str) -> tuple[str, str]:
        """(path of the file, fragment) of a served address, later pages included; the index for what has none."""
        if path not in self.found:
            self.found[path] = self._file_of(path)
        return self.found[path]

    def _file_of(self, path: str) -> tuple[str, str]:
        parts = urlsplit(path)
        if parts.path in FIXED and not parts.query:
            return FIXED[parts.path], parts.fragment
        event = re.fullmatch(r"/event/([A-Za-z0-9_-]+)(\.ics)?", parts.path)
        if event and event[1] in self.events:
            return f"event/{event[1]}" + (event[2] or "/index.html"), parts.fragment
        page = re.fullmatch(r"page=(\d+)", parts.query)
        folder = f"{int(page[1])}/" if page else ""
        if re.fullmatch(r"/month/\d{4}-\d\d", parts.path):
            return f"{parts.path[1:]}/{folder}index.html", parts.fragment
        if parts.path.startswith("/calendar") and parts.query:
            parts = urlsplit(Filters.read(Query(parts.query)).path(_kind(parts.path)))
        stem, kind = _stem(parts.path)
        if stem in self.slices:
            return self.slices[stem] + (f".{kind}" if kind else f"/{folder}index.html"), parts.fragment
        if kind and stem in FEEDS:
            return parts.path[1:], parts.fragment
        return "index.html", parts.fragment

    async def file(self, template: str, context: Mapping[str, Any]) -> bytes:
        """The page of a template."""
        shared = {"css_url": self._relative(CSS), "data_url": None, "words": DATED_WORDS}
        return (await self.render(template, {**shared, **context})).encode()

    def made_from(self, template: str, context: Mapping[str, Any], *more: str) -> str:
        """A digest of all that makes this page, "" where that cannot be told. more: digests of what is said beside it.

        Its minute does not count: no page that asks for this tells it (`DATED_WORDS`).
        """
        text = told(context)
        linked = sorted(self.events.intersection(NAMES.findall(text)))
        return digest(self.shared, self.at, template, text, linked, more) if self.shared and all(more) else ""

    def _relative(self, target: str) -> str:
        return posixpath.relpath(target, posixpath.dirname(self.at) or ".")


def stem_of(short: str, taken: Collection[str]) -> str:
    """The path, without ending, for a short form such as `/category/legal-aid`: plain letters for any web space."""
    _, key, value = short.split("/", 2)
    plain = normalize("NFKD", unquote(value)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:60]
    stem = f"{key}/{name}"
    if not name or stem.lower() in taken:
        stem = f"{key}/{name}-{sha256(short.encode()).hexdigest()[:8]}".replace("/-", "/")
    return stem


def _kind(path: str) -> str | None:
    return _stem(path)[1]


def _stem(path: str) -> tuple[str, str | None]:
    """("/calendar", "ics") of "/calendar.ics"."""
    from aggregator.publish.kinds import KINDS

    stem, dot, kind = path.rpartition(".")
    return (stem, kind) if dot and kind in KINDS else (path, None)
