"""What is kept in memory of a large library, kept on disk from one session to the next so that it opens at once.

It lies in the user's folder for caches and not in the library: to look at a library leaves its file as it is, and numbers that somebody
else has made up are never taken for those of the publications. Whatever is wrong with it, it is passed over and made anew.
"""

import contextlib
import hashlib
import json
import os
import tempfile
import time
import zlib
from array import array
from collections.abc import Mapping
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from pyroaring import BitMap

from tipdesk.storage.held_file import has_log

Parts = dict[str, "array[Any]"]  # numbers by name, bytes among them
Stamp = list[int]

VERSION = 1  # of what the parts mean
SETTLED = 3.0  # seconds since a file was written; before that a stamp tells too little: some disks take two seconds for one moment
_SUFFIX = ".index"
_LONGEST_HEAD = 65_536  # bytes


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


def read(library: Path) -> tuple[Stamp, Parts] | None:
    """What was kept of this library, and the stamp of the state that it is of; None if nothing was or it is not whole."""
    try:
        parts, check = {}, 0
        with open(_place(library), "rb") as file:
            head = json.loads(file.readline(_LONGEST_HEAD))
            sizes = [size for _, _, size in head["parts"]]
            whole = min(sizes) >= 0 and sum(sizes) == os.fstat(file.fileno()).st_size - file.tell()
            if head["version"] != VERSION or head["library"] != str(library) or not whole:
                return None
            for name, kind, size in head["parts"]:  # one at a time: all of them twice in memory would be most of what is needed
                part = parts[name] = array(kind)
                part.fromfile(file, size // part.itemsize)
                check = zlib.crc32(part, check)
            return (head["stamp"], parts) if check == head["check"] else None
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return None


def write(library: Path, now: Stamp, parts: Parts) -> None:
    """Keep this of the library's state with that stamp, if the disk lets us; what was kept of libraries that are gone is removed."""
    place = _place(library)
    body = b"".join(part.tobytes() for part in parts.values())
    sizes = [(name, part.typecode, len(part) * part.itemsize) for name, part in parts.items()]
    head = {"version": VERSION, "library": str(library), "stamp": now, "check": zlib.crc32(body), "parts": sizes}
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        for other in place.parent.glob(f"*{_SUFFIX}"):
            if not _library_of(other).is_file():
                other.unlink()
        handle, part = tempfile.mkstemp(dir=place.parent, suffix=".part")
        try:
            with open(handle, "wb") as file:
                file.write(json.dumps(head).encode() + b"\n" + body)
            os.replace(part, place)
        except BaseException:
            os.unlink(part)
            raise


def _place(library: Path) -> Path:
    name = hashlib.blake2b(os.fsencode(library), digest_size=16).hexdigest()
    return user_cache_path("tipdesk", appauthor=False) / "indexes" / f"{name}{_SUFFIX}"


def _library_of(kept: Path) -> Path:
    try:
        with open(kept, "rb") as file:
            return Path(json.loads(file.readline(_LONGEST_HEAD))["library"])
    except (ValueError, TypeError, KeyError):
        return Path()


# -- sets as parts


def of_sets(name: str, sets: Mapping[int, BitMap]) -> Parts:
    """Sets, each with a number that names it, as parts."""
    whole = array("I")
    for ids in sets.values():
        whole.extend(ids)
    return {f"{name} keys": array("q", sets), f"{name} sizes": array("I", map(len, sets.values())), f"{name} ids": whole}


def sets_of(name: str, parts: Parts) -> dict[int, BitMap]:
    """The sets that `of_sets` made these parts of, which are taken out."""
    keys, sizes, ids = (parts.pop(f"{name} {what}") for what in ("keys", "sizes", "ids"))
    return {key: BitMap(ids[start:end]) for key, (start, end) in zip(keys, pairwise(accumulate(sizes, initial=0)), strict=True)}
