"""Stars, read marks and linked files from the command line."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path = tmp_path / "lib.tipdesk"
    with Library.create(path) as made:
        made.apply(Add([Publication(key=key, title=f"Title of {key}") for key in ("one", "two", "three")]))
    return path


def keys(ask: Any, library: Path, query: str) -> list[str]:
    return sorted(record["key"] for record in ask("search", query, "-l", library))


def test_marks_are_given_and_taken_in_bulk(run: Run, ask: Any, library: Path) -> None:
    assert ask("edit", "key:one OR key:two", "--star", "--read", "-l", library) == {"edited": 2}
    assert ask("edit", "key:two", "--unread", "-l", library) == {"edited": 1}
    assert keys(ask, library, "is:starred") == ["one", "two"]
    assert keys(ask, library, "is:unread") == ["three", "two"]
    assert ask("edit", "is:starred", "--unstar", "--dry-run", "-l", library) == {"edited": 2}
    assert keys(ask, library, "is:starred") == ["one", "two"]
    run("edit", "is:starred", "--unstar", "-l", library)
    assert keys(ask, library, "is:starred") == []


def test_a_file_is_linked_read_and_found(run: Run, ask: Any, library: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    paper = tmp_path / "papers" / "whales.txt"
    paper.write_text("Whales sing of harbours.")
    assert ask("edit", "key:one", "--add-file", paper, "-l", library) == {"edited": 1}
    assert keys(ask, library, "has:file") == ["one"]
    assert keys(ask, library, "harbours") == []
    assert ask("read-files", "-l", library) == {"read": 1, "known": 0, "problems": []}
    assert ask("read-files", "-l", library) == {"read": 0, "known": 1, "problems": []}
    assert keys(ask, library, "harbours one") == ["one"]
    paper.unlink()
    done = run("read-files", "key:one", "-l", library, status=3)
    assert done.stderr.strip() == "one: papers/whales.txt: The file is not there."
    assert keys(ask, library, "harbours") == ["one"]  # what was read stays


def test_what_is_no_file_is_refused(run: Run, library: Path, tmp_path: Path) -> None:
    assert "is not there" in run("edit", "key:one", "--add-file", tmp_path / "none.pdf", "-l", library, status=2).stderr
    unreadable = tmp_path / "a\udcff.pdf"  # its name is no text
    unreadable.write_bytes(b"")
    assert "rename the file" in run("edit", "key:one", "--add-file", unreadable, "-l", library, status=2).stderr
    assert run("edit", "key:one", "-l", library, status=2).stderr.startswith("tipdesk: Nothing to change is named")
    assert run("read-files", "(", "-l", library, status=2).stderr


def test_the_text_of_files_stays_in_the_library(run: Run, ask: Any, library: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Whales sing.")
    run("edit", "key:one", "--add-file", secret, "--star", "-l", library)
    run("read-files", "-l", library)
    for name in ("out.bib", "out.csv", "out.json", "out.ris", "out.html"):
        run("export", tmp_path / name, "-l", library)
        text = (tmp_path / name).read_text(encoding="utf-8").lower()
        assert "title of one" in text
        assert "whales" not in text and "starred" not in text


def test_further_files_of_ris_are_found(run: Run, ask: Any, library: Path, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text("TY  - JOUR\nID  - four\nTI  - Four\nL1  - https://example.org\nL1  - a.pdf\nER  - \n")
    run("import", tmp_path / "in.ris", "-l", library)
    assert keys(ask, library, "has:file") == ["four"]
