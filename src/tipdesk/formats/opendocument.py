"""Citations in OpenDocument texts.

A mark such as `[@bird2020, p. 4]` becomes a field whose code holds it, as in Word documents, so that it can be found again, and so does
each entry of the bibliography; LibreOffice keeps such fields, also where it saves one kind of document as the other. In notes and frames it
loses them: there a citation stands between the ends of a reference mark whose name holds the mark, and a footnote that was made for a mark
is itself the result of a field. Marks may be split over spans, and stand in notes and tables; those in headers, in comments, in indexes and
in what was deleted are left alone.
"""

import re
from collections.abc import Iterator, Sequence

from tipdesk.domain import directions
from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs
from tipdesk.formats import citation_codes, office, opendocument_reading
from tipdesk.formats.citation_codes import CODE, Known, Written
from tipdesk.formats.office import FOOTNOTE, PLACEHOLDER, BrokenDocument, Edit, Setting, encoded
from tipdesk.formats.opendocument_reading import CODE_NAME, CONTENT, NAME, ContentReader, Held, Where

_SPACES = (
    b'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
_FIELDS = b'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
_LINK = b'<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="%s">%s</text:a>'
_LOOKS = {
    ITALIC: b'fo:font-style="italic"',
    BOLD: b'fo:font-weight="bold"',
    SUPERSCRIPT: b'style:text-position="super 58%"',
    SUBSCRIPT: b'style:text-position="sub 58%"',
    SMALL_CAPS: b'fo:font-variant="small-caps"',
    UNDERLINE: b'style:text-underline-style="solid"',
}
_ENTRIES = {False: b"Tipdesk_entry", True: b"Tipdesk_entry_from_right"}  # styles; LibreOffice aligns none from the right by itself
_FROM_RIGHT = b' style:writing-mode="rl-tb" fo:text-align="end"'
_ENTRY_STYLE = (
    b'<style:style %s style:name="%s" style:family="paragraph" style:parent-style-name="Standard">'
    b'<style:paragraph-properties fo:margin-left="1.27cm" fo:text-indent="-1.27cm"%s/></style:style>'
)
_FOOTNOTE_TAGS = {False: b'<text:p text:style-name="Footnote">', True: b'<text:p text:style-name="Tipdesk_note_from_right">'}
_FOOTNOTE_STYLE = (
    b'<style:style %s style:name="Tipdesk_note_from_right" style:family="paragraph" style:parent-style-name="Footnote">'
    b"<style:paragraph-properties%s/></style:style>" % (_SPACES, _FROM_RIGHT)
)
_FOOTNOTE = b'<text:note text:note-class="footnote"><text:note-citation>%d</text:note-citation>%s</text:note>'


class OpenDocument:
    """An OpenDocument text; see `office.Document`."""

    def __init__(self, data: bytes) -> None:
        """Raises BrokenDocument for what is none, or cannot be worked on."""
        self._data = data
        self._content = opendocument_reading.content(data)
        reader = ContentReader(self._content)
        reader.read()
        roster = reader.found.roster
        if reader.found.numbers:  # only now it is known which citations these are
            reader = ContentReader(self._content, roster)
            reader.read()
        self._found, self.spoilt, self.corrected = reader.found, reader.spoilt, reader.found.corrected
        self.has_bibliography = bool(self._found.entries)
        self.outside: list[str] = []
        if "styles.xml" in office.members(data) and b"@" in (styles := office.part(data, "styles.xml")):
            headers = ContentReader(styles)
            headers.read()
            self.outside += [mark.mark.text for where in headers.found.places for mark in where.marks]
        self.spoilt += [PLACEHOLDER] if self._found.entries and self._found.placeholder else []
        self._found.places = [where for where in self._found.places if not office.within(self._found.entries, where.at)]
        self._found.places.sort(key=lambda where: where.at)
        if self._found.end < 0:
            raise BrokenDocument("it is no text document")
        self.places = [where.place for where in self._found.places]
        self.gone = citation_codes.gone(roster, (mark.text for place in self.places for mark in place.marks))

    def written(self, citations: Sequence[Runs | None], entries: Sequence[Runs], *, in_notes: bool = False) -> bytes:
        """See `office.Document`."""
        found = self._found
        edits: list[Edit] = [(*whole, b"") for whole in found.emptied if not office.within(found.entries, whole[0])]
        texts = iter(citations)
        numbers = citation_codes.free(found.numbers)
        roster: list[Known] = []
        footnotes = 0
        for where, place in zip(self._found.places, self.places, strict=True):
            footnotes += where.kind == FOOTNOTE
            for held in where.held:
                if (text := next(texts)) is None:
                    roster += [held.known] if held.known else []
                    continue
                is_apart = in_notes if place.movable else bool(where.kind or where.is_boxed)
                known = _known(held, text, numbers if is_apart else None)
                roster.append(known)
                if not place.movable or (not in_notes and not where.kind):
                    edits += _instead(held, _cited(known, text, is_new=held.known is None or held.known.number != known.number))
                elif in_notes:
                    footnotes += not where.kind
                    edits += _noted(where, held, text, footnotes, known)
                else:
                    footnotes -= 1
                    edits += _taken_back(held, text)
        edits += self._listed(entries, roster)
        looks = {run.looks for text in (*citations, *entries) for run in text or () if run.looks}
        edits += self._styles(looks, b"".join(new for _, _, new in edits))
        return office.repacked(self._data, {CONTENT: office.spliced(self._content, edits)} if edits else {})

    def _listed(self, entries: Sequence[Runs], roster: Sequence[Known]) -> Iterator[Edit]:
        """The bibliography in place of the one that is there, of a placeholder, or at the end."""
        found = self._found
        (start, end), *others = found.entries or [found.placeholder or (found.end, found.end)]
        if not entries and start == end and not any(each.number for each in roster):
            return
        coded = ((citation_codes.entry_code(text, () if number else roster), text) for number, text in enumerate(entries or [()]))
        openings = self._openings()
        written = ((openings[_from_right(text)], _field(code, _runs(text))) for code, text in coded)
        yield start, end, b"".join(b"%s%s</text:p>" % each for each in written)
        yield from ((low, high, b"") for low, high in others)

    def _openings(self) -> dict[bool, bytes]:
        """The tag of an entry's paragraph for each direction: that of the first such one that is there, or of our own style."""
        found = {way: b'<text:p text:style-name="%s">' % style for way, style in _ENTRIES.items()}
        for start, end in reversed(self._found.entries):
            if there := re.compile(rb"<text:p [^>]*[^/>]>").match(self._content, start):
                text = re.sub(rb"<[^>]*>|&\w+;", b"", self._content[start:end]).decode("utf-8", "replace")
                found[directions.from_right(text)] = there[0]
        return found

    def _styles(self, looks: set[frozenset[str]], written: bytes) -> Iterator[Edit]:
        """The automatic styles that are not there yet."""
        wanted = {_style_name(each): each for each in looks}
        made = b"".join(
            b'<style:style %s style:name="%s" style:family="text"><style:text-properties %s/></style:style>'
            % (_SPACES, name, b" ".join(written for look, written in _LOOKS.items() if look in each))
            for name, each in sorted(wanted.items())
            if name.decode() not in self._found.names
        )
        for way, name in _ENTRIES.items():
            if b'"%s"' % name in written and name.decode() not in self._found.names:
                made += _ENTRY_STYLE % (_SPACES, name, _FROM_RIGHT if way else b"")
        if _FOOTNOTE_TAGS[True] in written and "Tipdesk_note_from_right" not in self._found.names:
            made += _FOOTNOTE_STYLE
        if made and self._found.styles:
            place, is_there = self._found.styles
            end = place
            if not is_there:
                made = b"<office:automatic-styles>%s</office:automatic-styles>" % made
                empty = re.compile(rb"<office:automatic-styles\s*/>").match(self._content, place)
                end = empty.end() if empty else place
            yield place, end, made


def _from_right(text: Runs) -> bool:
    return directions.from_right(citation_codes.text_of(text))


def _instead(held: Held, written: bytes) -> Iterator[Edit]:
    (start, end), *others = held.ranges
    yield start, end, written
    yield from ((low, high, b"") for low, high in others)


def _noted(where: Where, held: Held, text: Runs, footnotes: int, known: Known) -> Iterator[Edit]:
    """What puts a citation into a footnote of its own, the how manieth that is, or writes that anew."""
    setting = held.setting or Setting()
    written = held.written or Written(held.mark.text, setting.blank, setting.closing)
    body = b"<text:note-body>%s%s</text:p></text:note-body>" % (_footnote_tag(where, text), _cited(known, text))
    footnote = _field(written.code(text), _FOOTNOTE % (footnotes, body))
    yield from ((low, high, b"") for _, low, high in setting.blanks)
    if setting.behind:
        place = setting.behind[1]
        yield place, place, footnote
        footnote = b""
    yield from _instead(held, footnote)


def _footnote_tag(where: Where, text: Runs) -> bytes:
    """The tag of a footnote's paragraph: that of one which another program or the author has styled stays."""
    is_ours = not where.paragraph or where.paragraph in _FOOTNOTE_TAGS.values()
    return _FOOTNOTE_TAGS[_from_right(text)] if is_ours else where.paragraph


def _taken_back(held: Held, text: Runs) -> Iterator[Edit]:
    """What puts a citation into the sentence where the mark of a footnote was written, instead of this."""
    assert held.written is not None
    citation = _blank(held.written.lacking(held.before)) + _cited(_known(held, text), text)
    if held.back:
        place = held.back[1]
        yield place, place, citation
        citation = b""
    yield from _instead(held, citation)


def _blank(text: str) -> bytes:
    """Blanks, of which several would be one."""
    return re.sub("  +", lambda blanks: f'<text:s text:c="{len(blanks[0])}"/>', text).encode()


def _known(held: Held, text: Runs, numbers: Iterator[int] | None = None) -> Known:
    """What is to be known of a citation once it has this text; where there are numbers, it has the one it had, or gets one."""
    number = 0
    if numbers:
        number = (held.known and held.known.number) or next(numbers)
    return Known(held.mark.text, citation_codes.sum_of(citation_codes.text_of(text)), number)


def _cited(known: Known, text: Runs, *, is_new: bool = True) -> bytes:
    """A citation as a field, or in notes and frames, where LibreOffice loses fields, between the ends of a reference mark with its number.

    Around that is a bookmark, if it `is_new`: from there LibreOffice loses reference marks where it saves Word documents.
    """
    if not known.number:
        return _field(f"{CODE} {known.said}", _runs(text))
    name, bookmark = encoded(f"{NAME} {known.said} #{known.number}"), encoded(citation_codes.bookmark(known.number))
    written = b'<text:reference-mark-start text:name="%s"/>%s<text:reference-mark-end text:name="%s"/>' % (name, _runs(text), name)
    return (
        b'<text:bookmark-start text:name="%s"/>%s<text:bookmark-end text:name="%s"/>' % (bookmark, written, bookmark) if is_new else written
    )


def _field(code: str, result: bytes) -> bytes:
    """A field as LibreOffice keeps those of Word that it does not know."""
    return (
        b'<field:fieldmark-start %s text:name="Tipdesk" field:type="vnd.oasis.opendocument.field.UNHANDLED">'
        b'<field:param field:name="%s" field:value="%s"/></field:fieldmark-start><field:fieldmark-separator %s/>%s<field:fieldmark-end %s/>'
    ) % (_FIELDS, CODE_NAME.encode(), encoded(code), _FIELDS, result, _FIELDS)


def _runs(text: Runs) -> bytes:
    return b"".join(map(_run, text))


def _run(run: Run) -> bytes:
    written = b"<text:line-break/>".join(encoded(line) for line in re.sub("  +", " ", run.text).split("\n"))
    if run.looks:
        written = b'<text:span text:style-name="%s">%s</text:span>' % (_style_name(run.looks), written)
    return _LINK % (encoded(run.link), written) if run.link else written


def _style_name(looks: frozenset[str]) -> bytes:
    return b"Tipdesk_" + b"_".join(look.replace(" ", "-").encode() for look in _LOOKS if look in looks)
