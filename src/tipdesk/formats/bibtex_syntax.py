"""BibTeX's grammar: a text cut into its blocks, an entry into its fields, a value into text.

Braces are counted as BibTeX counts them, the escaped ones too; where an entry does not close that way, the escaped ones are
left out. Nothing here recurses, and time grows linearly with the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Protocol

ENTRY, STRING, PREAMBLE, COMMENT, BROKEN = "entry", "string", "preamble", "comment", "broken"


@dataclass(slots=True)
class RawField:
    """A field as it is written: `value` is the raw text with its delimiters, `start` and `end` its place in the entry's text."""

    name: str
    value: str
    start: int = 0
    end: int = 0


@dataclass(slots=True)
class Block:
    """A piece of a BibTeX text. `text` is it to the character, `line` where it begins, `reason` what could not be read of it.

    `fields` is None for an entry that is not plain enough to have been read in passing.
    """

    kind: str
    line: int
    text: str
    type: str = ""
    key: str = ""
    fields: list[RawField] | None = field(default=None)
    reason: str = ""


# Behind a letter an `@` begins an entry only if a type, a key and a comma follow: else it belongs to an address.
_START = re.compile(r"(?:(?<![\w.])@|@(?=[A-Za-z]+\{[^\s,{}=]+,))[ \t]*([A-Za-z][\w:.+/-]*)\s*([{(])")
_PLAIN_HEAD = re.compile(r"@([A-Za-z]+)\{[ \t]*([^\s,{}\"=#%'()~\\]+)[ \t]*,")
_PLAIN_FIELD = re.compile(
    r"\s*+([A-Za-z][\w:.+/-]*+)[ \t]*+=[ \t]*+"
    r"(\{[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+\}|\"[^\"{}]*+(?:\{[^{}]*+\}[^\"{}]*+)*+\"|[\w-]++)"
    r"[ \t]*+(?:,|(?=\s*+\}))"
)
_LINE_START = re.compile(r"\n[ \t]*@[ \t]*[A-Za-z]")
_PLAIN_END = re.compile(r"\s*\}")
_MARK = re.compile(r"[{}()\"]|\n[ \t]*@[ \t]*[A-Za-z][\w-]*[ \t]*[{(]")
_UNESCAPED_MARK = re.compile(r"(?<!\\)[{}()\"]|\n[ \t]*@[ \t]*[A-Za-z][\w-]*[ \t]*[{(]")
_ESCAPED_BRACE = re.compile(r"\\[{}]")
_SPECIAL = {"string": STRING, "preamble": PREAMBLE, "comment": COMMENT}
_STEP = {"{": 1, "}": -1}
_LOOKAHEAD = 20  # block starts inside one block's fields before it counts as not closed
_FAR = 2_000_000  # characters that one block may take


def cut(text: str) -> Iterator[Block]:
    """The blocks of a text, in order. Of what stands between them only lines that begin with a `%` are kept, as comments."""
    place, at, line, counted, fence = 0, 0, 1, 0, -1
    while found := _START.search(text, at):
        start = found.start()
        if _commented_out(text, start):
            at = found.end()
            continue
        if fence <= start:  # a plain entry ends before the next line that begins with an `@`
            after = _LINE_START.search(text, found.end())
            fence = after.start() + 1 if after else len(text) + 1
        yield from _between(text, place, start, line, counted)
        line += text.count("\n", counted, start)
        counted = start
        block, place = _block(text, found, line, fence)
        at = place
        yield block
    yield from _between(text, place, len(text), line, counted)


_LOOKALIKE = re.compile(r"^[ \t]*@[ \t]*(?!comment)[A-Za-z](?s:.*?)(?=\n[ \t]*(?:@|\n)|\Z)", re.IGNORECASE | re.MULTILINE)
_REMARK_LINE = r"[ \t]*%(?![ \t]*Encoding:)[^\r\n]*"
_REMARK = re.compile(rf"^{_REMARK_LINE}(?:\r?\n{_REMARK_LINE})*", re.MULTILINE)


def _between(text: str, start: int, end: int, line: int, counted: int) -> Iterator[Block]:
    """Between two blocks: comments, and what begins as an entry does, such as `@misc;{key,`. The line is that of the place `counted`."""
    between = text[start:end]
    if "@" in between:
        for found in _LOOKALIKE.finditer(text, start, end):
            where = line + text.count("\n", counted, found.start())
            yield Block(BROKEN, where, found[0].strip(), reason="This begins like an entry, but has no brace behind its type.")
    if "%" in between:
        for found in _REMARK.finditer(text, start, end):
            yield Block(COMMENT, line + text.count("\n", counted, found.start()), found[0].strip())


def _commented_out(text: str, start: int) -> bool:
    line = text.rfind("\n", max(0, start - 300), start) + 1
    return text[max(line, start - 300) : start].lstrip(" \t").startswith("%")


def _block(text: str, found: re.Match[str], line: int, fence: int) -> tuple[Block, int]:
    word = found[1].lower()
    kind = _SPECIAL.get(word, ENTRY)
    if kind == ENTRY and (plain := _plain(text, found.start(), line, fence)):
        return plain
    start = found.start()
    close, resume = _close(text, found.end() - 1, _MARK)
    if close < 0 or (_ESCAPED_BRACE.search(text, start, close) and scan(text[start : close + 1])[3]):
        unescaped, _ = _close(text, found.end() - 1, _UNESCAPED_MARK)
        if close < 0 or (unescaped > 0 and not scan(text[start : unescaped + 1])[3]):
            close = unescaped
    if close < 0:
        if kind == COMMENT:  # `@comment` needs no braces: the rest of its line
            end = text.find("\n", found.end())
            return Block(COMMENT, line, text[found.start() : end if end >= 0 else len(text)]), end if end >= 0 else len(text)
        piece = text[found.start() : resume].rstrip()
        return Block(
            BROKEN, line, piece, reason=f"The closing {'brace' if found[2] == '{' else 'parenthesis'} of this @{word} is missing."
        ), resume
    return Block(kind, line, text[found.start() : close + 1], word), close + 1


def _plain(text: str, start: int, line: int, fence: int) -> tuple[Block, int] | None:
    """An entry of the common form, read by regular expressions alone, and where it ends."""
    head = _PLAIN_HEAD.match(text, start)
    if head is None:
        return None
    fields: list[RawField] = []
    place = head.end()
    names: set[str] = set()
    while found := _PLAIN_FIELD.match(text, place, fence):
        name = found[1]
        fields.append(RawField(name, found[2], found.start(1) - start, found.end(2) - start))
        names.add(name.lower())
        place = found.end()
    end = _PLAIN_END.match(text, place, fence)
    if end is None or len(names) != len(fields):
        return None
    return Block(ENTRY, line, text[start : end.end()], head[1].lower(), head[2], fields), end.end()


def _close(text: str, start: int, marks: re.Pattern[str]) -> tuple[int, int]:
    """Where the block closes that opens at `start` (-1 for nowhere), and where to go on reading if it does not close."""
    round_ = text[start] == "("
    depth, quoted, resume, starts = 0, False, -1, 0
    for found in marks.finditer(text, start + 1, min(len(text), start + _FAR)):
        mark = found[0]
        if (mark == "}" and depth == 0 and not round_) or (mark == ")" and round_ and depth <= 0 and not quoted):
            return found.start(), found.end()
        if mark[0] == "\n":  # a block begins on a line of its own: in a value, or because this one was never closed
            resume = found.start() + 1 if resume < 0 else resume
            starts += 1
            if (depth <= 0 and not quoted) or starts > _LOOKAHEAD:
                return -1, resume
        elif mark == '"':
            quoted = quoted != (depth == 0)
        depth += _STEP.get(mark[-1], 0)
    return -1, resume if resume >= 0 else min(len(text), start + _FAR)


_SPACE = r"(?:\s|%[^\n]*\n)*+"  # comments are white space, as they are to biber
_HEAD = re.compile(
    rf"@[ \t]*([A-Za-z][\w:.+/-]*)\s*[{{(]{_SPACE}"
    rf"(?:([^,={{}}\"\s%]+)(?={_SPACE}(?:,|[}})]\s*\Z))|(?=,)|(?=[^,={{}}\"]*=)|([^,={{}}]*?)(?=\s*,)|)"
)
_BETWEEN = re.compile(r"(?:[\s,]|%[^\n]*\n)+")
_NAME = re.compile(r"([^\s=,{}\"#()%][^\s=,{}\"%]*|[A-Za-z][\w-]*(?:[ \t\xa0]+[\w-]+){1,3})\s*=\s*")  # with blanks by Scopus
_BARE = re.compile(r"[^\s,{}\"#=%]+")
_JOINT = re.compile(r"\s*#\s*")


def scan(text: str) -> tuple[str, str, list[RawField], str]:
    """An entry's type, key and fields, however badly it is written: missing commas, repeated fields, comments between fields.

    The last is the text that is no field, beginning with what could not be read of it.
    """
    head = _HEAD.match(text)
    if head is None:
        return "", "", [], text
    passed_over: list[str] = []
    fields: list[RawField] = []
    place, last, lost = head.end(), len(text) - 1, 0
    while place < last and lost < _LOST:
        if between := _BETWEEN.match(text, place):
            place = between.end()
            continue
        name = _NAME.match(text, place)
        end = value_end(text, name.end(), last) if name else -1
        if name and end > 0:
            fields.append(RawField(name[1], text[name.end() : end], name.start(), end))
        else:
            end = _skip(text, place, last)
            passed_over.append(text[place:end])
            lost += name is not None
        place = end
    return head[1].lower(), head[2] or head[3] or "", fields, "".join((*passed_over, text[place:last]))


_LOST = 50  # values without an end in one entry, before its rest is given up
_NEXT = re.compile(r"[,\n]")


def _skip(text: str, place: int, last: int) -> int:
    found = _NEXT.search(text, place + 1, last)
    return found.end() if found else last


def value_end(text: str, place: int, last: int) -> int:
    """Where a value ends that begins at `place`: braced, quoted and bare pieces joined by `#`; -1 if there is none."""
    end = -1
    while place < last:
        piece = _piece_end(text, place, last)
        if piece < 0:
            break
        end = piece
        joint = _JOINT.match(text, end, last)
        if joint is None:
            break
        place = joint.end()
    return end


def _piece_end(text: str, place: int, last: int) -> int:
    if text[place] in '{"':
        end = _delimited_end(text, place, last, _BRACES_QUOTES)
        if end >= 0 and (text[end - 2] != "\\" or _AFTER.match(text, end, last)):
            return end
        unescaped = _delimited_end(text, place, last, _UNESCAPED)
        return unescaped if unescaped >= 0 else end
    bare = _BARE.match(text, place, last)
    return bare.end() if bare else -1


_AFTER = re.compile(r"\s*(?:[,#%]|\Z)")  # what may follow a value
_BRACES_QUOTES = re.compile(r"[{}\"]")
_UNESCAPED = re.compile(r"(?<!\\)[{}\"]")


def _delimited_end(text: str, place: int, last: int, marks: re.Pattern[str]) -> int:
    quote = text[place] == '"'
    depth = 0 if quote else 1
    for found in marks.finditer(text, place + 1, last):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
            if depth == 0 and not quote:
                return found.end()
            if depth < 0:
                return -1
        elif quote and depth == 0:
            return found.end()
    return -1


def pieces(value: str) -> list[str]:
    """A raw value's pieces, as they are joined by `#`."""
    found: list[str] = []
    place, last = 0, len(value)
    while place < last:
        end = _piece_end(value, place, last)
        if end < 0:
            break
        found.append(value[place:end])
        joint = _JOINT.match(value, end)
        if joint is None:
            break
        place = joint.end()
    return found or [value]


class Lookup(Protocol):
    """Gives what macros stand for, by their names in lower case."""

    def get(self, name: str, default: str, /) -> str: ...


def is_macro(piece: str) -> bool:
    """Is this piece of a value the name of an @string?"""
    return bool(piece) and piece[0] not in '{"' and not piece.isdigit()


def evaluate(value: str, macros: Lookup) -> str:
    """A raw value without its delimiters, `#` carried out and macros put in. A macro that is not defined stands for its name."""
    if value[:1] == "{" and value[-1:] == "}" and "#" not in value:
        return value[1:-1]
    joined = ""
    for piece in pieces(value):
        joined += macros.get(piece.lower(), piece) if is_macro(piece) else piece[1:-1] if piece[:1] in '{"' else piece
    return joined


_DEFINITION = re.compile(r"@[ \t]*string\s*[{(]\s*([^\s={}\"#,()]+)\s*=\s*", re.IGNORECASE)
_STRING = re.compile(r"@[ \t]*[sS][tT][rR][iI][nN][gG]\b")
_DEFINED = re.compile(r"\s*,?\s*[})]")


def definition(text: str) -> tuple[str, str] | None:
    """The name, in lower case, and the raw value that an @string block defines."""
    found = _DEFINITION.match(text)
    if found is None:
        return None
    end = value_end(text, found.end(), len(text) - 1)
    return (found[1].lower(), text[found.end() : end]) if end > 0 else None


def definitions(text: str) -> dict[str, Block]:
    """The sound @string blocks of a text, by the name that they define; of several for one name the first."""
    found: dict[str, Block] = {}
    starts = [match.start() for match in _STRING.finditer(text)]
    for start, fence in pairwise([*starts, len(text)]):
        head = _DEFINITION.match(text, start, fence)
        end = value_end(text, head.end(), fence) if head else -1
        close = _DEFINED.match(text, end, fence) if end > 0 else None
        if head and close:
            found.setdefault(head[1].lower(), Block(STRING, 0, text[start : close.end()]))
    return found


def key_of(text: str) -> str:
    """The citation key of an entry's text."""
    start, end = place_of_key(text)
    return text[start:end]


def place_of_key(text: str) -> tuple[int, int]:
    """Where the citation key of an entry's text begins and ends; both are the place for it if there is none."""
    head = _HEAD.match(text)
    return (0, 0) if head is None else head.span(2) if head[2] else head.span(3) if head[3] else (head.end(), head.end())


@cache
def _with_braces(separator: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?P<brace>\\?[{{}}])|{separator.pattern}", separator.flags)


def split_list(value: str, separator: re.Pattern[str]) -> list[str]:
    """A value's parts between separators outside braces, without white space around them; empty parts are left out."""
    if "{" not in value:
        return [part for part in (part.strip(" \t\r\n") for part in separator.split(value)) if part]
    parts: list[str] = []
    depth = start = 0
    marks = _with_braces(separator)
    for found in marks.finditer(value):
        brace = found["brace"]
        if brace is None:
            if depth <= 0:
                parts.append(value[start : found.start()])
                start = found.end()
        elif len(brace) == 1:
            depth += 1 if brace == "{" else -1
    parts.append(value[start:])
    return [part for part in (part.strip(" \t\r\n") for part in parts) if part]
