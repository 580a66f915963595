"""The chips above the table: what narrows the library down, each to be let go of with one press."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from tipdesk.gui.editor.flow import FlowLayout
from tipdesk.gui.filters import Choice, Filters
from tipdesk.gui.labels import facet_label, value_label
from tipdesk.gui.text import isolated, tooltip

LONGEST = 40  # characters of a value on a chip
_SHAPE = """QToolButton { border: 1px solid palette(mid); border-radius: 11px; padding: 2px 8px; background: palette(base); }
QToolButton:hover, QToolButton:focus { border-color: palette(highlight); }"""


class ChipBar(QWidget):
    """One button for each chosen value, and at the end of the line how many publications are visible of how many."""

    emptied = Signal()  # the chip that had the keyboard's focus has gone

    def __init__(self, filters: Filters, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filters = filters
        self._chips = QWidget(self)
        self._chips.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._chips.setStyleSheet(_SHAPE)
        self._flow = FlowLayout(self._chips, gap=6)
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignTop)
        self._count.setContentsMargins(0, 4, 0, 4)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 5, 6, 5)
        self._save = QToolButton(self)
        self._save.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._save.setAutoRaise(True)
        self._save.hide()
        row.addWidget(self._chips, 1)
        row.addWidget(self._save, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._count)
        filters.changed.connect(self._make)
        self.set_count(0, 0)

    def set_saving(self, action: QAction) -> None:
        """What keeps the search; it is offered while there is one."""
        self._save.setDefaultAction(action)

    def set_count(self, visible: int, whole: int) -> None:
        """How many are visible of how many; a whole of -1 is not known yet."""
        text = self.tr("{} of {}").format(visible, whole) if whole >= 0 else str(visible)
        self._count.setText(text)

    def _make(self) -> None:
        focused = self._chips.focusWidget()
        self._save.setVisible(self._filters.narrowed)
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for choice, excluded in self._filters.choices.items():
            self._flow.addWidget(self._chip(choice, excluded))
        rest = QWidget(self._chips)  # the last item of the flow takes the rest of its line; a chip must not
        rest.setFixedSize(1, 1)
        self._flow.addWidget(rest)
        if focused is not None and focused.hasFocus():
            self.emptied.emit()

    def _chip(self, choice: Choice, excluded: bool) -> QToolButton:
        name = value_label(choice)
        shown = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        pattern = self.tr("{}: not {}") if excluded else self.tr("{}: {}")
        chip = QToolButton(self._chips)
        chip.setText(pattern.format(facet_label(choice.facet, self._filters.own), isolated(shown)).replace("&", "&&"))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setIcon(QIcon.fromTheme("window-close"))
        whole = pattern.format(facet_label(choice.facet, self._filters.own), name)
        chip.setAccessibleName(self.tr("Remove filter {}").format(whole))
        chip.setToolTip(tooltip(chip.accessibleName()))
        chip.clicked.connect(lambda: self._filters.choose(choice, None))
        chip.show()
        return chip
