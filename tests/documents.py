"""Word and OpenDocument texts made for tests, and their text taken out again by other means than tipdesk's own."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_ODT = "application/vnd.oasis.opendocument.text"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/>'
    f'<Override PartName="/word/endnotes.xml" ContentType="{_WORD}.endnotes+xml"/></Types>'
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODT}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="Pictures/a.png" manifest:media-type="image/png"/></manifest:manifest>'
)
_RELATION = '<Relationship Id="r{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}" Target="{1}"/>'
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'


def packed(members: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def docx(body: str, footnotes: str = "", endnotes: str = "") -> bytes:
    """A Word document with this content of w:body, of w:footnotes, and of w:endnotes."""
    notes = {name: text for name, text in (("footnotes", footnotes), ("endnotes", endnotes)) if text}
    related = "".join(_RELATION.format(name, f"{name}.xml") for name in notes)
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(_RELATION.format("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _RELATIONS.format(related),
        "word/document.xml": f'{_XML}<w:document xmlns:w="{W}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/media/image.png": bytes(range(256)),
    }
    for name, text in notes.items():
        members[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{W}">{text}</w:{name}>'
    return packed(members)


def odt(body: str) -> bytes:
    """An OpenDocument text with this content of office:text."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    style = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    content = (
        f'{_XML}<office:document-content xmlns:office="{office}" xmlns:text="{TEXT}" xmlns:style="{style}" '
        f'office:version="1.2"><office:automatic-styles/><office:body><office:text>{body}</office:text></office:body></office:document-content>'
    )
    return packed({"mimetype": _ODT, "content.xml": content, "META-INF/manifest.xml": _MANIFEST, "Pictures/a.png": bytes(range(256))})


def member(data: bytes, name: str) -> bytes:
    """A member of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return packed.read(name)


def paragraphs(data: bytes, name: str = "word/document.xml") -> list[str]:
    """The text of each paragraph as a reader sees it: no codes of fields, nothing deleted."""
    root = ElementTree.fromstring(member(data, name))
    if name == "content.xml":
        return ["".join(p.itertext()) for p in root.iter(f"{{{TEXT}}}p")]
    return ["".join(t.text or "" for t in p.iter(f"{{{W}}}t")) for p in root.iter(f"{{{W}}}p")]


def footnotes(data: bytes) -> list[str]:
    """The text of each footnote of a Word document, or of an OpenDocument text, as their numbers follow each other in the text."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
    if "content.xml" in names:
        notes = ElementTree.fromstring(member(data, "content.xml")).iter(f"{{{TEXT}}}note")
        return [
            "".join(p.itertext()) for note in notes for p in note.iter(f"{{{TEXT}}}p") if note.get(f"{{{TEXT}}}note-class") != "endnote"
        ]
    body = ElementTree.fromstring(member(data, "word/document.xml"))
    numbers = [int(each.get(f"{{{W}}}id", "")) for each in body.iter(f"{{{W}}}footnoteReference")]
    assert numbers == sorted(set(numbers))  # or LibreOffice would show them in another order
    part = ElementTree.fromstring(member(data, "word/footnotes.xml")) if "word/footnotes.xml" in names else ()
    texts = {int(each.get(f"{{{W}}}id", "")): "".join(t.text or "" for t in each.iter(f"{{{W}}}t")).strip() for each in part}
    return [texts[number] for number in numbers]


def others(data: bytes, *changed: str) -> dict[str, bytes]:
    """All members but those that may change, and their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {info.filename: packed.read(info) for info in packed.infolist() if info.filename not in changed}


def written(folder: Path, name: str, data: bytes) -> Path:
    """A file of these bytes."""
    path = folder / name
    path.write_bytes(data)
    return path
