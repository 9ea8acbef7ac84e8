"""The e-mail address to sign up at, where an event has no page for it: `mailto:` and one address of a group.

Refuses addresses of persons (docs/design.md §5, "Privacy"), what stands in a link besides the address, and mail links
whose words do not say that one signs up there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from aggregator.model import Link
from aggregator.normalize.privacy import is_role_address
from aggregator.normalize.words import phrase_pattern

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)


def choose_mail(links: Iterable[Link], *, stated: str | None = None) -> str | None:
    """The `mailto:` address to sign up at, or None. stated: what the page itself names as its sign-up, if anything."""
    says, other = phrase_pattern("signup", "mail"), phrase_pattern("signup", "not_signup")
    told = (link.url for link in links if says.search(link.text) and not other.search(link.text))
    return next((address for url in (stated, *told) if url and (address := _group_address(url))), None)


def _group_address(url: str) -> str | None:
    """`mailto:events@example.org` of a link to it; None for other links, and for a person's address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    address = unquote(parts.path).strip()
    if parts.scheme.lower() != "mailto" or _ADDRESS.fullmatch(address) is None or not is_role_address(address):
        return None
    return f"mailto:{address.lower()}"
