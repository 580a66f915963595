"""What this user, on this computer, asked to be kept in step, and what was written there.

A library names the files that are kept in step with it, and a library can come from anybody. So each of them has a seal, made when the file
was asked for, that leads to a note in the user's folder for settings: which library, which file, and the digests of what was written.
"""

import contextlib
import hashlib
import json
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_config_path

from tipdesk.domain.errors import SystemRefused

_SEAL = re.compile("[0-9a-f]{32}")
_REMEMBERED = 50  # digests; more than one, because the window and the command line may write at once


def new() -> str:
    """A seal that no other file has."""
    return secrets.token_hex(16)


def written(seal: str, library: Path, file: Path) -> list[str] | None:
    """Digests of what a library wrote into a file, newest last; None if it was not asked here to keep that file in step."""
    if not _SEAL.fullmatch(seal):  # a library from elsewhere may say anything
        return None
    try:
        first, *digests = _note(seal).read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    return digests if first == _place(library, file) else None


def add(seal: str, library: Path, file: Path, digest: str) -> None:
    """Note what is about to be written. Raises SystemRefused where that cannot be noted."""
    known = written(seal, library, file) or []
    if digest in known[-1:]:
        return
    note = _note(seal)
    try:
        if 0 < len(known) < 2 * _REMEMBERED:
            with open(note, "a", encoding="ascii") as opened:
                opened.write(f"{digest}\n")
        else:
            _write_whole(note, [_place(library, file), *known[-_REMEMBERED:], digest])
    except OSError as error:
        raise SystemRefused(f"{note} could not be written: {error.strerror or error}. {file} was left as it is.") from error


def digest(file: Path) -> str:
    """What tells the bytes of a file from all others. Raises OSError."""
    with open(file, "rb") as opened:
        return hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _write_whole(note: Path, lines: Sequence[str]) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    part = note.with_name(new())
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as opened:
            opened.writelines(f"{line}\n" for line in lines)
        os.replace(part, note)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part)


def _note(seal: str) -> Path:
    return user_config_path("tipdesk", appauthor=False) / "kept" / seal


def _place(library: Path, file: Path) -> str:
    return json.dumps([os.path.realpath(library), os.path.abspath(file)])
