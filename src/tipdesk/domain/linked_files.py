"""Files that a publication is linked to, as its other fields name them.

JabRef, Mendeley and Zotero write `file = {description:path:type;…}` into BibTeX, with a backslash before a colon, semicolon or backslash
of the text itself (JabRef's user documentation, "File links"). Others write bare paths: Better BibTeX several with semicolons, Zotero's
CSV in a column of its own, KBibTeX in `localfile`; RIS has one in L1, which goes by `file` here.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from tipdesk.domain.other_fields import Pairs, given

FIELDS = ("file", "localfile", "file attachments")  # in small letters
_PIECES = {mark: re.compile(rf"(?:\\.|[^{mark}\\]|\\$)+|(?<={mark})(?={mark})|^(?={mark})", re.DOTALL) for mark in ";:"}
_BARE = re.compile(r"[A-Za-z]:[\\/]|\\\\\w|[a-z]+://", re.IGNORECASE)
_ESCAPABLE = re.compile(r"[\\:;]")
_ESCAPED = re.compile(r"\\([\\:;])")


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A path, absolute or from the folder of the library, and what is said of it."""

    path: str
    description: str = ""


def of(extra: Pairs) -> tuple[LinkedFile, ...]:
    """The files that other fields name, in order, each once; addresses on the web are none."""
    values = [value for name, value in extra if name.lower() in FIELDS]
    found = (_read(part.strip()) for value in values for part in _PIECES[";"].findall(value))
    return tuple(dict.fromkeys(file for file in found if file.path and "://" not in file.path))


def is_elsewhere(path: str) -> bool:
    """Does the path lead to another machine? To look there would open a connection."""
    return path.startswith(("\\\\", "//"))


def with_file(extra: Pairs, path: str) -> Pairs:
    """Other fields that name one more file, behind those that `file` names already; the same if they name it."""
    if path in (file.path for file in of(extra)):
        return extra
    kind = path.rpartition(".")[2].upper() if "." in path else ""
    new = ":".join(("", _ESCAPABLE.sub(r"\\\g<0>", path), kind))
    held = next((value.strip() for name, value in extra if name.lower() == FIELDS[0]), "")
    return given(extra, FIELDS[0], f"{held};{new}" if held else new)


def without_file(extra: Pairs, path: str) -> Pairs:
    """Other fields that do not name this file any more; what else they name stays as it is written."""
    rest = []
    for name, value in extra:
        if name.lower() in FIELDS and any(file.path == path for file in of(((name, value),))):
            value = ";".join(part for part in _PIECES[";"].findall(value) if _read(part.strip()).path != path)
        if value.strip() or name.lower() not in FIELDS:
            rest.append((name, value))
    return tuple(rest)


def _read(part: str) -> LinkedFile:
    if _BARE.match(part):
        return LinkedFile(_of_address(part) if part.lower().startswith("file:") else part)
    pieces = [_ESCAPED.sub(r"\1", piece).strip() for piece in _PIECES[":"].findall(part)]
    if len(pieces) > 2:
        return LinkedFile(":".join(pieces[1:-1]), pieces[0])
    return LinkedFile(pieces[-1] if pieces else "", pieces[0] if len(pieces) == 2 else "")


def _of_address(address: str) -> str:
    """The path of a `file:` address."""
    path = unquote(urlsplit(address).path)
    return path[1:] if re.match("/[A-Za-z]:", path) else path
