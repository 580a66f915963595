"""What is kept in memory of a large library, kept on disk from one session to the next so that it opens at once.

It lies in the user's folder for caches and not in the library: to look at a library leaves its file as it is, and numbers that somebody
else has made up are never taken for those of the publications. Whatever is wrong with it, it is passed over and made anew.
"""

import contextlib
import json
import os
import tempfile
import time
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from struct import Struct
from typing import Any, BinaryIO, TypeAlias

from platformdirs import user_cache_path
from pyroaring import BitMap

from tipdesk.storage.held_file import has_log

Part: TypeAlias = "array[Any]"  # numbers, bytes among them
Parts = Mapping[str, Part]
Makers = dict[str, Callable[[], Part]]  # parts that are made only if they are to be written
Stamp = list[int]

VERSION = 2  # of what the parts mean
SETTLED = 3.0  # seconds since a file was written; before that a stamp tells too little: some disks take two seconds for one moment
_SUFFIX = ".index"
_LONGEST_HEAD = 65_536  # bytes
_SET = Struct("<qI")  # before each set in a part: the number that names it, and how many bytes it has


class Spoilt(Exception):
    """A part is not as it was written: nothing of what was kept is to be believed."""


class Kept(Parts):
    """The parts that were kept of the state with this stamp.

    Each is read from disk when it is asked for, since most are not at once. Raises Spoilt for one that is not whole.
    """

    def __init__(self, place: Path, stamp: Stamp, parts: list[tuple[str, str, int, int]], start: int) -> None:
        """`parts` has the name, typecode, size in bytes and checksum of each, in their order from `start` on."""
        self.stamp = stamp
        self._place = place
        starts = accumulate((size for _, _, size, _ in parts), initial=start)
        self._where = {name: (kind, at, size, check) for (name, kind, size, check), at in zip(parts, starts, strict=False)}

    def __getitem__(self, name: str) -> Part:
        kind, at, size, check = self._where[name]
        part: Part = array(kind)
        try:
            with open(self._place, "rb") as file:
                file.seek(at)
                part.fromfile(file, size // part.itemsize)
        except (OSError, EOFError, ValueError) as error:  # ValueError where it ends amid a number
            raise Spoilt from error
        if zlib.crc32(part) != check:
            raise Spoilt
        return part

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, name: object) -> bool:
        return name in self._where


def stamp(library: Path) -> Stamp | None:
    """What another state of the file has another one of; None while its log may hold more than the file."""
    try:
        found = library.stat()
        return None if has_log(library) else [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
    except OSError:
        return None


def settled(now: Stamp) -> bool:
    """Will a state that is written after this have another stamp?"""
    return time.time() - now[2] / 1e9 > SETTLED


def read(library: Path) -> Kept | None:
    """What was kept of this library; None if nothing was or it is plain to see that it is not whole."""
    place = _place(library)
    try:
        with open(place, "rb") as file:
            head = _head(file)
            start, size = file.tell(), os.fstat(file.fileno()).st_size
        if head["version"] != VERSION or head["library"] != str(library):
            return None
        parts = [(name, kind, size, check) for name, kind, size, check in head["parts"]]
        return Kept(place, head["stamp"], parts, start) if start + sum(size for _, _, size, _ in parts) == size else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _head(file: BinaryIO) -> Any:
    """What the first line says of the rest. Raises ValueError for one that is not as it was written."""
    check, _, text = file.readline(_LONGEST_HEAD).partition(b" ")
    if int(check, 16) != zlib.crc32(text):
        raise ValueError
    return json.loads(text)


def write(library: Path, now: Stamp, parts: Parts) -> None:
    """Keep this of the library's state with that stamp, if the disk lets us; what was kept of libraries that are gone is removed."""
    place = _place(library)
    table = [(name, part.typecode, len(part) * part.itemsize, zlib.crc32(part)) for name, part in parts.items()]
    head = json.dumps({"version": VERSION, "library": str(library), "stamp": now, "parts": table}).encode() + b"\n"
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        for other in place.parent.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(OSError):
                if not _library_of(other).is_file():
                    other.unlink()
        handle, part = tempfile.mkstemp(dir=place.parent, suffix=".part")
        try:
            with open(handle, "wb") as file:
                file.write(b"%08x %b" % (zlib.crc32(head), head))
                for each in parts.values():
                    each.tofile(file)
            os.replace(part, place)
        except BaseException:
            os.unlink(part)
            raise


def _place(library: Path) -> Path:
    name = f"{zlib.crc32(os.fsencode(library)):08x}"  # two libraries of one name would do no more than to take turns
    return user_cache_path("tipdesk", appauthor=False) / "indexes" / f"{name}{_SUFFIX}"


def _library_of(kept: Path) -> Path:
    try:
        with open(kept, "rb") as file:
            return Path(_head(file)["library"])
    except (ValueError, TypeError, KeyError):
        return Path()


# -- sets as parts


def of_set(ids: BitMap) -> Part:
    """A set as a part."""
    return array("B", ids.serialize())


def set_of(part: Part) -> BitMap:
    """The set that `of_set` made this part of."""
    return BitMap.deserialize(part.tobytes())


def of_sets(sets: Mapping[int, BitMap]) -> Part:
    """Sets, each with a number that names it, as a part."""
    packed = ((key, ids.serialize()) for key, ids in sets.items())
    return array("B", b"".join(_SET.pack(key, len(body)) + body for key, body in packed))


def sets_of(part: Part) -> dict[int, BitMap]:
    """The sets that `of_sets` made this part of."""
    found, whole, at = {}, part.tobytes(), 0
    while at < len(whole):
        key, size = _SET.unpack_from(whole, at)
        at += _SET.size + size
        found[key] = BitMap.deserialize(whole[at - size : at])
    return found
