"""Lets Python's search for cyclic garbage rest while one bounded piece of work lasts.

The search starts over and over as objects are made, finds nothing in work that makes no cycles, or none that end before
it does, and each full one looks at everything the process has ever loaded: 5 to 15 % of reading a page, a sixth of
publishing, a fifth of merging. Refuses to be used around work without an end.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected(*, lasting: bool = False) -> Iterator[None]:
    """No search until the work is done; then as before. What is made and dropped in between is freed all the same,
    unless it refers to itself.

    lasting: what is made stays. It is put where what has lived long is, else the next search looked at all of it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if lasting and gc.get_freeze_count() == 0:
                gc.freeze()
                gc.unfreeze()
            gc.enable()
