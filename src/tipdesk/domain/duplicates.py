"""When two records are the same, and when they are likely to be: suggested, never acted on unasked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from tipdesk.domain import editions, identifiers, linked_files
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.names import Organisation, Person
from tipdesk.domain.pairs import Pairs
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

    The same DOI; or the same title but for typography, with a year and a first contributor that do not contradict. Never where one says
    that it is a translation or another edition of the other.
    """
    if _says_of(new, known) or _says_of(known, new):
        return False
    if new.doi and identifiers.doi(new.doi).lower() == identifiers.doi(known.doi).lower():
        return True
    if squeeze(new.title) != squeeze(known.title) or not squeeze(new.title):
        return False
    if new.year and known.year and new.year != known.year:
        return False
    ours, theirs = _first(new), _first(known)
    return not ours or not theirs or ours == theirs


def _says_of(one: Publication, other: Publication) -> bool:
    """Is the one linked to the other?"""
    keys = set(map(fold_key, editions.links(one.extra).values()))
    return bool(keys) and not keys.isdisjoint(map(fold_key, (other.key, *other.aliases)))


def _first(publication: Publication) -> str:
    for contributor in publication.contributors:
        match contributor.name:
            case Person(family=family):
                return squeeze(family)
            case Organisation(name=name):
                return squeeze(name)
    return ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What `alike` compares of one publication: its title and first contributor squeezed, its DOI as an identifier in small letters."""

    id: int
    title: str
    year: int | None = None
    first: str = ""
    doi: str = ""


_Title = tuple[str, int | str | None, str | None]


def likely(among: Iterable[Facts], beside: Iterable[Facts]) -> Iterator[int]:
    """The ids of those `among` or `beside` that are alike to another one `among`, in linear time."""
    among = tuple(among)
    dois = Counter(one.doi for one in among if one.doi)
    # Of each title, how many have this year and this first contributor, with None for any.
    titles: Counter[_Title] = Counter()
    for one in among:
        titles.update((one.title, year, first) for year in {one.year or "", None} for first in {one.first, None})
    for own, facts in ((1, among), (0, beside)):
        for one in facts:
            if (one.doi and dois[one.doi] > own) or (one.title and _agreeing(titles, one) > own):
                yield one.id


def _agreeing(titles: "Counter[_Title]", one: Facts) -> int:
    """How many have the title, and a year and a first contributor that do not contradict."""
    years: set[int | str | None] = {one.year, ""} if one.year else {None}
    firsts: set[str | None] = {one.first, ""} if one.first else {None}
    return sum(titles[one.title, year, first] for year in years for first in firsts)


def merged(known: Publication, new: Publication) -> tuple[tuple[str, object], ...]:
    """The fields that a known record gains from a likely duplicate: what it lacks, and what joins its lists."""
    gained: list[tuple[str, object]] = []
    for field in fields(Publication):
        name = field.name
        if not field.compare or name in ("key", "kind"):
            continue
        ours, theirs = getattr(known, name), getattr(new, name)
        if name == "extra":
            if (joined := _joined(ours, theirs)) != ours:
                gained.append((name, joined))
        elif name in (*_ORGANISING, "countries", "regions", "languages"):
            present = set(ours)
            fresh = tuple(value for value in theirs if value not in present)
            if fresh:
                gained.append((name, ours + fresh))
        elif theirs and not ours:
            gained.append((name, theirs))
    return tuple(gained)


def _joined(ours: Pairs, theirs: Pairs) -> Pairs:
    """Our other fields, those of theirs that we lack, and links to all files of both."""
    present = {name for name, _ in ours}
    joined = (*ours, *(pair for pair in theirs if pair[0] not in present))
    for file in linked_files.of(theirs):
        joined = linked_files.with_file(joined, file.path)
    return joined
