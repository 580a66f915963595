"""Lanes and jobs: order, cancelling, delivery of every outcome in the GUI thread, and no thread left behind."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tipdesk.domain.progress import Cancelled
from tipdesk.domain.query import Everything
from tipdesk.gui.tasks import Job, Lane
from tipdesk.gui.workspace import Workspace


def test_results_come_in_order_and_in_the_gui_thread(qtbot: QtBot) -> None:
    lane = Lane("test")
    came: list[tuple[int, bool]] = []
    for number in range(20):
        lane.run(lambda _job, number=number: number, lambda n: came.append((n, threading.current_thread() is threading.main_thread())))
    qtbot.waitUntil(lambda: len(came) == 20)
    assert came == [(number, True) for number in range(20)]
    assert not lane.busy
    lane.close()


def test_newer_work_drops_what_waits_and_stops_what_runs(qtbot: QtBot) -> None:
    lane = Lane("test", latest_only=True)
    came: list[int] = []
    ran: list[int] = []
    asked = threading.Event()

    def work(job: Job, number: int) -> int:
        ran.append(number)
        asked.wait(5)
        while number < 9 and not job.cancelled:
            time.sleep(0.001)
        return number

    for number in range(10):
        lane.run(lambda job, number=number: work(job, number), came.append)
    asked.set()
    qtbot.waitUntil(lambda: bool(came))
    qtbot.wait(20)
    assert came == [9]
    assert set(ran) <= {0, 9}
    lane.close()


def test_a_lane_after_another_begins_when_that_ones_answer_was_delivered(qtbot: QtBot) -> None:
    first = Lane("first", latest_only=True)
    second = Lane("second", latest_only=True, after=first)
    told: list[str] = []

    def work(name: str) -> str:
        told.append(f"{name} begins")
        time.sleep(0.02)
        return f"{name} is shown"

    second.run(lambda _job: work("count"), told.append)  # asked before the first, as signals come
    first.run(lambda _job: work("rows of an older question"), told.append)
    second.run(lambda _job: work("count"), told.append)
    first.run(lambda _job: work("rows"), told.append)
    assert second.busy
    qtbot.waitUntil(lambda: not second.busy)
    assert told[-4:] == ["rows begins", "rows is shown", "count begins", "count is shown"] and told.count("count begins") == 1
    second.run(lambda _job: work("count alone"), told.append)
    qtbot.waitUntil(lambda: not second.busy)
    assert told[-1] == "count alone is shown"
    second.run(lambda _job: work("never"), told.append)
    second.cancel()
    qtbot.wait(30)
    assert "never begins" not in told
    first.close()
    second.close()


def test_exceptions_are_delivered(qtbot: QtBot) -> None:
    lane = Lane("test")
    came: list[Exception] = []
    lane.run(lambda _job: 1 // 0, lambda _n: None, came.append)
    qtbot.waitUntil(lambda: bool(came))
    assert isinstance(came[0], ZeroDivisionError)
    with qtbot.captureExceptions() as raised:
        lane.run(lambda _job: 1 // 0, lambda _n: None)
        qtbot.waitUntil(lambda: not lane.busy)
    assert raised[0][0] is ZeroDivisionError
    lane.close()


def test_work_that_would_end_its_thread_fails_and_the_lane_goes_on(qtbot: QtBot) -> None:
    lane = Lane("test")
    came: list[object] = []
    lane.run(lambda _job: sys.exit(3), came.append, came.append)
    lane.run(lambda _job: 2, came.append)
    assert lane.done().wait(5)
    qtbot.waitUntil(lambda: not lane.busy)
    assert [str(each) for each in came] == ["SystemExit", "2"]
    lane.close()


def test_progress_is_told_and_cancelling_ends_the_work(qtbot: QtBot) -> None:
    lane = Lane("test")
    job = Job()
    told: list[tuple[int, int]] = []
    came: list[Exception] = []
    job.progressed.connect(lambda done, total: told.append((done, total)))

    def work(job: Job) -> None:
        for number in range(10_000_000):
            job.report(number, 2**40)

    lane.run(work, lambda _n: None, came.append, job)
    qtbot.waitUntil(lambda: len(told) > 2)
    job.cancel()
    qtbot.waitUntil(lambda: bool(came))
    assert isinstance(came[0], Cancelled)
    assert all(total <= 0x7FFFFFFF for _, total in told)
    lane.close()


def test_closing_leaves_no_thread_and_delivers_nothing(qtbot: QtBot) -> None:
    before = threading.active_count()
    lane = Lane("test")
    came: list[int] = []
    for number in range(5):
        lane.run(lambda _job, number=number: time.sleep(0.02) or number, came.append)
    lane.close()
    lane.run(lambda _job: 1, came.append)
    qtbot.wait(20)
    assert came == []
    assert threading.active_count() == before


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a size before")
def test_a_lane_that_got_no_thread_works_once_there_is_one_and_can_be_closed(qtbot: QtBot) -> None:
    lane, unlucky = Lane("test"), Lane("unlucky")
    came: list[int] = []
    usual = threading.stack_size(2**45)  # more than any system has
    try:
        for each in (lane, unlucky):
            with pytest.raises(RuntimeError, match="thread"):
                each.run(lambda _job: 1, came.append)
    finally:
        threading.stack_size(usual)
    lane.run(lambda _job: 2, came.append)
    qtbot.waitUntil(lambda: not lane.busy)
    assert came == [1, 2]
    lane.close()
    unlucky.close()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be lost where it is immortal")
def test_many_calls_that_return_nothing_lose_no_reference_to_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for number in range(100_000):
        widget.move(QPoint(number % 100, 0))
    assert sys.getrefcount(None) > before - 1000


def test_a_library_that_is_closed_stays_readable_for_the_work_that_reads_it(
    workspace_on: Callable[[Path], Workspace], library: Path, qtbot: QtBot
) -> None:
    workspace = workspace_on(library)
    opened, lane = workspace.library, workspace.lane("reader", latest_only=False)
    assert opened is not None
    closing = threading.Event()
    came: list[int] = []

    def work(_job: Job) -> int:
        closing.wait(5)
        time.sleep(0.05)
        return opened.count(Everything())

    lane.run(work, came.append)
    workspace.close()
    closing.set()
    qtbot.waitUntil(lambda: workspace.settled)
    assert came == [5] and workspace.library is None
    with pytest.raises(Exception, match="closed"):
        opened.count(Everything())
