"""Saved searches in a library file."""

from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import And, Filed, Holds, Not, Or, Query, parse
from tipdesk.domain.query_text import text_of
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.domain.text import fold, squeeze
from tipdesk.storage import own_vocabularies
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


def follow(conn: Connection, was: Filed | Holds, now: Filed | Holds) -> None:
    """A term or a reading list is called otherwise: searches that ask for it by its whole name go on finding what they found."""
    own = [vocabulary.name for vocabulary in own_vocabularies.load(conn)]
    for search in load(conn):
        parsed = parse(search.query, own=own)
        followed = _followed(parsed.query, was, now)
        if not parsed.problem and followed != parsed.query:
            put(conn, replace(search, query=text_of(followed)))


def _followed(query: Query, was: Filed | Holds, now: Filed | Holds) -> Query:
    match query:
        case And(parts):
            return And(tuple(_followed(part, was, now) for part in parts))
        case Or(parts):
            return Or(tuple(_followed(part, was, now) for part in parts))
        case Not(part):
            return Not(_followed(part, was, now))
        case Filed() | Holds() if _is(query, was):
            return replace(now, exact=query.exact) if isinstance(query, Filed) and isinstance(now, Filed) else now
    return query


def _is(query: Filed | Holds, called: Filed | Holds) -> bool:
    """Does this part of a search mean what is called so, and not others of a like name?"""
    if isinstance(query, Filed) and isinstance(called, Filed):
        same = query.name == called.name if query.exact else squeeze(query.name) == squeeze(called.name)
        return same and query.vocabulary == called.vocabulary and not query.prefix
    if isinstance(query, Holds) and isinstance(called, Holds):
        return query.column == called.column and fold(query.text) == fold(called.text) and not query.prefix
    return False
