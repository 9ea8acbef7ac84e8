"""Pages in the shapes of the world, of a wanted size, from a seed: what `pages.py` and `growth.py` read.

Refuses to measure.
"""

from __future__ import annotations

from calendar import month_name, monthcalendar
from collections.abc import Callable, Iterator
from itertools import count
from random import Random

NAMES = ("Tenant Assembly", "Canvass Launch", "Phone Bank", "Rally for Housing", "Potluck", "Film Night", "Book Club")
HALLS = ("Union Hall", "Main Library", "St. Mark's Church", "Lincoln Park", "City Hall Steps")
STREETS = ("Main St", "Elm Ave", "Grand Blvd", "5th Street")
MONTHS = ("January", "February", "March", "April", "May", "June")
WORDS = (
    "members neighbors rent repairs winter letter council landlord office union shift contract school kitchen "
    "hall street march story history people work together long before after many years heard asked wrote found"
).split()

ICON = (
    '<svg viewBox="0 0 24 24" width="16" height="16"><path d="M19 4h-1V2h-2v2H8V2H6v2H5c-1.11 0-1.99.9-1.99 2L3 20c0'
    ' 1.1.89 2 2 2h14c1.1 0 2-.9 2-2V6c0-1.1-.9-2-2-2zm0 16H5V10h14v10z"></path></svg>'
)
CARD = (
    '<article id="post-{n}" class="event-card col-12 col-md-6 type-event post-{n} status-publish" data-id="{n}">'
    '<div class="card card--horizontal shadow-sm"><div class="card__media ratio"><a class="card__media-link"'
    ' href="/events/{n}/" tabindex="-1" aria-hidden="true"><img class="img-fluid lazyload" loading="lazy" width="640"'
    ' height="360" src="/uploads/{n}.jpg" srcset="/uploads/{n}-640.jpg 640w, /uploads/{n}-1024.jpg 1024w" alt="">'
    '</a></div><div class="card__body p-3"><div class="card__meta d-flex align-items-center">'
    '<span class="icon icon--calendar">{icon}</span><span class="card__date">{weekday}{month} {day}, 2026</span>'
    ' <span class="card__sep">|</span> <span class="card__time">{hour}:30 pm - {until}:00 pm</span></div>'
    '<h3 class="card__title h5 mb-2"><a class="stretched-link text-reset" href="/events/{n}/">{name} {n}</a></h3>'
    '<div class="card__place text-muted small"><span class="icon icon--pin">{icon}</span><span class="card__venue">'
    '{hall}</span>, <span class="card__address">{number} {street}, Oakland, CA</span></div>'
    '<div class="card__text"><p>Bring a neighbor and a dish. {sentence}</p></div>'
    '<div class="card__footer d-flex"><a class="btn btn-primary btn-sm" href="https://forms.example.org/{n}">Register'
    ' here</a><a class="btn btn-link btn-sm" href="/events/{n}/">Read more</a></div></div></div></article>\n'
)
ROW = "<tr><td>{month} {day}, 2026</td><td>{hour} pm</td><td>{name} {n}</td><td>{hall}</td></tr>\n"
WEEK = "<tr>" + "".join(f"<th>{day}</th>" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")) + "</tr>"
DAY = '<td class="day"><div class="number">{day}</div>{held}</td>'
HELD = '<div class="entry"><a href="/e/{n}"><span class="time">{hour} pm</span> <span>{name} {n}</span></a></div>'
MENU = (
    '<li class="menu-item menu-item-type-page menu-item-{n}"><a class="menu-link" href="/p/{n}/"><span>Page {n}</span>'
    "</a></li>"
)
FRAME = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Events</title><style>.a{{color:red}}</style>"
    "<script>var state = {{'open': false}};</script></head><body><nav class='main-nav'><ul>{menu}</ul></nav><main>"
    "<h1>Upcoming events</h1>{body}</main><footer class='site-footer'><p>Contact us</p></footer></body></html>"
)


def _values(random: Random, n: int) -> dict[str, object]:
    hour = random.randint(1, 6)
    return {
        "n": n,
        "name": random.choice(NAMES),
        "hall": random.choice(HALLS),
        "street": random.choice(STREETS),
        "number": random.randint(10, 900),
        "month": random.choice(MONTHS),
        "day": random.randint(1, 28),
        "hour": hour,
        "until": hour + 2,
        "weekday": random.choice(("", "Saturday, ")),
        "icon": ICON,
        "sentence": sentence(random),
    }


def sentence(random: Random) -> str:
    """Words without any time in them."""
    return " ".join(random.choices(WORDS, k=random.randint(8, 16))).capitalize() + "."


def _cards(random: Random) -> Iterator[str]:
    n = 0
    while True:
        n += 1
        yield CARD.format(**_values(random, n))


def _table(random: Random) -> Iterator[str]:
    n = 0
    yield "<table>"
    while True:
        n += 1
        yield ROW.format(**_values(random, n))


def _prose(random: Random) -> Iterator[str]:
    n = 0
    while True:
        n += 1
        said = _values(random, n)
        dated = "Join us on {month} {day}, 2026 at {hour} pm in {hall} for the {name}.".format(**said)
        yield f"<p>{sentence(random)} {sentence(random)} {dated} {sentence(random)}</p>\n"


def _grid(random: Random) -> Iterator[str]:
    n = 0
    for year in count(2026):
        for month in range(1, 13):
            yield f"<h2>{month_name[month]} {year}</h2><table class='month'>{WEEK}"
            for week in monthcalendar(year, month):
                cells = []
                for day in week:
                    n += 1
                    held = (HELD.format(**_values(random, n)) for _ in range(random.choice((0, 0, 1, 1, 2))))
                    cells.append(DAY.format(day=day, held="".join(held)) if day else "<td></td>")
                yield f"<tr>{''.join(cells)}</tr>\n"
            yield "</table>"


def _article(random: Random) -> Iterator[str]:
    while True:
        yield f"<p>{' '.join(sentence(random) for _ in range(5))} Since 1998 <a href='/more'>they</a> say so.</p>\n"


SHAPES: dict[str, Callable[[Random], Iterator[str]]] = {
    "cards": _cards,
    "dense table": _table,
    "prose": _prose,
    "month grid": _grid,
    "article": _article,
}
"""cards: as sites have them, 1.8 kB of markup an event; dense table: 80 bytes an event, the worst there is; month grid:
months from January 2026 on, each with its row of weekdays."""


def page(shape: str, size: int, seed: int) -> bytes:
    """A page of a shape and about `size` bytes. The same seed makes the same page."""
    random = Random(seed)
    menu = "".join(MENU.format(n=n) for n in range(40 if size > 50_000 else 10))
    parts, length = [], len(FRAME) + len(menu)
    for part in SHAPES[shape](random):
        parts.append(part)
        length += len(part)
        if length >= size:
            break
    return FRAME.format(menu=menu, body="".join(parts)).encode()
