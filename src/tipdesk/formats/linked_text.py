"""The plain text of files that publications are linked to, to be searched."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

from tipdesk.domain.errors import NothingUsable, SystemRefused
from tipdesk.domain.text import CONTROL
from tipdesk.formats import document_text, html_text, pdf_text
from tipdesk.formats.base import decode
from tipdesk.formats.office import BrokenDocument

MOST = 5_000_000  # characters of one file, some thousand pages; what stands behind them is left out
MAX_FILE = 200 * 1024 * 1024  # bytes
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_ANYTHING = re.compile(r"[^\W_]")


def _plain(data: bytes, most: int) -> str:
    return decode(data).text.removeprefix("\ufeff")


_READERS: dict[str, Callable[[bytes, int], str]] = {
    ".pdf": pdf_text.read,
    ".docx": document_text.read_word, ".odt": document_text.read_opendocument,
    ".html": html_text.read, ".htm": html_text.read, ".epub": html_text.read_epub,
    ".txt": _plain, ".md": _plain,
}  # fmt: skip
SUFFIXES = frozenset(_READERS)


def text_of(path: Path) -> str:
    """The text of a file, its first MOST characters: paragraphs, and lines of PDFs, are parted by line ends (LF).

    Raises SystemRefused for what is no file, cannot be opened or is over the limit, and NothingUsable for one that is of another kind,
    damaged, encrypted or without any text. PDFs are read by native code: call this in a process that may be lost.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise NothingUsable(f"The text of {path} cannot be read; that of files of these kinds can: {', '.join(sorted(SUFFIXES))}.")
    try:
        text = reader(_bytes(path), MOST)
    except BrokenDocument as error:
        raise NothingUsable(f"{path} cannot be read: {error}.") from error
    text = CONTROL.sub("", _LINE_END.sub("\n", text[:MOST])).strip()
    if not _ANYTHING.search(text):
        may_be = "; if its pages are pictures, have their text recognised (OCR) first" if reader is pdf_text.read else ""
        raise NothingUsable(f"{path} has no text in it{may_be}.")
    return text


def _bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would never end
            raise SystemRefused(f"{path} cannot be read: it is no file.")
        with path.open("rb") as opened:
            data = opened.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a path that can be none
        raise SystemRefused(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(data) > MAX_FILE:
        raise SystemRefused(f"{path} is larger than {MAX_FILE // 2**20} MB; its text is not read.")
    return data
