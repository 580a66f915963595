"""The dialog that hands a reading list out: as a document to read, or as records for other programs."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tipdesk import formats
from tipdesk.app import citing, exporting, handing_out
from tipdesk.domain.reading import ReadingList
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.citing.locale_box import LocaleBox
from tipdesk.gui.citing.style_button import StyleButton
from tipdesk.gui.file_dialogs import ask_for_file, ask_where_to_save
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import set_text
from tipdesk.gui.workspace import Workspace

_WITH_STYLES = ("docx", "odt")  # what can take the styles of another document
_WITH_LIST_NOTES = ("csv", "ris")  # formats of records that say what the list says


class HandOutDialog(QDialog):
    """Private notes leave only while their box is ticked, which is for this one time and shows them all."""

    def __init__(
        self,
        workspace: Workspace,
        choice: CitationChoice,
        number: int,
        said: Callable[[str], None],
        refused: Callable[[Exception], None],
        parent: QWidget | None = None,
    ) -> None:
        """`number` is the id of the list; `said` and `refused` hear how it went, once this is closed."""
        super().__init__(parent)
        self._workspace, self._choice, self._number = workspace, choice, number
        self._said, self._refused = said, refused
        self._lane, self._reading = workspace.lane("hand-out", latest_only=False), workspace.lane("hand-out-list")
        self._whole: ReadingList | None = None
        self._styles: Path | None = None
        self.setWindowTitle(self.tr("Hand out"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.format = self._format_box()
        self._look = (StyleButton(choice, self), LocaleBox(choice, self))
        self.group = QComboBox(self)
        self.group.setAccessibleName(self.tr("Order"))
        self.group.addItem(self.tr("By section"), handing_out.BY_SECTION)
        self.group.addItem(self.tr("By importance"), handing_out.BY_IMPORTANCE)
        texts = (self.tr("Abstracts"), self.tr("Annotations"), self.tr("Tasks"), self.tr("Times"))
        self.parts = {part: QCheckBox(text, self) for part, text in zip(handing_out.PARTS, texts, strict=True)}
        for box in self.parts.values():
            box.setChecked(True)
        self.private = QCheckBox(self.tr("Let private notes out, this one time"), self)
        self.notes = QPlainTextEdit(self)
        self.notes.setReadOnly(True)
        self.notes.setAccessibleName(self.tr("Private notes that would leave"))
        self.notes.setMinimumHeight(110)
        self._reference = QPushButton(self.tr("Styles of a document…"), self)
        self._reference.clicked.connect(lambda _checked=False: self._ask_styles())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save = buttons.addButton(self.tr("Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setEnabled(False)  # until the list is read
        buttons.accepted.connect(self._ask_target)
        buttons.rejected.connect(self.reject)
        self._lay_out(buttons)
        self.format.currentIndexChanged.connect(lambda _index: self._show_form())
        self.private.toggled.connect(lambda _on: self._show_form())
        workspace.changed.connect(self._read)  # what was being typed may come in only now
        self._read()
        self._show_form()

    def _format_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(self.tr("Format"))
        documents = {form.name: form.label for form in citing.FORMS}
        first = ("docx", "odt", "pdf", "html", "markdown")
        for name in (*first, *(name for name in documents if name not in first)):
            box.addItem(documents[name], name)
        box.insertSeparator(box.count())
        for form in formats.FORMATS:
            if form.write is not None:
                box.addItem(self.tr("Checklist: {}").format(form.label) if form.name == "csv" else form.label, form.name)
        return box

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        self._boxes = QWidget(self)
        row = QHBoxLayout(self._boxes)
        row.setContentsMargins(0, 0, 0, 0)
        for box in self.parts.values():
            row.addWidget(box)
        row.addStretch(1)
        self._rows = QFormLayout()
        self._rows.addRow(self.tr("Format"), self.format)
        self._rows.addRow(self.tr("Style"), self._look[0])
        self._rows.addRow(self.tr("Language"), self._look[1])
        self._rows.addRow(self.tr("Order"), self.group)
        self._rows.addRow(self.tr("With"), self._boxes)
        self._rows.addRow(self._reference)
        self._rows.addRow(self.private)
        self._rows.addRow(self.notes)
        column = QVBoxLayout(self)
        column.addLayout(self._rows, 1)
        column.addWidget(buttons)

    @property
    def _name(self) -> str:
        return str(self.format.currentData())

    def _show_form(self) -> None:
        document = citing.form_of("", self._name) is not None
        for widget in (*self._look, self.group, self._boxes):
            self._rows.setRowVisible(widget, document)
        self._rows.setRowVisible(self._reference, self._name in _WITH_STYLES)
        there = bool(self.notes.toPlainText()) and (document or self._name in _WITH_LIST_NOTES)
        self._rows.setRowVisible(self.private, there)
        self._rows.setRowVisible(self.notes, there and self.private.isChecked())
        self.adjustSize()

    def _read(self) -> None:
        library, number = self._workspace.library, self._number
        if library is not None:
            self._reading.run(lambda _job: library.reading_list(number), self._take)

    def done(self, result: int) -> None:
        """Nothing is awaited any more."""
        self._reading.cancel()
        super().done(result)

    def _take(self, whole: ReadingList | None) -> None:
        self._whole = whole
        if whole is None:
            self.reject()
            return
        self.save.setEnabled(True)
        set_text(self.notes, "\n\n".join(f"{where}\n{note}" for where, note in handing_out.private_notes(whole)))
        self._show_form()

    def _ask_styles(self) -> None:
        if chosen := ask_for_file(self, self.tr("Take the styles of this document"), only=self.tr("Documents (*.docx *.odt)")):
            self._styles = chosen
            self._reference.setText(self.tr("Styles of {}").format(chosen.name))

    def _ask_target(self) -> None:
        form = citing.form_of("", self._name) or formats.by_name(self._name)
        title = self._whole.title if self._whole else ""
        name = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title).strip()[:60] or "list"
        suffix = form.suffixes[0]
        if target := ask_where_to_save(self, self.tr("Hand out"), f"{name}{suffix}", f"{form.label} (*{suffix})"):
            self.write(target)
            self.accept()

    def write(self, target: Path) -> None:
        """Write the list as it was shown to the user; says so when it is done, or what went wrong."""
        library, whole, name = self._workspace.library, self._whole, self._name
        style, locale = self._choice.style, self._choice.locale
        without = frozenset(part for part, box in self.parts.items() if not box.isChecked())
        private = self.private.isChecked() and self._rows.isRowVisible(self.private)  # not ticked for another format before
        options = handing_out.Options(str(self.group.currentData()), without, private)
        styles = self._styles if name in _WITH_STYLES else None
        if library is None or whole is None:
            return
        said = [self.tr("The reading list was written to {}.").format(target.name)]

        def work(job: Job) -> None:
            exporting.check_name(target, citing.form_of("", name) or formats.by_name(name))
            known = handing_out.read(library, whole)
            if citing.form_of("", name) is None:
                exporting.write_file(target, handing_out.records(whole, known, formats.by_name(name), options))
                return
            with citing.stopped_by(job):
                look = citing.look(style, locale, name)
                exporting.write_file(target, [handing_out.document(whole, known, look, options, styles, said.append)])

        tell = self._said
        tell(self.tr("The reading list is being written to {}…").format(target.name))
        self._lane.run(work, lambda _done: tell(" ".join(said)), self._refused)
