import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tipdesk.app import importing
from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.domain.publication import Note, Publication

SEED = """@misc{bird2020, author = {Bird, Lucia}, title = {Smuggling in the Time of {COVID-19}}, year = {2020}}
@techreport{walkfree2018, author = {{Walk Free Foundation}}, institution = {Walk Free Foundation}, year = {2018},
  title = {The {Global Slavery Index} 2018. {Europe} and {Central Asia} Report}}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One home for all, so that the styles are listed once."""
    return {"HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("library") / "lib.tipdesk"
    read = [item for item in importing.read(importing.input_of(SEED, "refs.bib")) if isinstance(item, Publication)]
    with Library.create(path) as made:
        made.apply(Add([replace(publication, notes=(Note("SECRET"),)) for publication in read]))
    return path


def test_a_query_is_cited(run: Run, ask: Any, library: Path, home: dict[str, str]) -> None:
    assert run("cite", "key:bird2020", "-l", library, env=home).stdout == "Bird, L. (2020). Smuggling in the time of COVID-19.\n"
    found = ask("cite", "-l", library, "--style", "chicago", "--as", "markdown", env=home)
    assert found == [
        {"key": "bird2020", "entry": "Bird, Lucia. 2020. *Smuggling in the Time of COVID-19*."},
        {"key": "walkfree2018", "entry": "Walk Free Foundation. 2018. *The Global Slavery Index 2018: Europe and Central Asia Report*."},
    ]
    assert run("cite", "key:nothing", "-l", library, env=home).stdout == ""
    assert ask("cite", "key:nothing", "-l", library, env=home) == []


def test_citations_stand_in_a_text_or_a_footnote(run: Run, ask: Any, library: Path, home: dict[str, str]) -> None:
    said = run("cite", "-l", library, "--citation", "--locator", "p. 12", env=home).stdout
    assert said == "(Bird, 2020, p. 12)\n(Walk Free Foundation, 2018, p. 12)\n"
    together = ask("cite", "-l", library, "--citation", "--together", env=home)
    assert together == {"keys": ["bird2020", "walkfree2018"], "citation": "(Bird, 2020; Walk Free Foundation, 2018)"}
    note = run("cite", "key:bird2020", "-l", library, "--citation", "--style", "un", env=home).stdout
    assert note == "Lucia Bird, Smuggling in the Time of COVID-19 (2020).\n"


def test_a_file_is_cited_without_a_library(run: Run, tmp_path: Path, home: dict[str, str]) -> None:
    (tmp_path / "refs.bib").write_text(SEED, encoding="utf-8")
    by_file = run("cite", "--from", "refs.bib", "--style", "apa", "--locale", "fr", env=home)
    assert by_file.stdout.startswith("Bird, L. (2020).")
    assert run("cite", "--from", "-", "--style", "apa", text=SEED, env={**home, "TIPDESK_LIBRARY": "none.tipdesk"}).stdout == by_file.stdout
    run("cite", "--from", "-", text="nothing at all", status=4, env=home)
    run("cite", "--from", "gone.bib", status=6, env=home)
    broken = run("cite", "--from", "-", text=SEED + "@misc{broken, title = {never ends", status=3, env=home)
    assert broken.stdout == by_file.stdout and "standard input:" in broken.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--style", "no-such-style"), "There is no style no-such-style"),
        (("--style", "nowhere.csl"), "There is no style file nowhere.csl; put it back, or choose another style."),
        (("--locale", "tlh"), "There is no locale tlh"),
        (("--as", "pdf"), "pdf"),
        (("--locator", "p. 3"), "--citation"),
        (("--from", "refs.bib"), "no query and no library"),
    ],
)
def test_a_wrong_request_is_one_sentence(run: Run, library: Path, home: dict[str, str], arguments: tuple[str, ...], why: str) -> None:
    said = run("cite", "-l", library, *arguments, status=2, env=home)
    assert why in said.stderr and said.stderr.count("\n") == 1 and said.stdout == ""


def test_styles_are_searched(run: Run, ask: Any, home: dict[str, str]) -> None:
    favourites = [style["name"] for style in ask("styles", env=home)]
    assert favourites[0] == "apa" and "un-editorial" in favourites
    assert run("styles", "apa", "--limit", "1", env=home).stdout.startswith("apa\t")
    (found,) = ask("styles", "2d", "materials", env=home)
    assert (found["name"], found["parent"]) == ("2d-materials", "institute-of-physics-numeric")
    assert ask("styles", "nothing", "has", "these", "words", env=home) == []


def test_export_writes_bibliographies_by_suffix_and_name(run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    assert ask("export", "out.md", "-l", library, "--style", "mla", env=home)["written"] == 2
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert "Bird, Lucia. *Smuggling" in text and "SECRET" not in text
    run("export", "out.docx", "-l", library, "-q", "key:bird2020", env=home)
    with zipfile.ZipFile(tmp_path / "out.docx") as file:
        text = file.read("word/document.xml").decode()
    assert "Bird, L. (2020)." in text and "SECRET" not in text and "Walk Free" not in text
    assert run("export", "-", "-f", "text", "-l", library, "--style", "un", env=home).stdout == (
        "Lucia Bird, Smuggling in the Time of COVID-19 (2020).\n\n"
        "Walk Free Foundation, The Global Slavery Index 2018: Europe and Central Asia Report (2018).\n"
    )


def test_an_export_that_cannot_be_made_leaves_the_old_file(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    old = tmp_path / "old.docx"
    old.write_text("old", encoding="utf-8")
    run("export", old, "-l", library, "--style", "no-such-style", status=2, env=home)
    assert "--style" in run("export", "out.bib", "-l", library, "--style", "apa", status=2, env=home).stderr
    assert old.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["old.docx"]


def test_titles_with_control_characters_do_not_reach_the_terminal(run: Run, home: dict[str, str]) -> None:
    items = json.dumps([{"id": "a", "type": "report", "title": "Evil \u001b[31m title\u0007"}])
    assert "\x1b" not in run("cite", "--from", "-", text=items, env=home, status=3).stdout
