"""The only module that starts pandoc: the binary that comes in the package pypandoc_binary, so that no network is needed.

It runs without a shell, in its sandbox (it reads no file but those named here), and with a folder of our own for its data, so
that what a user has set up for pandoc changes nothing.
"""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tipdesk import resources
from tipdesk.domain.errors import SystemRefused

SECONDS = 60.0  # for any run, and more for each reference
SECONDS_EACH = 0.1
_HEAP = "-M2g"  # the most memory that it may take for its heap
_SAID = 300  # characters of what it says about an error


@cache
def binary() -> Path:
    """Where pandoc is. Raises SystemRefused where it was not installed."""
    found = importlib.util.find_spec("pypandoc")
    if found is not None and found.origin is not None:
        path = Path(found.origin).parent / "files" / ("pandoc.exe" if sys.platform == "win32" else "pandoc")
        if path.is_file():
            return path
    raise SystemRefused("Citations need pandoc, which is not installed here; install the package pypandoc_binary.")


def run(
    items: str,
    count: int,
    style: str,
    writer: str,
    asked: str,
    metadata: Sequence[tuple[str, str]] = (),
    *,
    standalone: bool = False,
    places: str = "",
) -> bytes:
    """What pandoc writes of `count` references in CSL-JSON, in the style whose text this is.

    `asked` is one of the words of `resources/pandoc/cite.lua`, `places` what it says of that one. Raises SystemRefused where pandoc fails
    or takes too long.
    """
    folder = resources.path("pandoc")
    with TemporaryDirectory(prefix="tipdesk-") as place:
        csl = Path(place) / "style.csl"
        csl.write_text(style, encoding="utf-8")
        if places:
            told = Path(place) / "places.json"
            told.write_text(places, encoding="utf-8")
            metadata = [*metadata, ("places", str(told))]
        command = [
            str(binary()), "+RTS", _HEAP, "-RTS", "--sandbox", f"--data-dir={folder}", "--from=csljson", f"--to={writer}", "--wrap=none",
            f"--lua-filter={folder / 'cite.lua'}", f"--csl={csl}", "--output=-", f"--metadata=asked:{asked}",
            *(f"--metadata={name}:{value}" for name, value in metadata), *(["--standalone"] if standalone else []),
        ]  # fmt: skip
        return _output(command, items.encode("utf-8", "replace"), SECONDS + SECONDS_EACH * count)


def _output(command: Sequence[str], given: bytes, seconds: float) -> bytes:
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False, env=_environment())
    except subprocess.TimeoutExpired as error:
        raise SystemRefused(f"The references were not formatted within {seconds:.0f} seconds; cite fewer at once.") from error
    except OSError as error:
        raise SystemRefused(f"Pandoc cannot be started: {error.strerror or error}.") from error
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[-_SAID:].rstrip(".")
        raise SystemRefused(f"The references could not be formatted; try another style. Pandoc says: {said or done.returncode}.")
    return done.stdout


def _environment() -> dict[str, str]:
    """What of the environment pandoc gets: nothing but where the system keeps temporary files and its own."""
    return {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR") if name in os.environ} | {"LANG": "C.UTF-8"}
