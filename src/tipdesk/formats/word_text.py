"""What is read of the text of a Word document: runs, fields, marks and notes, and where in the bytes they are."""

from dataclasses import dataclass, field

from tipdesk.formats import citation_codes
from tipdesk.formats.citation_codes import NOTE_CODE, Known, Written
from tipdesk.formats.office import Mark, Paragraph, Piece, Setting


@dataclass(slots=True)
class TextRun:
    start: int
    parent: int  # the element that it stands in, by where that begins
    look: bytes = b""  # its w:rPr
    children: int = 0  # besides that
    has_note: bool = False


@dataclass(slots=True)
class Host:
    """Where a piece of text stands: its run, and the tag of its w:t."""

    run: TextRun
    tag: int
    preserved: bool


@dataclass(slots=True)
class Field:
    """A field while it is read."""

    paragraph: Paragraph | None
    run: TextRun | None  # in which it begins
    level: int  # how many runs lie in each other there
    offset: int = 0  # where it begins in its paragraph
    code: list[Piece] = field(default_factory=list)
    result: int = -1  # where its result begins
    parent: int = -1  # the element that the run stands in which ended its code
    runs: list[tuple[int, int, bool]] = field(default_factory=list)  # but the one that ends it; is a note in it?
    look: bytes = b""
    notes: list[tuple[str, str]] = field(default_factory=list)  # in its result: kind and number
    text: str = ""  # of its result

    @property
    def said(self) -> str:
        """Its code."""
        return "".join(piece.text for piece in self.code).strip()

    @property
    def is_note(self) -> bool:
        """Is it one around a footnote of ours?"""
        return self.said.startswith(NOTE_CODE)

    def in_pieces(self, last: TextRun) -> bool:
        """Must its runs be replaced one by one? A change that is tracked may begin or end in it, or the author put a note there."""
        begun = self.run.parent if self.run else -1
        return not begun == self.parent == last.parent or bool(self.notes and not self.is_note)

    def pieces(self, start: int) -> list[tuple[int, int]]:
        """Its runs from a place on, without notes of the author's."""
        is_note = self.is_note
        return [(low, high) for low, high, has_note in self.runs if low >= start and (is_note or not has_note)]


@dataclass(slots=True)
class Held:
    """A mark, and the bytes that hold it, or that its citation stands in already."""

    mark: Mark
    ranges: list[tuple[int, int]]
    look: bytes
    hosts: list[Host]  # of its text; none of one that is a field
    start: int = 0  # in its paragraph
    end: int = 0
    known: Known | None = None  # of one that was cited already
    code: list[tuple[int, int]] = field(default_factory=list)  # the bytes of its field's code
    is_apart: bool = False  # in a note or a text box, where LibreOffice may lose its field
    whole: list[tuple[int, int]] = field(default_factory=list)  # all of its field, if that can be taken out
    setting: Setting | None = None  # where it can become a footnote
    written: Written | None = None  # of one in a footnote that was made for it
    before: str = ""  # the character before it, once it comes back into the text
    back: tuple[Piece, int] | None = None  # the place where it then comes; None for where the footnote is
    copies: list["Held"] = field(default_factory=list)  # in what older programs show instead of a text box

    @property
    def number(self) -> int:
        """Of its bookmark; 0 for none."""
        return self.known.number if self.known else 0

    @property
    def can_be_marked(self) -> bool:
        """Can a bookmark stand around it, if none does?"""
        return bool(self.hosts or self.whole)


@dataclass(slots=True)
class Bookmark:
    """A bookmark of ours while it is read, and what was there before it."""

    number: int
    id: str
    paragraph: Paragraph
    pieces: int
    size: int
    cited: int


@dataclass(slots=True)
class Note:
    """What was read of a note."""

    start: int  # of its element
    is_separator: bool = False
    inside: tuple[int, int] = (-1, -1)  # without its first and last tag
    end: int = -1
    properties: bytes = b""  # of its first paragraph
    text: list[str] = field(default_factory=list)  # besides fields
    marks: list[Held] = field(default_factory=list)
    has_more: bool = False  # pictures and the like, fields of others

    def holds_only(self, written: Written) -> bool:
        """Is the citation that it was made for all that is in it?"""
        text = "".join(self.text)
        if self.marks:
            [mark, *others] = self.marks
            return not (others or not mark.known or mark.mark.changed or self.has_more or text.strip())
        return not self.has_more and citation_codes.sum_of(text) == written.sum


@dataclass(slots=True)
class Part:
    """What was read of one part of a document."""

    name: str
    data: bytes
    prefix: bytes = b"w:"
    namespace: str = ""
    found: list[tuple[int, Held | tuple[str, str]]] = field(default_factory=list)  # marks, and kinds and numbers of notes, by place
    made: list[tuple[Held, tuple[tuple[str, str], ...]]] = field(default_factory=list)  # the fields around footnotes of ours, and these
    notes: dict[str, Note] = field(default_factory=dict)
    entries: list[tuple[int, int]] = field(default_factory=list)  # the paragraphs of the bibliography that is there
    properties: bytes = b""  # of the first of them
    roster: list[Known] = field(default_factory=list)  # the citations that were in the document when they were written
    corrected: list[str] = field(default_factory=list)  # entries that the author changed
    numbers: set[int] = field(default_factory=set)  # of bookmarks of ours
    placeholder: tuple[int, int] | None = None
    end: int = -1  # of the body, or of the notes
    spoilt: list[str] = field(default_factory=list)  # see office.Document
