"""Contributors: persons and organisations."""

from dataclasses import dataclass
from functools import cache

from tipdesk import resources
from tipdesk.domain.text import squeeze


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


@cache
def known_organisations() -> dict[str, Organisation]:
    """The organisations that the field knows, by their squeezed name, acronym and other names."""
    known: dict[str, Organisation] = {}
    for row in resources.rows("vocabularies", "organisations.csv"):
        organisation = Organisation(row["name"], row["acronym"])
        for name in (row["name"], row["acronym"], *row["also"].split("|")):
            known.setdefault(squeeze(name), organisation)
    known.pop("", None)
    return known


def byline(contributors: tuple[Contributor, ...]) -> str:
    """Who made it, in one line: the authors, or where there are none all other contributors."""
    authors = [c.name for c in contributors if c.role == AUTHOR] or [c.name for c in contributors]
    return "; ".join(name.sorted_name for name in authors)
