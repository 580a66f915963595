"""From the library to files: whole, or what a query finds, or what is selected; written whole or not at all."""

import contextlib
import filecmp
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from tipdesk import formats
from tipdesk.app.citing import Form, form_of
from tipdesk.app.library import Library
from tipdesk.domain.errors import BadRequest, SystemRefused
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Query
from tipdesk.formats import csljson_names
from tipdesk.formats.base import Format

CHUNK = 500  # publications held at once
_SQLITE = b"SQLite format 3\0"


def format_for(target: Path | str, format_name: str = "") -> Format:
    """The format to write a file in: by the name given, else by the file's suffix. Raises BadRequest for none."""
    try:
        chosen = formats.by_name(format_name) if format_name else formats.by_suffix(Path(target))
    except ValueError as error:
        raise BadRequest(str(error)) from error
    if chosen is None:
        raise BadRequest(f"The suffix of {target} says no format; name one of {', '.join(f.name for f in formats.FORMATS if f.write)}.")
    if chosen.write is None:
        raise BadRequest(f"{chosen.label} can be read but not written.")
    return chosen


def check_name(target: Path, form: Format | Form) -> None:
    """Raises BadRequest where the name of a file is one for another format than the one chosen: no program would open it."""
    suffix, other = target.suffix.lower(), form_of(target) or formats.by_suffix(target)
    fitting = (*form.suffixes, ".txt", *((".bib",) if form.name == "biblatex" else ())) if isinstance(form, Format) else form.suffixes
    if other is not None and suffix not in fitting:
        text = f"{target.name} is a name for {other.label}, and {form.label} was chosen"
        raise BadRequest(f"{text}; name it {target.stem}{form.suffixes[0]}, or choose the other format. Nothing was written.")


def ids(library: Library, query: Query, progress: Progress = SILENT) -> list[int]:
    """What a query finds in the order in which it came in: a file that was imported is exported in its own order."""
    return sorted(library.find(query, (), progress))


def publications(library: Library, ids: Sequence[int], progress: Progress = SILENT) -> Iterator[Publication]:
    """Publications as they may leave the desk, without their private notes, a chunk in memory at a time."""
    for start in range(0, len(ids), CHUNK):
        progress.report(start, len(ids))
        for publication in library.get(ids[start : start + CHUNK]):
            yield publication.without_private_notes()
    progress.report(len(ids), len(ids))


def pieces(leaving: Iterable[Publication], form: Format, lost: Counter[str] | None = None) -> Iterator[str]:
    """The text of an export, piece by piece; private notes never are in it, nor what was said of contributors who were edited away.

    `lost` counts, as the pieces are taken, the records of each field that the format has no place for.
    """
    assert form.write is not None
    return form.write(_open(leaving, form, Counter() if lost is None else lost))


def _open(leaving: Iterable[Publication], form: Format, lost: Counter[str]) -> Iterator[Publication]:
    for publication in leaving:
        public = csljson_names.without_others(publication.without_private_notes())
        lost.update(form.lost(public))
        yield public


def write_file(target: Path | str, pieces: Iterable[str | bytes], check: Callable[[Path], None] = lambda made: None) -> bool:
    """Write a file whole: beside its place first, synced, then moved there; on any error the old file stays.

    Text becomes UTF-8; line ends are written as they are. The file is readable by its owner only until it is in place. What is no
    file (a pipe, a device) is written straight to. A file that says the same already is not touched: False is returned for it.
    `check` is called with the file beside its place, and may raise: then the old one stays.
    Raises SystemRefused, for a database too: it may be a library.
    """
    path = Path(target)
    part: str | None = None
    try:
        mode = _replaceable(path)
        if mode is not None and (path.parent == Path("/dev") or not stat.S_ISREG(mode)):
            with open(path, "wb") as file:
                file.writelines(_encoded(pieces))
            return True
        path = path.resolve() if path.is_symlink() else path
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:20]}.", suffix=".part")
        with open(handle, "wb") as file:
            file.writelines(_encoded(pieces))
            file.flush()
            os.fsync(file.fileno())
        check(Path(part))
        if mode is not None and filecmp.cmp(part, path, shallow=False):
            return False
        os.chmod(part, 0o666 & ~_umask() if mode is None else mode & 0o777)
        os.replace(part, path)
        part = None
        _sync_folder(path.parent)
        return True
    except BrokenPipeError:
        raise
    except (OSError, RuntimeError) as error:  # the latter for a link to itself
        reason = getattr(error, "strerror", None) or error
        raise SystemRefused(f"{path} could not be written: {reason}. Nothing was changed.") from error
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                os.unlink(part)


def _encoded(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogatepass")


def _replaceable(path: Path) -> int | None:
    """The mode of the file that is to be replaced, None if there is none. Raises SystemRefused, or OSError, if it may not be."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise SystemRefused(f"{path} is a folder; name a file. Nothing was changed.")
    if not os.access(path, os.W_OK):
        raise SystemRefused(f"{path} is write-protected; name another file. Nothing was changed.")
    if stat.S_ISREG(mode) and path.parent != Path("/dev"):
        with open(path, "rb") as file:
            if file.read(len(_SQLITE)) == _SQLITE:
                raise SystemRefused(f"{path} is a library or another database; name another file. Nothing was changed.")
    return mode


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def as_text(leaving: Iterable[Publication], format_name: str) -> str:
    """Publications as text in a format, for the clipboard or to look at; private notes are left out."""
    return "".join(pieces(leaving, formats.by_name(format_name)))
