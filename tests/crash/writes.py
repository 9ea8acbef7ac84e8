"""Each write of a run failing in turn, as a full or dying disk makes it: SQLite's through its own testing hook, the
feeds' through the functions they are written with."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable, Iterator, Sequence
from ctypes.util import find_library
from pathlib import Path
from typing import Any, NoReturn

from tests.crash.world import World

DISK_FULL, FROM_THEN_ON, BROKEN_DISK, TORN = "disk full", "disk full from then on", "I/O error", "half written"
KINDS = (DISK_FULL, FROM_THEN_ON, BROKEN_DISK, TORN)

POINTER, SIZE, OFFSET = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_longlong
CALLS: dict[str, tuple[Any, Sequence[Any]]] = {
    "write": (ctypes.c_ssize_t, (ctypes.c_int, POINTER, SIZE)),
    "pwrite": (ctypes.c_ssize_t, (ctypes.c_int, POINTER, SIZE, OFFSET)),
    "pwrite64": (ctypes.c_ssize_t, (ctypes.c_int, POINTER, SIZE, OFFSET)),
    "ftruncate": (ctypes.c_int, (ctypes.c_int, OFFSET)),
    "fallocate": (ctypes.c_int, (ctypes.c_int, OFFSET, OFFSET)),
}
"""The system calls by which SQLite changes a file."""


class Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs, as far as xSetSystemCall (https://sqlite.org/c3ref/vfs.html)."""

    _fields_ = (
        ("iVersion", ctypes.c_int),
        ("szOsFile", ctypes.c_int),
        ("mxPathname", ctypes.c_int),
        *((name, POINTER) for name in ("pNext", "zName", "pAppData")),
        *((f"method{n}", POINTER) for n in range(13)),
        ("xSetSystemCall", ctypes.CFUNCTYPE(ctypes.c_int, POINTER, ctypes.c_char_p, POINTER)),
        ("xGetSystemCall", ctypes.CFUNCTYPE(POINTER, POINTER, ctypes.c_char_p)),
    )


class FailingDisk:
    """Counts what changes a file, and lets the call of a number fail. number 0: none."""

    def __init__(self, number: int, kind: str) -> None:
        self.number, self.kind, self.count = number, kind, 0
        self.callbacks: list[Any] = []

    def fails(self) -> bool:
        """Whether the call that is being made fails."""
        self.count += 1
        return self.count == self.number or (self.kind == FROM_THEN_ON and 0 < self.number < self.count)

    @property
    def errno(self) -> int:
        return errno.EIO if self.kind == BROKEN_DISK else errno.ENOSPC

    def install(self) -> None:
        """From now on in this process, for SQLite and for the feeds."""
        self._under_sqlite()
        os_fsync, replace, opened = os.fsync, Path.replace, Path.open
        os.fsync = self._python(os_fsync)
        Path.replace = self._python(replace)  # type: ignore[method-assign]

        def open_(path: Path, mode: str = "r", *arguments: Any, **named: Any) -> Any:
            if "w" in mode and self.fails():
                raise OSError(self.errno, os.strerror(self.errno), str(path))
            return opened(path, mode, *arguments, **named)

        Path.open = open_  # type: ignore[assignment, method-assign]

    def _python(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            if self.fails():
                raise OSError(self.errno, os.strerror(self.errno))
            return real(*arguments)

        return call

    def _under_sqlite(self) -> None:
        library = ctypes.CDLL(find_library("sqlite3"))
        library.sqlite3_vfs_find.restype = POINTER
        address = library.sqlite3_vfs_find(None)
        vfs = ctypes.cast(address, ctypes.POINTER(Vfs)).contents
        for name, (result, arguments) in CALLS.items():
            real = vfs.xGetSystemCall(address, name.encode())
            if real:
                kind = ctypes.CFUNCTYPE(result, *arguments, use_errno=True)
                callback = kind(self._system(name, kind(real)))
                self.callbacks.append(callback)
                vfs.xSetSystemCall(address, name.encode(), ctypes.cast(callback, POINTER))

    def _system(self, name: str, real: Callable[..., int]) -> Callable[..., int]:
        def call(*arguments: Any) -> int:
            if not self.fails():
                return real(*arguments)
            if self.kind == TORN and "write" in name and arguments[2] > 1:
                real(arguments[0], arguments[1], arguments[2] // 2, *arguments[3:])
            ctypes.set_errno(self.errno)
            return -1

        return call


def is_possible() -> bool:
    """Whether Python uses the system's SQLite here, into which a fault can be put."""
    import _sqlite3

    name = find_library("sqlite3")
    if name is None or not hasattr(_sqlite3, "__file__"):
        return False
    return any(name in line for line in Path("/proc/self/maps").read_text().splitlines())


def fail(world: World, numbers: Sequence[int], kinds: Sequence[str] = KINDS) -> Iterator[str]:
    """Let the writes of these numbers fail, each in a run of its own and in each way; yield each rule broken."""
    world.run()
    yield from world.broken(complete=True)
    for kind in kinds:
        for number in numbers:
            world.move_on()
            disk = FailingDisk(number, kind)
            code = world.run(disk.install)
            told = f"write {number}, {kind}"
            if code not in (0, 1, 3):
                yield f"{told}: exit code {code}"
            yield from (f"{told}: {rule}" for rule in world.broken())
            code = world.run()
            yield from (f"after {told}: exit code {code}" for _ in range(code != 0))
            yield from (f"after {told}: {rule}" for rule in world.broken(complete=True))


def count(world: World) -> int:
    """How many calls of a run change a file, once the database is there."""
    told = world.folder / "count"
    disk = FailingDisk(0, DISK_FULL)

    def install() -> None:
        disk.install()
        leave = os._exit

        def tell(code: int) -> NoReturn:
            told.write_text(str(disk.count))
            leave(code)

        os._exit = tell  # type: ignore[assignment]

    world.move_on()
    world.run(install)
    return int(told.read_text())
