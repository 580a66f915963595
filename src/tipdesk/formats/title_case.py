"""What of a title must keep its capitals: BibTeX styles put the words of a title into lower case unless they stand in braces."""

import re
from collections.abc import Iterator
from itertools import islice

from tipdesk.domain import capitals
from tipdesk.formats import latex

_TITLES = re.compile(r"(?i)\b(?:sub|book|main|booksub|mainsub)?title(?:addon)?\s*=\s*[{\"]")
_SPAN = re.compile(r"""<span\s+class\s*=\s*\\?["']nocase\\?["']\s*>([^<>]{1,300})</span>""")
_LONGEST = 4096  # characters of a title that are looked at
_MOST = 20  # titles, or words in `nocase`, of one entry


def encode_title(text: str, *, whole: bool = False) -> str:
    """A title as the value of a field: acronyms, words of mixed case and known names of places and bodies stand in braces.

    `whole`: all of it does, for the titles of laws and cases, and those in languages that other rules hold for.
    """
    if whole:
        return _encoded(text) if text == text.lower() else f"{{{_encoded(text)}}}"
    marked: list[str] = []
    done = 0
    for start, end in capitals.protected(text):
        marked += (text[done:start], "\1", text[start:end], "\2")
        done = end
    return _encoded("".join((*marked, text[done:]))).replace("\1", "{").replace("\2", "}")


def _encoded(text: str) -> str:
    return latex.encode(text, markup=True)


def protected_in(entry: str) -> Iterator[str]:
    """The words that an entry's own text protects in its titles: by braces in BibTeX, by `nocase` in CSL-JSON.

    Braces around the whole of a title say nothing of its words, and are passed over.
    """
    yield from (found[1] for found in islice(_SPAN.finditer(entry), _MOST))
    for field in islice(_TITLES.finditer(entry), _MOST):
        yield from _braced(entry[field.end() : field.end() + _LONGEST])


def _braced(value: str) -> Iterator[str]:
    depth, start = 0, 0
    for place in re.finditer(r"\\.|[{}\"]", value):
        if place[0] == "{":
            depth += 1
            start = place.end() if depth == 1 else start
        elif place[0] == "}":
            depth -= 1
            if depth < 0:
                return
            if depth == 0 and (start > 1 or value[place.end() : place.end() + 1] not in ("}", '"')):
                yield from _word_around(value, start, place.start())
        elif place[0] == '"' and depth == 0:
            return


def _word_around(value: str, start: int, end: int) -> Iterator[str]:
    """What stands in braces, with the rest of a word that only has its first letter in them."""
    inside = value[start:end].replace("{", "").replace("}", "")
    rest = re.match(r"[\w’'-]*", value[end + 1 :])
    if "\\" not in inside and inside.strip():
        yield inside.strip() + (rest[0] if rest else "")
