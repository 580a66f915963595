"""Runs of scripts that are read from the right, or written in ideographs, marked with their language in a tree as pandoc reads it.

Screen readers need it, and so do programs that choose a font or the order of punctuation by it.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tipdesk.domain import directions

Node = dict[str, Any]

RIGHT_TO_LEFT = ("ar", "fa", "ur", "ps", "ckb", "ug", "he", "yi")
_FAMILIES = (("he", "yi"), ("ar", "fa", "ur", "ps", "ckb", "ug"), ("zh", "ja", "ko"))
_HEBREW, _ARABIC = "\u0590-\u05ff\ufb1d-\ufb4f", "\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_KANA, _HANGUL, _HAN = "\u3040-\u30ff", "\uac00-\ud7af", "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SCRIPTS = {"he": _HEBREW, "ar": _ARABIC, "ja": _KANA, "ko": _HANGUL, "zh": _HAN}
_TOLD = {language: re.compile(f"[{letters}]") for language, letters in _SCRIPTS.items()}
_FROM_RIGHT = re.compile(f"[{_HEBREW}{_ARABIC}]")
_ANY = re.compile(f"[{''.join(_SCRIPTS.values())}]")


def mark(inlines: Sequence[Node], own: str, writer: str) -> list[Node]:
    """The same inlines with a span around each run of words of one such script.

    The publication's `own` language tells apart those that share a script. Words without letters belong to the run around them.
    """
    return _grouped(inlines, lambda node: _language(node, own), lambda run, language: _span(run, language, writer))


def _grouped(inlines: Sequence[Node], tell: Callable[[Node], str], around: Callable[[list[Node], str], Node]) -> list[Node]:
    """The same inlines with a span around each run of words of which the same is told; empty for those that get none."""
    made: list[Node] = []
    run: list[Node] = []
    behind: list[Node] = []  # blanks and words without letters, of which it is not known yet whether the run goes on
    language = ""
    for node in inlines:
        found = tell(node)
        if found and found != language and language:
            made += [around(run, language), *behind]
            run, behind = [], []
        if found:
            run += [*behind, node]
            language, behind = found, []
        elif language and _is_neutral(node):
            behind.append(node)
        else:
            made += [around(run, language)] * bool(run) + behind + [node]
            run, behind, language = [], [], ""
    return made + [around(run, language)] * bool(run) + behind


def any_from_right(references: Sequence[Mapping[str, Any]], locale: str) -> bool:
    """Will anything in a bibliography of these run from the right?"""
    return locale.partition("-")[0] in RIGHT_TO_LEFT or _FROM_RIGHT.search(json.dumps(references, ensure_ascii=False)) is not None


def directed(blocks: Sequence[Node], styles: Mapping[bool, str]) -> list[Node]:
    """The blocks of a bibliography, each paragraph with the direction of its text, and in the style for that: is it from the right?"""
    made: list[Node] = []
    for block in blocks:
        if block["t"] == "Div":
            made.append({"t": "Div", "c": [block["c"][0], directed(block["c"][1], styles)]})
        elif block["t"] in ("Para", "Plain"):
            is_from_right = directions.from_right(_text(block["c"]))
            inside = {"t": block["t"], "c": _each_way(block["c"], is_from_right)}
            style = [["custom-style", styles[is_from_right]]] if is_from_right in styles else []
            made.append({"t": "Div", "c": [["", [], [["dir", "rtl" if is_from_right else "ltr"], *style]], [inside]]})
        else:
            made.append(block)
    return made


def _each_way(nodes: Sequence[Node], is_from_right: bool) -> list[Node]:
    """Inlines in which what runs the other way than the paragraph is marked; addresses run from the left."""
    made: list[Node] = []
    for node in nodes:
        inner: Any = node.get("c")
        if node["t"] == "Link":
            node = _from_left([node], "")
        elif node["t"] in ("Span", "Quoted", "Cite"):
            node = node | {"c": [inner[0], _each_way(inner[1], is_from_right)]}
        elif node["t"] != "Str" and isinstance(inner, list) and inner and isinstance(inner[0], dict):
            node = node | {"c": _each_way(inner, is_from_right)}
        made.append(node)
    return _grouped(made, _is_from_left, _from_left) if is_from_right else mark(made, "", "docx")


def _text(nodes: Any) -> str:
    """All words in a part of a tree, one behind the other."""
    if isinstance(nodes, list):
        return "".join(map(_text, nodes))
    if not isinstance(nodes, dict) or "c" not in nodes:
        return ""
    return str(nodes["c"]) if nodes["t"] == "Str" else _text(nodes["c"])


def _is_from_left(node: Node) -> str:
    return "ltr" * (node["t"] == "Str" and directions.has_letters(node["c"]) and not _FROM_RIGHT.search(node["c"]))


def _from_left(run: list[Node], _language: str) -> Node:
    return {"t": "Span", "c": [["", [], [["dir", "ltr"]]], run]}


def is_told(text: str) -> bool:
    """Is there anything in this text to mark?"""
    return _ANY.search(text) is not None


def _language(node: Node, own: str) -> str:
    """The language to mark a word with; empty for none."""
    if node["t"] != "Str" or not _ANY.search(node["c"]):
        return ""
    found = next(language for language, letters in _TOLD.items() if letters.search(node["c"]))
    shares = found not in ("ja", "ko") and any(own in family and found in family for family in _FAMILIES)
    return own if shares else found


def _is_neutral(node: Node) -> bool:
    return node["t"] in ("Space", "SoftBreak") or (node["t"] == "Str" and not any(letter.isalpha() for letter in node["c"]))


def _span(run: list[Node], language: str, writer: str) -> Node:
    if writer == "typst":
        said = [["typst:text:lang", f'"{language}"']]
    else:
        said = [["lang", language], *([["dir", "rtl"]] if language in RIGHT_TO_LEFT else [])]
    return {"t": "Span", "c": [["", [], said], run]}
