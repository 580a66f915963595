"""Older citation keys of a publication, by which manuscripts still cite it: BibLaTeX's field `ids` among its other fields."""

from tipdesk.domain import pairs
from tipdesk.domain.pairs import Pairs

IDS = "ids"


def of(extra: Pairs) -> tuple[str, ...]:
    """The older keys that other fields hold, each once."""
    held = (key.strip() for name, value in extra if name.lower() == IDS for key in value.split(","))
    return tuple(dict.fromkeys(key for key in held if key))


def given(extra: Pairs, keys: tuple[str, ...]) -> Pairs:
    """Other fields with these older keys in place of those that they hold; in their place, or else behind all others."""
    return extra if keys == of(extra) else pairs.given(extra, IDS, ", ".join(keys))
