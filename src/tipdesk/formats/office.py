"""What Word and OpenDocument files have in common: a ZIP file of XML, of which only what has to change is written anew.

XML is not taken apart and put together again, but read by its places in the bytes; new bytes are put between those that stay.
"""

import io
import lzma
import re
import zipfile
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from xml.parsers import expat
from xml.sax.saxutils import escape

from tipdesk.domain.errors import quoted
from tipdesk.domain.rich_text import Runs
from tipdesk.formats import citation_marks
from tipdesk.formats.citation_codes import BLANKS, CLOSING, NOT_IN_XML

MAX_MEMBERS = 10_000
MAX_UNPACKED = 512 * 1024 * 1024  # bytes of all members
MAX_XML = 64 * 1024 * 1024  # bytes of one that is read
MAX_DEPTH = 1000  # elements in each other
MAX_PIECES = 3_000_000  # of text, as the parser hands it over: each line end is one
PLACEHOLDER = "[@@bibliography]"
FOOTNOTE, ENDNOTE = "footnote", "endnote"
Edit = tuple[int, int, bytes]  # from, to, and what stands there instead
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, OSError, ValueError)
_TANGLED = "its fields or notes lie in each other as no program writes them"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")


class BrokenDocument(ValueError):
    """This document cannot be worked on; the text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it is written, whether nothing stands behind it in its paragraph, and its citation if that was changed by hand."""

    text: str
    ends: bool = False
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where citations stand: one in the text, or all that are in one note; a note may hold none.

    A citation is `movable` that stands in the text where a footnote can be put, or in one that was made for it.
    """

    marks: tuple[Mark, ...]
    note: str = ""  # of which kind; empty in the text
    movable: bool = False


class Document(Protocol):
    """A document and the places that cite in it, in the order in which they are read."""

    @property
    def places(self) -> Sequence[Place]:
        """Where it cites, with the marks as they are written there."""

    @property
    def spoilt(self) -> Sequence[str]:
        """What looks like a mark and is none, because a line break or a tab parts it, a part of it has no key, or it has no brackets.

        So does each place for a bibliography that is not used: a second one, or one that has no paragraph of its own.
        """

    @property
    def outside(self) -> Sequence[str]:
        """The marks in headers and footers, where nothing is cited: those are no place in the text."""

    @property
    def gone(self) -> Sequence[str]:
        """The marks that were cited in it once and are not any more: taken out, or made plain text by another program."""

    @property
    def corrected(self) -> Sequence[str]:
        """The entries of the bibliography that the author changed."""

    @property
    def has_bibliography(self) -> bool:
        """Is a bibliography of ours in it?"""

    def written(self, citations: Sequence[Runs | None], entries: Sequence[Runs], *, in_notes: bool = False) -> bytes:
        """The document with these citations, one for each mark in order, and this bibliography. None leaves a mark as it is.

        Those that are movable stand in footnotes of their own then, or in the text.
        """


def members(data: bytes) -> Mapping[str, zipfile.ZipInfo]:
    """The members of a ZIP file by name. Raises BrokenDocument for one that is none, or not safe to unpack."""
    if data.startswith(_OLD_WORD):
        raise BrokenDocument("it is encrypted or an old Word file; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BrokenDocument("it is no document, or damaged") from error
    found = {info.filename: info for info in infos}
    if len(found) != len(infos):
        raise BrokenDocument("it holds a part twice")
    if len(infos) > MAX_MEMBERS or sum(info.file_size for info in infos) > MAX_UNPACKED:
        raise BrokenDocument(f"it is larger than {MAX_UNPACKED // 2**20} MB when unpacked, or of more than {MAX_MEMBERS:,} parts")
    if any(info.flag_bits & 1 for info in infos):
        raise BrokenDocument("it is encrypted; save it without a password")
    return found


def part(data: bytes, name: str) -> bytes:
    """The XML of one member. Raises BrokenDocument where it is not there, damaged or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, packed.open(name) as opened:
            xml = opened.read(MAX_XML + 1)
    except KeyError as error:
        raise BrokenDocument(f"it has no {quoted(name)}") from error
    except _DAMAGE as error:
        raise BrokenDocument(f"its {quoted(name)} is damaged") from error
    if len(xml) > MAX_XML:
        raise BrokenDocument(f"its {quoted(name)} is larger than {MAX_XML // 2**20} MB")
    return xml


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The ZIP file with some members changed or added, all XML; the others, their order, times and ways of packing stay.

    Raises BrokenDocument for damaged members, and where one that is changed would be no XML any more.
    """
    out = io.BytesIO()
    try:
        for xml in changed.values():
            expat.ParserCreate().Parse(xml, True)
    except expat.ExpatError as error:
        raise BrokenDocument(_TANGLED) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(out, "w") as made:
            made.comment = packed.comment
            infos = packed.infolist()
            for info in infos:
                new = zipfile.ZipInfo(info.filename, info.date_time)
                new.compress_type, new.external_attr, new.create_system = info.compress_type, info.external_attr, info.create_system
                new.comment = info.comment
                content = changed[info.filename] if info.filename in changed else packed.read(info)
                made.writestr(new, content)
            there = {info.filename for info in infos}
            for name in (name for name in changed if name not in there):
                made.writestr(zipfile.ZipInfo(name, infos[0].date_time), changed[name], zipfile.ZIP_DEFLATED)
    except _DAMAGE as error:
        raise BrokenDocument("one of its parts is damaged") from error
    return out.getvalue()


def spliced(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with these edits; of several at one place the first goes first. Raises BrokenDocument where two overlap."""
    pieces, place = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if not place <= start <= end:
            raise BrokenDocument(_TANGLED)
        pieces += [data[place:start], new]
        place = end
    return b"".join((*pieces, data[place:]))


def within(ranges: Sequence[tuple[int, int]], at: int) -> bool:
    """Is this place in one of these ranges, which rise?"""
    found = bisect_right(ranges, (at, MAX_XML)) - 1
    return found >= 0 and at < ranges[found][1]


def encoded(text: str) -> bytes:
    """Text as it stands in XML, between tags or in an attribute."""
    return escape(NOT_IN_XML.sub("", text), {'"': "&quot;"}).encode("utf-8", "replace")


@dataclass(slots=True)
class Piece:
    """Text of a paragraph and where its bytes are; `host` is what the format has to know of where it stands. None: no text at all."""

    text: str
    start: int = -1
    end: int = -1
    plain: bool = False  # its bytes are its characters
    is_element: bool = False  # it stands for an element and not in one that holds text
    host: object = None

    def place(self, offset: int) -> int:
        """Where the character at this offset begins."""
        if self.plain:
            return self.start + (offset if self.text.isascii() else len(self.text[:offset].encode()))
        return self.end if offset else self.start


Range = tuple[Piece, int, int]  # a piece, and from where to where in the bytes


@dataclass(frozen=True, slots=True)
class Setting:
    """What of the sentence around a citation changes when it becomes a footnote: the blank goes, the footnote comes behind the closing."""

    blank: str = ""
    blanks: tuple[Range, ...] = ()
    closing: str = ""
    behind: tuple[Piece, int] | None = None  # the closing; None for none


@dataclass(slots=True)
class Paragraph:
    """The text of a paragraph while it is read, and when it was."""

    start: int
    pieces: list[Piece] = field(default_factory=list)
    size: int = 0  # characters
    text: str = ""  # all of it, once it is closed
    _starts: list[int] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """More text."""
        self.pieces.append(piece)
        self._starts.append(self.size)
        self.size += len(piece.text)

    def add_break(self) -> None:
        """Something stands here that no mark can go across."""
        self.add(Piece("\n"))

    def take_back(self) -> None:
        """Its last piece was nothing."""
        self.size -= len(self.pieces.pop().text)
        self._starts.pop()

    def swallow(self, pieces: int) -> None:
        """All but its first pieces was no text: no mark can go across it."""
        del self.pieces[pieces:]
        self.size = self._starts[pieces] if pieces < len(self._starts) else self.size
        del self._starts[pieces:]
        self.add_break()

    def close(self) -> None:
        """It is read to its end."""
        self.text = "".join(piece.text for piece in self.pieces)

    def ranges(self, start: int, end: int) -> Iterator[Range]:
        """The pieces that hold this part of the text, and where in the bytes."""
        place = bisect_right(self._starts, start) - 1
        while start < end and place < len(self.pieces) and self._starts[place] < end:
            piece, begin = self.pieces[place], self._starts[place]
            low, high = max(start - begin, 0), min(end - begin, len(piece.text))
            if low < high:
                yield piece, piece.place(low), piece.place(high)
            place += 1

    def behind(self, offset: int) -> tuple[Piece, int] | None:
        """The place behind the character that ends at this offset; None where it is no text."""
        found = next(self.ranges(offset - 1, offset), None) if offset else None
        return (found[0], found[2]) if found and found[0].start >= 0 and not found[0].is_element else None

    def setting(self, start: int, end: int) -> Setting:
        """What stands around a citation in this part of the text."""
        first, last = start, end
        while first and self.text[first - 1] in BLANKS:
            first -= 1
        first = first or start  # nothing stands before it
        while first < start and last < len(self.text) and self.text[last] in CLOSING:
            last += 1
        if self.text[last : last + 1].isalnum():  # as in [@bird2020]'s
            last = end
        behind = self.behind(last) if last > end else None
        return Setting(self.text[first:start], tuple(self.ranges(first, start)), self.text[end:last] if behind else "", behind)

    def before(self, start: int, closing: str) -> tuple[str, tuple[Piece, int] | None]:
        """The character behind which a citation belongs whose footnote begins here, and the place; none where all that has changed."""
        offset = start - len(closing)
        moved = bool(closing) and offset > 0 and self.text.startswith(closing, offset)
        ahead = ((piece, low) for piece, low, _ in self.ranges(offset, offset + 1) if piece.start >= 0)  # looks like the closing
        place = (next(ahead, None) or self.behind(offset)) if moved else None
        return (self.text[offset - 1] if place else self.text[start - 1 : start]), place

    def marks(self) -> Iterator[tuple[Mark, int, int]]:
        """The marks of citations in it, each with the part of the text that it is."""
        last = len(self.text.rstrip())
        for start, end in citation_marks.find(self.text):
            yield Mark(citation_marks.clean(self.text[start:end]), end >= last), start, end


class Reader:
    """Reads XML, and tells what is where in its bytes."""

    def __init__(self, data: bytes, name: str) -> None:
        self.data = data
        self._name = quoted(name)
        self._in_cdata = False
        self._depth = self._pieces = 0
        self.spoilt: list[str] = []  # see Document
        self._started = -1  # where the last tag was that began an element, if nothing came behind it
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._parser.EntityDeclHandler = self._refuse
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartCdataSectionHandler = lambda: self._cdata(True)
        self._parser.EndCdataSectionHandler = lambda: self._cdata(False)

    def read(self) -> None:
        """Read all of it. Raises BrokenDocument."""
        if self.data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in self.data[:4]:
            raise BrokenDocument(f"its {self._name} is not in UTF-8")
        try:
            self._parser.Parse(self.data, True)
        except expat.ExpatError as error:
            raise BrokenDocument(f"its {self._name} is no well-formed XML ({expat.ErrorString(error.code)})") from error

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        """An element begins."""

    def end(self, name: str, at: int) -> None:
        """An element ends: here its last tag begins, its only one if it is empty."""

    def text(self, piece: Piece) -> None:
        """A piece of text."""

    def look_for_spoilt(self, text: str, is_placeholder: bool) -> None:
        """Note what in a paragraph's text looks like a mark and is none."""
        self.spoilt += [*citation_marks.spoilt(text), *citation_marks.bare(text)]
        if text.lower().count(PLACEHOLDER) > is_placeholder:
            self.spoilt.append(PLACEHOLDER)

    def behind(self, at: int) -> int:
        """Where the tag that begins here ends."""
        found = _TAG.match(self.data, at)
        assert found is not None
        return found.end()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BrokenDocument(f"its {self._name} has elements more than {MAX_DEPTH:,} deep in each other")
        self._started = self._parser.CurrentByteIndex
        self.start(name, attributes, self._started)

    def _end(self, name: str) -> None:
        self._depth -= 1
        at, started = self._parser.CurrentByteIndex, self._started
        if started >= 0 and self.data.startswith(b"/>", self.behind(started) - 2):
            at = started  # expat says of an empty element that its end is behind its tag
        self._started = -1
        self.end(name, at)

    def _text(self, text: str) -> None:
        at, self._started = self._parser.CurrentByteIndex, -1
        if self._in_cdata:
            self.text(Piece("\n" * len(text)))
            return
        self._pieces += 1
        if self._pieces > MAX_PIECES:
            raise BrokenDocument(f"its {self._name} has more than {MAX_PIECES:,} pieces of text")
        written = text.encode()
        if self.data.startswith(b"&", at):  # a reference, which a bare & would look like
            self.text(Piece(text, at, self.data.index(b";", at) + 1))
        elif self.data.startswith(written, at):
            self.text(Piece(text, at, at + len(written), plain=True))
        else:  # the two bytes of a line end
            self.text(Piece(text, at, at + 2))

    def _cdata(self, inside: bool) -> None:
        self._in_cdata = inside

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii", "ascii"):
            raise BrokenDocument(f"its {self._name} is not in UTF-8")

    def _refuse(self, *_: object) -> None:
        raise BrokenDocument(f"its {self._name} declares a document type or entities, as no program does that writes such files")
