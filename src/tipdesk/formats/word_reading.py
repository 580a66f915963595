"""What Word documents say, and where in their bytes: paragraphs, marks, notes, and the fields of citations and bibliographies."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tipdesk.domain.errors import quoted
from tipdesk.formats import citation_codes
from tipdesk.formats.citation_codes import CODE, ENTRY_CODE, NOTE_CODE, Known
from tipdesk.formats.office import ENDNOTE, FOOTNOTE, PLACEHOLDER, BrokenDocument, Mark, Paragraph, Piece, Reader
from tipdesk.formats.word_text import Bookmark, Field, Held, Host, Note, Part, TextRun

_NOTES = {"footnoteReference": FOOTNOTE, "endnoteReference": ENDNOTE}
_NAMESPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main")
_BREAKING = frozenset(
    "tab br cr sym drawing pict object footnoteReference endnoteReference annotationRef footnoteRef endnoteRef ptab".split()
)


_SECTION = re.compile(rb"<(\w+:sectPr)\b[^<>]*(?:/>|>.*?</\1>)", re.DOTALL)
_SHOWN = (":AlternateContent", ":Fallback")  # a text box, and what programs older than Word 2010 show instead
_UNREAD = frozenset(("moveFrom", "fldSimple"))  # what Word takes out, or makes anew
_IN_NOTES = _BREAKING - {"tab", "br", "cr", "footnoteRef", "endnoteRef"}  # what makes a note more than its text


class PartReader(Reader):
    def __init__(self, part: Part, in_notes: bool = False, roster: Sequence[Known] = ()) -> None:
        """By the `roster` citations are known of which only the bookmark is left."""
        super().__init__(part.data, part.name)
        self.part = part
        self._roster = {each.number: each for each in roster if each.number}
        self._bookmark: Bookmark | None = None
        self._note = Note(-1)
        self._in_notes = in_notes
        self._path: list[str] = []
        self._starts: list[int] = []  # where these begin
        self._paragraphs: list[Paragraph] = []
        self._runs: list[TextRun] = []
        self._fields: list[Field] = []
        self._links: list[int] = []  # links that are fields and not read to their end, by how many other fields they lie in
        self._host: Host | None = None
        self._cited: list[tuple[Paragraph, Held]] = []  # fields of ours in paragraphs that are not read to their end
        self._ended: tuple[TextRun, Field, Held] | None = None  # a field and the run that ends it; it goes if nothing else is in that
        self._choices: list[int] = []  # how many marks there were before each text box, and before what older programs show instead
        self._look_start = self._properties_start = -1
        self._entry: tuple[Paragraph, Field] | None = None  # the paragraph that holds an entry of a bibliography, and its field
        self._properties = b""
        self._openers = {
            "p": self._open_paragraph, "t": self._open_text, "r": self._open_run, "fldChar": self._field,
            "footnoteReference": self._refer, "endnoteReference": self._refer, "footnote": self._open_note, "endnote": self._open_note,
            "bookmarkStart": self._open_bookmark, "bookmarkEnd": self._close_bookmark,
            "noBreakHyphen": self._open_hyphen,
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
            self._fields[-1].code.append(piece)
        elif self._path[-1] == "t":
            piece.host = self._host
            self._say(piece)

    def _say(self, piece: Piece) -> None:
        """Text of a run."""
        readable = piece.host and piece.start >= 0 and not self._fields and _UNREAD.isdisjoint(self._path)
        if self._fields:
            self._fields[-1].text += piece.text
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

    def _open_hyphen(self, _value: dict[str, str], at: int) -> None:
        if self._paragraphs:
            end = self.behind(at)
            is_whole = self.data.startswith(b"/>", end - 2) and self._runs
            self._say(Piece("\u2011", at, end, host=Host(self._runs[-1], at, True), is_element=True) if is_whole else Piece("\n"))

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
            if self._fields[-1].said.startswith("HYPERLINK"):
                self._begin_link(self._fields.pop(), paragraph)
        elif kind == "end" and self._links and self._links[-1] == len(self._fields):
            self._links.pop()
        elif kind == "end" and self._fields:
            self._end_field(self._fields.pop(), paragraph)

    def _open_bookmark(self, value: dict[str, str], _at: int) -> None:
        number = citation_codes.numbered(value.get("name", ""))
        if number:
            self.part.numbers.add(number)
        if number in self._roster and self._paragraphs:
            paragraph = self._paragraphs[-1]
            self._bookmark = Bookmark(number, value.get("id", ""), paragraph, len(paragraph.pieces), paragraph.size, len(self._cited))

    def _close_bookmark(self, value: dict[str, str], _at: int) -> None:
        """A bookmark says which citation is in it; where that is no field any more, its text is the citation."""
        marked = self._bookmark
        if marked is None or marked.id != value.get("id", ""):
            return
        self._bookmark = None
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        fields = [held for _, held in self._cited[marked.cited :]]
        if paragraph is not marked.paragraph or self._fields:
            return
        if fields:
            fields[0].known = replace(fields[0].known or Known(fields[0].mark.text), number=marked.number)
            return
        pieces = [piece for piece in paragraph.pieces[marked.pieces :] if isinstance(piece.host, Host) and piece.start >= 0]
        text = "".join(piece.text for piece in pieces)
        if not text.strip():
            return
        paragraph.swallow(marked.pieces)
        known = self._roster[marked.number]
        mark = Mark(known.mark, changed=text if known.is_changed(text) else "")
        hosts = [piece.host for piece in pieces if isinstance(piece.host, Host)]
        ranges = [(piece.start, piece.end) for piece in pieces]
        found = Held(mark, ranges, hosts[0].run.look, hosts, marked.size, paragraph.size, known)
        self._cited.append((paragraph, found))
        self._add(found)

    def _begin_link(self, link: Field, paragraph: Paragraph | None) -> None:
        """What a link says is the author's text, as in `w:hyperlink`."""
        self._links.append(len(self._fields))
        if paragraph and link.paragraph is paragraph and link.offset + 1 == paragraph.size:
            paragraph.take_back()

    def _end_field(self, ended: Field, paragraph: Paragraph | None) -> None:
        code = ended.said
        whole = ended.paragraph is paragraph and ended.result >= 0 and ended.level == len(self._runs)
        if self._fields:
            self._fields[-1].text += ended.text
        if code.startswith(ENTRY_CODE) and len(self._paragraphs) == 1 and not self._in_notes:
            self._entry = (self._paragraphs[0], ended)
        elif paragraph and whole and self._runs and not self._fields and code.startswith((CODE, NOTE_CODE)):
            self._end_cited(ended, code, paragraph)
        else:
            self._note.has_more = True

    def _end_cited(self, ended: Field, code: str, paragraph: Paragraph) -> None:
        written = citation_codes.written_by(code)
        known = Known(written.mark) if written else citation_codes.known(code.removeprefix(CODE))
        changed = ended.text if known.is_changed(ended.text) else ""
        run = self._runs[-1]
        ranges = ended.pieces(ended.result) if ended.in_pieces(run) else [(ended.result, run.start)]
        ranges = ranges or [(ended.result, ended.result)]
        mark = Mark(known.mark, changed=changed)
        places = [(piece.start, piece.end) for piece in ended.code if piece.start >= 0]
        found = Held(mark, ranges, ended.look, [], ended.offset, paragraph.size, known, places, written=written)
        self._ended = (run, ended, found)
        self._cited.append((paragraph, found))
        if not code.startswith(NOTE_CODE):
            self._add(found)
        elif written and not ended.text.strip():
            self.part.made.append((found, tuple(ended.notes)))

    def _close_entry(self, paragraph: Paragraph, ended: Field, end: int) -> None:
        """A paragraph that holds an entry of the bibliography was read."""
        part, text = self.part, ended.text + paragraph.text.strip()
        part.properties = part.properties or _SECTION.sub(b"", self._properties)
        part.entries.append((paragraph.start, end))
        written, roster = citation_codes.of_entry(ended.said)
        part.roster += roster
        part.corrected += [text] if written and written != citation_codes.sum_of(text) else []

    def _close_paragraph(self, paragraph: Paragraph, end: int) -> None:
        paragraph.close()
        text = paragraph.text
        if self._entry and self._entry[0] is paragraph:
            self._close_entry(*self._entry, end)
        can_move = not self._in_notes and not self._paragraphs  # a text box holds no footnotes
        is_placeholder = text.strip().lower() == PLACEHOLDER and can_move and self.part.placeholder is None
        if is_placeholder:
            self.part.placeholder = (paragraph.start, end)
        self.look_for_spoilt(text, is_placeholder)
        if self._in_notes:
            self._note.properties = self._note.properties or self._properties
            self._note.text.append(text)
        last = len(text.rstrip())
        while self._cited and self._cited[-1][0] is paragraph:
            found = self._cited.pop()[1]
            found.mark = replace(found.mark, ends=found.end >= last)
            found.is_apart = not can_move
            if found.written:
                found.before, found.back = paragraph.before(found.start, found.written.closing)
            elif found.whole and can_move and not found.mark.changed:
                found.setting = paragraph.setting(found.start, found.end)
        for mark, start, behind in paragraph.marks():
            held = list(paragraph.ranges(start, behind))
            hosts = [piece.host for piece, _, _ in held if isinstance(piece.host, Host)]
            setting = paragraph.setting(start, behind) if can_move else None
            ranges = [(low, high) for _, low, high in held]
            self._add(Held(mark, ranges, hosts[0].run.look, hosts, start, behind, is_apart=not can_move, setting=setting))

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
