"""When two records are the same, and when they are likely to be: suggested, never acted on unasked."""

from dataclasses import fields

from tipdesk.domain import identifiers
from tipdesk.domain.names import Organisation, Person
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import squeeze

# What the user does with a record after it came in; a file that lacks this does not make another record.
_ORGANISING = ("tags", "themes", "category", "notes")
_COMPARED = tuple(f.name for f in fields(Publication) if f.compare and f.name not in _ORGANISING)


def adds_nothing(new: Publication, known: Publication) -> bool:
    """Is everything that a record says in the library already?

    All bibliographic fields are equal, the citation key too unless the new one has none; its tags, notes and the like are
    among the known one's.
    """
    for name in _COMPARED:
        if name == "key" and not new.key:
            continue
        if getattr(new, name) != getattr(known, name):
            return False
    return all(set(getattr(new, name)) <= set(getattr(known, name)) for name in _ORGANISING)


def alike(new: Publication, known: Publication) -> bool:
    """Are these likely two records of one work?

    The same DOI; or the same title but for typography, with a year and a first contributor that do not contradict.
    """
    if new.doi and identifiers.doi(new.doi).lower() == identifiers.doi(known.doi).lower():
        return True
    if squeeze(new.title) != squeeze(known.title) or not squeeze(new.title):
        return False
    if new.year and known.year and new.year != known.year:
        return False
    ours, theirs = _first(new), _first(known)
    return not ours or not theirs or ours == theirs


def _first(publication: Publication) -> str:
    for contributor in publication.contributors:
        match contributor.name:
            case Person(family=family):
                return squeeze(family)
            case Organisation(name=name):
                return squeeze(name)
    return ""


def merged(known: Publication, new: Publication) -> tuple[tuple[str, object], ...]:
    """The fields that a known record gains from a likely duplicate: what it lacks, and what joins its lists."""
    gained: list[tuple[str, object]] = []
    for field in fields(Publication):
        name = field.name
        if not field.compare or name in ("key", "kind"):
            continue
        ours, theirs = getattr(known, name), getattr(new, name)
        if name in (*_ORGANISING, "countries", "regions", "languages", "extra"):
            present = {pair[0] for pair in ours} if name == "extra" else set(ours)
            fresh = tuple(value for value in theirs if (value[0] if name == "extra" else value) not in present)
            if fresh:
                gained.append((name, ours + fresh))
        elif theirs and not ours:
            gained.append((name, theirs))
    return tuple(gained)
