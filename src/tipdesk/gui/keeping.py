"""The files that are kept in step follow the open library, some moments after each change."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tipdesk.gui.tasks import Job

if TYPE_CHECKING:
    from tipdesk.app.kept import Outcome
    from tipdesk.gui.workspace import Workspace

MOMENTS = 1000  # milliseconds without a change


class Keeper(QObject):
    """Writes them in a lane of its own; a problem is said when it comes up, and not again before it was gone."""

    updated = Signal(object)  # Sequence[Outcome], of all kept files

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._lane = workspace.lane("kept-files", latest_only=False)
        self._timer = QTimer(self, singleShot=True, interval=MOMENTS)
        self._timer.timeout.connect(self._due)
        self._first = QTimer(self, singleShot=True, interval=MOMENTS)  # what a library shows when it is opened comes first
        self._first.timeout.connect(self._look)
        self._there = False  # any such file, or it is not known yet
        self._said: set[str] = set()
        workspace.opened.connect(self._opened)
        workspace.changed.connect(lambda _changes: self._look(self._timer.start))

    @property
    def pending(self) -> bool:
        """Is there a file that may not say yet what the library does?"""
        return self._timer.isActive() or (self._there and self._lane.busy)

    def update(self, then: Callable[[], object] = lambda: None) -> None:
        """Bring the files up to date now; then `then` is called, whatever became of them."""
        library = self._workspace.library
        self._timer.stop()
        if library is None or library.readonly:
            self._look()
            then()
            return

        def work(job: Job) -> "Sequence[Outcome]":
            from tipdesk.app import kept

            return kept.update(library, job)

        def take(outcomes: "Sequence[Outcome]") -> None:
            self._take(outcomes)
            then()

        def failed(error: Exception) -> None:
            then()
            self._workspace.report(error)

        self._lane.run(work, take, failed)

    def finish(self, then: Callable[[], object]) -> None:
        """Write at once what is pending, and go on when nothing is."""
        if self.pending:
            self.update(then)
        else:
            then()

    def _opened(self) -> None:
        self._timer.stop()
        self._there = self._workspace.library is not None  # until it was looked
        self._said = set()
        self._first.start()

    def _look(self, then: Callable[[], object] = lambda: None) -> None:
        """Which files there are; only if there are any goes on with `then`."""
        library = self._workspace.library
        if library is None:
            return

        def work(_job: Job) -> "Sequence[Outcome]":
            if not library.keeps_files():
                return []
            from tipdesk.app import kept  # and with it all formats

            return [kept.Outcome(each) for each in kept.load(library)]

        def take(outcomes: "Sequence[Outcome]") -> None:
            self._there = bool(outcomes)
            if not outcomes or library.readonly:
                self.updated.emit(outcomes)
            else:
                then()

        self._lane.run(work, take)

    def _due(self) -> None:
        if self._lane.busy:
            self._timer.start()
        else:
            self.update()

    def _take(self, outcomes: "Sequence[Outcome]") -> None:
        self._there = bool(outcomes)
        problems = {outcome.problem: None for outcome in outcomes if outcome.problem}
        if new := [problem for problem in problems if problem not in self._said]:
            self._workspace.failed.emit(" ".join(new))
        self._said = set(problems)
        self.updated.emit(outcomes)
