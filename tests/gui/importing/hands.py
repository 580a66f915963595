"""What a user does in the import panel, and sees."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from tipdesk.domain.publication import Publication
from tipdesk.domain.query import Everything
from tipdesk.gui.dialogs.import_panel import ImportPanel
from tipdesk.gui.workspace import Workspace

PAGE = Path(__file__).parents[2] / "data" / "catalogue-page.txt"
FRENCH = """Titre;Auteur;Année;Pays;Résumé;Cote;Sujets traités
Rapport d’été;Jeanne Dupré;2019;Sénégal;Un résumé;A/1;Ports, Mer
Guide du refuge;Bureau du Port;2020;Côte d’Ivoire;Un autre;A/2;Refuges
Étude du lac;Ada Wren;2021;Atlantide;Un troisième;A/3;Lacs
"""


BROKEN = """@string{port = {Port Office}}
@misc{a, title = {First}}

@misc{b, title = {Second}, publisher = port

@misc{c, title = {Third}}
"""


def named(panel: ImportPanel, kind: type, name: str) -> Any:
    """The widget of this kind and accessible name that is shown, or would be on its page."""
    [found] = [widget for widget in panel.findChildren(kind) if widget.accessibleName() == name]
    return found


def pick(box: QComboBox, text: str) -> None:
    """Choose an entry as a user does."""
    place = box.findText(text)
    assert place >= 0, [box.itemText(number) for number in range(box.count())]
    box.setCurrentIndex(place)
    box.activated.emit(place)


def settled(panel: ImportPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel._workspace.settled, timeout=30_000)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: panel._workspace.settled, timeout=30_000)


def drop(panel: ImportPanel, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    panel.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))


def records(workspace: Workspace) -> list[Publication]:
    """In the order in which they came in."""
    assert workspace.library is not None
    return workspace.library.get(sorted(workspace.library.find(Everything())))


def press(panel: ImportPanel, name: str) -> None:
    [button] = [b for b in panel.findChildren(QPushButton) if b.text() == name and b.isVisibleTo(panel)]
    assert button.isEnabled()
    button.click()


def outcomes(panel: ImportPanel) -> list[str]:
    model = panel.review.model
    return [model.data(model.index(row, 0)) for row in range(model.rowCount())]


def count(workspace: Workspace) -> int:
    assert workspace.library is not None
    return workspace.library.count(Everything())


def select(panel: ImportPanel, row: int) -> None:
    panel.review.table.setCurrentIndex(panel.review.model.index(row, 1))
