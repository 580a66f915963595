"""Terms of the vocabularies in a library file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from tipdesk.domain import vocabularies
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import Term, Vocabulary
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, inserted, listed

MAX_LEVELS = 50  # of terms below each other
_ADD_ALIAS = "INSERT INTO term_alias(term_id, name, folded) VALUES (?, ?, ?)"
_FILED = f"""SELECT publication_id, vocabulary, name FROM publication_term JOIN term ON term.id = term_id
 WHERE publication_id {AMONG} ORDER BY publication_id, position, term.id"""
_TERMS = """SELECT t.id, t.vocabulary, t.name, above.vocabulary, above.name, t.code, t.colour
 FROM term t LEFT JOIN term above ON above.id = t.parent_id"""


def seed(conn: Connection) -> None:
    """Put the terms of a new library in."""
    ids: dict[tuple[str, str], int] = {}
    for number, new in enumerate(vocabularies.seed(), start=1):
        ids[new.vocabulary, new.name] = number
    rows = [
        (ids[t.vocabulary, t.name], t.vocabulary, t.name, squeeze(t.name), t.code, ids[t.parent] if t.parent else None)
        for t in vocabularies.seed()
    ]
    conn.executemany("INSERT INTO term(id, vocabulary, name, folded, code, parent_id) VALUES (?, ?, ?, ?, ?, ?)", rows)
    aliases = [(ids[t.vocabulary, t.name], name, squeeze(name)) for t in vocabularies.seed() for name in t.aliases]
    conn.executemany(_ADD_ALIAS, aliases)


def add_seeded_aliases(conn: Connection) -> None:
    """Give the terms of an older library the other names that a new one's have by now."""
    ids = {(vocabulary, name): number for number, vocabulary, name in conn.execute("SELECT id, vocabulary, name FROM term")}
    known = set(conn.execute("SELECT term_id, name FROM term_alias"))
    wanted = dict.fromkeys((ids.get((t.vocabulary, t.name)), alias) for t in vocabularies.seed() for alias in t.aliases)
    conn.executemany(_ADD_ALIAS, [(*pair, squeeze(pair[1])) for pair in wanted if pair[0] and pair not in known])


def filed(conn: Connection, ids: Sequence[int]) -> Mapping[int, Mapping[str, list[str]]]:
    """The names of the terms that publications are filed under, by id and vocabulary; none where there are none."""
    found: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, vocabulary, name in conn.execute(_FILED, (listed(ids),)):
        found[number][vocabulary].append(name)
    return found


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
        return frozenset(self._conn.execute("SELECT name FROM vocabulary").scalars())

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
        found: int | None = self._conn.execute("SELECT id FROM term WHERE vocabulary = ? AND name = ?", (vocabulary, name)).scalar()
        return found

    def _by_alias(self, vocabulary: str, name: str) -> int | None:
        if vocabulary == "tag":
            return None
        named = "SELECT id FROM term WHERE vocabulary = ? AND folded = ? LIMIT 1"
        aliased = "SELECT id FROM term JOIN term_alias a ON a.term_id = id WHERE vocabulary = ? AND a.folded = ? LIMIT 1"
        asked = (vocabulary, squeeze(name))
        return (asked[1] and (self._conn.execute(named, asked).scalar() or self._conn.execute(aliased, asked).scalar())) or None

    def _make(self, vocabulary: str, name: str) -> int:
        if vocabulary not in vocabularies.VOCABULARIES and vocabulary not in self.own:
            raise BadRequest(f"There is no vocabulary {vocabulary}; make it first.")
        parent = None
        if vocabulary == "tag":
            check_levels(name)
            above = name.rpartition("/")[0]
            parent = self.id_of(vocabulary, above) if above else None
        new = "INSERT INTO term(vocabulary, name, folded, parent_id) VALUES (?, ?, ?, ?)"
        return inserted(self._conn, new, (vocabulary, name, squeeze(name), parent))


def check_levels(tag: str) -> None:
    """Raises BadRequest for a tag that would lie too deep."""
    if tag.count("/") >= MAX_LEVELS:
        raise BadRequest(f"The tag {tag[:40]}… has more than {MAX_LEVELS} levels; use fewer slashes.")


def load(conn: Connection, vocabulary: str = "", ids: Sequence[int] | None = None) -> list[Term]:
    """Terms with their aliases, by name; of one vocabulary or all, or those of the ids."""
    among, some = ("", ()) if ids is None else (AMONG, (listed(ids),))
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in conn.execute(f"SELECT term_id, name FROM term_alias {among and f'WHERE term_id {among}'}", some):
        aliases[number].append(name)
    terms = f"{_TERMS} WHERE t.vocabulary = coalesce(?, t.vocabulary) {among and f'AND t.id {among}'} ORDER BY t.name"
    return [
        Term(of, name, (above, above_name) if above else None, code, colour, tuple(aliases[number]), number)
        for number, of, name, above, above_name, code, colour in conn.execute(terms, (vocabulary or None, *some))
    ]


def unresolved(conn: Connection) -> list[Term]:
    """The countries and regions that came in and are none that is known: without a code, and not of those that a new library has."""
    places = conn.execute("SELECT id, vocabulary, name FROM term WHERE vocabulary IN ('country', 'region') AND code = ''")
    return load(conn, ids=[number for number, vocabulary, name in places if not vocabularies.is_known(vocabulary, name)])


def below(conn: Connection, ids: set[int]) -> set[int]:
    """The terms and all that lie under them, in whatever vocabulary."""
    found, fresh = set(ids), set(ids)
    while fresh:
        fresh = set(conn.execute(f"SELECT id FROM term WHERE parent_id {AMONG}", (listed(fresh),)).scalars()) - found
        found |= fresh
    return found


def own_vocabularies(conn: Connection) -> list[Vocabulary]:
    """The user's own vocabularies, in the order in which they were made."""
    return [Vocabulary(*row) for row in conn.execute("SELECT name, label, id FROM vocabulary ORDER BY id")]
