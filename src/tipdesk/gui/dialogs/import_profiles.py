"""The row of a table's mapping that saves it under a name, and brings back what was saved."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from tipdesk.app import profiles
from tipdesk.domain.errors import TipdeskError
from tipdesk.formats.csv_columns import Layout
from tipdesk.gui.tasks import Job, Lane
from tipdesk.gui.text import isolated


class ProfileRow(QWidget):
    """Reads and writes profiles in a lane; `current` gives the layout to save."""

    loaded = Signal(object)  # Layout
    said = Signal(str)

    def __init__(self, lane: Lane, current: Callable[[], Layout], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._current = current
        self._names = QComboBox(self)
        self._names.setAccessibleName(self.tr("Profile"))
        self._names.setMinimumContentsLength(16)
        self._names.activated.connect(lambda _index: self._choose())
        self._delete = QPushButton(self.tr("Delete profile"), self, autoDefault=False)
        self._delete.clicked.connect(self._remove)
        self._name = QLineEdit(self)
        self._name.setAccessibleName(self.tr("Name of the profile"))
        self._name.setPlaceholderText(self.tr("a name for these columns"))
        self._save = QPushButton(self.tr("&Save profile"), self, autoDefault=False)
        self._save.setEnabled(False)
        self._name.textChanged.connect(lambda text: self._save.setEnabled(bool(text.strip())))
        self._save.clicked.connect(self._save_current)
        self._offer = QPushButton(self, autoDefault=False)  # a profile that fits: an offer, never taken unasked
        self._offer.clicked.connect(lambda: self.load(self._offer.property("profile")))
        label = QLabel(self.tr("&Profile"), self)
        label.setBuddy(self._names)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self._names, self._delete, self._offer):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._name, 2)
        row.addWidget(self._save)
        self.offer("")

    def show_names(self, names: Sequence[str], chosen: str | None = None) -> None:
        """The profiles that there are; `chosen`, or the one that was, is the current one."""
        current = self._names.currentData() or "" if chosen is None else chosen
        self._names.clear()
        self._names.addItem(self.tr("none"), "")
        for name in names:
            self._names.addItem(name, name)
        self._names.setEnabled(bool(names))
        self._names.setCurrentIndex(max(self._names.findData(current), 0))
        self._delete.setEnabled(bool(self._names.currentData()))

    def offer(self, name: str) -> None:
        """Offer a profile that fits; none for an empty name."""
        self._offer.setText(self.tr("Use “{}”, which fits").format(isolated(name.replace("&", "&&"))))
        self._offer.setProperty("profile", name)
        self._offer.setVisible(bool(name))

    def load(self, name: str) -> None:
        """Bring a profile back."""
        self._names.setCurrentIndex(max(self._names.findData(name), 0))
        self._delete.setEnabled(bool(self._names.currentData()))
        self._lane.run(lambda _job: profiles.load(name), self.loaded.emit, self._failed)

    def _choose(self) -> None:
        if name := self._names.currentData():
            self.load(name)
        else:
            self._delete.setEnabled(False)
            self.loaded.emit(Layout())

    def _save_current(self) -> None:
        name, layout = self._name.text().strip(), self._current()

        def work(_job: Job) -> list[str]:
            profiles.save(name, layout)
            return profiles.names()

        def take(names: list[str]) -> None:
            self.show_names(names, name)
            self.said.emit(self.tr("The profile “{}” was saved.").format(isolated(name)))

        self._lane.run(work, take, self._failed)

    def _remove(self) -> None:
        name = self._names.currentData()

        def work(_job: Job) -> list[str]:
            profiles.remove(name)
            return profiles.names()

        self._lane.run(work, self.show_names, self._failed)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, TipdeskError):
            raise error
        self.said.emit(str(error))
