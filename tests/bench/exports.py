"""Libraries to files, beside plain Python writing the same records and bibtexparser's writer."""

import sqlite3
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.bench import plain
from tests.bench.records import Record, records
from tests.bench.timing import Taken, line, load, peak_of_command, taken
from tipdesk.app import exporting, importing
from tipdesk.app.importing import Import, Options, Report
from tipdesk.app.library import Library
from tipdesk.domain.query import Everything
from tipdesk.formats import by_name

FORMATS = ("bibtex", "biblatex", "ris", "csljson", "csv")


def measure(count: int, folder: Path) -> None:
    """Prints what exporting takes: of records that came from a table, written anew, and from BibTeX, given back."""
    held = list(records(count))
    print(f"\n{count:,} records from a library to a file; {load()}")
    anew, back = (_library(count, folder, name) for name in ("csv", "bib"))
    for name in FORMATS:
        _export(name, held, anew, folder)
    _given_back(held, back, folder)


def _library(count: int, folder: Path, suffix: str) -> Path:
    file, path = folder / f"{count}.{suffix}", folder / f"{count}.from-{suffix}.tipdesk"
    plain.WRITE["csv" if suffix == "csv" else "bibtex"](records(count), file)
    with Library.create(path) as library:
        importing.run(library, Import([importing.read_input(file)], Options(), Report()))
    return path


def _export(name: str, held: list[Record], path: Path, folder: Path) -> None:
    out = folder / f"out.{name}"
    memory = taken(lambda: plain.WRITE[name](held, out))
    line(f"{name}: plain Python, records in memory", memory, {})
    stored = taken(lambda: plain.WRITE[name](_stored(path), out))
    line(f"{name}: plain Python, records from the library", stored, {"in memory": memory})
    beside = {"in memory": memory, "from the library": stored}
    if name == "bibtex":
        beside["bibtexparser"] = _bibtexparser(held, out)
        line("bibtex: bibtexparser's default writer", beside["bibtexparser"], {"in memory": memory})
    with Library(path) as library:
        found = taken(lambda: _write(library, name, out))
    line(f"{name}: tipdesk", found, beside)
    peak = peak_of_command("export", out, "-f", name, "-l", path)
    print(f"  {f'{name}: most memory':<46}{peak / 2**20:9.0f} MB", flush=True)


def _given_back(held: list[Record], path: Path, folder: Path) -> None:
    out = folder / "out.bib"
    floor = taken(lambda: plain.WRITE["bibtex"](_stored(path), out))
    with Library(path) as library:
        line("bibtex as it was read: tipdesk", taken(lambda: _write(library, "bibtex", out)), {"plain, from the library": floor})


def _write(library: Library, name: str, out: Path) -> None:
    ids = exporting.ids(library, Everything())
    exporting.write_file(out, exporting.pieces(exporting.publications(library, ids), by_name(name)))


def _bibtexparser(held: list[Record], out: Path) -> Taken:
    from bibtexparser.entrypoint import parse_string, write_string

    plain.WRITE["bibtex"](held, out)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = parse_string(out.read_text(encoding="utf-8"))
    return taken(lambda: out.write_text(write_string(parsed), encoding="utf-8"))


def _stored(path: Path) -> Iterator[Record]:
    """The records as plain SQL gives them, one at a time."""
    connection = sqlite3.connect(path)
    people: defaultdict[int, list[tuple[str, ...]]] = defaultdict(list)
    for number, family, given in connection.execute(
        "SELECT publication_id, name, given FROM contributor ORDER BY publication_id, position"
    ):
        people[number].append((family, given) if given else (family,))
    terms: defaultdict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    filed = "SELECT publication_id, vocabulary, name FROM publication_term JOIN term ON term.id = term_id"
    for number, vocabulary, name in connection.execute(filed):
        terms[number][vocabulary].append(name)
    rows = connection.execute("SELECT id, key, title, publisher, date, abstract, url FROM publication ORDER BY id")
    for number, key, title, publisher, year, abstract, url in rows:
        of = terms[number]
        country, region = (next(iter(of[vocabulary]), "") for vocabulary in ("country", "region"))
        yield Record(key, tuple(people[number]), title, publisher, year, abstract, url, country, region, tuple(of["tag"]))
    connection.close()
