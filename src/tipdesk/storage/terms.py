"""Terms of the vocabularies in a library file."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Connection, insert, select

from tipdesk.domain import vocabularies
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import Term
from tipdesk.storage import schema
from tipdesk.storage.schema import term, term_alias

MAX_LEVELS = 50  # of terms below each other


def seed(conn: Connection) -> None:
    """Put the terms of a new library in."""
    ids: dict[tuple[str, str], int] = {}
    for number, new in enumerate(vocabularies.seed(), start=1):
        ids[new.vocabulary, new.name] = number
    rows = [
        {"id": ids[t.vocabulary, t.name], "vocabulary": t.vocabulary, "name": t.name, "folded": squeeze(t.name), "code": t.code,
         "parent_id": ids[t.parent] if t.parent else None}
        for t in vocabularies.seed()
    ]  # fmt: skip
    conn.execute(insert(term), rows)
    aliases = [
        {"term_id": ids[t.vocabulary, t.name], "name": name, "folded": squeeze(name)} for t in vocabularies.seed() for name in t.aliases
    ]
    conn.execute(insert(term_alias), aliases)


def add_seeded_aliases(conn: Connection) -> None:
    """Give the terms of an older library the other names that a new one's have by now."""
    ids = {(row.vocabulary, row.name): row.id for row in conn.execute(select(term.c.id, term.c.vocabulary, term.c.name))}
    known = {(row.term_id, row.name) for row in conn.execute(select(term_alias.c.term_id, term_alias.c.name))}
    wanted = dict.fromkeys((ids.get((t.vocabulary, t.name)), alias) for t in vocabularies.seed() for alias in t.aliases)
    rows = [{"term_id": pair[0], "name": pair[1], "folded": squeeze(pair[1])} for pair in wanted if pair[0] and pair not in known]
    if rows:
        conn.execute(insert(term_alias), rows)


class Finder:
    """Finds the ids of terms by name within one transaction, making the terms that are not there yet.

    A name is a term's name, or an alias of one (in any case); a tag `a/b` lies under the tag `a`, which is made too.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._ids: dict[tuple[str, str], int] = {}  # those asked for before

    @cached_property
    def own(self) -> frozenset[str]:
        """The names of the user's own vocabularies."""
        return frozenset(self._conn.scalars(select(schema.vocabulary.c.name)))

    def id_of(self, vocabulary: str, name: str) -> int:
        """The id of the term of this name, made if there is none."""
        found = self._ids.get((vocabulary, name))
        if found is None:
            found = self.known(vocabulary, name) or self._make(vocabulary, name)
            self._ids[vocabulary, name] = found
        return found

    def known(self, vocabulary: str, name: str) -> int | None:
        """The id of the term of this name, None if there is none."""
        return self._by_name(vocabulary, name) or self._by_alias(vocabulary, name)

    def _by_name(self, vocabulary: str, name: str) -> int | None:
        return self._conn.scalar(select(term.c.id).where(term.c.vocabulary == vocabulary, term.c.name == name))

    def _by_alias(self, vocabulary: str, name: str) -> int | None:
        if vocabulary == "tag":
            return None
        folded = squeeze(name)
        named = select(term.c.id).where(term.c.vocabulary == vocabulary, term.c.folded == folded)
        aliased = select(term.c.id).join(term_alias).where(term.c.vocabulary == vocabulary, term_alias.c.folded == folded)
        return (folded and (self._conn.scalar(named.limit(1)) or self._conn.scalar(aliased.limit(1)))) or None

    def _make(self, vocabulary: str, name: str) -> int:
        if vocabulary not in vocabularies.VOCABULARIES and vocabulary not in self.own:
            raise BadRequest(f"There is no vocabulary {vocabulary}; make it first.")
        parent = None
        if vocabulary == "tag":
            check_levels(name)
            above = name.rpartition("/")[0]
            parent = self.id_of(vocabulary, above) if above else None
        row = {"vocabulary": vocabulary, "name": name, "folded": squeeze(name), "parent_id": parent}
        key = self._conn.execute(insert(term).values(row)).inserted_primary_key
        assert key is not None
        return int(key[0])


def check_levels(tag: str) -> None:
    """Raises BadRequest for a tag that would lie too deep."""
    if tag.count("/") >= MAX_LEVELS:
        raise BadRequest(f"The tag {tag[:40]}… has more than {MAX_LEVELS} levels; use fewer slashes.")


def load(conn: Connection, vocabulary: str = "", ids: Sequence[int] | None = None) -> list[Term]:
    """Terms with their aliases, by name; of one vocabulary or all, or those of the ids."""
    parent = term.alias()
    query = select(term, parent.c.vocabulary.label("above"), parent.c.name.label("above_name")).outerjoin(
        parent, parent.c.id == term.c.parent_id
    )
    if vocabulary:
        query = query.where(term.c.vocabulary == vocabulary)
    called = select(term_alias)
    if ids is not None:
        query, called = query.where(term.c.id.in_(ids)), called.where(term_alias.c.term_id.in_(ids))
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for row in conn.execute(called):
        aliases[row.term_id].append(row.name)
    return [
        Term(
            row.vocabulary,
            row.name,
            (row.above, row.above_name) if row.above else None,
            row.code,
            row.colour,
            tuple(aliases[row.id]),
            row.id,
        )
        for row in conn.execute(query.order_by(term.c.name))
    ]


def unresolved(conn: Connection) -> list[Term]:
    """The countries and regions that came in and are none that is known: without a code, and not of those that a new library has."""
    ids = [
        row.id
        for row in conn.execute(select(term).where(term.c.vocabulary.in_(("country", "region")), term.c.code == ""))
        if not vocabularies.is_known(row.vocabulary, row.name)
    ]
    return load(conn, ids=ids)


def below(conn: Connection, ids: set[int]) -> set[int]:
    """The terms and all that lie under them, in whatever vocabulary."""
    found, fresh = set(ids), set(ids)
    while fresh:
        fresh = set(conn.scalars(select(term.c.id).where(term.c.parent_id.in_(fresh)))) - found
        found |= fresh
    return found
