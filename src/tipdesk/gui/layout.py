"""Where things are in the window: the toolbar above facets, table and details. What comes late has its place from the beginning."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSplitter, QStackedWidget, QToolBar, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from tipdesk.gui.main_window import MainWindow

BARS = 40  # pixels that the highest bar of the timeline takes
WIDTHS = (240, 800, 360)  # of facets, table and details


def lay_out(window: "MainWindow") -> tuple[QSplitter, QStackedWidget]:
    """Put the first panes into the window; returns the splitter between them, and the stack that it is in, the welcome page's too."""
    bar = QToolBar(window.tr("Tools"), window)
    bar.setObjectName("tools")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    for name in ("add", "import", "export", "cite_entry", "lists"):
        bar.addAction(window.actions_by_name[name])
    bar.addWidget(window.search)
    for name in ("undo", "redo"):
        bar.addAction(window.actions_by_name[name])
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    window.addToolBar(bar)
    window.pane.chips.set_saving(window.actions_by_name["save_search"])
    splitter = QSplitter(window)
    for pane, width in zip((window.facets, window.pane, QWidget(splitter)), WIDTHS, strict=True):
        splitter.addWidget(pane)
        pane.setMinimumWidth(width // 2)
    splitter.setSizes(WIDTHS)
    splitter.setStretchFactor(1, 1)
    splitter.setChildrenCollapsible(False)
    pages = QStackedWidget(window)
    pages.addWidget(splitter)
    middle = QWidget(window)
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(window.messages)
    column.addWidget(pages, 1)
    window.setCentralWidget(middle)
    return splitter, pages


def put_details(splitter: QSplitter, details: QWidget) -> None:
    """Put the details into the place that is kept for them."""
    details.setMinimumWidth(WIDTHS[-1] // 2)
    if place := splitter.replaceWidget(len(WIDTHS) - 1, details):
        place.deleteLater()


def timeline_height(metrics: QFontMetrics) -> int:
    """As high as a line, the bars and a line."""
    return 2 * metrics.height() + BARS + 3 * 4
