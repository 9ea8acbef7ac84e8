"""A scripted HTTP server on the loopback interface: what a test puts there is answered, what was asked is kept.

    def test_something(calendar_server):
        calendar_server.put("/c.ics", b"BEGIN:VCALENDAR…", etag='"1"')
        …ask calendar_server.url("/c.ics")…
        assert calendar_server.requests[0].headers["user-agent"]

The real HTTP stack runs against it; nothing is mocked. The server answers conditional requests by itself when an answer
has an etag or a last_modified. Settings that let a fetch reach it: `FetchSettings(allowed_networks=LOOPBACK)`.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the server says, honestly or not.

    delay: seconds before the first octet. drip: seconds before each further octet of the body.
    truncate: after so many octets of the body the connection is closed, although more were announced.
    unmeasured: no Content-Length; the end of the connection is the end of the body.
    endless: the body is sent again and again for as long as anybody listens.
    raw: octets sent instead of any proper answer; they drip too.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/calendar"
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0
    drip: float = 0
    truncate: int | None = None
    unmeasured: bool = False
    endless: bool = False
    raw: bytes | None = None

    def is_known(self, request: Request) -> bool:
        """Whether the request's validators fit this answer (RFC 9110 §13.2.2: If-None-Match first)."""
        asked = request.headers
        if "if-none-match" in asked:
            return self.etag is not None and self.etag in asked["if-none-match"]
        return self.last_modified is not None and asked.get("if-modified-since") == self.last_modified

    def head(self, *, known: bool) -> bytes:
        """Status line and headers."""
        status = 304 if known else self.status
        fields = {"Connection": "close", **({} if known else {"Content-Type": self.content_type})}
        if not known and not self.unmeasured:
            fields["Content-Length"] = str(len(self.body))
        if self.etag:
            fields["ETag"] = self.etag
        if self.last_modified:
            fields["Last-Modified"] = self.last_modified
        phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else "Odd"
        lines = [f"HTTP/1.1 {status} {phrase}", *(f"{k}: {v}" for k, v in {**fields, **self.headers}.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


class CalendarServer:
    """Answers by path. A path that was never put answers 404. tls: the context of a server that speaks HTTPS."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self._answers: dict[str, list[Answer]] = {}
        self._ended = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path, by any name that leads to 127.0.0.1."""
        return f"{self._scheme}://{host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        content_type: str = "text/calendar",
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0,
        drip: float = 0,
        truncate: int | None = None,
        unmeasured: bool = False,
        raw: bytes | None = None,
    ) -> str:
        """Answer a path like this from now on; gives its address."""
        answer = Answer(
            body=body.encode() if isinstance(body, str) else body,
            status=status,
            content_type=content_type,
            etag=etag,
            last_modified=last_modified,
            headers=headers or {},
            delay=delay,
            drip=drip,
            truncate=truncate,
            unmeasured=unmeasured,
            raw=raw,
        )
        return self.script(path, answer)

    def script(self, path: str, *answers: Answer) -> str:
        """Answer a path with each of these in turn, and with the last one for ever; gives its address."""
        self._answers[path] = list(answers)
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Send a path elsewhere; gives its address."""
        return self.put(path, status=status, headers={"Location": to})

    def asked(self, path: str) -> list[Request]:
        """The requests for one path, in order."""
        return [request for request in self.requests if request.path == path]

    def close(self) -> None:
        """Stop answering; whoever still waits for an octet gets none."""
        self._ended.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(method=self.command, path=self.path, headers=headers)
                server.requests.append(request)
                self.close_connection = True
                with suppress(OSError):
                    server._send(self.connection, request)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler

    def _send(self, connection: socket.socket, request: Request) -> None:
        answers = self._answers.get(request.path, [Answer(status=404, body=b"Not here.", content_type="text/plain")])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        self._ended.wait(answer.delay)
        if answer.raw is not None:
            self._send_octets(connection, answer.raw, answer.drip)
            return
        known = answer.status == 200 and answer.is_known(request)
        connection.sendall(answer.head(known=known))
        if known:
            return
        body = answer.body if answer.truncate is None else answer.body[: answer.truncate]
        self._send_octets(connection, body, answer.drip)
        while answer.endless and not self._ended.is_set():
            connection.sendall(body)

    def _send_octets(self, connection: socket.socket, octets: bytes, drip: float) -> None:
        if not drip:
            connection.sendall(octets)
            return
        for octet in octets:
            if self._ended.wait(drip):
                return
            connection.sendall(bytes([octet]))


@pytest.fixture
def calendar_server() -> Iterator[CalendarServer]:
    """A server for one test."""
    server = CalendarServer()
    try:
        yield server
    finally:
        server.close()
