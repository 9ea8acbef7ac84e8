"""Kill -9 at random moments of a refresh: no moment may break a rule, and the next run completes."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator

from tests.crash.world import World

WHOLE_EVERY = 10
"""After so many kills a run is left alone, and must bring everything up to date."""

OWN_PROCESSES_EVERY = 25
"""As often a run reads in processes of its own, as every run does in earnest."""


def kill(world: World, times: int, *, seed: int) -> Iterator[str]:
    """Kill so many runs, and yield each rule that was broken."""
    chance = random.Random(seed)
    began = time.monotonic()
    world.run()
    yield from world.broken(complete=True)
    whole = time.monotonic() - began
    for number in range(1, times + 1):
        world.move_on()
        own = number % OWN_PROCESSES_EVERY == 0
        pid = world.start(own_processes=own)
        time.sleep(chance.uniform(0, 4 * whole if own else 1.1 * whole))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        yield from (f"kill {number}: {rule}" for rule in world.broken())
        if number % WHOLE_EVERY == 0 or number == times:
            began = time.monotonic()
            code = world.run()
            whole = (whole + time.monotonic() - began) / 2
            yield from (f"after kill {number}: exit code {code}" for _ in range(code != 0))
            yield from (f"after kill {number}: {rule}" for rule in world.broken(complete=True))
