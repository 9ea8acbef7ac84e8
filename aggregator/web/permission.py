"""Who may see what waits for a person: the Datasette permission `aggregator-review`.

Refuses everybody but `root` unless the metadata name others: the page is work in hand, not part of the calendar.
"""

from __future__ import annotations

from typing import Any

ACTION = "aggregator-review"

PLUGIN = "movement-calendar-aggregator"
"""The name under which our options stand in Datasette's metadata."""

DENIED = (
    "What waits for review is shown to those who keep this calendar. If you are one of them, sign in; who may see it "
    "is told in docs/operations.md."
)


def may_review(datasette: Any, actor: Any) -> bool:
    """Whether an actor is among those whom the metadata allow: `{"review": {"id": ["root", "ana"]}}`."""
    from datasette.utils import actor_matches_allow

    allow = (datasette.plugin_config(PLUGIN) or {}).get("review", {"id": "root"})
    return actor is not None and bool(actor_matches_allow(actor, allow))


async def is_allowed(datasette: Any, actor: Any) -> bool:
    """The same, with a word for other plugins that answer for permissions."""
    if not hasattr(datasette, "permission_allowed"):  # Datasette 1.0 asks plugins otherwise
        return may_review(datasette, actor)
    return bool(await datasette.permission_allowed(actor, ACTION, default=False))


async def ensure_may_review(datasette: Any, request: Any) -> None:
    """Raises datasette's Forbidden, which becomes a 403 page, for everybody else."""
    if not await is_allowed(datasette, request.actor):
        from datasette.utils.asgi import Forbidden

        raise Forbidden(DENIED)
