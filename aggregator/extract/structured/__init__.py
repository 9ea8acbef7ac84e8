"""What markup says of events for machines → RawEvents: JSON-LD, microdata, RDFa Lite, microformats, Open Graph, data.

Shared by the formats that carry HTML: pages, and the texts of feed items. One module a syntax, each with
`find_events(elements, *, base_url, now)`, where `elements` are all of the page's, in its order: the tree is walked
once for all of them. What schema.org's words mean stands once, in `schema_org`. Refuses to read words where no
attribute says what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from aggregator.extract.structured import copies, embedded, jsonld, microdata, microformats, open_graph
from aggregator.model import Problem, RawEvent

READERS = (jsonld, microdata, microformats, embedded, open_graph)
"""One module a syntax, the most explicit first: of two copies of an event the first stays, filled up."""


def find_events(
    soup: BeautifulSoup, *, base_url: str | None, now: datetime
) -> tuple[tuple[RawEvent, ...], tuple[Problem, ...]]:
    """The events of a page in all syntaxes, each once, and what could not be read.

    base_url: where the page came from; relative links are resolved against it, and against a `<base href>` in the page.
    now: for times written in words. Raises nothing.
    """
    elements = [each for each in soup.descendants if isinstance(each, Tag)]
    base_url = _base(elements, base_url)
    events: list[RawEvent] = []
    problems: list[Problem] = []
    for reader in READERS:
        try:
            found, unread = reader.find_events(elements, base_url=base_url, now=now)
        except MemoryError:
            raise  # the page is too much, not one part of it
        except Exception as error:  # noqa: BLE001 - the one boundary: a syntax that breaks its reader costs only itself
            name = reader.__name__.rpartition(".")[2]
            message = f"{name} cannot be read ({type(error).__name__}: {error}); its events were skipped"
            problems.append(
                Problem("extract", name, message, "this is a fault of ours: please report it with the page")
            )
            continue
        events.extend(found)
        problems.extend(unread)
    return copies.distinct(events), tuple(problems)


def _base(elements: Sequence[Tag], base_url: str | None) -> str | None:
    """HTML §4.2.3: the first `<base href>`, itself resolved against the page's address."""
    base = next((each for each in elements if each.name == "base" and each.has_attr("href")), None)
    try:
        return urljoin(base_url or "", str(base["href"])) if base is not None else base_url
    except ValueError:
        return base_url
