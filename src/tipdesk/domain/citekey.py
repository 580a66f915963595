"""Citation keys by a rule: author or acronym, year, first word of the title; ASCII, unique and stable."""

import re
from collections.abc import Callable, Collection, Sequence

from anyascii import anyascii

from tipdesk.domain.names import Organisation, Person, known_organisations
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import plain, squeeze

MAX_LENGTH = 256
_LOWER = str.maketrans({chr(letter): chr(letter + 32) for letter in range(ord("A"), ord("Z") + 1)})
# No BibTeX-family program takes these in a key (biblatex manual, section 2.3; btparse).
_FORBIDDEN = re.compile(r"[\s,{}\\\"#%'()=~]")
_STOP = frozenset(
    """a an and at by for from in into of on or the to with de des du et l la le les un une el los las y en o der die das und
    im ein eine""".split()
)


def fold_key(key: str) -> str:
    """What keys are compared by: A to Z in lower case and all else as it is, which is what SQLite's lower() does."""
    return key.translate(_LOWER)


def make(publication: Publication) -> str:
    """The key that the rule gives: `bird2020smuggling`, `unodc2018global`; it may be taken, but is never empty."""
    words = _ascii_words(plain(publication.title)) or ["untitled"]
    title = [word for word in words if word not in _STOP] or words
    who = _who(publication)
    year = str(publication.year) if publication.year is not None else "nd"
    return f"{who}{year}{title[0][:40]}" if who else f"{title[0][:40]}{year}"


def is_made(key: str, publication: Publication) -> bool:
    """Is this a key that a publication got by the rule, with a suffix or without?"""
    return re.fullmatch(rf"{re.escape(make(publication))}[a-z]{{0,4}}", key) is not None


def _who(publication: Publication) -> str:
    for contributor in publication.contributors:
        name = contributor.name
        made = "".join(_ascii_words(name.family)) if isinstance(name, Person) else _body(name)
        if made:
            return made[:40]
    return ""


def _body(organisation: Organisation) -> str:
    acronym = organisation.acronym
    if not acronym and (known := known_organisations().get(squeeze(organisation.name))):
        acronym = known.acronym
    if acronym:
        return "".join(_ascii_words(acronym))
    return "".join([word for word in _ascii_words(organisation.name) if word not in _STOP][:2])


def _ascii_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", anyascii(text).lower().replace("'", "").replace("\u2019", ""))


class Distinct:
    """Gives citation keys out, each once: one that is taken gets a suffix (a, b, … z, aa …).

    `taken` tells which of some folded keys are taken; keys are compared by `fold_key`.
    """

    def __init__(self, taken: Callable[[Sequence[str]], Collection[str]]) -> None:
        self._taken = taken
        self._next: dict[str, int] = {}  # the suffix to try next, so that a thousand equal keys cost no more than others

    def give(self, wanted: Sequence[str]) -> list[str]:
        """A free key for each of the wanted ones, in order; whoever asks must have written them before asking again."""
        used = set(self._taken([fold_key(key) for key in wanted]))
        given = []
        for key in wanted:
            mine = key
            while fold_key(mine) in used:
                mine = self._with_suffix(key, used)
            used.add(fold_key(mine))
            given.append(mine)
        return given

    def _with_suffix(self, key: str, used: set[str]) -> str:
        folded = fold_key(key)
        number = self._next.get(folded, 0)
        self._next[folded] = number + 1
        candidate = key[: MAX_LENGTH - 8] + _letters(number)
        used.update(self._taken([fold_key(candidate)]))
        return candidate


def _letters(number: int) -> str:
    """0 is a, 25 is z, 26 is aa."""
    text = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        text = chr(ord("a") + digit) + text
    return text


def problem(key: str) -> str:
    """Why this cannot be a citation key, in one sentence; empty if it can."""
    if not key:
        return "A citation key cannot be empty."
    if len(key) > MAX_LENGTH:
        return f"A citation key has {MAX_LENGTH} characters at the most."
    if found := _FORBIDDEN.search(key):
        return f"A citation key cannot hold {'a blank' if found[0].isspace() else found[0]}."
    return ""
