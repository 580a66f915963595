"""The export dialog: what, in which format, where to."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk import formats
from tipdesk.app import exporting
from tipdesk.formats.base import Format
from tipdesk.gui.file_dialogs import ask_where_to_save
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

Ids = Sequence[int]


class ExportDialog(QDialog):
    """Asks what to export; the writing itself goes on in a lane while the window stays usable."""

    def __init__(self, workspace: Workspace, selected: Ids, shown: Ids, everything: Ids, parent: QWidget | None = None) -> None:
        """The three sets of ids that the user can choose from, in display order."""
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("export", latest_only=False)
        self.setWindowTitle(self.tr("Export"))
        self._group = QButtonGroup(self)
        self._sets: list[Ids] = []
        what = QVBoxLayout()
        for ids, text in (
            (selected, self.tr("The {} selected")),
            (shown, self.tr("The {} shown")),
            (everything, self.tr("The whole library ({})")),
        ):
            button = QRadioButton(text.format(len(ids)), self)
            button.setEnabled(bool(ids))
            self._group.addButton(button, len(self._sets))
            self._sets.append(ids)
            what.addWidget(button)
        first = next((number for number, ids in enumerate(self._sets) if len(ids) > (number == 0)), 2)
        self._group.button(first).setChecked(True)
        self._format = QComboBox(self)
        self._format.setAccessibleName(self.tr("Format"))
        for form in formats.FORMATS:
            if form.write is not None:
                self._format.addItem(form.label, form.name)
        privacy = QLabel(self.tr("Private notes stay here; public ones go along."), self)
        privacy.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose_target)
        buttons.rejected.connect(self.reject)
        form_layout = QFormLayout(self)
        form_layout.addRow(self.tr("What"), what)
        form_layout.addRow(self.tr("Format"), self._format)
        form_layout.addRow(privacy)
        form_layout.addRow(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)

    def _choose_target(self) -> None:
        form = formats.by_name(self._format.currentData())
        suffix = form.suffixes[0]
        if target := ask_where_to_save(self, self.tr("Export"), f"publications{suffix}", f"{form.label} (*{suffix})"):
            self.accept()
            self.write(target, form)

    def write(self, target: Path, form: Format) -> None:
        """Write the chosen publications; says so when it is done, or what went wrong."""
        library, ids = self._workspace.library, self._sets[self._group.checkedId()]
        if library is None:
            return

        def work(job: Job) -> None:
            exporting.write_file(target, exporting.pieces(exporting.publications(library, ids, job), form))

        said = self.tr("{} publications written to {}.").format(len(ids), target.name)
        self._lane.run(work, lambda _result: self._workspace.said.emit(said))
