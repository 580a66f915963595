"""What belongs together: later editions of a publication, by a link (`edition-of` among its other fields) or else by titles and makers,
and its versions in other languages, by a link only (`translation-of`)."""

import re

from tipdesk.domain.names import Organisation
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import squeeze, words

LINK, TRANSLATION = "edition-of", "translation-of"
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


def linked(publication: Publication) -> str:
    """The citation key of the publication that this one says it is an edition of, in small letters; empty for none."""
    return dict(publication.extra).get(LINK, "").strip().lower()


def original(publication: Publication) -> str:
    """The citation key, in small letters, of what this one is a translation of; its own if it says nothing of that."""
    return dict(publication.extra).get(TRANSLATION, "").strip().lower() or publication.key.lower()


def is_newer(one: Publication, other: Publication) -> bool:
    """Is `one` a later edition of `other`: later, and linked to it, or the same but for numbers in its title, by the same, in the same
    language?"""
    if age(one) <= age(other):
        return False
    if linked(one) == other.key.lower():
        return True
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
