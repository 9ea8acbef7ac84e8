"""schema.org `location` → the place's parts, the words a person would write for it, and whether it is online.

Refuses to look anything up: a region or country stays as the page writes it unless it is a plain code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aggregator.extract.structured.graph import Graph, Node, Value, folded, plain
from aggregator.model import AttendanceMode, Link, Place

COUNTRY_CODES = {
    "usa": "US",
    "u.s.": "US",
    "u.s.a.": "US",
    "united states": "US",
    "united states of america": "US",
    "uk": "GB",
    "united kingdom": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "canada": "CA",
    "mexico": "MX",
    "ireland": "IE",
    "germany": "DE",
    "france": "FR",
    "spain": "ES",
    "australia": "AU",
    "new zealand": "NZ",
}
"""Countries as pages write them in addressCountry, where schema.org asks for ISO 3166-1 alpha-2."""

_VIRTUAL = frozenset({"VirtualLocation"})
_URL = re.compile(r"https?://\S+$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where an event is: the words, the parts, the mode its kind of location implies, the links it names."""

    text: str | None = None
    place: Place | None = None
    mode: AttendanceMode | None = None
    links: tuple[Link, ...] = ()
    evidence: str = ""


def read_location(graph: Graph, event: Node) -> Whereabouts:
    """Read all values of `location`.

    The first real place gives the parts; a VirtualLocation makes it online, or mixed beside a real place. A place
    that only repeats the event's name is what software puts where nothing was filled in.
    """
    values = (
        graph.values(event, "location", "address")
        if "location" not in event.properties
        else graph.values(event, "location")
    )
    virtual = [value for value in values if isinstance(value, Node) and _VIRTUAL & set(value.types)]
    real = [spot for value in values if value not in virtual and (spot := _read_place(graph, value)) is not None]
    title = plain(graph.text(event, "name", "summary") or "")
    real = [spot for spot in real if folded(spot.text or "") != folded(title) or spot.latitude is not None]
    links = tuple(Link(url, "Online") for node in virtual for url in graph.texts(node, "url"))
    mode = None
    if virtual:
        mode = AttendanceMode.MIXED if real else AttendanceMode.ONLINE
    if not real:
        names = [name for node in virtual if (name := _name(graph, node))]
        words = next(iter(names), links[0].url if links else "")
        return Whereabouts(
            text=next(iter(names), "Online" if virtual else None), mode=mode, links=links, evidence=words
        )
    first = real[0]
    words = first.venue or first.address or first.locality or first.text or ""
    return Whereabouts(text=first.text, place=first, mode=mode, links=links, evidence=words)


def _read_place(graph: Graph, value: Value) -> Place | None:
    """One location: text, a PostalAddress, or a Place of any subtype with an address, a geo, or a place around it."""
    if isinstance(value, str):
        words = plain(value)
        return Place(text=words) if words and not _URL.match(words) else None
    address = _read_address(graph, value)
    venue = _name(graph, value) if "PostalAddress" not in value.types else None
    if venue and address.address and folded(venue) == folded(address.address):
        venue = None
    latitude, longitude = _coordinates(graph, value)
    place = replace(address, venue=venue, latitude=latitude, longitude=longitude)
    text = _join(place, _country_word(graph, value))
    if text is None and latitude is None:
        inner = graph.nodes(value, "containedInPlace", "containedIn")
        return _read_place(graph, inner[0]) if inner and inner[0] is not value else None
    return replace(place, text=text)


def _read_address(graph: Graph, node: Node) -> Place:
    """The address of a Place, or of a PostalAddress given in its stead; a plain text is the street line."""
    for value in graph.values(node, "address"):
        if isinstance(value, Node):
            return _read_postal(graph, value)
        return Place(address=plain(value) or None)
    return _read_postal(graph, node)


def _read_postal(graph: Graph, node: Node) -> Place:
    country = _field(graph, node, "addressCountry", "country-name")
    return Place(
        address=_field(graph, node, "streetAddress", "street-address"),
        locality=_field(graph, node, "addressLocality", "locality"),
        region=_field(graph, node, "addressRegion", "region"),
        postal_code=_field(graph, node, "postalCode", "postal-code"),
        country=_country_code(country),
    )


def _country_code(country: str | None) -> str | None:
    if country is None:
        return None
    known = COUNTRY_CODES.get(country.casefold())
    return known or (country.upper() if re.fullmatch(r"[A-Za-z]{2}", country) else None)


def _country_word(graph: Graph, node: Node) -> str | None:
    """The country where it is a word to be written in an address: neither a code nor that of a US address."""
    addresses = graph.nodes(node, "address") or [node]
    country = _field(graph, addresses[0], "addressCountry")
    return country if country and len(country) > 3 and _country_code(country) != "US" else None


def _field(graph: Graph, node: Node, *names: str) -> str | None:
    """A field by schema.org's name, or by that of hCard, which the older data-vocabulary.org took over."""
    return plain(graph.text(node, *names) or "") or None


def _name(graph: Graph, node: Node) -> str | None:
    name = plain(next((v for v in node.properties.get("name", ()) if isinstance(v, str)), ""))
    return name if name and not _URL.match(name) else None


def _coordinates(graph: Graph, node: Node) -> tuple[float | None, float | None]:
    """WGS 84 degrees; 0, 0 is an empty form field, not a place in the Gulf of Guinea."""
    for holder in (*graph.nodes(node, "geo"), node):
        pair = (graph.text(holder, "latitude"), graph.text(holder, "longitude"))
        if all(pair):
            return degrees(*pair)
    for text in graph.texts(node, "geo"):
        first, _, second = text.replace(";", ",").partition(",")
        return degrees(first, second)
    return None, None


def degrees(latitude: str | None, longitude: str | None) -> tuple[float | None, float | None]:
    """Two texts as coordinates, or (None, None) where they are not a place on earth."""
    try:
        north, east = float(latitude or ""), float(longitude or "")
    except ValueError:
        return None, None
    on_earth = abs(north) <= 90 and abs(east) <= 180 and (north, east) != (0.0, 0.0)
    return (north, east) if on_earth else (None, None)


def _join(place: Place, country: str | None) -> str | None:
    """`Venue, street, City, ST 98102`: each part once, though pages repeat the venue or the city in the street."""
    region = " ".join(filter(None, (place.region, place.postal_code)))
    text = ""
    for part in (place.venue, place.address, place.locality, region, country):
        if not part or _says(text, part):
            continue
        text = part if not text or _says(part, text) else f"{text}, {part}"
    return text or None


def _says(text: str, part: str) -> bool:
    """Whether the words of `part` stand in `text` already, one after the other."""
    return f" {folded(part)} " in f" {folded(text)} "
