"""The application: Qt is set up, the window's frame painted, and only then its table and the library loaded, all else after that."""

import gc
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from tipdesk import __version__, resources
from tipdesk.gui import theme
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.session import Session, default_path

STARTED_MILLISECONDS = 10_000  # after the window was shown
SWITCH_SECONDS = 0.0001  # the window waits so long for a lane that computes, each time it comes back from Qt; Python's 5 ms add up
# Asks Qt, which looks at it when it first paints, not to share out among threads what it fills: each scroll bar costs dozens of switches,
# and nothing here is large enough to gain by it.
ONE_THREAD = "QT_NO_GUI_THREADPOOL"


def run(library: Path | str | None = None) -> int:
    """Open the window on a library, or on that of the last session; returns the exit status when it is closed."""
    app = make()
    window = MainWindow(Session(default_path()))
    show(window, Path(library) if library else None)
    status = app.exec()
    sys.excepthook = sys.__excepthook__
    return status


def show(window: MainWindow, library: Path | None) -> None:
    """Show the frame; once it is painted facets and table are put in, and the library is opened."""

    def begin() -> None:
        if not window.isVisible():
            return  # it was closed at once
        from tipdesk.gui.workspace import Workspace

        window.show_table(Workspace())
        _report_defects(window)
        window.start(library)

    window.painted.connect(begin)
    window.show()
    QTimer.singleShot(STARTED_MILLISECONDS, _started)


def _started() -> None:
    gc.enable()  # also where no library is opened
    os.environ.pop(ONE_THREAD, None)  # programs that are opened from here may paint as they like


def make() -> QApplication:
    """The QApplication, named and dressed; there is one in a process."""
    sys.setswitchinterval(SWITCH_SECONDS)
    os.environ[ONE_THREAD] = "1"
    app = QApplication(["tipdesk", "-style", "Fusion"])  # the first is what Qt takes for the program's name
    app.setApplicationName("tipdesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("org.tipdesk.tipdesk")
    theme.find_icons()
    app.setWindowIcon(QIcon(str(resources.path("icons", "tipdesk.svg"))))
    return app


def _report_defects(window: MainWindow) -> None:
    """A defect is told to the user and written to the terminal, where it names code but no record: without the message."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        where = "".join(traceback.format_tb(trace))
        print(f"tipdesk: {kind.__name__}\n{where}", file=sys.stderr)
        if not isinstance(error, KeyboardInterrupt):
            window.messages.warn(window.tr("Something in tipdesk went wrong ({}); your library is as it was before.").format(kind.__name__))

    sys.excepthook = report
