"""How what is selected looks when it is cited, kept up to date beside the work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from tipdesk.domain.errors import TipdeskError
from tipdesk.domain.publication import Publication
from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.citing.formatted import FormattedText, Piece, pieces
from tipdesk.gui.citing.style_button import StyleButton
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

MOST = 10  # publications of a selection
PAUSE = 100  # milliseconds that the selection rests before pandoc is started
LINES = 7


@dataclass(frozen=True, slots=True)
class _Made:
    """What the lane made: paragraphs, or else why there are none."""

    entries: list[list[Piece]]
    no_entries: str
    citation: list[Piece]
    no_citation: str
    note: bool = False  # the style puts citations into footnotes


class Preview(QWidget):
    """The entry of the bibliography and the citation in the text; asks a lane of its own, where the latest question counts."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._lane = workspace.lane("preview")
        self._publications: tuple[Publication, ...] = ()
        self._count = 0
        self.entry = FormattedText(self.tr("Bibliography entry"), LINES, self)
        self.where = QLabel(self)
        self.citation = FormattedText(self.tr("Citation in the text"), 2, self)
        self._line = QHBoxLayout()
        self._line.addWidget(self.where)
        self._line.addWidget(self.citation, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.entry)
        column.addLayout(self._line)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        choice.changed.connect(self._ask)

    def set_beside(self, widget: QWidget) -> None:
        """Put something behind the citation."""
        self._line.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def publications(self) -> tuple[Publication, ...]:
        """What is shown, as far as it is shown."""
        return self._publications

    @property
    def waiting(self) -> bool:
        """Is there something to show that was not asked for yet?"""
        return self._timer.isActive()

    def show_publications(self, publications: Sequence[Publication], count: int) -> None:
        """Show the first of these, which may be the first of a larger selection."""
        first = tuple(publications[:MOST])
        if (first, count) == (self._publications, self._count):
            return
        if [p.id for p in first] != [p.id for p in self._publications]:
            self.entry.fade()
            self.citation.fade()
        self._publications, self._count = first, count
        self._timer.start()

    def _ask(self) -> None:
        self._timer.stop()
        publications = self._publications
        if not publications:
            self._lane.cancel()
            self.entry.show_remark(self.tr("Select a publication to see how it is cited."))
            self.citation.show_remark("")
            return
        style, locale = self._choice.style, self._choice.locale
        self._lane.run(lambda job: _made(publications, style, locale, job), self._show)

    def _show(self, made: _Made) -> None:
        entries = list(made.entries)
        if entries and self._count > len(self._publications):
            entries.append([(self.tr("… and {} more").format(self._count - len(self._publications)), frozenset())])
        for field, paragraphs, remark in (
            (self.entry, entries, made.no_entries),
            (self.citation, [made.citation] if made.citation else [], made.no_citation),
        ):
            if paragraphs:
                field.show_paragraphs(paragraphs)
            else:
                field.show_remark(remark)
        self.where.setText(self.tr("In a footnote:") if made.note else self.tr("In the text:"))


def _made(publications: Sequence[Publication], style: str, locale: str, job: Job) -> _Made:
    """Both forms; single publications that were shown before come from memory."""
    from tipdesk.app import citing, clippings  # noqa: F401  # the latter here, so that a first drag need not wait for it

    try:
        look = citing.look(style, locale, "html")
    except TipdeskError as error:
        return _Made([], str(error), [], "")
    with citing.stopped_by(job):
        entries, no_entries = _or_why(lambda: [pieces(text) for _, text in citing.entries(publications, look)])
        citation, no_citation = _or_why(lambda: [pieces(citing.together(publications, look))])
    # What both lack for the same reason is said once.
    return _Made(entries, no_entries, (citation or [[]])[0], "" if no_citation == no_entries else no_citation, look.style.note)


def _or_why(make: Callable[[], list[list[Piece]]]) -> tuple[list[list[Piece]], str]:
    try:
        return make(), ""
    except TipdeskError as error:
        return [], str(error)


class CitePane(QWidget):
    """The foot of the details: the style, the preview and what copies the entry."""

    copy_wanted = Signal()

    def __init__(self, workspace: Workspace, choice: CitationChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.setAccessibleName(self.tr("Cite"))
        self.preview = Preview(workspace, choice, self)
        self.style_button = StyleButton(choice, self)
        copy = QPushButton(self.tr("Copy"), self)
        copy.setAccessibleName(self.tr("Copy bibliography entry"))
        copy.clicked.connect(lambda _checked=False: self.copy_wanted.emit())
        label = QLabel(self.tr("Cite as"), self)
        label.setBuddy(self.style_button)
        line = QHBoxLayout()
        line.addWidget(label)
        line.addWidget(self.style_button)
        line.addStretch(1)
        line.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 4, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.preview)

    def set_citation_action(self, action: QAction) -> None:
        """What copies the citation in the text."""
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        self.preview.set_beside(button)
