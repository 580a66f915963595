"""The queries that a library keeps, of saved searches and of files that are kept in step, follow the names that they ask for."""

from dataclasses import replace

from tipdesk.domain.query import And, Filed, Holds, Not, Or, Query, parse
from tipdesk.domain.query_text import text_of
from tipdesk.domain.text import fold, squeeze
from tipdesk.storage import terms
from tipdesk.storage.connection import Connection


def follow(conn: Connection, was: Filed | Holds, now: Filed | Holds) -> None:
    """A term or a reading list is called otherwise: queries that ask for it by its whole name go on finding what they found."""
    own = [vocabulary.name for vocabulary in terms.own_vocabularies(conn)]
    for table in ("saved_search", "kept_file"):
        for number, text in conn.execute(f"SELECT id, query FROM {table}").fetchall():
            parsed = parse(text, own=own)
            followed = _followed(parsed.query, was, now)
            if not parsed.problem and followed != parsed.query:
                conn.execute(f"UPDATE {table} SET query = ? WHERE id = ?", (text_of(followed), number))


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
