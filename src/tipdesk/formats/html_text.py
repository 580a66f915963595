"""The text of HTML pages, and of EPUBs, which are ZIP files of them."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote

from tipdesk.formats import office
from tipdesk.formats.base import decode, is_encoding
from tipdesk.formats.office import BrokenDocument

_PIECE = 1024 * 1024  # characters
_CONTAINER, _LOCKED = "META-INF/container.xml", "META-INF/encryption.xml"
_DECLARED = re.compile(rb"""<meta\b[^>]*\bcharset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
# What browsers take these names for (WHATWG's Encoding Standard).
_MEANT = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_UNREAD = frozenset(("script", "style", "template"))
_BLANKS = re.compile(r"\s+")
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby s samp small span strike strong sub"
    " sup time tt u var wbr".split()
)


def read(data: bytes, most: int) -> str:
    """The text of a page, a line for each paragraph, until there are about `most` characters."""
    return _text(_decoded(data), most)


def read_epub(data: bytes, most: int) -> str:
    """The text of a book's chapters in order, until there are about `most` characters. Raises BrokenDocument for what is none."""
    chapters: list[str] = []
    size = 0
    for chapter in _chapters(data):
        chapters.append(_text(_decoded(office.part(data, chapter)), most - size))
        size += len(chapters[-1])
        if size >= most:
            break
    return "\n".join(chapters)


def _decoded(data: bytes) -> str:
    """As other texts are; where that has to be guessed, by what the page says of itself in its first KiB."""
    decoded = decode(data)
    named = _DECLARED.search(data[:1024]) if decoded.guessed and not decoded.encoding.startswith("utf-16") else None
    if named and is_encoding(name := named[1].decode("ascii")):
        name = codecs.lookup(name).name
        return decode(data, _MEANT.get(name, name)).text
    return decoded.text


def _text(source: str, most: int) -> str:
    # Python's parser raises AssertionError for some of these sections; all are comments in HTML, but text in what XML calls CDATA.
    source = source.replace("<![CDATA[", "").replace("<![", "<! [")
    page = _Page()
    for start in range(0, len(source), _PIECE):
        page.feed(source[start : start + _PIECE])
        if page.size >= most:
            break
    else:
        page.close()
    lines = (line.strip() for line in "".join(page.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Page(HTMLParser):
    """Takes the text out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.size = 0  # characters
        self._unread = 0  # elements around that are not read
        self._kept = 0  # elements around whose line ends count

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD
        self._kept += tag == "pre"
        if tag not in _INLINE:
            self.pieces.append("\n")
        elif tag == "sup" or ("epub:type", "noteref") in attrs:  # the number of a note is no part of the word before it
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD and self._unread > 0
        self._kept -= tag == "pre" and self._kept > 0
        if tag not in _INLINE:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(data if self._kept else _BLANKS.sub(" ", data))
            self.size += len(self.pieces[-1])


class _Elements(HTMLParser):
    """Lists the elements of a small XML file, without their namespaces, and their attributes."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(decode(data).text.replace("<![", "<! ["))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag.rpartition(":")[2], {name: value or "" for name, value in attrs}))

    def named(self, tag: str) -> Iterator[dict[str, str]]:
        return (said for name, said in self.found if name == tag)


def _chapters(data: bytes) -> Iterator[str]:
    """The members of an EPUB that are read one after the other (EPUB 3.3, "Package document"). Raises BrokenDocument."""
    there = office.members(data)
    main = next((said.get("full-path", "") for said in _Elements(office.part(data, _CONTAINER)).named("rootfile")), "")
    if not main:
        raise BrokenDocument("it is no book, or damaged")
    package = _Elements(office.part(data, main))
    locked = (
        {unquote(said.get("uri", "")) for said in _Elements(office.part(data, _LOCKED)).named("cipherreference")}
        if _LOCKED in there
        else ()
    )
    files = {said.get("id", ""): said.get("href", "") for said in package.named("item")}
    for said in package.named("itemref"):
        name = str(PurePosixPath(main).parent / unquote(files.get(said.get("idref", ""), "")))
        if name in locked:
            raise BrokenDocument("it is encrypted by its seller (DRM)")
        if name in there:
            yield name
