"""CSL-JSON text cut into items, one at a time, and an item into its members; a broken item costs itself only.

RFC 8259 is read, and what is found beside it: NaN, control characters in strings, commas too many, items without a list.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from tipdesk.domain.text import CONTROL

MAX_DEPTH = 200
_SPACE = re.compile(r"[ \t\r\n,]*")
_BLANK = re.compile(r"[ \t\r\n]*")
_ENVELOPE, _SEALED = "message", "message-type"  # Crossref's answers hold the list, or one item, in an object behind such a sign
_LISTS = ("items", "references")  # the members that hold a list of items, in the answers of services and in metadata
_TOKEN = re.compile(r'"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"?|[\[\]{}]')
_ITEM_START = re.compile(r'\{[ \t\r\n]*"(?:id|type|title|DOI|URL)"[ \t\r\n]*:')
_NEXT = re.compile(r"[{\[\]}]|[^ \t\r\n,{\[\]}][^{\r\n]*")
_WINDOW = 8192  # characters: most items are shorter
_LONGEST_TOKEN = 16  # characters beside strings and numbers: `-Infinity`, an escape


class Number(str):
    """A number by its text, so that it is written as it was read, however large."""

    __slots__ = ()


T = TypeVar("T")
encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` makes an encoder anew for each value
_DECODER = json.JSONDecoder(strict=False, parse_int=Number, parse_float=Number, parse_constant=Number)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its name, its value as Python has it (numbers as `Number`), and the JSON of its value."""

    name: str
    value: Any
    json: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item's text and members; `reason` says why it could not be read. `line` is where it begins."""

    line: int
    text: str
    members: tuple[Member, ...] = ()
    reason: str = ""


class _Cut:
    """A place that goes through a text, and the number of its line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self._line = 1
        self._counted = 0
        self.lists = 0  # open
        self.inside = False  # an object that holds the list
        self.cut_off = False

    def line(self, at: int) -> int:
        self._line += self.text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def skip(self) -> str:
        """The next character that is no white space and no comma; empty at the end."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.text[self.at : self.at + 1]


def items(text: str) -> Iterator[Item]:
    """The items of a text in order: of a list, of an object that holds one, of a single object, or of several in a row."""
    cut = _Cut(text)
    _enter(cut)
    while character := cut.skip():
        if character == "{":
            yield _item(cut)
        elif character == "[":
            cut.lists += 1
            cut.at += 1
        elif character in "]}":
            cut.lists -= character == "]"
            cut.at += 1
            if cut.inside and not cut.lists:
                return
        else:
            yield _stray(cut)
    if cut.lists > 0 and not cut.cut_off:
        yield Item(cut.line(len(text)), "", reason="The list of items is not closed; the end of the file may be missing.")


def _enter(cut: _Cut) -> None:
    """Step into an object that holds the list of items, or into an envelope around such a one or a single item."""
    if cut.skip() != "{":
        return
    at = cut.at + 1
    sealed = False
    try:
        while found := _name_at(cut.text, at):
            name, at = found
            if name in _LISTS and cut.text[at : at + 1] == "[":
                cut.at, cut.inside = at, True
                return
            if name == _ENVELOPE and sealed and cut.text[at : at + 1] == "{":
                cut.at, at, sealed = at, at + 1, False
                continue
            sealed = sealed or name == _SEALED
            _, at = _DECODER.raw_decode(cut.text, at)
            at = _blank(cut.text, at)
            if cut.text[at : at + 1] != ",":
                return
            at += 1
    except (ValueError, RecursionError):
        return


def _blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _name_at(text: str, at: int) -> tuple[str, int] | None:
    """The name of the member that begins here, and where its value begins; None where there is none."""
    at = _blank(text, at)
    if text[at : at + 1] != '"':
        return None
    name, at = _DECODER.raw_decode(text, at)
    at = _blank(text, at)
    if text[at : at + 1] != ":":
        raise json.JSONDecodeError("Expecting ':' delimiter", text, at)
    return name, _blank(text, at + 1)


def _item(cut: _Cut) -> Item:
    start, line = cut.at, cut.line(cut.at)
    try:
        members, end = _windowed(_members, cut.text, start)
    except RecursionError:
        members, end, reason = (), 0, f"This item is nested deeper than {MAX_DEPTH}."
    except json.JSONDecodeError as error:
        members, end, reason = (), 0, f"This item is no sound JSON: {error.msg} (line {line + error.lineno - 1})."
    else:
        cut.at = end
        text = cut.text[start:end]
        if _is_deep(text):
            return Item(line, text[:1000], reason=f"This item is nested deeper than {MAX_DEPTH}.")
        return Item(line, text, members)
    end, whole = _end_of_broken(cut.text, start)
    cut.at = end
    cut.cut_off = cut.cut_off or not whole
    if not whole:
        reason = "The end of this item is missing; the file may have been cut off."
    return Item(line, cut.text[start : min(end, start + 100_000)].rstrip(", \t\r\n"), reason=reason)


def _windowed(decode: Callable[[str, int], tuple[T, int]], text: str, start: int) -> tuple[T, int]:
    """What a decoder makes of the text from here on, and where that ends; it is shown no more of the text than it needs.

    An error of json counts the lines in all of the text that the decoder was given, and so would take square time. Raises what
    the decoder raises, with places counted from here.
    """
    size = _WINDOW
    while True:
        window = text[start : start + size]
        whole = start + size >= len(text)
        try:
            found, end = decode(window, 0)
            if whole or end < size:
                return found, start + end
        except json.JSONDecodeError as error:
            if whole or (error.pos < size - _LONGEST_TOKEN and not error.msg.startswith("Unterminated string")):
                raise
        size *= 16


def _members(text: str, start: int) -> tuple[tuple[Member, ...], int]:
    """The members of the object that begins here, and its end. Raises JSONDecodeError and RecursionError."""
    found: list[Member] = []
    at = start + 1
    while named := _name_at(text, at):
        name, begin = named
        value, at = _DECODER.raw_decode(text, begin)
        found.append(Member(name, value, text[begin:at]))
        at = _blank(text, at)
        if text[at : at + 1] != ",":
            break
        at += 1
    at = _blank(text, at)
    if text[at : at + 1] != "}":
        raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    return tuple(found), at + 1


def _is_deep(text: str) -> bool:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth > MAX_DEPTH:
            return True
    return False


def _end_of_broken(text: str, start: int) -> tuple[int, bool]:
    """Where an item ends that is no sound JSON: at its own bracket, or where the next item clearly begins. False at the text's end."""
    before = text.rfind("\n", max(0, start - 200), start)
    indent = text[before + 1 : start] if before >= 0 else ""
    own_line = before >= 0 and not indent.strip()
    depth = 0
    for token in _TOKEN.finditer(text, start):
        at = token.start()
        if token[0] == "{" and at > start:
            line_start = text.rfind("\n", max(0, at - len(indent) - 1), at) + 1
            alike = own_line and line_start > start and text[line_start:at] == indent
            if alike or _ITEM_START.match(text, at):
                return at, True
        depth += (token[0] in "[{") - (token[0] in "]}")
        if depth <= 0:
            return token.end(), True
    return len(text), False


def _stray(cut: _Cut) -> Item:
    """Something else where an item should be."""
    start = cut.at
    try:
        _, cut.at = _windowed(_DECODER.raw_decode, cut.text, start)
    except (ValueError, RecursionError):
        found = _NEXT.match(cut.text, start)
        cut.at = max(found.end() if found else start, start + 1)
    return Item(
        cut.line(start), cut.text[start : min(cut.at, start + 1000)].strip(), reason="This is no item: an item is an object in braces."
    )


def member(name: str, value: Any) -> Member:
    """A member with a value that Python has; numbers that were read become texts."""
    return Member(name, value, encode(value))


def members(text: str) -> tuple[Member, ...]:
    """The members of an object's JSON; empty for what is none."""
    try:
        found, end = _members(text, 0) if text.startswith("{") else ((), 0)
    except (ValueError, RecursionError):
        return ()
    return found if end == len(text) else ()


def chunks(text: str) -> tuple[list[str], str]:
    """An object's text in the pieces between its outer commas, without the braces, and the white space before the last brace."""
    found: list[str] = []
    at = begin = 1
    while named := _name_at(text, at):
        _, at = _DECODER.raw_decode(text, named[1])
        at = _blank(text, at)
        found.append(text[begin:at])
        if text[at : at + 1] != ",":
            break
        at += 1
        begin = at
    if not found:
        return [], ""
    last = found.pop()
    kept = last.rstrip(" \t\r\n")
    return [*found, kept], last[len(kept) :]


def cleaned(value: Any) -> tuple[Any, bool]:
    """A value without control characters and lone surrogates in its texts, which an escape can smuggle in; were there some?

    The value is nested no deeper than MAX_DEPTH.
    """
    if isinstance(value, Number) or not isinstance(value, str | list | dict):
        return value, False
    if isinstance(value, str):
        text = CONTROL.sub("", value)
        return text, text != value
    found = [cleaned(item) for item in ((*value, *value.values()) if isinstance(value, dict) else value)]
    inner = [item for item, _ in found]
    half = len(value)
    plain = dict(zip(inner[:half], inner[half:], strict=True)) if isinstance(value, dict) else inner
    return plain, any(dirty for _, dirty in found)
