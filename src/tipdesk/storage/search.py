"""The terms of queries turned into SQL: which publications match each of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pyroaring import BitMap

from tipdesk.domain import identifiers, vocabularies
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.query import LIST_NUMBER, And, Between, By, Duplicate, Filed, Has, Holds, Marked, Match, Not, Or, Query
from tipdesk.domain.text import fold, squeeze, words
from tipdesk.storage import file_texts, full_text
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, joined, listed, numbers

Condition = tuple[str, tuple[Any, ...]]  # on a row of `publication`, in SQL, and its values

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
    condition, values = _leaf(query)
    if among is not None:
        condition, values = f"{condition} AND id {AMONG}", (*values, listed(among))
    elif isinstance(query, Between):  # the indexes of moments begin with the trashed flag (storage/schema.py)
        condition = f"trashed IN (0, 1) AND {condition}"
    return BitMap(numbers(conn.execute(f"SELECT {joined('id')} FROM publication WHERE {condition}", values).scalar()))


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
    found = f"SELECT {joined('rowid')} FROM {index} WHERE {index} MATCH ?"
    if among is None:
        return BitMap(numbers(conn.execute(found, (wanted,)).scalar()))
    between = conn.execute(f"{found} AND rowid BETWEEN ? AND ?", (wanted, among.min(), among.max()))
    return BitMap(numbers(between.scalar())) & among


def _marked_ids(conn: Connection, query: Marked, among: BitMap | None) -> BitMap:
    """Marks are few or all, and an edit of one publication is looked for among all of its mark: the index has them in order."""
    marked = f"SELECT {joined('publication_id')} FROM publication_mark WHERE name = ?"
    found = BitMap(numbers(conn.execute(marked, (query.mark,)).scalar()))
    return found if among is None else found & among


def _duplicate_ids(conn: Connection) -> BitMap:
    """Those with a title or DOI that others have too are compared; others are not read."""
    from tipdesk.domain.duplicates import Facts, likely  # loaded with the first such question

    rows = conn.execute(
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
            return _HAS.get(what, f"{what} != ''"), ()
        case Between():
            return _between(query)
        case Holds():
            return _holds(query)
        case By(name):
            return "EXISTS (SELECT 1 FROM contributor WHERE publication_id = id AND display = ?)", (name,)


_HAS = {
    "notes": "EXISTS (SELECT 1 FROM note WHERE publication_id = id)",
    "author": "EXISTS (SELECT 1 FROM contributor WHERE publication_id = id)",
    "file": "(extra LIKE '%file%' OR extra LIKE '%ris-l%') AND names_file(extra)",
}


def named(conn: Connection, query: Filed) -> set[int]:
    """The ids of the terms that a name means: those of the name, else of an alias, else those whose name holds its words, else an alias.

    With `prefix` the name may go on: those of an alias are found beside those whose name holds its words.
    """

    def called(condition: str, *values: str) -> set[int]:
        return set(conn.execute(f"SELECT id FROM term WHERE vocabulary = ? AND {condition}", (query.vocabulary, *values)).scalars())

    if query.exact:
        return called("name = ?", query.name)
    if query.vocabulary == "region" and (wider := vocabularies.wider_region(query.name)):
        return called(f"name IN ({', '.join('?' * len(wider))})", *wider)
    folded = squeeze(query.name)
    if not query.prefix and (found := called("folded = ?", folded)):
        return found
    found = called("id IN (SELECT term_id FROM term_alias WHERE folded = ?)", folded)
    if found and not query.prefix:
        return found
    return found | _holding(conn, "folded FROM term", query) or _holding(
        conn, "a.folded FROM term JOIN term_alias a ON term_id = id", query
    )


def _holding(conn: Connection, names: str, query: Filed) -> set[int]:
    """The ids of the terms with a folded name, selected like this, that holds the words of a query, wherever they stand."""
    wanted = words(query.name)
    if not wanted:
        return set()
    holding = set()
    for number, name in conn.execute(f"SELECT id, {names} WHERE vocabulary = ?", (query.vocabulary,)):
        present = name.split()
        whole = set(present)
        if all(word in whole for word in wanted[:-1]) and any(
            word == wanted[-1] or (query.prefix and word.startswith(wanted[-1])) for word in present
        ):
            holding.add(number)
    return holding


def _between(query: Between) -> Condition:
    bounds: dict[str, str] = {}
    if query.low:
        # "~" sorts behind every character of a moment: after 2024-03 means after all of March.
        bounds |= {f"{query.field} > ?": query.low + "~"} if query.exclusive else {f"{query.field} >= ?": query.low}
    if query.high:
        bounds |= {f"{query.field} < ?": query.high} if query.exclusive else {f"{query.field} <= ?": query.high + "~"}
    return " AND ".join(bounds), tuple(bounds.values())


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
    same = "instr({}, ?) = 1" if query.prefix else "{} = ?"
    match query.column:
        case "list":
            if number := LIST_NUMBER.fullmatch(query.text):
                return f"id IN ({_STANDING} AND l.id = ?)", (int(number[1]),)
            return f"id IN ({_STANDING} AND {same.format('fold(l.title)')})", (fold(query.text),)
        case "key":
            older = f"SELECT publication_id FROM key_alias WHERE {same.format('folded')}"
            return f"({same.format('lower(key)')} OR id IN ({older}))", (fold_key(query.text),) * 2
        case "isbn" | "issn" as column:  # with hyphens or without
            return f"instr(replace(fold({column}), '-', ''), ?)", (fold(query.text).replace("-", "").replace(" ", ""),)
    sought = identifiers.doi(query.text) if query.column == "doi" else query.text
    return f"instr(fold({query.column}), ?)", (fold(sought),)


_STANDING = """SELECT publication_id FROM reading_item i JOIN reading_section s ON s.id = section_id JOIN reading_list l ON l.id = list_id
 WHERE publication_id IS NOT NULL"""
