"""What manuscripts cite of a library."""

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tipdesk.app.importing import FileProblem
from tipdesk.app.library import Library
from tipdesk.domain.errors import NothingUsable, SystemRefused, quoted
from tipdesk.domain.publication import Problem
from tipdesk.domain.query import Everything
from tipdesk.formats import citation_marks, manuscripts
from tipdesk.formats.base import MAX_FILE
from tipdesk.formats.manuscripts import EVERYTHING, NoManuscript

MAX_FILES = 1000  # that one manuscript takes in


@dataclass(frozen=True, slots=True)
class Cited:
    """The keys that manuscripts cite, in their order, each with the first file that does; files taken in that are not there, and
    for each file the marks that cannot be read.
    """

    keys: Mapping[str, str]
    unread: tuple[FileProblem, ...] = ()
    spoilt: tuple[tuple[str, tuple[str, ...]], ...] = ()


def cited(files: Iterable[Path]) -> Cited:
    """What manuscripts cite, with the files that they take in as far as these lie in a manuscript's folder or below it.

    Raises NothingUsable for what is no manuscript, SystemRefused where one cannot be read.
    """
    keys: dict[str, str] = {}
    unread: list[FileProblem] = []
    spoilt: list[tuple[str, tuple[str, ...]]] = []
    for file in files:
        try:
            folder, waiting, seen = file.resolve().parent, deque([file]), {file.resolve()}
        except (OSError, RuntimeError) as error:  # a loop of symbolic links
            raise SystemRefused(f"{file} cannot be read: {error}.") from error
        while waiting:
            part = waiting.popleft()
            found = _read(part)
            spoilt.append((part.name, found.spoilt))
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
    return Cited(keys, tuple(unread), tuple(spoilt))


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

    The key `*` is all publications. Those in the trash count as not there. Raises NothingUsable where nothing is cited.
    """
    problems = [*cited.unread, *(problem for name, texts in cited.spoilt for problem in spoilt(library, name, texts))]
    if not cited.keys:
        files = [name for name, _ in cited.spoilt]
        named = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
        why = "".join(f" {each.problem.reason}" for each in problems[:1])
        raise NothingUsable(
            f"No citation such as [@bird2020] or \\cite{{bird2020}} was found in {named}; take a manuscript that cites.{why}"
        )
    wanted = [key for key in cited.keys if key != EVERYTHING]
    there = set(library.find(Everything()))
    found = {key: number for key, number in library.ids_by_key(wanted).items() if number in there}
    missing = [
        FileProblem(cited.keys[key], Problem(0, f"It cites {quoted(key)}, which is no publication's citation key.", quoted(key)))
        for key in wanted
        if key not in found
    ]
    return sorted(there if EVERYTHING in cited.keys else set(found.values())), [*problems, *missing]


def spoilt(library: Library, name: str, texts: Sequence[str]) -> Iterator[FileProblem]:
    """What of these texts in a file looks like a mark and names a publication, but cannot be read as one; each once."""
    known = library.ids_by_key([key for text in texts for key in citation_marks.keys(text)])
    for text in dict.fromkeys(texts):
        if any(key in known for key in citation_marks.keys(text)):
            why = "a line break or a tab parts it, or a part between semicolons has no key"
            if not text.startswith("["):
                why = f"it stands outside brackets; write {quoted(f'[{text}]')} where it is one"
            yield FileProblem(name, Problem(0, f"{quoted(text)} was not taken for a citation: {why}.", quoted(text)))
