"""The Datasette plugin: the calendar's pages and feeds beside Datasette's own tables and SQL.

Loaded by every `datasette` command in the environment, so it imports next to nothing until it is used, and does nothing
at all where no database has our tables. Refuses to write. Hooks take only arguments that Datasette 0.65 and 1.0 share.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")

KINDS = "ics|atom|json|geojson"
"""The endings of a feed's address (`publish.kinds`)."""

MENU = (
    ("/calendar", "Calendar"),
    ("/calendar#subscribe", "Subscribe"),
    ("/changes", "Changes"),
    ("/sources", "Sources"),
)

View = Callable[[Any, Any], Awaitable[Any]]


@hookimpl
def register_routes(datasette: Any) -> Sequence[tuple[str, View]]:
    """Our addresses (docs/design.md §4.5), home included; none where nothing of ours is being served."""
    from aggregator.web.database import locate

    if locate(datasette) is None:
        return ()
    from aggregator import zone_laws
    from aggregator.web import agenda, changes, event, feeds, review, sources

    zone_laws.choose()
    return (
        (r"^/$", agenda.calendar_page),
        (r"^/calendar/?$", agenda.calendar_page),
        (rf"^/calendar\.(?P<kind>{KINDS})$", feeds.calendar_feed),
        (r"^/calendar-full\.ics$", feeds.calendar_full_ics),
        (rf"^/(?P<field>category|region|source)/(?P<value>[^/]+)\.(?P<kind>{KINDS})$", feeds.slice_feed),
        (r"^/(?P<field>category|region|source)/(?P<value>[^/]+)$", agenda.slice_page),
        (r"^/event/(?P<id>[A-Za-z0-9_-]+)\.ics$", feeds.event_ics),
        (r"^/event/(?P<id>[A-Za-z0-9_-]+)$", event.event_page),
        (r"^/changes$", changes.changes_page),
        (r"^/changes\.atom$", changes.changes_atom),
        (r"^/sources$", sources.sources_page),
        (r"^/review$", review.review_page),
        (r"^/robots\.txt$", sources.robots_txt),
    )


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Security headers on every answer, Datasette's own pages included; before them, the feeds that are ready.

    Within them, CSV that no spreadsheet program runs.
    """
    from aggregator.web.database import located
    from aggregator.web.headers import with_security_headers
    from aggregator.web.ready import with_ready_feeds
    from aggregator.web.spreadsheets import with_harmless_csv

    if located(datasette) is None:
        return lambda app: app
    return lambda app: with_ready_feeds(with_security_headers(with_harmless_csv(app)))


@hookimpl
def register_output_renderer(datasette: Any) -> dict[str, Any]:
    """`.ics` of every table, view and query that has a title and a start."""
    from aggregator.web import table_ics

    return {"extension": "ics", "render": table_ics.render, "can_render": table_ics.can_render}


@hookimpl
def canned_queries(datasette: Any, database: str) -> dict[str, dict[str, str]]:
    """Questions that our tables answer, above them on the database's page. 1.0 has no such hook and shows none."""
    from aggregator.web.database import located
    from aggregator.web.questions import QUESTIONS

    if located(datasette) != database:
        return {}
    return {name: {"title": question.title, "sql": question.sql.strip()} for name, question in QUESTIONS.items()}


@hookimpl
def permission_allowed(datasette: Any, actor: Any, action: str) -> bool | None:
    """Our one permission: to see what waits for review. Of all others nothing is said."""
    from aggregator.web.permission import ACTION, may_review

    return may_review(datasette, actor) if action == ACTION else None


@hookimpl
def menu_links(datasette: Any, actor: Any) -> Any:
    """From the data back to the calendar, and to what waits for those who may see it."""
    from aggregator.web.database import located

    async def links() -> Sequence[dict[str, str]]:
        from aggregator.web.permission import is_allowed

        found = list(MENU)
        if actor is not None and await is_allowed(datasette, actor):
            found.append(("/review", "For review"))
        return [{"href": datasette.urls.path(path), "label": label} for path, label in found]

    return () if located(datasette) is None else links


@hookimpl
def extra_css_urls(database: str | None, datasette: Any) -> Sequence[str]:
    """A little order on Datasette's pages of our tables."""
    from aggregator.web.database import located
    from aggregator.web.site import DISTRIBUTION

    if database is None or located(datasette) != database:
        return ()
    return [datasette.urls.static_plugins(DISTRIBUTION, "datasette.css")]


@hookimpl
def table_actions(datasette: Any, database: str, table: str) -> Sequence[dict[str, str]]:
    """From a table of events to the same as a calendar."""
    from aggregator.web.cells import EVENT_ID_COLUMNS
    from aggregator.web.database import located

    if located(datasette) != database or table not in EVENT_ID_COLUMNS:
        return ()
    return [{"href": datasette.urls.path("/calendar"), "label": "See this as a calendar"}]


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str, database: str, datasette: Any) -> Any:
    """Event titles lead to their pages; links go only where they may; JSON arrays of topics are shown as topics."""
    from aggregator.web.database import located

    if value is None or located(datasette) != database:
        return None
    from aggregator.web.cells import render

    return render(row, value, column, table, datasette)
