"""How many publications each value of a facet would show, and the order in which that is told."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tipdesk.domain.query import Query, conjunction
from tipdesk.gui.filters import CONDITIONS, PLACE_FACETS, WORLDWIDE
from tipdesk.gui.tasks import Job

if TYPE_CHECKING:
    from tipdesk.app.library import Library, Top, Wanted


def counts_of(
    library: "Library", queries: Mapping[str, Query], wanted: "Wanted", worldwide: bool, job: Job, at_once: bool
) -> "dict[str, Top]":
    """The values of FACETS, each for its query, the largest count first; of contributors those that are wanted.

    `worldwide`: with what is marked so counted under every place; `at_once`: without contributors if they have to be read first.
    """
    asked = {facet: query for facet, query in queries.items() if facet not in CONDITIONS}
    counts = library.facets(asked, wanted, job, at_once=at_once)
    counts |= {facet: _conditions(library, facet, query, job) for facet, query in queries.items() if facet in CONDITIONS}
    if worldwide:
        for facet in PLACE_FACETS & counts.keys():
            counts[facet] = _with_worldwide(library, facet, queries[facet], counts[facet], job)
    return counts


def _with_worldwide(library: "Library", facet: str, query: Query, top: "Top", job: Job) -> "Top":
    everywhere = conjunction((query, WORLDWIDE))
    whole = library.count(everywhere, job)
    both = {count.value: count.count for count in library.facet(facet, everywhere, job)}
    joined = [replace(count, count=count.count + whole - both.get(count.value, 0)) for count in top.counts]
    return top._replace(counts=tuple(sorted(joined, key=lambda count: -count.count)))


def _conditions(library: "Library", facet: str, query: Query, job: Job) -> "Top":
    from tipdesk.app.library import Count, Top

    found = library.counts({value: conjunction((query, condition)) for value, condition in CONDITIONS[facet].items()}, job)
    counts = tuple(Count(value, count) for value, count in found.items() if count)
    return Top(counts, len(counts))


def steady(before: "Top | None", fresh: "Top") -> "Top":
    """Fresh counts in the order of earlier ones; what has none any more keeps its place, what is new stands behind."""
    by_value = {count.value: count for count in fresh.counts}
    kept = [by_value.pop(count.value, replace(count, count=0)) for count in (before.counts if before else ())]
    return fresh._replace(counts=(*kept, *by_value.values()))
