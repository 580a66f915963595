"""What leaves the library is typeset by BibTeX and by biber, and a trip through it changes no bibliography.

Needs LaTeX: lualatex, bibtex, biber with biblatex, and pdftotext; without them these tests are skipped.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAMS = ("lualatex", "bibtex", "biber", "kpsewhich", "pdftotext")
pytestmark = pytest.mark.skipif(not all(map(shutil.which, PROGRAMS)), reason="LaTeX is not installed")

PLAIN = r"""\documentclass{article}\usepackage{hyperref}
\begin{document}\nocite{*}\bibliographystyle{%s}\bibliography{references}\end{document}"""
BIBLATEX = r"""\documentclass{article}\usepackage[style=authoryear,backend=biber]{biblatex}
\addbibresource{references.bib}\begin{document}\nocite{*}\printbibliography\end{document}"""
STYLES = {"plain": "bibtex", "apalike": "bibtex", "biblatex": "biblatex"}
"""The styles that are tried, and the format that each of them reads."""


def typeset(folder: Path, style: str) -> str:
    """The text of the bibliography that `style` makes of references.bib in `folder`; any error of LaTeX fails the test."""
    (folder / "paper.tex").write_text(BIBLATEX if style == "biblatex" else PLAIN % style)
    latex = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", "paper"]
    bibliography = ["biber", "--quiet", "paper"] if style == "biblatex" else ["bibtex", "-terse", "paper"]
    for command in (latex, bibliography, latex, latex, ["pdftotext", "-nopgbrk", "paper.pdf", "paper.txt"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=300)
        assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
    return (folder / "paper.txt").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        made = tmp_path / name
        made.mkdir()
        return made

    return make


@pytest.fixture
def examples(folder: Callable[[str], Path]) -> Path:
    """A folder whose references.bib is the file of examples that comes with biblatex."""
    found = subprocess.run(["kpsewhich", "biblatex-examples.bib"], capture_output=True, text=True, check=False).stdout.strip()
    if not found:
        pytest.skip("biblatex's examples are not installed")
    made = folder("examples")
    shutil.copy(found, made / "references.bib")
    return made


def trip(run: Callable[..., object], before: Path, after: Path, format: str, *, edited: bool) -> None:
    """Takes references.bib of one folder through a new library into the other, with a tag added to each record if `edited`."""
    library = after / "trip.tipdesk"
    run("import", before / "references.bib", "-l", library)
    if edited:
        run("edit", "", "--add-tag", "read", "-l", library)
    run("export", after / "references.bib", "--format", format, "-l", library)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("edited", [False, True], ids=["untouched", "edited"])
def test_the_sample_is_typeset_alike_before_and_after_a_trip(
    run: Callable[..., object], folder: Callable[[str], Path], style: str, edited: bool
) -> None:
    before, after, format = folder("before"), folder("after"), STYLES[style]
    run("sample", before / "sample.tipdesk")
    run("export", before / "references.bib", "--format", format, "-l", before / "sample.tipdesk")
    trip(run, before, after, format, edited=edited)
    assert typeset(after, style) == typeset(before, style)


@pytest.mark.parametrize("edited", [False, True], ids=["untouched", "edited"])
def test_the_examples_of_biblatex_are_typeset_alike_before_and_after_a_trip(
    run: Callable[..., object], folder: Callable[[str], Path], examples: Path, edited: bool
) -> None:
    before, after = examples, folder("after")
    trip(run, before, after, "biblatex", edited=edited)
    assert typeset(after, "biblatex") == typeset(before, "biblatex")


@pytest.mark.parametrize("style", ["plain", "apalike"])
def test_the_examples_of_biblatex_are_typeset_by_bibtex_in_its_own_dialect(
    run: Callable[..., object], folder: Callable[[str], Path], examples: Path, style: str
) -> None:
    before, after = examples, folder("after")
    trip(run, before, after, "bibtex", edited=False)
    text = typeset(after, style)
    for words in ("Computers and Graphics", "Organometallics", "Türkmen", "Averroës"):
        assert words.casefold() in " ".join(text.split()).casefold()
