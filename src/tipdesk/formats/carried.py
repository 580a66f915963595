"""What a format has no place for is carried beside what it does say, under tipdesk's own names, so that a round trip loses nothing.

Each format has a place for it that other programs leave alone: a note in RIS, the `custom` object in CSL-JSON. What is carried
counts only while the entry still says what goes with it: somebody may have edited the entry with another program.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from tipdesk.domain.fields import BY_NAME, FIELDS, FieldKind
from tipdesk.domain.other_fields import canonical
from tipdesk.domain.publication import Publication
from tipdesk.domain.record import from_plain, to_plain

Say = Callable[[Publication], Publication]  # what is read back of a publication that a format writes by its own means alone
Pairs = Sequence[tuple[str, str]]

# Fields that are written as one.
GROUP = {"subtitle": "title", "issn": "isbn"}
_NAMES = tuple(field.name for field in FIELDS if field.kind is not FieldKind.EXTRA)
_VALUES = attrgetter(*_NAMES)
_TOGETHER = {"title": ("title", "subtitle"), "isbn": ("isbn", "issn")}


@dataclass(frozen=True, slots=True)
class Carried:
    """Exact values of fields by their names, and other fields in order: a name alone stands for what the format itself says."""

    fields: Mapping[str, Any]
    extra: Sequence[tuple[str, str | None]]


def beside(wanted: Publication, said: Publication) -> Carried:
    """What must be carried beside an entry that says `said` for the publication that is wanted to come back as it is."""
    pairs = zip(_NAMES, _VALUES(wanted), _VALUES(said), strict=True)
    fields = {name: value for name, value, heard in pairs if value != heard}
    return Carried(fields, () if wanted.extra == said.extra else _extra(wanted.extra, said.extra))


def _extra(wanted: Pairs, said: Pairs) -> Sequence[tuple[str, str | None]]:
    by_name, heard = _by_name(wanted), _by_name(said)
    exact = {name for name, pairs in by_name.items() if pairs != heard.get(name)}
    carried = [pair for pair in wanted if canonical(pair[0]) in exact]
    if [*(pair for pair in said if canonical(pair[0]) not in exact), *carried] == list(wanted):
        return carried
    return [(name, value if canonical(name) in exact else None) for name, value in wanted]


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for pair in pairs:
        found.setdefault(canonical(pair[0]), []).append(pair)
    return found


def restored(native: Publication, carried: Carried, say: Say) -> Publication:
    """What an entry says by itself, with what is carried beside it, as far as the two agree."""
    if not carried.fields and not carried.extra:
        return native
    wanted = replace(native, **carried.fields, extra=_merged(native.extra, carried.extra))
    said = say(wanted)
    stale = {
        name: getattr(native, name)
        for name in carried.fields
        if any(getattr(said, other) != getattr(native, other) for other in _TOGETHER.get(GROUP.get(name, name), (name,)))
    }
    entry, heard = _by_name(native.extra), _by_name(said.extra)
    exact = [(name, value) for name, value in carried.extra if value is None or heard.get(canonical(name)) == entry.get(canonical(name))]
    if not stale and len(exact) == len(carried.extra):
        return wanted
    return replace(wanted, **stale, extra=_merged(native.extra, exact))


def _merged(native: Pairs, carried: Sequence[tuple[str, str | None]]) -> tuple[tuple[str, str], ...]:
    exact = {canonical(name) for name, value in carried if value is not None}
    left = _by_name(pair for pair in native if canonical(pair[0]) not in exact)
    for pairs in left.values():
        pairs.reverse()
    placed: list[tuple[str, str]] = []
    for name, value in carried:
        if value is not None:
            placed.append((name, value))
        elif left.get(canonical(name)):
            placed.append(left[canonical(name)].pop())
    unplaced = Counter({name: len(pairs) for name, pairs in left.items()})
    rest = []
    for pair in reversed(native):
        if unplaced[canonical(pair[0])]:
            unplaced[canonical(pair[0])] -= 1
            rest.append(pair)
    return (*reversed(rest), *placed)


def plain(name: str, value: Any) -> Any:
    """The value of a field as JSON can say it."""
    return to_plain(BY_NAME[name].kind, value)


def value(name: str, plain: Any) -> Any:
    """The value of a field from JSON, None for what it cannot be and for a name that is no field's."""
    field = BY_NAME.get(name)
    if field is None:
        return None
    try:
        found = from_plain(field.kind, plain)
        return found if _is_sound(field.kind, plain) else None
    except (AttributeError, KeyError, TypeError):
        return None


def _is_sound(kind: FieldKind, plain: Any) -> bool:
    match kind:
        case FieldKind.TERMS:
            return isinstance(plain, list) and all(isinstance(item, str) for item in plain)
        case FieldKind.NAMES:
            return all(isinstance(text, str) for parts in plain for text in parts.values())
        case FieldKind.NOTES:
            return all(isinstance(note["text"], str) and isinstance(note.get("public"), bool) for note in plain)
        case FieldKind.EXTRA:
            return False
    return isinstance(plain, str)
