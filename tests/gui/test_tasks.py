"""Lanes and jobs: order, cancelling, delivery of every outcome in the GUI thread, and no thread left behind."""

import sys
import threading
import time

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tipdesk.domain.progress import Cancelled
from tipdesk.gui.tasks import Job, Lane


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


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be lost where it is immortal")
def test_many_calls_that_return_nothing_lose_no_reference_to_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for number in range(100_000):
        widget.move(QPoint(number % 100, 0))
    assert sys.getrefcount(None) > before - 1000
