"""An article that cites a file which is kept in step, and old keys in it, is typeset after the library has changed.

Needs pdflatex, biber with biblatex and pdftotext for LaTeX; without them that test is skipped.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tipdesk.citing import pandoc

BIB = """@book{bird-draft, author = {Bird, Lucia}, title = {Routes of Return}, year = {2019}, publisher = {Harbour Press}}
@techreport{walk2018, author = {{Walk Free Foundation}}, institution = {Walk Free Foundation}, year = {2018}, title = {Global Index}}
"""
LATEX = r"""\documentclass{article}\usepackage[style=authoryear,backend=biber]{biblatex}\addbibresource{references.bib}
\begin{document}Seen in \textcites(see)()[4]{bird-draft}{walk2018}.\printbibliography\end{document}"""
MARKDOWN = "---\nbibliography: references.json\n---\n\nSeen in [@bird-draft, p. 4; @walk2018].\n"
LATEX_PROGRAMS = ("pdflatex", "biber", "kpsewhich", "pdftotext")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home")}


def changed_library(run: Callable[..., object], home: dict[str, str], file: str, *more: str) -> None:
    """A library whose file is kept in step, changed afterwards."""
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB, env=home)
    run("export", file, "--keep-in-step", *more, "-l", "one.tipdesk", env=home)
    run("edit", "key:bird-draft", "--set", "title=Routes of Departure", "-l", "one.tipdesk", env=home)


@pytest.mark.skipif(not all(map(shutil.which, LATEX_PROGRAMS)), reason="LaTeX is not installed")
def test_a_latex_article_follows_the_library(run: Callable[..., object], tmp_path: Path, home: dict[str, str]) -> None:
    if not subprocess.run(["kpsewhich", "biblatex.sty"], capture_output=True, check=False).stdout:
        pytest.skip("biblatex is not installed")
    changed_library(run, home, "references.bib", "-f", "biblatex")
    run("edit", "key:bird-draft", "--set", "key=bird2019", "-l", "one.tipdesk", env=home)  # the article still cites the old key
    (tmp_path / "paper.tex").write_text(LATEX)
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper"]
    for command in (latex, ["biber", "--quiet", "paper"], latex, ["pdftotext", "paper.pdf", "paper.txt"]):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=300)
        assert done.returncode == 0, (command, done.stdout[-2000:])
    text = " ".join((tmp_path / "paper.txt").read_text().split())
    assert "see Bird (2019, p. 4) and Walk Free Foundation (2018)" in text.replace("(see ", "see ")
    assert "Routes of Departure" in text
    for source in ("paper.tex", "paper.aux", "paper.bcf"):
        run("export", "cited.bib", "--cited-in", source, "-l", "one.tipdesk", env=home)
        assert (tmp_path / "cited.bib").read_text().count("@") == 2


def test_a_pandoc_article_follows_the_library(run: Callable[..., object], tmp_path: Path, home: dict[str, str]) -> None:
    changed_library(run, home, "references.json")
    (tmp_path / "paper.md").write_text(MARKDOWN)
    command = [str(pandoc.binary()), "paper.md", "--citeproc", "--to=plain", "--wrap=none"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Seen in (Bird 2019, 4; Walk Free Foundation 2018)." in done.stdout and "Routes of Departure" in done.stdout
