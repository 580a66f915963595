"""References in a style, beside pandoc run bare on the same CSL-JSON."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.bench import plain
from tests.bench.records import records
from tests.bench.timing import line, load, taken
from tipdesk.app import citing, importing
from tipdesk.citing import bibliography, pandoc, styles
from tipdesk.domain.publication import Publication

STYLE = "apa"


def measure(count: int, folder: Path) -> None:
    """Prints what that many references take; of one also what its command takes, and to look at it again."""
    print(f"\n{count:,} references in the style {STYLE}; {load()}")
    file, csl, look = folder / f"{count}.bib", folder / "style.csl", citing.look(STYLE)
    plain.WRITE["bibtex"](records(count), file)
    csl.write_text(styles.find(STYLE).text(), encoding="utf-8")
    found = [item for item in importing.read(importing.read_input(file)) if isinstance(item, Publication)]
    items = json.dumps([{**item, "id": str(number)} for number, item in enumerate(citing.references(found, look.style))])
    bare = taken(partial(_bare, items, csl))
    line("pandoc, bare", bare, {}, wall=True)
    line("tipdesk", taken(partial(_anew, found, look)), {"bare": bare}, wall=True)
    if count == 1:
        line("tipdesk, looked at again", taken(partial(citing.entries, found, look)), {"bare": bare}, wall=True)
        line("tipdesk cite, the whole command", taken(partial(_command, file)), {"bare": bare}, wall=True)


def _anew(found: list[Publication], look: citing.Look) -> None:
    bibliography._remembered.cache_clear()
    citing.entries(found, look)


def _bare(items: str, csl: Path) -> None:
    command = [pandoc.binary(), "--from=csljson", "--to=plain", "--wrap=none", "--citeproc", f"--csl={csl}"]
    subprocess.run(command, input=items.encode(), capture_output=True, check=True)


def _command(file: Path) -> None:
    subprocess.run([sys.executable, "-m", "tipdesk", "cite", "--from", file, "--style", STYLE], capture_output=True, check=True)
