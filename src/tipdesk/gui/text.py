"""Text of records as it is shown: isolated by direction, languages by their own names, matches found."""

import html
import unicodedata
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QPlainTextEdit

from tipdesk.domain.text import fold, words
from tipdesk.domain.vocabularies import native_language_name

ISOLATE, END = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """The text so that its direction neither takes from nor gives to what stands around it (UAX #9)."""
    return f"{ISOLATE}{text}{END}" if text else ""


def tooltip(text: str) -> str:
    """The text as a tooltip, which would read what looks like markup as markup, and load what that names."""
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


def set_text(box: QPlainTextEdit, text: str) -> None:
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


def spans(text: str, sought: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where (start, length) the words stand in a text, ends of words left open; compared without case and accents.

    Each of `sought` is a list of folded words that follow each other; see `sought_words`.
    """
    if not sought or not text:
        return []
    folded, origin = _folded(text)
    found = []
    for phrase in sought:
        found += _of_phrase(folded, phrase)
    return [(origin[start], origin[end - 1] + 1 - origin[start]) for start, end in sorted(set(found))]


def sought_words(phrases: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Phrases as `spans` takes them."""
    return tuple(filter(None, (tuple(words(phrase)) for phrase in phrases)))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    parts, origin = [], []
    for position, character in enumerate(text):
        part = fold(character)
        parts.append(part)
        origin += [position] * len(part)
    return "".join(parts), origin


def _of_phrase(folded: str, phrase: Sequence[str]) -> list[tuple[int, int]]:
    found = []
    first = folded.find(phrase[0])
    while first >= 0:
        end = _phrase_end(folded, first, phrase)
        if end:
            found.append((first, end))
        first = folded.find(phrase[0], max(end, first + 1))
    return found


def _phrase_end(folded: str, start: int, phrase: Sequence[str]) -> int:
    """Where the phrase ends that begins here; 0 if none does."""
    if start and folded[start - 1].isalnum():
        return 0
    position = start
    for word in phrase:
        while position < len(folded) and not folded[position].isalnum():
            position += 1
        if not folded.startswith(word, position):
            return 0
        position += len(word)
    return position
