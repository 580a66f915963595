"""Citations as pandoc's Markdown writes them: `[see @bird2020, p. 4; -@other]`, `@{odd/key}`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A key: letters, digits and _ with single marks inside, or anything but blanks in braces; not behind what makes it an e-mail address.
KEY = r"(?<![^\W_])(?<!\.)@(?:(\w+(?:[:.#$%&+?<>~/-]\w+)*)|\{([^\s{}]+)\})"
_CITED = re.compile(f"(-?){KEY}")
_BRACKETS = re.compile(r"\[([^\[\]\n]*)\]")
_ANY_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)  # what programs put in or leave: soft hyphens, directions


@dataclass(frozen=True, slots=True)
class Citation:
    """One publication in a citation: its key, what stands before and behind it, and whether its author is left out."""

    key: str
    prefix: str = ""
    suffix: str = ""
    suppressed: bool = False


def parse(inside: str) -> tuple[Citation, ...]:
    """The publications that the text inside a pair of brackets cites; none if one of its parts, between semicolons, cites none."""
    found = []
    for part in inside.split(";"):
        cited = _CITED.search(part)
        if cited is None:
            return ()
        found.append(Citation(cited[2] or cited[3], part[: cited.start()].strip(), part[cited.end() :].rstrip(), bool(cited[1])))
    return tuple(found)


def find(text: str) -> Iterator[tuple[int, int]]:
    """Where the citations in brackets are, from the opening one to behind the closing one; `[@@…]` is something else."""
    for brackets in _BRACKETS.finditer(text):
        if parse(brackets[1]) and not brackets[1].startswith("@@"):
            yield brackets.span()


def spoilt(text: str) -> Iterator[str]:
    """What stands in brackets with a key and is no citation: parted by a line end, or with a part between semicolons that has no key."""
    for brackets in _ANY_BRACKETS.finditer(text):
        inside = brackets[1]
        if _CITED.search(inside) and not inside.startswith("@@") and ("\n" in inside or not parse(inside)):
            yield " ".join(brackets[0].split())


def bare(text: str) -> Iterator[str]:
    """The keys outside all brackets, each with its sign; pandoc would take them for citations, but so may be a name or an address."""
    place = 0
    for brackets in (*_ANY_BRACKETS.finditer(text), None):
        for found in _CITED.finditer(text, place, brackets.start() if brackets else len(text)):
            yield f"@{found[2] or found[3]}"
        place = brackets.end() if brackets else place


def clean(mark: str) -> str:
    """A mark without letters that nobody sees, and with plain hyphens."""
    return _UNSEEN.sub("", mark).replace("\u2011", "-")


def keys(text: str) -> tuple[str, ...]:
    """All keys in a text."""
    return tuple(found[2] or found[3] for found in _CITED.finditer(text))
