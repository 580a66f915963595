"""Searching and filtering a library."""

import statistics
from pathlib import Path

from tests.bench import plain
from tests.bench.records import COUNTRIES, records
from tests.bench.timing import Taken, line, taken
from tipdesk.app import importing
from tipdesk.app.importing import Import, Options, Report
from tipdesk.app.library import Library
from tipdesk.domain.query import Everything, Filed, conjunction, parse

FACETS = ("country", "region", "year", "tag", "kind")
TYPED = ("t", "tr", "tra", "tram", "trami mi", "author:tr", "year:2010..2020 la")


def measure(count: int, folder: Path) -> None:
    """Prints what searches and counts take beside the ids of all records."""
    file = folder / f"{count}.bib"
    plain.WRITE["bibtex"](records(count), file)
    print(f"\n{count:,} records in a library")
    everything = Everything()
    with Library.create(folder / f"{count}.find.tipdesk") as library:
        importing.run(library, Import([importing.read_input(file)], Options(), Report()))
        first = taken(lambda: [library.facet(name, everything) for name in FACETS], runs=1)
        naive = taken(lambda: library.find(everything))
        beside = {"all ids in order": naive}
        line("all ids in order", naive, {})
        line("five facets' counts, the first after opening", first, beside)
        typed = [parse(text, typing=True).query for text in TYPED]
        each = [taken(lambda query=query: library.find(query)) for query in typed]
        mean = Taken(statistics.mean(one.cpu for one in each), statistics.mean(one.wall for one in each), each[0].runs)
        line(f"a typed word to ids in order (mean of {len(TYPED)})", mean, beside)
        query = conjunction([typed[2], Filed("country", COUNTRIES[0])])
        line("five facets' counts, no filter", taken(lambda: [library.facet(name, everything) for name in FACETS]), beside)
        line("five facets' counts, a word and a country", taken(lambda: [library.facet(name, query) for name in FACETS]), beside)
        line("a page of 100 rows by id", taken(lambda: library.rows(range(1, 101))), beside)
