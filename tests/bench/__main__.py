"""Measures tipdesk beside floors and peers in one run, and prints ratios: `make bench ARGS="import 1000 10000"`.

The first words say what is measured (find, import, export, window, cite, handout, repetitions; all without any), the numbers at how many
generated records, readings or repetitions. docs/performance.md says what the figures mean. The libraries that are searched are kept in the
folder that TIPDESK_BENCH names, if it does.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import citing, exports, finding, handouts, imports, repetitions, window
from tests.bench.timing import LONG, RUNS

MEASURES: dict[str, Callable[[int, Path], Any]] = {
    "find": finding.measure,
    "import": imports.measure,
    "export": exports.measure,
    "window": window.measure,
    "cite": citing.measure,
    "handout": handouts.measure,
    "repetitions": repetitions.measure,
}
GROWTHS: dict[str, Callable[[list[int], list[Any]], None]] = {"find": finding.growth, "import": imports.growth}


def main() -> None:
    """Raises SystemExit for an argument that is neither a word nor a number."""
    words = [word for word in sys.argv[1:] if word in MEASURES] or list(MEASURES)
    sizes = [int(size) for size in sys.argv[1:] if size.isdecimal()] or [10_000, 100_000]
    if unknown := [word for word in sys.argv[1:] if word not in MEASURES and not word.isdecimal()]:
        sys.exit(f"There is nothing called {unknown[0]} to measure; there is {', '.join(MEASURES)}.")
    print(f"Medians of {RUNS} runs, of 3 where one takes more than {LONG:.0f} s")
    for word in words:
        found = []
        for count in sizes:
            with tempfile.TemporaryDirectory() as folder:
                found.append(MEASURES[word](count, Path(folder)))
        if word in GROWTHS:
            GROWTHS[word](sizes, found)


if __name__ == "__main__":
    main()
