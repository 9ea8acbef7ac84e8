"""Runs that start while one is at work leave at once, and disturb nothing."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator

from tests.crash.world import World

AT_ONCE = 5.0
"""Seconds within which a second run must have left; on an idle machine it takes a fraction of one."""


def overlap(world: World, times: int) -> Iterator[str]:
    """Start so many runs while another holds the lock, then so many together in tens; yield each rule broken."""
    world.run()
    world.move_on()
    with (world.data / "refresh.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for number in range(1, times + 1):
            began = time.monotonic()
            code = world.run()
            if code != 0 or time.monotonic() - began > AT_ONCE:
                yield f"run {number} left with {code} after {time.monotonic() - began:.1f} seconds"
        yield from (f"a run that should have left worked: group {group}" for group in _moved(world))
    for first in range(0, times, 10):
        world.move_on()
        pids = [world.start() for _ in range(min(10, times - first))]
        codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
        yield from (f"exit codes {codes}" for _ in range(any(codes)))
        yield from world.broken(complete=True)


def _moved(world: World) -> list[int]:
    before = dict(world.stored)
    world.broken()
    return [group for group, version in world.stored.items() if version != before.get(group, version)]
