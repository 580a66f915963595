"""One way to report how far long work has come, and to stop it."""

from typing import Protocol


class Cancelled(Exception):
    """Raised inside long work when the user asked to stop; whatever was under way is rolled back."""


class Progress(Protocol):
    """What long work is given to speak through."""

    def report(self, done: int, total: int) -> None:
        """Say that `done` of `total` units are finished (0 total: unknown). Raises Cancelled to stop the work."""

    @property
    def cancelled(self) -> bool:
        """True once the user has asked to stop; cheap enough to be polled from inside a database query."""


class Silent:
    """Progress that nobody watches and nobody stops."""

    cancelled = False

    def report(self, done: int, total: int) -> None:
        """Says nothing."""


SILENT = Silent()
