"""The @strings of a text: what each stands for, and which definitions it needs.

As in BibTeX, a definition holds what the names in it stood for when it was read. A name that was not defined by then may be
defined later in the text, which BibTeX itself does not look for.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tipdesk.formats import bibtex_syntax as syntax
from tipdesk.formats.base import MAX_FIELD
from tipdesk.formats.bibtex_syntax import Block, RawField
from tipdesk.formats.written_dates import MONTHS

# A few lines of macros can double a text into gigabytes. So a macro stands for no more than a field may hold, and all uses of
# macros and all that entries inherit in a text together for no more characters than these, or four times the text.
MAX_TOGETHER = 16 * 1024 * 1024
MAX_NEEDED = 64 * 1024  # characters of the definitions that one may need: each entry keeps them
MAX_STEPS = 1000  # pieces that one may be put together from
_UNDEFINED = "\0"  # before a name that was not defined when it was read


@dataclass(slots=True, eq=False)
class _Definition:
    text: str
    pieces: "list[str | _Definition]"


def used(field: RawField) -> list[str]:
    """The names, in lower case, of the macros in a field."""
    if field.value[0] in '{"' and "#" not in field.value:
        return []
    return [piece.lower() for piece in syntax.pieces(field.value) if syntax.is_macro(piece)]


class Macros:
    """The macros of a text so far; `get` gives what one stands for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._later: dict[str, Block] | None = None
        self._known: dict[str, _Definition] = {}
        self._left = max(MAX_TOGETHER, 4 * len(text))

    def define(self, block: Block) -> None:
        """Take in an @string block."""
        if found := syntax.definition(block.text):
            name, raw = found
            pieces = [self._piece(piece) for piece in syntax.pieces(raw)]
            self._known[name] = _Definition(block.text, pieces)

    def _piece(self, piece: str) -> "str | _Definition":
        if not syntax.is_macro(piece):
            return piece if piece.isdigit() else piece[1:-1]
        return self._known.get(piece.lower()) or f"{_UNDEFINED}{piece}"

    def get(self, name: str, default: str) -> str:
        """What a macro, in lower case, stands for; the default for one that is not defined, or stands for too much."""
        definition = self._definition(name)
        if definition is None:
            return default
        value: list[str] = []
        length = 0
        for piece in self._walk(definition):
            if isinstance(piece, str):
                value.append(piece)
                length += len(piece)
            if piece is None or length > MAX_FIELD:
                return default
        return "".join(value)

    def too_much(self, own: list[RawField], inherited: list[RawField]) -> str:
        """Why these fields cannot be read, because they stand for too much; empty if they can. Counts what macros and parents give."""
        self._left -= sum(len(field.value) for field in inherited)
        for field in (*own, *inherited):
            length = 0
            for name in used(field):
                stands_for = self.get(name, _UNDEFINED if self._definition(name) else "")
                length += MAX_FIELD + 1 if stands_for == _UNDEFINED else len(stands_for)
            self._left -= length
            if length > MAX_FIELD:
                return f"The @strings in its field {field.name[:50]} stand for over {MAX_FIELD:,} characters or {MAX_STEPS:,} pieces."
        if self._left < 0:
            return "What @string and crossref stand for in this file is more text than can be kept, from this entry on."
        return ""

    def needed(self, name: str) -> list[str]:
        """The definitions that a macro leans on, each behind those that it needs, and its own; none if they are too long."""
        definition = self._definition(name)
        if definition is None:
            return []
        pieces = list(self._walk(definition))
        texts = dict.fromkeys(piece.text for piece in pieces if isinstance(piece, _Definition))
        return list(texts) if None not in pieces and sum(map(len, texts)) <= MAX_NEEDED else []

    def _definition(self, name: str) -> _Definition | None:
        if name not in self._known and name not in MONTHS:
            if self._later is None:
                self._later = syntax.definitions(self._text)
            if later := self._later.get(name):
                self.define(later)
        return self._known.get(name)

    def _walk(self, top: _Definition) -> "Iterator[str | _Definition | None]":
        """The texts that a definition leads to, and each definition behind its texts; None where it gives up."""
        waiting: list[str | _Definition | None] = [top]
        path: list[_Definition] = []
        on_path: set[_Definition] = set()
        for _ in range(MAX_STEPS):
            if not waiting:
                return
            piece = waiting.pop()
            if piece is None:
                on_path.discard(path[-1])
                yield path.pop()
                continue
            if isinstance(piece, str) and piece.startswith(_UNDEFINED):
                found = self._definition(piece[1:].lower())
                piece = piece[1:] if found is None or found in on_path else found
            if isinstance(piece, str):
                yield piece
            else:
                path.append(piece)
                on_path.add(piece)
                waiting += [None, *reversed(piece.pieces)]
        yield None
