"""Addresses and identifiers in BibTeX: values that are kept as they are, and those that other fields hold."""

import re
from collections.abc import Mapping

_COMMAND = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_WEB = re.compile(r"(?i)\s*(?:\\url\b|https?:)")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{0,30}://", re.IGNORECASE)
_ESCAPED = re.compile(r"\{?\\([_%&#$~])(?:\{\})?\}?|\{?\\text(?:underscore|asciitilde|percent)(?:\{\})?\}?")
_NAMED = {"underscore": "_", "asciitilde": "~", "percent": "%"}
# Where electronic archives have their papers, by `eprinttype` (biblatex's manual, "Electronic publishing information").
_ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/",
    "jstor": "https://www.jstor.org/stable/",
    "pubmed": "https://www.ncbi.nlm.nih.gov/pubmed/",
    "googlebooks": "https://books.google.com/books?id=",
    "hdl": "https://hdl.handle.net/",
}


def unescaped(value: str) -> str:
    """An address or identifier without the commands and escapes of LaTeX that somebody put in."""
    return _ESCAPED.sub(_sign, _COMMAND.sub(r"\1", value)) if "\\" in value else value


def _sign(found: re.Match[str]) -> str:
    return found[1] or _NAMED[found[0].strip("{}\\").removeprefix("text")]


def safe(value: str) -> str:
    """A value as it can stand in a verbatim field: what would unbalance the braces is percent-encoded."""
    value = re.sub(r"[ \t\r\n]+", "%20", value.strip(" \t\r\n"))
    return value.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def is_web(text: str) -> bool:
    """Is this an address, as `howpublished` often is?"""
    return _WEB.match(text) is not None


def apart(text: str) -> list[str]:
    """The addresses that blanks part in a text, with commas or semicolons or without, as Mendeley has them; any other text is one."""
    found = [part.rstrip(",;") for part in text.split()]
    return found if len(found) > 1 and all(map(_ADDRESS.match, found)) else [text]


def of_archive(fields: Mapping[str, str]) -> str:
    """The address that `eprint` and `eprinttype` (or `archiveprefix`) give, by fields in lower case; empty for none."""
    archive = _ARCHIVES.get((fields.get("eprinttype") or fields.get("archiveprefix") or "").lower(), "")
    paper = fields.get("eprint", "").strip()
    return archive + paper if archive and paper else ""
