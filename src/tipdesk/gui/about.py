"""What tipdesk is."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from tipdesk import __version__
from tipdesk.gui.actions import QT_TRANSLATE_NOOP


def about(window: QWidget) -> None:
    """Say so in a dialog over a window."""
    text = QT_TRANSLATE_NOOP("About", "tipdesk {}\nA reference manager for people who work against trafficking in persons.")
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(QCoreApplication.translate("About", "About tipdesk"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(QCoreApplication.translate("About", text).format(__version__))
    box.open()
