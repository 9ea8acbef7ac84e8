"""CSV that a spreadsheet program shows and does not run: cells that would be formulas get an apostrophe before them.

Refuses to touch anything else: numbers stay numbers, and JSON, pages and the database hold the words as they are. The
rule is OWASP's ("CSV injection"), for Datasette's CSV of any table, view or query. Thin ASGI.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from aggregator.web.headers import App, Message, Receive, Send

_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_CELL = re.compile(r'("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r\n|\n|\r|$)')


def harmless(csv: str) -> str:
    """Whole records of CSV (RFC 4180) with an apostrophe before what a spreadsheet program would reckon."""
    return _CELL.sub(_cell, csv)


def _cell(match: re.Match[str]) -> str:
    cell, end = match.groups()
    quote = '"' if cell.startswith('"') else ""
    content = cell[len(quote) :]
    if content.startswith(_STARTS) and not _NUMBER.fullmatch(content.removesuffix(quote)):
        cell = f"{quote}'{content}"
    return cell + end


class Records:
    """A stream of CSV in pieces of any size → whole records."""

    def __init__(self) -> None:
        self._rest = b""

    def take(self, piece: bytes, *, last: bool) -> bytes:
        """What is complete so far, made harmless; at the end, everything."""
        data = self._rest + piece
        cut = len(data) if last else data.rfind(b"\n") + 1
        while cut and not last and data.count(b'"', 0, cut) % 2:  # that line end stands inside a cell
            cut = data.rfind(b"\n", 0, cut - 1) + 1
        self._rest = data[cut:]
        return harmless(data[:cut].decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def with_harmless_csv(app: App) -> App:
    """The app, with every CSV it sends made harmless."""

    async def guarded(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _asks_for_csv(scope):
            await app(scope, receive, send)
            return
        records = Records()

        async def send_harmless(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [one for one in message.get("headers") or [] if one[0].lower() != b"content-length"]
                message = {**message, "headers": headers}
            elif message["type"] == "http.response.body":
                last = not message.get("more_body", False)
                message = {**message, "body": records.take(message.get("body", b""), last=last)}
            await send(message)

        await app(scope, receive, send_harmless)

    return guarded


def _asks_for_csv(scope: MutableMapping[str, Any]) -> bool:
    return scope["path"].endswith(".csv") or b"_format=csv" in scope.get("query_string", b"")
