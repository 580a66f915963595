"""The text of Word documents and OpenDocument texts: paragraphs, tables, notes and text boxes, as if all changes were accepted."""

from typing import ClassVar

from tipdesk.formats import opendocument_reading
from tipdesk.formats.office import Piece, Reader
from tipdesk.formats.word_package import Package


def read_word(data: bytes, _most: int) -> str:
    """The text of a .docx, its notes at its end. Raises BrokenDocument."""
    package = Package(data)
    names = (package.main, *package.all_related("footnotes", "endnotes"))
    return "\n".join(_Word(package.part(name), name).lines() for name in names)


def read_opendocument(data: bytes, _most: int) -> str:
    """The text of an .odt, each note before the paragraph that it belongs to. Raises BrokenDocument."""
    return _OpenDocument(opendocument_reading.content(data), opendocument_reading.CONTENT).lines()


class _Text(Reader):
    """Takes paragraphs out of XML; one that lies in another is a line before it. Elements are known by their names without prefix."""

    _paragraphs: frozenset[str]
    _meaning: ClassVar[dict[str, str]]  # what stands for characters
    _unread: frozenset[str]

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data, name)
        self._lines: list[str] = []
        self._open: list[list[str]] = []  # the pieces of the paragraphs around
        self._left_out = 0  # elements around that are not read

    def lines(self) -> str:
        """The paragraphs, each a line. Raises BrokenDocument."""
        self.read()
        return "\n".join(line for line in self._lines if line)

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        local = name.rpartition(":")[2]
        self._left_out += local in self._unread
        if local in self._paragraphs:
            self._open.append([])
        elif local in self._meaning:
            self._add(self._meaning[local])

    def end(self, name: str, at: int) -> None:
        local = name.rpartition(":")[2]
        self._left_out -= local in self._unread
        if local in self._paragraphs:
            self._lines.append("".join(self._open.pop()).strip())

    def _add(self, text: str) -> None:
        if self._open and not self._left_out:
            self._open[-1].append(text)


class _Word(_Text):
    _paragraphs = frozenset(("p",))
    _meaning: ClassVar[dict[str, str]] = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
    _unread = frozenset(("moveFrom", "Fallback"))  # the second: what programs older than Word 2010 show instead of a text box

    _is_text = False

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        super().start(name, attributes, at)
        self._is_text = name.rpartition(":")[2] == "t"

    def end(self, name: str, at: int) -> None:
        super().end(name, at)
        self._is_text = False

    def text(self, piece: Piece) -> None:
        if self._is_text:  # and not the code of a field, or what was deleted
            self._add(piece.text)


class _OpenDocument(_Text):
    _paragraphs = frozenset(("p", "h"))
    _meaning: ClassVar[dict[str, str]] = {"tab": "\t", "line-break": "\n", "s": " "}
    _unread = frozenset("tracked-changes note-citation ruby-text annotation forms title desc".split())

    def text(self, piece: Piece) -> None:
        self._add(" " if piece.text == "\n" else piece.text)  # what a line end in XML means here
