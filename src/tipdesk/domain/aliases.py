"""Older citation keys of a publication, by which manuscripts still cite it: BibLaTeX's field `ids` among its other fields."""

IDS = "ids"

Pairs = tuple[tuple[str, str], ...]


def of(extra: Pairs) -> tuple[str, ...]:
    """The older keys that other fields hold, each once."""
    held = (key.strip() for name, value in extra if name.lower() == IDS for key in value.split(","))
    return tuple(dict.fromkeys(key for key in held if key))


def given(extra: Pairs, keys: tuple[str, ...]) -> Pairs:
    """Other fields with these older keys in place of those that they hold; in their place, or else behind all others."""
    if keys == of(extra):
        return extra
    place = next((place for place, (name, _) in enumerate(extra) if name.lower() == IDS), len(extra))
    named = extra[place][0] if place < len(extra) else IDS
    rest = [(number, pair) for number, pair in enumerate(extra) if pair[0].lower() != IDS]
    before, behind = (tuple(pair for number, pair in rest if (number < place) is first) for first in (True, False))
    return (*before, *(((named, ", ".join(keys)),) if keys else ()), *behind)
