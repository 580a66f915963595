"""RIS text cut into records and their tagged lines, whoever wrote it.

A line is two letters, two blanks, a hyphen, a blank and a value; a record runs from TY to ER. Found in the wild, and read:
one blank or a tab for two, small letters, no blank behind the hyphen, any line end, values that go on over several lines,
records without ER, and texts that hold a line which looks like one of RIS.
"""

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

_PHYSICAL = re.compile(r"[^\r\n]*(?:\r\n|[\r\n])|[^\r\n]+")
_TY = re.compile(r"([ \t]*)(?:TY  -[^\r\n]{0,60}|TY[ \t]{0,2}-[ \t]*[\w-]{0,20}[ \t]*)[\r\n]*\Z", re.IGNORECASE)
_EMPTY_ER = re.compile(r"ER[ \t]{0,2}-[ \t]*[\r\n]*\Z", re.IGNORECASE)
_ER = re.compile(r"[ \t]*ER", re.IGNORECASE)
_STRICT = re.compile(r"([A-Z][A-Z0-9])  -([^\r\n]*)")
_LENIENT = re.compile(r"([A-Z][A-Z0-9])[ \t]{0,2}-([^\r\n]*)", re.IGNORECASE)
_SPACED = re.compile(r"([A-Z][A-Z0-9])[ \t]{1,3}-(?![^ \t\r\n])([^\r\n]*)")
_LOOKS_TAGGED = re.compile(r" *[A-Za-z][A-Za-z0-9][ \t]{0,3}-")
KNOWN = frozenset(
    """TY ID TI T1 CT BT T2 T3 AU A1 A2 A3 A4 ED PY Y1 DA Y2 JO JF J1 J2 JA SP EP VL IS M1 M2 M3 SN UR L1 L2 L3 L4 LK KW AB N1 N2 DO
    LA ET CY PP PB ST AN CN DB DP AD AV C1 C2 C3 C4 C5 C6 C7 C8 CA CP CR LB NV OP RI RN RP SE SV TA TT U1 U2 U3 U4 U5 ER""".split()
)
_LONG = frozenset(("AB", "N1", "N2"))


@dataclass(slots=True)
class Line:
    """A tag with its value; `text` is all of it as it is written, with its line ends. `ours` says which field of ours it gave."""

    tag: str
    value: str
    text: str
    ours: str = ""


@dataclass(slots=True)
class Record:
    """A record's text from TY to ER, the line on which it begins, its tagged lines; `stray` is tagged text behind it."""

    line: int
    text: str
    lines: list[Line]
    stray: str = ""
    stray_line: int = 0


@dataclass(slots=True)
class _Segment:
    """The lines from one TY to the next."""

    line: int
    indent: str = ""
    lines: list[str] = field(default_factory=list)
    closed: bool = False  # is the last line with text an ER?

    def takes(self, opening: re.Match[str] | None) -> bool:
        return opening is None or not (self.closed or opening[1] == self.indent)

    def add(self, line: str) -> None:
        self.lines.append(line)
        if not line.isspace():
            self.closed = _EMPTY_ER.match(line.removeprefix(self.indent)) is not None


def cut(text: str) -> Iterator[Record]:
    """The records of a text, in order. What stands before the first is a record without lines."""
    segment = _Segment(1, closed=True)
    for number, physical in enumerate(_PHYSICAL.finditer(text), 1):
        line = physical[0]
        if not segment.takes(opening := _TY.match(line)):
            yield from _records(segment)
            segment = _Segment(number, opening[1] if opening else "")
        segment.add(line)
    yield from _records(segment)


def _records(segment: _Segment) -> Iterator[Record]:
    lines = segment.lines
    if not lines:
        return
    reader = _Reader(lines[0], segment.indent)
    if not _TY.match(lines[0]):
        if reader.has_tags(lines):
            yield Record(segment.line, "", [], "".join(lines), segment.line)
        return
    end = _end(lines, reader)
    found = reader.read(lines[:end])
    record = Record(segment.line, "".join(lines[:end]).rstrip("\r\n"), found)
    if reader.has_tags(lines[end:]):
        blank = sum(1 for _ in itertools.takewhile(str.isspace, lines[end:]))
        record.stray, record.stray_line = "".join(lines[end + blank :]).rstrip(), segment.line + end + blank
    yield record


def _end(lines: Sequence[str], reader: "_Reader") -> int:
    """How many of the lines belong to the record.

    A line of ER ends it, if a tag, an empty line or nothing follows; else the line is a text's, unless it is the last ER.
    """
    closing = ((index, reader.tag(line, "")) for index, line in enumerate(lines) if _ER.match(line))
    found = [(index, tag[1]) for index, tag in closing if tag and tag[0] == "ER"]
    with_text = [index for index, line in enumerate(lines) if not line.isspace()]
    for index, value in found:
        place = bisect_right(with_text, index)
        if place == len(with_text):
            return index + 1
        follows = with_text[place]
        if not value.strip() and (follows > index + 1 or reader.tag(lines[follows], "") or index == found[-1][0]):
            return index + 1
    return with_text[-1] + 1


class _Reader:
    """Tells tagged lines from others, by the way in which the record's first line is written."""

    def __init__(self, first: str, indent: str) -> None:
        self._indent = indent
        first = first.removeprefix(indent)
        self._strict = bool(_STRICT.match(first)) or not _LENIENT.match(first)
        self._small = not first[:2].isupper()

    def tag(self, line: str, before: str) -> tuple[str, str] | None:
        """The tag and value of a line, or None for a line that goes on with the tag before it."""
        if self._indent:
            line = line.removeprefix(self._indent)
        if found := _STRICT.match(line):
            return found[1], found[2]
        if not self._strict:
            found = _LENIENT.match(line)
            sound = found is not None and found[1].upper() in KNOWN and (self._small or found[1].isupper())
        else:
            found = _SPACED.match(line)
            sound = found is not None and found[1] in KNOWN and before not in _LONG
        return (found[1].upper(), found[2]) if found and sound else None

    def has_tags(self, lines: Iterable[str]) -> bool:
        """Is there a line with a tag among these?"""
        return any(self.tag(line, "") for line in lines)

    def read(self, lines: Sequence[str]) -> list[Line]:
        """The tagged lines, each with those that go on with it."""
        found: list[Line] = []
        values: list[list[str]] = []
        texts: list[list[str]] = []
        for number, line in enumerate(lines):
            tagged = self.tag(line, found[-1].tag if found else "")
            if tagged and (tagged[0] != "ER" or number == len(lines) - 1):
                found.append(Line(tagged[0], "", ""))
                values.append([tagged[1]])
                texts.append([line])
            else:
                values[-1].append(_continued(line.rstrip("\r\n")))
                texts[-1].append(line)
        for made, value, text in zip(found, values, texts, strict=True):
            made.value, made.text = "\n".join(value).strip(), "".join(text)
        return found


def _continued(line: str) -> str:
    return line[1:] if line.startswith(" ") and _LOOKS_TAGGED.match(line) else line


def line_of(tag: str, value: str) -> str:
    """A value as a tagged line, with as many lines behind it as it takes; each ends with LF."""
    if "\n" not in value:
        return f"{tag}  - {value}\n"
    first, *rest = value.split("\n")
    return "".join((f"{tag}  - {first}\n", *(f" {line}\n" if _LOOKS_TAGGED.match(line) else f"{line}\n" for line in rest)))


def reread(made: Sequence[Line]) -> list[Line]:
    """The lines that `line_of` made of a record, TY first and without ER, as they are read back from their text."""
    text = "".join(line.text for line in made)
    if text.count("\n") == len(made) and "\r" not in text and _TY.match(made[0].text):
        return [Line(line.tag, line.value.strip(), line.text) for line in made]
    return lines_of(text)


def lines_of(text: str) -> list[Line]:
    """The tagged lines of one record's text."""
    return next((record.lines for record in cut(text)), [])
