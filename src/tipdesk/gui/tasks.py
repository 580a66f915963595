"""Work away from the GUI thread: lanes that run it, jobs that report on it and stop it."""

import gc
import threading
import time
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from tipdesk.domain.progress import Cancelled

T = TypeVar("T")
Failed = Callable[[Exception], None]

REPORT_SECONDS = 0.05  # a job's signal fires no more often than this
PAINT_MILLISECONDS = 8  # after an answer was delivered the window has begun to paint it


def keep_loaded() -> None:
    """What is in memory by now is there to stay: Python's collector passes over it, and goes through the rest less often.

    A full collection stops all threads, the window's too: 0.1 s with the program loaded, 0.2 s with a review of 100,000
    records. What nobody refers to any more is freed at once as before; only cycles wait longer.
    """
    gc.freeze()
    gc.set_threshold(700, 10, 100)
    gc.enable()


class Job(QObject):
    """One piece of long work, as its worker and its watchers see it; it is a `domain.progress.Progress`.

    The worker calls `report` and reads `cancelled` in its own thread. Watchers connect to `progressed`, which is emitted in
    the thread that made the job (the GUI's), and may call `cancel` at any time.
    """

    progressed = Signal(int, int)  # done, total (0: unknown)
    _reported = Signal(object, object)  # objects, not ints: a count of bytes may be larger than a C int

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = False
        self._last = 0.0
        self._reported.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    @property
    def cancelled(self) -> bool:
        """Has somebody asked to stop?"""
        return self._cancelled

    def cancel(self) -> None:
        """Ask the work to stop; it ends with Cancelled at its next report or inside its query."""
        self._cancelled = True

    def report(self, done: int, total: int) -> None:
        """Say how far the work is, from any thread. Raises Cancelled once it is to stop."""
        if self._cancelled:
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= REPORT_SECONDS or done == total:
            self._last = now
            self._reported.emit(done, total)

    def _pass_on(self, done: int, total: int) -> None:
        while max(done, total) > 0x7FFFFFFF:
            done, total = done // 2, total // 2
        self.progressed.emit(done, total)


class Lane(QObject):
    """One worker thread that runs functions in order and delivers what comes of them in the GUI thread.

    A `latest_only` lane is for answers that newer questions make worthless: `run` drops what waits, cancels what runs, and
    no result of either is delivered any more. In an ordinary lane every function runs and every outcome is delivered.
    A `latest_only` lane may come `after` another: it begins once that one's answer was delivered and painted, since Python
    computes in one thread at a time, and two at once would take each from the painting.
    `close` must be called before the lane goes; the workspace does so for lanes that it made.
    """

    busy_changed = Signal(bool)
    _deliver = Signal(object)  # Callable[[], None], run in the GUI thread

    def __init__(
        self,
        name: str,
        *,
        latest_only: bool = False,
        after: "Lane | None" = None,
        failed: Failed | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`failed` takes the exceptions of work that was not given a handler of its own; without any they are raised in the GUI thread."""
        super().__init__(parent)
        self._latest_only = latest_only
        self._failed = failed
        self._waiting: list[Job] = []
        self._next: Callable[[], None] | None = None  # begins what waits for the other lane
        self._closed = False
        self._name = name
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()  # for the thread, which ends with None
        self._thread: threading.Thread | None = None  # made when there is something to do
        self._deliver.connect(self._run_delivery, Qt.ConnectionType.QueuedConnection)
        self._after = after
        self._start = QTimer(self, singleShot=True)
        self._start.timeout.connect(self._begin)
        if after is not None:
            after.busy_changed.connect(lambda busy: None if busy else self._start.start(PAINT_MILLISECONDS))

    @property
    def busy(self) -> bool:
        """Is there work that was neither delivered nor dropped?"""
        return bool(self._waiting)

    def run(self, work: Callable[[Job], T], then: Callable[[T], None], failed: Failed | None = None, job: Job | None = None) -> Job:
        """Run `work(job)` in the lane's thread, then `then(result)` or `failed(exception)` in the GUI thread.

        In an ordinary lane cancelled work ends in `failed` with Cancelled. Call this from the GUI thread only.
        """
        job = job or Job(self)
        if self._closed:
            return job
        if self._latest_only:
            self.cancel()
        self._waiting.append(job)
        if len(self._waiting) == 1:
            self.busy_changed.emit(True)
        self._next = partial(self._submit, partial(self._work, job, work, then, failed or self._failed or _raise))
        if self._after is None:
            self._begin()
        else:
            self._start.start(0)  # the other lane may be asked the same question in a moment
        return job

    def _begin(self) -> None:
        if self._next is not None and not self._closed and not (self._after and self._after.busy):
            start, self._next = self._next, None
            start()

    def cancel(self) -> None:
        """Cancel what runs and what waits; a `latest_only` lane forgets it at once."""
        for job in self._waiting:
            job.cancel()
        self._next = None
        if self._latest_only and self._waiting:
            self._waiting.clear()
            self.busy_changed.emit(False)

    def done(self) -> threading.Event:
        """Drop what nobody waits for; the event is set when all work that was begun until now has ended."""
        if self._latest_only:
            self.cancel()
        ended = threading.Event()
        self._submit(ended.set)
        return ended

    def close(self) -> None:
        """Cancel everything and wait for the thread to end; nothing is delivered any more."""
        self._closed = True
        self.cancel()
        self._waiting.clear()
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def _submit(self, work: Callable[[], None]) -> None:
        """Have the thread do this after all that it was given before."""
        self._queue.put(work)
        if self._thread is None:
            thread = threading.Thread(target=_work_off, args=(self._queue,), name=f"tipdesk-{self._name}", daemon=True)
            thread.start()  # raises where the system has no thread left; the next try does this work too
            self._thread = thread

    def _work(self, job: Job, work: Callable[[Job], T], then: Callable[[T], None], failed: Failed) -> None:
        outcome: Callable[[], None]
        try:
            if job.cancelled:
                raise Cancelled
            result = work(job)
        except BaseException as error:  # no SystemExit may end the thread, since others wait for it
            outcome = partial(failed, error if isinstance(error, Exception) else RuntimeError(type(error).__name__))
        else:
            outcome = partial(then, result)
        if not self._closed:
            self._deliver.emit(lambda: self._finish(job, outcome))

    def _finish(self, job: Job, outcome: Callable[[], None]) -> None:
        if job not in self._waiting:
            return  # dropped meanwhile for newer work
        self._waiting.remove(job)
        try:
            outcome()
        finally:
            if not self._waiting:
                self.busy_changed.emit(False)
            if job.parent() is self:
                job.deleteLater()

    def _run_delivery(self, delivery: Callable[[], None]) -> None:
        if not self._closed:
            delivery()


def _work_off(queue: "SimpleQueue[Callable[[], None] | None]") -> None:
    while (work := queue.get()) is not None:
        work()


def _raise(error: Exception) -> None:
    raise error
