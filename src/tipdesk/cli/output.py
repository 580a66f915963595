"""What the commands say: results to standard output, everything else to standard error."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click

from tipdesk.domain.errors import SystemRefused
from tipdesk.domain.progress import Progress, Silent

DONE, WRONG_USE, PARTLY, UNUSABLE, REFUSED, SYSTEM = 0, 2, 3, 4, 5, 6  # exit statuses

# Control characters of an input must not reach a terminal: C0 but tab and line feed, DEL and C1.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LATE_CONTROL = re.compile("[\x7f-\x9f]")  # those that JSON allows in a string
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")


def _safe(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text).encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """Data as part of one line: blanks for its tabs and line ends."""
    return _BREAKS.sub(" ", text)


def counted(number: int, what: str) -> str:
    """`1 record`, `2 records`."""
    return f"{number} {what}{'s' * (number != 1)}"


def result(text: str) -> None:
    """A line of the result."""
    click.echo(_safe(text))


def result_json(document: Any) -> None:
    """The result as one JSON document."""
    text = json.dumps(document, ensure_ascii=False, indent=1)
    text = _LATE_CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def remark(text: str) -> None:
    """A line for people, beside the result."""
    with suppress(OSError):  # what cannot be said changes nothing
        click.echo(_safe(one_line(text)), err=True)


@contextmanager
def telling_of_change(changed: bool = True) -> Iterator[None]:
    """Inside it, a result that cannot be printed does not hide that the change was made."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if not changed:
            raise
        raise SystemRefused(f"the change was made, but it could not be printed: {error.strerror or error}.") from error


class _Bar:
    """A progress bar on a terminal; Ctrl+C stops the work, which then leaves nothing half done."""

    cancelled = False

    def __init__(self, label: str) -> None:
        from rich.console import Console
        from rich.progress import Progress as Bars

        self._bars = Bars(console=Console(stderr=True), transient=True)
        self._task = self._bars.add_task(label, total=None)
        self._bars.start()

    def report(self, done: int, total: int) -> None:
        self._bars.update(self._task, completed=done, total=total or None)

    def close(self) -> None:
        self._bars.stop()


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar for long work where standard error is a terminal, and nothing otherwise."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield Silent()
        return
    bar = _Bar(label)
    try:
        yield bar
    finally:
        bar.close()


def stream(pieces: Iterable[str]) -> None:
    """A file's text to standard output, as it is: UTF-8, its own line ends."""
    if sys.stdout is None:
        raise SystemRefused("standard output is closed; name a file.")
    out = sys.stdout.buffer
    for piece in pieces:
        out.write(piece.encode("utf-8", "surrogatepass"))
    out.flush()
