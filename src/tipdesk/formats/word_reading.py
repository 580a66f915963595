"""What Word documents say, and where in their bytes: paragraphs, marks, notes, and the fields of citations and bibliographies."""

import re
from dataclasses import dataclass, field

from tipdesk.domain.errors import quoted
from tipdesk.formats import office
from tipdesk.formats.office import (
    CODE,
    ENDNOTE,
    ENTRY_CODE,
    FOOTNOTE,
    PLACEHOLDER,
    BrokenDocument,
    Mark,
    Paragraph,
    Piece,
    Reader,
    Setting,
    Written,
)  # fmt: skip

_NOTES = {"footnoteReference": FOOTNOTE, "endnoteReference": ENDNOTE}
_NAMESPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
_BREAKING = frozenset(
    "tab br cr noBreakHyphen sym drawing pict object footnoteReference endnoteReference annotationRef footnoteRef endnoteRef ptab".split()
)


_SECTION = re.compile(rb"<(\w+:sectPr)\b[^<>]*(?:/>|>.*?</\1>)", re.DOTALL)
_SHOWN = (":AlternateContent", ":Fallback")  # a text box, and what programs older than Word 2010 show instead
_IN_NOTES = _BREAKING - {"tab", "br", "cr", "footnoteRef", "endnoteRef"}  # what makes a note more than its text


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
    code: list[str] = field(default_factory=list)
    result: int = -1  # where its result begins
    parent: int = -1  # the element that the run stands in which ended its code
    runs: list[tuple[int, int, bool]] = field(default_factory=list)  # but the one that ends it; is a note in it?
    look: bytes = b""
    notes: list[tuple[str, str]] = field(default_factory=list)  # in its result: kind and number
    has_text: bool = False

    @property
    def is_note(self) -> bool:
        """Is it one around a footnote of ours?"""
        return "".join(self.code).lstrip().startswith(office.NOTE_CODE)

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
    hosts: list[Host]  # none of one that is a field already
    start: int = 0  # in its paragraph
    end: int = 0
    whole: list[tuple[int, int]] = field(default_factory=list)  # all of its field, if that can be taken out
    setting: Setting | None = None  # where it can become a footnote
    written: Written | None = None  # of one in a footnote that was made for it
    before: str = ""  # the character before it, once it comes back into the text
    back: tuple[Piece, int] | None = None  # the place where it then comes; None for where the footnote is
    copies: list["Held"] = field(default_factory=list)  # in what older programs show instead of a text box


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
            return len(self.marks) == 1 and not self.marks[0].hosts and not self.has_more and not text.strip()
        return not self.has_more and office.sum_of(text) == written.sum


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
    placeholder: tuple[int, int] | None = None
    end: int = -1  # of the body, or of the notes


class PartReader(Reader):
    def __init__(self, part: Part, in_notes: bool = False) -> None:
        super().__init__(part.data, part.name)
        self.part = part
        self._note = Note(-1)
        self._in_notes = in_notes
        self._path: list[str] = []
        self._starts: list[int] = []  # where these begin
        self._paragraphs: list[Paragraph] = []
        self._runs: list[TextRun] = []
        self._fields: list[Field] = []
        self._host: Host | None = None
        self._cited: list[tuple[Paragraph, Held]] = []  # fields of ours in paragraphs that are not read to their end
        self._ended: tuple[TextRun, Field, Held] | None = None  # a field and the run that ends it; it goes if nothing else is in that
        self._choices: list[int] = []  # how many marks there were before each text box, and before what older programs show instead
        self._look_start = self._properties_start = -1
        self._entry: Paragraph | None = None  # the paragraph that holds an entry of a bibliography
        self._properties = b""
        self._openers = {
            "p": self._open_paragraph, "t": self._open_text, "r": self._open_run, "fldChar": self._field,
            "footnoteReference": self._refer, "endnoteReference": self._refer, "footnote": self._open_note, "endnote": self._open_note,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        if not self._path:
            self._see_namespace(attributes)
        local = self._local(name)
        self._path.append(local)
        self._starts.append(at)
        if name.endswith(_SHOWN):
            self._choices.append(len(self.part.found))
        value = {self._local(key): text for key, text in attributes.items()}
        if local == "rPr":
            self._look_start = at
        elif self._runs and self._path[-2] == "r":
            self._runs[-1].children += 1
        if opener := self._openers.get(local):
            opener(value, at)
        elif local == "pPr":
            self._properties_start = at
        elif local == "sectPr" and self._path[-2] == "body":
            self.part.end = at
        if local in _BREAKING and self._paragraphs:
            self._paragraphs[-1].add_break()
            self._note.has_more |= local in _IN_NOTES

    def end(self, name: str, at: int) -> None:
        local = self._path.pop()
        self._starts.pop()
        above = self._path[-1] if self._path else ""
        if name.endswith(_SHOWN):
            self._end_choice(name)
        if local == "p":
            self._close_paragraph(self._paragraphs.pop(), self.behind(at))
        elif local == "pPr" and above == "p":
            self._properties = self.data[self._properties_start : self.behind(at)]
        elif local == "rPr" and above == "r" and self._runs:
            self._runs[-1].look = self.data[self._look_start : self.behind(at)]
        elif local == "r" and self._runs:
            self._close_run(self._runs.pop(), self.behind(at))
        elif local in (FOOTNOTE, ENDNOTE) and len(self._path) == 1:
            self._note.inside, self._note.end = (self._note.inside[0], at), self.behind(at)
        elif (local == "body" and self.part.end < 0) or not above:
            self.part.end = at if self.part.end < 0 else self.part.end

    def text(self, piece: Piece) -> None:
        if not self._path or not self._paragraphs:
            return
        if self._path[-1] == "instrText" and self._fields:
            self._fields[-1].code.append(piece.text)
        elif self._path[-1] == "t":
            readable = self._host and piece.start >= 0 and not self._fields and "moveFrom" not in self._path
            if self._fields:
                self._fields[-1].has_text |= bool(piece.text.strip())
            piece.host = self._host
            self._paragraphs[-1].add(piece if readable else Piece("\n"))

    def _see_namespace(self, attributes: dict[str, str]) -> None:
        prefix = next((name for name, value in attributes.items() if value in _NAMESPACES and name.startswith("xmlns:")), None)
        if prefix is None:
            raise BrokenDocument(f"its {quoted(self.part.name)} is not written as Word writes it; save it once more with Word")
        self.part.prefix, self.part.namespace = f"{prefix.removeprefix('xmlns:')}:".encode(), attributes[prefix]

    def _local(self, name: str) -> str:
        return name.removeprefix(self.part.prefix.decode())

    def _open_paragraph(self, _value: dict[str, str], at: int) -> None:
        self._paragraphs.append(Paragraph(at))
        self._properties = b""

    def _open_note(self, value: dict[str, str], at: int) -> None:
        if len(self._path) == 2:
            self._note = self.part.notes[value.get("id", "")] = Note(at, value.get("type", "normal") != "normal", (self.behind(at), -1))

    def _refer(self, value: dict[str, str], at: int) -> None:
        found = (_NOTES[self._path[-1]], value.get("id", ""))
        self.part.found.append((at, found))
        if self._fields:
            self._fields[-1].notes.append(found)
        if self._runs:
            self._runs[-1].has_note = True

    def _open_run(self, _value: dict[str, str], at: int) -> None:
        self._runs.append(TextRun(at, self._starts[-2] if len(self._starts) > 1 else -1))

    def _close_run(self, run: TextRun, end: int) -> None:
        if self._fields and self._fields[-1].result == -2:  # the run that ended its code
            self._fields[-1].result, self._fields[-1].look, self._fields[-1].parent = end, run.look, run.parent
        if self._fields and len(self._runs) + 1 == self._fields[0].level:
            self._fields[0].runs.append((run.start, end, run.has_note))
        if self._ended and self._ended[0] is run and run.children == 1:
            _, ended, held = self._ended
            if ended.run and ended.run.children == 1:
                held.whole = [*ended.pieces(0), (run.start, end)] if ended.in_pieces(run) else [(ended.run.start, end)]

    def _open_text(self, value: dict[str, str], at: int) -> None:
        self._host = Host(self._runs[-1], at, value.get("xml:space") == "preserve") if self._runs else None

    def _field(self, value: dict[str, str], _at: int) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        kind = value.get("fldCharType")
        if kind == "begin":
            run = self._runs[-1] if self._runs else None
            self._fields.append(Field(paragraph, run, len(self._runs)))
            if paragraph:
                self._fields[-1].offset = paragraph.size
                paragraph.add_break()
        elif kind == "separate" and self._fields:
            self._fields[-1].result = -2
        elif kind == "end" and self._fields:
            self._end_field(self._fields.pop(), paragraph)

    def _end_field(self, ended: Field, paragraph: Paragraph | None) -> None:
        code = "".join(ended.code).strip()
        whole = ended.paragraph is paragraph and ended.result >= 0 and ended.level == len(self._runs)
        if code.startswith(ENTRY_CODE) and len(self._paragraphs) == 1 and not self._in_notes:
            self._entry = paragraph
        elif paragraph and whole and self._runs and not self._fields and code.startswith((CODE, office.NOTE_CODE)):
            written = office.written_by(code)
            mark = written.mark if written else code.removeprefix(CODE).strip()
            run = self._runs[-1]
            ranges = ended.pieces(ended.result) if ended.in_pieces(run) else [(ended.result, run.start)]
            ranges = ranges or [(ended.result, ended.result)]
            found = Held(Mark(mark), ranges, ended.look, [], ended.offset, paragraph.size, written=written)
            self._ended = (run, ended, found)
            self._cited.append((paragraph, found))
            if not code.startswith(office.NOTE_CODE):
                self._add(found)
            elif written and not ended.has_text:
                self.part.made.append((found, tuple(ended.notes)))
        else:
            self._note.has_more = True

    def _close_paragraph(self, paragraph: Paragraph, end: int) -> None:
        paragraph.close()
        text = paragraph.text
        if paragraph is self._entry:
            self.part.properties = self.part.properties or _SECTION.sub(b"", self._properties)
            self.part.entries.append((paragraph.start, end))
        is_placeholder = text.strip() == PLACEHOLDER and not self._in_notes and self.part.placeholder is None
        if is_placeholder:
            self.part.placeholder = (paragraph.start, end)
        self.look_for_spoilt(text, is_placeholder)
        if self._in_notes:
            self._note.properties = self._note.properties or self._properties
            self._note.text.append(text)
        can_move = not self._in_notes and not self._paragraphs  # a text box holds no footnotes
        last = len(text.rstrip())
        while self._cited and self._cited[-1][0] is paragraph:
            found = self._cited.pop()[1]
            found.mark = Mark(found.mark.text, found.end >= last)
            if found.written:
                found.before, found.back = paragraph.before(found.start, found.written.closing)
            elif found.whole and can_move:
                found.setting = paragraph.setting(found.start, found.end)
        for mark, start, behind in paragraph.marks():
            held = list(paragraph.ranges(start, behind))
            hosts = [piece.host for piece, _, _ in held if isinstance(piece.host, Host)]
            setting = paragraph.setting(start, behind) if can_move else None
            self._add(Held(mark, [(low, high) for _, low, high in held], hosts[0].run.look, hosts, start, behind, setting=setting))

    def _end_choice(self, name: str) -> None:
        """What a text box holds stands once more in what older programs show instead of it: the same citations are one."""
        start, found = self._choices.pop(), self.part.found
        if name.endswith(_SHOWN[1]) and self._choices:
            shown, instead = found[self._choices[-1] : start], found[start:]
            pairs = [
                (one, other)
                for (_, one), (_, other) in zip(shown, instead, strict=False)
                if isinstance(one, Held) and isinstance(other, Held)
            ]
            if len(pairs) == len(shown) == len(instead) and all(one.mark.text == other.mark.text for one, other in pairs):
                del found[start:]
                for one, other in pairs:
                    one.copies.append(other)

    def _add(self, mark: Held) -> None:
        if self._in_notes:
            self._note.marks.append(mark)
        else:
            self.part.found.append((mark.ranges[0][0], mark))
