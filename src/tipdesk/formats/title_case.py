"""What of a title must keep its capitals: BibTeX styles put the words of a title into lower case unless they stand in braces."""

import re
from functools import cache

from tipdesk.domain import vocabularies
from tipdesk.domain.names import known_organisations
from tipdesk.formats import latex

_WORD = re.compile(r"(?P<formula>\$[^$\s][^$]{0,500}\$)|[^\W_](?:[^\s\\{}<>$]*[^\W_])?")
_HYPHEN = re.compile("[-/‐-―]")


def encode_title(text: str, *, whole: bool = False) -> str:
    """A title as the value of a field: acronyms, words of mixed case and known names of places and bodies stand in braces.

    `whole`: all of it does, for the titles of laws and cases, and those in languages that other rules hold for.
    """
    if whole:
        return _encoded(text) if text == text.lower() else f"{{{_encoded(text)}}}"
    marked: list[str] = []
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done or word["formula"]:
            continue  # a word inside a name
        end = _name_end(text, word)
        if end or _keeps_case(word[0]):
            end = max(end, word.end())
            marked += (text[done : word.start()], "\1", text[word.start() : end], "\2")
            done = end
    return _encoded("".join((*marked, text[done:]))).replace("\1", "{").replace("\2", "}")


def _encoded(text: str) -> str:
    return latex.encode(text, markup=True)


def _keeps_case(word: str) -> bool:
    """Has one of its hyphenated parts a capital behind its first letter (UNODC, SDGs), or a capital and a digit (G20)?"""
    if word == word.lower():
        return False
    return any(part[1:] != part[1:].lower() or (part[:1].isupper() and part[-1].isdigit()) for part in _HYPHEN.split(word) if part)


def _name_end(text: str, word: re.Match[str]) -> int:
    """Where the longest known name ends that begins with this word; 0 if none does."""
    beginning = re.split(r"\W", word[0], maxsplit=1)[0]
    for name in _names().get(beginning, ()):
        end = word.start() + len(name)
        if text.startswith(name, word.start()) and not text[end : end + 1].isalnum():
            return end
    return 0


@cache
def _names() -> dict[str, list[str]]:
    """The names of countries, regions and organisations by their first word, the longest first."""
    names = {name for term in vocabularies.seed() if term.vocabulary in ("country", "region") for name in (term.name, *term.aliases)}
    names |= {name for organisation in known_organisations().values() for name in (organisation.name,)}
    names -= {name for term in vocabularies.seed() if term.name == vocabularies.WORLDWIDE for name in (term.name, *term.aliases)}
    found: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        if name[:1].isupper() and len(name) > 3 and name != name.upper() and "(" not in name:
            found.setdefault(re.split(r"\W", name, maxsplit=1)[0], []).append(name)
    return found
