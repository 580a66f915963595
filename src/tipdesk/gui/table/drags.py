"""Rows that are dragged: what marks them as ours, and where they are kept out of."""

import os
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

# 64-bit numbers in the machine's byte order: our process, for elsewhere the ids mean other publications, and the ids.
IDS_MIME = "application/x-tipdesk-ids"


def put_ids(data: QMimeData, ids: Sequence[int]) -> None:
    """Add the ids to what a drag carries."""
    data.setData(IDS_MIME, QByteArray(array("q", (os.getpid(), *ids)).tobytes()))


def dragged_ids(data: QMimeData) -> tuple[int, ...]:
    """The ids that a drag from a table of this process carries; empty for any other drag."""
    numbers = array("q")
    if data.hasFormat(IDS_MIME):
        numbers.frombytes(data.data(IDS_MIME).data())
    return tuple(numbers[1:]) if numbers and numbers[0] == os.getpid() else ()


class _NotIntoTexts(QObject):
    """Fields would take the text that is meant for other programs, and a row dropped beside its target would change a record."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.DragEnter:
            return False
        if not (isinstance(watched, QLineEdit) or isinstance(watched.parent(), QPlainTextEdit | QTextEdit)):
            return False
        event.ignore()
        return True


@contextmanager
def kept_out_of_texts() -> Iterator[None]:
    """In here no text field of the application takes what is dragged."""
    app = QApplication.instance()
    assert app is not None
    keeper = _NotIntoTexts()
    app.installEventFilter(keeper)
    try:
        yield
    finally:
        app.removeEventFilter(keeper)
