"""Citations in OpenDocument texts.

A mark such as `[@bird2020, p. 4]` becomes a field whose code holds it, as in Word documents, so that it can be found again, and so does
each entry of the bibliography; LibreOffice keeps such fields, also where it saves one kind of document as the other. In notes it loses
them: there a citation stands between the ends of a reference mark whose name holds the mark. Marks may be split over spans, and stand
in notes and tables; those in headers, in comments and in what was deleted are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs
from tipdesk.formats import office
from tipdesk.formats.office import CODE, ENTRY_CODE, PLACEHOLDER, BrokenDocument, Edit, Mark, Paragraph, Piece, Place, Reader, encoded

NAME = "TIPDESK_CITE"
CONTENT = "content.xml"
_TEXT, _OFFICE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_SPACES = (
    b'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
_FIELDS = b'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
_LINK = b'<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="%s">%s</text:a>'
_CODE_NAME = "vnd.oasis.opendocument.field.code"
_LOOKS = {
    ITALIC: b'fo:font-style="italic"',
    BOLD: b'fo:font-weight="bold"',
    SUPERSCRIPT: b'style:text-position="super 58%"',
    SUBSCRIPT: b'style:text-position="sub 58%"',
    SMALL_CAPS: b'fo:font-variant="small-caps"',
    UNDERLINE: b'style:text-underline-style="solid"',
}
_ENTRY = b"Tipdesk_entry"
_ENTRY_STYLE = (
    b'<style:style %s style:name="%s" style:family="paragraph" style:parent-style-name="Standard">'
    b'<style:paragraph-properties fo:margin-left="1.27cm" fo:text-indent="-1.27cm"/></style:style>' % (_SPACES, _ENTRY)
)
_NAME = re.compile(rf"{NAME} (.*?)(?: #\d+)?", re.DOTALL)  # of a reference mark
_TRANSPARENT = frozenset("span a meta ruby ruby-base soft-page-break".split())  # their text is the paragraph's
_POINTS = re.compile("(?:reference-mark|bookmark|change|alphabetical-index-mark|toc-mark|user-index-mark)(?:-start|-end)?")
_BOUNDS = frozenset(
    "field:fieldmark-start field:fieldmark-separator field:fieldmark-end text:reference-mark-start text:reference-mark-end".split()
)
_DEAF = frozenset(("text:tracked-changes", "office:annotation", "office:forms"))


@dataclass(slots=True)
class _Mark:
    """A mark, and the bytes that hold it, or that its citation is already."""

    mark: Mark
    ranges: list[tuple[int, int]]
    offset: int = 0  # behind it in its paragraph


@dataclass(slots=True)
class _Opened:
    """A field or a reference mark of ours that is not closed yet."""

    code: str
    name: str  # of a reference mark
    start: int
    behind: int  # its first tag
    parent: int  # the element that it begins in, by where that begins; -1 if more than text of its own paragraph is in it
    ranges: list[tuple[int, int]] = field(default_factory=list)  # of its text


@dataclass(slots=True)
class _Level:
    """A paragraph while it is read; one may lie in another, by a note or a frame."""

    paragraph: Paragraph
    quiet: int  # of the paragraph that it lies in
    opened: _Opened | None = None  # the last one that began; in each other they mean nothing
    fields: list[_Opened | None] = field(default_factory=list)  # that are not closed; None for those of others
    cited: list[_Mark] = field(default_factory=list)  # citations that are there already
    is_entry: bool = False


@dataclass(slots=True)
class _Found:
    """What was read of a document's content."""

    places: list[tuple[int, list[_Mark], bool]] = field(default_factory=list)  # by where they begin
    entries: list[tuple[int, int]] = field(default_factory=list)  # the paragraphs of the bibliography that is there
    placeholder: tuple[int, int] | None = None
    styles: tuple[int, bool] | None = None  # where automatic styles go, and whether an element for them is there
    end: int = -1  # of the text
    names: set[str] = field(default_factory=set)


class _ContentReader(Reader):
    def __init__(self, data: bytes) -> None:
        super().__init__(data, CONTENT)
        self.found = _Found()
        self._path: list[tuple[str, int]] = []  # elements and where they begin
        self._deaf = 0  # inside elements whose text is not ours
        self._quiet = 0  # inside elements of a paragraph that are no text
        self._levels: list[_Level] = []
        self._notes: list[tuple[int, list[_Mark]]] = []
        self._code = self._name = ""  # of the field, of the reference mark that is being read

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        if not self._path:
            self._see_namespaces(attributes)
        self._path.append((name, at))
        self._deaf += name in _DEAF
        if self._deaf:
            return
        if name in ("text:p", "text:h"):
            self._begin_paragraph(at)
        elif name == "text:note":
            self._begin_note(at)
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
        return not (space == "text" and (name in _TRANSPARENT or _POINTS.fullmatch(name)))

    def _inline(self, local: str, value: dict[str, str], at: int) -> None:
        if local == "field:fieldmark-start":
            self._code = ""
        elif local == "field:param" and value.get("field:name") == _CODE_NAME:
            self._code = value.get("field:value", "").strip()
        elif local.startswith("text:reference-mark"):
            self._name = value.get("text:name", "")
        if self._is_quiet(local):
            paragraph = self._levels[-1].paragraph
            if local == "text:s" and not self._quiet:
                paragraph.add(Piece(" ", at, self.behind(at)))
            else:
                paragraph.add_break()
            self._quiet += 1

    def _bound(self, name: str, start: int, end: int) -> None:
        """What bounds a field or a reference mark was read to its end."""
        level = self._levels[-1]
        opened = level.opened
        if name == "field:fieldmark-start":
            level.fields.append(self._open(self._code, "", start, end))
        elif name == "text:reference-mark-start":
            if named := _NAME.fullmatch(self._name):
                self._open(f"{CODE} {named[1]}", self._name, start, end)
        elif name == "field:fieldmark-separator":
            if opened and level.fields and level.fields[-1] is opened:
                opened.ranges.append((start, end))
        elif name == "field:fieldmark-end":
            if level.fields and (ended := level.fields.pop()) and ended is opened:
                self._end_cited(level, ended, start, end)
        elif opened and opened.name == self._name:
            self._end_cited(level, opened, start, end)

    def _open(self, code: str, name: str, start: int, end: int) -> _Opened | None:
        if not code.startswith((CODE, ENTRY_CODE)):
            return None
        self._levels[-1].opened = made = _Opened(code, name, start, end, self._path[-1][1])
        return made

    def _end_cited(self, level: _Level, opened: _Opened, start: int, end: int) -> None:
        level.opened = None
        if opened.code.startswith(ENTRY_CODE):
            level.is_entry = len(self._levels) == 1 and not self._notes
            return
        # Where a part of it was given a look, its ends stand in different elements: only the text between them goes.
        apart = opened.parent != self._path[-1][1]
        ranges = [(opened.start, opened.behind), *opened.ranges, (start, end)] if apart else [(opened.start, end)]
        found = _Mark(Mark(opened.code.removeprefix(CODE).strip()), ranges, level.paragraph.size)
        level.cited.append(found)
        self._add(found)

    def _begin_paragraph(self, at: int) -> None:
        if self._levels and (around := self._levels[-1].opened):
            around.parent = -1
        self._levels.append(_Level(Paragraph(at), self._quiet))
        self._quiet = 0

    def _begin_note(self, at: int) -> None:
        if self._levels:
            self._levels[-1].paragraph.add_break()
        self._quiet += 1
        self._notes.append((at, []))

    def _end_note(self) -> None:
        self._quiet -= 1
        at, marks = self._notes.pop()
        self.found.places.append((at, sorted(marks, key=lambda mark: mark.ranges), True))

    def _close(self, level: _Level, end: int) -> None:
        paragraph, text = level.paragraph, level.paragraph.text
        if level.is_entry:
            self.found.entries.append((paragraph.start, end))
        is_placeholder = text.strip() == PLACEHOLDER and not self._notes and self.found.placeholder is None
        if is_placeholder:
            self.found.placeholder = (paragraph.start, end)
        self.look_for_spoilt(text, is_placeholder)
        last = len(text.rstrip())
        for found in level.cited:
            found.mark = Mark(found.mark.text, found.offset >= last)
        for mark, held in paragraph.marks():
            self._add(_Mark(mark, [(low, high) for _, low, high in held]))

    def _add(self, mark: _Mark) -> None:
        if self._notes:
            self._notes[-1][1].append(mark)
        else:
            self.found.places.append((mark.ranges[0][0], [mark], False))


class OpenDocument:
    """An OpenDocument text; see `office.Document`."""

    def __init__(self, data: bytes) -> None:
        """Raises BrokenDocument for what is none, or cannot be worked on."""
        self._data = data
        found = office.members(data)
        if "META-INF/manifest.xml" in found and b"encryption-data" in office.part(data, "META-INF/manifest.xml"):
            raise BrokenDocument("it is encrypted; save it without a password")
        self._content = office.part(data, CONTENT)
        reader = _ContentReader(self._content)
        reader.read()
        self._found, self.spoilt = reader.found, reader.spoilt
        self.has_bibliography = bool(self._found.entries)
        self.spoilt += [PLACEHOLDER] if self._found.entries and self._found.placeholder else []
        self._found.places.sort(key=lambda place: place[0])
        if self._found.end < 0:
            raise BrokenDocument("it is no text document")
        self.places = [Place(tuple(found.mark for found in marks), in_note) for _, marks, in_note in self._found.places]

    def written(self, citations: Sequence[Runs | None], entries: Sequence[Runs]) -> bytes:
        """See `office.Document`."""
        edits: list[Edit] = []
        marks = ((mark, in_note) for _, marks, in_note in self._found.places for mark in marks)
        for number, ((mark, in_note), text) in enumerate(zip(marks, citations, strict=True), 1):
            if text is not None:
                (start, end), *others = mark.ranges
                edits.append((start, end, _cited(mark.mark.text, text, number if in_note else 0)))
                edits += ((low, high, b"") for low, high in others)
        edits += self._listed(entries)
        looks = {run.looks for text in (*citations, *entries) for run in text or () if run.looks}
        edits += self._styles(looks, bool(edits))
        return office.repacked(self._data, {CONTENT: office.spliced(self._content, edits)} if edits else {})

    def _listed(self, entries: Sequence[Runs]) -> Iterator[Edit]:
        """The bibliography in place of the one that is there, of a placeholder, or at the end."""
        found = self._found
        (start, end), *others = found.entries or [found.placeholder or (found.end, found.end)]
        if not entries and start == end:
            return
        opening = b'<text:p text:style-name="%s">' % _ENTRY
        if found.entries and (there := re.compile(rb"<text:p [^>]*[^/>]>").match(self._content, start)):
            opening = there[0]
        yield start, end, b"".join(opening + _field(ENTRY_CODE, _runs(text)) + b"</text:p>" for text in entries or [()])
        yield from ((low, high, b"") for low, high in others)

    def _styles(self, looks: set[frozenset[str]], is_new: bool) -> Iterator[Edit]:
        """The automatic styles that are not there yet."""
        wanted = {_style_name(each): each for each in looks}
        made = b"".join(
            b'<style:style %s style:name="%s" style:family="text"><style:text-properties %s/></style:style>'
            % (_SPACES, name, b" ".join(written for look, written in _LOOKS.items() if look in each))
            for name, each in sorted(wanted.items())
            if name.decode() not in self._found.names
        )
        if is_new and _ENTRY.decode() not in self._found.names and not self._found.entries:
            made += _ENTRY_STYLE
        if made and self._found.styles:
            place, is_there = self._found.styles
            end = place
            if not is_there:
                made = b"<office:automatic-styles>%s</office:automatic-styles>" % made
                empty = re.compile(rb"<office:automatic-styles\s*/>").match(self._content, place)
                end = empty.end() if empty else place
            yield place, end, made


def _cited(mark: str, text: Runs, number: int) -> bytes:
    """A citation as a field, or in a note, where LibreOffice loses fields, between the ends of a reference mark with a number."""
    if not number:
        return _field(f"{CODE} {mark}", _runs(text))
    name = encoded(f"{NAME} {mark} #{number}")
    return b'<text:reference-mark-start text:name="%s"/>%s<text:reference-mark-end text:name="%s"/>' % (name, _runs(text), name)


def _field(code: str, result: bytes) -> bytes:
    """A field as LibreOffice keeps those of Word that it does not know."""
    return (
        b'<field:fieldmark-start %s text:name="Tipdesk" field:type="vnd.oasis.opendocument.field.UNHANDLED">'
        b'<field:param field:name="%s" field:value="%s"/></field:fieldmark-start><field:fieldmark-separator %s/>%s<field:fieldmark-end %s/>'
    ) % (_FIELDS, _CODE_NAME.encode(), encoded(code), _FIELDS, result, _FIELDS)


def _runs(text: Runs) -> bytes:
    return b"".join(map(_run, text))


def _run(run: Run) -> bytes:
    written = b"<text:line-break/>".join(encoded(line) for line in re.sub("  +", " ", run.text).split("\n"))
    if run.looks:
        written = b'<text:span text:style-name="%s">%s</text:span>' % (_style_name(run.looks), written)
    return _LINK % (encoded(run.link), written) if run.link else written


def _style_name(looks: frozenset[str]) -> bytes:
    return b"Tipdesk_" + b"_".join(look.replace(" ", "-").encode() for look in _LOOKS if look in looks)
