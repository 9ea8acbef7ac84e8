"""schema.org `offers`, `potentialAction` and their like → where to sign up, whether there is room, and what it costs.

Refuses to guess: a sign-up link is one that a property made for it holds; the event's own `url` is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.extract.structured.graph import Graph, Node, local_name, plain
from aggregator.model import Link, Registration

SIGN_UP_ACTIONS = frozenset(
    {"RegisterAction", "ReserveAction", "RsvpAction", "JoinAction", "BuyAction", "OrderAction", "ApplyAction"}
)
"""schema.org Actions that end in having a place."""

_NUMBER = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?")
_ROUND = re.compile(r"[.,]0{1,2}\Z")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
SIGN_UP_PROPERTIES = ("registrationUrl", "registrationURL", "registration", "ticketUrl", "ticketURL", "rsvpUrl")
"""No properties of schema.org, yet written by event software and clear."""

AVAILABILITY = {
    "soldout": Registration.FULL,
    "outofstock": Registration.FULL,
    "discontinued": Registration.CLOSED,
    "instock": Registration.OPEN,
    "limitedavailability": Registration.OPEN,
    "onlineonly": Registration.OPEN,
    "presale": Registration.OPEN,
    "preorder": Registration.OPEN,
}
"""schema.org ItemAvailability, in the order of what it means for one who wants to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """Where to sign up and the state of it, with all links that offer it."""

    url: str | None = None
    registration: Registration | None = None
    links: tuple[Link, ...] = ()
    evidence: str = ""
    price: str | None = None
    price_evidence: str = ""
    ends: tuple[str, ...] = ()


def read_signup(graph: Graph, event: Node) -> Signup:
    """Offers first, then actions, then the properties software has made up."""
    offers = list(_offers(graph, event))
    links = [Link(url, plain(graph.text(offer, "name") or "")) for offer in offers for url in graph.texts(offer, "url")]
    links += [Link(target, "") for target in _action_targets(graph, event)]
    links += [Link(url, "") for url in graph.texts(event, *SIGN_UP_PROPERTIES)]
    usable = [link for link in links if _leads_somewhere(link.url.strip().lower())]
    states = [state for offer in offers if (state := _availability(graph, offer)) is not None]
    url = usable[0].url if usable else None
    state = _overall(states, graph.text(event, "remainingAttendeeCapacity"))
    words = url or next((text for offer in offers for text in graph.texts(offer, "availability")), "")
    price, said = _price(graph, event, offers)
    ends = tuple(text for offer in offers for text in graph.texts(offer, "availabilityEnds", "validThrough"))
    return Signup(
        url=url,
        registration=state,
        links=tuple(usable),
        evidence=words,
        price=price,
        price_evidence=said,
        ends=ends,
    )


def _price(graph: Graph, event: Node, offers: list[Node]) -> tuple[str | None, str]:
    """What it costs ("10–25 USD", "free"), by the offers, else the event; and the value on the page that tells it."""
    amounts: dict[float, str] = {}
    currency = ""
    for offer in offers:
        for node in (offer, *graph.nodes(offer, "priceSpecification")):
            currency = currency or (graph.text(node, "priceCurrency") or "").strip()[:8]
            for text in graph.texts(node, "price", "lowPrice", "highPrice", "minPrice", "maxPrice"):
                if _NUMBER.fullmatch(text.strip()):
                    amounts.setdefault(float(text.strip().replace(",", ".")), _ROUND.sub("", text.strip()))
    if amounts and max(amounts) > 0:
        least, most = amounts[min(amounts)], amounts[max(amounts)]
        said = least if least == most else f"{least}–{most}"
        return f"{said} {currency}".strip(), most
    if amounts:
        return "free", amounts[0.0]
    stated = graph.text(event, "isAccessibleForFree", "free") or ""
    return ("free", stated) if stated.strip().casefold().rpartition("/")[2] in {"true", "yes", "1"} else (None, "")


def _leads_somewhere(url: str) -> bool:
    """Whether a link is one to follow: an address of the web, relative or not, or of mail; no script, no `#`."""
    scheme = _SCHEME.match(url)
    return not url.startswith("#") and (scheme is None or scheme[1] in ("http", "https", "mailto"))


def _offers(graph: Graph, event: Node) -> Iterator[Node]:
    """The offers of an event, each AggregateOffer before the offers in it."""
    for offer in graph.nodes(event, "offers"):
        yield offer
        yield from graph.nodes(offer, "offers")


def _action_targets(graph: Graph, event: Node) -> Iterator[str]:
    for action in graph.nodes(event, "potentialAction"):
        if SIGN_UP_ACTIONS.isdisjoint(action.types):
            continue
        for target in graph.values(action, "target", "url"):
            text = target if isinstance(target, str) else graph.text(target, "urlTemplate", "url")
            if text and "{" not in text:
                yield text


def _availability(graph: Graph, offer: Node) -> Registration | None:
    return AVAILABILITY.get(local_name(graph.text(offer, "availability") or "").casefold())


def _overall(states: list[Registration], remaining: str | None) -> Registration | None:
    """Open while any offer is; full once none is and one was; no places left is full whatever the offers say."""
    if remaining is not None and remaining.strip() == "0":
        return Registration.FULL
    for state in (Registration.OPEN, Registration.FULL, Registration.CLOSED):
        if state in states:
            return state
    return None
