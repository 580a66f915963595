"""Citation keys by a formula, at first author or acronym, year, first word of the title; ASCII, unique and stable."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.names import Name, Organisation, Person, known_organisations
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import plain, squeeze

MAX_LENGTH = 256
# No BibTeX-family program takes these in a key (biblatex manual, section 2.3; btparse).
_FORBIDDEN = r"[\s,{}\\\"#%'()=~]"
_STOP = frozenset(
    """a an and at by for from in into of on or the to with de des du et l la le les un une el los las y en o der die das und
    im ein eine""".split()
)


DEFAULT = "[auth][year][title]"
_PART = r"\[([a-z]+)(?::([1-9]\d?))?(?::(upper|capital))?\]|([^\[\]]+)"


@dataclass(frozen=True, slots=True)
class Formula:
    """How keys are made: literal texts, and parts of a publication with the most letters of each and how these are written.

    What is no name of a part is literal.
    """

    parts: tuple[tuple[str, int, str], ...]

    def make(self, publication: Publication) -> str:
        """The key of a publication; it may be taken, but is never empty.

        A title's first word stands in for authors that there are none of, and is then not repeated.
        """
        words = _ascii_words(plain(publication.title)) or ["untitled"]
        title = [word for word in words if word not in _STOP] or words
        most = max((_MAKERS.get(name, 0) for name, _, _ in self.parts), default=0)
        makers = list(islice(filter(None, (_maker(c.name) for c in publication.contributors)), most))
        if most and not makers:
            makers, title = [title[0]], ["", *title[1:]]
        written = (_cased(_part(name, publication, makers, title)[:letters], case) for name, letters, case in self.parts)
        return "".join(written)[: MAX_LENGTH - 8] or "untitled"

    def made(self, key: str, publication: Publication) -> bool:
        """Is this the key that a publication gets, with a suffix or without?"""
        return re.fullmatch(rf"{re.escape(self.make(publication))}[a-z]{{0,4}}", key) is not None


NAMES = ("auth", "authors", "year", "shortyear", "title", "shorttitle", "lang", "publisher", "container")
LONGEST = 40  # letters of a part, where the formula says nothing else
_MAKERS = {"auth": 1, "authors": 4}  # how many are looked at


def _part(name: str, publication: Publication, makers: list[str], title: list[str]) -> str:
    """What a part of a formula says of a publication; a literal text says itself."""
    match name:
        case "auth":
            return makers[0]
        case "authors":
            return "".join(makers[:3]) + ("etal" if len(makers) > 3 else "")
        case "year":
            return str(publication.year) if publication.year is not None else "nd"
        case "shortyear":
            return f"{publication.year % 100:02}" if publication.year is not None else "nd"
        case "title":
            return title[0]
        case "shorttitle":
            return "".join(title[:3])
        case _:
            return _rarer_part(name, publication)


def _rarer_part(name: str, publication: Publication) -> str:
    match name:
        case "lang":
            return "".join(_ascii_words("".join(publication.languages[:1]).partition("-")[0]))
        case "publisher":
            return _maker(Organisation(publication.publisher))
        case "container":
            return "".join(word[0] for word in _ascii_words(plain(publication.container)) if word not in _STOP)
    return name


@lru_cache(maxsize=64)
def formula(text: str) -> Formula:
    """A formula such as `[auth:4][shortyear]_[title:capital]`; empty is DEFAULT. Raises BadRequest for what makes no keys."""
    text = text or DEFAULT
    part = re.compile(_PART)
    parts, place = [], 0
    while found := part.match(text, place):
        name, most, case, literal = found.groups()
        if (name is not None and name not in NAMES) or (literal and problem(literal)):
            break
        parts.append((name or literal, int(most or LONGEST) if name else MAX_LENGTH, case or ""))
        place = found.end()
    if place < len(text) or len(text) > MAX_LENGTH or not any(name in NAMES for name, _, _ in parts):
        known = ", ".join(f"[{name}]" for name in NAMES)
        raise BadRequest(f"“{text[:60]}” makes no citation keys; use {known}, cut or cased as in [auth:4] or [title:upper], and text.")
    return Formula(tuple(parts))


def make(publication: Publication) -> str:
    """The key that the default formula gives: `bird2020smuggling`, `unodc2018global`; it may be taken, but is never empty."""
    return formula(DEFAULT).make(publication)


def is_made(key: str, publication: Publication) -> bool:
    """Is this a key that a publication got by the default formula, with a suffix or without?"""
    return formula(DEFAULT).made(key, publication)


def _cased(text: str, case: str) -> str:
    return text.upper() if case == "upper" else text.capitalize() if case == "capital" else text


def _maker(name: Name) -> str:
    return ("".join(_ascii_words(name.family)) if isinstance(name, Person) else _body(name))[:LONGEST]


def _body(organisation: Organisation) -> str:
    acronym = organisation.acronym
    if not acronym and (known := known_organisations().get(squeeze(organisation.name))):
        acronym = known.acronym
    if acronym:
        return "".join(_ascii_words(acronym))
    return "".join([word for word in _ascii_words(organisation.name) if word not in _STOP][:2])


@cache
def _anyascii() -> Callable[[str], str]:
    from anyascii import anyascii  # loaded with the first text that needs it: it takes longer than all else here

    return anyascii


def _ascii_words(text: str) -> list[str]:
    text = text if text.isascii() else _anyascii()(text)
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("\u2019", ""))


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
        likely = self._likely(wanted, used)
        used.update(self._taken(likely))
        known = set(likely)
        given = []
        for key in wanted:
            mine = key
            while fold_key(mine) in used:
                mine = self._suffixed(key)
                if fold_key(mine) not in known:
                    used.update(self._taken([fold_key(mine)]))
            used.add(fold_key(mine))
            given.append(mine)
        return given

    def _likely(self, wanted: Sequence[str], used: Collection[str]) -> list[str]:
        """The folded keys that will be tried first where a wanted one is taken: asked for together, they cost little."""
        times: Counter[str] = Counter()
        likely = []
        for key in wanted:
            folded = fold_key(key)
            later = times[folded] - (folded not in used)
            if later >= 0:
                likely.append(fold_key(_with_suffix(key, self._next.get(folded, 0) + later)))
            times[folded] += 1
        return likely

    def _suffixed(self, key: str) -> str:
        folded = fold_key(key)
        number = self._next.get(folded, 0)
        self._next[folded] = number + 1
        return _with_suffix(key, number)


def _with_suffix(key: str, number: int) -> str:
    return key[: MAX_LENGTH - 8] + _letters(number)


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
    if found := re.search(_FORBIDDEN, key):
        return f"A citation key cannot hold {'a blank' if found[0].isspace() else found[0]}."
    return ""
