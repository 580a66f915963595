"""Files that are kept in step with a library."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that always says what a query finds, or what a reading list holds.

    `target` is relative to the library's folder where it lies below it, else absolute. `seal` leads to what the user's computer
    noted when it was asked for: where there is no such note, it is not written to.
    """

    target: str
    format: str
    query: str = ""
    list_id: int = 0
    seal: str = ""
    id: int = 0
