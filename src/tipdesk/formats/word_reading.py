"""What Word documents say, and where in their bytes: paragraphs, marks, and the fields of citations and of a bibliography's entries."""

from dataclasses import dataclass, field

from tipdesk.domain.errors import quoted
from tipdesk.formats.office import CODE, ENTRY_CODE, PLACEHOLDER, BrokenDocument, Mark, Paragraph, Piece, Reader

_NAMESPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
_BREAKING = frozenset(
    "tab br cr noBreakHyphen sym drawing pict object footnoteReference endnoteReference annotationRef footnoteRef endnoteRef ptab".split()
)


@dataclass(slots=True)
class TextRun:
    start: int
    end: int = 0
    look: bytes = b""  # its w:rPr


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
    depth: int
    code: list[str] = field(default_factory=list)
    result: int = -1  # where its result begins
    look: bytes = b""


@dataclass(slots=True)
class Held:
    """A mark, and the bytes that hold it, or that its citation stands in already."""

    mark: Mark
    ranges: list[tuple[int, int]]
    look: bytes
    hosts: list[Host]  # none of one that is a field already
    offset: int = 0  # behind it in its paragraph


@dataclass(slots=True)
class Part:
    """What was read of one part of a document."""

    name: str
    data: bytes
    prefix: bytes = b"w:"
    found: list["tuple[int, Held | str]"] = field(default_factory=list)  # marks, and references to notes (`footnotes 2`), by place
    of_note: dict[str, list[Held]] = field(default_factory=dict)
    entries: list[tuple[int, int]] = field(default_factory=list)  # the paragraphs of the bibliography that is there
    properties: bytes = b""  # of the first of them
    placeholder: tuple[int, int] | None = None
    end: int = -1  # of the body


class PartReader(Reader):
    def __init__(self, part: Part, in_notes: bool = False) -> None:
        super().__init__(part.data, part.name)
        self.part = part
        self._note = ""
        self._in_notes = in_notes
        self._path: list[str] = []
        self._paragraphs: list[Paragraph] = []
        self._runs: list[TextRun] = []
        self._fields: list[Field] = []
        self._host: Host | None = None
        self._cited: list[tuple[Paragraph, Held]] = []  # fields of ours in paragraphs that are not read to their end
        self._look_start = self._properties_start = -1
        self._entry: Paragraph | None = None  # the paragraph that holds an entry of a bibliography
        self._properties = b""
        self._openers = {
            "p": self._open_paragraph, "t": self._open_text, "r": self._open_run, "fldChar": self._field,
        }  # fmt: skip

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        if not self._path:
            self._see_namespace(attributes)
        local = self._local(name)
        self._path.append(local)
        value = {self._local(key): text for key, text in attributes.items()}
        if opener := self._openers.get(local):
            opener(value, at)
        elif local == "pPr":
            self._properties_start = at
        elif local == "rPr":
            self._look_start = at
        elif local in ("footnoteReference", "endnoteReference"):
            self.part.found.append((at, f"{local.removesuffix('Reference')}s {value.get('id', '')}"))
        elif local in ("footnote", "endnote"):
            self._note = value.get("id", "")
        elif local == "sectPr" and self._path[-2] == "body":
            self.part.end = at
        if local in _BREAKING and self._paragraphs:
            self._paragraphs[-1].add_break()

    def end(self, name: str, at: int) -> None:
        local = self._path.pop()
        above = self._path[-1] if self._path else ""
        if local == "p":
            self._close_paragraph(self._paragraphs.pop(), self.behind(at))
        elif local == "pPr" and above == "p":
            self._properties = self.data[self._properties_start : self.behind(at)]
        elif local == "rPr" and above == "r" and self._runs:
            self._runs[-1].look = self.data[self._look_start : self.behind(at)]
        elif local == "r" and self._runs:
            run = self._runs.pop()
            if self._fields and self._fields[-1].result == -2:  # the run that ended its code
                self._fields[-1].result, self._fields[-1].look = self.behind(at), run.look
        elif local == "body" and self.part.end < 0:
            self.part.end = at

    def text(self, piece: Piece) -> None:
        if not self._path or not self._paragraphs:
            return
        if self._path[-1] == "instrText" and self._fields:
            self._fields[-1].code.append(piece.text)
        elif self._path[-1] == "t":
            readable = self._host and piece.start >= 0 and not self._fields and "moveFrom" not in self._path
            piece.host = self._host
            self._paragraphs[-1].add(piece if readable else Piece("\n"))

    def _see_namespace(self, attributes: dict[str, str]) -> None:
        prefix = next((name for name, value in attributes.items() if value in _NAMESPACES and name.startswith("xmlns:")), None)
        if prefix is None:
            raise BrokenDocument(f"its {quoted(self.part.name)} is not written as Word writes it; save it once more with Word")
        self.part.prefix = f"{prefix.removeprefix('xmlns:')}:".encode()

    def _local(self, name: str) -> str:
        return name.removeprefix(self.part.prefix.decode())

    def _open_paragraph(self, _value: dict[str, str], at: int) -> None:
        self._paragraphs.append(Paragraph(at))
        self._properties = b""

    def _open_run(self, _value: dict[str, str], at: int) -> None:
        self._runs.append(TextRun(at))

    def _open_text(self, value: dict[str, str], at: int) -> None:
        self._host = Host(self._runs[-1], at, value.get("xml:space") == "preserve") if self._runs else None

    def _field(self, value: dict[str, str], _at: int) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        kind = value.get("fldCharType")
        if kind == "begin":
            self._fields.append(Field(paragraph, len(self._path)))
            if paragraph:
                paragraph.add_break()
        elif kind == "separate" and self._fields:
            self._fields[-1].result = -2
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            code = "".join(ended.code).strip()
            whole = ended.paragraph is paragraph and ended.depth == len(self._path) and ended.result >= 0
            if code.startswith(ENTRY_CODE) and len(self._paragraphs) == 1 and not self._in_notes:
                self._entry = paragraph
            elif paragraph and whole and self._runs and not self._fields and code.startswith(CODE):
                found = Held(Mark(code.removeprefix(CODE).strip()), [(ended.result, self._runs[-1].start)], ended.look, [], paragraph.size)
                self._cited.append((paragraph, found))
                self._add(found)

    def _close_paragraph(self, paragraph: Paragraph, end: int) -> None:
        if paragraph is self._entry:
            self.part.properties = self.part.properties or self._properties
            self.part.entries.append((paragraph.start, end))
        text = paragraph.text
        is_placeholder = text.strip() == PLACEHOLDER and not self._in_notes and self.part.placeholder is None
        if is_placeholder:
            self.part.placeholder = (paragraph.start, end)
        self.look_for_spoilt(text, is_placeholder)
        last = len(text.rstrip())
        while self._cited and self._cited[-1][0] is paragraph:
            found = self._cited.pop()[1]
            found.mark = Mark(found.mark.text, found.offset >= last)
        for mark, held in paragraph.marks():
            hosts = [piece.host for piece, _, _ in held if isinstance(piece.host, Host)]
            self._add(Held(mark, [(low, high) for _, low, high in held], hosts[0].run.look, hosts))

    def _add(self, mark: Held) -> None:
        if self._in_notes:
            self.part.of_note.setdefault(self._note, []).append(mark)
        else:
            self.part.found.append((mark.ranges[0][0], mark))
