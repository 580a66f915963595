"""Measures tipdesk against floors and peers in one run, and prints ratios: `make bench`, or with sizes: `make bench ARGS=1000`.

The figures are medians of CPU seconds (user and system, child processes included) over RUNS runs. The floor of reading is
plain Python that finds entries and fields by `find` and regular expressions and keeps strings.
"""

import re
import resource
import statistics
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

from tests.bench.records import COUNTRIES, entries
from tipdesk.app import exporting, importing
from tipdesk.app.importing import Import, Options, Report
from tipdesk.app.library import Library
from tipdesk.domain.query import Everything, Filed, conjunction, parse
from tipdesk.formats import by_name

RUNS = 5
FACETS = ("country", "region", "year", "tag", "kind")
FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", re.MULTILINE)


def floor(text: str) -> int:
    """Entries of a well-behaved file as dictionaries of strings."""
    found = []
    start = text.find("@")
    while start >= 0:
        end = text.find("\n@", start + 1)
        found.append(dict(FIELD.findall(text[start : end if end >= 0 else len(text)])))
        start = end + 1 if end >= 0 else -1
    return len(found)


def cpu(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median CPU seconds of some runs."""
    taken = []
    for _ in range(runs):
        before = spent()
        work()
        taken.append(spent() - before)
    return statistics.median(taken)


def spent() -> float:
    """CPU seconds of this process and its finished children so far."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in usage)


def line(name: str, seconds: float, beside: dict[str, float]) -> None:
    ratios = "   ".join(f"{seconds / other:8.2f} x {label}" for label, other in beside.items())
    print(f"  {name:<44}{seconds:10.4f} s   {ratios}", flush=True)


def peer_parse(text: str) -> None:
    from bibtexparser.entrypoint import parse_string

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parse_string(text)


def measure(count: int, folder: Path) -> float:
    text = "".join(entries(count))
    file = folder / f"{count}.bib"
    file.write_text(text, encoding="utf-8")
    print(f"\n{count:,} entries, {len(text) / 2**20:.0f} MB of BibTeX; CPU seconds, medians of {RUNS}")
    base = cpu(lambda: floor(text))
    peer = cpu(lambda: peer_parse(text))
    line("floor: find and regular expressions", base, {})
    line("bibtexparser, its default parse", peer, {"floor": base})
    reading = cpu(lambda: sum(1 for _ in importing.read(importing.read_input(file))))
    line("reading to publications", reading, {"floor": base, "bibtexparser": peer})

    path = folder / f"{count}.tipdesk"

    def bring_in() -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        with Library.create(path) as made:
            importing.run(made, Import([importing.read_input(file)], Options(), Report()))

    whole = cpu(bring_in)
    line("file to searchable library", whole, {"floor": base, "bibtexparser": peer})
    with Library(path) as library:
        first = cpu(lambda: [library.facet(name, Everything()) for name in FACETS], runs=1)
        line("five facets' counts, the first after opening", first, {"floor": base})
        ask(library)
        write(library, text, folder)
    return whole


def ask(library: Library) -> None:
    everything = Everything()
    typed = [parse(text, typing=True).query for text in ("t", "tr", "tra", "tram", "trami mi", "author:tr", "year:2010..2020 la")]
    finding = statistics.mean(cpu(lambda q=query: library.find(q)) for query in typed)  # type: ignore[misc]
    naive = cpu(lambda: library.find(everything))
    line("a typed word to ids in order (mean of 7)", finding, {"all ids in order": naive})
    query = conjunction([typed[2], Filed("country", COUNTRIES[0])])
    line("five facets' counts, no filter", cpu(lambda: [library.facet(name, everything) for name in FACETS]), {"all ids in order": naive})
    line(
        "five facets' counts, a word and a country",
        cpu(lambda: [library.facet(name, query) for name in FACETS]),
        {"all ids in order": naive},
    )
    line("a page of 100 rows by id", cpu(lambda: library.rows(range(1, 101))), {"all ids in order": naive})


def write(library: Library, text: str, folder: Path) -> None:
    plain = cpu(lambda: (folder / "plain.txt").write_text(text, encoding="utf-8"))
    ids = library.find(Everything())
    for name in ("bibtex", "csv"):
        form = by_name(name)
        seconds = cpu(
            lambda f=form: exporting.write_file(folder / "out", exporting.pieces(exporting.publications(library, ids), f)), runs=1
        )  # type: ignore[misc]
        line(f"writing all as {name} (one run)", seconds, {"writing the same text": plain})


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
    with tempfile.TemporaryDirectory() as folder:
        taken = [measure(count, Path(folder)) for count in sizes]
    for (smaller, before), (larger, after) in zip(zip(sizes, taken, strict=True), list(zip(sizes, taken, strict=True))[1:], strict=False):
        print(f"\nGrowth of the import from {smaller:,} to {larger:,}: {after / before:.1f} for {larger / smaller:.0f} times the entries")
    print(f"Peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
