"""The text of PDFs, as PDFium reads it, which is imported only when one is read.

PDFium is native code: call this in a process that may be lost (`app/apart.py`).
"""

import re
from contextlib import closing
from typing import Any

from tipdesk.formats.office import BrokenDocument

_HYPHEN = "\ufffe"  # what PDFium's text has where a line ends with a hyphen inside a word; the line end is gone then
_LETTERS = r"[^\W\d_]+"
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
            found = text.get_text_range()
        except RecursionError:  # it calls itself for each character before the first that means anything
            found = text.get_text_bounded()
        return str(found)


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
