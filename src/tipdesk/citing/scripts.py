"""Runs of scripts that are read from the right, or written in ideographs, marked with their language in a tree as pandoc reads it.

Screen readers need it, and so do programs that choose a font or the order of punctuation by it.
"""

import re
from collections.abc import Sequence
from typing import Any

Node = dict[str, Any]

RIGHT_TO_LEFT = ("ar", "fa", "ur", "ps", "ckb", "ug", "he", "yi")
_FAMILIES = (("he", "yi"), ("ar", "fa", "ur", "ps", "ckb", "ug"), ("zh", "ja", "ko"))
_HEBREW, _ARABIC = "\u0590-\u05ff\ufb1d-\ufb4f", "\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff"
_KANA, _HANGUL, _HAN = "\u3040-\u30ff", "\uac00-\ud7af", "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SCRIPTS = {"he": _HEBREW, "ar": _ARABIC, "ja": _KANA, "ko": _HANGUL, "zh": _HAN}
_TOLD = {language: re.compile(f"[{letters}]") for language, letters in _SCRIPTS.items()}
_ANY = re.compile(f"[{''.join(_SCRIPTS.values())}]")


def mark(inlines: Sequence[Node], own: str, writer: str) -> list[Node]:
    """The same inlines with a span around each run of words of one such script.

    The publication's `own` language tells apart those that share a script. Words without letters belong to the run around them.
    """
    made: list[Node] = []
    run: list[Node] = []
    behind: list[Node] = []  # blanks and words without letters, of which it is not known yet whether the run goes on
    language = ""
    for node in inlines:
        found = _language(node, own)
        if found and found != language and language:
            made += [_span(run, language, writer), *behind]
            run, behind = [], []
        if found:
            run += [*behind, node]
            language, behind = found, []
        elif language and _is_neutral(node):
            behind.append(node)
        else:
            made += [_span(run, language, writer)] * bool(run) + behind + [node]
            run, behind, language = [], [], ""
    return made + [_span(run, language, writer)] * bool(run) + behind


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
