"""Linked files are read by another process, which may be lost."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents import written
from tipdesk.app import file_texts
from tipdesk.app.apart import MOST_MEMORY, Apart, Lost
from tipdesk.app.file_texts import texts
from tipdesk.domain.errors import NothingUsable, SystemRefused
from tipdesk.domain.progress import Cancelled

LONG = 60.0  # seconds


class _Told:
    """Progress that is cancelled once more than `last` is reported."""

    def __init__(self, last: int = 1000) -> None:
        self.said: list[tuple[int, int]] = []
        self._last = last
        self.cancelled = False

    def report(self, done: int, total: int) -> None:
        self.said.append((done, total))
        if done > self._last:
            raise Cancelled


def _number() -> int | None:
    [process] = multiprocessing.active_children()
    return process.pid


def test_each_file_has_its_text_or_says_why_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [written(tmp_path, "a.txt", b"One"), tmp_path / "absent.pdf", written(tmp_path, "b.html", b"<script>"), Path("a.txt")]
    told = _Told()
    found = dict(enumerate(texts(paths, told)))
    assert [path for path, _ in found.values()] == paths
    assert found[0][1] == found[3][1] == "One"
    assert isinstance(found[1][1], SystemRefused) and str(found[1][1]) == f"{paths[1]} cannot be read: No such file or directory."
    assert isinstance(found[2][1], NothingUsable) and str(found[2][1]) == f"{paths[2]} has no text in it."
    assert told.said == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert not multiprocessing.active_children()
    assert list(texts([])) == []


def test_one_process_reads_them_and_ends_with_the_iterator(tmp_path: Path) -> None:
    found = texts([written(tmp_path, "a.txt", b"One")] * 3)
    next(found)
    first = _number()
    next(found)
    assert _number() == first
    found.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_a_file_that_takes_too_long_is_left_and_the_next_has_a_new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_texts, "SECONDS", 0)
    path = written(tmp_path, "a.txt", b"One")
    for _, text in texts([path, path]):
        assert isinstance(text, SystemRefused) and str(text) == f"{path} cannot be read: that takes more than 0 seconds."
        assert not multiprocessing.active_children()


def test_a_process_that_is_lost_while_it_waits_costs_no_file(tmp_path: Path) -> None:
    found = texts([written(tmp_path, "a.txt", b"One")] * 2)
    next(found)
    [process] = multiprocessing.active_children()
    process.kill()
    process.join()
    assert next(found)[1] == "One"


def test_a_file_at_which_the_process_crashes_says_so(tmp_path: Path) -> None:
    found = texts([written(tmp_path, "a.txt", b"One")] * 3)
    next(found)
    [process] = multiprocessing.active_children()
    assert process.pid
    os.kill(process.pid, signal.SIGSTOP)  # so that it is killed before it answers
    killer = threading.Timer(0.5, process.kill)
    killer.start()
    path, text = next(found)
    killer.join()
    assert isinstance(text, SystemRefused)
    assert str(text) == f"{path} cannot be read: the program for such files crashed at it. It may be damaged; save it anew."
    assert next(found)[1] == "One"


def test_cancelling_ends_the_process(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        list(texts([written(tmp_path, "a.txt", b"One")] * 9, _Told(last=3)))
    assert not multiprocessing.active_children()


def test_a_call_is_cancelled_while_it_lasts() -> None:
    told = _Told()
    told.cancelled = True
    with Apart(time.sleep, LONG) as sleep:
        with pytest.raises(Cancelled):
            sleep(LONG, told)
        assert not multiprocessing.active_children()


@pytest.mark.parametrize(("function", "given"), [(os._exit, 3), (ctypes.string_at, 0), (int, "no number")])
def test_a_crash_is_said_and_the_next_call_has_a_new_process(function: Callable[[object], object], given: object) -> None:
    with Apart(function, LONG) as apart:
        for _ in range(2):
            with pytest.raises(Lost):
                apart(given)
            assert not multiprocessing.active_children()


def test_after_a_call_without_end_the_next_one_is_answered() -> None:
    with Apart(eval, 0) as apart:
        with pytest.raises(TimeoutError):
            apart("__import__('time').sleep(600)")
        apart.seconds = LONG
        assert apart("1 + 1") == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits it")
def test_memory_is_limited() -> None:
    with Apart(eval, LONG) as apart:
        assert apart("len(bytes(1024))") == 1024
        with pytest.raises(Lost):
            apart(f"len(bytes({MOST_MEMORY}))")  # which takes memory only once it is written to


def test_the_process_knows_neither_qt_nor_sql_and_pdfium_only_once_it_reads_a_pdf() -> None:
    with Apart(eval, LONG) as apart:
        known = apart("__import__('tipdesk.app.file_texts') and sorted(__import__('sys').modules)")
    assert "tipdesk.formats.linked_text" in known
    assert {name.partition(".")[0] for name in known}.isdisjoint({"PySide6", "shiboken6", "sqlalchemy", "sqlite3", "pypdfium2", "typst"})
