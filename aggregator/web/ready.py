"""Feeds ready in memory: an unchanged one is answered before Datasette, and any database, is asked. Thin ASGI.

Refuses to decide who may see what: it repeats, for a minute, what a view has answered to a reader without a name, and
only while the files it was made from stand untouched. A request with a cookie or a credential passes through.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aggregator.web.conditional import http_date, status_for, strong_etag
from aggregator.web.headers import HEADERS, App, Message, Receive, Send

CACHE_FEED = "public, max-age=3600, stale-if-error=604800"
"""An hour fresh; for a week a stale feed is better than an error, which empties or disables a subscription."""

TRUSTED = 60.0
"""Seconds after which a view is asked again whether everyone may still see the feed."""

SETTLED_NS = 1_000_000_000
"""A file written less than a second ago may be written again without its time showing it: it is not relied on yet."""

MOST_BYTES = 256_000_000
"""What is kept in all; the feed asked for last stays, whatever its size."""

SLOT = "aggregator.slot"

PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}
"""What a browser is told that asks first whether another site's script may read the feed conditionally."""

State = tuple[tuple[str, int, int, int], ...]
"""Path, inode, time in nanoseconds and size of each file; all zero for one that is absent or empty."""


@dataclass(frozen=True, slots=True)
class Body:
    """A feed ready to be sent. changed_at: None where its last change is too recent for dates to tell it apart."""

    data: bytes
    filename: str
    changed_at: datetime | None
    content_type: str = "text/calendar; charset=utf-8"
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", strong_etag(self.data))

    def headers(self) -> dict[str, str]:
        """The header of a 200 and of a 304, but for the length."""
        dated = {"Last-Modified": http_date(self.changed_at)} if self.changed_at else {}
        return {
            "ETag": self.etag,
            **dated,
            "Cache-Control": CACHE_FEED,
            "Content-Type": self.content_type,
            "Content-Disposition": f'inline; filename="{self.filename}"',
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "ETag, Last-Modified",
            "Vary": "Cookie, Authorization",
        }


@dataclass(slots=True)
class _Kept:
    """A body on the shelf. about: what it depends on beside the files. trusted_until: on the monotonic clock."""

    body: Body
    state: State
    about: object
    trusted_until: float
    answers: dict[int, Message]


class Shelf:
    """The bodies of one server by address. Used by its event loop only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[bytes, bytes], _Kept] = OrderedDict()

    def find(self, key: tuple[bytes, bytes]) -> _Kept | None:
        """What can be sent at once."""
        kept = self._kept.get(key)
        if kept is None or kept.trusted_until < time.monotonic() or not _stands(kept.state):
            return None
        self._kept.move_to_end(key)
        return kept

    def last(self, key: tuple[bytes, bytes]) -> _Kept | None:
        """What was sent last, perhaps outdated."""
        return self._kept.get(key)

    def keep(self, key: tuple[bytes, bytes], body: Body, state: State, about: object) -> None:
        """Send this from now on, as long as its files stand."""
        self._kept[key] = _Kept(body, state, about, time.monotonic() + TRUSTED, _answers(body))
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(len(kept.body.data) for kept in self._kept.values()) > MOST_BYTES:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place on the shelf of one request's address, handed to the view in the scope."""

    shelf: Shelf
    key: tuple[bytes, bytes]


def with_ready_feeds(app: App) -> App:
    """The app, with what its views put on the shelf answered from there."""
    shelf = Shelf()

    async def quick(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or _is_personal(scope["headers"]):
            await app(scope, receive, send)
            return
        key = (scope["path"].encode(), scope["query_string"])
        kept = shelf.find(key)
        if kept is None:
            await app({**scope, SLOT: Slot(shelf, key)}, receive, send)
            return
        body = kept.body
        status = status_for(scope["headers"], etag=body.etag, last_modified=body.changed_at)
        await send(kept.answers[status])
        sent = body.data if status == 200 and scope["method"] == "GET" else b""
        await send({"type": "http.response.body", "body": sent})

    return quick


def recall(request: Any, state: State, about: object = None) -> Body | None:
    """What was sent last at this address, if it is still the answer; and it is trusted again."""
    slot: Slot | None = request.scope.get(SLOT)
    kept = slot.shelf.last(slot.key) if slot else None
    if kept is None or kept.state != state or kept.about != about:
        return None
    keep(request, kept.body, state, about)
    return kept.body


def keep(request: Any, body: Body, state: State, about: object = None) -> None:
    """Let the next reader of this address have the body at once, if every reader may and its files have settled."""
    slot: Slot | None = request.scope.get(SLOT)
    if slot and request.actor is None and settled(state):
        slot.shelf.keep(slot.key, body, state, about)


def state_of(paths: Iterable[Path]) -> State:
    """How the files stand now. To be asked before they are read."""
    return tuple(_file_state(str(path)) for path in paths)


def settled(state: State) -> bool:
    """Whether any further change of the files would show in their state."""
    newest = max((modified for _, _, modified, _ in state), default=0)
    return bool(newest) and time.time_ns() - newest > SETTLED_NS


def answer(request: Any, body: Body) -> Any:
    """200 with the bytes, 304 or 412 without, the headers alone for HEAD, and what a browser may ask before."""
    from datasette.utils.asgi import Response

    if request.method == "OPTIONS":
        return Response(b"", status=204, headers=dict(PREFLIGHT))
    if request.method not in ("GET", "HEAD"):
        return Response.text("Only GET and HEAD.", status=405, headers={"Allow": PREFLIGHT["Allow"]})
    status = status_for(request.scope["headers"], etag=body.etag, last_modified=body.changed_at)
    headers = body.headers()
    content_type = headers.pop("Content-Type")
    if status == 200:
        headers["Content-Length"] = str(len(body.data))
    sent = body.data if status == 200 and request.method == "GET" else b""
    return Response(sent, status=status, headers=headers, content_type=content_type)


def _answers(body: Body) -> dict[int, Message]:
    """The beginning of each possible answer, made once."""
    plain = [(name.lower().encode(), value.encode("latin-1")) for name, value in body.headers().items()]
    length = (b"content-length", str(len(body.data)).encode())
    return {
        200: {"type": "http.response.start", "status": 200, "headers": [*plain, length, *HEADERS]},
        304: {"type": "http.response.start", "status": 304, "headers": _lean(plain)},
        412: {"type": "http.response.start", "status": 412, "headers": _lean(plain)},
    }


def _lean(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Without what describes a body that is not sent (RFC 9110 §15.4.5)."""
    return [header for header in headers if not header[0].startswith(b"content-")]


def _is_personal(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the request says who is asking."""
    return any(name in (b"cookie", b"authorization") for name, _ in headers)


def _stands(state: State) -> bool:
    return all(_file_state(file[0]) == file for file in state)


def _file_state(path: str) -> tuple[str, int, int, int]:
    try:
        stat = os.stat(path)  # noqa: PTH116 - asked for every request, and a Path takes ten times as long
    except OSError:
        return path, 0, 0, 0
    if not stat.st_size:  # the log of a database to which nothing was written since it was opened
        return path, 0, 0, 0
    return path, stat.st_ino, stat.st_mtime_ns, stat.st_size
