"""The file of an open library: which one it is, and the locks that tell other programs that it is open."""

import contextlib
import os
import sys
import time
from pathlib import Path

from tipdesk.domain.errors import LibraryRefused

if sys.platform != "win32":
    import fcntl

# Which file a path leads to: its device and inode.
Identity = tuple[int, int]

# The bytes on which SQLite holds a shared lock as long as a file is open (SQLite, "Database File Format", 1.4: the lock-byte page).
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
# The byte of the log's index on which each program that uses the log holds one (SQLite, os_unix.c: UNIX_SHM_DMS).
_IN_USE, _IN_USE_SIZE = 128, 1
_WAIT_SECONDS = 10


class HeldFile:
    """A library's file while it is open here.

    POSIX takes every lock of a process on a file away as soon as the process closes any descriptor of it (SQLite, "How To Corrupt An
    SQLite Database File", 2.2), and file dialogs open what they list. The next program to close the library would then believe that
    it is the last one, and remove the write-ahead log that is in use here. So the locks are taken again before each use.
    """

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path = path
        self._identity = identity
        self._index: Identity | None = None
        # These stay open to the end: to close one would take the locks on its file away.
        self._descriptors: list[int] = []

    def connected(self) -> None:
        """To be called once a connection is there: with it the log and its index are, unless nothing there can be written."""
        index = beside(self.path)[1]
        with contextlib.suppress(OSError):
            self._index = identity(index)
            if sys.platform != "win32":
                self._descriptors += [os.open(each, os.O_RDONLY | os.O_CLOEXEC) for each in (self.path, index)]

    def hold(self) -> None:
        """Make sure, in some microseconds, that the locks are there and that path and log still are those that were opened.

        Raises LibraryRefused where they are not.
        """
        deadline = time.monotonic() + _WAIT_SECONDS
        while not self.take():
            if time.monotonic() > deadline:
                raise LibraryRefused(f"{self.path} is being written by another program; try again when it has finished.")
            time.sleep(0.005)
        if self.replaced():
            raise LibraryRefused(f"{self.path} was replaced or removed while it was open; open it again.")

    def take(self) -> bool:
        """Take the locks again if they were lost; False while another program is about to remove the log.

        Without a log there are no such locks, and to hold one would keep all others from writing.
        """
        if sys.platform != "win32" and self._descriptors:
            file, index = self._descriptors
            try:
                fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
                fcntl.lockf(index, fcntl.LOCK_SH | fcntl.LOCK_NB, _IN_USE_SIZE, _IN_USE)
            except OSError:
                return False
        return True

    def replaced(self) -> bool:
        """Does the path lead to another file than at first, or is the log another one than that in use here?"""
        try:
            log_replaced = self._index is not None and self._index != identity(beside(self.path)[1])
            return log_replaced or identity(self.path) != self._identity
        except OSError:
            return True

    def close(self) -> None:
        """To be called after the last connection was closed."""
        while self._descriptors:
            os.close(self._descriptors.pop())


def identity(path: Path) -> Identity:
    """Which file a path leads to. Raises OSError where it leads to none."""
    found = path.stat()
    return found.st_dev, found.st_ino


def beside(path: Path) -> tuple[Path, Path]:
    """The files that SQLite keeps beside a library: its write-ahead log and the index of that."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def has_log(path: Path) -> bool:
    """Is there a write-ahead log with something in it that may not be in the file yet?"""
    log = beside(path)[0]
    return log.exists() and log.stat().st_size > 0


def is_in_use(path: Path) -> bool:
    """Has another program a log and its index there, or left a log that is not in the file yet?"""
    return has_log(path) or all(each.exists() for each in beside(path))


def states(path: Path) -> int:
    """A number that is another one after a library or its log was written."""
    found = [each.stat() for each in (path, beside(path)[0]) if each.exists()]
    return hash(tuple((each.st_ino, each.st_size, each.st_mtime_ns) for each in found))


def located(path: Path) -> tuple[Path, Identity]:
    """The real path of a file, and which file it is. Raises LibraryRefused where there is none."""
    try:
        path = path.resolve()
        if path.is_file():
            return path, identity(path)
    except (OSError, RuntimeError, ValueError) as error:  # among them a loop of symbolic links
        raise LibraryRefused(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.") from error
    raise LibraryRefused(f"{path} is not there; check its name, or make it with `tipdesk import` or `tipdesk sample`.")
