"""The one way to the files of the `resources` folder, in a source tree and in an installed wheel."""

from pathlib import Path


def path(*parts: str) -> Path:
    """The path of a file or folder below `resources`; it is not checked whether it is there."""
    installed = Path(__file__).parent / "_resources"
    root = installed if installed.is_dir() else Path(__file__).parents[2] / "resources"
    return root.joinpath(*parts)
