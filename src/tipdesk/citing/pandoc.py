"""The only module that starts pandoc: the binary that comes in the package pypandoc_binary, so that no network is needed.

It runs without a shell, in its sandbox (it reads no file but those named here), and with a folder of our own for its data, so
that what a user has set up for pandoc changes nothing.
"""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tipdesk import resources
from tipdesk.domain.errors import SystemRefused
from tipdesk.domain.progress import SILENT, Cancelled, Progress

SECONDS = 60.0  # for any run, and more for each reference
SECONDS_EACH = 0.1
_HEAP = "-M2g"  # the most memory that it may take for its heap
_SAID = 300  # characters of what it says about an error
_LOOK = 0.05  # seconds between two looks whether the run is still wanted
_watching: ContextVar[Progress] = ContextVar("watching", default=SILENT)


@cache
def binary() -> Path:
    """Where pandoc is. Raises SystemRefused where it was not installed."""
    found = importlib.util.find_spec("pypandoc")
    if found is not None and found.origin is not None:
        path = Path(found.origin).parent / "files" / ("pandoc.exe" if sys.platform == "win32" else "pandoc")
        if path.is_file():
            return path
    raise SystemRefused("Citations need pandoc, which is not installed here; install the package pypandoc_binary.")


@contextmanager
def stopped_by(progress: Progress) -> Iterator[None]:
    """In here a run ends with Cancelled soon after `progress` is cancelled."""
    token = _watching.set(progress)
    try:
        yield
    finally:
        _watching.reset(token)


def run(
    given: str,
    count: int,
    writer: str,
    *,
    reader: str = "csljson",
    style: str = "",
    script: str = "cite.lua",
    metadata: Sequence[tuple[str, str]] = (),
    variables: Sequence[tuple[str, str]] = (),
    standalone: bool = False,
    template: Path | None = None,
    reference_document: Path | None = None,
) -> bytes:
    """What pandoc writes of a text with `count` references; with the text of a style, of the citations or bibliography made in it.

    What of these is made, the metadata say to the `script`, which is one of those in `resources/pandoc`. Raises SystemRefused where
    pandoc fails or takes too long.
    """
    folder = resources.path("pandoc")
    with TemporaryDirectory(prefix="tipdesk-") as place:
        csl = Path(place) / "style.csl"
        if style:
            csl.write_text(style, encoding="utf-8")
        command = [
            str(binary()), "+RTS", _HEAP, "-RTS", "--sandbox", f"--data-dir={folder}", f"--from={reader}", f"--to={writer}", "--wrap=none",
            "--output=-", *([f"--lua-filter={folder / script}", f"--csl={csl}"] if style else []),
            *(f"--metadata={name}:{value}" for name, value in metadata), *(f"--variable={name}:{value}" for name, value in variables),
            *(["--standalone"] if standalone else []), *([f"--template={template}"] if template else []),
            *([f"--reference-doc={reference_document}"] if reference_document else []),
        ]  # fmt: skip
        text = Path(place) / "given"
        text.write_bytes(given.encode("utf-8", "replace"))
        return _output(command, text, SECONDS + SECONDS_EACH * count)


def _output(command: Sequence[str], given: Path, seconds: float) -> bytes:
    pipe = subprocess.PIPE
    try:
        with open(given, "rb") as text, subprocess.Popen(command, stdin=text, stdout=pipe, stderr=pipe, env=_environment()) as process:
            try:
                written, told = _answer(process, seconds)
            finally:
                process.kill()  # does nothing to one that has ended
    except subprocess.TimeoutExpired as error:
        raise SystemRefused(f"The references were not formatted within {seconds:.0f} seconds; cite fewer at once.") from error
    except OSError as error:
        raise SystemRefused(f"Pandoc cannot be started: {error.strerror or error}.") from error
    if process.returncode:
        said = " ".join(told.decode("utf-8", "replace").split())[-_SAID:].rstrip(".")
        raise SystemRefused(f"The references could not be formatted; try another style. Pandoc says: {said or process.returncode}.")
    return written


def _answer(process: subprocess.Popen[bytes], seconds: float) -> tuple[bytes, bytes]:
    """What the process writes and says. Raises TimeoutExpired, or Cancelled once nobody wants it any more.

    It reads from a file: what `communicate` is given and has not passed on when its time is up, it never passes on in Python 3.11.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            return process.communicate(timeout=_LOOK)
        except subprocess.TimeoutExpired:
            if _watching.get().cancelled:
                raise Cancelled from None
            if time.monotonic() > end:
                raise


def _environment() -> dict[str, str]:
    """What of the environment pandoc gets: nothing but where the system keeps temporary files and its own."""
    return {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ} | {"LANG": "C.UTF-8"}
