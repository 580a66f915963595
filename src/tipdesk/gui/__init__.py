"""The window: PySide6 widgets over the app room; nothing here writes SQL or parses a format.

PySide is loaded here, before anything else asks for it and without two things that nobody here has a use for.
"""

import builtins
import gc
from typing import Any

gc.disable()  # while all is loaded there is no garbage, and to look for it takes a tenth of the start; it is enabled once a library is open

_compile, _import = builtins.compile, builtins.__import__
_STUB_WRITERS = ("/pyi_generator.py", "/enum_sig.py")


def _compile_used(source: Any, filename: Any, *args: Any, **kwargs: Any) -> Any:
    return _compile(b"" if str(filename).endswith(_STUB_WRITERS) else source, filename, *args, **kwargs)


# PySide compiles its Python parts anew at each start; those that write type stubs take a fifth of the time in which it is loaded.
builtins.compile = _compile_used
try:
    import PySide6.QtCore  # noqa: F401
finally:
    builtins.compile = _compile
    # PySide puts one of its own in place that reads the source of each module that is loaded, for other ways of writing Qt's names.
    # That takes a tenth of the start.
    builtins.__import__ = _import
