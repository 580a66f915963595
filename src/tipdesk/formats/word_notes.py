"""Footnotes that are made for marks in Word documents."""

import re
from collections.abc import Collection, Iterator, Sequence

from tipdesk.domain import directions
from tipdesk.domain.rich_text import Runs
from tipdesk.formats import citation_codes, word_writing
from tipdesk.formats.citation_codes import Written
from tipdesk.formats.office import Edit, encoded
from tipdesk.formats.word_package import Package
from tipdesk.formats.word_text import Held, Note, Part

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SEPARATORS = b"".join(
    b'<w:footnote w:type="%s" w:id="%d"><w:p><w:r><w:%s/></w:r></w:p></w:footnote>' % (kind, number, kind)
    for number, kind in ((-1, b"separator"), (0, b"continuationSeparator"))
)


class Footnotes:
    """The footnotes of a document while it is written, in the order of the text.

    Their numbers in the file rise in that order: LibreOffice takes one for another where they do not.
    """

    def __init__(self, package: Package, part: Part | None, kept: Collection[str]) -> None:
        """`part` holds those that are there, None for none; `kept` are the numbers of those that have a place in the text."""
        self._package, self._part = package, part
        notes = part.notes if part else {}
        self._last = max((_value(each) for each, note in notes.items() if note.is_separator), default=0)
        self._taken = {_value(each) for each in notes.keys() - kept}
        self._made: list[bytes] = []
        self.edits: list[Edit] = []  # of the part
        style = package.styled("footnote reference", "footnote anchor")
        self._look = b"<w:rPr>%s</w:rPr>" % (b'<w:rStyle w:val="%s"/>' % style if style else b'<w:vertAlign w:val="superscript"/>')
        style = package.styled("footnote text", "footnote")
        self._properties = b'<w:pPr><w:pStyle w:val="%s"/></w:pPr>' % style if style else b""

    def made(self, mark: Held, text: Runs, bookmark: int) -> bytes:
        """A new footnote with a citation in a bookmark; the field around its number."""
        assert mark.setting is not None
        number = self._number(0)
        self._made.append(b'<w:footnote w:id="%d">%s</w:footnote>' % (number, self._inside(self._properties, mark, text, bookmark)))
        return self._referred(mark, Written(mark.mark.text, mark.setting.blank, mark.setting.closing), number, text)

    def written(self, mark: Held, note: Note, number: str, text: Runs, bookmark: int) -> bytes:
        """A footnote of ours with its citation written anew; the field around its number."""
        assert mark.written is not None
        self.edits.append((*note.inside, self._inside(note.properties, mark, text, bookmark)))
        return self._referred(mark, mark.written, self._numbered(note, number), text)

    def stays(self, body: Part, references: Sequence[int], note: Note, number: str) -> Iterator[Edit]:
        """A footnote that is as it was, with its number here; says how that changes."""
        if (new := self._numbered(note, number)) != _value(number):
            for at in references:
                yield from _renumbered(body, at, new)

    def taken_out(self, note: Note) -> None:
        """Without this footnote."""
        self.edits.append((note.start, note.end, b""))

    def finish(self, namespace: str) -> None:
        """Put the new footnotes to those that are there, or into a part of their own."""
        made = b"".join(self._made)
        if made and self._part:
            self.edits.append((self._part.end, self._part.end, made))
        elif made:
            xml = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:footnotes xmlns:w="%s">%s%s</w:footnotes>'
            self._package.add("footnotes", _TYPE, xml % (encoded(namespace), _SEPARATORS, made))

    def _number(self, wanted: int) -> int:
        """The next number, that which is wanted if it can be."""
        self._last = max(self._last + 1, wanted)
        while self._last in self._taken:
            self._last += 1
        return self._last

    def _numbered(self, note: Note, number: str) -> int:
        new = self._number(_value(number))
        if self._part and new != _value(number):
            self.edits += _renumbered(self._part, note.start, new)
        return new

    def _inside(self, properties: bytes, mark: Held, text: Runs, bookmark: int) -> bytes:
        is_from_right = directions.from_right(citation_codes.text_of(text))
        if is_from_right or b"bidi" in properties:
            properties = word_writing.directed(properties, is_from_right)
        number = word_writing.run(self._look, b"<w:footnoteRef/>") + word_writing.run(b"", b'<w:t xml:space="preserve"> </w:t>')
        return b"<w:p>%s%s%s</w:p>" % (
            properties, number, word_writing.marked(bookmark, word_writing.citation(b"", mark.mark.text, text)),
        )  # fmt: skip

    def _referred(self, mark: Held, written: Written, number: int, text: Runs) -> bytes:
        reference = word_writing.run(self._look, b'<w:footnoteReference w:id="%d"/>' % number)
        return word_writing.field(mark.look, written.code(text), reference)


def _value(number: str) -> int:
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def _renumbered(part: Part, at: int, number: int) -> Iterator[Edit]:
    """What gives another number to the tag that begins here."""
    if found := re.compile(rb"""<[^<>]*?\s%sid=["']([^"']*)["']""" % re.escape(part.prefix)).match(part.data, at):
        yield *found.span(1), b"%d" % number
