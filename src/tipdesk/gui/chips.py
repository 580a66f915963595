"""The chips above the table: what narrows the library down, each to be let go of with one press."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from tipdesk.domain.query import Has, Match, Not, Query
from tipdesk.domain.text import words
from tipdesk.domain.vocabularies import WORLDWIDE, Vocabulary
from tipdesk.gui.editor.flow import FlowLayout
from tipdesk.gui.filters import PLACE_FACETS, Filters
from tipdesk.gui.labels import facet_label, query_label, value_label
from tipdesk.gui.text import isolated, tooltip

LONGEST = 40  # characters of a value on a chip
MOST_TERMS = 20  # of a search that have chips
_SHAPE = """QToolButton { border: 1px solid palette(mid); border-radius: 11px; padding: 2px 8px; background: palette(base); }
QToolButton:hover, QToolButton:focus { border-color: palette(highlight); }"""


class ChipBar(QWidget):
    """One button for each term of the search that is no plain word and each chosen value; at the end of the line, how many are visible."""

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

    def set_saving(self, action: QAction) -> None:
        """What keeps the search; it is offered while there is one."""
        self._save.setDefaultAction(action)

    def set_count(self, visible: int, whole: int) -> None:
        """How many are visible of how many; a whole of -1 is not known yet."""
        text = self.tr("{} of {}").format(visible, whole) if whole >= 0 else str(visible)
        self._count.setText(text)

    def set_icons(self) -> None:
        """Take icons and colours anew, after the theme has changed."""
        self._make()

    def _make(self) -> None:
        focused = self._chips.focusWidget()
        self._save.setVisible(self._filters.narrowed)
        while item := self._flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        terms = [(number, term) for number, term in enumerate(self._filters.terms) if not _plain(term)]
        for number, term in terms[:MOST_TERMS]:
            self._add(*_told_apart(term, self._filters.own), partial(self._filters.drop, number))
        for choice, excluded in self._filters.choices.items():
            value = value_label(choice)
            if self._filters.worldwide and choice.facet in PLACE_FACETS and not excluded and choice.name != WORLDWIDE:
                value = self.tr("{} or Worldwide").format(value)
            self._add((facet_label(choice.facet, self._filters.own), value), excluded, partial(self._filters.choose, choice, None))
        rest = QWidget(self._chips)  # the last item of the flow takes the rest of its line; a chip must not
        rest.setFixedSize(1, 1)
        self._flow.addWidget(rest)
        if focused is not None and focused.hasFocus():
            self.emptied.emit()

    def _add(self, what: tuple[str, str], excluded: bool, release: Callable[[], None]) -> None:
        label, value = what
        shown = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
        chip = QToolButton(self._chips)
        chip.setText(isolated(self._text(label, isolated(shown), excluded)).replace("&", "&&"))
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        chip.setIcon(QIcon.fromTheme("window-close"))
        chip.setAccessibleName(self.tr("Remove filter {}").format(self._text(label, value, excluded)))
        chip.setToolTip(tooltip(chip.accessibleName()))
        chip.clicked.connect(lambda: release())
        chip.show()
        self._flow.addWidget(chip)

    def _text(self, label: str, value: str, excluded: bool) -> str:
        if not label:
            return self.tr("not {}").format(value) if excluded else value
        return (self.tr("{}: not {}") if excluded else self.tr("{}: {}")).format(label, value)


def _plain(term: Query) -> bool:
    """Is this one word to be sought anywhere? It stays in the search field alone."""
    return isinstance(term, Match) and not term.columns and len(words(term.text)) <= 1


def _told_apart(term: Query, own: "Sequence[Vocabulary]") -> tuple[tuple[str, str], bool]:
    """How a term is called, and whether that is what it excludes."""
    excluded = isinstance(term, Not) and not isinstance(term.part, Has)
    return query_label(term.part if isinstance(term, Not) and excluded else term, own), excluded
