"""Small questions whose answer is handed to a function; none holds up the window."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QInputDialog, QLabel, QWidget


def ask_text(parent: QWidget, title: str, question: str, text: str, then: Callable[[str], object]) -> None:
    """Ask for a line of text."""
    dialog = _dialog(parent, title, question)
    dialog.setTextValue(text)
    dialog.textValueSelected.connect(then)
    dialog.open()


def ask_choice(parent: QWidget, title: str, question: str, choices: Sequence[str], then: Callable[[int], object]) -> None:
    """Ask for one of the choices, found by any part of it; its number is handed on."""
    dialog = _dialog(parent, title, question)
    dialog.setComboBoxEditable(True)
    dialog.setComboBoxItems(list(choices))
    for box in dialog.findChildren(QComboBox):
        complete_by_parts(box)
    numbers = {choice: number for number, choice in reversed(list(enumerate(choices)))}
    dialog.textValueSelected.connect(lambda text: then(numbers[text]) if text in numbers else None)
    dialog.open()


def _dialog(parent: QWidget, title: str, question: str) -> QInputDialog:
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(question)
    for label in dialog.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(60 * label.fontMetrics().averageCharWidth())  # titles are long; the dialog's own width is its layout's
    return dialog


def complete_by_parts(box: QComboBox) -> None:
    """An editable box whose choices are found by any part of them."""
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    completer = QCompleter(box.model(), box)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    box.setCompleter(completer)
