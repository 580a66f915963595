"""A library that is open here while other programs open and close it, and while its own process opens its file by other ways."""

import subprocess
import sys
from pathlib import Path

import pytest

from tipdesk.app import edits
from tipdesk.app.library import Library
from tipdesk.domain.errors import LibraryRefused
from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Everything
from tipdesk.storage.held_file import beside


@pytest.fixture
def shelf(library: Library) -> Library:
    library.apply(edits.Add([Publication(title="Known")]))
    return library


def open_and_close_the_file(path: Path) -> None:
    """As a file dialog does to tell its kind, and that of the files beside it."""
    for file in (path, *beside(path)):
        file.read_bytes()


def another_program_looks(path: Path) -> None:
    program = "import sys; from tipdesk.app.library import Library; Library(sys.argv[1]).close()"
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)


def test_the_log_stays_though_the_file_was_opened_and_closed_before_another_program_looked(shelf: Library) -> None:
    applied = shelf.apply(edits.SetField((1,), "title", "Changed"))
    open_and_close_the_file(shelf.path)
    assert not shelf.changed_elsewhere()
    another_program_looks(shelf.path)
    assert all(file.exists() for file in beside(shelf.path))
    assert not shelf.changed_elsewhere()
    shelf.apply(applied.inverse)
    assert [found.title for found in shelf.get([1])] == ["Known"]


@pytest.mark.parametrize("asked", ["count", "edit"])
def test_a_question_or_an_edit_takes_the_lock_again(shelf: Library, asked: str) -> None:
    open_and_close_the_file(shelf.path)
    if asked == "count":
        shelf.count(Everything())
    else:
        shelf.apply(edits.SetField((1,), "title", "Changed"))
    another_program_looks(shelf.path)
    assert all(file.exists() for file in beside(shelf.path))


def test_a_library_whose_log_was_removed_is_not_written_to_until_it_is_opened_again(shelf: Library) -> None:
    open_and_close_the_file(shelf.path)
    another_program_looks(shelf.path)
    assert not any(file.exists() for file in beside(shelf.path))
    with pytest.raises(LibraryRefused, match="open it again"):
        shelf.apply(edits.SetField((1,), "title", "Into a log that is gone"))
    assert [shelf.changed_elsewhere(), shelf.changed_elsewhere()] == [True, False]
    shelf.close()
    with Library(shelf.path) as again:
        assert [found.title for found in again.get([1])] == ["Known"]
        assert again.check() == []


def test_a_closed_library_leaves_one_file(shelf: Library) -> None:
    open_and_close_the_file(shelf.path)
    shelf.count(Everything())
    shelf.close()
    assert list(shelf.path.parent.iterdir()) == [shelf.path]


def test_a_copy_without_a_log_gets_one_so_that_nobody_waits(shelf: Library, tmp_path: Path) -> None:
    copy = tmp_path / "copy.tipdesk"
    with shelf.reading() as conn:
        conn.commit()
        conn.execute("VACUUM INTO ?", (str(copy),))
    with Library(copy) as one, Library(copy) as other, one.reading() as reader:
        assert reader.execute("SELECT title FROM publication").fetchone()
        other.apply(edits.SetField((1,), "title", "Changed meanwhile"))
        assert reader.execute("SELECT title FROM publication").fetchall() == [("Known",)]
