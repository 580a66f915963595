"""Pandoc's document tree as text with looks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tipdesk.domain.rich_text import BOLD, ITALIC, SMALL_CAPS, SUBSCRIPT, SUPERSCRIPT, UNDERLINE, Run, Runs, joined

Node = Mapping[str, Any]

_LOOKS = {
    "Emph": ITALIC, "Strong": BOLD, "Superscript": SUPERSCRIPT, "Subscript": SUBSCRIPT, "SmallCaps": SMALL_CAPS, "Underline": UNDERLINE,
}  # fmt: skip
_UNSAFE = re.compile(r"""[\s<>"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})""")  # in an address
_BLANKS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\n"}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


def of(nodes: Sequence[Node]) -> Runs:
    """The text of inlines or blocks, without links; italics inside italics are upright."""
    return joined([replace(run, link="") for run in _linked(nodes)])


def _linked(nodes: Sequence[Node]) -> Runs:
    """The text of inlines or blocks; a link is one where its text is its address or a part of it, not where a whole title would be one."""
    found: list[Run] = []
    waiting: list[tuple[Node, frozenset[str], str]] = [(node, frozenset(), "") for node in reversed(nodes)]
    while waiting:
        node, looks, link = waiting.pop()
        if said := _said(node):
            found.append(Run(said, looks, link))
        else:
            looks = looks ^ {_LOOKS[node["t"]]} if node["t"] in _LOOKS else looks
            link = _address(node) if node["t"] == "Link" else link
            waiting += [(inner, looks, link) for inner in reversed(_inside(node))]
    return joined(found)


def _address(link: Node) -> str:
    """Where a link leads; empty where it is none, or leads to no page: Word does not open a document with an address that is none."""
    address, text = str(link["c"][2][0]), "".join(run.text for run in of(link["c"][1]))
    if not address.startswith(("http://", "https://")) or not text or unquote(text) not in unquote(address):
        return ""
    try:
        urlsplit(address).port  # noqa: B018
    except ValueError:
        return ""
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), address)


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
    return [_linked(entry["c"][1]) for bibliography in whole for entry in bibliography["c"][1] if entry["t"] == "Div"]
