"""Text of records as it is shown: isolated by direction, languages by their own names."""

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt

from tipdesk.domain.vocabularies import native_language_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPlainTextEdit

ISOLATE, END = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """The text so that its direction neither takes from nor gives to what stands around it (UAX #9)."""
    return f"{ISOLATE}{text}{END}" if text else ""


def tooltip(text: str) -> str:
    """The text as a tooltip, which would read what looks like markup as markup, and load what that names."""
    import html  # not at the start: it brings a table of all names of characters

    return f"<qt>{html.escape(text)}</qt>" if text else ""


def right_to_left(text: str) -> bool:
    """Does the text's first strong character run from the right?"""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def set_text(box: "QPlainTextEdit", text: str) -> None:
    """Show a text in its own direction, whichever way the window runs: a brace of BibTeX would change sides otherwise."""
    box.setLayoutDirection(Qt.LayoutDirection.RightToLeft if right_to_left(text) else Qt.LayoutDirection.LeftToRight)
    box.setPlainText(text)


@cache
def native_language(tag: str) -> str:
    """The name of a language in that language (`العربية` for `ar`), else its English name, else the tag."""
    name = native_language_name(tag)
    if name == tag:
        name = QLocale(tag).nativeLanguageName() if QLocale(tag).language() != QLocale.Language.C else tag
    return name[:1].upper() + name[1:]
