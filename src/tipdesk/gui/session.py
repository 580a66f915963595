"""What the window remembers from one session to the next, in an INI file of its own."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

MAX_RECENT = 10


def default_path() -> Path:
    """Where the settings are kept: the platform's folder for configuration."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(folder) / "tipdesk" / "window.ini"


class Session:
    """Typed access to the settings; a value that is not there or of another type is the default."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def set(self, key: str, value: Any) -> None:
        """Remember a text, a list of texts, or bytes from Qt."""
        self._settings.setValue(key, value)

    def text(self, key: str, default: str = "") -> str:
        """A text."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def texts(self, key: str, default: Sequence[str] = ()) -> list[str]:
        """A list of texts; the INI format gives a list of one back as a text, and of none as nothing, though it contains the key."""
        value = self._settings.value(key, []) if self._settings.contains(key) else list(default)
        if isinstance(value, str):
            return [value]
        return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []

    def numbers(self, key: str) -> list[int]:
        """A list of whole numbers that was remembered as texts."""
        return [int(text) for text in self.texts(key) if text.lstrip("-").isdigit()]

    def state(self, key: str) -> QByteArray:
        """Bytes from a widget's saveState or saveGeometry."""
        value = self._settings.value(key, QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def save(self) -> None:
        """Write to disk now."""
        self._settings.sync()

    # -- recent libraries

    def recent(self) -> list[Path]:
        """The libraries opened last that are still there, the latest first."""
        return [Path(text) for text in self.texts("recent") if os.path.isfile(text)]  # unlike Path's it never raises

    def opened(self, path: Path) -> None:
        """A library was opened."""
        others = [text for text in self.texts("recent") if text != str(path)]
        self.set("recent", [str(path), *others][:MAX_RECENT])
        self.set("library", str(path))

    def closed(self) -> None:
        """The user closed the library: the next session begins without one."""
        self.set("library", "")
