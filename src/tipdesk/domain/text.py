"""Text folded for comparison: without case, marks and punctuation, in any script."""

import re
import unicodedata

_WORDS = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents and other combining marks, compatibility forms resolved (NFKD)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORDS.findall(fold(text))


def squeeze(text: str) -> str:
    """The folded words joined by single blanks: two texts with the same result differ in typography only."""
    return " ".join(words(text))
