"""`aggregator changes`: what changed in the published calendar, in words or as JSON."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from aggregator.cli import EXIT_OK, Settings, say
from aggregator.cli.text import to_json, when
from aggregator.errors import StoreError
from aggregator.store.news import News, read_news
from aggregator.web.news import Said, headline, said

SINCE = "7d"

_AGO = re.compile(r"(\d{1,4})([dhw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@click.command("changes", short_help="Tell what changed lately.")
@click.option("--since", default=SINCE, show_default=True, help="A day (2026-11-01), or how long ago: 12h, 7d, 4w.")
@click.option("--source", metavar="SLUG", help="Only what this source told.")
@click.option("--all", "everything", is_flag=True, help="Also small differences, such as a corrected description.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def command(settings: Settings, since: str, source: str | None, everything: bool, as_json: bool) -> int:
    """Tell what changed in the published calendar, newest first: what is new, moved, called off or back on.

    \b
    Examples:
      aggregator changes
      aggregator changes --since 2026-11-01 --source tenants-union --json
    """
    from aggregator.store import Store

    if not settings.database.exists():
        raise StoreError(str(settings.database), "does not exist yet", "make it with: aggregator refresh")
    first = _since(since, datetime.now(UTC))
    with Store(settings.database) as store:
        _check_source(source, [str(row["slug"]) for row in store.source_rows()])
        found = store.read(lambda db: tuple(read_news(db, first=first, source=source)))
    told = [(news, sentences) for news in found if (sentences := _chosen(news, everything=everything))]
    if as_json:
        click.echo(to_json([_record(news, sentences) for news, sentences in told]))
    elif not told:
        say(f"Nothing changed since {first:%Y-%m-%d %H:%M} UTC.")
    for news, sentences in told if not as_json else ():
        _print(news, sentences)
    return EXIT_OK


def _since(text: str, now: datetime) -> datetime:
    ago = _AGO.fullmatch(text)
    if ago:
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(
            f"--since {text!r} is neither a day (2026-11-01) nor a time ago (12h, 7d, 4w)."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check_source(slug: str | None, known: list[str]) -> None:
    if slug is not None and slug not in known:
        raise click.UsageError(f"No source has the slug {slug!r}; `aggregator sources` lists them.")


def _chosen(news: News, *, everything: bool) -> tuple[Said, ...]:
    return tuple(one for one in said(news) if everything or one.kind != "detail")


def _record(news: News, sentences: tuple[Said, ...]) -> dict[str, Any]:
    return {
        "at": news.at,
        "event_id": news.event_id,
        "recurrence_id": news.recurrence_id,
        "listing_id": news.listing_id,
        "source": news.source,
        "kind": headline(sentences),
        "title": news.title,
        "start": news.start,
        "end": news.end,
        "timezone": news.timezone,
        "status": news.status,
        "told": [one.text for one in sentences],
        "changes": [{"kind": c.kind, "field": c.field, "old": c.old, "new": c.new} for c in news.changes],
    }


def _print(news: News, sentences: tuple[Said, ...]) -> None:
    click.echo(f"{news.at:%Y-%m-%d %H:%M}Z  {news.title}  ({news.event_id})")
    for one in sentences:
        values = " → ".join(_short(value) for value in (one.old, one.new) if value)
        click.echo(f"    {one.text}{f': {values}' if values else ''}")
    if headline(sentences) == "new":
        click.echo(f"    {when(news.start, news.end, news.timezone)}")
    click.echo(f"    told by {news.source_name}")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else flat[:99] + "…"
