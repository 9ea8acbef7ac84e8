"""One content line of a calendar stream: text made safe, escaped and folded. Knows no property and no component.

Rules: RFC 5545 §3.1 (lines of at most 75 octets, folded with CRLF and a space), §3.3.11 (escapes of TEXT), RFC 3986
§2 (characters of a URI). Written for speed: most text is printable, most lines are short ASCII, and both are
recognized by one call each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from struct import Struct
from urllib.parse import quote, urlsplit

LIMIT = 75
"""The longest line in octets, without its line end (RFC 5545 §3.1)."""

_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
"""What some reader or other takes for a line end: `str.splitlines`, and those that split at a bare CR."""

_UNFIT = re.compile(r"[\x00-\x09\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Controls, lone surrogates, byte-order marks and noncharacters: nothing a title says, and readers stop at them."""

_SPACES = re.compile(r"[^\S\n]{3,}")

_is_plain_url = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:[/?#][A-Za-z0-9._~:/?#!$&'()*+,;=@%-]*)?").fullmatch
_URL_SAFE = "%/:?#[]@!$&'()*+,;=~"


def clean(text: str) -> str:
    r"""The text with every line end as `\n` and each other control character as a space; ends stripped.

    Three and more spaces become one: a long run would fold into a line of nothing, at which some readers stop.
    """
    if not text.replace("\n", "").isprintable():
        text = _SPACES.sub(" ", _UNFIT.sub(" ", _LINE_ENDS.sub("\n", text)))
    elif "   " in text:
        text = _SPACES.sub(" ", text)
    return text.strip()


def clean_line(text: str) -> str:
    """The text on one line: as `clean`, with runs of white space made one space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    r"""Clean text as an RFC 5545 TEXT value: backslash, semicolon and comma escaped, line ends as `\n`."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def text_lines(properties: str) -> bytes:
    r"""Properties of TEXT values, a `\r` between them, as content lines without the last line end.

    Several at once, and in octets: `escape` takes several times longer where text is not all ASCII.
    """
    octets = properties.encode().replace(b"\\", b"\\\\").replace(b";", b"\\;").replace(b",", b"\\,")
    lines = octets.replace(b"\n", b"\\n").split(b"\r")
    return b"\r\n".join([line if len(line) <= LIMIT else _fold(line) for line in lines])


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never inside a character, with its line end."""
    if len(line) <= LIMIT and line.isascii():
        return f"{line}\r\n"
    octets = line.encode()
    return f"{line}\r\n" if len(octets) <= LIMIT else f"{_fold(octets).decode()}\r\n"


def _fold(line: bytes) -> bytes:
    """A line that is too long. Continuation lines spend one octet on their space."""
    if line[LIMIT :: LIMIT - 1].isascii():  # no cut inside a character
        return b"\r\n ".join(_cuts(len(line))(line))
    begin = LIMIT
    while line[begin] & 0xC0 == 0x80:  # inside a character: cut before it
        begin -= 1
    return b"\r\n ".join([line[:begin], *_PIECES(line, begin)])


@lru_cache(maxsize=4096)
def _cuts(length: int) -> Callable[[bytes], tuple[bytes, ...]]:
    """What cuts so many octets where they have to be folded: faster than a slice for each piece."""
    whole, rest = divmod(length - LIMIT, LIMIT - 1)
    return Struct(f"{LIMIT}s{f'{LIMIT - 1}s' * whole}{f'{rest}s' if rest else ''}").unpack


_PIECES = re.compile(rb".{1,%d}(?![\x80-\xbf])" % (LIMIT - 1), re.DOTALL).findall


_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.ASCII)


def web_address(url: str | None) -> str | None:
    """The URL in the characters of RFC 3986, or None where it is no address to put before people.

    Only http and https with a host; never with user name or password; never with a control character or white space.
    """
    if not url:
        return None
    if _is_plain_url(url):
        return url
    url = url.strip()
    if not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return quote(url, safe=_URL_SAFE)


def mail_address(url: str | None) -> str | None:
    """The bare address of a `mailto:` link as text for people, without anything behind it; None for other links."""
    address = url.removeprefix("mailto:") if url and url.startswith("mailto:") else ""
    return address if _MAIL.fullmatch(address) else None


def mail_link(url: str | None) -> str | None:
    """A `mailto:` link with nothing behind its address, None for other links."""
    address = mail_address(url)
    return f"mailto:{address}" if address else None
