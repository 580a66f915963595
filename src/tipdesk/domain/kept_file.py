"""Files that are kept in step with a library."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that always says what a query finds, or what a reading list holds.

    `target` is relative to the library's folder where it lies below it, else absolute. `seal` tells where and on which computer it was
    asked for: elsewhere it is not written to.
    """

    target: str
    format: str
    query: str = ""
    list_id: int = 0
    seal: str = ""
    id: int = 0
