"""Saved searches in a library file."""

from sqlalchemy import Connection, delete, insert, select, update

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.storage.schema import saved_search


def load(conn: Connection) -> list[SavedSearch]:
    """All of them, in the order in which they were made."""
    return [SavedSearch(row.name, row.query, row.id) for row in conn.execute(select(saved_search).order_by(saved_search.c.id))]


def put(conn: Connection, search: SavedSearch) -> None:
    """Keep a search: a new one, or with an id in place of that one. Raises BadRequest for a name that is empty or taken."""
    name = search.name.strip()
    if not name:
        raise BadRequest("A saved search needs a name.")
    taken = select(saved_search.c.id).where(saved_search.c.name == name, saved_search.c.id != search.id)
    if conn.scalar(taken) is not None:
        raise BadRequest(f"There is a saved search named {name} already; choose another name.")
    values = {"name": name, "query": search.query}
    if search.id:
        conn.execute(update(saved_search).where(saved_search.c.id == search.id).values(values))
    else:
        conn.execute(insert(saved_search).values(values))


def remove(conn: Connection, number: int) -> None:
    """Forget a search; what it found stays."""
    conn.execute(delete(saved_search).where(saved_search.c.id == number))
