"""The text of PDFs, as PDFium reads it, which is imported only when one is read.

PDFium is native code: call this in a process that may be lost (`app/apart.py`).
"""

import ctypes
import re
from contextlib import closing
from typing import Any

from tipdesk.formats.office import BrokenDocument

_HYPHEN = "\ufffe"  # what PDFium's text has where a line ends with a hyphen inside a word; the line end is gone then
_LETTERS = r"[^\W\d_]+"
_BESIDE_NUMBER = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_RAISED = 1.0  # points that the number of a note stands over the line, or more
_BROKEN = re.compile(rf"({_LETTERS})(?:{_HYPHEN}|[-\u00ad\u2010]\r?\n)(?=({_LETTERS}))")
_COMPOUND = re.compile(rf"({_LETTERS})[-\u2010](?=({_LETTERS}))")


def read(data: bytes, most: int) -> str:
    """The text of a PDF, page by page, until there are `most` characters. Raises BrokenDocument for one that cannot be read."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        if is_locked and b"/Encrypt" in data:  # of a file without pages it says what was wrong with the one before
            raise BrokenDocument("it is encrypted; save it without a password") from error
        raise BrokenDocument("it is no PDF, or damaged") from error
    pages: list[str] = []
    size = 0
    with document:
        for number in range(len(document)):
            try:
                pages.append(_page(document, number))
            except pypdfium2.PdfiumError:  # this one is damaged
                continue
            size += len(pages[-1])
            if size >= most:
                break
    if not pages:
        raise BrokenDocument("it is damaged: none of its pages can be read")
    return joined("\n".join(pages))


def _page(document: Any, number: int) -> str:
    with closing(document[number]) as page, closing(page.get_textpage()) as text:
        try:
            found = str(text.get_text_range())
        except RecursionError:  # it calls itself for each character before the first that means anything
            found = str(text.get_text_bounded())
        return _without_note_numbers(found, text)


def _without_note_numbers(found: str, text: Any) -> str:
    """A page's text in which no raised number is a part of the word beside it."""
    pieces, last, seen, units = [], 0, 0, 0
    for beside in _BESIDE_NUMBER.finditer(found):
        at = beside.start()
        units += at - seen + len(_WIDE.findall(found, seen, at))
        seen = at
        digit, letter = (units, units - 1) if found[at].isdigit() else (units - 1, units)
        if _rise(text, digit, letter) >= _RAISED:
            pieces.append(found[last:at])
            last = at
    return " ".join((*pieces, found[last:]))


def _rise(text: Any, digit: int, letter: int) -> float:
    """How far a digit stands over the line of a letter, be it raised or drawn so by its font. PDFium counts in units of UTF-16."""
    from pypdfium2 import raw

    left, right, bottom, top, across, own, line = (ctypes.c_double() for _ in range(7))
    first, second = (raw.FPDFText_GetCharIndexFromTextIndex(text, unit) for unit in (digit, letter))
    is_known = (
        min(first, second) >= 0
        and raw.FPDFText_GetCharBox(text, first, left, right, bottom, top)
        and raw.FPDFText_GetCharOrigin(text, first, across, own)
        and raw.FPDFText_GetCharOrigin(text, second, across, line)
    )
    return max(bottom.value, own.value) - line.value if is_known else 0.0


def joined(text: str) -> str:
    """The text with words made whole that a hyphen parts at the end of a line.

    A hyphen stays before a capital, and in a word that has it in the middle of a line, too ("anti-trafficking").
    """
    compounds = {f"{first}-{second}".lower() for first, second in _COMPOUND.findall(text)}

    def whole(found: re.Match[str]) -> str:
        first, second = found.groups()
        if second[0].islower():
            return f"{first}-" if f"{first}-{second}".lower() in compounds else first
        return found[0]

    return _BROKEN.sub(whole, text).replace(_HYPHEN, "-")
