"""The XML that citations and bibliographies are in Word documents."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Runs
from tipdesk.formats.office import CODE, Edit, Reader, encoded
from tipdesk.formats.word_reading import Held, Part

_LOOKS = {  # in the order of the schema
    BOLD: (b"b", b""), ITALIC: (b"i", b""), SMALL_CAPS: (b"smallCaps", b""), UNDERLINE: (b"u", b"single"),
    SUPERSCRIPT: (b"vertAlign", b"superscript"), SUBSCRIPT: (b"vertAlign", b"subscript"),
}  # fmt: skip
_ORDER = """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden
    color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish
    oMath""".split()
_TAG = re.compile(rb"<[^<>]*>")
_W = re.compile(rb"(</?|\s)w:")
_KEPT = re.compile(rb"<\w+:(?:commentRange(?:Start|End)|bookmark(?:Start|End))\b[^>]*/>|<\w+:commentReference\b[^>]*/>")


def cited(part: Part, mark: Held, text: Runs) -> Iterator[Edit]:
    """What puts a citation where a mark is, or where its field has one."""
    look = mark.look
    result = runs(look, text)
    (start, end), *others = mark.ranges
    if not mark.hosts:
        kept = _KEPT.findall(part.data, start, end)  # a comment of somebody's on the citation stays
        yield start, end, result + b"".join(run(look, each) if b":commentReference" in each else each for each in kept)
        return
    behind = b'<w:r>%s<w:t xml:space="preserve">' % look
    yield start, end, b"</w:t></w:r>" + field(look, f"{CODE} {mark.mark.text}", result) + behind
    yield from ((low, high, b"") for low, high in others)
    for host in mark.hosts:
        if not host.preserved:
            name = host.tag + len(part.prefix) + 2  # behind <w:t
            yield name, name, b' xml:space="preserve"'


def field(look: bytes, code: str, result: bytes) -> bytes:
    """A field with this code and result."""
    begun, parted, ended = (run(look, b'<w:fldChar w:fldCharType="%s"/>' % kind) for kind in (b"begin", b"separate", b"end"))
    return begun + run(look, b'<w:instrText xml:space="preserve">%s</w:instrText>' % encoded(f" {code} ")) + parted + result + ended


def run(look: bytes, inside: bytes) -> bytes:
    """A run that looks like this."""
    return b"<w:r>%s%s</w:r>" % (look, inside)


def runs(look: bytes, text: Runs) -> bytes:
    """Text in runs, each with a look of its own on top of this one."""
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
def _with_looks(look: bytes, looks: frozenset[str]) -> bytes:
    """A w:rPr with more looks, in the order that the schema asks for."""
    if not looks:
        return look
    reader = _Properties(look or b"<w:rPr></w:rPr>")
    reader.read()
    added = {}
    for each in looks:
        name, value = _LOOKS[each]
        added[name.decode()] = b"<w:" + name + (b' w:val="' + value + b'"' if value else b"") + b"/>"
    kept = [(name, written) for name, written in reader.found if name not in added]
    order = {name: place for place, name in enumerate(_ORDER)}
    children = sorted((*kept, *added.items()), key=lambda child: order.get(child[0], len(order)))
    return b"<w:rPr>%s</w:rPr>" % b"".join(written for _, written in children)


def prefixed(edits: Iterable[Edit], prefix: bytes) -> Iterator[Edit]:
    """Edits with the document's prefix for Word's elements."""
    for start, end, written in edits:
        yield start, end, written if prefix == b"w:" else _TAG.sub(lambda tag: _W.sub(rb"\1" + prefix, tag[0]), written)
