"""The window: PySide6 widgets over the app room; nothing here writes SQL or parses a format."""

import builtins

_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401

# PySide puts one of its own in place that reads the source of each module that is loaded, for ways of writing that nobody asks for here.
# That takes a tenth of the start.
builtins.__import__ = _import
