"""What an edit is: one undoable change, as a value. The edits themselves are in `edits` and beside it."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from tipdesk.storage.connection import Connection

if TYPE_CHECKING:
    from tipdesk.storage import journal


class Edit(Protocol):
    """One undoable change."""

    @property
    def label(self) -> str:
        """What it does, for people: `Edit country`."""

    def apply(self, conn: Connection) -> None:
        """Change the database. Raises BadRequest for what makes no sense; then nothing is changed."""


class TakeBack(NamedTuple):
    """The inverse of an edit that was applied; the inverse of this is the edit again."""

    noted: "journal.Noted"
    label: str

    def apply(self, conn: Connection) -> None:
        """Restores every row to the letter."""
        from tipdesk.storage import journal  # loaded with the first edit

        journal.revert(conn, self.noted)
