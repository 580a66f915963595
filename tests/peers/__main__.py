"""Compares tipdesk with other programs on files that others made: `make peers`, or some sources: `make peers ARGS="pandoc"`.

The sources of tipdesk are those that Python finds first: PYTHONPATH names others. What was fetched stays in build/peers.
"""

import argparse
import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.peers import cases, programs
from tests.peers.report import Report


def read(way: str, wanted: list[cases.Case]) -> list[dict[str, Any]]:
    """What tipdesk makes of the cases, in their order."""
    lines = (json.dumps({"format": case.format, "data": base64.b64encode(case.data).decode()}) for case in wanted)
    done = subprocess.run(
        [sys.executable, "-m", "tests.peers.reading", way], input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def score(program: str, report: Report, wanted: list[cases.Case]) -> None:
    """Counts what another program makes of the cases; what it refuses, it misses."""
    for case, items in zip(wanted, programs.answers(program, "bibtex", [cases.text_of(case.data) for case in wanted]), strict=True):
        report.add(case, {"items": items or [], "status": 0, "trace": ""})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    parser.add_argument("sources", nargs="*", help="words of the sources to take; none for all")
    parser.add_argument("--way", choices=("convert", "record"), default="convert", help="the way to CSL-JSON that is measured")
    parser.add_argument("--out", type=Path, help="where the whole report goes, with every field that differs")
    parser.add_argument("--others", action="store_true", help="score the other readers of BibTeX on the same cases as well")
    options = parser.parse_args()
    report, others = Report(), {name: Report() for name in programs.CANDIDATES}
    for found in cases.sources(options.sources):
        for case, answer in zip(found, read(options.way, found), strict=True):
            report.add(case, answer)
        for name, scored in others.items() if options.others else ():
            score(name, scored, [case for case in found if case.format in ("bibtex", "biblatex")])
    print(report.summary())
    if options.others:
        print("\nThe other readers of BibTeX, which have a say in what is expected of most files:")
    for name, scored in others.items() if options.others else ():
        print(f"{name:<24}{scored.total().row()}")
    if options.out:
        options.out.write_text(report.whole(), encoding="utf-8")


if __name__ == "__main__":
    main()
