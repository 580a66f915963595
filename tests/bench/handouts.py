"""A reading list as a handout, beside pandoc run bare on the same references."""

import json
import subprocess
from functools import partial
from pathlib import Path

from tests.bench import plain
from tests.bench.records import records
from tests.bench.timing import line, load, taken
from tipdesk.app import citing, handing_out, importing
from tipdesk.app.handing_out import Options
from tipdesk.citing import pandoc, styles
from tipdesk.domain.publication import Publication
from tipdesk.domain.reading import FURTHER, Item, ReadingList, Section

STYLE = "apa"
FORMS = ("html", "docx", "pdf")


def measure(count: int, folder: Path) -> None:
    """Prints what a list of that many readings, in sections of ten, takes as each kind of document."""
    print(f"\nA handout of {count:,} readings in the style {STYLE}; {load()}")
    file, csl = folder / f"{count}.bib", folder / "style.csl"
    plain.WRITE["bibtex"](records(count), file)
    csl.write_text(styles.find(STYLE).text(), encoding="utf-8")
    found = [item for item in importing.read(importing.read_input(file)) if isinstance(item, Publication)]
    known = {publication.key: publication for publication in found}
    rows = [Item(key, importance=FURTHER, pages="1-9", minutes=20, task="Mark it.", annotation="Read it twice.") for key in known]
    sections = tuple(Section(f"Session {start // 10}", items=tuple(rows[start : start + 10])) for start in range(0, len(rows), 10))
    whole = ReadingList("A course", sections=sections)
    items = json.dumps([{**item, "id": str(number)} for number, item in enumerate(citing.references(found, styles.find(STYLE)))])
    for form in FORMS:
        look = citing.look(STYLE, "", form)
        bare = taken(partial(_bare, items, csl, look.form.writer))
        line(f"pandoc, bare, to {look.form.writer}", bare, {}, wall=True)
        line(f"tipdesk, {form}", taken(partial(handing_out.document, whole, known, look, Options())), {"bare": bare}, wall=True)


def _bare(items: str, csl: Path, writer: str) -> None:
    command = [
        pandoc.binary(),
        "--from=csljson",
        f"--to={writer}",
        "--wrap=none",
        "--standalone",
        "--output=-",
        "--citeproc",
        f"--csl={csl}",
    ]
    subprocess.run(command, input=items.encode(), capture_output=True, check=True)
