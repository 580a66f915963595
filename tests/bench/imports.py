"""Files to searchable libraries: reading alone and the whole of it, beside plain Python and other programs' readers."""

import importlib.util
import subprocess
import warnings
from pathlib import Path

from tests.bench import plain
from tests.bench.records import records
from tests.bench.timing import Taken, line, load, peak_of_command, taken
from tipdesk.app import exporting, importing
from tipdesk.app.importing import Import, Input, Options, Report
from tipdesk.app.library import Library
from tipdesk.domain.publication import Problem

NAMES = {"bibtex": "bib", "csv": "csv", "ris": "ris", "csljson": "json"}
PANDOC_MOST = 10_000  # entries; it takes minutes for ten times as many


def measure(count: int, folder: Path) -> dict[str, Taken]:
    """Prints what importing takes; what file to library took, by format."""
    found = {}
    for name, suffix in NAMES.items():
        path = folder / f"{count}.{suffix}"
        plain.WRITE[name](records(count), path)
        source = importing.read_input(path)
        print(f"\n{count:,} records, {path.stat().st_size / 2**20:.1f} MB of {source.format.label}; {load()}")
        floor = taken(lambda name=name, text=source.text: plain.READ[name](text))
        line("plain Python", floor, {})
        peers = _bibtex_readers(path, source.text, count) if name == "bibtex" else {}
        for label, peer in peers.items():
            line(label, peer, {"plain": floor})
        beside = {"plain": floor} | {label.split(",")[0]: peer for label, peer in peers.items()}
        line("reading to publications", _reading(source), beside)
        if name != "bibtex":
            _own(path, folder / f"own.{suffix}", floor)
        found[name] = _library(source, folder / f"{count}.{suffix}.tipdesk")
        line("file to searchable library", found[name], beside)
        line("file to searchable library", found[name], beside, wall=True)
        peak = peak_of_command("import", path, "-l", folder / f"{count}.{suffix}.peak.tipdesk")
        print(f"  {'most memory, both processes':<46}{peak / 2**20:9.0f} MB", flush=True)
    return found


def _reading(source: Input) -> Taken:
    """In this process alone."""
    read = source.format.read
    assert read is not None
    return taken(lambda: sum(1 for _ in read(source.text)))


def _own(path: Path, own: Path, floor: Taken) -> None:
    """The same records as tipdesk writes them, with what it carries beside them, from BibTeX."""
    bibtex = importing.read_input(path.with_suffix(".bib"))
    read = importing.with_keys(each for each in importing.read(bibtex) if not isinstance(each, Problem))
    source = importing.read_input(path)
    exporting.write_file(own, exporting.pieces(read, source.format))
    line("reading what tipdesk wrote", _reading(importing.read_input(own)), {"plain": floor})


def _library(source: Input, path: Path) -> Taken:
    def bring_in() -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        again = importing.read_input(path.with_suffix(""))
        with Library.create(path) as library:
            importing.run(library, Import([again], Options(), Report()))

    return taken(bring_in)


def _bibtex_readers(path: Path, text: str, count: int) -> dict[str, Taken]:
    from bibtexparser.entrypoint import parse_string

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = {"bibtexparser, its default parse": taken(lambda: parse_string(text))}
    if importlib.util.find_spec("pybtex"):
        from pybtex.database import parse_file

        found["pybtex, its default parse"] = taken(lambda: parse_file(str(path), "bibtex"))
    else:
        print("  pybtex is not installed, so it is not measured: pip install -c constraints.txt -e '.[bench]'")
    if count > PANDOC_MOST:
        print(f"  pandoc is measured up to {PANDOC_MOST:,} entries")
    elif importlib.util.find_spec("pypandoc"):
        import pypandoc

        command = [pypandoc.get_pandoc_path(), "-f", "biblatex", "-t", "csljson", "-o", str(path.with_suffix(".pandoc")), str(path)]
        found["pandoc, to CSL-JSON"] = taken(lambda: subprocess.run(command, check=True))
    else:
        print("  pandoc is not installed, so it is not measured: pip install -c constraints.txt -e '.[bench]'")
    return found


def growth(sizes: list[int], found: list[dict[str, Taken]]) -> None:
    """Prints how much more CPU time a larger file took."""
    for (smaller, before), (larger, after) in zip(zip(sizes, found, strict=True), list(zip(sizes, found, strict=True))[1:], strict=False):
        ratios = ", ".join(f"{name} {after[name].cpu / before[name].cpu:.1f}" for name in NAMES)
        print(f"\nGrowth of the import's CPU time for {larger / smaller:.0f} times the records, {smaller:,} to {larger:,}: {ratios}")
