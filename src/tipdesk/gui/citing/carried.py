"""What a drag of rows carries for other programs: six forms, which are made while the mouse is still on its way."""

import sys
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QMetaType, QMimeData

from tipdesk.gui.tasks import Job, Lane

if TYPE_CHECKING:
    from tipdesk.app.clippings import Manner
    from tipdesk.app.library import Library

MOST = 300  # publications, for which pandoc takes a second or two
WINDOWS_RTF = 'application/x-qt-windows-mime;value="Rich Text Format"'  # which Qt hands on by the name in it
WAIT = 5.0  # seconds at most that a drop waits for a form that is not ready; pandoc is, as a rule, before the mouse is there


def called(mime: str, platform: str = sys.platform) -> tuple[str, ...]:
    """The types by which other programs ask for a text of this type: programs of Windows know RTF by a name that is no MIME type."""
    return (mime, WINDOWS_RTF) if mime == "text/rtf" and platform == "win32" else (mime,)


class Carried(QMimeData):
    """Offers its types at once, and gives each text as soon as it is asked for and made; one that could not be made is empty."""

    def __init__(self, types: Sequence[str]) -> None:
        super().__init__()
        texts: dict[str, Future[str]] = {mime: Future() for mime in types}
        self._texts = {name: text for mime, text in texts.items() for name in called(mime)}

    def put(self, mime: str, text: str) -> None:
        """The text of a type, from any thread."""
        self._texts[mime].set_result(text)

    def end(self) -> None:
        """No more texts come."""
        for text in self._texts.values():
            if not text.done():
                text.set_result("")

    def formats(self) -> list[str]:
        """Those that were set, and those that come."""
        return [*super().formats(), *self._texts]

    def hasFormat(self, mime: str) -> bool:
        """Is it one of the formats?"""
        return mime in self.formats()

    def retrieveData(self, mime: str, kind: QMetaType | QMetaType.Type) -> Any:
        """Called by Qt when somebody takes the data."""
        text = self._texts.get(mime)
        if text is None:
            return super().retrieveData(mime, kind)
        try:
            return QByteArray(text.result(WAIT).encode("utf-8", "replace"))
        except TimeoutError:
            return None


def carried(library: "Library", ids: Sequence[int], manner: "Manner", lane: Lane) -> QMimeData:
    """The data for a drag of these publications, whose texts are made in a lane; nothing for more than MOST."""
    from tipdesk.app import citing, clippings

    if len(ids) > MOST:
        return QMimeData()
    data = Carried(clippings.TYPES)

    def work(job: Job) -> None:
        try:
            with citing.stopped_by(job):
                for mime, text in clippings.forms(library.get(ids), manner):
                    data.put(mime, text)
        finally:
            data.end()

    lane.run(work, lambda _done: None)
    return data
