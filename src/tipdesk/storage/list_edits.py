"""Changes to reading lists, their sections and items: added, changed, moved and deleted."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.reading import DEEPEST, STATUSES, Item, ReadingList, Section
from tipdesk.domain.text import CONTROL
from tipdesk.storage import publications
from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, inserted, listed
from tipdesk.storage.reading_lists import OF_ITEM, OF_LIST, OF_SECTION

MOST_MINUTES = 100_000
LIST, SECTION, ITEM = "reading_list", "reading_section", "reading_item"  # the tables
_CALLED = {LIST: "reading list", SECTION: "section", ITEM: "item"}

# -- adding


def insert_list(conn: Connection, new: ReadingList) -> int:
    """Write a new reading list; returns its id. Raises BadRequest for an item whose citation key no publication has."""
    values = {name: _checked(LIST, name, getattr(new, name)) for name in OF_LIST}
    number = _inserted(conn, LIST, values)
    insert_sections(conn, number, None, new.sections)
    return number


def insert_sections(conn: Connection, list_id: int, parent: int | None, new: Sequence[Section], before: int = 0) -> None:
    """Write new sections, whole, below a section or at the top of a list; before another section there, or last (0)."""
    _existing(conn, LIST, (list_id,))
    if parent is not None and _lists_of(conn, (parent,)) != {list_id}:
        raise BadRequest("The section to put others into is in another reading list.")
    there = _sections_in(conn, list_id, parent)
    added = [_insert_section(conn, list_id, parent, section) for section in new]
    waiting = list(zip(added, new, strict=True))
    for above, section in waiting:  # which grows meanwhile
        insert_items(conn, above, section.items)
        for place, inner in enumerate(section.sections):
            waiting.append((_insert_section(conn, list_id, above, inner, place), inner))
    _order(conn, SECTION, there, added, before)
    _check_nesting(conn, list_id)


def _insert_section(conn: Connection, list_id: int, parent: int | None, section: Section, place: int = 0) -> int:
    values = {name: _checked(SECTION, name, getattr(section, name)) for name in OF_SECTION}
    return _inserted(conn, SECTION, values | {"list_id": list_id, "parent_id": parent, "position": place})


def insert_items(conn: Connection, section: int, new: Sequence[Item], before: int = 0) -> None:
    """Write new items into a section, before another item there, or last (0). Raises BadRequest for an unknown citation key."""
    _existing(conn, SECTION, (section,))
    there = _items_in(conn, section)
    ids = publications.ids_by_key(conn, [item.key for item in new if item.key])
    added = []
    for item in new:
        if item.key and item.key not in ids:
            raise BadRequest(f"The reading list names {item.key}, which is no publication's citation key.")
        if not item.key and not item.text.strip():
            raise BadRequest("An item is a publication or a text; name one of them.")
        values = {name: _checked(ITEM, name, getattr(item, name)) for name in OF_ITEM}
        added.append(_inserted(conn, ITEM, values | {"section_id": section, "position": 0, "publication_id": ids.get(item.key)}))
    _order(conn, ITEM, there, added, before)


def _inserted(conn: Connection, table: str, values: dict[str, Any]) -> int:
    new = f"INSERT INTO {table}({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
    return inserted(conn, new, tuple(values.values()))


# -- changing


def set_field(conn: Connection, table: str, ids: Sequence[int], name: str, value: Any) -> None:
    """Give some lists, sections or items a value of one field; an item's `key` is its publication's citation key.

    Raises BadRequest for what is not there or makes no sense.
    """
    _existing(conn, table, ids)
    if table == ITEM and name == "key":
        found = publications.ids_by_key(conn, [value])
        if value not in found:
            raise BadRequest(f"The library has no publication with the citation key {value}.")
        name, value = "publication_id", found[value]
    elif table == ITEM and name == "text" and not value.strip() and _are_texts(conn, ids):
        raise BadRequest("A text between the readings cannot be empty; remove it instead.")
    else:
        value = _checked(table, name, value)
    conn.execute(f"UPDATE {table} SET {name} = ? WHERE id {AMONG}", (value, listed(ids)))


def _are_texts(conn: Connection, items: Sequence[int]) -> bool:
    """Is any of these items no publication?"""
    texts = f"SELECT 1 FROM reading_item WHERE publication_id IS NULL AND id {AMONG} LIMIT 1"
    return conn.execute(texts, (listed(items),)).scalar() is not None


def rename_importance(conn: Connection, list_id: int, old: str, new: str) -> None:
    """Call an importance something else in all items of a list. Raises BadRequest where no item has it, or for no name."""
    new = CONTROL.sub("", new).strip()
    if not new:
        raise BadRequest("An importance needs a name.")
    inside = "section_id IN (SELECT id FROM reading_section WHERE list_id = ?)"
    if not conn.execute(f"UPDATE reading_item SET importance = ? WHERE {inside} AND importance = ?", (new, list_id, old)).rowcount:
        raise BadRequest(f"No item of the reading list is called {old}.")


def move_sections(conn: Connection, ids: Sequence[int], parent: int | None, before: int = 0) -> None:
    """Put sections, in this order, below another section of their list or at its top (None): before a section there or last (0).

    Raises BadRequest for a section put into itself.
    """
    lists = _lists_of(conn, (*ids, *(() if parent is None else (parent,))))
    if len(lists) != 1:
        raise BadRequest("Sections can only be moved inside their reading list.")
    list_id = lists.pop()
    conn.execute(f"UPDATE reading_section SET parent_id = ? WHERE id {AMONG}", (parent, listed(ids)))
    _order(conn, SECTION, _sections_in(conn, list_id, parent), ids, before)
    _check_nesting(conn, list_id)


def move_items(conn: Connection, ids: Sequence[int], section: int, before: int = 0) -> None:
    """Put items, in this order, into a section: before an item there, or last (0)."""
    _existing(conn, ITEM, ids)
    _existing(conn, SECTION, (section,))
    conn.execute(f"UPDATE reading_item SET section_id = ? WHERE id {AMONG}", (section, listed(ids)))
    _order(conn, ITEM, _items_in(conn, section), ids, before)


def remove(conn: Connection, table: str, ids: Sequence[int]) -> None:
    """Delete lists, sections or items with all that is in them. Raises BadRequest for what is not there."""
    _existing(conn, table, ids)
    conn.execute(f"DELETE FROM {table} WHERE id {AMONG}", (listed(ids),))


# -- what must hold


def _existing(conn: Connection, table: str, ids: Sequence[int]) -> None:
    """Raises BadRequest unless the rows with these ids are all there."""
    if conn.execute(f"SELECT count(*) FROM {table} WHERE id {AMONG}", (listed(ids),)).scalar() != len(set(ids)):
        raise BadRequest(f"The {_CALLED[table]} is not there any more.")


def _lists_of(conn: Connection, sections: Sequence[int]) -> set[int]:
    """The ids of the lists in which these sections lie. Raises BadRequest unless all are there."""
    _existing(conn, SECTION, sections)
    return set(conn.execute(f"SELECT list_id FROM reading_section WHERE id {AMONG}", (listed(sections),)).scalars())


def _checked(table: str, name: str, value: Any) -> Any:
    """A value as it may stand in this column. Raises BadRequest for one that may not."""
    if isinstance(value, str):
        value = CONTROL.sub("", value)
    if name == "minutes":
        if value is not None and not 0 <= value <= MOST_MINUTES:
            raise BadRequest(f"Minutes are a number from 0 to {MOST_MINUTES:,}.")
    elif name == "status" and value not in STATUSES:
        raise BadRequest(f"A reading list is {' or '.join(STATUSES)}, not {value}.")
    elif table == LIST and name == "title" and not value.strip():
        raise BadRequest("A reading list needs a title.")
    return value


def _check_nesting(conn: Connection, list_id: int) -> None:
    """Raises BadRequest for sections of a list that lie too deep, or in themselves."""
    inside: defaultdict[int | None, list[int]] = defaultdict(list)
    for number, parent in conn.execute("SELECT id, parent_id FROM reading_section WHERE list_id = ?", (list_id,)):
        inside[parent].append(number)
    there, level, reached = sum(map(len, inside.values())), inside[None], 0
    for _ in range(DEEPEST):
        reached += len(level)
        level = [number for above in level for number in inside[above]]
    if level:
        raise BadRequest(f"Sections lie in each other {DEEPEST} deep at most.")
    if reached != there:
        raise BadRequest("A section cannot be put into itself.")


# -- order


_Positions = dict[int, int]  # by id, in their order


def _sections_in(conn: Connection, list_id: int, parent: int | None) -> _Positions:
    inside = "SELECT id, position FROM reading_section WHERE list_id = ? AND parent_id IS ? ORDER BY position, id"
    return dict(conn.execute(inside, (list_id, parent)))


def _items_in(conn: Connection, section: int) -> _Positions:
    return dict(conn.execute("SELECT id, position FROM reading_item WHERE section_id = ? ORDER BY position, id", (section,)))


def _order(conn: Connection, table: str, there: _Positions, moved: Sequence[int], before: int) -> None:
    """Number the rows that were there and those moved in, which go before one of them or last (0)."""
    moved = list(dict.fromkeys(moved))
    going = set(moved)
    ids = list(there)
    if before and before not in ids:
        raise BadRequest(f"The {_CALLED[table]} to go before is not there any more.")
    following = ids[ids.index(before) :] if before else []
    leading = ids[: len(ids) - len(following)]
    order = [n for n in leading if n not in going] + moved + [n for n in following if n not in going]
    new = [(place, number) for place, number in enumerate(order) if there.get(number) != place]
    conn.executemany(f"UPDATE {table} SET position = ? WHERE id = ?", new)
