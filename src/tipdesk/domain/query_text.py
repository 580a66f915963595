"""A query written in the query language: what a saved search keeps, and what the search field shows of one."""

import re

from tipdesk.domain.query import (
    READ,
    TEXT_FIELDS,
    VOCABULARY_FIELDS,
    And,
    Between,
    By,
    Duplicate,
    Everything,
    Filed,
    Has,
    Holds,
    Marked,
    Match,
    Not,
    Or,
    Query,
)

NOTHING = "in:trash -in:trash"  # what no publication is
_PLAIN = re.compile(r"\w[\w./']*")
_OPERATORS = ("AND", "OR", "NOT")
_FIELD_OF_VOCABULARY = {vocabulary: field for field, vocabulary in reversed(VOCABULARY_FIELDS.items())} | {"language": "lang"}
_FIELD_OF_COLUMNS = {columns: field for field, columns in reversed(TEXT_FIELDS.items())} | {(): ""}


def text_of(query: Query) -> str:
    """The query as text that `parse` reads as the same query; empty for everything, NOTHING for an Or of no parts.

    That holds for all that `parse` gives and for what facets choose.
    """
    if isinstance(query, Everything):
        return ""
    if isinstance(query, And):
        return " ".join(_part(part) for part in query.parts)
    if isinstance(query, Or):
        return " OR ".join(text_of(part) if isinstance(part, And) else _part(part) for part in query.parts) or NOTHING
    if query == Not(Marked(READ)):
        return "is:unread"
    if isinstance(query, Not):
        return f"no:{query.part.what}" if isinstance(query.part, Has) else f"-{_part(query.part, Not)}"
    return _term(query)


def _part(query: Query, *more: type) -> str:
    is_no = isinstance(query, Not) and isinstance(query.part, Has)
    return f"({text_of(query)})" if isinstance(query, (And, Or, *more)) and not is_no else text_of(query)


def _term(query: Query) -> str:
    if isinstance(query, Match):
        return written(_FIELD_OF_COLUMNS[query.columns], query.text, query.prefix)
    if isinstance(query, Holds):
        return written(query.column, query.text, query.prefix)
    if isinstance(query, Filed):
        field = _FIELD_OF_VOCABULARY.get(query.vocabulary, query.vocabulary)
        return written(field, query.name, query.prefix, exact=query.exact)
    if isinstance(query, By):
        return written("author", query.name, exact=True)
    if isinstance(query, Between):
        return f"{query.field}:{_range(query)}"
    if isinstance(query, Has):
        return f"has:{query.what}"
    if isinstance(query, Marked):
        return f"is:{query.mark}"
    return "is:duplicate" if isinstance(query, Duplicate) else "in:trash"


def written(field: str, text: str, prefix: bool = False, exact: bool = False) -> str:
    """One term as it is typed, its value quoted where that is needed."""
    plain = _PLAIN.fullmatch(text) and (field or text not in _OPERATORS)
    value = text if plain else '"' + re.sub(r'["\\]', r"\\\g<0>", text) + '"'
    return f"{field}{':' if field else ''}{'=' if exact else ''}{value}{'*' if prefix else ''}"


def _range(query: Between) -> str:
    if query.low and query.high:
        return query.low if query.low == query.high else f"{query.low}..{query.high}"
    sign = (">" if query.low else "<") + ("" if query.exclusive else "=")
    return f"{sign}{query.low or query.high}"
