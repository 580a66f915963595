"""What manuscripts cite of a library."""

import contextlib
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tipdesk.app.importing import FileProblem
from tipdesk.app.library import Library
from tipdesk.domain.errors import NothingUsable, SystemRefused, quoted
from tipdesk.domain.publication import Problem
from tipdesk.domain.query import Everything
from tipdesk.formats import manuscripts
from tipdesk.formats.base import MAX_FILE
from tipdesk.formats.manuscripts import EVERYTHING, NoManuscript

MAX_FILES = 1000  # that one manuscript takes in


@dataclass(frozen=True, slots=True)
class Cited:
    """The keys that manuscripts cite, in their order, each with the first file that does; files taken in that are not there."""

    keys: Mapping[str, str]
    unread: tuple[FileProblem, ...] = ()


def cited(files: Iterable[Path]) -> Cited:
    """What manuscripts cite, with the files that they take in as far as these lie in a manuscript's folder or below it.

    Raises NothingUsable for what is no manuscript, or where nothing is cited, SystemRefused where one cannot be read.
    """
    keys: dict[str, str] = {}
    unread: list[FileProblem] = []
    for file in files:
        try:
            folder, waiting, seen = file.resolve().parent, deque([file]), {file.resolve()}
        except (OSError, RuntimeError) as error:  # a loop of symbolic links
            raise SystemRefused(f"{file} cannot be read: {error}.") from error
        while waiting:
            part = waiting.popleft()
            found = _read(part)
            for key in found.keys:
                keys.setdefault(key, part.name)
            for name in found.inputs:
                place = _placed(name, part, folder)
                if place is None or len(seen) > MAX_FILES:
                    reason = f"{quoted(name)}, which it takes in, was not read: there is no such file in the folder of {file.name}."
                    unread.append(FileProblem(part.name, Problem(0, reason, quoted(name))))
                elif place not in seen:
                    seen.add(place)
                    waiting.append(place)
    if not keys:
        raise NothingUsable("The manuscript cites nothing, so nothing was written.")
    return Cited(keys, tuple(unread))


def _placed(name: str, within: Path, folder: Path) -> Path | None:
    """Where a file that is taken in lies; None where there is none in the folder or below it."""
    suffix = ".aux" if within.suffix.lower() == ".aux" else ".tex"
    named = name if name.lower().endswith((".tex", ".ltx", ".latex", ".aux")) else f"{name}{suffix}"
    for base in (folder, within.parent):  # LaTeX looks from the paper's folder, \import from the part's
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            place = (base / named).resolve()
            if folder in place.parents and place.is_file():
                return place
    return None


def _read(file: Path) -> manuscripts.Cited:
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_FILE + 1)
        if len(data) > MAX_FILE:
            raise SystemRefused(f"{file} is larger than {MAX_FILE // 2**20} MB; cite from a part of it.")
        return manuscripts.read(file.name, data)
    except OSError as error:
        raise SystemRefused(f"{file} cannot be read: {error.strerror or error}.") from error
    except NoManuscript as error:
        raise NothingUsable(f"{file} cannot be read: {error}.") from error


def ids(library: Library, cited: Cited) -> tuple[list[int], list[FileProblem]]:
    """The publications that are cited, by a key that they have or had once, in the order in which they came in, and what is not there.

    The key `*` is all publications. Those in the trash count as not there.
    """
    wanted = [key for key in cited.keys if key != EVERYTHING]
    there = set(library.find(Everything()))
    found = {key: number for key, number in library.ids_by_key(wanted).items() if number in there}
    missing = [
        FileProblem(cited.keys[key], Problem(0, f"It cites {quoted(key)}, which is no publication's citation key.", quoted(key)))
        for key in wanted
        if key not in found
    ]
    return sorted(there if EVERYTHING in cited.keys else set(found.values())), [*cited.unread, *missing]
