"""The parts of a Word document: how they are found, what the main one relates to, and the styles by name."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count
from pathlib import PurePosixPath

from tipdesk.formats import office
from tipdesk.formats.office import BrokenDocument, encoded

TYPES = "[Content_Types].xml"
_SPACE = b"http://schemas.openxmlformats.org/package/2006/"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*?(?:/>|>\s*</(?:\w+:)?Relationship\s*>)")
_ATTRIBUTE = re.compile(rb'\s(\w+)\s*=\s*["\']([^"\']*)["\']')
_STYLE = re.compile(rb"""<w:style\b[^>]*w:styleId="([^"]+)"[^>]*>\s*<w:name w:val="([^"]*)"\s*/>""")


class Package:
    """The parts of a Word document, and what of them is changed."""

    def __init__(self, data: bytes) -> None:
        """Raises BrokenDocument for what is no ZIP file, or not safe to unpack."""
        self._data = data
        self._members = office.members(data)
        self._changed: dict[str, bytes] = {}
        whole = list(self._relations("_rels/.rels"))
        kind = next((said["Type"] for said in whole if said.get("Type", "").endswith("/officeDocument")), "")
        self.namespace = (kind.removesuffix("/officeDocument") or _RELATIONS).encode()  # of relations; it has a strict twin
        self.main = self._target(whole, "", "officeDocument") or "word/document.xml"
        path = PurePosixPath(self.main)
        self._related = str(path.parent / "_rels" / f"{path.name}.rels")

    def part(self, name: str) -> bytes:
        """The XML of a part as it is now. Raises BrokenDocument."""
        return self._changed.get(name) or office.part(self._data, name)

    def change(self, name: str, xml: bytes) -> None:
        """Write this part anew, or a new one."""
        self._changed[name] = xml

    def repacked(self) -> bytes:
        """The document with all that was changed."""
        return office.repacked(self._data, self._changed)

    def related(self, kind: str) -> str:
        """The part that the main part names for a purpose; empty for none."""
        return self._target(self._relations(self._related), self.main, kind)

    def all_related(self, *kinds: str) -> Iterator[str]:
        """All parts that the main part names for these purposes."""
        for kind in kinds:
            for relation in self._relations(self._related):
                if name := self._target([relation], self.main, kind):
                    yield name

    def relate(self, kind: str, targets: Sequence[str], *, outside: bool = False) -> list[bytes]:
        """Let the main part relate to parts of its folder, or to addresses outside; says by which ids."""
        taken = {said.get("Id", "") for said in self._relations(self._related)}
        free = (name for name in (f"rIdTipdesk{number}" for number in count(1)) if name not in taken)
        ids = [name.encode() for name, _ in zip(free, targets, strict=False)]
        mode = b' TargetMode="External"' if outside else b""
        made = b"".join(
            b'<Relationship xmlns="%srelationships" Id="%s" Type="%s/%s" Target="%s"%s/>'
            % (_SPACE, name, self.namespace, kind.encode(), encoded(target), mode)
            for name, target in zip(ids, targets, strict=True)
        )
        there = self._related in self._members or self._related in self._changed
        xml = self.part(self._related) if there else b'<Relationships xmlns="%srelationships"></Relationships>' % _SPACE
        self.change(self._related, _grown(xml, b"Relationships", made, self._related))
        return ids

    def unrelate(self, ids: Collection[bytes]) -> None:
        """Take these relations out of what the main part relates to."""
        if ids:
            kept = _RELATION.sub(lambda found: b"" if _said(found[0]).get("Id", "").encode() in ids else found[0], self.part(self._related))
            self.change(self._related, kept)

    def add(self, kind: str, content_type: str, xml: bytes) -> None:
        """A new part that the main one relates to."""
        folder = PurePosixPath(self.main).parent
        name = next(name for name in (f"{kind}{number or ''}.xml" for number in count()) if str(folder / name) not in self._members)
        self.relate(kind, [name])
        self.change(str(folder / name), xml)
        if re.search(rb"""PartName=["']/%s["']""" % re.escape(str(folder / name).encode()), self.part(TYPES), re.IGNORECASE):
            return
        made = b'<Override xmlns="%scontent-types" PartName="/%s" ContentType="%s"/>' % (
            _SPACE,
            encoded(str(folder / name)),
            content_type.encode(),
        )
        self.change(TYPES, _grown(self.part(TYPES), b"Types", made, TYPES))

    def styled(self, *names: str) -> bytes:
        """The id of the first style that has one of these names, in lower case; empty for none."""
        return next((self._styles[name] for name in names if name in self._styles), b"")

    @cached_property
    def _styles(self) -> Mapping[str, bytes]:
        name = self.related("styles")
        found = _STYLE.findall(office.part(self._data, name)) if name else []
        return {said.decode("utf-8", "replace").lower(): style for style, said in reversed(found)}

    def _relations(self, name: str) -> Iterator[Mapping[str, str]]:
        if name in self._members or name in self._changed:
            yield from map(_said, _RELATION.findall(self.part(name)))

    def _target(self, relations: Sequence[Mapping[str, str]] | Iterator[Mapping[str, str]], source: str, kind: str) -> str:
        for said in relations:
            target = said.get("Target", "")
            if said.get("Type", "").endswith(f"/{kind}"):
                named = target.lstrip("/") if target.startswith("/") else str(PurePosixPath(source).parent / target)
                if named in self._members:
                    return named
        return ""


def _said(relation: bytes) -> dict[str, str]:
    return {key.decode(): value.decode("utf-8", "replace") for key, value in _ATTRIBUTE.findall(relation)}


def _grown(xml: bytes, root: bytes, more: bytes, name: str) -> bytes:
    """A list of a package with more in it. Raises BrokenDocument where it is none."""
    if ends := list(re.finditer(rb"</(?:\w+:)?%s\s*>" % root, xml)):
        return office.spliced(xml, [(ends[-1].start(), ends[-1].start(), more)])
    if empty := re.search(rb"<((?:\w+:)?%s)(\s[^>]*)?/>" % root, xml):
        return office.spliced(xml, [(*empty.span(), b"<%s%s>%s</%s>" % (empty[1], empty[2] or b"", more, empty[1]))])
    raise BrokenDocument(f"its {name} is damaged")
