"""The guarded door: names are resolved here, every address is checked, and only a checked address is connected to.

A name cannot change its address between check and connection, because the connection is made to the address that was
checked, for each redirect anew. The list of refused networks is our own: `ipaddress.is_global` of Python 3.11 lets some
special addresses through. Knows nothing of HTTP beyond the socket it is given.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

import httpcore

REFUSED_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; a cloud's metadata among it
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's metadata, though the address is public
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; a cloud's metadata at .192
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, withdrawn
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
"""IANA's special-purpose registry (RFC 6890 and its successors), and what clouds use beside it."""

PUBLIC_IPV6 = IPv6Network("2000::/3")
"""All that IANA has given out for the public network; everything else is refused."""

REFUSED_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3ffe::/16",  # given back
        "3fff::/20",  # documentation
    )
)

CARRIES_IPV4 = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))
"""Mapped (RFC 4291 §2.5.5.2) and translated (RFC 6052) addresses: the IPv4 address in the last four octets decides."""


class AddressRefusedError(Exception):
    """The name leads into private or special address space."""


class NameNotFoundError(Exception):
    """The name has no address, or none in time."""


class DeadlineError(Exception):
    """The whole request took too long."""


def is_refused(address: str, allowed: Sequence[str] = ()) -> bool:
    """Whether the address, as `getaddrinfo` writes it, lies where no ally's calendar can be. allowed: CIDR networks."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address) and any(ip in network for network in CARRIES_IPV4):
        ip = IPv4Address(int(ip) & 0xFFFF_FFFF)
    if any(ip in ip_network(network) for network in allowed):
        return False
    if isinstance(ip, IPv4Address):
        return any(ip in network for network in REFUSED_IPV4)
    return ip not in PUBLIC_IPV6 or any(ip in network for network in REFUSED_IPV6)


class Deadline:
    """The end of a whole request, on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Give back time that was spent on waiting for one's turn."""
        self._end += seconds

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Let no time pass for what is not part of the request itself."""
        began = time.monotonic()
        yield
        self.extend(time.monotonic() - began)

    def remaining(self, at_most: float | None = None) -> float:
        """Seconds left, never more than at_most. Raises DeadlineError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise DeadlineError
        return left if at_most is None else min(left, at_most)


def resolve(host: str, port: int, deadline: Deadline) -> list[str]:
    """Every address of a name. The resolver knows no timeout, so it runs in a thread that is left behind."""
    answers: list[str] = []
    faults: list[Exception] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.extend(dict.fromkeys(str(answer[4][0]) for answer in found))
        except (OSError, UnicodeError) as error:
            faults.append(error)

    thread = threading.Thread(target=ask, name=f"resolve {host}", daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    if thread.is_alive():
        raise DeadlineError
    if faults or not answers:
        raise NameNotFoundError(host) from (faults[0] if faults else None)
    return answers


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only, and lets no operation outlast the deadline."""

    def __init__(self, deadline: Deadline, connect_seconds: float, allowed: Sequence[str]) -> None:
        self._deadline = deadline
        self._connect_seconds = connect_seconds
        self._allowed = tuple(allowed)
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers. One refused address among several refuses the name."""
        addresses = resolve(host, port, self._deadline)
        for address in addresses:
            if is_refused(address, self._allowed):
                raise AddressRefusedError(address)
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, socket_options)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: no source is a socket of this machine."""
        raise AddressRefusedError(path)

    def _connect(self, address: str, port: int, options: Iterable[Any] | None) -> httpcore.NetworkStream:
        seconds = self._deadline.remaining(self._connect_seconds)
        stream = self._sockets.connect_tcp(address, port, timeout=seconds, socket_options=options)
        return _BoundedStream(stream, self._deadline)


class _BoundedStream(httpcore.NetworkStream):
    """A connection whose every operation ends with the deadline: a slow drip meets it as a silent host does."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.remaining(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self._deadline.remaining(timeout)
        return _BoundedStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
