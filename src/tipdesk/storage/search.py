"""The terms of queries turned into SQL: which publications match each of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, text, true

from tipdesk.domain import identifiers, vocabularies
from tipdesk.domain.citekey import fold_key
from tipdesk.domain.duplicates import Facts, likely
from tipdesk.domain.list_addresses import NUMBER
from tipdesk.domain.query import And, Between, By, Duplicate, Filed, Has, Holds, Marked, Match, Not, Or, Query
from tipdesk.domain.text import fold, squeeze, words
from tipdesk.storage import file_texts, full_text
from tipdesk.storage.ids import joined, joined_sql, listed, numbers
from tipdesk.storage.schema import (
    contributor,
    key_alias,
    note,
    publication,
    reading_item,
    reading_list,
    reading_section,
    term,
    term_alias,
)

Condition = ColumnElement[bool]


Asked = Match | Has | Between | Holds | By | Marked | Duplicate | And  # what SQL is asked; And: words and phrases only


def ids_of(conn: Connection, query: Asked, among: BitMap | None = None) -> BitMap:
    """The ids of the publications that match one term of a query, those in the trash too; only `among` these if given.

    Words of an And are looked for in the publications themselves, not in their files.
    """
    if isinstance(query, Match | And):
        return _word_ids(conn, query, among)
    if isinstance(query, Duplicate):
        return _duplicate_ids(conn)
    if isinstance(query, Marked):
        return _marked_ids(conn, query, among)
    wanted = select(joined(publication.c.id)).where(_leaf(query))
    if among is not None:
        wanted = wanted.where(publication.c.id.in_(text("SELECT value FROM json_each(:among)").bindparams(among=listed(among))))
    return BitMap(numbers(conn.execute(wanted).scalar()))


def _word_ids(conn: Connection, query: Match | And, among: BitMap | None) -> BitMap:
    parts = query.parts if isinstance(query, And) else (query,)
    matches = [part for part in parts if isinstance(part, Match)]
    expressions = [full_text.expression(part) for part in matches]
    if not all(expressions) or (among is not None and not among):
        return BitMap()
    found = _indexed(conn, "full_text", " AND ".join(f"({one})" for one in expressions), among)
    if len(matches) == 1 and not matches[0].columns and file_texts.there_are(conn):
        found |= _indexed(conn, "file_words", expressions[0], among)
    return found


def _indexed(conn: Connection, index: str, wanted: str, among: BitMap | None) -> BitMap:
    """What an index finds. Of some publications all that lie between are looked at at once: FTS5 would begin anew for each single id,
    35 s for 10,000 of them and a common beginning."""
    found = f"SELECT {joined_sql('rowid')} FROM {index} WHERE {index} MATCH ?"
    if among is None:
        return BitMap(numbers(conn.exec_driver_sql(found, (wanted,)).scalar()))
    between = conn.exec_driver_sql(f"{found} AND rowid BETWEEN ? AND ?", (wanted, among.min(), among.max()))
    return BitMap(numbers(between.scalar())) & among


def _marked_ids(conn: Connection, query: Marked, among: BitMap | None) -> BitMap:
    """Marks are few or all, and an edit of one publication is looked for among all of its mark: the index has them in order."""
    marked = f"SELECT {joined_sql('publication_id')} FROM publication_mark WHERE name = ?"
    found = BitMap(numbers(conn.exec_driver_sql(marked, (query.mark,)).scalar()))
    return found if among is None else found & among


def _duplicate_ids(conn: Connection) -> BitMap:
    """Those with a title or DOI that others have too are compared; others are not read."""
    rows = conn.exec_driver_sql(
        "SELECT id, sort_title, year, doi, name, trashed FROM publication LEFT JOIN contributor ON publication_id = id"
        " AND position = 0 WHERE doi != '' OR sort_title IN (SELECT sort_title FROM publication WHERE trashed = 0 GROUP BY 1"
        " HAVING count(*) > 1) OR trashed = 1"
    )
    found: tuple[list[Facts], list[Facts]] = [], []
    for number, title, year, doi, name, trashed in rows:
        found[trashed].append(Facts(number, title, year, squeeze(name or ""), identifiers.doi(doi).lower() if doi else ""))
    return BitMap(likely(*found))


def _leaf(query: Has | Between | Holds | By) -> Condition:
    match query:
        case Has(what):
            return _has(what)
        case Between():
            return _between(query)
        case Holds():
            return _holds(query)
        case By(name):
            return _exists(contributor.c.publication_id == publication.c.id, contributor.c.display == name)


def named(conn: Connection, query: Filed) -> set[int]:
    """The ids of the terms that a name means: those of the name, else of an alias, else those whose name holds its words, else an alias.

    With `prefix` the name may go on: those of an alias are found beside those whose name holds its words.
    """
    of_vocabulary = select(term.c.id).where(term.c.vocabulary == query.vocabulary)
    if query.exact:
        return set(conn.scalars(of_vocabulary.where(term.c.name == query.name)))
    if query.vocabulary == "region" and (wider := vocabularies.wider_region(query.name)):
        return set(conn.scalars(of_vocabulary.where(term.c.name.in_(wider))))
    folded = squeeze(query.name)
    if not query.prefix and (found := set(conn.scalars(of_vocabulary.where(term.c.folded == folded)))):
        return found
    found = set(conn.scalars(of_vocabulary.join(term_alias).where(term_alias.c.folded == folded)))
    if found and not query.prefix:
        return found
    names = select(term.c.id, term.c.folded).where(term.c.vocabulary == query.vocabulary)
    aliases = select(term.c.id, term_alias.c.folded).join(term_alias).where(term.c.vocabulary == query.vocabulary)
    return found | _holding(conn, names, query) or _holding(conn, aliases, query)


def _holding(conn: Connection, names: Select[Any], query: Filed) -> set[int]:
    """The ids of folded names that hold the words of a query, wherever they stand."""
    wanted = words(query.name)
    if not wanted:
        return set()
    holding = set()
    for number, name in conn.execute(names):
        present = name.split()
        whole = set(present)
        if all(word in whole for word in wanted[:-1]) and any(
            word == wanted[-1] or (query.prefix and word.startswith(wanted[-1])) for word in present
        ):
            holding.add(number)
    return holding


def _exists(*conditions: Condition) -> Condition:
    return exists().where(*conditions).correlate(publication)


def _has(what: str) -> Condition:
    c = publication.c
    if what == "notes":
        return _exists(note.c.publication_id == c.id)
    if what == "author":
        return _exists(contributor.c.publication_id == c.id)
    if what == "file":
        return and_(or_(c.extra.contains("file"), c.extra.contains("ris-l")), func.names_file(c.extra) == 1)
    return c[what] != ""


def _between(query: Between) -> Condition:
    bounds: list[Condition] = []
    moment = publication.c[query.field]
    if query.low:
        # "~" sorts behind every character of a moment: after 2024-03 means after all of March.
        bounds.append(moment > query.low + "~" if query.exclusive else moment >= query.low)
    if query.high:
        bounds.append(moment < query.high if query.exclusive else moment <= query.high + "~")
    return and_(true(), *bounds)


def settled(query: Query) -> Query:
    """The same query as its answer can be kept: with ages (`7d`) turned into moments, to the minute, and words as they are compared."""
    match query:
        case And(parts):
            return And(tuple(map(settled, parts)))
        case Or(parts):
            return Or(tuple(map(settled, parts)))
        case Not(part):
            return Not(settled(part))
        case Between():
            return replace(query, low=_moment(query.low), high=_moment(query.high))
        case Match():
            return replace(query, text=squeeze(query.text))
    return query


def _moment(written: str) -> str:
    if not written or written[-1].isdigit():
        return written
    days = int(written[:-1]) * {"d": 1, "w": 7, "m": 30, "y": 365}[written[-1]]
    return (datetime.now(UTC) - timedelta(days=min(days, 365_000))).strftime("%Y-%m-%dT%H:%M")


def _holds(query: Holds) -> Condition:
    if query.column == "list":
        title, sought = func.fold(reading_list.c.title), fold(query.text)
        if number := NUMBER.fullmatch(query.text):
            called = reading_list.c.id == int(number[1])
        else:
            called = title.startswith(sought, autoescape=True) if query.prefix else title == sought
        placed = reading_item.join(reading_section, reading_item.c.section_id == reading_section.c.id)
        placed = placed.join(reading_list, reading_section.c.list_id == reading_list.c.id)
        standing = select(reading_item.c.publication_id).select_from(placed)
        return publication.c.id.in_(standing.where(called, reading_item.c.publication_id.is_not(None)))
    held = publication.c[query.column]
    if query.column == "key":
        wanted, older = fold_key(query.text), key_alias.c.folded
        if query.prefix:
            now, before = func.lower(held).startswith(wanted, autoescape=True), older.startswith(wanted, autoescape=True)
        else:
            now, before = func.lower(held) == wanted, older == wanted
        return or_(now, publication.c.id.in_(select(key_alias.c.publication_id).where(before)))
    if query.column in ("isbn", "issn"):  # with hyphens or without
        return func.instr(func.replace(func.fold(held), "-", ""), fold(query.text).replace("-", "").replace(" ", "")) > 0
    return func.instr(func.fold(held), fold(identifiers.doi(query.text) if query.column == "doi" else query.text)) > 0
