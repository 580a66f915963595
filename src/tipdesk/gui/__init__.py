"""The window: PySide6 widgets over the app room; nothing here writes SQL or parses a format."""

import gc

gc.disable()  # while all is loaded there is no garbage, and to look for it takes a tenth of the start; `application` has it go on

import tipdesk.gui.qt  # noqa: E402, F401  # before anything else loads PySide
