"""The keys that a LaTeX text cites by the commands of natbib, biblatex and their like, and the files that it takes in."""

import re
from collections.abc import Iterator

_VERBATIM = "verbatim verbatim* Verbatim Verbatim* BVerbatim LVerbatim lstlisting minted comment filecontents filecontents* alltt".split()
_SKIPPED = re.compile(
    r"%[^\n]*\n?|\\(?P<verb>verb\*?|lstinline|mintinline(?:\[[^\]\n]{0,500}\])?(?:\{[\w+#-]{0,40}\})?)(?![A-Za-z])|\\(?P<which>begin|end)\s*\{(?P<name>[A-Za-z]+\*?)\}"
    r"|\\(?P<off>iffalse)(?![A-Za-z])|\\.",
    re.DOTALL,
)
_INLINE = re.compile(r"(?:\[[^\]\n]{0,500}\])?(?:\{(?P<braced>(?:[^{}\n]|\{[^{}\n]{0,500}\}){0,4000}+)\}|(?P<mark>[^\sA-Za-z*{\[]))")
_CONDITION = re.compile(r"\\(?:(if[A-Za-z@]*)|fi)(?![A-Za-z])")
_COMMAND = re.compile(r"\\([A-Za-z]++)(?!@)\*?")
_CITES = re.compile(r"[cC]ite|cquote|bibentry")
_TAKES_IN = frozenset("input include subfile subfileinclude import subimport".split())
_NO_CITATIONS = re.compile(
    r"[cC]ite(?:text|style|reset|setup|punct|left|right|mid|form|dash|index.*|tracker.*|ation.*)|bibcite"
    r"|(?:new|renew|provide|set|if|[Dd]eclare).*"
)
_VOLUME = re.compile(r"(?i)[pfsta]?t?volcites?")
_MARK = re.compile(r"[][{}()<>]|\\.|\n[ \t]*\n", re.DOTALL)
_BLANKS = re.compile(r"[ \t]*\n?[ \t]*")
_NESTED = 3  # levels of citations in the notes of citations
_CLOSING = {"[": "]", "(": ")", "<": ">", "{": "}"}


def read(text: str) -> tuple[list[str], list[str]]:
    """The keys in order, `*` for all that there are, and the names of files as they are written. Comments and verbatim text say nothing."""
    return _Reader("".join(_spoken(text.replace("\r\n", "\n")))).read()


def _spoken(text: str) -> Iterator[str]:
    place, closed = 0, True
    while found := _SKIPPED.search(text, place):
        end = found.end()
        if found[0].startswith("%"):
            yield text[place : found.start()]
        elif found["verb"]:
            yield text[place : found.start()]
            end = _behind_verbatim(text, end)
        elif found["which"] == "end" and found["name"] == "document":
            break
        elif found["which"] == "begin" and found["name"] in _VERBATIM:
            yield text[place : found.start()]
            end = text.find(rf"\end{{{found['name']}}}", end)
            if end < 0:
                return
        elif found["off"] and closed and (behind := _behind_condition(text, end)):
            yield text[place : found.start()]
            end = behind
        else:
            closed = closed and not found["off"]  # one that nothing closes: nor will others be
            yield text[place:end]
        place = end
    yield text[place : found.start() if found else len(text)]


def _behind_verbatim(text: str, start: int) -> int:
    opened = _INLINE.match(text, start)
    if opened is None or opened["mark"] is None:
        return opened.end() if opened else start
    end = text.find(opened["mark"], opened.end(), opened.end() + 4000)
    return end + 1 if end >= 0 and "\n" not in text[opened.end() : end] else start


def _behind_condition(text: str, start: int) -> int:
    depth = 1
    for found in _CONDITION.finditer(text, start):
        depth += 1 if found[1] else -1
        if not depth:
            return found.end()
    return 0


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed = 0  # up to here an argument that is opened is not closed
        self._keys: list[str] = []
        self._inputs: list[str] = []

    def read(self) -> tuple[list[str], list[str]]:
        waiting = [(0, len(self._text))]
        for _ in range(_NESTED):
            waiting = [note for start, end in waiting for note in self._part(start, end)]
        return self._keys, self._inputs

    def _part(self, start: int, end: int) -> list[tuple[int, int]]:
        """Takes in what stands in a part of the text; returns the notes in it, which may hold citations too."""
        notes: list[tuple[int, int]] = []
        while found := _COMMAND.search(self._text, start, end):
            start, name = found.end(), found[1]
            if name in _TAKES_IN:
                start = self._input(name, start)
            elif _CITES.search(name) and not _NO_CITATIONS.fullmatch(name):
                start = self._citation(name, start, notes)
        return notes

    def _input(self, name: str, start: int) -> int:
        groups, end = self._arguments(start, 2 if name.endswith("import") else 1, [])
        if groups:
            self._inputs.append("/".join(part.strip() for part in groups))
        elif bare := re.compile(r"[ \t]+([^\s\\{}%]+)").match(self._text, start):
            self._inputs.append(bare[1])
        return end

    def _citation(self, name: str, start: int, notes: list[tuple[int, int]]) -> int:
        many = name.endswith("s") and "alias" not in name
        groups = 2 if _VOLUME.fullmatch(name) or name.startswith(("foreign", "hyphen")) else 1
        while True:
            found, end = self._arguments(start, groups, notes)
            if len(found) < groups:
                return end  # what stands in it is looked at among the notes
            keys = (key.strip() for key in found[-1].split(","))
            self._keys += [key for key in keys if key and "#" not in key and "\\" not in key]
            if not many:
                return end
            start = end

    def _arguments(self, start: int, count: int, notes: list[tuple[int, int]]) -> tuple[list[str], int]:
        """The next arguments in braces, and where they end; notes stand between them."""
        found: list[str] = []
        end = start
        while len(found) < count:
            blanks = _BLANKS.match(self._text, end)
            opening = blanks.end() if blanks else end
            closing = self._closing(opening)
            if not closing:
                break
            if self._text[opening] == "{":
                found.append(self._text[opening + 1 : closing])
            else:
                notes.append((opening + 1, closing))
            end = closing + 1
        return found, end

    def _closing(self, opening: int) -> int:
        """Where an argument that is opened here is closed, in the same paragraph; 0 if none is, or it is not."""
        wanted = _CLOSING.get(self._text[opening : opening + 1])
        if wanted is None or opening < self._unclosed:
            return 0
        depth = 0
        for mark in _MARK.finditer(self._text, opening + 1):
            sign = mark[0]
            if not depth and sign == wanted:
                return mark.start()
            depth += (sign == "{") - (sign == "}")
            if sign[0] == "\n" or depth < 0:
                self._unclosed = mark.start()
                return 0
        self._unclosed = len(self._text)
        return 0
