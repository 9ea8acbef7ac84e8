"""Services where one signs up for letters, by the shape of their addresses: knowledge of services, of no ally's site.

Refuses to read words: whatever a link there says, nobody signs up for an event.
"""

from __future__ import annotations

import re

from aggregator.alternation import alternation

SHAPES = (
    r"list-manage\d*\.com/subscribe",
    r"eepurl\.com/",
    r"mailchi\.mp/",
    r"campaign-archive\d*\.com/",
    r"govdelivery\.com/\S*subscri",
    r"substack\.com/subscribe",
    r"beehiiv\.com/subscribe",
    r"buttondown\.\w+/",
    r"tinyletter\.com/",
    r"constantcontact(?:pages)?\.com/",
    r"createsend\.com/",
    r"groups\.google\.com/",
    r"groups\.io/",
    r"lists\.riseup\.net/",
    r"/mailman\d?/listinfo",
    r"/newsletters?(?:[/?#]|\Z)",
)
_SHAPE = re.compile(alternation(SHAPES), re.I)


def is_mailing_list(url: str) -> bool:
    """Whether an address is that of a mailing list's sign-up."""
    return _SHAPE.search(url) is not None
