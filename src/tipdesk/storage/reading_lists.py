"""Reading lists in a library file."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, insert, select

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.reading import Item, ReadingList, Section
from tipdesk.storage import publications
from tipdesk.storage.schema import publication, reading_item, reading_list, reading_section


def insert_list(conn: Connection, new: ReadingList) -> int:
    """Write a new reading list; returns its id. Raises BadRequest for an item whose citation key no publication has."""
    row = {name: getattr(new, name) for name in ("title", "description", "audience", "owner", "period", "status")}
    number = _inserted(conn, reading_list, row)
    waiting = [(None, position, section) for position, section in enumerate(new.sections)]
    while waiting:
        parent, position, section = waiting.pop()
        values = {"list_id": number, "parent_id": parent, "position": position, "title": section.title, "description": section.description}
        section_id = _inserted(conn, reading_section, values)
        _insert_items(conn, section_id, section.items)
        waiting += [(section_id, place, inner) for place, inner in enumerate(section.sections)]  # type: ignore[misc]
    return number


def _inserted(conn: Connection, table: Any, values: dict[str, Any]) -> int:
    key = conn.execute(insert(table).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _insert_items(conn: Connection, section_id: int, items: tuple[Item, ...]) -> None:
    ids = publications.ids_by_key(conn, [item.key for item in items if item.key])
    for position, item in enumerate(items):
        if item.key and item.key not in ids:
            raise BadRequest(f"The reading list names {item.key}, which is no publication's citation key.")
        values = {name: getattr(item, name) for name in ("text", "importance", "pages", "minutes", "task", "annotation", "private_note")}
        values |= {"section_id": section_id, "position": position, "publication_id": ids.get(item.key)}
        conn.execute(insert(reading_item).values(values))


def load(conn: Connection) -> list[ReadingList]:
    """All reading lists, whole, by title."""
    items: defaultdict[int, list[Item]] = defaultdict(list)
    query = select(reading_item, publication.c.key).outerjoin(publication, publication.c.id == reading_item.c.publication_id)
    for row in conn.execute(query.order_by(reading_item.c.section_id, reading_item.c.position)):
        items[row.section_id].append(
            Item(row.key or "", row.text, row.importance, row.pages, row.minutes, row.task, row.annotation, row.private_note)
        )
    inner: defaultdict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for row in conn.execute(select(reading_section).order_by(reading_section.c.position)):
        inner[row.list_id, row.parent_id].append(row)

    def sections(list_id: int, parent: int | None) -> tuple[Section, ...]:
        return tuple(Section(s.title, s.description, tuple(items[s.id]), sections(list_id, s.id)) for s in inner[list_id, parent])

    rows = conn.execute(select(reading_list).order_by(reading_list.c.title))
    return [ReadingList(r.title, r.description, r.audience, r.owner, r.period, r.status, sections(r.id, None), r.id) for r in rows]
