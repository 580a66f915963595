"""Reading lists as a library file holds them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tipdesk.storage.connection import Connection
from tipdesk.storage.ids import AMONG, listed

if TYPE_CHECKING:
    from tipdesk.domain.reading import Item, ReadingList

OF_LIST = ("title", "description", "audience", "owner", "period", "status")
OF_SECTION = ("title", "description")
OF_ITEM = ("text", "importance", "pages", "minutes", "task", "annotation", "private_note")


def load(conn: Connection, number: int = 0) -> "list[ReadingList]":
    """All reading lists, whole, by title; or the one with this id, if it is there."""
    from tipdesk.domain.reading import ReadingList, Section  # titles are asked for without what stands in the lists

    wanted = "FROM reading_list WHERE id = coalesce(?, id) ORDER BY title, id"
    lists = conn.execute(f"SELECT id, {', '.join(OF_LIST)} {wanted}", (number or None,)).fetchall()
    inner: defaultdict[int | None, list[tuple[int, str, str]]] = defaultdict(list)
    tops: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
    sections = f"SELECT list_id, parent_id, id, {', '.join(OF_SECTION)} FROM reading_section WHERE list_id {AMONG} ORDER BY position"
    for of, parent, *section in conn.execute(sections, (listed(row[0] for row in lists),)):
        (tops[of] if parent is None else inner[parent]).append((*section,))
    order = []  # each section before those inside it
    waiting = [row for some in tops.values() for row in some]
    while waiting:
        order.append(row := waiting.pop())
        waiting += inner[row[0]]
    items = _items(conn, [row[0] for row in order])
    made: dict[int, Section] = {}
    for section, title, description in reversed(order):
        made[section] = Section(title, description, tuple(items[section]), tuple(made[row[0]] for row in inner[section]), section)
    return [
        ReadingList(sections=tuple(made[row[0]] for row in tops[number]), id=number, **dict(zip(OF_LIST, values, strict=True)))
        for number, *values in lists
    ]


def titles(conn: Connection) -> list[tuple[int, str]]:
    """The ids and titles of all reading lists, by title."""
    return conn.execute("SELECT id, title FROM reading_list ORDER BY title, id").fetchall()


def holding(conn: Connection, number: int) -> list[int]:
    """The ids of the reading lists in which a publication stands, by title."""
    standing = "SELECT list_id FROM reading_section s JOIN reading_item i ON i.section_id = s.id WHERE publication_id = ?"
    return conn.execute(f"SELECT id FROM reading_list WHERE id IN ({standing}) ORDER BY title, id", (number,)).scalars()


def _items(conn: Connection, sections: Sequence[int]) -> "defaultdict[int, list[Item]]":
    from tipdesk.domain.reading import Item

    found: defaultdict[int, list[Item]] = defaultdict(list)
    columns = ", ".join(f"i.{name}" for name in OF_ITEM)
    items = f"""SELECT section_id, i.id, coalesce(key, ''), coalesce(trashed, 0), {columns} FROM reading_item i
 LEFT JOIN publication p ON p.id = publication_id WHERE section_id {AMONG} ORDER BY i.position"""
    for section, number, key, trashed, *values in conn.execute(items, (listed(sections),)):
        found[section].append(Item(key=key, trashed=bool(trashed), id=number, **dict(zip(OF_ITEM, values, strict=True))))
    return found
