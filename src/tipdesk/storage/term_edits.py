"""Changes to the vocabularies themselves: terms renamed, merged, coloured and deleted."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.text import squeeze
from tipdesk.storage import publications
from tipdesk.storage.schema import publication_term, term, term_alias
from tipdesk.storage.terms import Finder, below, check_levels


def rename(conn: Connection, number: int, name: str) -> None:
    """Give a term another name, and keep the old one as an alias. A tag's children move along; a name in use merges."""
    row = conn.execute(select(term).where(term.c.id == number)).one()
    if name == row.name:
        return
    if row.vocabulary in ("kind", "language"):
        raise BadRequest(f"A {row.vocabulary} cannot be renamed; file the publications under another one.")
    other = conn.scalar(select(term.c.id).where(term.c.vocabulary == row.vocabulary, term.c.name == name))
    if other is not None:
        merge(conn, number, other)
        return
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
    """Put all that is filed under a term under another of its vocabulary, the terms below it below that, and delete it."""
    if number == into:
        return
    row = conn.execute(select(term).where(term.c.id == number)).one()
    kept = conn.execute(select(term).where(term.c.id == into)).one()
    if row.vocabulary != kept.vocabulary:
        raise BadRequest(f"{row.name} and {kept.name} are of different vocabularies and cannot be merged.")
    if into in below(conn, {number}):
        raise BadRequest(f"{kept.name} lies below {row.name}; merge the other way round.")
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
        conn.execute(update(term).where(term.c.parent_id == number).values(parent_id=into))
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
