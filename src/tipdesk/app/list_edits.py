"""Edits of reading lists: lists, the sections in them and the items in those, named by their ids.

Where something is put, `before` is the id of what it shall stand before, 0 for the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tipdesk.domain.errors import BadRequest
from tipdesk.domain.list_titles import numbered
from tipdesk.domain.query import Holds
from tipdesk.domain.reading import DRAFT, Item, ReadingList, Section
from tipdesk.storage import kept_queries, list_edits, reading_lists
from tipdesk.storage.connection import Connection


def _some(verb: str, what: str, number: int) -> str:
    return f"{verb} {what}" if number == 1 else f"{verb} {number} {what}s"


def _adding(items: Sequence[Item]) -> str:
    return _some("Add", "item", len(items)) + " to the reading list"


@dataclass(frozen=True, slots=True)
class AddReadingList:
    """Add a reading list, whole; its items name publications by citation key."""

    reading_list: ReadingList
    label: str = "Add reading list"

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a list without a title, or an item whose citation key no publication has."""
        list_edits.insert_list(conn, self.reading_list)


@dataclass(frozen=True, slots=True)
class CopyReadingList:
    """Add a draft that is like a list that is there, under another title: last year's course, to be worked on."""

    id: int
    title: str
    label: str = "Copy reading list"

    def apply(self, conn: Connection) -> None:
        """Private notes and what lies in the trash are copied too: the copy stays in the library."""
        found = reading_lists.load(conn, self.id)
        if not found:
            raise BadRequest("The reading list is not there any more.")
        list_edits.insert_list(conn, replace(found[0], title=self.title, status=DRAFT))


@dataclass(frozen=True, slots=True)
class SetListField:
    """Give a reading list a title, description, audience, owner, period or status."""

    id: int
    field: str
    value: str

    @property
    def label(self) -> str:
        """`Edit audience of reading list`."""
        return f"Edit {self.field} of reading list"

    def apply(self, conn: Connection) -> None:
        """Queries that the library keeps follow a title. Raises BadRequest for an empty one, or a status that there is not."""
        _check_name(self.field, reading_lists.OF_LIST)
        before = reading_lists.titles(conn)
        list_edits.set_field(conn, list_edits.LIST, (self.id,), self.field, self.value)
        if self.field == "title" and self.id not in numbered(before):
            after = reading_lists.titles(conn)
            now = f"#{self.id}" if self.id in numbered(after) else dict(after)[self.id]
            kept_queries.follow(conn, Holds("list", dict(before)[self.id]), Holds("list", now))


@dataclass(frozen=True, slots=True)
class RenameImportance:
    """Call an importance something else in all items of a list."""

    id: int
    old: str
    new: str

    @property
    def label(self) -> str:
        """`Rename essential to must read`."""
        return f"Rename {self.old} to {self.new}"

    def apply(self, conn: Connection) -> None:
        """The name of another importance joins the two. Raises BadRequest where no item has the old one."""
        list_edits.rename_importance(conn, self.id, self.old, self.new)


@dataclass(frozen=True, slots=True)
class DeleteReadingList:
    """Delete a reading list."""

    id: int
    label: str = "Delete reading list"

    def apply(self, conn: Connection) -> None:
        """The publications stay."""
        list_edits.remove(conn, list_edits.LIST, (self.id,))


@dataclass(frozen=True, slots=True)
class AddSections:
    """Add sections, whole, to a list: below a section of it, or at its top (None)."""

    list_id: int
    sections: Sequence[Section]
    parent: int | None = None
    before: int = 0

    @property
    def label(self) -> str:
        """`Add section`, or what is in one that was made only to hold it."""
        if len(self.sections) == 1 and self.sections[0].items and not self.sections[0].title:
            return _adding(self.sections[0].items)
        return _some("Add", "section", len(self.sections))

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for sections that would lie too deep."""
        list_edits.insert_sections(conn, self.list_id, self.parent, self.sections, self.before)


@dataclass(frozen=True, slots=True)
class SetSectionField:
    """Give a section a title or a description."""

    id: int
    field: str
    value: str

    @property
    def label(self) -> str:
        """`Edit title of section`."""
        return f"Edit {self.field} of section"

    def apply(self, conn: Connection) -> None:
        """A section without a title has no heading."""
        _check_name(self.field, reading_lists.OF_SECTION)
        list_edits.set_field(conn, list_edits.SECTION, (self.id,), self.field, self.value)


@dataclass(frozen=True, slots=True)
class MoveSections:
    """Put sections, in this order, below another section of their list, or at its top (None)."""

    ids: tuple[int, ...]
    parent: int | None = None
    before: int = 0

    @property
    def label(self) -> str:
        """`Move section`."""
        return _some("Move", "section", len(self.ids))

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a section put into itself, or too deep."""
        list_edits.move_sections(conn, self.ids, self.parent, self.before)


@dataclass(frozen=True, slots=True)
class DeleteSections:
    """Delete sections with the items and sections in them, and items that stand elsewhere along with them."""

    ids: tuple[int, ...]
    items: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """`Delete section`."""
        return _some("Delete", "section", len(self.ids)) + (" and items" if self.items else "")

    def apply(self, conn: Connection) -> None:
        """The publications stay."""
        if self.items:
            list_edits.remove(conn, list_edits.ITEM, self.items)
        list_edits.remove(conn, list_edits.SECTION, self.ids)


@dataclass(frozen=True, slots=True)
class AddItems:
    """Add publications, by citation key, and texts to a section; a publication may stand there already."""

    section: int
    items: Sequence[Item]
    before: int = 0

    @property
    def label(self) -> str:
        """`Add 3 items to the reading list`."""
        return _adding(self.items)

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for a citation key that no publication has, and for an item that is neither publication nor text."""
        list_edits.insert_items(conn, self.section, self.items, self.before)


@dataclass(frozen=True, slots=True)
class SetItemField:
    """Give items a value of one field of Item; `key` puts another publication in their place."""

    ids: tuple[int, ...]
    field: str
    value: Any

    @property
    def label(self) -> str:
        """`Edit task of 3 items`."""
        name = "publication" if self.field == "key" else self.field.replace("_", " ")
        return f"Edit {name} of " + ("item" if len(self.ids) == 1 else f"{len(self.ids)} items")

    def apply(self, conn: Connection) -> None:
        """Raises BadRequest for minutes below 0, an empty text where no publication is, an unknown citation key."""
        _check_name(self.field, ("key", *reading_lists.OF_ITEM))
        list_edits.set_field(conn, list_edits.ITEM, self.ids, self.field, self.value)


@dataclass(frozen=True, slots=True)
class MoveItems:
    """Put items, in this order, into a section: their own, or any other one."""

    ids: tuple[int, ...]
    section: int
    before: int = 0

    @property
    def label(self) -> str:
        """`Move 3 items`."""
        return _some("Move", "item", len(self.ids))

    def apply(self, conn: Connection) -> None:
        """All that is said of them comes along."""
        list_edits.move_items(conn, self.ids, self.section, self.before)


@dataclass(frozen=True, slots=True)
class RemoveItems:
    """Take items out of their reading list."""

    ids: tuple[int, ...]

    @property
    def label(self) -> str:
        """`Remove 3 items from the reading list`."""
        return _some("Remove", "item", len(self.ids)) + " from the reading list"

    def apply(self, conn: Connection) -> None:
        """The publications stay in the library."""
        list_edits.remove(conn, list_edits.ITEM, self.ids)


def _check_name(field: str, known: Sequence[str]) -> None:
    if field not in known:
        raise BadRequest(f"There is no field {field} here; there are {', '.join(known)}.")
