"""What a library file has of a publication besides: what it is linked to, its later editions, its versions in other languages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from tipdesk.domain import editions
from tipdesk.domain.editions import EDITION_OF, MOST_LINKED, ROLES, TRANSLATION_OF, Linked
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.pairs import Pairs
from tipdesk.domain.publication import Publication
from tipdesk.domain.text import words
from tipdesk.storage import links
from tipdesk.storage.connection import Connection
from tipdesk.storage.publications import ids_by_key, load

MOST = 1000  # titles that begin alike, among which editions are looked for
_SAID = "SELECT role, folded FROM publication_link WHERE publication_id = ?"
_BEGUN = "SELECT id, sort_title FROM publication WHERE trashed = 0 AND sort_title >= ? AND sort_title < ? ORDER BY sort_title LIMIT ?"


def linked(conn: Connection, one: Publication) -> list[Linked]:
    """What a publication is linked to and what is linked to it, by relation and age; of the latter, in each role, the first MOST_LINKED
    that came in and are not in the trash."""
    said, named = editions.links(one.extra), _named(conn, [one])
    owners = ids_by_key(conn, list(said.values()))
    ids = {role: [number for _, number in links.saying(conn, list(named), role, MOST_LINKED + 1) if number != one.id] for role in ROLES}
    saying = [(role, number) for role in ROLES for number in ids[role][:MOST_LINKED]]
    others = {other.id: other for other in load(conn, list({*owners.values(), *(number for _, number in saying)}))}
    found = [(role, one.id, key, others.get(owners.get(key, 0))) for role, key in said.items()]
    found += [(role, number, "", others[number]) for role, number in saying]
    whole = [
        Linked(editions.relation(role, by, one, other), role, by, other.key if other else key, other) for role, by, key, other in found
    ]
    return sorted(whole, key=lambda link: (editions.RELATIONS.index(link.relation), editions.age(link.publication or one)))


def newer(conn: Connection, of: Sequence[Publication]) -> dict[str, Publication]:
    """The latest edition of each of these that has a later one, by the citation key of the older; the trash is left out."""
    linked = _editions(conn, of)
    alike = {older.key: _titled_alike(conn, older) for older in of}
    others = _present(conn, (number for ids in (*linked.values(), *alike.values()) for number in ids))
    found = {}
    for older in of:
        later = [others[number] for number in linked[older.id] if number in others and editions.age(others[number]) > editions.age(older)]
        later += [others[number] for number in alike[older.key] if editions.is_newer(others[number], older)]
        if later:
            found[older.key] = max(later, key=editions.age)
    return found


def _editions(conn: Connection, of: Sequence[Publication]) -> defaultdict[int, list[int]]:
    """The ids of what each of these says to be an edition of and of what says so of it, by its id."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    said = {one.id: key for one in of if (key := editions.links(one.extra).get(EDITION_OF))}
    owners = ids_by_key(conn, list(said.values()))
    for number, key in said.items():
        found[number] += [owners[key]] if key in owners else []
    named = _named(conn, of)
    for folded, number in links.saying(conn, list(named), EDITION_OF):
        found[named[folded]].append(number)
    return found


def versions(conn: Connection, of: Sequence[Publication]) -> dict[str, list[Publication]]:
    """The versions of each of these in other languages that are in the library, by its citation key; the trash is left out."""
    said = {one.id: key for one in of if (key := editions.links(one.extra).get(TRANSLATION_OF))}
    owners = ids_by_key(conn, list(said.values()))
    originals = {one.id: one for one in (*load(conn, list(owners.values())), *of)}
    # By what is no translation, or else by the key of the original that the library lacks: all that say to be a translation of it.
    named = _named(conn, list(originals.values()))
    together: defaultdict[int | str, list[int]] = defaultdict(list)
    for folded, number in links.saying(conn, [*named, *said.values()], TRANSLATION_OF):
        together[named.get(folded, folded)].append(number)
    others = _present(conn, (*originals, *(number for ids in together.values() for number in ids)))
    found = {}
    for one in of:
        key = said.get(one.id, "")
        original = owners.get(key, fold_key(key)) if key else one.id
        ids = ([original] if isinstance(original, int) else []) + together[original]
        found[one.key] = [others[number] for number in ids if number in others and number != one.id]
    return {key: found_of for key, found_of in found.items() if found_of}


def led(conn: Connection, number: int, extra: Pairs, new_keys: Mapping[str, str]) -> Pairs:
    """Other fields that a publication is to get: what they link to by these folded keys is named by others instead. What it links to
    already stays, and a new link to itself is left out."""
    said = {(role, folded) for role, folded in conn.execute(_SAID, (number,))}
    for role, key in editions.links(extra).items():
        if (role, fold_key(key)) not in said:
            meant = new_keys.get(fold_key(key), key)
            meant = "" if ids_by_key(conn, [meant]).get(meant) == number else meant
            extra = extra if meant == key else editions.relinked(extra, role, meant)
    return extra


def _named(conn: Connection, of: Sequence[Publication]) -> dict[str, int]:
    """The ids of these, by each key, folded, that leads to one of them: its own and the older ones."""
    wanted = {one.id for one in of}
    owners = ids_by_key(conn, [key for one in of for key in (one.key, *one.aliases)])
    return {fold_key(key): number for key, number in owners.items() if number in wanted}


def _present(conn: Connection, ids: Iterable[int]) -> dict[int, Publication]:
    """The publications with these ids that are not in the trash."""
    wanted: Collection[int] = dict.fromkeys(ids)
    return {one.id: one for one in load(conn, list(wanted)) if not one.trashed}


def _titled_alike(conn: Connection, one: Publication) -> list[int]:
    """The ids of the others whose titles are the same but for what tells editions apart."""
    beginning = editions.beginning(one.title)
    if not beginning:
        return []
    wanted = editions.stem(words(one.title))
    rows = conn.execute(_BEGUN, (beginning, beginning + "\U0010ffff", MOST))
    return [number for number, title in rows if number != one.id and editions.stem(title.split()) == wanted]
