"""Changes to the vocabularies themselves: terms added, renamed, merged, moved, coloured and deleted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.query import Filed
from tipdesk.domain.text import squeeze
from tipdesk.domain.vocabularies import OWN
from tipdesk.storage import kept_queries, publications
from tipdesk.storage.schema import publication_term, term, term_alias
from tipdesk.storage.terms import MAX_LEVELS, Finder, below, check_levels

PLACES = frozenset(("country", "region"))


def _row(conn: Connection, number: int) -> Row[Any]:
    """Raises BadRequest for a term that another program has deleted, say, and for a kind."""
    row = conn.execute(select(term).where(term.c.id == number)).one_or_none()
    if row is None:
        raise BadRequest("This term is not there any more.")
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
        owner = conn.scalar(select(term.c.name).where(term.c.id == other))
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
    conn.execute(update(term).where(term.c.id == number).values(parent_id=parent))
    if _levels_above(conn, number) + _levels_below(conn, number) >= MAX_LEVELS:
        raise BadRequest(f"{row.name} would lie too deep; a vocabulary has at most {MAX_LEVELS} levels.")


def _levels_above(conn: Connection, number: int) -> int:
    levels = 0
    above = conn.scalar(select(term.c.parent_id).where(term.c.id == number))
    while above is not None and levels < MAX_LEVELS:
        above = conn.scalar(select(term.c.parent_id).where(term.c.id == above))
        levels += 1
    return levels


def _levels_below(conn: Connection, number: int) -> int:
    levels, level = 0, [number]
    while levels < MAX_LEVELS and (level := list(conn.scalars(select(term.c.id).where(term.c.parent_id.in_(level))))):
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
    conn.execute(delete(term_alias).where(term_alias.c.term_id == number, term_alias.c.name.not_in(wanted)))
    there = set(conn.scalars(select(term_alias.c.name).where(term_alias.c.term_id == number)))
    rows = [{"term_id": number, "name": name, "folded": squeeze(name)} for name in wanted if name not in there]
    if rows:
        conn.execute(insert(term_alias), rows)


def set_code(conn: Connection, number: int, code: str) -> None:
    """Give a term a code, or none ("")."""
    _row(conn, number)
    conn.execute(update(term).where(term.c.id == number).values(code=code.strip()))


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
    other = conn.scalar(select(term.c.id).where(term.c.vocabulary == row.vocabulary, term.c.name == name))
    if other is not None:
        merge(conn, number, other)
        return
    kept_queries.follow(conn, Filed(row.vocabulary, row.name), Filed(row.vocabulary, name))
    if row.vocabulary == "tag":
        _rename_tag(conn, number, row.name, name)
    else:
        _set_name(conn, number, name)
        conn.execute(delete(term_alias).where(term_alias.c.term_id == number, term_alias.c.name.in_((name, row.name))))
        conn.execute(insert(term_alias).values(term_id=number, name=row.name, folded=squeeze(row.name)))
    publications.touch(conn, filed_under(conn, [number]))


def _rename_tag(conn: Connection, number: int, old: str, name: str) -> None:
    if name.startswith(f"{old}/"):
        raise BadRequest(f"The tag {old} cannot lie below itself.")
    check_levels(name)
    above = name.rpartition("/")[0]
    parent = Finder(conn).id_of("tag", above) if above else None
    conn.execute(update(term).where(term.c.id == number).values(parent_id=parent))
    _set_name(conn, number, name)  # before the children, which look for their parent by it
    for child, child_name in conn.execute(select(term.c.id, term.c.name).where(term.c.parent_id == number)).all():
        rename(conn, child, name + child_name[len(old) :])


def _set_name(conn: Connection, number: int, name: str) -> None:
    conn.execute(update(term).where(term.c.id == number).values(name=name, folded=squeeze(name)))


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
    conn.exec_driver_sql(
        "INSERT INTO publication_term SELECT publication_id, ?, position FROM publication_term WHERE term_id = ? AND publication_id NOT IN"
        " (SELECT publication_id FROM publication_term WHERE term_id = ?)",
        (into, number, into),
    )
    if row.vocabulary == "tag":
        for child, child_name in conn.execute(select(term.c.id, term.c.name).where(term.c.parent_id == number)).all():
            rename(conn, child, kept.name + child_name[len(row.name) :])
    else:
        above = kept.parent_id if kept.vocabulary == "country" else into  # nothing lies below a country
        conn.execute(update(term).where(term.c.parent_id == number).values(parent_id=above))
        names = {row.name, *conn.scalars(select(term_alias.c.name).where(term_alias.c.term_id == number))}
        names -= {kept.name, *conn.scalars(select(term_alias.c.name).where(term_alias.c.term_id == into))}
        for name in sorted(names):
            conn.execute(insert(term_alias).values(term_id=into, name=name, folded=squeeze(name)))
    conn.execute(delete(term).where(term.c.id == number))
    publications.touch(conn, sorted(both.union(filed)))


def set_colour(conn: Connection, number: int, colour: str) -> None:
    """Give a term a colour; "" for none."""
    conn.execute(update(term).where(term.c.id == number).values(colour=colour))


def delete_below(conn: Connection, ids: Sequence[int]) -> None:
    """Delete terms of a vocabulary and those of the same vocabulary that lie below them."""
    kinds = set(conn.scalars(select(term.c.vocabulary).distinct().where(term.c.id.in_(ids))))
    if "kind" in kinds:
        raise BadRequest("The kinds of publication cannot be deleted.")
    under = below(conn, set(ids))
    doomed = list(conn.scalars(select(term.c.id).where(term.c.id.in_(under), term.c.vocabulary.in_(kinds))))
    filed = filed_under(conn, doomed)
    conn.execute(delete(term).where(term.c.id.in_(doomed)))
    publications.touch(conn, filed)


def filed_under(conn: Connection, ids: Sequence[int]) -> list[int]:
    """The publications that are filed under any of the terms themselves."""
    return list(conn.scalars(select(publication_term.c.publication_id).distinct().where(publication_term.c.term_id.in_(ids))))
