"""Changes to the vocabularies themselves: terms added, renamed, merged, moved, coloured and deleted."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import Filed
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import OWN
from tipdesk.storage import kept_queries, publications
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed
from tipdesk.storage.terms import MAX_LEVELS, Finder, below, check_levels

PLACES = frozenset(("country", "region"))


class _Row(NamedTuple):
    id: int
    vocabulary: str
    name: str
    parent_id: int | None


def _row(conn: Connection, number: int) -> _Row:
    """Raises BadRequest for a term that another program has deleted, say, and for a kind."""
    found = conn.execute("SELECT id, vocabulary, name, parent_id FROM term WHERE id = ?", (number,)).fetchone()
    if found is None:
        raise BadRequest("This term is not there any more.")
    row = _Row(*found)
    if row.vocabulary == "kind":
        raise BadRequest("The kinds of publication are fixed; only their colours can be changed.")
    return row


def add(conn: Connection, vocabulary: str, name: str, parent: int | None = None) -> int:
    """A new term, below another one if that is given; a tag's name is its path. Returns its id.

    Raises BadRequest for an empty name and one that a term of the vocabulary has already.
    """
    if not name:
        raise BadRequest("A term needs a name.")
    if vocabulary == "kind":
        raise BadRequest("The kinds of publication are fixed; only their colours can be changed.")
    _check_free(conn, vocabulary, name)
    number = Finder(conn).id_of(vocabulary, name)
    if parent is not None and vocabulary != "tag":
        move(conn, number, parent)
    return number


def _check_free(conn: Connection, vocabulary: str, name: str, number: int = 0) -> None:
    """Raises BadRequest if another term of the vocabulary than this one goes by this name."""
    other = Finder(conn).known(vocabulary, name)
    if other not in (None, number):
        owner = conn.execute("SELECT name FROM term WHERE id = ?", (other,)).scalar()
        raise BadRequest(f"{name} is a name of {owner} already; choose another name, or merge the two.")


def move(conn: Connection, number: int, parent: int | None) -> None:
    """Put a term below another one of its vocabulary, a country below a region, or (None) at the top; what is below it comes along.

    Raises BadRequest for a term below itself, and for one of another vocabulary.
    """
    row = _row(conn, number)
    above = _row(conn, parent) if parent is not None else None
    if row.vocabulary == "tag" and (above is None or above.vocabulary == "tag"):
        leaf = row.name.rpartition("/")[2]
        rename(conn, number, f"{above.name}/{leaf}" if above is not None else leaf)
        return
    if above is not None and above.vocabulary != ("region" if row.vocabulary == "country" else row.vocabulary):
        raise BadRequest(f"{row.name} cannot lie below {above.name}, which is of another vocabulary.")
    if above is not None and above.id in below(conn, {number}):
        raise BadRequest(f"{row.name} cannot lie below itself; {above.name} is below it already.")
    _set_parent(conn, number, parent)
    if _levels_above(conn, number) + _levels_below(conn, number) >= MAX_LEVELS:
        raise BadRequest(f"{row.name} would lie too deep; a vocabulary has at most {MAX_LEVELS} levels.")


def _levels_above(conn: Connection, number: int) -> int:
    levels, above = 0, _parent(conn, number)
    while above is not None and levels < MAX_LEVELS:
        above = _parent(conn, above)
        levels += 1
    return levels


def _parent(conn: Connection, number: int) -> int | None:
    found: int | None = conn.execute("SELECT parent_id FROM term WHERE id = ?", (number,)).scalar()
    return found


def _set_parent(conn: Connection, number: int, parent: int | None) -> None:
    conn.execute("UPDATE term SET parent_id = ? WHERE id = ?", (parent, number))


def _levels_below(conn: Connection, number: int) -> int:
    levels, level = 0, [number]
    while levels < MAX_LEVELS and (level := conn.execute(f"SELECT id FROM term WHERE parent_id {AMONG}", (listed(level),)).scalars()):
        levels += 1
    return levels


def set_aliases(conn: Connection, number: int, names: Sequence[str]) -> None:
    """Give a term these other names, by which it is found and comes in. Raises BadRequest for a name of another term."""
    row = _row(conn, number)
    if row.vocabulary == "tag":
        raise BadRequest("Tags have no other names; rename the tag, or merge two of them.")
    wanted = [name for name in dict.fromkeys(name.strip() for name in names) if name and name != row.name]
    for name in wanted:
        _check_free(conn, row.vocabulary, name, number)
    there = _aliases(conn, number)
    _drop_aliases(conn, number, there.difference(wanted))
    _add_aliases(conn, number, [name for name in wanted if name not in there])


def _aliases(conn: Connection, number: int) -> set[str]:
    return set(conn.execute("SELECT name FROM term_alias WHERE term_id = ?", (number,)).scalars())


def _add_aliases(conn: Connection, number: int, names: Iterable[str]) -> None:
    rows = [(number, name, squeeze(name)) for name in names]
    conn.executemany("INSERT INTO term_alias(term_id, name, folded) VALUES (?, ?, ?)", rows)


def _drop_aliases(conn: Connection, number: int, names: Iterable[str]) -> None:
    conn.executemany("DELETE FROM term_alias WHERE term_id = ? AND name = ?", [(number, name) for name in names])


def set_code(conn: Connection, number: int, code: str) -> None:
    """Give a term a code, or none ("")."""
    _row(conn, number)
    conn.execute("UPDATE term SET code = ? WHERE id = ?", (code.strip(), number))


def make_region(conn: Connection, number: int) -> None:
    """A country becomes a region of the same name, one of the library's own unless there is such a region already."""
    row = _row(conn, number)
    known = Finder(conn).known("region", row.name)
    region = known or Finder(conn).id_of("region", row.name)
    if known is None:
        set_code(conn, region, OWN)
    merge(conn, number, region)


def rename(conn: Connection, number: int, name: str) -> None:
    """Give a term another name, and keep the old one as an alias. A tag's children move along; a name in use merges.

    Queries that the library keeps follow.
    """
    row = _row(conn, number)
    if name == row.name:
        return
    if row.vocabulary == "language":
        raise BadRequest("A language cannot be renamed; file the publications under another one.")
    other = conn.execute("SELECT id FROM term WHERE vocabulary = ? AND name = ?", (row.vocabulary, name)).scalar()
    if other is not None:
        merge(conn, number, other)
        return
    kept_queries.follow(conn, Filed(row.vocabulary, row.name), Filed(row.vocabulary, name))
    if row.vocabulary == "tag":
        _rename_tag(conn, number, row.name, name)
    else:
        _set_name(conn, number, name)
        _drop_aliases(conn, number, (name, row.name))
        _add_aliases(conn, number, (row.name,))
    publications.touch(conn, filed_under(conn, [number]))


def _rename_tag(conn: Connection, number: int, old: str, name: str) -> None:
    if name.startswith(f"{old}/"):
        raise BadRequest(f"The tag {old} cannot lie below itself.")
    check_levels(name)
    above = name.rpartition("/")[0]
    parent = Finder(conn).id_of("tag", above) if above else None
    _set_parent(conn, number, parent)
    _set_name(conn, number, name)  # before the children, which look for their parent by it
    for child, child_name in _children(conn, number):
        rename(conn, child, name + child_name[len(old) :])


def _children(conn: Connection, number: int) -> list[tuple[int, str]]:
    return conn.execute("SELECT id, name FROM term WHERE parent_id = ?", (number,)).fetchall()


def _set_name(conn: Connection, number: int, name: str) -> None:
    conn.execute("UPDATE term SET name = ?, folded = ? WHERE id = ?", (name, squeeze(name), number))


def merge(conn: Connection, number: int, into: int) -> None:
    """Put all that is filed under a term under another of its vocabulary, the terms below it below that, and delete it.

    A country may be merged into a region, too, and a region into a country.
    """
    if number == into:
        return
    row, kept = _row(conn, number), _row(conn, into)
    if row.vocabulary != kept.vocabulary and {row.vocabulary, kept.vocabulary} != PLACES:
        raise BadRequest(f"{row.name} and {kept.name} are of different vocabularies and cannot be merged.")
    if into in below(conn, {number}):
        raise BadRequest(f"{kept.name} lies below {row.name}; merge the other way round.")
    kept_queries.follow(conn, Filed(row.vocabulary, row.name), Filed(kept.vocabulary, kept.name))
    filed = filed_under(conn, [number])
    both = set(filed_under(conn, [into]))
    conn.execute(
        "INSERT INTO publication_term SELECT publication_id, ?, position FROM publication_term WHERE term_id = ? AND publication_id NOT IN"
        " (SELECT publication_id FROM publication_term WHERE term_id = ?)",
        (into, number, into),
    )
    if row.vocabulary == "tag":
        for child, child_name in _children(conn, number):
            rename(conn, child, kept.name + child_name[len(row.name) :])
    else:
        above = kept.parent_id if kept.vocabulary == "country" else into  # nothing lies below a country
        conn.execute("UPDATE term SET parent_id = ? WHERE parent_id = ?", (above, number))
        names = {row.name, *_aliases(conn, number)} - {kept.name, *_aliases(conn, into)}
        _add_aliases(conn, into, sorted(names))
    conn.execute("DELETE FROM term WHERE id = ?", (number,))
    publications.touch(conn, sorted(both.union(filed)))


def set_colour(conn: Connection, number: int, colour: str) -> None:
    """Give a term a colour; "" for none."""
    conn.execute("UPDATE term SET colour = ? WHERE id = ?", (colour, number))


def delete_below(conn: Connection, ids: Sequence[int]) -> None:
    """Delete terms of a vocabulary and those of the same vocabulary that lie below them."""
    of = dict(conn.execute(f"SELECT id, vocabulary FROM term WHERE id {AMONG}", (listed(below(conn, set(ids))),)))
    vocabularies = {of[number] for number in ids if number in of}
    if "kind" in vocabularies:
        raise BadRequest("The kinds of publication cannot be deleted.")
    doomed = [number for number, vocabulary in of.items() if vocabulary in vocabularies]
    filed = filed_under(conn, doomed)
    conn.execute(f"DELETE FROM term WHERE id {AMONG}", (listed(doomed),))
    publications.touch(conn, filed)


def filed_under(conn: Connection, ids: Sequence[int]) -> list[int]:
    """The publications that are filed under any of the terms themselves."""
    return conn.execute(f"SELECT DISTINCT publication_id FROM publication_term WHERE term_id {AMONG}", (listed(ids),)).scalars()
