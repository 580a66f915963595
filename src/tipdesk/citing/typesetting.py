"""PDF, typeset by typst from what pandoc writes for it; typst is imported only when a PDF is made."""

import re
from collections.abc import Callable
from typing import Any

from tipdesk import resources
from tipdesk.domain.errors import SystemRefused

# The first is inside typst; of the others those are taken that the system has, and any font of it for what these lack.
FONTS = ("Libertinus Serif", "Noto Naskh Arabic", "Noto Serif CJK SC", "Noto Sans CJK SC")
STANDARD = "ua-1"  # PDF/UA: tagged, fonts embedded, no character without a glyph
TEMPLATE = resources.path("pandoc", "page.typ")
_LACKING = re.compile('the text `"(.+?)"` could not be displayed', re.DOTALL)

_ESCAPED = re.compile(r"\\u\{(\w+)\}")


def variables(locale: str) -> list[tuple[str, str]]:
    """What the pages are told of a locale: language and region, and what goes with them."""
    language, _, region = locale.partition("-")
    told = [
        ("locale", locale or "en"),
        ("language", language or "en"),
        ("paper", "us-letter" if region == "US" else "a4"),
        *(("font", font) for font in FONTS),
    ]
    if len(region) == 2:
        told.append(("region", region))
    return told


def pdf(source: bytes, tell: Callable[[str], None]) -> bytes:
    """The PDF of a text in typst's language; `tell` is told where the fonts at hand lack characters.

    Raises SystemRefused where typst fails.
    """
    import typst

    try:
        return _compiled(typst, source, [STANDARD])
    except typst.TypstError as error:
        if lacking := _LACKING.search(str(error)):
            character = _ESCAPED.sub(lambda found: f"U+{found[1].upper()}", lacking[1])
            tell(f"No font here has the character {character}: the PDF has an empty box there, maybe others; install a font of its script.")
    try:
        return _compiled(typst, source, [])  # whatever the standard forbids, people can read the file
    except typst.TypstError as error:
        raise SystemRefused(f"The PDF could not be made. Typst says: {' '.join(str(error).split())[:300]}.") from error


def _compiled(typst: Any, source: bytes, standards: list[str]) -> bytes:
    made = typst.compile(source, pdf_standards=standards)
    assert isinstance(made, bytes)
    return made
