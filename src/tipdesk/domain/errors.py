"""What can go wrong outside the program's power: each is one clear sentence for the user."""

_QUOTED = 80  # characters of what a file holds


def quoted(text: str) -> str:
    """What a file holds, as a message quotes it: cut where it is long, with an ellipsis at its end then."""
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


class TipdeskError(Exception):
    """An expected failure; its text says what is wrong and what to do."""


class LibraryRefused(TipdeskError):
    """The library file is not one, is newer, damaged, locked or not permitted; it was left as it is."""


class NothingUsable(TipdeskError):
    """An input holds nothing that can be used; nothing was changed."""


class SystemRefused(TipdeskError):
    """The system said no (disk full, no permission, a limit), or an input is over a limit; nothing was changed."""


class BadRequest(TipdeskError):
    """What was asked for does not make sense as it stands."""
