"""The definitions that an entry of a BibTeX text can lean on."""

import re

from tipdesk.formats import bibtex_syntax as syntax

_STRING = re.compile(r"(?i)@[ \t]*string\s*[{(]")
_LONGEST = 64 * 1024  # characters of one definition


def definitions_above(text: str, line: int) -> str:
    """The @string definitions of a text that begin above a line (from 1), one below the other. Looks at nothing else of the text."""
    found: list[str] = []
    here, counted = 1, 0
    for start in _STRING.finditer(text):
        here += text.count("\n", counted, start.start())
        counted = start.start()
        if here >= line:
            break
        block = next(syntax.cut(text[counted : counted + _LONGEST]), None)
        if block is not None and block.kind == syntax.STRING:
            found.append(block.text)
    return "\n".join(found)
