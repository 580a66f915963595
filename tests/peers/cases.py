"""The cases: an input, and the items that another program's own tests, or the program itself, make of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.peers import fetching, pandoc


@dataclass(frozen=True)
class Case:
    """One input with the CSL items that are expected of it; `items` are in file order, with an `id` where there is one."""

    source: str
    name: str
    format: str
    data: bytes
    items: list[dict[str, Any]]


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
                items = pandoc.csl("csljson", printed)
            else:
                items = pandoc.csl("markdown", printed) if "references:" in printed else None
            if items is not None:
                yield Case("pandoc tests", f"{file.stem}:{number}", reads[1], text.encode(), items)


SOURCES = {"pandoc tests": pandoc_tests}
