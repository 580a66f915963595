"""What Crossref and those who pass its metadata on call otherwise than CSL (its REST API: `types`; JATS in abstracts)."""

import html
import re
from typing import Any

# Its types, by the type of CSL.
TYPES = {
    name: csl_type
    for csl_type, names in {
        "article-journal": "journal-article",
        "article": "posted-content",
        "book": "monograph edited-book reference-book book-set book-series proceedings proceedings-series",
        "chapter": "book-chapter book-part book-section book-track",
        "paper-conference": "proceedings-article",
        "entry": "reference-entry",
        "report": "report-series report-component",
        "thesis": "dissertation",
        "dataset": "database",
        "review": "peer-review",
        "periodical": "journal journal-issue journal-volume",
        "document": "other component grant",
    }.items()
    for name in names.split()
}
_KEPT = {"italic": "i", "bold": "b", "sub": "sub", "sup": "sup"}
_TAG = re.compile(r"<(/?)jats:([a-z-]{1,30})\b[^<>]*>")
_HEADING = re.compile(r"<jats:title>\s*(?:Abstract|Summary)\s*</jats:title>", re.IGNORECASE)
_ENDS = frozenset(("p", "title", "sec", "list-item"))


def abstract(text: str) -> str:
    """An abstract with CSL's markup in place of that of JATS: paragraphs are parted by empty lines. Any other text as it is."""
    if "<jats:" not in text:
        return text
    plain = _TAG.sub(_sign, _HEADING.sub("", text, count=1).replace("\n", " "))
    return html.unescape("\n\n".join(filter(None, map(str.strip, plain.split("\n")))))


def institution(value: Any) -> tuple[str, str] | None:
    """The name and place of the one institution that a report or thesis is of; None where there are more, or more is said of it."""
    match value:
        case [{"name": str(name), **others}] if name.strip():
            place = others.pop("place", [])
            if not any(others.values()) and isinstance(place, list) and all(isinstance(part, str) for part in place):
                return name.strip(), ", ".join(place)
    return None


def _sign(tag: re.Match[str]) -> str:
    if name := _KEPT.get(tag[2]):
        return f"<{tag[1]}{name}>"
    return "\n" if tag[1] and tag[2] in _ENDS else ""
