"""The dialogs that ask for files, answered as a user does."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QFileSystemModel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import answer_files
from tipdesk.app.library import Library
from tipdesk.gui.file_dialogs import ask_for_file, ask_for_files, ask_for_folder, ask_where_to_save

BESIDE = ("-wal", "-shm")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (lambda window, folder: ask_for_file(window, "Open", folder=folder), "list.txt"),
        (lambda window, folder: ask_for_files(window, "Import")[0], "list.txt"),
        (lambda window, folder: ask_for_folder(window, "Import"), "."),
        (lambda window, folder: ask_where_to_save(window, "Save", folder / "new.txt", "Text (*.txt)"), "other.txt"),
    ],
)
def test_what_the_user_chooses_comes_back(window: QWidget, tmp_path: Path, ask: Callable[[QWidget, Path], Path | None], name: str) -> None:
    (tmp_path / "list.txt").touch()
    answer_files(tmp_path / name)
    assert ask(window, tmp_path) == tmp_path / name


def test_who_thinks_better_of_it_gets_nothing(window: QWidget) -> None:
    answer_files(None)
    assert ask_for_file(window, "Open") is None
    answer_files(None)
    assert ask_for_files(window, "Import") == []


def test_a_name_without_a_suffix_gets_one_before_the_dialog_asks_about_replacing(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "mine.bib").touch()
    asked: list[str] = []

    def decline() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        asked.append(question.text())
        question.reject()

    def choose(dialog: QFileDialog) -> None:
        dialog.selectFile("mine")
        QTimer.singleShot(100, decline)
        dialog.accept()

    answer_files(None, choose)
    assert ask_where_to_save(window, "Save", tmp_path / "references.bib", "BibTeX (*.bib)") is None
    assert "mine.bib already exists" in asked[0]


def test_the_next_dialog_begins_where_a_file_was_chosen_last(window: QWidget, tmp_path: Path) -> None:
    (tmp_path / "list.txt").touch()
    answer_files(tmp_path / "list.txt")
    ask_for_files(window, "Import")
    answer_files(None, lambda dialog: found.append(dialog.directory().absolutePath()))
    found: list[str] = []
    ask_where_to_save(window, "Save", "problems.txt", "Text (*.txt)")
    assert found == [str(tmp_path)]


def test_listing_a_folder_leaves_the_locks_on_an_open_library(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "one.tipdesk"

    def another_program_looks(dialog: QFileDialog) -> None:
        files = dialog.findChild(QFileSystemModel)
        assert files is not None
        names = [path.name, *(path.name + end for end in BESIDE)]
        qtbot.waitUntil(lambda: all(files.index(str(tmp_path / name)).isValid() for name in names))
        folder = files.index(str(tmp_path))
        qtbot.waitUntil(lambda: files.rowCount(folder) == 3)
        for row in range(3):  # the kind of each file is asked for as the list shows it
            files.data(files.index(row, 2, folder))
            files.data(files.index(row, 0, folder), 1)
        assert files.index(0, 0, QModelIndex()).isValid()
        program = "import sys; from tipdesk.app.library import Library; Library(sys.argv[1]).close()"
        subprocess.run([sys.executable, "-c", program, str(path)], check=True)

    with Library.create(path):
        answer_files(None, another_program_looks)
        ask_for_file(window, "Open", folder=tmp_path)
        assert all(path.with_name(path.name + end).exists() for end in BESIDE)
