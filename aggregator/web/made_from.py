"""What a page of the exported site is made from, as a digest: where that is the same, the page would be the same bytes.

Refuses to guess: all that is installed counts, and every file of this program. What cannot be told in words that are
the same in the next process has no digest, and its page is made each time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import distributions
from pathlib import Path
from types import FunctionType
from typing import Any

from aggregator import zone_laws

PACKAGE = Path(__file__).parents[1]

NAMES = re.compile(r"[A-Za-z0-9_-]+")
"""What could be the id of an event in a text: whether that event has a page decides where a link to it leads."""

ADDRESS = " at 0x"
"""What Python says of an object that it cannot put into words: nothing of what it holds."""


def told(context: Mapping[str, Any]) -> str:
    """What a template is given, in words. Of a plain function its name: what it does is the program's affair."""
    return repr({key: _name(value) if isinstance(value, FunctionType) else value for key, value in context.items()})


def _name(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}" if function.__closure__ is None else repr(function)


def digest(*values: object) -> str:
    """Of some values that are put into words by `repr`; "" where one of them cannot be."""
    text = repr(values)
    if ADDRESS in text:
        return ""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def program() -> str:
    """Of all that makes pages: our files, templates included; what is installed; Python; the time zones."""
    files = sorted(path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc")
    ours = [(path.relative_to(PACKAGE).as_posix(), blake2b(path.read_bytes()).digest()) for path in files]
    installed = sorted(f"{one.name} {one.version}" for one in distributions())
    return digest(ours, installed, sys.version, zone_laws.releases())
