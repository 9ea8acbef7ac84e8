"""A report card as one HTML file without scripts, pictures or anything from elsewhere. Everything in it is escaped."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from aggregator.cli.card import Card, Finding
from aggregator.cli.card.text import closing, details, opening
from aggregator.cli.text import when

STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "body{color:#1b1b1b;background:#fff}"
    "h1{font-size:1.4rem}h2{font-size:1.05rem;margin-top:2rem}li{margin:.6rem 0}.mend{display:block}"
    ".small{color:#555;font-size:.9rem;overflow-wrap:anywhere}"
)


def html_page(card: Card) -> str:
    """The card as a whole page."""
    title = escape(f"How your calendar is read: {card.name}")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    body = "\n".join(_body(card, title))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head>{head}<style>{STYLE}</style></head>\n<body>\n{body}\n</body></html>\n'
    )


def _body(card: Card, title: str) -> Iterator[str]:
    yield f"<h1>{title}</h1>"
    yield f'<p class="small">{escape(card.address)} · {card.read_on.day} {card.read_on:%B %Y}</p>'
    yield f"<p>{escape(opening(card))}</p>"
    if card.dates:
        yield "<h2>What subscribers see</h2><ul>"
        for occurrence in card.dates:
            event = occurrence.event
            shown = when(occurrence.start, occurrence.end, event.timezone, event.precision)
            more = f'<br><span class="small">{escape(details(occurrence))}</span>' if details(occurrence) else ""
            yield f"<li>{escape(shown)}<br><strong>{escape(event.title)}</strong>{more}</li>"
        yield "</ul>"
        if card.ahead > len(card.dates):
            yield f"<p>… and {card.ahead - len(card.dates)} more</p>"
    if card.findings:
        heading = "What we could not read" if card.kind is None else "What could be mended"
        yield from (f"<h2>{heading}</h2><ol>", *map(_finding, card.findings), "</ol>")
        if card.more:
            yield f"<p>… and {card.more} more of the kind</p>"
    if card.advice:
        yield from ("<h2>What would help those who follow you</h2><ul>", *map(_finding, card.advice), "</ul>")
    yield f"<p>{escape(closing(card))}</p>"


def _finding(finding: Finding) -> str:
    mend = f'<span class="mend">→ {escape(finding.mend)}</span>' if finding.mend else ""
    section = f'<a class="small" href="{escape(finding.url)}">{escape(finding.section)}</a>' if finding.section else ""
    return f"<li><strong>{escape(finding.where)}</strong>: {escape(finding.what)}{mend}{section}</li>"
