"""Citations in Word documents.

A mark such as `[@bird2020, p. 4]` becomes a field whose code holds it, so that it can be found again, and so does each entry of the
bibliography; Word and LibreOffice keep such fields. Marks may be split over runs, and stand in notes and tables; marks in the results
of other fields, in headers and in comments are left alone.
"""

import re
from collections.abc import Iterator, Sequence

from tipdesk.domain.rich_text import Runs
from tipdesk.formats import office, word_writing
from tipdesk.formats.office import ENTRY_CODE, PLACEHOLDER, Edit, Place
from tipdesk.formats.word_package import Package
from tipdesk.formats.word_reading import Held, Part, PartReader

_LINK = re.compile(rb"""<\w+:hyperlink\s[^>]*?\w+:id=["']([^"']*)["']""")
_VALUE = re.compile(rb"""\w+:\w+=["']([^"']*)["']""")
_LINK_LOOK = b'<w:color w:val="0563C1"/><w:u w:val="single"/>'  # where the document has no style for links


class Word:
    """A Word document; see `office.Document`."""

    def __init__(self, data: bytes) -> None:
        """Raises BrokenDocument for what is none, or cannot be worked on."""
        self._data = data
        self.spoilt: list[str] = []
        self._package = Package(data)
        self._body = self._read(self._package.main)
        self.has_bibliography = bool(self._body.entries)
        self.spoilt += [PLACEHOLDER] if self._body.entries and self._body.placeholder else []
        self._notes = {kind: self._read(name, True) for kind in ("footnotes", "endnotes") if (name := self._package.related(kind))}
        places: list[tuple[list[Held], bool, Part]] = []
        for _, found in sorted(self._body.found, key=lambda placed: placed[0]):
            if isinstance(found, Held):
                places.append(([found], False, self._body))
            else:
                kind, _, number = found.partition(" ")
                if kind in self._notes:
                    marks = sorted(self._notes[kind].of_note.pop(number, []), key=lambda held: held.ranges)
                    if marks or kind == "footnotes":
                        places.append((marks, True, self._notes[kind]))
        self._places = places
        self.places = [Place(tuple(found.mark for found in marks), in_note) for marks, in_note, _ in places]

    def written(self, citations: Sequence[Runs | None], entries: Sequence[Runs]) -> bytes:
        """See `office.Document`."""
        package = Package(self._data)  # what is changed in it is of this writing alone
        edits: dict[str, list[Edit]] = {}
        texts = iter(citations)
        for marks, _, part in self._places:
            for mark in marks:
                if (text := next(texts)) is not None:
                    edits.setdefault(part.name, []).extend(word_writing.cited(part, mark, text))
        edits.setdefault(self._body.name, []).extend(self._listed(package, entries))
        for part in (self._body, *self._notes.values()):
            if made := dict.fromkeys(edits.get(part.name, ())):
                package.change(part.name, office.spliced(part.data, word_writing.prefixed(made, part.prefix)))
        return package.repacked()

    def _listed(self, package: Package, entries: Sequence[Runs]) -> Iterator[Edit]:
        """The bibliography in place of the one that is there, of a placeholder, or at the end."""
        body = self._body
        (start, end), *others = body.entries or ([body.placeholder] if body.placeholder else [(body.end, body.end)])
        if not entries and start == end:
            return
        properties = body.properties
        if not body.entries:
            style = package.styled("bibliography")
            inside = b'<w:pStyle w:val="%s"/>' % style if style else b'<w:ind w:left="720" w:hanging="720"/>'
            properties = b"<w:pPr>%s</w:pPr>" % inside
        written = b"".join(
            b"<w:p>%s%s</w:p>" % (properties, word_writing.field(b"", ENTRY_CODE, text)) for text in self._linked(package, entries or [()])
        )
        for low, high in ((start, end), *others):
            if b"sectPr" not in body.data[low:high]:  # the end of a section must stay
                yield low, high, written
            else:
                yield low, low, written
            written = b""

    def _linked(self, package: Package, entries: Sequence[Runs]) -> Iterator[bytes]:
        """The text of each entry; its links are relations, and those of the bibliography that was there are gone."""
        data = office.spliced(self._body.data, [(*entry, b"") for entry in self._body.entries])
        old = {name for entry in self._body.entries for name in _LINK.findall(self._body.data, *entry)}
        used = {found[1] for found in _VALUE.finditer(data) if found[1] in old} if old else set()
        package.unrelate(old - used)
        targets = list(dict.fromkeys(run.link for entry in entries for run in entry if run.link))
        ids = dict(zip(targets, package.relate("hyperlink", targets, outside=True), strict=True)) if targets else {}
        style = package.styled("hyperlink")
        look = b"<w:rPr>%s</w:rPr>" % (b'<w:rStyle w:val="%s"/>' % style if style else _LINK_LOOK)
        for entry in entries:
            yield word_writing.linked(entry, ids, look, package.namespace)

    def _read(self, name: str, in_notes: bool = False) -> Part:
        found = Part(name, self._package.part(name))
        reader = PartReader(found, in_notes)
        reader.read()
        self.spoilt += reader.spoilt
        return found
