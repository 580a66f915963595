"""Vocabularies that users make, such as `audience`, and their terms as a publication carries them: as another field of that name."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from tipdesk.domain import editions, query
from tipdesk.domain.text import words
from tipdesk.domain.vocabularies import VOCABULARIES
from tipdesk.domain.written_lists import join_list, split_list

Pairs = tuple[tuple[str, str], ...]
Terms = Mapping[str, Sequence[str]]  # by vocabulary
LONGEST = 40  # characters of a name


def name_of(label: str) -> str:
    """The name of a vocabulary with this label: its letters, folded. Another field whose name says the same holds its terms."""
    return "".join(words(label))


@cache
def _taken() -> frozenset[str]:
    from tipdesk.domain.fields import FIELDS  # what formats call all fields is loaded when a vocabulary is named
    from tipdesk.domain.other_fields import OTHER_FIELDS

    names = (
        *(name for field in FIELDS for name in (field.name, field.label, *field.bibtex, *field.biblatex, *field.csv)),
        *(name for field in OTHER_FIELDS for name in (field.name, *field.csl)),
        *(*VOCABULARIES, *query.FIELDS, *query.PRESENCES, *query.NO_FIELDS),
        *("contributors", "editor", "translator", "id", "source-region", "source-country", "and-others", *editions.ROLES),
    )
    return frozenset(map(name_of, names))


def objection(label: str) -> str:
    """Why no vocabulary can have this label, in a sentence; empty if one can."""
    name = name_of(label)
    if not name.isalpha() or len(name) > LONGEST:
        return f"“{label[:LONGEST]}” cannot name a vocabulary; use up to {LONGEST} letters and no digits."
    return f"“{label}” is the name of a field already; choose another name." if name in _taken() else ""


def taken_out(extra: Pairs, own: Collection[str]) -> tuple[Pairs, dict[str, tuple[str, ...]]]:
    """Other fields without those that hold terms of these vocabularies, and the terms. Links stay other fields, also where an older library
    has a vocabulary of their name."""
    rest: list[tuple[str, str]] = []
    terms: dict[str, tuple[str, ...]] = {}
    for field, value in extra:
        if own and field.lower() not in editions.ROLES and (name := name_of(field)) in own:
            terms[name] = tuple(dict.fromkeys((*terms.get(name, ()), *split_list(value))))
        else:
            rest.append((field, value))
    return tuple(rest), terms


def put_in(extra: Pairs, terms: Terms) -> Pairs:
    """The inverse of `taken_out`: the terms stand behind the other fields."""
    return (*extra, *((name, join_list(names)) for name, names in sorted(terms.items()) if names))
