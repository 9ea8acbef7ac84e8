"""How one takes part: where to sign up, whether there is room, what it costs, and until when.

Refuses to take a page that only sells, or tells, something else for the sign-up: `links` and `price` choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from aggregator.model import Evidence, Link, RawEvent, Registration, Status
from aggregator.normalize import links, price, privacy, signup_mail
from aggregator.normalize.status import registration_state
from aggregator.normalize.text import clean_line, links_in_html
from aggregator.normalize.times import Times


def registration_of(
    raw: RawEvent, base: str | None, description: str | None, state: Status | Registration | None
) -> tuple[Registration, str | None, tuple[Evidence, ...]]:
    """Whether one has to sign up, where, and the words that say so.

    base: the page's own address. state: what a label in the title says.
    """
    evidence: list[Evidence] = []
    signup = links.publishable(raw.registration_url, base=base)
    if signup is None:
        chosen = links.choose_registration(_links(raw, description), base=base)
        mail = signup_mail.choose_mail(raw.links, stated=raw.registration_url) if chosen is None else None
        if chosen is not None:
            signup = chosen.url
            evidence.append(Evidence("registration_url", chosen.text or chosen.url, raw.position, "signup-link"))
        elif mail is not None:
            signup = mail
            evidence.append(Evidence("registration_url", mail.removeprefix("mailto:"), raw.position, "signup-mail"))
    words, said = registration_state(description) if description else (None, None)
    if said:
        evidence.append(Evidence("registration", said, raw.position, "signup-words"))
    label = state if isinstance(state, Registration) else None
    registration = raw.registration or label or words or (Registration.OPEN if signup else Registration.UNKNOWN)
    return registration, signup, tuple(evidence)


def terms_of(
    raw: RawEvent, description: str | None, times: Times
) -> tuple[str | None, date | None, tuple[Evidence, ...]]:
    """What it costs and the last day to sign up, as the page's fields or the description's words have them."""
    evidence: list[Evidence] = []
    cost, last = clean_line(raw.price), raw.register_by_date
    begins = times.start.date() if isinstance(times.start, datetime) else times.start
    last = last if last and last < begins else None  # shops sell until an event begins; that is no deadline
    if cost is None and description and (cost := price.price_of(description)):
        evidence.append(Evidence("price", cost, raw.position, "price-words"))
    if last is None and description:
        last, said = price.register_by(description, times.start)
        if said:
            evidence.append(Evidence("register_by_date", said[:300], raw.position, "deadline-words"))
    return privacy.redact(cost) if cost else None, last, tuple(evidence)


def _links(raw: RawEvent, description: str | None) -> Iterator[Link]:
    yield from raw.links
    if raw.description:
        yield from links_in_html(raw.description)
    if description:
        yield from links.links_in_text(description)
