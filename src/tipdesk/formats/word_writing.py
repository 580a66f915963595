"""The XML that citations and bibliographies are in Word documents."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from tipdesk.domain import directions
from tipdesk.domain.rich_text import BOLD, ITALIC, RIGHT_TO_LEFT, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs
from tipdesk.formats import citation_codes
from tipdesk.formats.citation_codes import CODE, Known
from tipdesk.formats.office import Edit, Piece, Reader, encoded
from tipdesk.formats.word_text import Held, Host, Part

_LOOKS = {  # in the order of the schema
    BOLD: (b"b", b""), ITALIC: (b"i", b""), SMALL_CAPS: (b"smallCaps", b""), UNDERLINE: (b"u", b"single"),
    SUPERSCRIPT: (b"vertAlign", b"superscript"), SUBSCRIPT: (b"vertAlign", b"subscript"),
    RIGHT_TO_LEFT: (b"rtl", b""),
}  # fmt: skip
_ORDER = """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden
    color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish
    oMath""".split()
_BEHIND_BIDI = """adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
    textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""".split()
_FIRST_ID = 731_000_000  # of our bookmarks: no other has such a one
_TAG = re.compile(rb"<[^<>]*>")
_W = re.compile(rb"(</?|\s)w:")
_KEPT = re.compile(rb"<\w+:(?:commentRange(?:Start|End)|bookmark(?:Start|End))\b[^>]*/>|<\w+:commentReference\b[^>]*/>")


def cited(part: Part, mark: Held, text: Runs, number: int) -> Iterator[Edit]:
    """What puts a citation where a mark is, or where its field has one; with a number, in a bookmark too."""
    if mark.hosts:
        yield from _instead(part, mark, marked(0 if mark.number else number, citation(mark.look, mark.mark.text, text)))
        return
    written = encoded(f" {_code(mark.mark.text, text)} ")
    for place in mark.code:
        yield *place, written
        written = b""
    yield from _replaced(part, mark.look, mark.ranges, runs(mark.look, text))
    if number and mark.whole and not mark.number:
        start, end = _bookmark(number)
        yield mark.whole[0][0], mark.whole[0][0], start
        yield mark.whole[-1][1], mark.whole[-1][1], end


def noted(part: Part, mark: Held, footnote: bytes) -> Iterator[Edit]:
    """What puts the field around a footnote where it belongs, instead of a mark or of a citation in the text."""
    assert mark.setting is not None
    for blank in mark.setting.blanks:
        yield from _without(part, *blank)
    if mark.setting.behind:
        yield from _cut(part, *mark.setting.behind, footnote)
        footnote = b""
    if mark.whole:
        yield from _replaced(part, mark.look, mark.whole, footnote)
    elif footnote:
        yield from _instead(part, mark, footnote)
    else:
        yield from ((low, high, b"") for low, high in mark.ranges)
        yield from _preserved(part, mark.hosts)


def kept_noted(part: Part, mark: Held, footnote: bytes) -> Iterator[Edit]:
    """What writes the field around a footnote anew."""
    yield from _replaced(part, mark.look, mark.whole, footnote)


def taken_back(part: Part, mark: Held, text: Runs) -> Iterator[Edit]:
    """What puts a citation into the sentence where the mark of a footnote was written, instead of this."""
    assert mark.written is not None
    blank = mark.written.lacking(mark.before)
    written = (runs(mark.look, (Run(blank),)) if blank else b"") + citation(mark.look, mark.mark.text, text)
    if mark.back:
        yield from _cut(part, *mark.back, written)
        written = b""
    yield from _replaced(part, mark.look, mark.whole, written)


def _instead(part: Part, mark: Held, written: bytes) -> Iterator[Edit]:
    (start, end), *others = mark.ranges
    yield _parted(part, mark.hosts[0], start, end, written)
    yield from ((low, high, b"") for low, high in others)
    yield from _preserved(part, mark.hosts)


def _cut(part: Part, piece: Piece, place: int, written: bytes) -> Iterator[Edit]:
    """What puts runs at a place in a piece of text, before its run if that begins there."""
    assert isinstance(piece.host, Host)
    run, tag = piece.host.run, piece.host.tag
    if _begins_at(part, tag, place) and part.data.rfind(b"<", run.start, tag - len(run.look)) == run.start:
        yield run.start, run.start, written
        return
    yield _parted(part, piece.host, place, place, written)
    yield from _preserved(part, [piece.host])


def _without(part: Part, piece: Piece, start: int, end: int) -> Iterator[Edit]:
    """What takes a part of a piece of text out, with the run if that is all that is in it."""
    assert isinstance(piece.host, Host)
    run, tag = piece.host.run, piece.host.tag
    closing = _closing(part)
    if run.children == 1 and _begins_at(part, tag, start) and part.data.startswith(closing, end):
        yield run.start, end + len(closing), b""
    else:
        yield start, end, b""
        yield from _preserved(part, [piece.host])


def _begins_at(part: Part, tag: int, place: int) -> bool:
    """Does the text behind this tag begin here?"""
    return part.data.find(b">", tag, place) + 1 == place


def _closing(part: Part) -> bytes:
    """What closes a run behind its text."""
    return b"</%st></%sr>" % (part.prefix, part.prefix)


def _parted(part: Part, host: Host, start: int, end: int, written: bytes) -> Edit:
    """Runs instead of a part of a run's text: it ends before them, and if there is more of it, goes on behind them."""
    closing = _closing(part)
    if part.data.startswith(closing, end):
        return start, end + len(closing), b"</w:t></w:r>" + written
    return start, end, b'</w:t></w:r>%s<w:r>%s<w:t xml:space="preserve">' % (written, host.run.look)


def _preserved(part: Part, hosts: Sequence[object]) -> Iterator[Edit]:
    """What keeps the blanks at the edges of texts that were cut."""
    for host in hosts:
        if isinstance(host, Host) and not host.preserved:
            name = host.tag + len(part.prefix) + 2  # behind <w:t
            yield name, name, b' xml:space="preserve"'


def _replaced(part: Part, look: bytes, ranges: Sequence[tuple[int, int]], written: bytes) -> Iterator[Edit]:
    """What stands in the first of these ranges instead of all of them, within what of them is somebody's comment or bookmark."""
    for start, end in ranges:
        found = _KEPT.findall(part.data, start, end)
        starts = b"".join(each for each in found if b"Start" in each)
        yield (
            start,
            end,
            starts
            + written
            + b"".join(run(look, each) if b":commentReference" in each else each for each in found if b"Start" not in each),
        )
        written = b""


def marked(number: int, written: bytes) -> bytes:
    """What is written in the bookmark with this number; 0 for none."""
    start, end = _bookmark(number) if number else (b"", b"")
    return start + written + end


def _bookmark(number: int) -> tuple[bytes, bytes]:
    name = citation_codes.bookmark(number).encode()
    return b'<w:bookmarkStart w:id="%d" w:name="%s"/>' % (_FIRST_ID + number, name), b'<w:bookmarkEnd w:id="%d"/>' % (_FIRST_ID + number)


def citation(look: bytes, mark: str, text: Runs) -> bytes:
    """The field of a citation."""
    return field(look, _code(mark, text), runs(look, text))


def _code(mark: str, text: Runs) -> str:
    return f"{CODE} {Known(mark, citation_codes.sum_of(citation_codes.text_of(text))).said}"


def field(look: bytes, code: str, result: bytes) -> bytes:
    """A field with this code and result."""
    begun, parted, ended = (run(look, b'<w:fldChar w:fldCharType="%s"/>' % kind) for kind in (b"begin", b"separate", b"end"))
    return begun + run(look, b'<w:instrText xml:space="preserve">%s</w:instrText>' % encoded(f" {code} ")) + parted + result + ended


def run(look: bytes, inside: bytes) -> bytes:
    """A run that looks like this."""
    return b"<w:r>%s%s</w:r>" % (look, inside)


def runs(look: bytes, text: Runs) -> bytes:
    """Text in runs, each with a look of its own on top of this one; letters have the direction of their script, not that of the look."""
    if b":rtl" in look and directions.has_letters(citation_codes.text_of(text)):
        look = _with_looks(look, frozenset(), frozenset(("rtl", "cs")))
    return b"".join(run(_with_looks(look, each.looks), _text(each.text)) for each in text)


def linked(text: Runs, ids: Mapping[str, bytes], look: bytes, namespace: bytes) -> bytes:
    """Text with its links, by the ids of their relations; these look like this."""
    link = b'<w:hyperlink xmlns:r="%s" r:id="%s" w:history="1">%s</w:hyperlink>'
    return b"".join(
        link % (namespace, ids[each.link], runs(look, (each,))) if each.link else runs(b"", (each,)) for each in text
    )  # fmt: skip


def _text(text: str) -> bytes:
    return b"<w:br/>".join(b'<w:t xml:space="preserve">%s</w:t>' % encoded(line) for line in text.split("\n"))


class _Properties(Reader):
    """The elements of a w:rPr or w:pPr: their names and their bytes."""

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
def _with_looks(look: bytes, looks: frozenset[str], less: frozenset[str] = frozenset()) -> bytes:
    """A w:rPr with more looks, in the order that the schema asks for, and without those of these names."""
    if not looks and not less:
        return look
    reader = _Properties(look or b"<w:rPr></w:rPr>")
    reader.read()
    added = {}
    for each in looks:
        name, value = _LOOKS[each]
        added[name.decode()] = b"<w:" + name + (b' w:val="' + value + b'"' if value else b"") + b"/>"
        if RIGHT_TO_LEFT in looks and each in (BOLD, ITALIC):  # such scripts have these of their own
            added[f"{name.decode()}Cs"] = b"<w:" + name + b"Cs/>"
    kept = [(name, written) for name, written in reader.found if name not in added and name not in less]
    order = {name: place for place, name in enumerate(_ORDER)}
    children = sorted((*kept, *added.items()), key=lambda child: order.get(child[0], len(order)))
    return b"<w:rPr>%s</w:rPr>" % b"".join(written for _, written in children)


def directed(properties: bytes, is_from_right: bool) -> bytes:
    """A w:pPr by which a paragraph runs from the right, or from the left."""
    reader = _Properties(properties or b"<w:pPr></w:pPr>")
    reader.read()
    kept = [(name, written) for name, written in reader.found if name != "bidi"]
    place = next((number for number, (name, _) in enumerate(kept) if name in _BEHIND_BIDI), len(kept))
    bidi = b"<w:bidi/>" if is_from_right else b'<w:bidi w:val="0"/>'
    return b"<w:pPr>%s%s%s</w:pPr>" % (b"".join(each for _, each in kept[:place]), bidi, b"".join(each for _, each in kept[place:]))


def prefixed(edits: Iterable[Edit], prefix: bytes) -> Iterator[Edit]:
    """Edits with the document's prefix for Word's elements."""
    for start, end, written in edits:
        yield start, end, written if prefix == b"w:" else _TAG.sub(lambda tag: _W.sub(rb"\1" + prefix, tag[0]), written)
