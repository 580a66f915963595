"""The workspace: the open library, its undo steps, and the one signal that every view refreshes from."""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import BadRequest, SystemRefused, TipdeskError
from tipdesk.domain.progress import Cancelled
from tipdesk.gui.keeping import Keeper
from tipdesk.gui.tasks import Job, Lane, keep_loaded

if TYPE_CHECKING:  # the library's machinery is loaded in a lane, after the first paint
    from tipdesk.app.edit import Edit, TakeBack
    from tipdesk.app.library import Applied, Library

POLL_MILLISECONDS = 1000
AHEAD_MILLISECONDS = 2000  # after a library was opened, or much came in; what it shows comes first
AHEAD_AFTER = 1000  # new publications
MAX_UNDO = 200

T = TypeVar("T")
Then = Callable[[Changes], None]


class Workspace(QObject):
    """An open Library and all that happens to it.

    - Read `library` (None while nothing is open) and query it in a lane of your own from `lane()`; refresh when `opened` or
      `changed` is emitted and at no other time.
    - Change it with `do(edit)` only. Edits, undo and redo are carried out one after another in the writer's lane; each edit
      that was applied becomes an undo step, then `changed` is emitted with what it touched.
    - Whatever a user has to know is emitted as a sentence: `failed` for what went wrong, `said` for news.

    No text of a record or a note is ever put into `title`, a signal's sentence or a log.
    """

    opened = Signal()  # `library` is there, or (after `close`) is gone
    changed = Signal(object)  # Changes
    failed = Signal(str)
    said = Signal(str)
    undo_changed = Signal()
    busy_changed = Signal(bool)  # the writer works

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library: Library | None = None
        self._undo: list[TakeBack] = []
        self._redo: list[TakeBack] = []
        self._requests: deque[Callable[[], None]] = deque()
        self._working = False
        self._lanes: list[Lane] = []
        self._writer = self.lane("writer", latest_only=False)
        self.rows = self.lane("rows")  # finds what the table shows; what is counted of it comes after
        self._ahead = self.lane("ahead")  # reads what nobody has asked for yet
        self._ahead_timer = QTimer(self, singleShot=True, interval=AHEAD_MILLISECONDS)
        self._ahead_timer.timeout.connect(self._read_ahead)
        self._poll = QTimer(self, interval=POLL_MILLISECONDS)
        self._poll.timeout.connect(self._look_for_changes)
        self.keeper = Keeper(self)

    # -- what there is

    @property
    def title(self) -> str:
        """What a window on this workspace is called: the library's file name and no more."""
        return f"tipdesk — {self.library.path.name}" if self.library else "tipdesk"

    @property
    def editable(self) -> bool:
        """Is a library open that may be changed?"""
        return self.library is not None and not self.library.readonly

    @property
    def undo_label(self) -> str:
        """What `undo` would take back; empty for nothing."""
        return self._undo[-1].label if self._undo else ""

    @property
    def redo_label(self) -> str:
        """What `redo` would do again; empty for nothing."""
        return self._redo[-1].label if self._redo else ""

    @property
    def busy(self) -> bool:
        """Is an edit under way or waiting?"""
        return self._working or bool(self._requests)

    @property
    def settled(self) -> bool:
        """Is nothing under way in any lane, so that what is shown is the last word?"""
        return not self.busy and not any(lane.busy for lane in self._lanes if lane is not self._ahead)

    def lane(self, name: str, *, latest_only: bool = True, after: Lane | None = None) -> Lane:
        """A lane for a view's queries. Its failures are reported here unless the work has a handler; `shutdown` closes it."""
        lane = Lane(name, latest_only=latest_only, after=after, failed=self.report, parent=self)
        self._lanes.append(lane)
        return lane

    def report(self, error: Exception) -> None:
        """Tell the user of an expected failure, pass over a cancelled one; anything else is a defect and is raised."""
        if isinstance(error, TipdeskError):
            self.failed.emit(str(error))
        elif not isinstance(error, Cancelled):
            raise error

    # -- opening and closing

    def open(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Open a library file in place of the one that is open; on failure that one stays."""
        self._open(path, create=False, then=then)

    def create(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Make a library file and open it; a file that is there already is left alone and reported."""
        self._open(path, create=True, then=then)

    def close(self) -> None:
        """Close the library once the edits under way are done and the kept files say so; the workspace stays."""
        self._ask(lambda: self.keeper.finish(self._close))

    def finish(self) -> None:
        """See to what was put off for some moments; `busy` is True until that is done."""
        if self.busy or self.keeper.pending:
            self._ask(lambda: self.keeper.finish(self._next))

    def wait(self, milliseconds: int) -> None:
        """Begin so much later with what is asked for from here on; `busy` is True meanwhile."""
        self._ask(lambda: QTimer.singleShot(milliseconds, self, self._next))

    def shutdown(self) -> None:
        """End every lane and close the library, for good; the edit under way is finished, what waits behind it is dropped.

        Call `finish` and wait until `busy` is False where nothing may be lost.
        """
        self._poll.stop()
        self._requests.clear()
        for lane in self._lanes:
            lane.close()
        if self.library is not None:
            self.library.close()
            self.library = None

    def _open(self, path: Path, create: bool, then: Callable[[], None] | None) -> None:
        def work(_job: Job) -> "Library":
            from tipdesk.app.library import Library

            try:
                library = Library.create(path) if create else Library(path)
            except FileExistsError:
                raise SystemRefused(f"{path} is there already; choose another name, or open it.") from None
            library.changed_elsewhere()  # from here on, changes by others are noticed
            return library

        def take(library: "Library") -> None:
            if self.library is not None:
                self._let_go(self.library)
            self.library = library
            self._forget_undo()
            self._poll.start()
            self._ahead_timer.start()
            keep_loaded()
            self.opened.emit()
            if then is not None:
                then()

        self._ask(lambda: self.keeper.finish(lambda: self._start(work, take)))

    def _read_ahead(self) -> None:
        library = self.library
        if library is not None:
            self._ahead.run(library.prepare, lambda _none: None)

    def _close(self) -> None:
        self._poll.stop()
        if self.library is not None:
            self._let_go(self.library)
            self.library = None
        self._forget_undo()
        self._next()
        self.opened.emit()

    def _let_go(self, library: "Library") -> None:
        """Close a library when no lane reads it any more."""
        read = [lane.done() for lane in self._lanes if lane is not self._writer]

        def work(_job: Job) -> None:
            for ended in read:
                ended.wait()
            library.close()

        self._ask(lambda: self._start(work, lambda _none: None))

    # -- changing

    def do(
        self, edit: "Edit", then: Then | None = None, *, job: Job | None = None, failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Apply an edit in the writer's lane; then `changed` is emitted and `then` called with what it touched.

        Failures go to `failed`, by default `report`; nothing was changed then. `job` is for edits that report progress
        through it: cancel it to stop and roll back. Where another library is opened first, nothing comes of the edit.
        """
        library = self.library

        def take(applied: "Applied") -> None:
            self._push(self._undo, applied)
            self._redo.clear()
            self._announce(applied.changes, then)

        self._ask(lambda: self._apply(edit, take, failed, job) if self.library is library else self._next())

    def undo(self) -> None:
        """Take the last edit back."""
        self._ask(lambda: self._step(self._undo, self._redo))

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._ask(lambda: self._step(self._redo, self._undo))

    def _step(self, source: "list[TakeBack]", target: "list[TakeBack]") -> None:
        if not source:
            self._next()
            return
        edit = source[-1]

        def take(applied: "Applied") -> None:
            source.pop()
            self._push(target, applied)
            self._announce(applied.changes, None)

        def failed(error: Exception) -> None:
            if isinstance(error, BadRequest):
                self._changed_elsewhere()
            else:
                self.report(error)

        self._apply(edit, take, failed, None)

    def _apply(self, edit: "Edit", take: "Callable[[Applied], None]", failed: Callable[[Exception], None] | None, job: Job | None) -> None:
        library = self.library
        if library is None:
            self._next()
            return
        self._start(lambda _job: library.apply(edit), take, failed, job)

    def _push(self, stack: "list[TakeBack]", applied: "Applied") -> None:
        if applied.changes:
            stack.append(applied.inverse)
            del stack[:-MAX_UNDO]

    def _announce(self, changes: Changes, then: Then | None) -> None:
        self.undo_changed.emit()
        if len(changes.added) > AHEAD_AFTER:
            self._ahead_timer.start()
        if changes:
            self.changed.emit(changes)
        if then is not None:
            then(changes)

    def _forget_undo(self) -> None:
        self._undo.clear()
        self._redo.clear()
        self.undo_changed.emit()

    # -- one after another: an undo asked for while an edit is under way must take back that edit

    def _ask(self, request: Callable[[], None]) -> None:
        self._requests.append(request)
        if not self._working:
            self._next()

    def _next(self) -> None:
        self._set_working(bool(self._requests))
        if self._requests:
            self._requests.popleft()()

    def _set_working(self, working: bool) -> None:
        if working != self._working:
            self._working = working
            self.busy_changed.emit(working)

    def _start(
        self, work: Callable[[Job], T], take: Callable[[T], None], failed: Callable[[Exception], None] | None = None, job: Job | None = None
    ) -> None:
        def taken(result: T) -> None:
            try:
                take(result)
            finally:
                self._next()

        def refused(error: Exception) -> None:
            try:
                (failed or self.report)(error)
            finally:
                self._next()

        self._writer.run(work, taken, refused, job)

    # -- other programs

    def _look_for_changes(self) -> None:
        library = self.library
        if library is None or self.busy or self._writer.busy:
            return
        self._writer.run(lambda _job: library.changed_elsewhere(), lambda changed: self._changed_elsewhere() if changed else None)

    def _changed_elsewhere(self) -> None:
        could_undo = bool(self._undo or self._redo)
        self._forget_undo()
        self._ahead_timer.start()
        self.changed.emit(Changes(everything=True))
        if could_undo:
            self.said.emit(self.tr("Another program changed this library; what was done before that cannot be undone any more."))
        else:
            self.said.emit(self.tr("Another program changed this library; it was read again."))
