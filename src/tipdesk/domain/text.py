"""Text folded for comparison: without case, marks and punctuation, in any script.

There is one folding. The search index, the words of a query, names of terms, marks on matches and the facets' box all use it, so that
what is found is also what is marked.

- Case, accents and other marks go, compatibility forms (full width, ligatures) are resolved; ß is ss, æ ae, ø o, ł l, Turkish ı i.
- Cyrillic ё is е and й is и. Greek loses its accents.
- Arabic loses vowel signs and tatweel; alefs are one, and so are ya and alef maqsura, ta marbuta and ha, the letters that carry hamza and
  the same without it, Persian and Arabic kaf and ya. Hebrew loses its points. Digits of these scripts are 0 to 9.
- Signs that make another letter stay: voiced kana, vowels of the scripts of India and South-East Asia.
- A run of a script written without blanks (Chinese, Japanese, Thai …; Korean too, whose words end in particles) is one word, and is
  found by any part of it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # control characters but tab and line ends, and lone surrogates
_TAG = re.compile(r"</?(?:i|b|sub|sup|span)(?: [^<>]{0,80})?>")

_LETTERS = {
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ۀ": "ه",
    "ـ": "",  # tatweel
    "\u00ad": "", "\u200d": "", "\u2060": "", "\ufeff": "",  # soft hyphen and joiners inside words
    **dict.fromkeys("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),  # directions
}  # fmt: skip

_FIRST = "\u0e00"  # no script that is written without blanks lies before
_SOUTH_EAST = ((0x0E00, 0x10A0), (0x1780, 0x1800))  # Thai, Lao, Tibetan, Burmese, Khmer
# Han, kana, Hangul, bopomofo, and the signs for repetition and length that stand among them.
_EAST = (
    "\u4e00-\u9fff\u3041-\u309f\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\uac00-\ud7ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u303c"
    "\u3400-\u4dbf\ua960-\ua97f\uf900-\ufaff\u1100-\u11ff\U0001b000-\U0001b16f\U00020000-\U000323af"
)
_WORDS = re.compile(r"[^\W_]+")


def _of_category(first: str, *blocks: tuple[int, int]) -> str:
    """The characters of the blocks whose category begins with this letter, as ranges inside a character class."""
    codes = [c for start, end in blocks for c in range(start, end) if unicodedata.category(chr(c))[0] == first]
    runs = ([code for _, code in run] for _, run in groupby(enumerate(codes), lambda placed: placed[1] - placed[0]))
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in runs)


# Most texts need none of the patterns that follow, which take milliseconds to compile: each is made when it is first used.


@cache
def _unspaced() -> str:
    """The letters of scripts that are written without blanks, as the inside of a character class."""
    return _EAST + _of_category("L", *_SOUTH_EAST) + _of_category("M", *_SOUTH_EAST)


@cache
def _signs() -> str:
    """The vowel signs of Dhivehi and the scripts of India, as the inside of a character class."""
    return _of_category("M", (0x0780, 0x07C0), (0x0900, 0x0E00))


@cache
def _run() -> re.Pattern[str]:
    return re.compile(f"[{_unspaced()}]")


@cache
def of_word() -> re.Pattern[str]:
    """A character of a folded word that is no run."""
    return re.compile(f"[^\\W_{_unspaced()}]|[{_signs()}]")


@cache
def _special() -> re.Pattern[str]:
    """A character that `_WORDS` might take wrongly; most texts have none, and are read ten times as fast."""
    return re.compile("[^\0-\u077f\u07c0-\u08ff\u1200-\u177f\u1800-\u2e7f]")


@cache
def _any_words() -> re.Pattern[str]:
    letter = rf"[^\W_{_unspaced()}]"
    return re.compile(rf"[{_unspaced()}]+|{letter}+(?:[{_signs()}]+{letter}*)*")


@cache
def _latin() -> re.Pattern[str]:
    """A text that SQLite's tokenizer folds as `fold` does."""
    return re.compile("[\x00-\x7fÀ-ÅÇ-ÏÑ-ÖÙ-Ýà-åç-ïñ-öù-ýÿ\u00a0¡§«»°·¿\u2010-\u2015\u2018-\u201f\u2022\u2026€]*")


@cache
def _simple() -> re.Pattern[str]:
    """A folded text whose words that tokenizer parts as `words` does."""
    return re.compile("[\x00-\u02ff\u03b1-\u03c9\u0430-\u052f\u05d0-\u05ea\u060c\u061b\u061f-\u06ff\u2010-\u2027\u2030-\u2038€№]*")


def leave_out_controls(value: "DataclassInstance") -> None:
    """Take the control characters out of the texts of a frozen value that is being made."""
    for each in fields(value):
        text = getattr(value, each.name)
        if isinstance(text, str) and CONTROL.search(text):
            object.__setattr__(value, each.name, CONTROL.sub("", text))


def plain(text: str) -> str:
    """A text without the tags of CSL's rich text (its specification, "Rich text"): `<i>`, `<b>`, `<sub>`, `<sup>`, `<span ...>`."""
    return _TAG.sub("", text) if "<" in text else text


def fold(text: str) -> str:
    """The text as it is compared, with its punctuation; see the head of this module."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", text).translate(_FOLDED))


class _Folded(dict[int, str]):
    """What a character becomes; worked out once for each that the plane of living scripts has."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if code < 0x10000:
            self[code] = folded
        return folded


_FOLDED = _Folded()


def _folded(character: str) -> str:
    place = unicodedata.combining(character)
    # Combining classes: overlays, nuktas, the points of Hebrew and Arabic, and what stands above or below a letter.
    if place in (1, 7) or 10 <= place <= 36 or place >= 200:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return "".join(_LETTERS.get(c, c) for c in character.casefold())


def words(text: str) -> list[str]:
    """The folded words of a text, in order; tags are none."""
    folded = fold(plain(text) if "<" in text else text)
    if folded.isascii() or not _special().search(folded):
        return _WORDS.findall(folded)
    return _any_words().findall(folded)


def is_run(word: str) -> bool:
    """Is this folded word a run of a script that is found by any part of it?"""
    return word >= _FIRST and _run().match(word) is not None


def squeeze(text: str) -> str:
    """The folded words joined by single blanks: two texts with the same result differ in typography only."""
    return " ".join(words(text))


def index_words(text: str) -> str:
    """What SQLite's tokenizer takes for the search index: a text folded, its runs as overlapping pairs.

    What that tokenizer folds in the same way by itself stays as it is: most Latin text, which is so many times faster.
    """
    if "<" in text:
        text = plain(text)
    if text.isascii() or _latin().fullmatch(text):
        return text
    folded = fold(text)
    return folded if _simple().fullmatch(folded) else " ".join(_tokens(words(folded)))


def _tokens(found: Iterable[str]) -> Iterator[str]:
    for word in found:
        if len(word) > 1 and word >= _FIRST and _run().match(word):  # is_run, in the midst of an import
            yield from map("".join, pairwise(word))
            yield word[-1]  # so that a search for one character finds the last one, too
        else:
            yield word


class Phrase(NamedTuple):
    """Words to look for next to each other: as `words` gives them, and as they stand in the index.

    `begins`: of the last word the beginning is enough; `part`: so it is of the last token, be it because the word is one character
    of a run.
    """

    words: tuple[str, ...]
    tokens: tuple[str, ...]
    begins: bool = False
    part: bool = False


def phrase(text: str, begins: bool = False) -> Phrase:
    """A searched text as a phrase; one without words is found nowhere."""
    found = words(text)
    tokens = list(_tokens(found))
    in_run = bool(found) and is_run(found[-1])
    if in_run and len(found[-1]) > 1:
        tokens.pop()  # what follows in the text may stand in the same run
    return Phrase(tuple(found), tuple(tokens), begins, begins or in_run)
