"""Files that a publication is linked to, as its other fields name them.

JabRef, Mendeley and Zotero write `file = {description:path:type;…}` into BibTeX, with a backslash before a colon, semicolon or backslash
of the text itself (JabRef's user documentation, "File links"), Mendeley with LaTeX's commands for some signs. Others write bare paths:
Better BibTeX several with semicolons, braces escaped too, Zotero's CSV in a column of its own, KBibTeX in `localfile`. In RIS the first L1
goes by `file` here, further ones and pictures (L4) by names of their own.
"""

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote

from tipdesk.domain.pairs import Pairs, given

FIELDS = ("file", "localfile", "file attachments", "ris-l1", "ris-l4")  # in small letters
_PIECES = {mark: rf"(?s)(?:\\.|[^{mark}\\]|\\$)+|(?<={mark})(?={mark})|^(?={mark})" for mark in ";:"}
_ADDRESS = r"(?i)[a-z][a-z0-9+.-]+://"
_OF_FILE = r"(?is)file://(?P<host>[^/]*)(?P<path>.*)"
_DRIVE = r"[A-Za-z]:"
_BARE = r"[A-Za-z]:[\\/]|/|\\\\\w"
_ALL_ESCAPED = r"(?s)(?:[^\\]|\\[\\:;{}])*"
_ELSEWHERE = r"[\\/](?:[\\/]|\?\?)"
_ESCAPABLE = r"[\\:;]"
_ESCAPED = r"\{\\([_&%#$])\}|\\([\\:;{}_&%#$])"


class LinkedFile(NamedTuple):
    """A path, absolute or from the folder of the library, and what is said of it."""

    path: str
    description: str = ""


def of(extra: Pairs) -> tuple[LinkedFile, ...]:
    """The files that other fields name, in order, each once; addresses on the web are none."""
    values = [value for name, value in extra if name.lower() in FIELDS]
    found = (_read(part.strip()) for value in values for part in re.findall(_PIECES[";"], value))
    return tuple(dict.fromkeys(file for file in found if file.path.strip() and "://" not in file.path))


def is_elsewhere(path: str) -> bool:
    """Does the path lead to another machine? To look there would open a connection."""
    return re.match(_ELSEWHERE, path) is not None


def with_file(extra: Pairs, path: str) -> Pairs:
    """Other fields that name one more file, behind those that `file` names already; the same if they name it."""
    if path in (file.path for file in of(extra)):
        return extra
    kind = PurePosixPath(path).suffix.removeprefix(".").strip().upper()
    new = ":".join(("", *(re.sub(_ESCAPABLE, r"\\\g<0>", part) for part in (path, kind))))
    held = [value.strip() for name, value in extra if name.lower() == FIELDS[0]]
    return given(extra, FIELDS[0], ";".join((*filter(None, held), new)))


def without_file(extra: Pairs, path: str) -> Pairs:
    """Other fields that do not name this file any more; what else they name stays as it is written."""
    rest = []
    for name, value in extra:
        if name.lower() in FIELDS and any(file.path == path for file in of(((name, value),))):
            value = ";".join(part for part in re.findall(_PIECES[";"], value) if _read(part.strip()).path != path)
        if value.strip() or name.lower() not in FIELDS:
            rest.append((name, value))
    return tuple(rest)


def _read(part: str) -> LinkedFile:
    part = part.replace(r"$\backslash$", "\\")
    if re.match(_ADDRESS, part):
        return LinkedFile(_of_address(part))
    if re.match(_BARE, part):
        return LinkedFile(_unescaped(part) if re.fullmatch(_ALL_ESCAPED, part) and not is_elsewhere(part) else part)
    pieces = [_unescaped(piece) for piece in re.findall(_PIECES[":"], part)]
    if len(pieces) > 2:
        return LinkedFile(":".join(pieces[1:-1]), pieces[0].strip())
    return LinkedFile(pieces[-1].strip() if pieces else "", pieces[0].strip() if len(pieces) == 2 else "")


def _unescaped(text: str) -> str:
    return re.sub(_ESCAPED, lambda found: found[1] or found[2], text)


def _of_address(address: str) -> str:
    """The path of a `file:` address, any other address as it is."""
    found = re.fullmatch(_OF_FILE, address)
    if not found:
        return address
    host, path = found["host"], unquote(found["path"])
    if re.fullmatch(_DRIVE, host):
        return host + path
    if host and host.lower() != "localhost":
        return f"//{host}{path}"
    return path[1:] if re.match(_DRIVE, path[1:]) else path
