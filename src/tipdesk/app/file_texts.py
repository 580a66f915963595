"""The texts of files that publications are linked to, read in a process of their own: such files come from anywhere."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from tipdesk.app.apart import Apart, Lost
from tipdesk.domain.errors import SystemRefused, TipdeskError
from tipdesk.domain.progress import SILENT, Progress
from tipdesk.formats import linked_text

SECONDS = 120.0  # for one file


def texts(paths: Sequence[Path], progress: Progress = SILENT) -> Iterator[tuple[Path, str | TipdeskError]]:
    """Each file and its text by `formats.linked_text.text_of`, or why it has none, in order.

    A file at which the process crashes or that takes more than SECONDS is one without a text; the next one has a new process. The process
    ends with this iterator. Raises SystemRefused where no process can be had, and Cancelled if the progress says so.
    """
    with Apart(_read, SECONDS) as read:
        for done, path in enumerate(paths):
            progress.report(done, len(paths))
            yield path, _text(read, path, progress)
        progress.report(len(paths), len(paths))


def _text(read: Apart[Path, str | TipdeskError], path: Path, progress: Progress) -> str | TipdeskError:
    try:
        return read(path.absolute(), progress)
    except Lost:
        return SystemRefused(f"{path} cannot be read: the program for such files crashed at it. It may be damaged; save it anew.")
    except TimeoutError:
        return SystemRefused(f"{path} cannot be read: that takes more than {SECONDS:.0f} seconds.")
    except OSError as error:
        raise SystemRefused(f"Files cannot be read: no process can be started ({error.strerror or error}).") from error


def _read(path: Path) -> str | TipdeskError:
    try:
        return linked_text.text_of(path)
    except TipdeskError as error:
        return error
    except (MemoryError, RecursionError):
        return SystemRefused(f"{path} cannot be read: that takes more memory than one file may.")
