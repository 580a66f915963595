"""The definitions that an entry of a BibTeX text can lean on."""

import re
from collections.abc import Iterator

from tipdesk.formats import bibtex_syntax as syntax

_STRING = re.compile(r"(?i)@[ \t]*string\s*[{(]")
_LONGEST = 64 * 1024  # characters of one definition
_PIECE, _HEAD = 1024 * 1024, 100  # characters of a piece, and of the beginning of a definition that may lie across its end


def definitions_above(text: str, line: int) -> str:
    """The @string definitions of a text that begin above a line (from 1), one below the other. Looks at nothing else of the text."""
    found: list[str] = []
    here, counted = 1, 0
    for start in _starts(text):
        here += text.count("\n", counted, start.start())
        counted = start.start()
        if here >= line:
            break
        block = next(syntax.cut(text[counted : counted + _LONGEST]), None)
        if block is not None and block.kind == syntax.STRING:
            found.append(block.text)
    return "\n".join(found)


def _starts(text: str) -> Iterator[re.Match[str]]:
    """Where definitions begin; looked for piece by piece, because a search stops all other threads while it lasts."""
    for place in range(0, len(text), _PIECE):
        for found in _STRING.finditer(text, place, place + _PIECE + _HEAD):
            if found.start() < place + _PIECE:
                yield found
