"""Searches that are kept under a name."""

from typing import NamedTuple


class SavedSearch(NamedTuple):
    """A query in the query language under a name of its own; what it finds is always up to date."""

    name: str
    query: str
    id: int = 0
