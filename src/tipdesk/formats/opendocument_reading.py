"""What OpenDocument texts say, and where in their bytes: paragraphs, marks, notes, and the fields of citations and bibliographies."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tipdesk.formats import citation_codes, office
from tipdesk.formats.citation_codes import CODE, ENTRY_CODE, NOTE_CODE, Known, Written
from tipdesk.formats.office import (
    ENDNOTE,
    FOOTNOTE,
    PLACEHOLDER,
    BrokenDocument,
    Mark,
    Paragraph,
    Piece,
    Place,
    Reader,
    Setting,
)  # fmt: skip

NAME = "TIPDESK_CITE"
CONTENT = "content.xml"
CODE_NAME = "vnd.oasis.opendocument.field.code"
_TEXT, _OFFICE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_NAME = re.compile(rf"{NAME} (.*?)(?: #\d+)?", re.DOTALL)  # of a reference mark
_TRANSPARENT = frozenset("span a meta ruby ruby-base soft-page-break".split())  # their text is the paragraph's
_POINTS = re.compile("(?:reference-mark|bookmark|change|alphabetical-index-mark|toc-mark|user-index-mark)(?:-start|-end)?")
_BOUNDS = frozenset(
    "field:fieldmark-start field:fieldmark-separator field:fieldmark-end text:reference-mark-start text:reference-mark-end"
    " text:bookmark-start text:bookmark-end".split()
)
_IN_NOTES = frozenset("text:s text:tab text:line-break text:note-citation text:note-body".split())  # that are no more than its text
_DEAF = frozenset(("text:tracked-changes", "office:annotation", "office:forms", "text:index-body"))  # LibreOffice makes indexes anew


def content(data: bytes) -> bytes:
    """The XML of an OpenDocument text. Raises BrokenDocument for a file that holds none, or is encrypted."""
    found = office.members(data)
    if "META-INF/manifest.xml" in found and b"encryption-data" in office.part(data, "META-INF/manifest.xml"):
        raise BrokenDocument("it is encrypted; save it without a password")
    return office.part(data, CONTENT)


@dataclass(slots=True)
class Held:
    """A mark, and the bytes that hold it, or that its citation is already."""

    mark: Mark
    ranges: list[tuple[int, int]]
    start: int = 0  # in its paragraph
    end: int = 0
    setting: Setting | None = None  # where it can become a footnote
    known: Known | None = None  # of one that was cited already
    written: Written | None = None  # of one in a footnote that was made for it: the bytes are all of that
    before: str = ""  # the character before it, once it comes back into the text
    back: tuple[Piece, int] | None = None  # the place where it then comes; None for where the footnote is


@dataclass(slots=True)
class Where:
    """A place: where it begins, and what stands there. Of a note all its text besides citations, and the tag of its first paragraph."""

    at: int
    marks: list[Held]
    kind: str = ""
    text: list[str] = field(default_factory=list)
    has_more: bool = False  # pictures and the like
    paragraph: bytes = b""
    own: Held | None = None  # the footnote is one of ours, for this mark alone
    is_boxed: bool = False  # in a frame or a shape

    @property
    def held(self) -> list[Held]:
        """What is cited here."""
        return [self.own] if self.own else self.marks

    @property
    def place(self) -> Place:
        """What it is for others."""
        movable = self.own is not None or (not self.kind and self.marks[0].setting is not None)
        return Place(tuple(held.mark for held in self.held), self.kind, movable)

    def holds_only(self, written: Written) -> bool:
        """Is the citation that the footnote was made for all that is in it?"""
        text = "".join(self.text)
        if self.has_more or self.kind != FOOTNOTE or len(self.marks) > 1:
            return False
        if self.marks:
            return not text.strip() and not self.marks[0].mark.changed
        return citation_codes.sum_of(text) == written.sum


@dataclass(slots=True)
class _Opened:
    """A field or a reference mark of ours that is not closed yet."""

    code: str
    name: str  # of a reference mark
    start: int
    behind: int  # its first tag
    parent: int  # the element that it begins in, by where that begins
    offset: int  # where it begins in its paragraph
    ranges: list[tuple[int, int]] = field(default_factory=list)  # of its text
    text: str = ""
    has_more: bool = False  # pictures and the like
    has_paragraphs: bool = False
    notes: list[Where] = field(default_factory=list)


@dataclass(slots=True)
class _Level:
    """A paragraph while it is read; one may lie in another, by a note or a frame."""

    paragraph: Paragraph
    quiet: int  # of the paragraph that it lies in
    opened: _Opened | None = None  # the last one that began; in each other they mean nothing
    fields: list[_Opened | None] = field(default_factory=list)  # that are not closed; None for those of others
    cited: list[Held] = field(default_factory=list)  # citations that are there already
    entry: _Opened | None = None  # the field that makes it one of the bibliography
    bookmark: tuple[str, int] = ("", 0)  # the last one of ours that began, and how many citations there were before it


@dataclass(slots=True)
class Found:
    """What was read of a document's content."""

    places: list[Where] = field(default_factory=list)
    emptied: list[tuple[int, int]] = field(default_factory=list)  # fields around footnotes that are gone
    roster: list[Known] = field(default_factory=list)  # the citations that were in the document when they were written
    corrected: list[str] = field(default_factory=list)  # entries that the author changed
    numbers: set[int] = field(default_factory=set)  # of bookmarks of ours
    entries: list[tuple[int, int]] = field(default_factory=list)  # the paragraphs of the bibliography that is there
    placeholder: tuple[int, int] | None = None
    styles: tuple[int, bool] | None = None  # where automatic styles go, and whether an element for them is there
    end: int = -1  # of the text
    names: set[str] = field(default_factory=set)


class ContentReader(Reader):
    def __init__(self, data: bytes, roster: Sequence[Known] = ()) -> None:
        """By the `roster` citations are known of which only the bookmark is left."""
        super().__init__(data, CONTENT)
        self._roster = {each.number: each for each in roster if each.number}
        self.found = Found()
        self._path: list[tuple[str, int]] = []  # elements and where they begin
        self._deaf = 0  # inside elements whose text is not ours
        self._quiet = 0  # inside elements of a paragraph that are no text
        self._boxed = 0  # inside frames and shapes
        self._levels: list[_Level] = []
        self._notes: list[Where] = []
        self._code = self._name = ""  # of the field, of the reference mark that is being read
        self._begun = 0  # where that begins in its paragraph

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        if not self._path:
            self._see_namespaces(attributes)
        self._path.append((name, at))
        self._deaf += name in _DEAF
        self._boxed += name.startswith("draw:")
        if self._deaf:
            return
        if name in ("text:p", "text:h"):
            self._begin_paragraph(at)
        elif name == "text:note":
            self._begin_note(attributes, at)
        elif name == "office:automatic-styles":
            empty = self.data[self.behind(at) - 2 : self.behind(at)] == b"/>"
            self.found.styles = (at, False) if empty else (self.behind(at), True)
        elif name == "office:body" and self.found.styles is None:
            self.found.styles = (at, False)
        elif name == "style:style":
            self.found.names.add(attributes.get("style:name", ""))
        elif self._levels:
            self._inline(name, attributes, at)

    def end(self, name: str, at: int) -> None:
        name, start = self._path.pop()
        self._boxed -= name.startswith("draw:")
        if self._deaf:
            self._deaf -= name in _DEAF
        elif name in ("text:p", "text:h"):
            level = self._levels.pop()
            self._quiet = level.quiet
            self._close(level, self.behind(at))
        elif name == "text:note":
            self._end_note()
        elif name == "office:text":
            self.found.end = at
        elif self._levels:
            self._quiet -= self._is_quiet(name)
            if name in _BOUNDS and not self._quiet:
                self._bound(name, start, self.behind(at))

    def text(self, piece: Piece) -> None:
        if self._levels and not self._deaf and not self._quiet:
            level = self._levels[-1]
            if level.opened:
                level.opened.ranges += [(piece.start, piece.end)] if piece.start >= 0 else []
                level.opened.text += piece.text
                level.paragraph.add_break()
            elif piece.start >= 0 and piece.text == "\n":
                piece.text = " "  # what a line end in XML means here
                level.paragraph.add(piece)
            else:
                level.paragraph.add(piece if piece.start >= 0 else Piece("\n"))

    def _see_namespaces(self, attributes: dict[str, str]) -> None:
        if attributes.get("xmlns:text") != _TEXT or attributes.get("xmlns:office") != _OFFICE:
            raise BrokenDocument("it is no OpenDocument text as LibreOffice writes it; save it once more with LibreOffice")

    def _is_quiet(self, local: str) -> bool:
        space, _, name = local.partition(":")
        is_text = space == "text" and (name in _TRANSPARENT or _POINTS.fullmatch(name))
        return not (is_text or local == "loext:content-control")

    def _inline(self, local: str, value: dict[str, str], at: int) -> None:
        if local == "field:fieldmark-start":
            self._code, self._begun = "", self._levels[-1].paragraph.size
        elif local == "field:param" and value.get("field:name") == CODE_NAME:
            self._code = value.get("field:value", "").strip()
        elif local.startswith(("text:reference-mark", "text:bookmark")):
            self._name, self._begun = value.get("text:name", ""), self._levels[-1].paragraph.size
        if self._is_quiet(local):
            paragraph = self._levels[-1].paragraph
            if local == "text:s" and not self._quiet:
                count = value.get("text:c", "1")
                paragraph.add(Piece(" " * (int(count) if re.fullmatch("[0-9]{1,2}", count) else 1), at, self.behind(at)))
            else:
                paragraph.add_break()
            self._quiet += 1
            is_more = local.partition(":")[0] != "field" and local not in _IN_NOTES
            if self._notes:
                self._notes[-1].has_more |= is_more
            if opened := self._levels[-1].opened:
                opened.has_more |= is_more

    def _bound(self, name: str, start: int, end: int) -> None:
        """What bounds a field, a reference mark or a bookmark was read to its end."""
        level = self._levels[-1]
        opened = level.opened
        if name == "field:fieldmark-start":
            level.fields.append(self._open(self._code, "", start, end))
        elif name == "field:fieldmark-separator":
            if opened and level.fields and level.fields[-1] is opened:
                opened.ranges.append((start, end))
        elif name == "field:fieldmark-end":
            if level.fields and (ended := level.fields.pop()) and ended is opened:
                self._end_cited(level, ended, start, end)
        elif name.endswith("-start"):
            self._begin_mark(level, name, start, end)
        elif opened and opened.name == self._name:
            self._end_cited(level, opened, start, end)
        elif self._name == level.bookmark[0]:
            for held in level.cited[level.bookmark[1] :][:1]:
                held.known = replace(held.known or Known(held.mark.text), number=citation_codes.numbered(self._name))

    def _begin_mark(self, level: _Level, name: str, start: int, end: int) -> None:
        """A reference mark or a bookmark begins: of ours, it says which citation is in it, also where that is no field any more."""
        if name == "text:reference-mark-start":
            if named := _NAME.fullmatch(self._name):
                self._open(f"{CODE} {named[1]}", self._name, start, end)
        elif number := citation_codes.numbered(self._name):
            self.found.numbers.add(number)
            if not level.opened:
                level.bookmark = (self._name, len(level.cited))
                if number in self._roster:
                    self._open(f"{CODE} {self._roster[number].said}", self._name, start, end)

    def _open(self, code: str, name: str, start: int, end: int) -> _Opened | None:
        if not code.startswith((CODE, ENTRY_CODE, NOTE_CODE)):
            return None
        level = self._levels[-1]
        self._leave(level)
        level.opened = made = _Opened(code, name, start, end, self._path[-1][1], self._begun)
        return made

    def _leave(self, level: _Level) -> None:
        """What began last means nothing, since another begins in it or the paragraph ends; text in it is the author's."""
        if level.opened and level.opened.text.strip() and self._notes:
            self._notes[-1].has_more = True

    def _end_cited(self, level: _Level, opened: _Opened, start: int, end: int) -> None:
        level.opened = None
        if opened.code.startswith(ENTRY_CODE):
            level.entry = opened if len(self._levels) == 1 and not self._notes else None
            return
        apart = opened.parent != self._path[-1][1]
        if opened.code.startswith(NOTE_CODE):
            whole = None if apart or opened.text.strip() or opened.has_more else (opened.start, end)
            self._end_noted(level, opened, whole)
            return
        number = citation_codes.numbered(opened.name)
        if number and not opened.text.strip():
            return
        # Where a part of it was given a look, its ends stand in different elements: only the text between them goes.
        apart |= opened.has_paragraphs
        first, last = ((opened.behind,) * 2, (start, start)) if number else ((opened.start, opened.behind), (start, end))
        ranges = [first, *opened.ranges, last] if apart else [(first[0], last[1])]
        known = replace(citation_codes.known(opened.code.removeprefix(CODE)), number=number)
        mark = Mark(known.mark, changed=opened.text if known.is_changed(opened.text) else "")
        found = Held(mark, ranges, opened.offset, level.paragraph.size, known=known)
        level.cited.append(found)
        self._add(found)

    def _end_noted(self, level: _Level, opened: _Opened, whole: tuple[int, int] | None) -> None:
        """A field around a footnote that was made for a mark was read; `whole` is None where it cannot be taken out."""
        written = citation_codes.written_by(opened.code)
        if not written or not whole:
            return
        if not opened.notes:
            self.found.emptied.append(whole)
        elif len(opened.notes) == 1 and not self._notes:
            [note] = opened.notes
            if note.holds_only(written):
                known = note.marks[0].known if note.marks else None
                known = Known(written.mark, written.sum, known.number if known else 0)
                note.own = Held(Mark(written.mark), [whole], opened.offset, level.paragraph.size, known=known, written=written)
                level.cited.append(note.own)

    def _begin_paragraph(self, at: int) -> None:
        if self._levels and (around := self._levels[-1].opened):
            around.has_paragraphs = True
        if self._notes and not self._notes[-1].paragraph:
            tag = self.data[at : self.behind(at)]
            self._notes[-1].paragraph = tag if tag.startswith(b"<text:p") and not tag.endswith(b"/>") else b""
        self._levels.append(_Level(Paragraph(at), self._quiet))
        self._quiet = 0

    def _begin_note(self, value: dict[str, str], at: int) -> None:
        self._quiet += 1
        self._notes.append(Where(at, [], ENDNOTE if value.get("text:note-class") == ENDNOTE else FOOTNOTE))
        if self._levels:
            self._levels[-1].paragraph.add_break()
            if opened := self._levels[-1].opened:
                opened.notes.append(self._notes[-1])

    def _end_note(self) -> None:
        self._quiet -= 1
        note = self._notes.pop()
        note.marks.sort(key=lambda mark: mark.ranges)
        self.found.places.append(note)

    def _close(self, level: _Level, end: int) -> None:
        self._leave(level)
        level.paragraph.close()
        paragraph, text = level.paragraph, level.paragraph.text
        if self._notes:
            self._notes[-1].text.append(text)
        if level.entry:
            self._close_entry(level.entry, paragraph, end)
        can_move = not self._notes and not self._levels and not self._boxed
        is_placeholder = text.strip().lower() == PLACEHOLDER and can_move and self.found.placeholder is None
        if is_placeholder:
            self.found.placeholder = (paragraph.start, end)
        self.look_for_spoilt(text, is_placeholder)
        last = len(text.rstrip())
        for found in level.cited:
            found.mark = replace(found.mark, ends=found.end >= last)
            if found.written:
                found.before, found.back = paragraph.before(found.start, found.written.closing)
            elif can_move and len(found.ranges) == 1 and not found.mark.changed:
                found.setting = paragraph.setting(found.start, found.end)
        for mark, start, behind in paragraph.marks():
            ranges = [(low, high) for _, low, high in paragraph.ranges(start, behind)]
            self._add(Held(mark, ranges, start, behind, paragraph.setting(start, behind) if can_move else None))

    def _close_entry(self, opened: _Opened, paragraph: Paragraph, end: int) -> None:
        """A paragraph that holds an entry of the bibliography was read."""
        found, text = self.found, opened.text + paragraph.text.strip()
        found.entries.append((paragraph.start, end))
        written, roster = citation_codes.of_entry(opened.code)
        found.roster += roster
        found.corrected += [text] if written and written != citation_codes.sum_of(text) else []

    def _add(self, mark: Held) -> None:
        if self._notes:
            self._notes[-1].marks.append(mark)
        else:
            self.found.places.append(Where(mark.ranges[0][0], [mark], is_boxed=bool(self._boxed)))
