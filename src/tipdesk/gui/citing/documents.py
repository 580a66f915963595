"""Citations put into documents of word processors, where their marks ask for them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from tipdesk.gui.citing.choice import CitationChoice
from tipdesk.gui.file_dialogs import ask_for_file, ask_where_to_save
from tipdesk.gui.tasks import Job
from tipdesk.gui.workspace import Workspace

if TYPE_CHECKING:
    from tipdesk.app.cite_document import Done

MOST_KEYS = 10  # unknown ones that are named
MOST_CHANGED = 3  # changes by hand that are told of


class Documents(QObject):
    """Asks for a document and for where it goes, and cites in it in a lane while the window stays usable."""

    def __init__(self, workspace: Workspace, choice: CitationChoice, window: QWidget) -> None:
        super().__init__(window)
        self._workspace, self._choice, self._window = workspace, choice, window
        self._lane = workspace.lane("cite-document", latest_only=False)

    def ask(self) -> None:
        """Ask for a document with marks such as [@bird2020, p. 4], and where it is to be written with citations."""
        only = self.tr("Documents (*.docx *.odt)")
        source = ask_for_file(self._window, self.tr("Cite in this document"), only=only)
        if source is None:
            return
        suffix = source.suffix.lower()
        proposed = source.with_name(self.tr("{} cited").format(source.stem) + suffix)
        if target := ask_where_to_save(self._window, self.tr("Write the document with citations"), proposed, f"*{suffix} (*{suffix})"):
            self.cite(source, target)

    def cite(self, source: Path, target: Path) -> None:
        """Write a document with its citations in the style and language chosen; says how many they are, and which keys are unknown."""
        library, style, locale = self._workspace.library, self._choice.style, self._choice.locale
        if library is None:
            return
        if target.suffix.lower() != source.suffix.lower():
            text = self.tr("A document stays of its kind; give {} the ending {}, and save that as another with LibreOffice.")
            self._workspace.failed.emit(text.format(target.name, source.suffix))
            return
        self._workspace.said.emit(self.tr("{} is cited in the style {}…").format(source.name, self._choice.label))

        def work(job: Job) -> "Done":
            from tipdesk.app import cite_document, citing, exporting

            with citing.stopped_by(job):
                done = cite_document.cite(library, source, citing.look(style, locale))
            exporting.write_file(target, [done.data])
            return done

        self._lane.run(work, lambda done: self._tell(done, target))

    def _tell(self, done: "Done", target: Path) -> None:
        said = [self.tr("{} citations and {} bibliography entries written to {}.").format(done.citations, done.entries, target.name)]
        if done.outside_notes:
            text = self.tr("{} of them stand in text boxes or the like, where no footnote can be; move their marks into the text.")
            said.append(text.format(done.outside_notes))
        if done.gone:
            text = self.tr("{} of the last time are not found any more, {}: taken out, or made plain text by another program.")
            said.append(text.format(len(done.gone), self._named(done.gone)))
        said += [each.problem.reason for each in done.changed[:MOST_CHANGED]]
        if done.problems:
            named = self._named([each.problem.text for each in done.problems])
            said.append(self.tr("Marks were left whose keys are no publication's, or that cannot be read: {}.").format(named))
        signal = self._workspace.failed if len(said) > 1 else self._workspace.said
        signal.emit(" ".join(said))

    def _named(self, marks: Sequence[str]) -> str:
        named = ", ".join(marks[:MOST_KEYS])
        return self.tr("{} and {} more").format(named, len(marks) - MOST_KEYS) if len(marks) > MOST_KEYS else named
