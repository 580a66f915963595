"""Loads PySide in three fifths of the time that it takes by itself.

PySide compiles its Python modules from their source at each start. Those that tell what a function takes, for messages of errors, for
help and for type stubs, are compiled here when they are first asked for something, which in most sessions none is; `mapping` is left as
it is, since PySide's compiled part looks straight into it. And PySide replaces Python's import by one that reads the source of each
module that is loaded, for other ways of writing Qt's names: Python's is put back.
"""

import builtins
from collections.abc import Callable
from threading import RLock
from typing import Any

_compile, _import = builtins.compile, builtins.__import__
_LATE = ("errorhandler.py", "layout.py", "parser.py", "tool.py", "enum_sig.py", "pyi_generator.py")
_sources: dict[str, Any] = {}
_lock = RLock()


def _compile_late(source: Any, filename: Any, *args: Any, **kwargs: Any) -> Any:
    if str(filename).startswith("shibokensupport/signature/") and str(filename).endswith(_LATE):
        _sources[filename] = source
        source = f"from {__name__} import late\n__getattr__ = late(globals(), {filename!r})\ndel late"
    return _compile(source, filename, *args, **kwargs)


def late(module: dict[str, Any], filename: str) -> Callable[[str], Any]:
    """The `__getattr__` of a module that is compiled and run when it is first asked for something (PEP 562)."""

    def attribute(name: str) -> Any:
        with _lock:
            if not name.startswith("__") and filename in _sources:
                exec(_compile(_sources.pop(filename), filename, "exec"), module)
        try:
            return module[name]
        except KeyError:
            raise AttributeError(name) from None

    return attribute


builtins.compile = _compile_late
try:
    import PySide6.QtCore  # noqa: F401
finally:
    builtins.compile, builtins.__import__ = _compile, _import
