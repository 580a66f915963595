"""What belongs together: editions of one work, by a link (`edition-of` among other fields) or else by titles and makers, and its
versions in several languages, by a link only (`translation-of`). A link names the other publication by its citation key."""

import re
from dataclasses import dataclass

from tipdesk.domain.names import Organisation
from tipdesk.domain.pairs import Pairs
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import squeeze, words

EDITION_OF, TRANSLATION_OF = "edition-of", "translation-of"
ROLES = (TRANSLATION_OF, EDITION_OF)
MOST_LINKED = 100  # publications that are shown to be editions, or translations, of one
# What a linked publication is to the one that is looked at, in the order in which they are shown.
ORIGINAL, TRANSLATION, EARLIER, LATER, EDITION = "translation of", "translation", "earlier edition", "later edition", "edition"
RELATIONS = (ORIGINAL, TRANSLATION, EARLIER, LATER, EDITION)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# Words of a title that tell editions apart, folded, besides numbers.
_TELLING = frozenset((*_ORDINALS, *"edition editions ed edn edicion edicao revised updated revisee revisada".split()))
_NUMBER = re.compile(r"(\d+)(st|nd|rd|th|e|eme|er|a|o)?")


def stem(folded: list[str]) -> tuple[str, ...]:
    """The words of a title without numbers and words like `second edition`: what all its editions have in common."""
    return tuple(word for word in folded if word not in _TELLING and not _NUMBER.fullmatch(word))


def beginning(title: str) -> str:
    """With what the squeezed titles of all editions begin: the words up to the first that tells them apart; empty for fewer than two."""
    found = words(title)
    telling = (place for place, word in enumerate(found) if word in _TELLING or _NUMBER.fullmatch(word))
    leading = found[: next(telling, len(found))]
    return " ".join(leading) if len(leading) > 1 else ""


@dataclass(frozen=True, slots=True)
class Linked:
    """A publication that another one is linked to, or the other way round.

    `relation` is what it is to that other one; the field `role` of the publication with the id `by` says so. For a `key` that nobody has
    there is no publication.
    """

    relation: str
    role: str
    by: int
    key: str
    publication: Publication | None = None


def places(extra: Pairs) -> dict[str, int]:
    """Where other fields say a link, by role: the first of that name that is not empty. What others of the name hold is no link."""
    found: dict[str, int] = {}
    for place, (name, value) in enumerate(extra):
        if name.lower() in ROLES and value.strip():
            found.setdefault(name.lower(), place)
    return found


def links(extra: Pairs) -> dict[str, str]:
    """The citation keys that other fields link to, by role."""
    return {role: extra[place][1].strip() for role, place in places(extra).items()}


def relinked(extra: Pairs, role: str, key: str) -> Pairs:
    """Other fields whose link in this role, which they hold, names another key; without a key it is taken out."""
    place = places(extra)[role]
    return (*extra[:place], *(((extra[place][0], key),) if key else ()), *extra[place + 1 :])


def relation(role: str, by: int, one: Publication, other: Publication | None) -> str:
    """What `other` is to `one`, where that of the two with the id `by` says to be linked in this role."""
    if role == TRANSLATION_OF:
        return ORIGINAL if by == one.id else TRANSLATION
    if other is None or age(one) == age(other) or (one.year is None) is not (other.year is None):
        return EDITION
    return LATER if age(other) > age(one) else EARLIER


def is_newer(one: Publication, other: Publication) -> bool:
    """Is `one` a later edition of `other` by what both say: later, the same but for numbers in its title, by the same, in the same
    language?"""
    if age(one) <= age(other):
        return False
    if stem(_title(one)) != stem(_title(other)) or one.kind != other.kind or set(one.languages) != set(other.languages):
        return False
    return _makers(one) == _makers(other)


def _title(publication: Publication) -> list[str]:
    return words(f"{publication.title} {publication.subtitle}")


def _makers(publication: Publication) -> frozenset[str]:
    names = (c.name for c in publication.contributors)
    return frozenset(squeeze(name.name if isinstance(name, Organisation) else name.family) for name in names)


def age(publication: Publication) -> tuple[int, int]:
    """What editions of one work are ordered by: the year, then the edition's number; 0 where it says none."""
    return publication.year or 0, _edition(publication.edition)


def _edition(text: str) -> int:
    """The number of an edition that is written `2`, `2nd ed.` or `second`; 0 for none."""
    for word in words(text):
        if found := _NUMBER.fullmatch(word):
            return int(found[1][:9])
        if word in _ORDINALS:
            return _ORDINALS.index(word) + 1
    return 0
