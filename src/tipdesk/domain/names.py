"""Contributors: persons and organisations, and how a written name is told apart and taken apart."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tipdesk import resources
from tipdesk.domain.text import squeeze, words


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name in the four parts that BibTeX and CSL share; `prefix` is a particle such as "van der"."""

    family: str
    given: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def sorted_name(self) -> str:
        """The name as an index lists it: `van der Berg, Jan, Jr.`"""
        return ", ".join(filter(None, (f"{self.prefix} {self.family}".strip(), self.given, self.suffix)))


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that is never split or reordered, with its acronym where it has one."""

    name: str
    acronym: str = ""

    @property
    def sorted_name(self) -> str:
        """The name as an index lists it."""
        return self.name


Name = Person | Organisation

AUTHOR = "author"
# The name variables of CSL 1.0.2, the common ones first.
ROLES = (
    AUTHOR,
    *"""editor translator compiler contributor director interviewer recipient collection-editor container-author original-author
    reviewed-author editorial-director illustrator chair organizer curator host guest narrator performer composer producer
    executive-producer script-writer series-creator""".split(),
)


@dataclass(frozen=True, slots=True)
class Contributor:
    """A name in its role; the roles are CSL's, in lower case."""

    name: Name
    role: str = AUTHOR


# Words that occur in the names of organisations and hardly ever in those of persons, in the languages of the UN.
_BODIES = frozenset(
    """academy agency alliance ambassade amnesty asociacion assembly association authority bank board bureau cabinet
    campaign cell center centre centro children church cluster coalition college comision comite commission commissioner
    committee community conference conseil consejo consortium convention coordination corporation corte council court
    cross defensor defensoria department directorate division embassy europe facility federation federacion fondation forum
    foundation front fund fundacion fund gouvernement government group groupe haut hospital human initiative instance institut
    institute institution instituto inter international internacional judiciary justice kingdom law league ligue
    mechanism migration ministere ministerio ministry mission movement national nations network nexus observatory
    observatoire office oficina ombudsman organisation organizacion organization parliament partnership police programme
    program project prosecutor rapporteur red refugees republic rescue resources rights school secretariat section senate
    service services societe societies society state states study task team tribunal trust union united unit university
    universite universidad unidas women world""".split()
)
_PARTICLES = frozenset("van von der den de del della di da dos das du la le ter ten zu zur af av bin ibn al el".split())
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|VI{0,3}")
_ACRONYM = re.compile(r"(.*\S) \((?=[^)]*[A-Z][^)]*[A-Z])([A-Z][\w&/.-]{1,14})\)", re.DOTALL)
_WITH_ACRONYM = re.compile(r"\{([^{}]*)\} \(([^{}()]+)\)", re.DOTALL)
_IN_PARTS = re.compile(r"\{([^{}]*)\} \{([^{}]*)\}, \{([^{}]*)\}, \{([^{}]*)\}", re.DOTALL)


@cache
def known_organisations() -> dict[str, Organisation]:
    """The organisations that the field knows, by their squeezed name, acronym and other names."""
    known: dict[str, Organisation] = {}
    with resources.path("vocabularies", "organisations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            organisation = Organisation(row["name"], row["acronym"])
            for name in (row["name"], row["acronym"], *row["also"].split("|")):
                known.setdefault(squeeze(name), organisation)
    known.pop("", None)
    return known


def is_organisation(text: str) -> bool:
    """Does this written name look like an organisation's? By the known ones first, then by the words it holds."""
    if squeeze(text) in known_organisations():
        return True
    if "," in text:
        return False
    found = words(text)
    return any(word in _BODIES for word in found) or bool(re.fullmatch(r"[A-Z]{2,}[\w/-]*", text))


def organisation(text: str) -> Organisation:
    """An organisation from its written name; `Name (ABC)` holds its acronym, and a known one gets the acronym it has."""
    if found := _ACRONYM.fullmatch(text):
        return Organisation(found[1], found[2])
    return Organisation(text)


def parse_name(text: str) -> Name:
    """A contributor from one written name, the inverse of `format_name`.

    `Family, Given`, `prefix Family, Suffix, Given` and `Given prefix Family` are persons. What stands in braces, what looks
    like an organisation and a single word without a comma are organisations.
    """
    text = text.strip()
    if parts := _IN_PARTS.fullmatch(text):
        return Person(prefix=parts[1], family=parts[2], suffix=parts[3], given=parts[4])
    if named := _WITH_ACRONYM.fullmatch(text):
        return Organisation(named[1], named[2])
    if text.startswith("{") and text.endswith("}"):
        return organisation(text[1:-1].replace("{", "").replace("}", ""))
    text = text.replace("{", "").replace("}", "")
    if is_organisation(text) or _ACRONYM.fullmatch(text):
        return organisation(text)
    if "," in text:
        return _inverted(text)
    return _direct(text)


def _inverted(text: str) -> Person:
    family, *rest = (part.strip() for part in text.split(",", 2))
    given, suffix = (rest[1], rest[0]) if len(rest) == 2 else (rest[0], "")
    leading = _particles(family.split())
    return Person(" ".join(family.split()[leading:]), given, " ".join(family.split()[:leading]), suffix)


def _direct(text: str) -> Name:
    parts = text.split()
    if len(parts) < 2:
        return organisation(text)
    suffix = parts.pop() if len(parts) > 2 and _SUFFIX.fullmatch(parts[-1]) else ""
    start = len(parts) - 1
    while start > 1 and parts[start - 1] in _PARTICLES:
        start -= 1
    return Person(parts[-1], " ".join(parts[:start]), " ".join(parts[start:-1]), suffix)


def _particles(parts: list[str]) -> int:
    """How many of the leading words are particles; the last word never is."""
    count = 0
    while count < len(parts) - 1 and parts[count] in _PARTICLES:
        count += 1
    return count


@lru_cache(maxsize=8192)
def format_name(name: Name) -> str:
    """A name as one line of text that `parse_name` reads back to the same value.

    Braces, brackets in an acronym, and white space at the ends do not belong into names and are not kept.
    """
    if isinstance(name, Organisation):
        plain = f"{name.name} ({name.acronym})" if name.acronym else name.name
        if parse_name(plain) == name:
            return plain
        return f"{{{name.name}}} ({name.acronym})" if name.acronym else f"{{{name.name}}}"
    family = f"{name.prefix} {name.family}".strip()
    plain = f"{family}, {name.suffix}, {name.given}" if name.suffix else f"{family}, {name.given}".strip()
    if parse_name(plain) == name:
        return plain
    return f"{{{name.prefix}}} {{{name.family}}}, {{{name.suffix}}}, {{{name.given}}}"


def byline(contributors: tuple[Contributor, ...]) -> str:
    """Who made it, in one line: the authors, or where there are none all other contributors."""
    authors = [c.name for c in contributors if c.role == AUTHOR] or [c.name for c in contributors]
    return "; ".join(name.sorted_name for name in authors)
