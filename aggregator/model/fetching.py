"""What came over the wire and what is remembered of it from run to run. Knows nothing of what a page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aggregator.model.words import Format


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request conditional. Opaque text: compared and sent back, never parsed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document as received: bytes all the way, decoded only by the extractor.

    content_type: as the server said it, or guessed from a file's name; a hint, never trusted.
    url: the final URL after redirects; the base of relative links. None for text that came from nowhere.
    """

    content: bytes
    content_type: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A source's answer with a body.

    body_hash: hex digest of the content.
    fresh_until: aware UTC instant until which the server says the answer holds, or None.
    moved_to: where a chain of only permanent redirects (301, 308) led, or None.
    """

    page: Page
    fetched_at: datetime
    validators: Validators
    body_hash: str
    status: int = 200
    fresh_until: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """A source's answer that nothing changed: 304, or the same body as last time."""

    fetched_at: datetime
    validators: Validators
    body_hash: str | None
    status: int = 304
    fresh_until: datetime | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """What the robots.txt of one origin (`https://example.org`) said. text: None where there is none."""

    origin: str
    fetched_at: datetime
    fresh_until: datetime
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """What manners need to know from run to run.

    waits: host → the aware UTC instant until which it wants to be left alone. robots: by origin.
    """

    waits: Mapping[str, datetime] = field(default_factory=dict)
    robots: Mapping[str, Robots] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where a source has moved to, by permanent redirects (`fetch.moves`).

    adopted: the address that is asked in place of the one in sources.toml. seen: where it leads now; since: from when.
    """

    adopted: str | None = field(default=None, repr=False)
    seen: str | None = field(default=None, repr=False)
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A page as it was kept, to be read again."""

    slug: str
    page: Page
    fetched_at: datetime
    body_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """The few stored facts a refresh needs to know of a source.

    url: the address in sources.toml that the last answer came from, secret ones and paths among them.
    reader_version: `extract.VERSION` at the last complete reading; when it differs, the page is read again.
    archived: whether the page of `body_hash` is kept, so that it can be.
    failures: consecutive ones. result: of the last answer: ok, unchanged, partial, failed, or None before the first.
    next_fetch_at: None means due now. format: what the last page was read as; refresh_after: how long it wants no
    other request. move: see there.
    changes: good answers of the last weeks that changed an event, the first not counted; watched: those weeks' length.
    """

    slug: str
    url: str | None = field(default=None, repr=False)
    validators: Validators = field(default_factory=Validators)
    body_hash: str | None = None
    reader_version: int | None = None
    failures: int = 0
    last_fetch_at: datetime | None = None
    last_success_at: datetime | None = None
    next_fetch_at: datetime | None = None
    result: str | None = None
    paused: bool = False
    format: Format | None = None
    refresh_after: timedelta | None = None
    archived: bool = False
    move: Move = field(default_factory=Move)
    changes: int = 0
    watched: timedelta = timedelta(0)
