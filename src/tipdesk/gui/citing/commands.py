"""What the menu Cite does: to the clipboard, to drags, to the style."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from tipdesk.domain.errors import BadRequest
from tipdesk.gui.actions import Actions
from tipdesk.gui.citing.carried import called, carried
from tipdesk.gui.citing.documents import Documents
from tipdesk.gui.citing.preview import CitePane
from tipdesk.gui.dialogs.asking import ask_text
from tipdesk.gui.messages import MessageBar
from tipdesk.gui.table.view import PublicationTable
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.gui.citing.style_dialog import StyleDialog

MOST_KEYS = 10_000  # citation keys that are copied at once
MANY = 50  # publications whose references take long enough to say so
MENU = ("cite_entry", "cite_in_text", "cite_place", "-", "copy_key", "cite_key")


class CiteCommands(QObject):
    """The slots of the actions that cite what is selected."""

    def __init__(self, workspace: Workspace, table: PublicationTable, pane: CitePane, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._choice = pane.choice
        self._table = table
        self._pane = pane
        self._messages = messages
        self._window = window
        self._dialog: StyleDialog | None = None
        self._lane = workspace.lane("copy")
        self._drags = workspace.lane("drag")
        table.drag_stayed.connect(self._drags.cancel)
        pane.copy_wanted.connect(self.copy_entry)
        self._choice.asked.connect(self.choose_style)
        self.documents = Documents(workspace, self._choice, window)

    def register(self, actions: Actions) -> None:
        """Give the actions what they do."""
        slots: dict[str, Callable[[], object]] = {
            "cite_entry": self.copy_entry,
            "cite_in_text": self.copy_citation,
            "cite_place": self.ask_place,
            "copy_key": self.copy_keys,
            "cite_key": self.copy_cited_keys,
            "cite_document": self.documents.ask,
            "choose_style": self.choose_style,
        }
        for name, slot in slots.items():
            actions.add(name, slot)
        self._pane.set_citation_action(actions["cite_in_text"])
        actions.add_menu("cite_style", self._choice.fill_menu)
        actions.add_menu("key_form", self.fill_key_forms)
        actions.add_menu("copy_citation", lambda menu: actions.fill(menu, MENU))

    # -- references

    def copy_entry(self) -> None:
        """Put the selection on the clipboard as entries of a bibliography."""
        self._copy()

    def copy_citation(self, locator: str = "") -> None:
        """Put the selection on the clipboard as one citation for a text or a footnote."""
        self._copy(in_text=True, locator=locator.strip())

    def ask_place(self) -> None:
        """Ask for the place in the publication that the citation points to."""
        question = self.tr("The place in the publication, such as 12, pp. 3–5, chap. 2 or para. 7:")
        ask_text(self._window, self.tr("Copy citation"), question, "", self.copy_citation)

    def _copy(self, in_text: bool = False, locator: str = "") -> None:
        library, ids = self._workspace.library, self._table.selected_ids()
        style, locale = self._choice.style, self._choice.locale
        if library is None or not ids:
            return
        if len(ids) > MANY:
            self._messages.tell(self.tr("{} publications are put into the style {}…").format(len(ids), self._choice.label))

        def work(job: Job) -> dict[str, str]:
            from tipdesk.app import citing, clippings

            clippings.check_number(len(ids))
            with citing.stopped_by(job):
                made = dict(clippings.forms(library.get(ids), clippings.Manner(style, locale, in_text, locator)))
            return {mime: made[mime] for mime in clippings.TYPES}  # in the order that other programs prefer

        self._lane.run(work, partial(self._put, len(ids)))

    def _put(self, count: int, texts: dict[str, str]) -> None:
        data = QMimeData()
        for mime, text in texts.items():
            for name in called(mime):
                data.setData(name, text.encode("utf-8", "replace"))
        QGuiApplication.clipboard().setMimeData(data)
        label = self._choice.label
        if count == 1:
            self._messages.tell(self.tr("Copied in the style {}.").format(label))
        else:
            self._messages.tell(self.tr("{} publications copied in the style {}.").format(count, label))

    def carried(self, ids: Sequence[int]) -> QMimeData:
        """What a drag of these publications carries for other programs."""
        from tipdesk.app.clippings import Manner

        library = self._workspace.library
        return carried(library, ids, Manner(self._choice.style, self._choice.locale), self._drags) if library else QMimeData()

    # -- keys

    def copy_keys(self) -> None:
        """Put the selection's citation keys on the clipboard."""
        self._copy_keys(", ".join)

    def copy_cited_keys(self) -> None:
        """Put the selection's citation keys on the clipboard as the manuscript cites by them."""
        from tipdesk.app import clippings

        self._copy_keys(partial(clippings.cited_keys, self._choice.key_form))

    def _copy_keys(self, written: Callable[[Sequence[str]], str]) -> None:
        library, ids = self._workspace.library, self._table.selected_ids()
        if library is None or not ids:
            return

        def work(_job: Job) -> list[str]:
            if len(ids) > MOST_KEYS:
                raise BadRequest(self.tr("{} citation keys at most can be copied at once; select fewer.").format(MOST_KEYS))
            return [row.key for row in library.rows(ids)]

        def put(keys: list[str]) -> None:
            QGuiApplication.clipboard().setText(written(keys))
            self._messages.tell(self.tr("Copied: {}").format(written(keys[:5]) + ("…" if len(keys) > 5 else "")))

        self._lane.run(work, put)

    def fill_key_forms(self, menu: QMenu) -> None:
        """How keys can be written, the chosen way marked."""
        from tipdesk.app import clippings

        group = QActionGroup(menu)
        for form in clippings.KEY_FORMS:
            action = menu.addAction(clippings.cited_keys(form, [self.tr("key")]))
            action.setCheckable(True)
            action.setChecked(form == self._choice.key_form)
            action.triggered.connect(lambda _checked=False, form=form: self._choice.set_key_form(form))
            group.addAction(action)

    # -- the style

    def choose_style(self) -> None:
        """Let the user choose among all styles, and the language of citations."""
        if self._dialog is None:
            from tipdesk.gui.citing.style_dialog import StyleDialog

            self._dialog = StyleDialog(self._workspace, self._choice, self._window)
        self._dialog.present(self._pane.preview.publications)
