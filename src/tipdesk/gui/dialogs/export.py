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
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk import formats
from tipdesk.app import citing, exporting, manuscripts
from tipdesk.app.citing import Form
from tipdesk.app.importing import FileProblem
from tipdesk.formats.base import Format
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.citing.locale_box import LocaleBox
from tipdesk.gui.citing.style_button import StyleButton
from tipdesk.gui.file_dialogs import ask_for_files, ask_where_to_save
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

Ids = Sequence[int]
_CITED = 3  # the number of what manuscripts cite


class ExportDialog(QDialog):
    """Asks what to export; the writing itself goes on in a lane while the window stays usable."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, sets: Sequence[Ids], parent: QWidget | None = None) -> None:
        """`sets` are the ids of what is selected, of what is shown and of everything, in display order."""
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("export", latest_only=False)
        self._counting = workspace.lane("unplaced")
        self.setWindowTitle(self.tr("Export"))
        self._choice = choice
        self._sets = [*sets, ()]  # the last is what manuscripts cite
        self._reading = workspace.lane("manuscripts")
        self.format = self._format_box()
        self._look = (StyleButton(choice, self), LocaleBox(choice, self))
        self.missing = QPlainTextEdit(self)
        self.missing.setReadOnly(True)
        self.missing.setAccessibleName(self.tr("What is cited and not there"))
        self.missing.setMaximumHeight(110)
        self.warning = QLabel(self)
        self.warning.setWordWrap(True)
        privacy = QLabel(self.tr("Private notes stay here; public ones go along."), self)
        privacy.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.tr("Export…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose_target)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(self.tr("What"), self._what())
        form.addRow(self.missing)
        form.addRow(self.tr("Format"), self.format)
        form.addRow(self.tr("Style"), self._look[0])
        form.addRow(self.tr("Language"), self._look[1])
        form.addRow(self.warning)
        form.addRow(privacy)
        form.addRow(buttons)
        self._rows = form
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.format.currentIndexChanged.connect(lambda _index: self._show_form())
        self._group.idClicked.connect(lambda _number: self._show_form())
        self._show_form()

    def _what(self) -> QVBoxLayout:
        self._group = QButtonGroup(self)
        column = QVBoxLayout()
        texts = (self.tr("The {} selected"), self.tr("The {} shown"), self.tr("The whole library ({})"), self.tr("What manuscripts cite"))
        for number, (ids, text) in enumerate(zip(self._sets, texts, strict=True)):
            button = QRadioButton(text.format(len(ids)), self)
            button.setEnabled(bool(ids))
            self._group.addButton(button, number)
            if number != _CITED:
                column.addWidget(button)
        first = next((number for number, ids in enumerate(self._sets) if len(ids) > (number == 0)), 2)
        self._group.button(first).setChecked(True)
        choose = QPushButton(self.tr("Choose &manuscripts…"), self)
        choose.setAutoDefault(False)
        choose.clicked.connect(self._choose_manuscripts)
        row = QHBoxLayout()
        row.addWidget(self._group.button(_CITED))
        row.addWidget(choose)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _format_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(self.tr("Format"))
        for form in formats.FORMATS:
            if form.write is not None:
                box.addItem(form.label, form.name)
        box.insertSeparator(box.count())
        for document in citing.FORMS:
            box.addItem(self.tr("Bibliography: {}").format(document.label), document.name)
        return box

    @property
    def _ids(self) -> Ids:
        return self._sets[self._group.checkedId()]

    @property
    def _form(self) -> Format | Form:
        name = str(self.format.currentData())
        return citing.form_of("", name) or formats.by_name(name)

    def _show_form(self) -> None:
        """A bibliography has a style and a language, and its readers want to find what it names."""
        bibliography = isinstance(self._form, Form)
        for widget in self._look:
            self._rows.setRowVisible(widget, bibliography)
        self._rows.setRowVisible(self.warning, False)
        self._rows.setRowVisible(self.missing, self._group.checkedId() == _CITED and bool(self.missing.toPlainText()))
        self._counting.cancel()
        library, ids = self._workspace.library, self._ids
        if library is not None and bibliography:
            self._counting.run(lambda job: citing.unplaced(exporting.publications(library, ids, job)), self._warn)

    def _warn(self, unplaced: int) -> None:
        if unplaced:
            text = self.tr("{} of {} have neither publisher nor web address: readers may not find them.")
            self.warning.setText(text.format(unplaced, len(self._ids)))
            self._rows.setRowVisible(self.warning, True)
            self.adjustSize()

    def _choose_manuscripts(self) -> None:
        if files := ask_for_files(self, self.tr("What these manuscripts cite")):
            self.take_cited(files)

    def take_cited(self, files: Sequence[Path]) -> None:
        """Choose what manuscripts cite, and list what of that is not there."""
        library = self._workspace.library
        if library is not None:
            names = ", ".join(file.name for file in files)
            self._reading.run(
                lambda _job: manuscripts.ids(library, manuscripts.cited(files)), lambda found: self._show_cited(names, *found)
            )

    def _show_cited(self, names: str, ids: Ids, missing: Sequence[FileProblem]) -> None:
        self._sets[_CITED] = ids
        button = self._group.button(_CITED)
        button.setText(self.tr("The {} cited in {}").format(len(ids), names.replace("&", "&&")))
        button.setEnabled(bool(ids))
        self._group.button(_CITED if ids else 2).setChecked(True)
        self.missing.setPlainText("\n".join(f"{each.file}: {each.problem.reason}" for each in missing))
        self._show_form()
        self._rows.setRowVisible(self.missing, bool(missing))
        self.adjustSize()

    def _choose_target(self) -> None:
        form = self._form
        suffix = form.suffixes[0]
        if target := ask_where_to_save(self, self.tr("Export"), f"publications{suffix}", f"{form.label} (*{suffix})"):
            self.accept()
            self.write(target)

    def write(self, target: Path) -> None:
        """Write the chosen publications; says so when it is done, or what went wrong."""
        library, ids, form = self._workspace.library, self._ids, self._form
        style, locale = self._choice.style, self._choice.locale
        if library is None:
            return

        said = [self.tr("{} publications written to {}.").format(len(ids), target.name)]

        def work(job: Job) -> None:
            exporting.check_name(target, form)
            leaving = exporting.publications(library, ids, job)
            if isinstance(form, Format):
                exporting.write_file(target, exporting.pieces(leaving, form))
                return
            citing.check_number(len(ids))
            with citing.stopped_by(job):
                made = citing.document(list(leaving), citing.look(style, locale, form.name), said.append)
            exporting.write_file(target, [made])

        self._lane.run(work, lambda _result: self._workspace.said.emit(" ".join(said)))
