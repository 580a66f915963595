"""The one way to the files of the `resources` folder, in a source tree and in an installed wheel."""

from collections.abc import Iterator
from pathlib import Path


def path(*parts: str) -> Path:
    """The path of a file or folder below `resources`; it is not checked whether it is there."""
    installed = Path(__file__).parent / "_resources"
    root = installed if installed.is_dir() else Path(__file__).parents[2] / "resources"
    return root.joinpath(*parts)


def rows(*parts: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV table below `resources`, by the names of its columns."""
    import csv  # a start may read no table

    with path(*parts).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
