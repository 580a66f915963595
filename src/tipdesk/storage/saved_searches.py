"""Saved searches in a library file."""

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.storage.connection import Connection


def load(conn: Connection) -> list[SavedSearch]:
    """All of them, in the order in which they were made."""
    return [SavedSearch(*row) for row in conn.execute("SELECT name, query, id FROM saved_search ORDER BY id")]


def put(conn: Connection, search: SavedSearch) -> None:
    """Keep a search: a new one, or with an id in place of that one. Raises BadRequest for a name that is empty or taken."""
    name = search.name.strip()
    if not name:
        raise BadRequest("A saved search needs a name.")
    if conn.execute("SELECT 1 FROM saved_search WHERE name = ? AND id != ?", (name, search.id)).scalar():
        raise BadRequest(f"There is a saved search named {name} already; choose another name.")
    if search.id:
        conn.execute("UPDATE saved_search SET name = ?, query = ? WHERE id = ?", (name, search.query, search.id))
    else:
        conn.execute("INSERT INTO saved_search(name, query) VALUES (?, ?)", (name, search.query))


def remove(conn: Connection, number: int) -> None:
    """Forget a search; what it found stays."""
    conn.execute("DELETE FROM saved_search WHERE id = ?", (number,))
