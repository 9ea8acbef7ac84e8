"""A Datasette in this process with the sample calendar, asked at a fixed moment; the default executor is its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import time_machine
from datasette.app import Datasette

from tests.web.sample import NOW, build


class Browser:
    """Asks one Datasette, without a server and without a browser."""

    def __init__(self, *databases: Path, **options: Any) -> None:
        self.datasette = Datasette([str(path) for path in databases], **options)

    def ask(self, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None) -> Any:
        """The answer (of httpx) to one request, asked at `sample.NOW`."""

        async def one() -> Any:
            await self.datasette.invoke_startup()
            return await self.datasette.client.request(method, path, headers=dict(headers or {}))

        with time_machine.travel(NOW, tick=True):
            return asyncio.run(one())

    def text(self, path: str) -> str:
        """The body of a page that must be there."""
        response = self.ask(path)
        assert response.status_code == 200, response.text
        return str(response.text)

    def close(self) -> None:
        """Let go of every connection and thread."""
        for database in self.datasette.databases.values():
            database.close()
        if self.datasette.executor is not None:
            self.datasette.executor.shutdown()


@pytest.fixture(scope="session")
def calendar_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's events.db, alone in its folder: no published feeds beside it. Read only by convention."""
    return build(tmp_path_factory.mktemp("calendar") / "events.db")


@pytest.fixture(scope="session")
def calendar(calendar_db: Path) -> Iterator[Browser]:
    """The sample calendar, served."""
    browser = Browser(calendar_db)
    yield browser
    browser.close()
