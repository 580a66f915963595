"""The editor of the vocabularies: which there are, their terms, and the places that none of them knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from tipdesk.app import exporting, importing, term_tables
from tipdesk.app.edit import Edit
from tipdesk.app.library import Library
from tipdesk.app.term_edits import AddVocabulary, DeleteVocabulary, RenameVocabulary
from tipdesk.app.term_tables import ImportTerms, Report
from tipdesk.domain.changes import Changes
from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.progress import Progress
from tipdesk.domain.query import Everything
from tipdesk.domain.vocabularies import VOCABULARIES, Term, Vocabulary
from tipdesk.formats import csv_terms
from tipdesk.gui.dialogs.asking import ask_text
from tipdesk.gui.dialogs.places_page import PlacesPage
from tipdesk.gui.dialogs.terms_page import TermsPage
from tipdesk.gui.file_dialogs import ask_for_file, ask_where_to_save
from tipdesk.gui.labels import facet_label
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import isolated
from tipdesk.gui.workspace import Workspace

MOST_PROBLEMS = 5  # of a table that are told
_NAME = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class _Found:
    own: Sequence[Vocabulary]
    terms: Sequence[Term]
    counts: dict[int, int]
    regions: Sequence[Term]
    countries: Sequence[Term]
    unresolved: Sequence[Term]
    counts_of_places: dict[int, int]


def _read(library: Library, vocabulary: str, progress: Progress) -> _Found:
    def counts(*names: str) -> dict[int, int]:
        return {count.term_id: count.count for name in names for count in library.facet(name, Everything(), progress)}

    own = library.vocabularies()
    unresolved = library.unresolved_places()
    terms = library.terms(vocabulary)
    return _Found(
        own,
        terms,
        counts(vocabulary),
        library.terms("region"),
        library.terms("country"),
        unresolved,
        counts("country", "region") if unresolved else {},
    )


class VocabulariesDialog(QDialog):
    """Not modal; every change is an edit of the workspace, and everything is shown anew from its `changed`."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("vocabularies")
        self._files = workspace.lane("term-tables", latest_only=False)
        self._own: tuple[Vocabulary, ...] = ()
        self._to_choose = ""  # the name of a vocabulary that was just made
        self.setWindowTitle(self.tr("Vocabularies"))
        self.resize(980, 640)
        self.messages = MessageBar(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Vocabularies"))
        self.terms = TermsPage(self)
        self.places = PlacesPage(self)
        self._add = self._button(self.tr("&New vocabulary…"), self._ask_new)
        self._rename = self._button(self.tr("&Rename vocabulary…"), self._ask_name)
        self._delete = self._button(self.tr("&Delete vocabulary"), self._remove)
        self._import = self._button(self.tr("&Import terms…"), self._ask_source)
        self._export = self._button(self.tr("&Export terms…"), self._ask_target)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        for button in (self._add, self._rename, self._delete, self._import, self._export):
            column.addWidget(button)
        split = QSplitter(self)
        split.addWidget(left)
        split.addWidget(self.terms)
        split.setStretchFactor(1, 1)
        split.setSizes([190, 770])
        split.setChildrenCollapsible(False)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(split, self.tr("Terms"))
        self.tabs.addTab(self.places, "")
        self.tabs.setDocumentMode(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.messages)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(buttons)
        self._fill()
        self.list.setCurrentRow(0)
        self.list.currentItemChanged.connect(lambda *_: self._turn())
        self.tabs.currentChanged.connect(lambda _tab: self.messages.hide())
        self.terms.wanted.connect(self.do)
        self.places.wanted.connect(self.do)
        for keys, step in ((QKeySequence.StandardKey.Undo, workspace.undo), (QKeySequence.StandardKey.Redo, workspace.redo)):
            QShortcut(keys, self).activated.connect(step)
        workspace.changed.connect(self._changed)
        workspace.opened.connect(self._opened)

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    # -- what the window asks for

    def present(self, places: bool = False) -> None:
        """Show the dialog; at the unresolved places if that is asked for."""
        if places:
            self.tabs.setCurrentWidget(self.places)
        self.show()
        self.raise_()
        self.activateWindow()
        self._load()

    def do(self, edit: Edit) -> None:
        """Apply an edit; what is refused is said here."""
        self.messages.hide()
        self._workspace.do(edit, failed=self._refused)

    def _refused(self, error: Exception) -> None:
        if isinstance(error, TipdeskError):
            self.messages.warn(str(error))
        else:
            self._workspace.report(error)

    # -- showing

    @property
    def vocabulary(self) -> str:
        """The vocabulary that is shown."""
        item = self.list.currentItem()
        return str(item.data(_NAME)) if item is not None else ""

    def choose(self, vocabulary: str) -> None:
        """Show this vocabulary."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == vocabulary:
                self.list.setCurrentRow(row)

    def _fill(self) -> None:
        before, self._to_choose = self._to_choose or self.vocabulary, ""
        self.list.blockSignals(True)
        self.list.clear()
        for name in (*VOCABULARIES, *(vocabulary.name for vocabulary in self._own)):
            item = QListWidgetItem(isolated(facet_label(name, self._own)), self.list)
            item.setData(_NAME, name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, facet_label(name, self._own))
        self.list.setCurrentRow(0)
        self.choose(before)
        self.list.blockSignals(False)

    def _turn(self) -> None:
        self.messages.hide()
        self._load()

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes:
            self._load()

    def _opened(self) -> None:
        self.messages.hide()
        if self._workspace.library is None:
            self.close()
        elif self.isVisible():
            self._load()

    def _load(self) -> None:
        library, vocabulary = self._workspace.library, self.vocabulary
        if library is not None:
            self._lane.run(lambda job: _read(library, vocabulary, job), lambda found: self._show(found, vocabulary))

    def _show(self, found: _Found, vocabulary: str) -> None:
        if tuple(found.own) != self._own:
            self._own = tuple(found.own)
            self._fill()
        if self.vocabulary != vocabulary:
            self._load()
            return
        editable = self._workspace.editable
        self.terms.show_terms(vocabulary, found.terms, found.regions, found.counts, editable)
        self.places.show_places(found.unresolved, found.counts_of_places, (*found.countries, *found.regions), editable)
        self.tabs.setTabText(1, self.tr("Unresolved places ({})").format(len(found.unresolved)))
        mine = self._mine() is not None
        self._add.setEnabled(editable)
        self._import.setEnabled(editable and vocabulary != "kind")
        self._rename.setEnabled(editable and mine)
        self._delete.setEnabled(editable and mine)

    # -- vocabularies of the user's own

    def _mine(self) -> Vocabulary | None:
        return next((vocabulary for vocabulary in self._own if vocabulary.name == self.vocabulary), None)

    def _ask_new(self) -> None:
        ask_text(self, self.tr("New vocabulary"), self.tr("Name of the new vocabulary, such as Audience:"), "", self._make)

    def _make(self, label: str) -> None:
        edit = AddVocabulary(label.strip())
        self._to_choose = edit.name
        self.do(edit)

    def _ask_name(self) -> None:
        if (mine := self._mine()) is not None:
            question = self.tr("Name of the vocabulary; searches go on calling it “{}:”").format(mine.name)
            ask_text(
                self, self.tr("Rename vocabulary"), question, mine.label, lambda label: self.do(RenameVocabulary(mine.id, label.strip()))
            )

    def _remove(self) -> None:
        if (mine := self._mine()) is not None:
            self.do(DeleteVocabulary(mine.id))

    # -- tables

    def _ask_source(self) -> None:
        if source := ask_for_file(self, self.tr("Import terms"), only=self.tr("CSV (*.csv *.tsv *.txt)")):
            self.bring_in(source)

    def bring_in(self, source: Path) -> None:
        """Merge a table's terms with those of the vocabulary that is shown, as one step, and say what became of them."""
        report, vocabulary = Report(), self.vocabulary

        def work(_job: Job) -> ImportTerms:
            return ImportTerms(vocabulary, tuple(csv_terms.read(importing.read_input(source, "csv").text)), report)

        def apply(edit: ImportTerms) -> None:
            self.messages.hide()
            self._workspace.do(edit, lambda _changes: self._tell(report), failed=self._refused)

        self._files.run(work, apply, self._refused)

    def _tell(self, report: Report) -> None:
        said = self.tr("{} added, {} changed, {} as before.").format(report.added, report.changed, report.same)
        if not report.problems:
            self.messages.tell(said)
            return
        reasons = [self.tr("Line {}: {}").format(problem.line, problem.reason) for problem in report.problems[:MOST_PROBLEMS]]
        more = len(report.problems) - len(reasons)
        self.messages.warn("\n".join([said, *reasons, *([self.tr("… and {} more").format(more)] if more else [])]))

    def _ask_target(self) -> None:
        if target := ask_where_to_save(self, self.tr("Export terms"), f"{self.vocabulary}.csv", self.tr("CSV (*.csv)")):
            self.write(target)

    def write(self, target: Path) -> None:
        """Write the terms of the vocabulary that is shown to a table."""
        library, vocabulary = self._workspace.library, self.vocabulary
        if library is None:
            return

        def work(_job: Job) -> None:
            exporting.write_file(target, term_tables.write(library, vocabulary))

        said = self.tr("The terms were written to {}.").format(target.name)
        self._files.run(work, lambda _done: self.messages.tell(said), self._refused)
