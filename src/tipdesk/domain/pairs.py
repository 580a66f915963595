"""The other fields of a publication, which tipdesk has no name for: pairs of name and value, in order."""

Pairs = tuple[tuple[str, str], ...]


def given(pairs: Pairs, name: str, value: str) -> Pairs:
    """Other fields with this value of a field, in any case, in place of all that they hold of it, or else behind all others; without
    a value it is taken out."""
    place = next((place for place, (held, _) in enumerate(pairs) if held.lower() == name), len(pairs))
    named = pairs[place][0] if place < len(pairs) else name
    before, behind = ([pair for pair in part if pair[0].lower() != name] for part in (pairs[:place], pairs[place:]))
    return (*before, *(((named, value),) if value else ()), *behind)
