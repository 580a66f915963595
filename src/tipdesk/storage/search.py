"""Queries turned into SQL: which publications match, and in what order."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    column,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    true,
)  # fmt: skip
from sqlalchemy.sql.elements import Grouping

from tipdesk.domain import vocabularies
from tipdesk.domain.citekey import fold_key
from tipdesk.domain.query import And, Between, By, Everything, Filed, Has, Holds, InTrash, Match, Not, Or, Query
from tipdesk.domain.text import fold, squeeze, words
from tipdesk.storage import full_text
from tipdesk.storage.schema import contributor, note, publication, publication_term, term, term_alias
from tipdesk.storage.terms import below

Condition = ColumnElement[bool]
GROUP = 50  # conditions joined without brackets

_full_text = table("full_text", column("rowid"))

SORTABLE = {
    "title": publication.c.sort_title, "author": publication.c.byline, "year": publication.c.year, "key": publication.c.key,
    "added": publication.c.added, "modified": publication.c.modified, "publisher": publication.c.publisher,
    "container": publication.c.container,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sort:
    """A column of SORTABLE, and which end comes first."""

    column: str
    descending: bool = False


def find(conn: Connection, query: Query, sort: Sequence[Sort] = ()) -> "array[int]":
    """The ids of the publications that match, sorted; without a sort by title."""
    order = []
    for by in (*sort, Sort("title")):
        key = SORTABLE[by.column]
        order.append(key.desc() if by.descending else key)
    ids = select(publication.c.id).where(condition(conn, query)).order_by(*order, publication.c.id).subquery()
    # One string is fetched many times faster than as many rows.
    joined = conn.execute(select(func.group_concat(ids.c.id))).scalar()
    return array("q", map(int, joined.split(",")) if joined else ())


def count(conn: Connection, query: Query) -> int:
    """How many publications match."""
    return conn.execute(select(func.count()).select_from(publication).where(condition(conn, query))).scalar_one()


def condition(conn: Connection, query: Query) -> Condition:
    """The SQL condition on `publication` for a query; the trash is left out unless the query asks for it."""
    return and_(publication.c.trashed == int(_asks_for_trash(query)), _condition(conn, query))


def _asks_for_trash(query: Query) -> bool:
    waiting = [(query, True)]
    while waiting:
        part, wanted = waiting.pop()
        if isinstance(part, InTrash) and wanted:
            return True
        if isinstance(part, And | Or):
            waiting += [(inner, wanted) for inner in part.parts]
        elif isinstance(part, Not):
            waiting.append((part.part, not wanted))
    return False


def _condition(conn: Connection, query: Query) -> Condition:
    # The parser bounds the nesting (domain.query.MAX_DEPTH), so this cannot recurse without end.
    match query:
        case And(parts):
            return _joined(and_, true(), [_condition(conn, part) for part in parts])
        case Or(parts):
            return _joined(or_, false(), [_condition(conn, part) for part in parts])
        case Not(part):
            return not_(_condition(conn, part))
        case Filed():
            return _filed(conn, query)
    return _leaf(query)


def _joined(join: Callable[..., Condition], neutral: Condition, parts: Sequence[Condition]) -> Condition:
    """All parts in bracketed groups: SQLite nests `a AND b AND c` one level deeper for each, and allows 1000."""
    while len(parts) > GROUP:
        parts = [Grouping(join(neutral, *parts[start : start + GROUP])) for start in range(0, len(parts), GROUP)]
    return join(neutral, *parts)


def _leaf(query: Match | Has | Between | Holds | By | Everything | InTrash) -> Condition:
    match query:
        case Match():
            return _match(query)
        case Has(what):
            return _has(what)
        case Between():
            return _between(query)
        case Holds():
            return _holds(query)
        case By(name):
            return _exists(contributor.c.publication_id == publication.c.id, contributor.c.display == name)
        case InTrash():
            return publication.c.trashed == 1
    return true()


def _match(query: Match) -> Condition:
    if not (wanted := full_text.expression(query)):
        return false()
    return publication.c.id.in_(select(_full_text.c.rowid).where(literal_column("full_text").op("MATCH")(wanted)))


def _filed(conn: Connection, query: Filed) -> Condition:
    under = below(conn, named(conn, query))
    if not under:
        return false()
    # A literal list: there is no bound on how many terms lie under one.
    inside = publication_term.c.term_id.in_(text(",".join(map(str, sorted(under)))))
    return publication.c.id.in_(select(publication_term.c.publication_id).where(inside))


def named(conn: Connection, query: Filed) -> set[int]:
    """The ids of the terms that a name means: those of the name, else of an alias, else those that hold its words."""
    of_vocabulary = select(term.c.id).where(term.c.vocabulary == query.vocabulary)
    if query.exact:
        return set(conn.scalars(of_vocabulary.where(term.c.name == query.name)))
    if query.vocabulary == "region" and (wider := vocabularies.wider_region(query.name)):
        return set(conn.scalars(of_vocabulary.where(term.c.name.in_(wider))))
    folded = squeeze(query.name)
    if not query.prefix:
        if found := set(conn.scalars(of_vocabulary.where(term.c.folded == folded))):
            return found
        if found := set(conn.scalars(of_vocabulary.join(term_alias).where(term_alias.c.folded == folded))):
            return found
    wanted = words(query.name)
    if not wanted:
        return set()
    holding = set()
    for number, name in conn.execute(select(term.c.id, term.c.folded).where(term.c.vocabulary == query.vocabulary)):
        present = name.split()
        whole = set(present)
        if all(word in whole for word in wanted[:-1]) and any(
            word == wanted[-1] or (query.prefix and word.startswith(wanted[-1])) for word in present
        ):
            holding.add(number)
    return holding


def _exists(*conditions: Condition) -> Condition:
    # Tied to `publication` alone: inside a facet's count SQLAlchemy would tie it to the tables that are counted, too.
    return exists().where(*conditions).correlate(publication)


def _has(what: str) -> Condition:
    c = publication.c
    if what in ("country", "region", "category", "theme", "tag", "language"):
        inside = select(term.c.id).where(term.c.vocabulary == what)
        return _exists(publication_term.c.publication_id == c.id, publication_term.c.term_id.in_(inside))
    if what == "notes":
        return _exists(note.c.publication_id == c.id)
    if what == "author":
        return _exists(contributor.c.publication_id == c.id)
    return c.year.is_not(None) if what == "year" else c[what] != ""


def _between(query: Between) -> Condition:
    bounds: list[Condition] = []
    if query.field == "year":
        year = publication.c.year
        if query.low:
            bounds.append(year > int(query.low) if query.exclusive else year >= int(query.low))
        if query.high:
            bounds.append(year < int(query.high) if query.exclusive else year <= int(query.high))
        return and_(year.is_not(None), *bounds)
    moment = publication.c[query.field]
    if query.low:
        low = _moment(query.low)
        # "~" sorts behind every character of a moment: after 2024-03 means after all of March.
        bounds.append(moment > low + "~" if query.exclusive else moment >= low)
    if query.high:
        high = _moment(query.high)
        bounds.append(moment < high if query.exclusive else moment <= high + "~")
    return and_(true(), *bounds)


def _moment(text_: str) -> str:
    if text_[-1].isdigit():
        return text_
    days = int(text_[:-1]) * {"d": 1, "w": 7, "m": 30, "y": 365}[text_[-1]]
    return (datetime.now(UTC) - timedelta(days=min(days, 365_000))).strftime("%Y-%m-%dT%H:%M:%SZ")


def _holds(query: Holds) -> Condition:
    held = publication.c[query.column]
    if query.column == "key":
        if query.prefix:
            return func.lower(held).startswith(fold_key(query.text), autoescape=True)
        return func.lower(held) == fold_key(query.text)
    return func.instr(func.fold(held), fold(query.text)) > 0
