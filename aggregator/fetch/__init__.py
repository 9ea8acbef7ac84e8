"""Sources → pages: one polite, conditional, guarded request, or one read of a local file.

Refuses to keep anything between two fetches (what it has to know comes in with `SourceState` and `Manners`), to decide
what a failure means, and to look into a page. Threads may fetch side by side: `Manners` gives each its turn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from aggregator.config.address import SUBSCRIBED, WEB, host_of, scheme_of, shown_address, shown_url
from aggregator.errors import FetchError
from aggregator.fetch import moves
from aggregator.fetch.local import read_file
from aggregator.fetch.manners import Clock, LeftAloneError, Manners
from aggregator.fetch.schedule import next_fetch_at
from aggregator.fetch.settings import FetchSettings
from aggregator.model import Fetched, NotModified, Page, Source, SourceState, Validators

__all__ = [
    "Clock",
    "FetchSettings",
    "LeftAloneError",
    "Manners",
    "fetch",
    "host_of",
    "moves",
    "next_fetch_at",
    "shown_address",
    "shown_url",
]


def fetch(
    source: Source,
    state: SourceState,
    *,
    now: datetime,
    settings: FetchSettings,
    base: Path,
    conditional: bool = True,
    manners: Manners | None = None,
) -> Fetched | NotModified:
    """Ask a source for its page.

    state: what the last answer left. base: the folder of sources.toml, where relative paths start. conditional: whether
    "nothing new" is an answer; False sends no validators and gives the page even if it is the same as last time.
    manners: those of the run; without, the source is asked as if nobody else were.
    Raises FetchError for everything that is neither a whole page nor "not modified"; its `where` is `[slug] address`.
    Raises LeftAloneError where the host wants no request now.
    """
    conditional = conditional and state.url in (None, source.url)
    scheme = scheme_of(source.url)
    if scheme and scheme not in WEB and scheme not in SUBSCRIBED:
        raise FetchError(
            f"[{source.slug}] {shown_address(source)}",
            f'cannot ask "{scheme}:" addresses',
            "use https:// or a file's path",
        )
    if not scheme:
        page = read_file(source, base, now=now, settings=settings)
        return _judged(page, state, Validators(), now=now, conditional=conditional)
    from aggregator.fetch import http, robots  # a run over local files never loads the HTTP library

    manners = manners or Manners(settings, now=now)
    if state.move.adopted is not None and state.url == source.url:
        source = replace(source, url=state.move.adopted)
    crawled = robots.is_page(source, state)
    answer = http.ask(
        source,
        state.validators if conditional else Validators(),
        now=now,
        settings=settings,
        manners=manners,
        permit=(lambda url: robots.check(url, source, manners, now=now, settings=settings)) if crawled else None,
    )
    if answer.page is None:
        return NotModified(
            fetched_at=now,
            validators=answer.validators,
            body_hash=state.body_hash,
            status=answer.status,
            fresh_until=answer.fresh_until,
            moved_to=answer.moved_to,
        )
    return _judged(
        answer.page,
        state,
        answer.validators,
        now=now,
        conditional=conditional,
        status=answer.status,
        fresh_until=answer.fresh_until,
        moved_to=answer.moved_to,
    )


def _judged(
    page: Page,
    state: SourceState,
    validators: Validators,
    *,
    now: datetime,
    conditional: bool,
    status: int = 200,
    fresh_until: datetime | None = None,
    moved_to: str | None = None,
) -> Fetched | NotModified:
    """A page that came is news unless it is, octet for octet, the one we have; its validators count either way."""
    body_hash = sha256(page.content).hexdigest()
    if conditional and body_hash == state.body_hash:
        return NotModified(
            fetched_at=now,
            validators=validators,
            body_hash=body_hash,
            status=status,
            fresh_until=fresh_until,
            moved_to=moved_to,
        )
    return Fetched(
        page=page,
        fetched_at=now,
        validators=validators,
        body_hash=body_hash,
        status=status,
        fresh_until=fresh_until,
        moved_to=moved_to,
    )
