"""Citations in Word documents.

A mark such as `[@bird2020, p. 4]` becomes a field whose code holds it, so that it can be found again, and so does each entry of the
bibliography; Word and LibreOffice keep such fields. Marks may be split over runs, and stand in notes and tables; marks in the results
of other fields, in headers and in comments are left alone. A footnote that was made for a mark is the result of such a field too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from tipdesk.domain import directions
from tipdesk.domain.rich_text import Runs
from tipdesk.formats import citation_codes, office, word_writing
from tipdesk.formats.citation_codes import Known
from tipdesk.formats.office import ENDNOTE, FOOTNOTE, PLACEHOLDER, Edit, Place
from tipdesk.formats.word_notes import Footnotes
from tipdesk.formats.word_package import Package
from tipdesk.formats.word_reading import PartReader
from tipdesk.formats.word_text import Held, Note, Part

_LINK = re.compile(rb"""<\w+:hyperlink\s[^>]*?\w+:id=["']([^"']*)["']""")
_VALUE = re.compile(rb"""\w+:\w+=["']([^"']*)["']""")
_EMPTY_ROOT = re.compile(rb"<((\w+:(?:footnotes|endnotes))\b[^<>]*)/>")
_LINK_LOOK = b'<w:color w:val="0563C1"/><w:u w:val="single"/>'  # where the document has no style for links


@dataclass(slots=True)
class _Where:
    """A place: what its marks stand in, and of a note where it is referred to, its number, and whether it is one of ours."""

    marks: list[Held]
    part: Part
    at: int
    kind: str = ""
    references: Sequence[int] = ()  # to the note: more than one where another program copied it
    note: Note | None = None
    number: str = ""
    is_own: bool = False

    @property
    def place(self) -> Place:
        movable = self.is_own or (not self.kind and self.marks[0].setting is not None)
        return Place(tuple(held.mark for held in self.marks), self.kind, movable)


class Word:
    """A Word document; see `office.Document`."""

    def __init__(self, data: bytes) -> None:
        """Raises BrokenDocument for what is none, or cannot be worked on."""
        self._data = data
        self.spoilt: list[str] = []
        self.outside: list[str] = []
        self._package = Package(data)
        self._body = self._read(self._package.main)
        roster = self._body.roster
        if self._body.numbers:  # only now it is known which citations these are
            self._body = self._read(self._package.main, roster=roster)
        self.corrected = self._body.corrected
        self.has_bibliography = bool(self._body.entries)
        self.spoilt += [PLACEHOLDER] if self._body.entries and self._body.placeholder else []
        names = ((kind, self._package.related(f"{kind}s")) for kind in (FOOTNOTE, ENDNOTE))
        self._notes = {kind: self._read(name, True, roster) for kind, name in names if name}
        self.spoilt += [mark for part in (self._body, *self._notes.values()) for mark in part.spoilt]
        for name in self._package.all_related("header", "footer"):
            self.outside += [held.mark.text for _, held in self._read(name).found if isinstance(held, Held)]
        empty = (whole for held, notes in self._body.made if not notes for whole in held.whole)
        self._emptied = [whole for whole in empty if not office.within(self._body.entries, whole[0])]
        self._places = list(self._found())
        self.places = [where.place for where in self._places]
        self.gone = citation_codes.gone(roster, (mark.text for place in self.places for mark in place.marks))

    def _found(self) -> Iterator[_Where]:
        made = {number: held for held, notes in self._body.made for kind, number in notes if len(notes) == 1 and kind == FOOTNOTE}
        there = sorted((each for each in self._body.found if not office.within(self._body.entries, each[0])), key=lambda placed: placed[0])
        references: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for at, found in there:
            if not isinstance(found, Held):
                references[found].append(at)
        for at, found in there:
            if isinstance(found, Held):
                yield _Where([found], self._body, at)
            elif (part := self._notes.get(found[0])) and at == references[found][0]:
                kind, number = found
                refs = references[found]
                note, own = part.notes.get(number, Note(-1)), made.get(number) if kind == FOOTNOTE and len(refs) == 1 else None
                if own and own.written and own.whole and note.holds_only(own.written):
                    inside = note.marks[0].known if note.marks else None
                    own.known = Known(own.mark.text, own.written.sum, inside.number if inside else 0)
                    yield _Where([own], self._body, at, kind, refs, note, number, is_own=True)
                else:
                    yield _Where(sorted(note.marks, key=lambda held: held.ranges), part, at, kind, refs, note, number)

    def written(self, citations: Sequence[Runs | None], entries: Sequence[Runs], *, in_notes: bool = False) -> bytes:
        """See `office.Document`."""
        package = Package(self._data)  # what is changed in it is of this writing alone
        footnotes = Footnotes(package, self._notes.get(FOOTNOTE), {where.number for where in self._places if where.kind == FOOTNOTE})
        edits: dict[str, list[Edit]] = {self._body.name: [(*whole, b"") for whole in self._emptied]}
        texts, moves = (text and directions.directed(text) for text in citations), in_notes and any(place.movable for place in self.places)
        numbers = citation_codes.free(self._body.numbers.union(*(part.numbers for part in self._notes.values())))
        roster: list[Known] = []
        for where in self._places:
            cited = [(mark, text) for mark in where.marks if (text := next(texts)) is not None]
            for mark, text in cited:
                is_apart = in_notes if where.place.movable else mark.is_apart
                number = (mark.number or (next(numbers) if mark.can_be_marked else 0)) if is_apart else 0
                roster.append(Known(mark.mark.text, citation_codes.sum_of(citation_codes.text_of(text)), number))
                edits.setdefault(where.part.name, []).extend(_cited(where, mark, text, footnotes, in_notes, number))
                for copy in mark.copies:
                    edits[where.part.name] += word_writing.cited(where.part, copy, text, number)
            left = {id(mark) for mark in where.marks} - {id(mark) for mark, _ in cited}
            roster += [mark.known for mark in where.marks if id(mark) in left and mark.known]
            if where.note and where.kind == FOOTNOTE and moves and not (where.is_own and cited):
                edits[self._body.name] += footnotes.stays(self._body, where.references, where.note, where.number)
        edits[self._body.name] += self._listed(package, entries, roster)
        footnotes.finish(self._body.namespace)
        for kind, part in (("", self._body), *self._notes.items()):
            made = [*edits.get(part.name, ()), *(footnotes.edits if kind == FOOTNOTE else ())]
            if made:
                package.change(part.name, office.spliced(part.data, word_writing.prefixed(dict.fromkeys(made), part.prefix)))
        return package.repacked()

    def _listed(self, package: Package, entries: Sequence[Runs], roster: Sequence[Known]) -> Iterator[Edit]:
        """The bibliography in place of the one that is there, of a placeholder, or at the end."""
        body = self._body
        (start, end), *others = body.entries or ([body.placeholder] if body.placeholder else [(body.end, body.end)])
        if not entries and start == end and not any(each.number for each in roster):
            return
        properties = body.properties
        if not body.entries:
            style = package.styled("bibliography")
            inside = b'<w:pStyle w:val="%s"/>' % style if style else b'<w:ind w:left="720" w:hanging="720"/>'
            properties = b"<w:pPr>%s</w:pPr>" % inside
        entries = entries or [()]
        codes = [citation_codes.entry_code(entry, roster if number == 0 else ()) for number, entry in enumerate(entries)]
        ways = [directions.from_right(citation_codes.text_of(entry)) for entry in entries]
        is_mixed = any(ways) or b"bidi" in body.data
        own = [word_writing.directed(properties, way) if is_mixed else properties for way in ways]
        fields = map(word_writing.field, repeat(b""), codes, self._linked(package, [*map(directions.directed, entries)]))
        written = b"".join(b"<w:p>%s%s</w:p>" % each for each in zip(own, fields, strict=True))
        for low, high in ((start, end), *others):
            if b"sectPr" not in body.data[low:high]:
                yield low, high, written
            else:  # the end of a section must stay, in an empty paragraph
                yield low, low, written
                ends = b"</%spPr>" % body.prefix
                yield body.data.rfind(ends, low, high) + len(ends), body.data.rfind(b"</%sp>" % body.prefix, low, high), b""
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

    def _read(self, name: str, in_notes: bool = False, roster: Sequence[Known] = ()) -> Part:
        found = Part(name, _EMPTY_ROOT.sub(rb"<\1></\2>", self._package.part(name)) if in_notes else self._package.part(name))
        reader = PartReader(found, in_notes, roster)
        reader.read()
        found.spoilt = reader.spoilt
        return found


def _cited(where: _Where, mark: Held, text: Runs, footnotes: Footnotes, in_notes: bool, number: int) -> Iterator[Edit]:
    """What puts a citation where it belongs: into the text, a footnote of its own, or the note that its mark stands in."""
    if not where.place.movable or (not where.is_own and not in_notes):
        yield from word_writing.cited(where.part, mark, text, number)
    elif not where.is_own or not where.note:
        yield from word_writing.noted(where.part, mark, footnotes.made(mark, text, number))
    elif in_notes:
        yield from word_writing.kept_noted(where.part, mark, footnotes.written(mark, where.note, where.number, text, number))
    else:
        footnotes.taken_out(where.note)
        yield from word_writing.taken_back(where.part, mark, text)
