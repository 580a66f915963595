"""Changes to the user's own vocabularies: made, renamed and deleted."""

from collections import defaultdict

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.own_vocabularies import name_of, objection, taken_out
from tipdesk.storage import extra, publications, terms
from tipdesk.storage.connection import Connection


def add(conn: Connection, label: str) -> None:
    """Make a vocabulary. Other fields of its name become its terms. Raises BadRequest for a label that cannot be or is taken."""
    label = label.strip()
    _check(conn, label, 0)
    conn.execute("INSERT INTO vocabulary(name, label) VALUES (?, ?)", (name_of(label), label))
    _adopt(conn, name_of(label))


def rename(conn: Connection, number: int, label: str) -> None:
    """Show a vocabulary under another label. Raises BadRequest for one that cannot be or is taken."""
    label = label.strip()
    _check(conn, label, number)
    conn.execute("UPDATE vocabulary SET label = ? WHERE id = ?", (label, number))


def remove(conn: Connection, number: int) -> None:
    """Delete a vocabulary with its terms; publications are no longer filed under them."""
    name = conn.execute("SELECT name FROM vocabulary WHERE id = ?", (number,)).scalar()
    if name is None:
        raise BadRequest("This vocabulary is not there any more.")
    under = "SELECT DISTINCT publication_id FROM publication_term WHERE term_id IN (SELECT id FROM term WHERE vocabulary = ?)"
    filed = conn.execute(under, (name,)).scalars()
    conn.execute("DELETE FROM term WHERE vocabulary = ?", (name,))
    conn.execute("DELETE FROM vocabulary WHERE id = ?", (number,))
    publications.touch(conn, filed)


def _check(conn: Connection, label: str, number: int) -> None:
    if reason := objection(label):
        raise BadRequest(reason)
    wanted = name_of(label)
    for other in terms.own_vocabularies(conn):
        if other.id != number and wanted in (other.name, name_of(other.label)):
            raise BadRequest(f"There is a vocabulary {other.label} already; choose another name.")


def _adopt(conn: Connection, name: str) -> None:
    """Publications that hold another field of a new vocabulary's name are filed under what it says."""
    holding: list[tuple[str, int]] = []
    by_terms: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in conn.execute("SELECT id, extra FROM publication WHERE extra != '[]'"):
        rest, filed = taken_out(extra.read(text), (name,))
        if filed:
            holding.append((extra.written(rest), number))
            by_terms[filed[name]].append(number)
    conn.executemany("UPDATE publication SET extra = ? WHERE id = ?", holding)
    for names, ids in by_terms.items():
        publications.set_terms(conn, ids, name, names)
    publications.touch(conn, [number for _, number in holding])
