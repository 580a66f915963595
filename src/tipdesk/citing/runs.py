"""Pandoc's document tree as text with looks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs, joined

Node = Mapping[str, Any]

_LOOKS = {
    "Emph": ITALIC, "Strong": BOLD, "Superscript": SUPERSCRIPT, "Subscript": SUBSCRIPT, "SmallCaps": SMALL_CAPS, "Underline": UNDERLINE,
}  # fmt: skip
_BLANKS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


def of(nodes: Sequence[Node]) -> Runs:
    """The text of inlines or blocks; italics inside italics are upright."""
    found: list[Run] = []
    waiting: list[tuple[Node, frozenset[str]]] = [(node, frozenset()) for node in reversed(nodes)]
    while waiting:
        node, looks = waiting.pop()
        if said := _said(node):
            found.append(Run(said, looks))
        else:
            looks = looks ^ {_LOOKS[node["t"]]} if node["t"] in _LOOKS else looks
            waiting += [(inner, looks) for inner in reversed(_inside(node))]
    return joined(found)


def _said(node: Node) -> str:
    if node["t"] in _BLANKS:
        return _BLANKS[node["t"]]
    return str(node["c"]) if node["t"] == "Str" else ""


def _inside(node: Node) -> Sequence[Node]:
    match node["t"]:
        case "Quoted":
            before, behind = _QUOTES[node["c"][0]["t"]]
            return [{"t": "Str", "c": before}, *node["c"][1], {"t": "Str", "c": behind}]
        case "Code" | "Math":
            return [{"t": "Str", "c": node["c"][1]}]
        case "Cite" | "Span" | "Link" | "Div":
            return list(node["c"][1])
        case "Para" | "Plain" | "Note" | "Strikeout":
            return list(node["c"])
    return list(node["c"]) if node["t"] in _LOOKS else []


def cited(nodes: Sequence[Node]) -> Iterator[Runs]:
    """The text of each citation in blocks, in order."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        if node["t"] == "Cite":
            yield of(node["c"][1])
        else:
            waiting += reversed(_inside(node))


def entries(nodes: Sequence[Node]) -> list[Runs]:
    """The text of each entry of the bibliography in blocks."""
    whole = (node for node in nodes if node["t"] == "Div" and node["c"][0][0] == "refs")
    return [of(entry["c"][1]) for bibliography in whole for entry in bibliography["c"][1] if entry["t"] == "Div"]
