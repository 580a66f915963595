"""Citations in OpenDocument texts.

A mark such as `[@bird2020, p. 4]` gives way to a citation between the ends of a reference mark whose name holds it, so that it can be
found again; LibreOffice keeps such marks. The bibliography is a section. Marks may be split over spans, and stand in notes and tables;
those in headers, in comments and in what was deleted are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs
from tipdesk.formats import office
from tipdesk.formats.office import PLACEHOLDER, BrokenDocument, Edit, Mark, Paragraph, Piece, Place, Reader, encoded

NAME = "TIPDESK_CITE"
SECTION = "tipdesk-bibliography"
CONTENT = "content.xml"
MAX_OPENED = 100  # citations in each other
_TEXT, _OFFICE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_SPACES = (
    b'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
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
_NUMBERED = re.compile(r"\A(.*?)(?: #(\d+))?\Z", re.DOTALL)
_TRANSPARENT = frozenset("span a meta ruby ruby-base soft-page-break".split())  # their text is the paragraph's
_POINTS = re.compile("(?:reference-mark|bookmark|change|alphabetical-index-mark|toc-mark|user-index-mark)(?:-start|-end)?")
_DEAF = frozenset(("text:tracked-changes", "office:annotation", "office:forms"))


@dataclass(slots=True)
class _Mark:
    """A mark, and the bytes that hold it, or that its citation stands in already."""

    mark: Mark
    ranges: list[tuple[int, int]]
    is_new: bool
    offset: int = 0  # behind it in its paragraph


@dataclass(slots=True)
class _Opened:
    """A reference mark of ours that is not closed yet."""

    text: str
    behind: int
    path: tuple[int, ...]
    paragraph: Paragraph
    ranges: list[tuple[int, int]] = field(default_factory=list)  # of its text


@dataclass(slots=True)
class _Found:
    """What was read of a document's content."""

    places: list[tuple[int, list[_Mark], bool]] = field(default_factory=list)  # by where they begin
    bibliography: tuple[int, int] | None = None
    placeholder: tuple[int, int] | None = None
    styles: tuple[int, bool] | None = None  # where automatic styles go, and whether an element for them is there
    end: int = -1  # of the text
    numbers: int = 0  # the highest of our reference marks
    names: set[str] = field(default_factory=set)


class _ContentReader(Reader):
    def __init__(self, data: bytes) -> None:
        super().__init__(data, CONTENT)
        self.found = _Found()
        self._prefixes: dict[str, str] = {}
        self._path: list[str] = []
        self._numbers: list[int] = []  # of the elements of the path, each its own
        self._count = 0
        self._deaf = 0  # inside elements whose text is not ours
        self._quiet = 0  # inside elements of a paragraph that are no text
        self._paragraphs: list[tuple[Paragraph, int]] = []
        self._notes: list[tuple[int, list[_Mark]]] = []
        self._opened: dict[str, _Opened] = {}
        self._cited: list[tuple[Paragraph, _Mark]] = []  # citations in paragraphs that are not read to their end
        self._section = (-1, -1)  # depth, and where its content begins

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        if not self._path:
            self._see_namespaces(attributes)
        self._path.append(name)
        self._count += 1
        self._numbers.append(self._count)
        self._deaf += name in _DEAF
        if self._deaf:
            return
        if name in ("text:p", "text:h"):
            self._paragraphs.append((Paragraph(at), self._quiet))
            self._quiet = 0
        elif name == "text:note":
            self._begin_note(at)
        elif name == "text:section" and attributes.get("text:name") == SECTION:
            self._section = len(self._path), self.behind(at)
        elif name == "office:automatic-styles":
            empty = self.data[self.behind(at) - 2 : self.behind(at)] == b"/>"
            self.found.styles = (at, False) if empty else (self.behind(at), True)
        elif name == "office:body" and self.found.styles is None:
            self.found.styles = (at, False)
        elif name == "style:style":
            self.found.names.add(attributes.get("style:name", ""))
        elif self._paragraphs:
            self._inline(name, attributes, at)

    def end(self, name: str, at: int) -> None:
        local = self._path.pop()
        self._numbers.pop()
        if self._deaf:
            self._deaf -= local in _DEAF
            return
        if local in ("text:p", "text:h"):
            paragraph, self._quiet = self._paragraphs.pop()
            self._close(paragraph, self.behind(at))
        elif local == "text:note":
            self._end_note()
        elif local == "text:section" and len(self._path) + 1 == self._section[0]:
            self.found.bibliography = (self._section[1], at)
            self._section = (-1, -1)
        elif local == "office:text":
            self.found.end = at
        elif self._paragraphs and self._is_quiet(local):
            self._quiet -= 1

    def text(self, piece: Piece) -> None:
        if self._paragraphs and not self._deaf and not self._quiet:
            paragraph = self._paragraphs[-1][0]
            citing = [opened for opened in self._opened.values() if opened.paragraph is paragraph]
            for opened in citing:
                opened.ranges += [(piece.start, piece.end)] if piece.start >= 0 else []
            if citing:
                paragraph.add_break()
            elif piece.start >= 0 and piece.text == "\n":
                piece.text = " "  # what a line end in XML means here
                paragraph.add(piece)
            else:
                paragraph.add(piece if piece.start >= 0 else Piece("\n"))

    def _see_namespaces(self, attributes: dict[str, str]) -> None:
        self._prefixes = {name.removeprefix("xmlns:"): value for name, value in attributes.items() if name.startswith("xmlns:")}
        if self._prefixes.get("text") != _TEXT or self._prefixes.get("office") != _OFFICE:
            raise BrokenDocument("it is no OpenDocument text as LibreOffice writes it; save it once more with LibreOffice")

    def _is_quiet(self, local: str) -> bool:
        space, _, name = local.partition(":")
        return not (space == "text" and (name in _TRANSPARENT or _POINTS.fullmatch(name)))

    def _inline(self, local: str, value: dict[str, str], at: int) -> None:
        if local in ("text:reference-mark-start", "text:reference-mark-end"):
            self._reference_mark(local, value.get("text:name", ""), at)
        elif self._is_quiet(local):
            paragraph = self._paragraphs[-1][0]
            if local == "text:s" and not self._quiet:
                paragraph.add(Piece(" ", at, self.behind(at)))
            else:
                paragraph.add_break()
            self._quiet += 1

    def _reference_mark(self, local: str, name: str, at: int) -> None:
        if not name.startswith(f"{NAME} "):
            return
        text, number = _NUMBERED.findall(name.removeprefix(NAME).strip())[0]
        self.found.numbers = max(self.found.numbers, int(number or 0))
        path = tuple(self._numbers[:-1])
        paragraph = self._paragraphs[-1][0]
        if local == "text:reference-mark-start":
            self._opened[name] = _Opened(text, self.behind(at), path, paragraph)
            if len(self._opened) > MAX_OPENED:
                raise BrokenDocument(f"more than {MAX_OPENED} citations in it begin and do not end")
        elif (opened := self._opened.pop(name, None)) and opened.paragraph is paragraph:
            # Where a part of it was given a look, its ends stand in different elements: only the text between them goes.
            ranges = [(opened.behind, at)] if opened.path == path else [(opened.behind, opened.behind), *opened.ranges]
            found = _Mark(Mark(text), ranges, False, paragraph.size)
            self._cited.append((paragraph, found))
            self._add(found)

    def _begin_note(self, at: int) -> None:
        if self._paragraphs:
            self._paragraphs[-1][0].add_break()
        self._quiet += 1
        self._notes.append((at, []))

    def _end_note(self) -> None:
        self._quiet -= 1
        at, marks = self._notes.pop()
        self.found.places.append((at, sorted(marks, key=lambda mark: mark.ranges), True))

    def _close(self, paragraph: Paragraph, end: int) -> None:
        text = paragraph.text
        is_placeholder = text.strip() == PLACEHOLDER and not self._notes and self.found.placeholder is None
        if is_placeholder:
            self.found.placeholder = (paragraph.start, end)
        self.look_for_spoilt(text, is_placeholder)
        last = len(text.rstrip())
        while self._cited and self._cited[-1][0] is paragraph:
            found = self._cited.pop()[1]
            found.mark = Mark(found.mark.text, found.offset >= last)
        for mark, held in paragraph.marks():
            self._add(_Mark(mark, [(low, high) for _, low, high in held], True))

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
        self.spoilt += [PLACEHOLDER] if self._found.bibliography and self._found.placeholder else []
        self._found.places.sort(key=lambda place: place[0])
        if self._found.end < 0:
            raise BrokenDocument("it is no text document")
        self.places = [Place(tuple(found.mark for found in marks), in_note) for _, marks, in_note in self._found.places]

    def written(self, citations: Sequence[Runs | None], entries: Sequence[Runs]) -> bytes:
        """See `office.Document`."""
        edits: list[Edit] = []
        texts = iter(citations)
        number = self._found.numbers
        for mark in (mark for _, marks, _ in self._found.places for mark in marks):
            if (text := next(texts)) is not None:
                number += mark.is_new
                edits += _cited(mark, text, number)
        edits += self._listed(entries)
        looks = {run.looks for text in (*citations, *entries) for run in text or () if run.looks}
        edits += self._styles(looks, bool(edits))
        return office.repacked(self._data, {CONTENT: office.spliced(self._content, edits)} if edits else {})

    def _listed(self, entries: Sequence[Runs]) -> Iterator[Edit]:
        """The bibliography in place of the one that is there, of a placeholder, or at the end."""
        found = self._found
        if not entries and not found.bibliography and not found.placeholder:
            return
        opening = b'<text:p text:style-name="%s">' % _ENTRY
        if found.bibliography and (there := re.match(rb"\s*(<text:p [^>]*[^/>]>)", self._content[slice(*found.bibliography)])):
            opening = there[1]
        paragraphs = b"".join(opening + _runs(text) + b"</text:p>" for text in entries or [()])
        if found.bibliography:
            yield (*found.bibliography, paragraphs)
        else:
            section = b'<text:section text:name="%s">%s</text:section>' % (SECTION.encode(), paragraphs)
            yield (*(found.placeholder or (found.end, found.end)), section)

    def _styles(self, looks: set[frozenset[str]], is_new: bool) -> Iterator[Edit]:
        """The automatic styles that are not there yet."""
        wanted = {_style_name(each): each for each in looks}
        made = b"".join(
            b'<style:style %s style:name="%s" style:family="text"><style:text-properties %s/></style:style>'
            % (_SPACES, name, b" ".join(written for look, written in _LOOKS.items() if look in each))
            for name, each in sorted(wanted.items())
            if name.decode() not in self._found.names
        )
        if is_new and _ENTRY.decode() not in self._found.names and not self._found.bibliography:
            made += _ENTRY_STYLE
        if made and self._found.styles:
            place, is_there = self._found.styles
            end = place
            if not is_there:
                made = b"<office:automatic-styles>%s</office:automatic-styles>" % made
                empty = re.compile(rb"<office:automatic-styles\s*/>").match(self._content, place)
                end = empty.end() if empty else place
            yield place, end, made


def _cited(mark: _Mark, text: Runs, number: int) -> Iterator[Edit]:
    """What puts a citation where a mark is, or between the ends of its reference mark."""
    (start, end), *others = mark.ranges
    written = _runs(text)
    if mark.is_new:
        name = encoded(f"{NAME} {mark.mark.text} #{number}")
        written = b'<text:reference-mark-start text:name="%s"/>%s<text:reference-mark-end text:name="%s"/>' % (name, written, name)
    yield start, end, written
    yield from ((low, high, b"") for low, high in others)


def _runs(text: Runs) -> bytes:
    return b"".join(map(_run, text))


def _run(run: Run) -> bytes:
    written = b"<text:line-break/>".join(encoded(line) for line in re.sub("  +", " ", run.text).split("\n"))
    return b'<text:span text:style-name="%s">%s</text:span>' % (_style_name(run.looks), written) if run.looks else written


def _style_name(looks: frozenset[str]) -> bytes:
    return b"Tipdesk_" + b"_".join(look.replace(" ", "-").encode() for look in _LOOKS if look in looks)
