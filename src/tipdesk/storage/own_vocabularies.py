"""The user's own vocabularies in a library file."""

from collections import defaultdict

from sqlalchemy import Connection, delete, insert, select, update

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.own_vocabularies import Vocabulary, name_of, objection, taken_out
from tipdesk.storage import extra, publications
from tipdesk.storage.schema import publication, publication_term, term, vocabulary


def load(conn: Connection) -> list[Vocabulary]:
    """All of them, in the order in which they were made."""
    return [Vocabulary(row.name, row.label, row.id) for row in conn.execute(select(vocabulary).order_by(vocabulary.c.id))]


def add(conn: Connection, label: str) -> None:
    """Make a vocabulary. Other fields of its name become its terms. Raises BadRequest for a label that cannot be or is taken."""
    label = label.strip()
    _check(conn, label, 0)
    conn.execute(insert(vocabulary).values(name=name_of(label), label=label))
    _adopt(conn, name_of(label))


def rename(conn: Connection, number: int, label: str) -> None:
    """Show a vocabulary under another label. Raises BadRequest for one that cannot be or is taken."""
    label = label.strip()
    _check(conn, label, number)
    conn.execute(update(vocabulary).where(vocabulary.c.id == number).values(label=label))


def remove(conn: Connection, number: int) -> None:
    """Delete a vocabulary with its terms; publications are no longer filed under them."""
    name = conn.scalar(select(vocabulary.c.name).where(vocabulary.c.id == number))
    if name is None:
        raise BadRequest("This vocabulary is not there any more.")
    of_vocabulary = select(term.c.id).where(term.c.vocabulary == name)
    filed = list(conn.scalars(select(publication_term.c.publication_id).distinct().where(publication_term.c.term_id.in_(of_vocabulary))))
    conn.execute(delete(term).where(term.c.vocabulary == name))
    conn.execute(delete(vocabulary).where(vocabulary.c.id == number))
    publications.touch(conn, filed)


def _check(conn: Connection, label: str, number: int) -> None:
    if reason := objection(label):
        raise BadRequest(reason)
    wanted = name_of(label)
    for other in load(conn):
        if other.id != number and wanted in (other.name, name_of(other.label)):
            raise BadRequest(f"There is a vocabulary {other.label} already; choose another name.")


def _adopt(conn: Connection, name: str) -> None:
    """Publications that hold another field of a new vocabulary's name are filed under what it says."""
    holding: dict[int, str] = {}
    by_terms: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in conn.execute(select(publication.c.id, publication.c.extra).where(publication.c.extra != "[]")):
        rest, terms = taken_out(extra.read(text), (name,))
        if terms:
            holding[number] = extra.written(rest)
            by_terms[terms[name]].append(number)
    for number, rest_of in holding.items():
        conn.execute(update(publication).where(publication.c.id == number).values(extra=rest_of))
    for names, ids in by_terms.items():
        publications.set_terms(conn, ids, name, names)
    publications.touch(conn, list(holding))
