"""The window on a large library: its start beside that of an empty one, and how long it stands still while it is used."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import libraries, plain
from tests.bench.records import records
from tests.bench.timing import RUNS, load
from tipdesk.storage import kept_index

IMPORTED = 10_000  # records that are imported while the window is used
# Times an empty window's start, at 100,000 and at 1,000,000. Usable: first rows and the facets with counts are painted and answer.
# Complete, with all other panes, has no goal. The whole of what each means is told by `_start` in used_window.py.
GOALS = {"first paint": (1.3, 1.5), "usable": (2.0, 2.5)}
STALL = 50  # milliseconds, at 100,000
MEMORY = 400  # MB


def measure(count: int, folder: Path) -> None:
    """Prints the start, its ratio to an empty window's, the memory, and the longest stalls of the GUI thread."""
    path = libraries.make(folder / f"{count}.tipdesk", count)
    table = folder / "more.bib"
    plain.WRITE["bibtex"](records(IMPORTED, seed=2), table)
    time.sleep(kept_index.SETTLED)  # what was written a moment ago is not kept
    print(f"\nThe window on {count:,} records; {load()}")
    first = dict(_lines(_child("start", path, folder / "start.ini")))["usable"]  # nothing is kept of it yet
    starts: dict[str, list[float]] = {}
    for _ in range(RUNS):
        for what in ("empty", "start"):
            for label, cpu in _lines(_child(what, path, folder / "start.ini")):
                starts.setdefault(label, []).append(cpu)
    empty, memory = statistics.median(starts.pop("empty")), statistics.median(starts.pop("memory"))
    print(f"  {'an empty window painted':<46}{empty:9.3f} s CPU ")
    for label, found in starts.items():
        cpu = statistics.median(found)
        goal = GOALS[label][count >= 1_000_000] if label in GOALS else None
        told = f", goal {goal}: {'met' if cpu <= goal * empty else 'MISSED'}" if goal else ""
        print(f"  {label:<46}{cpu:9.3f} s CPU  {cpu / empty:7.2f} x empty{told}")
    print(f"  {'usable, opened for the first time':<46}{first:9.3f} s CPU  {first / empty:7.2f} x empty")
    print(f"  {'memory until complete':<46}{memory:9.0f} MB     goal at 1,000,000 {MEMORY}: {'met' if memory <= MEMORY else 'MISSED'}")
    for label, stall in _lines(_child("use", path, folder / "use.ini", table)):
        if label == "memory":
            print(f"  {'memory, at most while it was used':<46}{stall:9.0f} MB")
        else:
            verdict = "" if count > 100_000 else ": met" if stall <= STALL else ": MISSED"
            print(f"  {'longest stall, ' + label:<46}{stall:9.0f} ms     goal at 100,000 {STALL}{verdict}")


def _child(*arguments: object) -> str:
    command = [sys.executable, "-m", "tests.bench.used_window", *map(str, arguments)]
    installed = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # with its bytecode
    return subprocess.run(command, check=True, capture_output=True, text=True, env=installed).stdout


def _lines(text: str) -> list[tuple[str, float]]:
    return [(label, float(value)) for label, _, value in (line.rpartition(" ") for line in text.splitlines())]
