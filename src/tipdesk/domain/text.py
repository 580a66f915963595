"""Text folded for comparison: without case, marks and punctuation, in any script."""

import re
import unicodedata

_TAG = re.compile(r"</?(?:i|b|sub|sup|span)(?: [^<>]{0,80})?>")
_WORDS = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """A text without the tags of CSL's rich text (its specification, "Rich text"): `<i>`, `<b>`, `<sub>`, `<sup>`, `<span ...>`."""
    return _TAG.sub("", text) if "<" in text else text


def fold(text: str) -> str:
    """Lower case, without accents and other combining marks, compatibility forms resolved (NFKD)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words of a text, in order; tags are none."""
    return _WORDS.findall(fold(plain(text)))


def squeeze(text: str) -> str:
    """The folded words joined by single blanks: two texts with the same result differ in typography only."""
    return " ".join(words(text))
