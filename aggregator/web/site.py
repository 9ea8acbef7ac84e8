"""What every page of ours shares: the calendar it speaks for, who may see it, addresses, and rendering.

Refuses to decide what a page says. This is also the one place of the plugin that looks at the clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from aggregator.web import format as words
from aggregator.web.database import About, located, read_about

DISTRIBUTION = "movement-calendar-aggregator"
"""Datasette serves a plugin's static files under the name of its distribution, not of its package."""

PAGE_HEADERS = {
    "Cache-Control": "public, max-age=60",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}
"""Our own pages run no script and carry no inline style, so they may forbid what Datasette's pages need."""


@dataclass(frozen=True, slots=True)
class Site:
    """Our calendar as one request meets it. now: the aware UTC instant that the answer goes by."""

    datasette: Any
    request: Any
    database: Any
    about: About
    now: datetime

    @classmethod
    async def open(cls, datasette: Any, request: Any) -> Site:
        """For one request. Raises datasette's Forbidden where the reader may not see our database."""
        database = await open_database(datasette, request)
        return cls(datasette, request, database, await read_about(database), datetime.now(UTC))

    @property
    def today(self) -> date:
        """The day it is in the calendar's zone."""
        return self.now.astimezone(self.about.zone).date()

    def path(self, path: str) -> str:
        """A path of ours below Datasette's `base_url`."""
        return str(self.datasette.urls.path(path))

    def absolute(self, path: str) -> str:
        """The public address of a path: below the calendar's `url` where that is configured, else as asked for."""
        base = self.about.calendar.url
        if base:
            return base.rstrip("/") + path
        return str(self.datasette.absolute_url(self.request, self.path(path)))

    async def html(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> Any:
        """A page of ours from a template and what it says, as an answer."""
        from datasette.utils.asgi import Response

        return Response.html(await self.render(template, context), status=status, headers=dict(PAGE_HEADERS))

    async def render(self, template: str, context: Mapping[str, Any]) -> str:
        """The page's markup."""
        shared = {
            "calendar": self.about.calendar,
            "css_url": self.datasette.urls.static_plugins(DISTRIBUTION, "aggregator.css"),
            "data_url": self.datasette.urls.database(self.database.name),
            "now": self.now,
            "path": self.path,
            "site": self,
            "today": self.today,
            "words": words,
        }
        return str(await self.datasette.render_template(template, {**shared, **context}, request=self.request))

    async def missing(self, what: str) -> Any:
        """A 404 page that says what is missing and leads on."""
        return await self.html("aggregator_missing.html", {"what": what}, status=404)


async def open_database(datasette: Any, request: Any) -> Any:
    """Our database, for a reader who may see it. Raises datasette's Forbidden for others."""
    name = located(datasette)
    if name is None:
        raise LookupError("no database with our tables: register_routes gave no route to this")
    await _ensure_may_view(datasette, request, name)
    return datasette.get_database(name)


async def _ensure_may_view(datasette: Any, request: Any, name: str) -> None:
    """A Datasette that keeps the database from a reader keeps our pages of it from them too."""
    if hasattr(datasette, "ensure_permissions"):
        wanted = [("view-database", name), "view-instance"]
        await datasette.ensure_permissions(request.actor, wanted)
        return
    from datasette.resources import DatabaseResource  # Datasette 1.0

    resource = DatabaseResource(database=name)
    await datasette.ensure_permission(action="view-database", resource=resource, actor=request.actor)
