"""Making a library file: filled beside its place, then put there whole, or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tipdesk.app.library import Library
from tipdesk.domain.errors import SystemRefused, TipdeskError

_NO_LINKS = {errno.EPERM, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


@contextmanager
def new_library(path: Path | str) -> Iterator[Library]:
    """A new library to fill. It comes to its place, complete, at the end; on any exception there is nothing.

    Raises FileExistsError where there is a file by then, which is left as it is, and SystemRefused where none can be made.
    """
    place = Path(path)
    if os.path.lexists(place):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    try:
        folder = TemporaryDirectory(dir=place.parent.resolve(), prefix=f".{place.name[:20]}.", suffix=".part", ignore_cleanup_errors=True)
    except (OSError, RuntimeError) as error:
        raise SystemRefused(f"{place} cannot be created: {getattr(error, 'strerror', None) or error}.") from error
    with folder:
        part = Path(folder.name) / place.name
        try:
            with Library.create(part) as library:
                yield library
        except TipdeskError as error:
            raise type(error)(str(error).replace(str(part), str(place))) from error
        try:
            _put(part, place)
        except FileExistsError:
            raise
        except OSError as error:
            raise SystemRefused(f"{place} cannot be created: {error.strerror or error}.") from error


def _put(part: Path, place: Path) -> None:
    """Give a file its name, unless another has it."""
    try:
        os.link(part, place)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        os.replace(part, place)
