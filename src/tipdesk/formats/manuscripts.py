"""What a manuscript cites: LaTeX, Markdown, documents, and what LaTeX and biblatex write beside a paper.

These are read like the formats: bytes in, values out, and nothing known of libraries or folders. So they live among them, though
they hold no publications.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from xml.parsers import expat

from tipdesk.formats import citation_marks, documents, latex_citations, markdown_citations
from tipdesk.formats.base import decode
from tipdesk.formats.office import PLACEHOLDER, BrokenDocument

EVERYTHING = "*"  # as a key: all that there is


@dataclass(frozen=True, slots=True)
class Cited:
    """The keys that a manuscript cites, each once, in its order, the names of files that it takes in, and marks that cannot be read."""

    keys: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    spoilt: tuple[str, ...] = ()


class NoManuscript(ValueError):
    """This cannot be read; the text says why, as the end of a sentence."""


def _latex(data: bytes) -> Cited:
    keys, inputs = latex_citations.read(decode(data).text)
    return Cited(_each_once(keys), tuple(inputs))


_AUX = re.compile(r"\\citation\{([^{}]*)\}|\\abx@aux@cite(?:\{[^{}]*\})?\{([^{}]*)\}|\\@input\{([^{}]*)\}")


def _aux(data: bytes) -> Cited:
    found = list(_AUX.finditer(decode(data).text))
    keys = (key.strip() for each in found for key in (each[1] or each[2] or "").split(","))
    return Cited(_each_once(keys), tuple(each[3] for each in found if each[3]))


def _bcf(data: bytes) -> Cited:
    """biblatex's control file, which biber reads."""
    keys: list[str] = []
    pieces: list[str] = []
    inside = False
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def start(name: str, _attributes: object) -> None:
        nonlocal inside
        inside = name.endswith("citekey")
        pieces.clear()

    def end(_name: str) -> None:
        nonlocal inside
        if inside:
            keys.append("".join(pieces))
        inside = False

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    def refuse(*_: object) -> None:
        raise NoManuscript("it declares a document type or entities, as no program does that writes it")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NoManuscript(f"it is no well-formed XML ({expat.ErrorString(error.code)}, line {error.lineno})") from error
    return Cited(_each_once(key.strip() for key in keys))


def _markdown(data: bytes) -> Cited:
    return Cited(_each_once(markdown_citations.read(decode(data).text)))


def _quarto(data: bytes) -> Cited:
    """In Quarto and R Markdown, `@fig-map` is a cross-reference."""
    return Cited(tuple(key for key in _markdown(data).keys if not _CROSS_REFERENCE.match(key)))


def _document(name: str, data: bytes) -> Cited:
    try:
        document = documents.read(name, data)
    except BrokenDocument as error:
        raise NoManuscript(str(error)) from error
    marks = (citation_marks.parse(mark.text.strip()[1:-1]) for place in document.places for mark in place.marks)
    spoilt = _each_once(text for text in document.spoilt if text != PLACEHOLDER)
    return Cited(_each_once(one.key for mark in marks for one in mark), spoilt=spoilt)


_CROSS_REFERENCE = re.compile(r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau)-")
READERS: dict[str, Callable[[bytes], Cited]] = {
    ".tex": _latex, ".ltx": _latex, ".latex": _latex, ".aux": _aux, ".bcf": _bcf,
    ".md": _markdown, ".markdown": _markdown, ".qmd": _quarto, ".rmd": _quarto,
    ".docx": partial(_document, "a.docx"), ".odt": partial(_document, "a.odt"),
}  # fmt: skip


def read(name: str, data: bytes) -> Cited:
    """What a file of this name cites. Raises NoManuscript."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise NoManuscript(f"its suffix says no manuscript that tipdesk reads; those are {', '.join(READERS)}")
    return reader(data)


def _each_once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in keys if key))
