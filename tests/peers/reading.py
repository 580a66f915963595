"""What tipdesk makes of files, one JSON line in and one out: `{"format", "data"}` (data in base64) to `{"items", "status", "trace"}`.

It runs as a process of its own, so that the sources of tipdesk that it measures are those on PYTHONPATH.
`convert` is the command line's way to CSL-JSON; `record` is what `show --json` prints, put into CSL's words by `record.csl`.
"""

import base64
import contextlib
import io
import json
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from tests.peers import record
from tipdesk.app import importing
from tipdesk.cli.main import run as tipdesk
from tipdesk.domain.publication import Problem
from tipdesk.domain.record import to_record

SECONDS = 20  # a case that takes longer counts as a crash
SUFFIXES = {"bibtex": ".bib", "biblatex": ".bib", "ris": ".ris", "csljson": ".json"}


def convert(name: str, data: bytes) -> dict[str, Any]:
    """The items and exit status of `tipdesk convert IN - --to csljson`.

    CSL-JSON goes through BibLaTeX, since untouched records of one format are written back as they came.
    """
    with tempfile.TemporaryDirectory() as folder:
        file, between = Path(folder) / f"in{SUFFIXES[name]}", Path(folder) / "between.bib"
        file.write_bytes(data)
        if name == "csljson":
            status, _, trace = _run("convert", str(file), str(between), "--to", "biblatex")
            if not between.exists():
                return {"items": [], "status": status, "trace": trace}
            file = between
        status, written, trace = _run("convert", str(file), "-", "--to", "csljson")
    return {"items": json.loads(written) if written.strip() else [], "status": status, "trace": trace}


def _run(*arguments: str) -> tuple[int, str, str]:
    out, errors = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        status = tipdesk(arguments)
    out.flush()
    return status, out.buffer.getvalue().decode(), errors.getvalue()


def records(name: str, data: bytes) -> dict[str, Any]:
    """The items as CSL that the records of a file hold, in file order."""
    found = list(importing.read(importing.input_of(data, "file", name)))
    items = [record.csl(to_record(one)) for one in found if not isinstance(one, Problem)]
    problems = [f"{one.line}: {one.reason}" for one in found if isinstance(one, Problem)]
    return {"items": items, "status": 3 if problems else 0, "trace": "\n".join(problems)}


def main() -> None:
    way = {"convert": convert, "record": records}[sys.argv[1]]
    answers = sys.stdout

    def late(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"more than {SECONDS} s")

    signal.signal(signal.SIGALRM, late)
    for line in sys.stdin:
        case = json.loads(line)
        signal.alarm(SECONDS)
        try:
            answer = way(case["format"], base64.b64decode(case["data"]))
        except Exception:  # a crash is what is looked for
            answer = {"items": [], "status": -1, "trace": traceback.format_exc()}
        signal.alarm(0)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
