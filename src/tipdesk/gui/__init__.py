"""The window: PySide6 widgets over the app room; nothing here writes SQL or parses a format."""

import builtins

_compile, _import = builtins.compile, builtins.__import__
_STUB_WRITERS = ("/pyi_generator.py", "/enum_sig.py")


def _compile_used(source, filename, *args, **kwargs):  # type: ignore[no-untyped-def]
    return _compile(b"" if str(filename).endswith(_STUB_WRITERS) else source, filename, *args, **kwargs)


# PySide compiles its Python parts at each start, also those that write type stubs, which nobody asks for here: a fifth of the time that it takes
# to load.
builtins.compile = _compile_used
try:
    import PySide6.QtCore  # noqa: F401
finally:
    builtins.compile = _compile
    # PySide puts one of its own in place that reads the source of each module that is loaded, for ways of writing that nobody asks for here.
    # That takes a tenth of the start.
    builtins.__import__ = _import
