"""What an edit touched, for whoever shows it."""

from typing import NamedTuple


class Changes(NamedTuple):
    """The ids of publications that came, went (deleted or trashed, or brought back) or changed, and whether terms, saved searches,
    reading lists and the files that are kept in step did.

    A publication can stand in `updated` only if it was there before and is there after.
    """

    added: frozenset[int] = frozenset()
    removed: frozenset[int] = frozenset()
    updated: frozenset[int] = frozenset()
    terms: bool = False
    searches: bool = False
    lists: bool = False
    files: bool = False
    everything: bool = False

    def __bool__(self) -> bool:
        others = self.terms or self.searches or self.lists or self.files or self.everything
        return bool(self.added or self.removed or self.updated or others)
