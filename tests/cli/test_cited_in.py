from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BIB = "".join(f"@misc{{{key}, title = {{{key.title()}}}}}\n" for key in ("bird2020", "walk2018", "unodc2019", "unread"))


@pytest.fixture
def library(run: Run) -> str:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    run("edit", "key:unodc2019", "--set", "key=unodc2020", "-l", "one.tipdesk")
    return "one.tipdesk"


def test_only_what_a_paper_cites_is_exported(run: Run, ask: Any, library: str, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    (paper / "parts").mkdir(parents=True)
    (paper / "paper.tex").write_text("\\input{parts/one}\\include{gone}\\input{../secret}\\cite{bird2020} % \\cite{unread}")
    (paper / "parts" / "one.tex").write_text("\\textcite{unodc2019, nobody1999}")
    (tmp_path / "secret.tex").write_text("\\cite{unread}")
    done = run("export", "-", "-f", "bibtex", "--cited-in", "paper/paper.tex", "-l", library, status=3)
    assert "@misc{bird2020," in done.stdout and "@misc{unodc2020," in done.stdout and "unread" not in done.stdout
    assert "one.tex: It cites nobody1999, which is no publication's citation key." in done.stderr
    assert done.stderr.count("was not read") == 2  # gone, and what is not in the paper's folder
    told = ask("export", "out.json", "--cited-in", "paper/paper.tex", "-l", library, status=3)
    assert told["written"] == 2
    assert [problem["text"] for problem in told["problems"]] == ["gone", "../secret", "nobody1999"]


def test_several_manuscripts_of_several_kinds(run: Run, ask: Any, library: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("See [@bird2020, p. 4].")
    (tmp_path / "b.qmd").write_text("@walk2018 in @fig-one")
    (tmp_path / "all.tex").write_text("\\nocite{*}")
    assert ask("export", "out.bib", "--cited-in", "a.md", "b.qmd", "-l", library) == {"written": 2, "lost": [], "problems": []}
    assert ask("export", "out.txt", "--cited-in", "a.md", "-l", library, "--style", "apa")["written"] == 1
    assert ask("export", "out.bib", "--cited-in", "all.tex", "-l", library)["written"] == 4
    assert ask("export", "out.bib", "--cited-in", "all.tex", "-q", "title:bird2020", "-l", library)["written"] == 1


def test_what_cites_nothing_writes_nothing(run: Run, library: str, tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text("Nothing.")
    (tmp_path / "data.xyz").write_text("@bird2020")
    assert "found in empty.md; take" in run("export", "out.bib", "--cited-in", "empty.md", "-l", library, status=4).stderr
    assert "suffix" in run("export", "out.bib", "--cited-in", "data.xyz", "-l", library, status=4).stderr
    run("export", "out.bib", "--cited-in", "gone.tex", "-l", library, status=6)
    assert not (tmp_path / "out.bib").exists()


@pytest.mark.parametrize("out", ["paper.md", "./paper.md", "link.md"])
def test_a_manuscript_is_never_replaced_by_what_it_cites(run: Run, tmp_path: Path, out: str) -> None:
    run("sample", "s.tipdesk")
    text = "As it says [@bird2020smuggling].\n"
    (tmp_path / "paper.md").write_text(text)
    (tmp_path / "link.md").symlink_to("paper.md")
    done = run("export", out, "--cited-in", "paper.md", "-l", "s.tipdesk", status=2)
    assert "would be replaced" in done.stderr and (tmp_path / "paper.md").read_text() == text


def test_a_loop_of_links_and_an_endless_key_are_told_briefly(run: Run, tmp_path: Path) -> None:
    run("sample", "s.tipdesk")
    (tmp_path / "loop.tex").symlink_to("loop.tex")
    assert "cannot be read" in run("export", "-", "-f", "bibtex", "--cited-in", "loop.tex", "-l", "s.tipdesk", status=6).stderr
    (tmp_path / "long.md").write_text(f"[@{'a' * 100_000}]")
    (tmp_path / "long.tex").write_text(f"\\cite{{b}}\\input{{{'c' * 100_000}}}")
    (tmp_path / "long.bcf").write_text(f"<x><citekey>{'a&amp;' * 100_000}</citekey></x>")
    for file in ("long.md", "long.tex", "long.bcf"):
        assert len(run("export", "-", "-f", "bibtex", "--cited-in", file, "-l", "s.tipdesk", status=3).stderr) < 500
