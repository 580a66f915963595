"""What a format is, and the step from bytes to text that all of them share."""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from tipdesk.domain.publication import Problem, Publication

MAX_FILE = 256 * 1024 * 1024  # bytes
MAX_FIELD = 1024 * 1024  # characters
MAX_KEY = 256  # characters
_PIECE = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Format:
    """A name, its suffixes, and a pair of pure functions.

    `read` yields the records and problems of a text one at a time, in file order, and never raises for anything the text
    holds. `write` yields pieces of text for the publications it is given, one or more a record. `recognises` tells from the
    beginning of a text (64 Ki characters) whether it is in this format. `lost` names the fields of a publication that the format
    has no place for, so that no other program will find them in what is written.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    read: Callable[[str], Iterator[Publication | Problem]] | None = None
    write: Callable[[Iterable[Publication]], Iterator[str]] | None = None
    recognises: Callable[[str], bool] = lambda text: False
    lost: Callable[[Publication], tuple[str, ...]] = lambda publication: ()


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding that gave it, and whether that encoding was only guessed."""

    text: str
    encoding: str
    guessed: bool = False


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def is_encoding(name: str) -> bool:
    """Is this the name of a text encoding that `decode` can use?"""
    try:
        b"a".decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return True


_NAMED = re.compile(rb"(?m)^%[ \t]*Encoding:[ \t]*([\w-]+)")  # as JabRef writes it
# The package cannot tell Western from Central European code pages, whose bytes are letters in both: what stands beside them can.
_WESTERN = re.compile(
    rb"[\xe0\xe5\xa1]|\x9c[ui]|(?<![a-z])\xbf|\xe3[oe]|\xe8[cglmrst]|\xea[cmnt]|\xf1[ao]|\xf5e"
)  # à å ¡ œu ¿ ão ère ême ño õe
_CENTRAL = re.compile(  # ł ą ľ ź ě ň ř ţ, and ś ż ă č ę ő where no œ ¿ ã è ê õ stands
    rb"[\xb3\xb9\xbe\x9f\xec\xf2\xf8\xfe]|\x9c(?![ui])|(?<=[a-z])\xbf|\xe3(?![oe])|\xe8[aeiknou\xe1\xed]|\xea(?![cmnt])|\xf5(?!e)"
)
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")  # letters with accents stand alone, CJK never does


def decode(data: bytes, encoding: str = "") -> Decoded:
    """A file's bytes as text: the encoding asked for, else by its BOM, else UTF-8, else UTF-16 without a BOM, else what a line
    `% Encoding: NAME` says, else a guess.

    Line ends stay as they are. Bytes that fit nothing become U+FFFD, so that no file is refused for its encoding. One that is
    asked for must be one by `is_encoding`.
    """
    if encoding:
        return Decoded(_text(data, encoding), encoding)
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Decoded(_text(data, name), name)
    if wide := _utf16_without_bom(data):
        return Decoded(_text(data, wide), wide, guessed=True)
    try:
        return Decoded(_text(data, "utf-8", "strict"), "utf-8")
    except UnicodeDecodeError:
        pass
    if (named := _NAMED.search(data[:1024])) and is_encoding(name := named[1].decode("ascii")):
        return Decoded(_text(data, name), name)
    name = _guess(data[: 64 * 1024])
    return Decoded(_text(data, name), name, guessed=True)


def _text(data: bytes, encoding: str, errors: str = "replace") -> str:
    """Piece by piece: decoding a large file at once stops all other threads, the window's too, for a second; ASCII is copied."""
    if encoding == "utf-8" and data.isascii():
        return data.decode("ascii")
    pieces = (data[start : start + _PIECE] for start in range(0, len(data), _PIECE))
    return "".join(codecs.iterdecode(pieces, encoding, errors))


def _guess(sample: bytes) -> str:
    alone = sum(map(len, _ALONE.findall(sample)))
    wide = [] if alone * 2 > sum(byte > 127 for byte in sample) else ["gb18030", "big5", "cp932"]
    best = from_bytes(sample, cp_isolation=["cp1252", "cp1251", "cp1250", "cp1256", *wide, "latin_1"]).best()
    if best is None or best.encoding not in ("cp1250", "cp1252", "latin_1"):
        return best.encoding if best is not None else "cp1252"
    return "cp1250" if len(_CENTRAL.findall(sample)) > len(_WESTERN.findall(sample)) else "cp1252"


def _utf16_without_bom(data: bytes) -> str:
    """UTF-16 text of mostly ASCII has a NUL in every other byte."""
    head = data[:512]
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.4 and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) * 0.4 and odd == 0 else ""
