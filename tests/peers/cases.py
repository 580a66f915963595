"""The cases: an input, and the items that another program's own tests, or the program itself, make of it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.peers import consensus, fetching, programs


@dataclass(frozen=True)
class Case:
    """One input with the CSL items that are expected of it; `items` are in file order, with an `id` where there is one."""

    source: str
    name: str
    format: str
    data: bytes
    items: list[dict[str, Any]]
    also: frozenset[Any] = frozenset()  # ids of entries that one program found, so that they are no phantoms


_COMMAND = re.compile(r"^```\n% pandoc ([^\n]*)\n(.*?)\n?^\^D\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def pandoc_tests() -> Iterator[Case]:
    """Pandoc's command tests that read a bibliography and print its references."""
    folder = fetching.debian("pandoc")
    for file in sorted(folder.glob("*/test/command/*.md")):
        for number, (options, text, printed) in enumerate(_COMMAND.findall(file.read_text(encoding="utf-8")), 1):
            reads = re.search(r"(?:-f|--from) ?(bibtex|biblatex|csljson)\b", options)
            if not reads:
                continue
            if "csljson" in options.split(reads[0])[1]:
                items = programs.pandoc("csljson", printed)
            else:
                items = programs.pandoc("markdown", printed) if "references:" in printed else None
            if items is not None:
                yield Case("pandoc tests", f"{file.stem}:{number}", reads[1], text.encode(), items)


_INPUT = re.compile(r"^>>=+ INPUT =+>>$\n(.*?)^<<=+ INPUT =+<<$", re.MULTILINE | re.DOTALL)


def csl_tests() -> Iterator[Case]:
    """The items of the CSL project's own test suite, which are to come out as they went in."""
    folder = fetching.debian("haskell-citeproc")
    for file in sorted(folder.glob("*/test/csl/*.txt")):
        if found := _INPUT.search(file.read_text(encoding="utf-8")):
            try:
                items = json.loads(found[1])
            except ValueError:
                continue
            yield Case("CSL tests", file.stem, "csljson", found[1].encode(), items)


# Where files without stated expectations come from: the source's name, its folder, and which of its files are taken.
FILES: tuple[tuple[str, Callable[[], Path], str], ...] = (
    ("bibtex-parse", lambda: fetching.npm("bibtex-parse@2.1.0"), "*/test/valid/*.bib"),
    ("jabref", lambda: fetching.debian("jabref"), "**/*.bib"),
    ("bibtex (R)", lambda: fetching.debian("r-cran-bibtex"), "**/*.bib"),
    ("bibtool", lambda: fetching.debian("bibtool"), "**/*.bib"),
    ("bibtex2html", lambda: fetching.debian("bibtex2html"), "**/*.bib"),
    ("bibclean", lambda: fetching.debian("bibclean"), "**/*.bib"),
    ("sphinxcontrib-bibtex", lambda: fetching.sdist("sphinxcontrib-bibtex==2.7.0"), "**/*.bib"),
    ("papis", lambda: fetching.sdist("papis==0.16.1"), "**/*.bib"),
    ("pybtex", lambda: fetching.sdist("pybtex==0.26.1"), "**/*.bib"),
    ("citeproc-py", lambda: fetching.sdist("citeproc_py==0.11.1"), "**/*.bib"),
    ("cobib", lambda: fetching.sdist("cobib==6.0.3"), "**/*.bib"),
    ("colrev", lambda: fetching.sdist("colrev==0.16.2"), "**/*.bib"),
    ("bibx", lambda: fetching.sdist("bibx==0.9.2"), "**/*.bib"),
    ("bib2json", lambda: fetching.npm("bib2json@0.0.1"), "**/*.bib"),
    ("TeX Live", lambda: fetching.package("texlive-bibtex-extra"), "**/*.bib"),
    ("rispy RIS", lambda: fetching.sdist("rispy==0.7.1"), "**/*.ris"),
    ("RISparser RIS", lambda: fetching.sdist("RISparser==0.4.3"), "**/*.ris"),
    ("asreview RIS", lambda: fetching.sdist("asreview==3.0.8"), "**/*.ris"),
    ("asreview-datatools RIS", lambda: fetching.sdist("asreview-datatools==1.4"), "**/*.ris"),
    ("bibx RIS", lambda: fetching.sdist("bibx==0.9.2"), "**/*.ris"),
    ("colrev RIS", lambda: fetching.sdist("colrev==0.16.2"), "**/*.ris"),
    ("jabref RIS", lambda: fetching.debian("jabref"), "**/*.ris"),
)
LARGEST = 120_000  # bytes; larger files would outweigh all others


def agreed(name: str, fetch: Callable[[], Path], pattern: str, seen: set[bytes]) -> Iterator[Case]:
    """A package's files, each with what other programs agree on; a file that was seen before is left out."""
    folder = fetch()
    form = "ris" if pattern.endswith("ris") else "bibtex"
    files = []
    for file in sorted(folder.glob(pattern)):
        data = file.read_bytes() if file.is_file() and file.stat().st_size <= LARGEST else b""
        if (digest := b"".join(data.split())) and digest not in seen:
            seen.add(digest)
            files.append((file, data))
    texts = [text_of(data) for _, data in files]
    columns = [programs.answers(program, form, texts) for program in programs.VOTERS[form]]
    for (file, data), row in zip(files, zip(*columns, strict=True), strict=True):
        answer = {program: items for program, items in zip(programs.VOTERS[form], row, strict=True) if items} | _own_word(file)
        if items := consensus.agreed(answer, ordered=form == "ris"):
            also = frozenset(item.get("id") for found in answer.values() for item in found)
            yield Case(name, str(file.relative_to(folder)), form, data, items, also)


def _own_word(file: Path) -> dict[str, list[dict[str, Any]]]:
    """What the test suites of JabRef and CoLRev expect of an RIS file: the BibTeX file beside it that is named after it."""
    for beside in (file.with_suffix(".bib"), file.with_name(f"{file.stem}_result.bib")):
        if file.suffix == ".ris" and beside.exists():
            return {"its tests": programs.pandoc("biblatex", text_of(beside.read_bytes())) or []}
    return {}


def text_of(data: bytes) -> str:
    """A file's bytes as the other programs are given them."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252", "replace")


def sources(words: list[str]) -> Iterator[list[Case]]:
    """The cases of each source whose name holds one of these words, or of all sources; what cannot be fetched is left out and named."""
    seen: set[bytes] = set()
    makers: list[tuple[str, Callable[[], Iterator[Case]]]] = [("pandoc tests", pandoc_tests), ("CSL tests", csl_tests)]
    makers += [(name, partial(agreed, name, folder, pattern, seen)) for name, folder, pattern in FILES]
    for name, make in makers:
        if not words or any(word.casefold() in name.casefold() for word in words):
            try:
                yield list(make())
            except (subprocess.CalledProcessError, FileNotFoundError) as error:
                print(f"{name} is left out, because a program failed or is not there: {error}", file=sys.stderr)
