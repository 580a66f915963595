"""Publications in a library file: written, read whole, and read as the rows of a table."""

import hashlib
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from tipdesk.domain import dates, own_vocabularies
from tipdesk.domain.fields import TERM_FIELDS
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication, Source
from tipdesk.domain.text import squeeze
from tipdesk.storage import extra, file_texts, links
from tipdesk.storage import keys as citation_keys
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed
from tipdesk.storage.layout import PLAIN_FIELDS
from tipdesk.storage.terms import Finder, filed

BATCH = 500  # that are read or written at a time
_VOCABULARY_OF = {field.name: field.vocabulary for field in TERM_FIELDS} | {"kind": "kind"}
_FIELD_OF = {vocabulary: name for name, vocabulary in _VOCABULARY_OF.items()}
_CONTRIBUTORS = f"""SELECT publication_id, role, is_person, name, given, prefix, suffix, acronym FROM contributor
 WHERE publication_id {AMONG} ORDER BY publication_id, position"""
_NOTES_OF = f"SELECT publication_id, text, public FROM note WHERE publication_id {AMONG} ORDER BY publication_id, position"
_SOURCES = f"SELECT publication_id, format, text, context, line FROM source WHERE publication_id {AMONG}"
_PUBLICATIONS = f"SELECT id, trashed, extra, {', '.join(PLAIN_FIELDS)} FROM publication WHERE id {AMONG}"


def now() -> str:
    """This moment as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=1024)  # an import asks three times for each
def digest(origin: Source) -> str:
    """What the text of a record is looked up by: two with the same digest say the same."""
    whole = f"{origin.format}\0{origin.context}\0{origin.text}"
    return hashlib.blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def next_id(conn: Connection) -> int:
    """The id that the next new publication gets."""
    return (conn.execute("SELECT max(id) FROM publication").scalar() or 0) + 1


def batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """The ids in pieces."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _people(contributors: Iterable[Contributor]) -> str:
    """All names, acronyms too, as search text."""
    found = []
    for c in contributors:
        found.append(c.name.sorted_name)
        if isinstance(c.name, Organisation) and c.name.acronym:
            found.append(c.name.acronym)
    return "\n".join(found)


def _contributor_rows(number: int, contributors: Iterable[Contributor]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for position, c in enumerate(contributors):
        if isinstance(c.name, Person):
            rows.append((number, position, c.role, 1, c.name.family, c.name.given, c.name.prefix, c.name.suffix, "", c.name.sorted_name))
        else:
            rows.append((number, position, c.role, 0, c.name.name, "", "", "", c.name.acronym, c.name.sorted_name))
    return rows


def _term_rows(number: int, values: Publication, finder: Finder) -> list[tuple[int, int, int]]:
    rows = {(finder.id_of("kind", values.kind)): 0}
    for field, vocabulary in _VOCABULARY_OF.items():
        if field != "kind":
            for position, name in enumerate(getattr(values, field)):
                rows.setdefault(finder.id_of(vocabulary, name), position)
    for vocabulary, names in own_vocabularies.taken_out(values.extra, finder.own)[1].items():
        for position, name in enumerate(names):
            rows.setdefault(finder.id_of(vocabulary, name), position)
    return [(number, term_id, position) for term_id, position in rows.items()]


def sort_title(title: str) -> str:
    """What titles are sorted by: folded, without punctuation."""
    return squeeze(title)


def _row(number: int, p: Publication, finder: Finder) -> tuple[Any, ...]:
    return (
        number,
        int(p.trashed),
        *(getattr(p, name) for name in PLAIN_FIELDS),
        extra.written(own_vocabularies.taken_out(p.extra, finder.own)[0]),
        p.year,
        p.byline,
        sort_title(p.title),
        _people(p.contributors),
        "\n".join(p.tags),
        "\n".join(n.text for n in p.notes),
    )


def insert_many(conn: Connection, publications: Sequence[Publication], finder: Finder) -> None:
    """Write new publications, which carry their ids, keys, uids and dates already."""
    rows, people, terms, notes, sources = [], [], [], [], []
    for p in publications:
        rows.append(_row(p.id, p, finder))
        people += _contributor_rows(p.id, p.contributors)
        terms += _term_rows(p.id, p, finder)
        notes += [(p.id, position, n.text, int(n.public)) for position, n in enumerate(p.notes)]
        if p.source:
            sources.append((p.id, p.source.format, p.source.text, p.source.context, p.source.line, digest(p.source)))
    for name, values in (
        ("publication", rows),
        ("contributor", people),
        ("publication_term", terms),
        ("note", notes),
        ("source", sources),
    ):
        if values:
            marks = ", ".join("?" * len(values[0]))
            conn.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
    citation_keys.note_aliases(conn, [(p.id, p.extra) for p in publications])
    links.note(conn, [(p.id, p.extra) for p in publications])


def new_uid() -> str:
    """A name for a record that no record of any other library has."""
    # A letter first (but not e), or a spreadsheet takes some of them for numbers.
    return secrets.choice("abcdf") + secrets.token_hex(8)[1:]


def load(conn: Connection, ids: Sequence[int]) -> list[Publication]:
    """Whole publications by id, in the order asked for; ids that are not there are left out."""
    found: dict[int, Publication] = {}
    for batch in batches(ids):
        _load_batch(conn, batch, found)
    return [found[number] for number in ids if number in found]


def _load_batch(conn: Connection, ids: Sequence[int], found: dict[int, Publication]) -> None:
    people: defaultdict[int, list[Contributor]] = defaultdict(list)
    among = (listed(ids),)
    for number, *person in conn.execute(_CONTRIBUTORS, among):
        people[number].append(_contributor(*person))
    terms = filed(conn, ids)
    notes: defaultdict[int, list[Note]] = defaultdict(list)
    for number, text, public in conn.execute(_NOTES_OF, among):
        notes[number].append(Note(text, bool(public)))
    sources = {number: Source(*origin) for number, *origin in conn.execute(_SOURCES, among)}
    for number, trashed, other, *values in conn.execute(_PUBLICATIONS, among):
        filed_under = terms[number]
        lists = {field: tuple(filed_under[vocabulary]) for field, vocabulary in _VOCABULARY_OF.items() if field != "kind"}
        found[number] = Publication(
            id=number,
            kind=(filed_under["kind"] or ["other"])[0],
            contributors=tuple(people[number]),
            notes=tuple(notes[number]),
            extra=own_vocabularies.put_in(extra.read(other), {v: names for v, names in filed_under.items() if v not in _FIELD_OF}),
            trashed=bool(trashed),
            source=sources.get(number),
            **lists,  # type: ignore[arg-type]
            **dict(zip(PLAIN_FIELDS, values, strict=True)),
        )


def _contributor(role: str, is_person: int, name: str, given: str, prefix: str, suffix: str, acronym: str) -> Contributor:
    return Contributor(Person(name, given, prefix, suffix) if is_person else Organisation(name, acronym), role)


def existing(conn: Connection, ids: Sequence[int]) -> list[int]:
    """Those of the ids that are there; another program may have deleted the others."""
    there = set(conn.execute(f"SELECT id FROM publication WHERE id {AMONG}", (listed(ids),)).scalars())
    return [number for number in ids if number in there]


def set_field(conn: Connection, ids: Sequence[int], field: str, value: Any) -> None:
    """Give one field of the publications that are there this value, of the type that the field has in Publication."""
    ids = existing(conn, ids)
    if field in _VOCABULARY_OF:
        set_terms(conn, ids, _VOCABULARY_OF[field], (value,) if field == "kind" else value)
    elif field == "contributors":
        conn.execute(f"DELETE FROM contributor WHERE publication_id {AMONG}", (listed(ids),))
        rows = (row for number in ids for row in _contributor_rows(number, value))
        conn.executemany("INSERT INTO contributor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    elif field == "notes":
        for number in ids:
            _set_notes(conn, number, value)
    elif field == "key":
        ids += citation_keys.rename(conn, [(number, value) for number in ids])
    else:
        values = _column_values(conn, ids, field, value)
        new = ", ".join(f"{column} = ?" for column in values)
        conn.execute(f"UPDATE publication SET {new} WHERE id {AMONG}", (*values.values(), listed(ids)))
    if field == "extra":
        citation_keys.note_aliases(conn, [(number, value) for number in ids], anew=True)
        links.note(conn, [(number, value) for number in ids], anew=True)
        file_texts.follow(conn, ids, value)
    touch(conn, ids)


def _column_values(conn: Connection, ids: Sequence[int], field: str, value: Any) -> dict[str, Any]:
    match field:
        case "extra":
            return {field: extra.written(_without_terms(conn, ids, value))}
        case "date":
            return {field: value, "year": dates.year_of(value)}
        case "title":
            return {field: value, "sort_title": sort_title(value)}
    return {field: value}


def _without_terms(conn: Connection, ids: Sequence[int], extra: own_vocabularies.Pairs) -> own_vocabularies.Pairs:
    """Files the publications under what other fields hold of own vocabularies; returns the rest."""
    rest, terms = own_vocabularies.taken_out(extra, own := Finder(conn).own)
    for vocabulary in own:
        set_terms(conn, ids, vocabulary, terms.get(vocabulary, ()))
    return rest


def _set_notes(conn: Connection, number: int, notes: Sequence[Note]) -> None:
    conn.execute("DELETE FROM note WHERE publication_id = ?", (number,))
    rows = [(number, position, new.text, int(new.public)) for position, new in enumerate(notes)]
    conn.executemany("INSERT INTO note VALUES (?, ?, ?, ?)", rows)


def set_terms(conn: Connection, ids: Sequence[int], vocabulary: str, names: Sequence[str]) -> None:
    """File publications that are there under these terms of a vocabulary and no others; they are not touched otherwise."""
    finder = Finder(conn)
    term_ids = list(dict.fromkeys(finder.id_of(vocabulary, name) for name in names))
    of_vocabulary = "+term_id IN (SELECT id FROM term WHERE vocabulary = ?)"  # not each publication with each term, of which there are many
    conn.execute(f"DELETE FROM publication_term WHERE publication_id {AMONG} AND {of_vocabulary}", (listed(ids), vocabulary))
    rows = ((number, term_id, position) for number in ids for position, term_id in enumerate(term_ids))
    conn.executemany("INSERT INTO publication_term VALUES (?, ?, ?)", rows)


def add_terms(conn: Connection, ids: Sequence[int], vocabulary: str, names: Sequence[str]) -> None:
    """File the publications that are there under these terms too, behind those that they have; who has them stays untouched."""
    ids = existing(conn, ids)
    finder = Finder(conn)
    for name in names:
        term_id = finder.id_of(vocabulary, name)
        under = f"SELECT publication_id FROM publication_term WHERE term_id = ? AND publication_id {AMONG}"
        has = set(conn.execute(under, (term_id, listed(ids))).scalars())
        wanting = [number for number in ids if number not in has]
        last = (
            "SELECT coalesce(max(pt.position) + 1, 0) FROM publication_term pt JOIN term t ON t.id = pt.term_id"
            " WHERE pt.publication_id = ? AND t.vocabulary = ?"
        )
        rows = ((number, term_id, number, vocabulary) for number in wanting)
        conn.executemany(f"INSERT INTO publication_term VALUES (?, ?, ({last}))", rows)
        touch(conn, wanting)


def remove_terms(conn: Connection, ids: Sequence[int], vocabulary: str, names: Sequence[str]) -> None:
    """Take the publications out from under these terms; names that are no terms are passed over."""
    known = f"SELECT id FROM term WHERE vocabulary = ? AND name IN ({', '.join('?' * len(names))})"
    filed = f"FROM publication_term WHERE publication_id {AMONG} AND term_id {AMONG}"
    asked = listed(ids), listed(conn.execute(known, (vocabulary, *names)).scalars())
    has = conn.execute(f"SELECT DISTINCT publication_id {filed}", asked).scalars()
    conn.execute(f"DELETE {filed}", asked)
    touch(conn, has)


def set_trashed(conn: Connection, ids: Sequence[int], trashed: bool) -> None:
    """Move to the trash or bring back; the rows stay."""
    new = int(trashed)
    conn.execute(f"UPDATE publication SET trashed = ? WHERE id {AMONG} AND trashed != ?", (new, listed(ids), new))


def remove(conn: Connection, ids: Sequence[int]) -> None:
    """Delete for good, with all that belongs to them."""
    conn.execute(f"DELETE FROM publication WHERE id {AMONG}", (listed(ids),))


_OF_PUBLICATION = "publication_id = publication.id"
_BYLINE = f"""SELECT group_concat(display, '; ') FROM (SELECT display FROM contributor WHERE {_OF_PUBLICATION} AND (role = 'author'
 OR NOT EXISTS (SELECT 1 FROM contributor a WHERE a.publication_id = publication.id AND a.role = 'author')) ORDER BY position)"""
_NAMES = f"""SELECT group_concat(display || CASE WHEN acronym = '' THEN '' ELSE char(10) || acronym END, char(10))
 FROM (SELECT display, acronym FROM contributor WHERE {_OF_PUBLICATION} ORDER BY position)"""
_TAGS = f"""SELECT group_concat(name, char(10)) FROM (SELECT name FROM publication_term JOIN term ON term.id = term_id
 WHERE {_OF_PUBLICATION} AND vocabulary = 'tag' ORDER BY position, term_id)"""
_NOTES = f"SELECT group_concat(text, char(10)) FROM (SELECT text FROM note WHERE {_OF_PUBLICATION} ORDER BY position)"
_TOUCH = f"""UPDATE publication SET modified = ?, byline = coalesce(({_BYLINE}), ''), names = coalesce(({_NAMES}), ''),
 tags = coalesce(({_TAGS}), ''), notes = coalesce(({_NOTES}), '') WHERE id {AMONG}"""


def touch(conn: Connection, ids: Sequence[int]) -> None:
    """The publications were changed: date them, and make anew what repeats contributors, tags and notes for search and sort."""
    moment = now()
    for batch in batches(ids):
        conn.execute(_TOUCH, (moment, listed(batch)))


def ids_by_key(conn: Connection, keys: Sequence[str]) -> dict[str, int]:
    """The ids of the publications with these citation keys, older ones too, in any case, by the key asked for; in the trash too."""
    return citation_keys.owners(conn, keys)


def ids_by(conn: Connection, column: str, values: Sequence[str]) -> dict[str, list[int]]:
    """The ids of the publications, by the value that they have in a column (`sort_title`, `uid`, `doi`, `digest` of their source).

    The trash is left out, but for `uid`.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    if column == "digest":
        # Not a join: SQLite would begin it with the publications, of which there are many.
        in_use = "EXISTS (SELECT 1 FROM publication WHERE id = publication_id AND trashed = 0)"
        held = f"SELECT digest, publication_id FROM source WHERE {in_use} AND digest"
    else:
        held = f"SELECT {column}, id FROM publication WHERE {column} != '' AND trashed <= {int(column == 'uid')} AND {column}"
    for start in range(0, len(values), BATCH):
        batch = values[start : start + BATCH]
        for value, number in conn.execute(f"{held} IN ({', '.join('?' * len(batch))})", batch):
            found[value].append(number)
    return found


def contributors(conn: Connection, beginning: str, limit: int) -> list[str]:
    """Displayed names of contributors that begin with a text, by name."""
    pattern = re.sub(r"[\\%_]", r"\\\g<0>", beginning) + "%"  # LIKE takes a third of the time of instr and lower
    begun = r"SELECT DISTINCT display FROM contributor WHERE display >= ? AND display LIKE ? ESCAPE '\' ORDER BY display LIMIT ?"
    return conn.execute(begun, (beginning, pattern, limit)).scalars()
