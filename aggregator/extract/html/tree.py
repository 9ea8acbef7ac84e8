"""HTML text → the tree of its elements, built by lxml through BeautifulSoup.

Of the two parsers lxml is the faster on every page measured, and the only one that stays linear on broken tags. Refuses
to look into the tree.
"""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from bs4.builder._lxml import LXMLTreeBuilder  # bs4.builder has it too, but type checkers cannot see it
from bs4.element import AttributeDict, Tag

_XML = re.compile(r"<\?xml[^>]*>", re.I)
_BREAK = re.compile(r"</br\s*/?>", re.I)
"""An end tag that browsers take for a line break (HTML standard §13.2.6.4.7); lxml drops it."""


SHAPES = frozenset("path circle ellipse rect line polyline polygon".split())
"""What drawings are made of (SVG 1.1 §8, §9): nothing is read there, and icons have many."""


class _Builder(LXMLTreeBuilder):
    """BeautifulSoup's own, without its provisions for XML's namespaces, which HTML has not: a third of the time.

    Every attribute is one text, `class` too: to split them all would cost a tenth of the building.
    """

    def __init__(self) -> None:
        super().__init__(multi_valued_attributes=None, attribute_dict_class=AttributeDict)

    def initialize_soup(self, soup: BeautifulSoup) -> None:
        """Begin the tree that is built."""
        super().initialize_soup(soup)
        self.built, self.prefixes = soup, self.active_namespace_prefixes[-1]

    def start(self, tag: str | bytes, attrib: Any, nsmap: Any = None) -> None:
        """lxml met a start tag. Attributes are texts: given to the element when it stands, they are copied once."""
        if tag in SHAPES and self.built.open_tag_counter["svg"]:
            return
        element = self.built.handle_starttag(str(tag), None, None, {}, namespaces=self.prefixes)
        if attrib and element is not None:
            element.attrs = AttributeDict(attrib)

    def set_up_substitutions(self, tag: Tag) -> bool:
        """Nothing: the tree is never written out again in another encoding."""
        return False

    def end(self, tag: str | bytes) -> None:
        """lxml met, or supplied, an end tag."""
        if tag in SHAPES and self.built.open_tag_counter["svg"]:
            return
        self.built.handle_endtag(str(tag))


def parse(text: str) -> BeautifulSoup:
    """The tree of an HTML text. An XML declaration is dropped: XHTML is read as the HTML browsers make of it."""
    return BeautifulSoup(_BREAK.sub("<br>", _XML.sub("", text)) + "\n<!---->", builder=_Builder())


def fell(soup: BeautifulSoup) -> None:
    """Take a tree that has been read to pieces.

    Its elements refer to each other in circles: as they are they stay in memory until the search for such garbage,
    which takes several times as long to free them.
    """
    soup.clear(decompose=True)
