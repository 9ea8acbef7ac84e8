"""A digest of the rules of merging: while it stays the same, what was merged need not be merged again.

Refuses to be kept by hand, for nobody would remember to raise a number for a word in a table.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files
from operator import attrgetter

import rapidfuzz

ALSO = (("aggregator.normalize", "identity.py"), ("aggregator.recur", "__init__.py"))
"""Modules of others that say what is the same: how words are folded, and which dates a series has."""


@cache
def rules_version() -> str:
    """Hex digest of the package's own files, the modules it hangs on, and the version of the library of likeness."""
    rules = (one for one in files("aggregator.merge").iterdir() if one.name.endswith((".py", ".toml")))
    own = sorted(rules, key=attrgetter("name"))
    others = [files(package).joinpath(name) for package, name in ALSO]
    digest = blake2b(rapidfuzz.__version__.encode("ascii"), digest_size=8)
    for one in (*own, *others):
        digest.update(one.read_bytes())
    return digest.hexdigest()
