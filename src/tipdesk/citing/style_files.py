"""CSL style files: what their heads say, and their text as pandoc needs it."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from tipdesk.domain.errors import BadRequest, SystemRefused

MAX_SIZE = 2 * 1024 * 1024  # bytes
_NAMESPACE = "http://purl.org/net/xbiblio/csl"
# A label without a name beside it: pandoc writes it before the names ("editorRoe R"), where CSL means it behind them.
_LABEL_ALONE = re.compile(r"(<names\b[^<>]*[^/<>]>\s*)(?=<label\b[^<>]*/>\s*(?:<substitute>|</names>))")


class Head(NamedTuple):
    """What a style says of itself; `parent` is the name of the style that a dependent one stands for, `note` that it makes footnotes."""

    title: str
    short: str = ""
    id: str = ""
    parent: str = ""
    locale: str = ""
    note: bool = False


class _Done(Exception):
    """The head is read."""


class NoStyle(ValueError):
    """This is no CSL style; the text says why, as the end of a sentence."""


class _Reader:
    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self.path: list[str] = []
        self.elements: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.removeprefix(f"{_NAMESPACE} ")
        if not self.path:
            if name != f"{_NAMESPACE} style":
                raise NoStyle("its root is no CSL style")
            self.attributes = attributes
        if self.path == ["style", "info"] and local == "link" and attributes.get("rel") == "independent-parent":
            self.said["parent"] = attributes.get("href", "").rstrip("/").rpartition("/")[2]
        self.elements.add(local)
        self.path.append(local)

    def end(self, _name: str) -> None:
        self.path.pop()

    def text(self, text: str) -> None:
        if self.path[:-1] == ["style", "info"] and self.path[-1] in ("title", "title-short", "id"):
            self.said[self.path[-1]] = self.said.get(self.path[-1], "") + text

    def refuse(self, *_: object) -> None:
        raise NoStyle("it declares a document type or entities, which no style needs")

    def head(self) -> Head:
        title, short, name = (" ".join(self.said.get(part, "").split()) for part in ("title", "title-short", "id"))
        locale = self.attributes.get("default-locale", "")
        return Head(title, short, name, self.said.get("parent", ""), locale, self.attributes.get("class") == "note")


def head(data: bytes, *, whole: bool = True) -> Head:
    """What a style says of itself, by the `whole` file or by its beginning, which may be cut off. Raises NoStyle."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = reader.start, reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse

    def end(name: str) -> None:
        reader.end(name)
        if not whole and name == f"{_NAMESPACE} info":
            raise _Done

    parser.EndElementHandler = end
    try:
        parser.Parse(data, whole)
    except _Done:
        pass
    except expat.ExpatError as error:
        raise NoStyle(f"it is no well-formed XML ({expat.ErrorString(error.code)}, line {error.lineno})") from error
    found = reader.head()
    if not found.title:
        raise NoStyle("it has no title")
    if whole and not found.parent and "citation" not in reader.elements:
        raise NoStyle("it says nothing of how a citation looks")
    return found


def read(path: Path) -> bytes:
    """The bytes of a style file. Raises SystemRefused where it cannot be read, BadRequest for one that is too large to be a style."""
    try:
        with path.open("rb") as file:  # a device has no end
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise SystemRefused(f"The style {path} cannot be read: {error.strerror or error}.") from error
    if len(data) > MAX_SIZE:
        raise BadRequest(f"{path} is no CSL style: it is larger than {MAX_SIZE // 2**20} MB.")
    return data


def text(path: Path) -> str:
    """The text of a style as pandoc reads it right. Raises BadRequest for what is no style, SystemRefused where it cannot be read."""
    try:
        return _text(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise SystemRefused(f"The style {path} cannot be read: {error.strerror or error}.") from error


@lru_cache(maxsize=8)
def _text(path: Path, _changed: int) -> str:
    data = read(path)
    try:
        head(data)
        return _LABEL_ALONE.sub(r"\1<name/>", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadRequest(f"{path} is no CSL style that tipdesk reads: save it in UTF-8.") from error
    except NoStyle as error:
        raise BadRequest(f"{path} is no CSL style: {error}.") from error
