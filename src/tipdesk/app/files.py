"""Linked files: publications are linked to them, and their text is read into the library, to be searched where they are not at hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tipdesk.app.library import Library, Stamp
from tipdesk.domain import linked_files
from tipdesk.domain.errors import BadRequest, TipdeskError
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.storage import file_texts as kept
from tipdesk.storage import publications
from tipdesk.storage.connection import Connection

GONE, ELSEWHERE = "The file is not there.", "Files of other machines are not read."
CHUNK = 200  # publications whose files are read before their text is written, as one step


def named(file: Path, library: Library) -> str:
    """How a file is linked: from the library's folder if it lies in it, so that both can move together."""
    folder, path = library.path.parent.resolve(), file.resolve()
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


@dataclass(frozen=True, slots=True)
class LinkFile:
    """Link publications to one more file, by what `named` calls it."""

    ids: tuple[int, ...]
    path: str
    label: str = "Link to a file"

    def apply(self, conn: Connection) -> None:
        """Publications that are linked to it already stay untouched. Raises BadRequest for a name that is no text."""
        try:
            self.path.encode()
        except UnicodeEncodeError:
            raise BadRequest("The name of the file holds what is no character; rename the file first.") from None
        for batch in publications.batches(self.ids):
            for one in publications.load(conn, batch):
                if (extra := linked_files.with_file(one.extra, self.path)) != one.extra:
                    publications.set_field(conn, (one.id,), "extra", extra)


@dataclass(frozen=True, slots=True)
class UnlinkFile:
    """Take the link to a file away; the file stays where it is."""

    id: int
    path: str
    label: str = "Take a link to a file away"

    def apply(self, conn: Connection) -> None:
        """What was read of the file goes with it."""
        for one in publications.load(conn, (self.id,)):
            publications.set_field(conn, (one.id,), "extra", linked_files.without_file(one.extra, self.path))


@dataclass(frozen=True, slots=True)
class KeepTexts:
    """Keep what was read of publications' files: the id, which files, and their text."""

    texts: tuple[tuple[int, tuple[Stamp, ...], str], ...]
    label: str = "Read linked files"

    def apply(self, conn: Connection) -> None:
        """Dates stay as they are: the content does not change."""
        for number, files, text in self.texts:
            kept.put(conn, number, files, text)


@dataclass(slots=True)
class Outcome:
    """How many publications' files were read, how many had been read as they are, and what could not be: key, path and why."""

    read: int = 0
    known: int = 0
    problems: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Share:
    """The progress of work on some of all publications."""

    progress: Progress
    before: int
    some: int
    whole: int

    def report(self, done: int, total: int) -> None:
        self.progress.report(self.before + (self.some * done // total if total else 0), self.whole)

    @property
    def cancelled(self) -> bool:
        return self.progress.cancelled


def read(library: Library, ids: Sequence[int], outcome: Outcome, progress: Progress = SILENT, start: int = 0) -> KeepTexts:
    """Read the files that CHUNK of these publications, from `start` on, are linked to, unless they are as they were when they were read;
    adds to the outcome.

    Of a publication some of whose files are not there, what was read before is left as it is.
    """
    from tipdesk.app import file_texts  # loads every reader, 0.15 s, which nobody who only makes links waits for

    some = ids[start : start + CHUNK]
    before = library.read_files(some)
    wanted: list[tuple[int, str, dict[Path, Stamp]]] = []
    for one in library.get(some):
        found: dict[Path, Stamp] = {}
        missing = []
        for file in linked_files.of(one.extra):
            path = library.path.parent / file.path
            if stamp := _stamp(path, file.path):
                found[path] = stamp
            else:
                missing.append((one.key, file.path, ELSEWHERE if linked_files.is_elsewhere(file.path) else GONE))
        outcome.problems += missing
        if found and tuple(found.values()) == before.get(one.id):
            outcome.known += 1
        elif found and not (missing and one.id in before):
            wanted.append((one.id, one.key, found))
    texts = dict(file_texts.texts([path for _, _, found in wanted for path in found], _Share(progress, start, len(some), len(ids))))
    kept_texts = []
    for number, key, found in wanted:
        read_ones = {path: text for path in found if isinstance(text := texts[path], str)}
        outcome.problems += ((key, found[path].path, str(error)) for path in found if isinstance(error := texts[path], TipdeskError))
        outcome.read += bool(read_ones)
        kept_texts.append((number, tuple(found.values()) if read_ones else (), "\n".join(read_ones.values())))
    return KeepTexts(tuple(kept_texts))


def _stamp(path: Path, linked: str) -> Stamp | None:
    if linked_files.is_elsewhere(linked):
        return None
    try:
        found = path.stat()
        return Stamp(linked, found.st_size, found.st_mtime_ns) if path.is_file() else None
    except (OSError, ValueError):
        return None
