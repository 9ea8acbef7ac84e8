"""One writer at a time: the lock that a refresh and a replay hold while they work."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aggregator.errors import StoreError


@contextmanager
def only_one(folder: Path) -> Iterator[bool]:
    """Whether nobody else holds the lock of this data folder; the kernel frees it however this process ends."""
    path = folder / "refresh.lock"
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    except OSError as error:
        raise StoreError(str(path), error.strerror or str(error), "make the folder writable for this user") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
        return
    else:
        yield True
    finally:
        os.close(handle)
