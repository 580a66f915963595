from collections.abc import Iterator, Sequence
from pathlib import Path

from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.progress import Progress


def texts(paths: Sequence[Path], progress: Progress) -> Iterator[tuple[Path, str | TipdeskError]]:
    for p in paths:
        yield p, p.read_text()
