"""The details pane: one publication, or what several have in common, edited in place."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from tipdesk.domain.changes import Changes
from tipdesk.domain.editions import Linked
from tipdesk.domain.errors import BadRequest, TipdeskError
from tipdesk.domain.fields import BY_NAME
from tipdesk.domain.names import known_organisations
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.reading import ReadingList
from tipdesk.domain.text import plain
from tipdesk.domain.vocabularies import Vocabulary
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.citing.preview import CitePane
from tipdesk.gui.editor.files import FilesView
from tipdesk.gui.editor.form import Form
from tipdesk.gui.editor.lists import ListsView
from tipdesk.gui.editor.notes import NotesField
from tipdesk.gui.editor.source import SourceView
from tipdesk.gui.tasks import Job
from tipdesk.gui.text import isolated, native_language, right_to_left
from tipdesk.gui.workspace import Workspace

MOST = 500  # publications of a selection that are read to tell what they have in common


class DetailsPane(QWidget):
    """Shows what is selected; every change goes through the workspace, and comes back from its `changed`."""

    list_wanted = Signal(int, int)  # the ids of a reading list and of an item in it
    publication_wanted = Signal(int)  # the id of one that is linked to the one shown

    def __init__(self, workspace: Workspace, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._lane = workspace.lane("details")
        self._ids: tuple[int, ...] = ()
        self._shown: tuple[int, ...] = ()
        self._publications: tuple[Publication, ...] = ()
        self._formula = ""  # that makes a better key of the one shown, whose key was made of nothing
        self._skipped = False
        self._wanted: Callable[[], object] | None = None  # once what is selected is shown
        self._known_terms: dict[str, list[tuple[str, str]]] = {}
        self.setAccessibleName(self.tr("Details"))
        self._title = _heading(self, 1.25)
        self._line = _heading(self, 1.0)
        self._form = Form(self._terms, self._complete, self)
        self._notes = NotesField(self)
        self._lists = ListsView(self)
        self.files = FilesView(self)
        self._source = SourceView(self)
        self.cite = CitePane(workspace, choice, self)
        self._tabs = QTabWidget(self)
        self._tabs.addTab(self._form, self.tr("Details"))
        self._tabs.addTab(self._notes, self.tr("Notes"))
        self._tabs.addTab(self.files, self.tr("Files"))
        self._tabs.addTab(self._lists, self.tr("Lists"))
        self._tabs.addTab(self._source, self.tr("Source"))
        self._tabs.setDocumentMode(True)
        self._tabs.currentChanged.connect(lambda _index: self._show_source())
        self._nothing = QLabel(self.tr("Select a publication to see and edit its details."), self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 8, 4, 4)
        for widget in (self._title, self._line, self._tabs, self.cite):
            column.addWidget(widget)
        column.setStretch(2, 1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._form.set_field.connect(self._set_field)
        self._form.add_terms.connect(lambda vocabulary, names: self._file(vocabulary, names, ()))
        self._form.remove_terms.connect(lambda vocabulary, names: self._file(vocabulary, (), names))
        self._form.publication_wanted.connect(self.publication_wanted)
        self._form.link_removed.connect(self._unlink)
        self._notes.committed.connect(self._set_notes)
        self._lists.wanted.connect(self.list_wanted)
        self.files.removed.connect(self._unlink_file)
        workspace.changed.connect(self._refresh)
        workspace.opened.connect(self._opened)
        workspace.busy_changed.connect(self._settled)
        self._opened()

    # -- what the window asks for

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show these publications; what was typed for those shown before is kept first."""
        if tuple(ids) == self._ids:
            return
        self.commit()
        self._make_key()
        self._ids, self._wanted = tuple(ids), None
        self._load()

    def commit(self) -> None:
        """Keep whatever is typed and not yet kept; before the window closes, say."""
        if self._shown:
            self._form.commit()
            self._notes.commit()

    def edit(self) -> None:
        """Put the cursor into the title, as soon as it is shown."""
        self._tabs.setCurrentWidget(self._form)
        self._once_shown(self._form.focus_first)

    def new_note(self) -> None:
        """Open an empty note of the publication selected, as soon as it is shown."""
        self._once_shown(self._new_note)

    def add_tag(self) -> None:
        """Put the cursor where a tag is typed, as soon as that is shown."""
        self._tabs.setCurrentWidget(self._form)
        self._once_shown(lambda: self._form.focus_field("tags"))

    def _once_shown(self, do: Callable[[], object]) -> None:
        is_shown = self._ids == self._shown
        self._wanted = None if is_shown else do
        if is_shown:
            do()

    def _new_note(self) -> None:
        if len(self._shown) == 1:
            self._tabs.setCurrentWidget(self._notes)
            self._notes.add()

    # -- showing

    def _opened(self) -> None:
        self._read_vocabularies()
        self._ids = ()
        self._load()

    def _refresh(self, changes: Changes) -> None:
        if changes.terms or changes.everything:
            self._read_vocabularies()
        touched = changes.added | changes.removed | changes.updated
        beside = touched and len(self._ids) == 1  # another one may be linked to it now
        if changes.everything or changes.terms or changes.lists or beside or touched.intersection(self._ids):
            self._load()

    def _read_vocabularies(self) -> None:
        self._known_terms.clear()
        library = self._workspace.library
        own: Sequence[Vocabulary] = ()
        try:
            own = library.vocabularies() if library is not None else ()
        except TipdeskError as error:
            self._workspace.report(error)
        self._form.set_vocabularies(own)

    def _settled(self, busy: bool) -> None:
        if self._skipped and not busy:
            self._load()

    def _load(self) -> None:
        self._skipped = False
        library, ids = self._workspace.library, self._ids
        if library is None or not ids:
            self._show((), ())
            return

        def work(_job: Job) -> tuple[tuple[Publication, ...], Sequence[ReadingList], Sequence[Linked], str]:
            from tipdesk.app import keys

            found = tuple(library.get(ids[:MOST]))
            if len(ids) > 1 or not found:
                return found, (), (), ""
            return found, library.lists_with(ids[0]), library.linked(ids[0]), keys.formula_of_better(library, found[0])

        self._lane.run(work, lambda found: self._show(ids, *found))

    def _show(
        self,
        ids: tuple[int, ...],
        found: tuple[Publication, ...],
        lists: Sequence[ReadingList] = (),
        links: Sequence[Linked] = (),
        formula: str = "",
    ) -> None:
        if ids != self._ids:
            return
        other = ids != self._shown
        if not other and self._workspace.busy:
            self._skipped = True  # older than what was just committed; it is read again when that is done
            return
        self._shown = ids if found else ()
        self._publications, self._formula = found, formula
        self._stack.setCurrentIndex(1 if found else 0)
        editable = self._workspace.editable
        self._form.show_publications(found, editable)
        self._form.show_links(links)
        one = found[0] if len(found) == 1 else None
        if other or not self._notes.pending:
            self._notes.set_value(one.notes if one else (), anew=other)
        self._notes.set_editable(editable)
        for tab in (self._notes, self.files, self._lists, self._source):
            self._tabs.setTabVisible(self._tabs.indexOf(tab), one is not None)
        self._tabs.setTabText(self._tabs.indexOf(self._notes), self._notes_label(one))
        number = self._lists.show_publication(one, lists)
        self._tabs.setTabText(self._tabs.indexOf(self._lists), self.tr("Lists ({})").format(number) if number else self.tr("Lists"))
        number = self.files.show_publication(one, editable)
        self._tabs.setTabText(self._tabs.indexOf(self.files), self.tr("Files ({})").format(number) if number else self.tr("Files"))
        self._show_source()
        self._head(one, len(ids))
        self.cite.preview.show_publications(found, len(ids))
        if found and self._wanted is not None:
            self._once_shown(self._wanted)

    def _notes_label(self, one: Publication | None) -> str:
        return self.tr("Notes ({})").format(len(one.notes)) if one and one.notes else self.tr("Notes")

    def _head(self, one: Publication | None, count: int) -> None:
        if one is None:
            self._title.setText(self.tr("{} publications selected").format(count))
            self._line.setText(self.tr("What you change here changes in all of them."))
            return
        title = plain(one.title) or self.tr("(no title)")
        rtl = right_to_left(title)
        self._title.setText(title)
        self._title.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        parts = (one.byline, str(one.year or self.tr("no date")), one.publisher, *map(native_language, one.languages))
        self._line.setText(" · ".join(isolated(part) for part in parts if part))

    def _show_source(self) -> None:
        if self._tabs.currentWidget() is self._source and len(self._publications) == 1:
            from tipdesk.app.exporting import as_text

            self._source.show_publication(self._publications[0], as_text(self._publications, "bibtex"))

    # -- completion

    def _terms(self, vocabulary: str) -> list[tuple[str, str]]:
        if vocabulary not in self._known_terms:
            library = self._workspace.library
            self._known_terms[vocabulary] = [(t.name, t.colour) for t in library.terms(vocabulary)] if library else []
        return self._known_terms[vocabulary]

    def _complete(self, text: str) -> list[str]:
        library = self._workspace.library
        there = library.contributors(text) if library else []
        known = {o.name for o in known_organisations().values() if text.casefold() in o.name.casefold() or text == o.acronym}
        return list(dict.fromkeys([*there, *sorted(known)]))[:30]

    # -- changing

    def _set_field(self, field: str, value: Any) -> None:
        from tipdesk.app.edits import SetField
        from tipdesk.app.term_edits import SetTerms

        if self._shown:
            edit = SetField(self._shown, field, value) if field in BY_NAME else SetTerms(self._shown, field, value)
            self._workspace.do(edit, failed=lambda error: self._refused(error, partial(self._form.take_back, field)))

    def _file(self, vocabulary: str, add: Sequence[str], remove: Sequence[str]) -> None:
        from tipdesk.app.edits import FileUnder

        if self._shown:
            self._workspace.do(FileUnder(self._shown, vocabulary, tuple(add), tuple(remove)), failed=self._refused)

    def _set_notes(self, notes: tuple[Note, ...]) -> None:
        from tipdesk.app.edits import SetNotes

        if len(self._shown) == 1:
            self._workspace.do(SetNotes(self._shown[0], notes), failed=lambda error: self._refused(error, self._notes.take_back))

    def _make_key(self) -> None:
        """A publication that was added by hand gets its key when one goes on to another: now there is something to make it of."""
        if self._formula and self._workspace.editable:
            from tipdesk.app import keys

            self._workspace.do(keys.MakeKeys(self._shown, self._formula), failed=self._refused)
        self._formula = ""

    def _unlink(self, number: int, role: str) -> None:
        from tipdesk.app.linking import Unlink

        self._workspace.do(Unlink((number,), role), failed=self._refused)

    def _unlink_file(self, path: str) -> None:
        from tipdesk.app.files import UnlinkFile

        if len(self._shown) == 1:
            self._workspace.do(UnlinkFile(self._shown[0], path), failed=self._refused)

    def _refused(self, error: Exception, take_back: Callable[[], None] = lambda: None) -> None:
        """What makes no sense is let go of; what only could not be written now stays as it was typed."""
        if not isinstance(error, BadRequest):
            take_back()
        self._workspace.report(error)
        self._load()  # the field shows again what the library holds


def _heading(parent: QWidget, scale: float) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if scale > 1:
        font = QFont(label.font())
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(True)
        label.setFont(font)
    return label
