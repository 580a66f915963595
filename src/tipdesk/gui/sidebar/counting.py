"""How many publications each value of a facet would show, and the order in which that is told."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tipdesk.domain.query import Has, Query, conjunction
from tipdesk.gui.filters import PLACE_FACETS, WITH, WITHOUT, WORLDWIDE
from tipdesk.gui.tasks import Job

if TYPE_CHECKING:
    from tipdesk.app.library import Count, Library


def counts_of(library: "Library", facet: str, query: Query, worldwide: bool, job: Job) -> "Sequence[Count]":
    """The values of one of FACETS, the largest count first; `worldwide`: with what is marked so counted under every place."""
    if facet == "notes":
        return _notes(library, query, job)
    counts = library.facet(facet, query, job)
    if not worldwide or facet not in PLACE_FACETS:
        return counts
    everywhere = conjunction((query, WORLDWIDE))
    whole = library.count(everywhere, job)
    both = {count.value: count.count for count in library.facet(facet, everywhere, job)}
    joined = [replace(count, count=count.count + whole - both.get(count.value, 0)) for count in counts]
    return sorted(joined, key=lambda count: -count.count)


def _notes(library: "Library", query: Query, job: Job) -> "Sequence[Count]":
    from tipdesk.app.library import Count

    noted = library.count(conjunction((query, Has("notes"))), job)
    bare = library.count(query, job) - noted
    return [count for count in (Count(WITH, noted), Count(WITHOUT, bare)) if count.count]


def steady(before: "Sequence[Count]", fresh: "Sequence[Count]") -> "list[Count]":
    """Fresh counts in the order of earlier ones; what has none any more keeps its place, what is new stands behind."""
    by_value = {count.value: count for count in fresh}
    return [by_value.pop(count.value, replace(count, count=0)) for count in before] + list(by_value.values())
