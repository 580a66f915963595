"""Reading lists in a library file."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.reading import DEEPEST, STATUSES, Item, ReadingList, Section
from tipdesk.domain.text import CONTROL
from tipdesk.storage import publications
from tipdesk.storage.schema import publication, reading_item, reading_list, reading_section

OF_LIST = ("title", "description", "audience", "owner", "period", "status")
OF_SECTION = ("title", "description")
OF_ITEM = ("text", "importance", "pages", "minutes", "task", "annotation", "private_note")
MOST_MINUTES = 100_000
LIST, SECTION, ITEM = reading_list, reading_section, reading_item
_CALLED = {LIST: "reading list", SECTION: "section", ITEM: "item"}


# -- reading


def load(conn: Connection, number: int = 0) -> list[ReadingList]:
    """All reading lists, whole, by title; or the one with this id, if it is there."""
    query = select(LIST).order_by(LIST.c.title, LIST.c.id)
    rows = conn.execute(query.where(LIST.c.id == number) if number else query).all()
    inner: defaultdict[int | None, list[Any]] = defaultdict(list)
    tops: defaultdict[int, list[Any]] = defaultdict(list)
    for part in publications.batches([row.id for row in rows]):
        for row in conn.execute(select(SECTION).where(SECTION.c.list_id.in_(part)).order_by(SECTION.c.position)):
            (tops[row.list_id] if row.parent_id is None else inner[row.parent_id]).append(row)
    order = []  # each section before those inside it
    waiting = [row for some in tops.values() for row in some]
    while waiting:
        order.append(row := waiting.pop())
        waiting += inner[row.id]
    items = _items(conn, [row.id for row in order])
    made: dict[int, Section] = {}
    for row in reversed(order):
        made[row.id] = Section(row.title, row.description, tuple(items[row.id]), tuple(made[s.id] for s in inner[row.id]), row.id)
    return [
        ReadingList(r.title, r.description, r.audience, r.owner, r.period, r.status, tuple(made[s.id] for s in tops[r.id]), r.id)
        for r in rows
    ]


def titles(conn: Connection) -> list[tuple[int, str]]:
    """The ids and titles of all reading lists, by title."""
    return [(row.id, row.title) for row in conn.execute(select(LIST.c.id, LIST.c.title).order_by(LIST.c.title, LIST.c.id))]


def holding(conn: Connection, number: int) -> list[int]:
    """The ids of the reading lists in which a publication stands, by title."""
    standing = select(SECTION.c.list_id).join(ITEM, ITEM.c.section_id == SECTION.c.id).where(ITEM.c.publication_id == number)
    return list(conn.scalars(select(LIST.c.id).where(LIST.c.id.in_(standing)).order_by(LIST.c.title, LIST.c.id)))


def _items(conn: Connection, sections: Sequence[int]) -> defaultdict[int, list[Item]]:
    found: defaultdict[int, list[Item]] = defaultdict(list)
    joined = select(ITEM, publication.c.key, publication.c.trashed).outerjoin(publication, publication.c.id == ITEM.c.publication_id)
    for part in publications.batches(sections):
        for row in conn.execute(joined.where(ITEM.c.section_id.in_(part)).order_by(ITEM.c.position)):
            values = {name: getattr(row, name) for name in OF_ITEM}
            found[row.section_id].append(Item(key=row.key or "", trashed=bool(row.trashed), id=row.id, **values))
    return found


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
    if parent is not None and _existing(conn, SECTION, (parent,))[0].list_id != list_id:
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


def _inserted(conn: Connection, table: Table, values: dict[str, Any]) -> int:
    key = conn.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


# -- changing


def set_field(conn: Connection, table: Table, ids: Sequence[int], name: str, value: Any) -> None:
    """Give some lists, sections or items a value of one field; an item's `key` is its publication's citation key.

    Raises BadRequest for what is not there or makes no sense.
    """
    rows = _existing(conn, table, ids)
    if table is ITEM and name == "key":
        found = publications.ids_by_key(conn, [value])
        if value not in found:
            raise BadRequest(f"The library has no publication with the citation key {value}.")
        name, value = "publication_id", found[value]
    elif table is ITEM and name == "text" and not value.strip() and any(row.publication_id is None for row in rows):
        raise BadRequest("A text between the readings cannot be empty; remove it instead.")
    else:
        value = _checked(table, name, value)
    for part in publications.batches(ids):
        conn.execute(update(table).where(table.c.id.in_(part)).values({name: value}))


def rename_importance(conn: Connection, list_id: int, old: str, new: str) -> None:
    """Call an importance something else in all items of a list. Raises BadRequest where no item has it, or for no name."""
    new = CONTROL.sub("", new).strip()
    if not new:
        raise BadRequest("An importance needs a name.")
    inside = ITEM.c.section_id.in_(select(SECTION.c.id).where(SECTION.c.list_id == list_id))
    if not conn.execute(update(ITEM).where(inside, ITEM.c.importance == old).values(importance=new)).rowcount:
        raise BadRequest(f"No item of the reading list is called {old}.")


def move_sections(conn: Connection, ids: Sequence[int], parent: int | None, before: int = 0) -> None:
    """Put sections, in this order, below another section of their list or at its top (None): before a section there or last (0).

    Raises BadRequest for a section put into itself.
    """
    lists = {row.list_id for row in _existing(conn, SECTION, (*ids, *(() if parent is None else (parent,))))}
    if len(lists) != 1:
        raise BadRequest("Sections can only be moved inside their reading list.")
    list_id = lists.pop()
    for part in publications.batches(ids):
        conn.execute(update(SECTION).where(SECTION.c.id.in_(part)).values(parent_id=parent))
    _order(conn, SECTION, _sections_in(conn, list_id, parent), ids, before)
    _check_nesting(conn, list_id)


def move_items(conn: Connection, ids: Sequence[int], section: int, before: int = 0) -> None:
    """Put items, in this order, into a section: before an item there, or last (0)."""
    _existing(conn, ITEM, ids)
    _existing(conn, SECTION, (section,))
    for part in publications.batches(ids):
        conn.execute(update(ITEM).where(ITEM.c.id.in_(part)).values(section_id=section))
    _order(conn, ITEM, _items_in(conn, section), ids, before)


def remove(conn: Connection, table: Table, ids: Sequence[int]) -> None:
    """Delete lists, sections or items with all that is in them. Raises BadRequest for what is not there."""
    _existing(conn, table, ids)
    for part in publications.batches(ids):
        conn.execute(delete(table).where(table.c.id.in_(part)))


# -- what must hold


def _existing(conn: Connection, table: Table, ids: Sequence[int]) -> list[Any]:
    """The rows with these ids. Raises BadRequest unless all are there."""
    rows = [row for part in publications.batches(ids) for row in conn.execute(select(table).where(table.c.id.in_(part)))]
    if len(rows) != len(set(ids)):
        raise BadRequest(f"The {_CALLED[table]} is not there any more.")
    return rows


def _checked(table: Table, name: str, value: Any) -> Any:
    """A value as it may stand in this column. Raises BadRequest for one that may not."""
    if isinstance(value, str):
        value = CONTROL.sub("", value)
    if name == "minutes":
        if value is not None and not 0 <= value <= MOST_MINUTES:
            raise BadRequest(f"Minutes are a number from 0 to {MOST_MINUTES:,}.")
    elif name == "status" and value not in STATUSES:
        raise BadRequest(f"A reading list is {' or '.join(STATUSES)}, not {value}.")
    elif table is LIST and name == "title" and not value.strip():
        raise BadRequest("A reading list needs a title.")
    return value


def _check_nesting(conn: Connection, list_id: int) -> None:
    """Raises BadRequest for sections of a list that lie too deep, or in themselves."""
    inside: defaultdict[int | None, list[int]] = defaultdict(list)
    for number, parent in conn.execute(select(SECTION.c.id, SECTION.c.parent_id).where(SECTION.c.list_id == list_id)):
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


def _sections_in(conn: Connection, list_id: int, parent: int | None) -> list[Any]:
    where = (SECTION.c.list_id == list_id, SECTION.c.parent_id.is_(None) if parent is None else SECTION.c.parent_id == parent)
    return list(conn.execute(select(SECTION.c.id, SECTION.c.position).where(*where).order_by(SECTION.c.position, SECTION.c.id)))


def _items_in(conn: Connection, section: int) -> list[Any]:
    query = select(ITEM.c.id, ITEM.c.position).where(ITEM.c.section_id == section)
    return list(conn.execute(query.order_by(ITEM.c.position, ITEM.c.id)))


def _order(conn: Connection, table: Table, there: Sequence[Any], moved: Sequence[int], before: int) -> None:
    """Number the rows that were there and those moved in, which go before one of them or last (0)."""
    moved = list(dict.fromkeys(moved))
    going = set(moved)
    ids = [row.id for row in there]
    if before and before not in ids:
        raise BadRequest(f"The {_CALLED[table]} to go before is not there any more.")
    following = ids[ids.index(before) :] if before else []
    leading = ids[: len(ids) - len(following)]
    order = [n for n in leading if n not in going] + moved + [n for n in following if n not in going]
    positions = {row.id: row.position for row in there}
    for place, number in enumerate(order):
        if positions.get(number) != place:
            conn.execute(update(table).where(table.c.id == number).values(position=place))
