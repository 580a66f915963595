"""Citations in Word documents.

A mark such as `[@bird2020, p. 4]` becomes a field whose code holds it, so that it can be found again, and so does each entry of the
bibliography; Word and LibreOffice keep such fields. Marks may be split over runs, and stand in notes and tables; marks in the results
of other fields, in headers and in comments are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs
from tipdesk.formats import office
from tipdesk.formats.office import CODE, ENTRY_CODE, PLACEHOLDER, Edit, Place, Reader, encoded
from tipdesk.formats.word_reading import Held, Part, PartReader

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'\s(\w+)\s*=\s*["\']([^"\']*)["\']')
_BIBLIOGRAPHY_STYLE = re.compile(rb"""<w:style\b[^>]*w:styleId="([^"]+)"[^>]*>\s*(?:<w:name w:val="bibliography"\s*/>)""", re.IGNORECASE)
_LOOKS = {  # in the order of the schema
    BOLD: (b"b", b""), ITALIC: (b"i", b""), SMALL_CAPS: (b"smallCaps", b""), UNDERLINE: (b"u", b"single"),
    SUPERSCRIPT: (b"vertAlign", b"superscript"), SUBSCRIPT: (b"vertAlign", b"subscript"),
}  # fmt: skip
_ORDER = """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden
    color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish
    oMath""".split()
_KEPT = re.compile(rb"<\w+:(?:commentRange(?:Start|End)|bookmark(?:Start|End))\b[^>]*/>|<\w+:commentReference\b[^>]*/>")


class Word:
    """A Word document; see `office.Document`."""

    def __init__(self, data: bytes) -> None:
        """Raises BrokenDocument for what is none, or cannot be worked on."""
        self._data = data
        self.spoilt: list[str] = []
        self._members = office.members(data)
        self._main = self._related("", "officeDocument") or "word/document.xml"
        self._body = self._read(self._main)
        self.has_bibliography = bool(self._body.entries)
        self.spoilt += [PLACEHOLDER] if self._body.entries and self._body.placeholder else []
        self._notes = {kind: self._read(name, True) for kind in ("footnotes", "endnotes") if (name := self._related(self._main, kind))}
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
        edits: dict[str, list[Edit]] = {}
        texts = iter(citations)
        for marks, _, part in self._places:
            for mark in marks:
                if (text := next(texts)) is not None:
                    edits.setdefault(part.name, []).extend(_cited(part, mark, text))
        edits.setdefault(self._main, []).extend(self._listed(entries))
        parts = {part.name: part for part in (self._body, *self._notes.values())}
        return office.repacked(
            self._data, {name: office.spliced(parts[name].data, dict.fromkeys(made)) for name, made in edits.items() if made}
        )

    def _listed(self, entries: Sequence[Runs]) -> Iterator[Edit]:
        """The bibliography in place of the one that is there, of a placeholder, or at the end."""
        body = self._body
        (start, end), *others = body.entries or ([body.placeholder] if body.placeholder else [(body.end, body.end)])
        if not entries and start == end:
            return
        properties = body.properties
        if not body.entries:
            style = self._style()
            inside = b'<w:pStyle w:val="%s"/>' % style if style else b'<w:ind w:left="720" w:hanging="720"/>'
            properties = _prefixed(b"<w:pPr>%s</w:pPr>" % inside, body.prefix)
        opening, closing = _prefixed(b"<w:p>", body.prefix) + properties, _prefixed(b"</w:p>", body.prefix)
        texts = (_field(body.prefix, b"", ENTRY_CODE, _runs(body.prefix, b"", entry)) for entry in entries or [()])
        written = b"".join(opening + text + closing for text in texts)
        for low, high in ((start, end), *others):
            if b"sectPr" not in body.data[low:high]:  # the end of a section must stay
                yield low, high, written
            else:
                yield low, low, written
            written = b""

    def _style(self) -> bytes:
        name = self._related(self._main, "styles")
        found = _BIBLIOGRAPHY_STYLE.search(office.part(self._data, name)) if name else None
        return found[1] if found else b""

    def _read(self, name: str, in_notes: bool = False) -> Part:
        found = Part(name, office.part(self._data, name))
        reader = PartReader(found, in_notes)
        reader.read()
        self.spoilt += reader.spoilt
        return found

    def _related(self, name: str, kind: str) -> str:
        """The part that another, or the whole document, names for a purpose; empty for none."""
        path = PurePosixPath(name)
        relations = str(path.parent / "_rels" / f"{path.name}.rels") if name else "_rels/.rels"
        if relations not in self._members:
            return ""
        for relation in _RELATION.findall(office.part(self._data, relations)):
            said = {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(relation)}
            target = said.get("Target", "")
            if said.get("Type", "").endswith(f"/{kind}"):
                named = target.lstrip("/") if target.startswith("/") else str(path.parent / target)
                return named if named in self._members else ""
        return ""


def _cited(part: Part, mark: Held, text: Runs) -> Iterator[Edit]:
    """What puts a citation where a mark is, or where its field has one."""
    prefix, look = part.prefix, mark.look
    result = _runs(prefix, look, text)
    (start, end), *others = mark.ranges

    if not mark.hosts:
        kept = _KEPT.findall(part.data, start, end)  # a comment of somebody's on the citation stays
        yield start, end, result + b"".join(_run(prefix, look, each) if b":commentReference" in each else each for each in kept)
        return
    field = _field(prefix, look, f"{CODE} {mark.mark.text}", result)
    before = _prefixed(b"</w:t></w:r>", prefix)
    behind = _prefixed(b"<w:r>", prefix) + look + _prefixed(b'<w:t xml:space="preserve">', prefix)
    yield start, end, before + field + behind
    yield from ((low, high, b"") for low, high in others)
    for host in mark.hosts:
        if not host.preserved:
            name = host.tag + len(prefix) + 2  # behind <w:t
            yield name, name, b' xml:space="preserve"'


def _field(prefix: bytes, look: bytes, code: str, result: bytes) -> bytes:
    begun, parted, ended = (
        _run(prefix, look, _prefixed(b'<w:fldChar w:fldCharType="%s"/>' % kind, prefix)) for kind in (b"begin", b"separate", b"end")
    )
    opening, closing = _prefixed(b'<w:instrText xml:space="preserve">', prefix), _prefixed(b"</w:instrText>", prefix)
    return begun + _run(prefix, look, opening + encoded(f" {code} ") + closing) + parted + result + ended


def _run(prefix: bytes, look: bytes, inside: bytes) -> bytes:
    return _prefixed(b"<w:r>", prefix) + look + inside + _prefixed(b"</w:r>", prefix)


def _runs(prefix: bytes, look: bytes, text: Runs) -> bytes:
    return b"".join(_prefixed(b"<w:r>", prefix) + _with_looks(look, run.looks, prefix) + _text(run, prefix) for run in text)


def _text(run: Run, prefix: bytes) -> bytes:
    opening, closing = _prefixed(b'<w:t xml:space="preserve">', prefix), _prefixed(b"</w:t>", prefix)
    broken = _prefixed(b"<w:br/>", prefix).join(opening + encoded(line) + closing for line in run.text.split("\n"))
    return broken + _prefixed(b"</w:r>", prefix)


class _Properties(Reader):
    """The elements of a w:rPr: their names and their bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data, "text")
        self.found: list[tuple[str, bytes]] = []
        self._starts: list[int] = []

    def start(self, name: str, attributes: dict[str, str], at: int) -> None:
        self._starts.append(at)

    def end(self, name: str, at: int) -> None:
        start = self._starts.pop()
        if len(self._starts) == 1:
            self.found.append((name.rpartition(":")[2], self.data[start : self.behind(at)]))


@lru_cache(maxsize=256)
def _with_looks(look: bytes, looks: frozenset[str], prefix: bytes) -> bytes:
    """A w:rPr with more looks, in the order that the schema asks for."""
    if not looks:
        return look
    reader = _Properties(look or _prefixed(b"<w:rPr></w:rPr>", prefix))
    reader.read()
    added = {}
    for each in looks:
        name, value = _LOOKS[each]
        written = b"<w:" + name + (b' w:val="' + value + b'"' if value else b"") + b"/>"
        added[name.decode()] = _prefixed(written, prefix)
    kept = [(name, written) for name, written in reader.found if name not in added]
    order = {name: place for place, name in enumerate(_ORDER)}
    children = sorted((*kept, *added.items()), key=lambda child: order.get(child[0], len(order)))
    inside = b"".join(written for _, written in children)
    return _prefixed(b"<w:rPr>", prefix) + inside + _prefixed(b"</w:rPr>", prefix)


def _prefixed(written: bytes, prefix: bytes) -> bytes:
    """XML of our own with the document's prefix for Word's elements."""
    return written if prefix == b"w:" else re.sub(rb"(</?)w:", rb"\1" + prefix, written).replace(b" w:", b" " + prefix)
