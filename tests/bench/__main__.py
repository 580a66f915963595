"""Measures tipdesk beside floors and peers in one run, and prints ratios: `make bench ARGS="import 1000 10000"`.

The first words say what is measured (find, import, export; all without any), the numbers at how many generated records.
docs/performance.md says what the figures mean.
"""

import sys
import tempfile
from pathlib import Path

from tests.bench import exports, finding, imports
from tests.bench.timing import LONG, RUNS

WORDS = ("find", "import", "export")


def main() -> None:
    """Raises SystemExit for an argument that is neither a word nor a number."""
    words = [word for word in sys.argv[1:] if word in WORDS] or list(WORDS)
    sizes = [int(size) for size in sys.argv[1:] if size.isdecimal()] or [10_000, 100_000]
    if unknown := [word for word in sys.argv[1:] if word not in WORDS and not word.isdecimal()]:
        sys.exit(f"There is nothing called {unknown[0]} to measure; there is {', '.join(WORDS)}.")
    print(f"Medians of {RUNS} runs, of 3 where one takes more than {LONG:.0f} s")
    for word in words:
        found = []
        for count in sizes:
            with tempfile.TemporaryDirectory() as folder:
                if word == "import":
                    found.append(imports.measure(count, Path(folder)))
                else:
                    (finding if word == "find" else exports).measure(count, Path(folder))
        imports.growth(sizes[: len(found)], found)


if __name__ == "__main__":
    main()
