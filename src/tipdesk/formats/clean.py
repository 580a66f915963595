"""What readers do to their texts first, and small things that all of them know of a text."""

import re

from tipdesk.domain import identifiers
from tipdesk.domain.publication import Problem
from tipdesk.domain.text import CONTROL
from tipdesk.formats.base import MAX_FIELD, MAX_KEY

_PIECE = 1024 * 1024  # characters that one search goes through: it stops all other threads, the window's too, while it lasts

_LINE_END = re.compile(r"\r\n|\r|\n")
_DOI_START = re.compile(r"(?i)\s*(?:https?://(?:dx\.)?doi\.org/|doi:)")


def clean(text: str) -> tuple[str, list[Problem]]:
    """The text without BOM, control characters (but tab and line ends) and lone surrogates, and one Problem if there were some."""
    text = text.removeprefix("\ufeff")
    found = next(filter(None, (CONTROL.search(text, start, start + _PIECE) for start in range(0, len(text), _PIECE))), None)
    if found is None:
        return text, []
    line = text.count("\n", 0, found.start()) + 1
    pieces = (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
    return "".join(CONTROL.sub("", piece) for piece in pieces), [Problem(line, "Control characters were left out.")]


def over_limit(key: str, values: list[str]) -> str:
    """Why a record with this key and these values is over a limit, or nothing."""
    if len(key) > MAX_KEY:
        return f"The citation key is longer than {MAX_KEY} characters."
    if any(len(value) > MAX_FIELD for value in values):
        return "A field is longer than 1 MiB."
    return ""


def line_end(text: str) -> str:
    """How a text ends its lines, by the first of them; LF where there is only one."""
    found = _LINE_END.search(text)
    return found[0] if found else "\n"


def bare_doi(value: str) -> str:
    """A DOI without the address or label in front of it."""
    return identifiers.doi(value) if _DOI_START.match(value) else value
