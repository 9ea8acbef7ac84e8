"""What is taken out of public texts: personal e-mail addresses, telephone numbers, dial-in codes, ways into a meeting.

Refuses to publish a person's contact data; a group's own address (`info@`, `rsvp@` …, listed in words.toml) stays,
because it is how people reach the group (docs/design.md §5, "Privacy").
"""

from __future__ import annotations

import re
from functools import lru_cache

from aggregator.normalize.links import carries_passcode, safe_url
from aggregator.normalize.words import words

EMAIL_MARK = "[e-mail left out]"
PHONE_MARK = "[phone left out]"
LINK_MARK = "[join link left out]"
CODE_MARK = "[join code left out]"

_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63})+)", re.ASCII)
_PHONE = re.compile(
    r"""(?<![\w/.=-])(?:
        (?:\+?1[\s.-]*)?\(\d{3}\)[\s.-]*\d{3}[\s.-]\d{4}     # (555) 555-0100
      | (?:\+?1[\s.-]+)?\d{3}[.-]\d{3}[.-]\d{4}              # 555-555-0100, 555.555.0100
      | \d{3}\s\d{3}[\s-]\d{4}                                # 555 555 0100
      | \+\d{1,3}(?:[\s.-]?\(?\d{1,5}\)?){2,6}                # +49 30 5550100
    )(?:,,[\d,\#*]+)?(?![\w-]|\.\d)                          # with the code that a telephone dials after it
    """,
    re.X,
)
_LONG_NUMBER = re.compile(r"\d[\s.()-]*\d[\s.()-]*\d")
"""Without three digits in a row, but for what stands between those of a telephone number, there is none."""

_CODES = re.compile(
    r"""\b(?:
        (?:meeting|webinar|conference)\s+id\b\W{0,3}\d[\d\ -]{5,14}
      | pass\s?(?:code|word)\s*(?:is)?\s*[:=]\s*\S+
      | pass\s?(?:code|word)\s+(?:is\s+)?\d\S*
      | (?:zoom|meeting)\s+password\s*(?:is)?\s*[:=]?\s*\S+
      | access\s+code\s*[:=]?\s*\d[\d\ \#-]*
      | pin\s*(?:code)?\s*[:=]\s*\d[\d\ \#-]*
      | one\s+tap\s+mobile\b\W*
    )""",
    re.X | re.I,
)
_URL = re.compile(r"https?://[^\s<>\"']+", re.I)


@lru_cache(maxsize=1024)
def redact(text: str) -> str:
    """A public text without contact data of persons and without ways into a meeting that were not meant for the public.

    Each find is replaced by a mark, so that a reader sees that something was left out.
    """
    if "://" in text:
        text = _URL.sub(_redact_url, text)
    if not text.isascii() or _may_tell_code(text.lower()):
        text = _CODES.sub(CODE_MARK, text)
    if "@" in text:
        text = _EMAIL.sub(_redact_email, text)
    if _LONG_NUMBER.search(text):
        text = _outside_urls(text)
    return (re.sub(r"\n{3,}", "\n\n", text) if "\n\n\n" in text else text).strip()


def _may_tell_code(lower: str) -> bool:
    """Whether a word that every kind of code has stands in a text in lower case."""
    return any(sign in lower for sign in ("pass", "id", "code", "pin", "tap"))


def is_role_address(address: str) -> bool:
    """Whether an e-mail address is a group's rather than a person's."""
    return re.split(r"[+.]", address.partition("@")[0].lower())[0] in words()["privacy"]["role_names"]


def _redact_email(match: re.Match[str]) -> str:
    return match[0] if is_role_address(match[0]) else EMAIL_MARK


def _redact_url(match: re.Match[str]) -> str:
    safe = safe_url(match[0])
    return LINK_MARK if safe is not None and carries_passcode(safe) else match[0]


def _outside_urls(text: str) -> str:
    """Telephone numbers out, but not the digits inside an address."""
    parts: list[str] = []
    at = 0
    for match in _URL.finditer(text):
        parts += [_PHONE.sub(PHONE_MARK, text[at : match.start()]), match[0]]
        at = match.end()
    return "".join([*parts, _PHONE.sub(PHONE_MARK, text[at:])])
