"""Files that are kept in step with a library, such as the references.bib of a paper.

Whoever has changed a library calls `update`: the command line at the end of a command, the window some moments after an edit.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tipdesk import formats
from tipdesk.app import exporting, handing_out, seals
from tipdesk.app.library import Library
from tipdesk.domain.errors import BadRequest, SystemRefused, TipdeskError
from tipdesk.domain.kept_file import KeptFile
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.query import parse
from tipdesk.formats import bibtex_inheritance
from tipdesk.storage import kept_files, keys
from tipdesk.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep a file in step from now on."""

    kept: KeptFile
    label: str = "Keep a file in step"

    def apply(self, conn: Connection) -> None:
        """It takes the place of one with the same target."""
        kept_files.put(conn, self.kept)


@dataclass(frozen=True, slots=True)
class StopKeeping:
    """Keep a file in step no longer; it stays as it is."""

    target: str
    label: str = "Stop keeping a file in step"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a target that is not kept."""
        if self.target not in [kept.target for kept in kept_files.load(conn)]:
            raise BadRequest(f"{self.target} is not kept in step; tipdesk in-step lists the files that are.")
        kept_files.remove(conn, self.target)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a kept file: whether its bytes changed, or why it could not be written, in a sentence."""

    kept: KeptFile
    changed: bool = False
    problem: str = ""


def load(library: Library) -> list[KeptFile]:
    """The files that are kept in step, by target."""
    with library.reading() as conn:
        return kept_files.load(conn)


def keep(library: Library, out: Path | str, format_name: str = "", query: str = "", list_id: int = 0) -> int:
    """Write a file and keep it in step from now on; returns how many records are in it.

    Raises BadRequest for a format that the file's suffix does not say, SystemRefused where it cannot be written or others have written it;
    then it is not kept.
    """
    kept = described(library, out, format_name, query, list_id)
    number = len(_ids(library, kept))
    done = library.apply(Keep(kept))
    try:
        write_asked(library, kept)
    except BaseException:
        library.apply(done.inverse)
        raise
    return number


def described(library: Library, out: Path | str, format_name: str = "", query: str = "", list_id: int = 0) -> KeptFile:
    """The file that `Keep` keeps in step. Raises BadRequest for a format that the file's suffix does not say."""
    form = exporting.format_for(out, format_name)
    if Path(out).suffix.lower() not in _suffixes(form.name):
        raise BadRequest(f"A file that is kept in step in {form.label} is called *{' or *'.join(_suffixes(form.name))}; rename {out}.")
    target = target_of(library, out)
    path = library.path.parent / target
    known = (each.seal for each in load(library) if each.target == target and seals.written(each.seal, library.path, path) is not None)
    return KeptFile(target, form.name, query, list_id, next(known, "") or seals.new())


def target_of(library: Library, out: Path | str) -> str:
    """What a library calls a file."""
    path = Path(os.path.abspath(out))
    path = path.parent.resolve() / path.name
    folder = library.path.parent
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def update(library: Library, progress: Progress = SILENT) -> list[Outcome]:
    """Bring all kept files up to date. A file that cannot be written is told of; nothing is raised for it."""
    return [_updated(library, kept, progress) for kept in load(library)]


def _updated(library: Library, kept: KeptFile, progress: Progress) -> Outcome:
    try:
        return Outcome(kept, write(library, kept, progress))
    except TipdeskError as error:
        return Outcome(kept, problem=str(error))
    except OSError as error:
        return Outcome(kept, problem=f"{kept.target} could not be written: {error.strerror or error}.")


def write(library: Library, kept: KeptFile, progress: Progress = SILENT) -> bool:
    """Bring one kept file up to date; says whether its bytes changed.

    Raises SystemRefused where it cannot be written, was not asked for on this computer, or others have changed it.
    """
    path = library.path.parent / kept.target
    known = seals.written(kept.seal, library.path, path)
    if known is None:
        raise SystemRefused(
            f"{kept.target} was asked for in another place, or on another computer; export it here with --keep-in-step to have it here too."
        )
    return _write(library, kept, known, progress)


def write_asked(library: Library, kept: KeptFile, progress: Progress = SILENT, *, replace: bool = False) -> bool:
    """The same for a file that the user asks for here and now; with `replace` it takes the place of whatever is there."""
    path = library.path.parent / kept.target
    known = seals.written(kept.seal, library.path, path) or []
    if replace and path.is_file():
        known.append(seals.digest(path))
    return _write(library, kept, known, progress)


def _write(library: Library, kept: KeptFile, known: Sequence[str], progress: Progress) -> bool:
    """Write a file that is not there, or whose bytes are known."""
    path = library.path.parent / kept.target
    if not path.parent.is_dir():
        raise SystemRefused(f"{kept.target} was not written: its folder is not there.")

    def check(made: Path) -> None:
        digest = seals.digest(made)
        if path.exists() and seals.digest(path) not in (digest, *known):
            raise SystemRefused(_others(kept, bool(known)))
        seals.add(kept.seal, library.path, path, digest)

    records = exporting.publications(library, _ids(library, kept), progress)
    return exporting.write_file(path, exporting.pieces(records, formats.by_name(kept.format)), check)


def _others(kept: KeptFile, changed: bool) -> str:
    if changed:
        return f"{kept.target} was left alone: others have changed it since this library wrote it; move it away to have it written anew."
    return f"{kept.target} is there and was not written by this library; move it away, or name another file. Nothing was changed."


def _suffixes(format_name: str) -> tuple[str, ...]:
    of = ("bibtex", "biblatex") if format_name in ("bibtex", "biblatex") else (format_name,)
    return tuple(suffix for form in formats.FORMATS if form.name in of and form.write for suffix in form.suffixes)


def _ids(library: Library, kept: KeptFile) -> Sequence[int]:
    """What belongs in a file, by key; in BibTeX what others refer to stands last, because BibTeX looks for it behind them."""
    if kept.list_id:
        wanted = _of_list(library, kept)
    else:
        own = [vocabulary.name for vocabulary in library.vocabularies()]
        parsed = parse(kept.query, own=own)
        if parsed.problem:  # since a vocabulary of the user's own was deleted, say
            raise BadRequest(f"{kept.target} was left as it is, because its query is not understood: {parsed.problem}")
        wanted = set(library.find(parsed.query))
    with library.reading() as conn:
        ordered = [number for number in keys.in_order(conn) if number in wanted]
        if kept.format != "bibtex":
            return ordered
        named = {key for text in kept_files.texts_with(conn, "crossref") for key in bibtex_inheritance.references(text)}
        parents = set(keys.owners(conn, list(named)).values())
    return sorted(ordered, key=lambda number: number in parents)


def _of_list(library: Library, kept: KeptFile) -> set[int]:
    found = next((each for each in library.reading_lists() if each.id == kept.list_id), None)
    if found is None:
        raise BadRequest(
            f"The reading list that {kept.target} is kept in step with is gone; tipdesk in-step --stop {kept.target} ends that."
        )
    return set(handing_out.ids(library, found))


def list_title(library: Library, kept: KeptFile) -> str:
    """The title of the reading list that a file is kept in step with; empty if it is none, or gone."""
    return next((each.title for each in library.reading_lists() if each.id == kept.list_id), "")


def stopped(library: Library, wanted: str) -> str:
    """The target that a text means: one as it is kept, or a path."""
    known = [kept.target for kept in load(library)]
    return wanted if wanted in known else target_of(library, wanted)
