"""Certificates: never read unverified, whatever is wrong with them and whatever the environment says."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.errors import FetchError
from aggregator.fetch import FetchSettings, fetch
from aggregator.fetch.http import _tls
from aggregator.model import Source, SourceState
from tests.calendar_server import LOOPBACK, CalendarServer

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl program to make a key")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody vouches for."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", f"{path}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


@pytest.fixture
def secure_server(certificate: Path) -> Iterator[CalendarServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = CalendarServer(tls=context)
    yield server
    server.close()


def refusal(url: str) -> FetchError:
    source = Source(slug="harbor", name="Harbor Union", url=url)
    settings = FetchSettings(allowed_networks=LOOPBACK, seconds=3)
    with pytest.raises(FetchError) as caught:
        fetch(
            source,
            SourceState(slug="harbor"),
            now=datetime(2026, 11, 21, tzinfo=UTC),
            settings=settings,
            base=Path("nowhere"),
        )
    return caught.value


def test_a_certificate_that_nobody_vouches_for(
    secure_server: CalendarServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    _tls.cache_clear()
    error = refusal(secure_server.put("/c.ics", b"x"))
    _tls.cache_clear()
    assert error.what == "its certificate does not hold: self-signed certificate"
    assert error.hint == "ask whoever runs the page to renew it; pages are never read unverified"
    assert secure_server.requests == []


def test_a_host_that_speaks_no_tls(calendar_server: CalendarServer) -> None:
    error = refusal(calendar_server.url("/c.ics").replace("http://", "https://"))
    assert error.what == "no secure connection comes about"
    assert calendar_server.requests == []


def test_one_context_for_all() -> None:
    assert _tls() is _tls()
    assert _tls().verify_mode is ssl.CERT_REQUIRED
    assert _tls().check_hostname
