"""PySide as the window loads it says of its functions what it says by itself, though it has not loaded what says it."""

import subprocess
import sys

import pytest

BEGIN = """
import builtins, sys
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget

class Sender(QObject):
    sent = Signal(int)

app = QApplication(["test", "-platform", "offscreen"])
label, sender = QLabel(), Sender()
"""
ASKED = {
    "errors": """
for wrong in (
    lambda: QLabel(3, 4, 5), lambda: QTimer.singleShot("x"), lambda: label.setText(), lambda: label.setText("a", "b"),
    lambda: QLabel(nonsense=1), lambda: label.resize(None), lambda: QPainter(3), lambda: label.installEventFilter(7),
    lambda: sender.sent.emit("x", 2), lambda: sender.sent.connect(3), lambda: QTableView().setModel(4), lambda: Qt.Nonsense,
    lambda: label.setAlignment("left"),
):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
""",
    "help": "print(QWidget.move.__doc__, QColor.lighter.__doc__, QLabel.__doc__)\n",
    "signatures": """
from PySide6.support.signature import get_signature
print(*map(get_signature, (QWidget.resize, QLabel, QTimer.singleShot)))
""",
    "stubs": """
from PySide6.support.signature.lib import enum_sig, pyi_generator
print(pyi_generator.Writer, enum_sig.HintingEnumerator)
""",
}


def says(*scripts: str) -> str:
    run = subprocess.run([sys.executable, "-c", "\n".join(scripts)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-500:]
    return run.stdout


@pytest.mark.parametrize("first", ASKED)
def test_what_pyside_says_is_what_it_says_alone(first: str) -> None:
    order = [ASKED[first], *(script for name, script in ASKED.items() if name != first)]
    alone = says(BEGIN, *order)
    assert alone.count("Supported signatures") > 4 and "lighter" in alone and "Writer" in alone
    assert says("import tipdesk.gui", BEGIN, *order) == alone


def test_it_is_not_loaded_before_it_is_asked_for() -> None:
    asked = (
        "print(builtins.compile, builtins.__import__)",
        "print(*sys.modules)",
        "print(*vars(sys.modules['PySide6.support.signature.parser']))",
    )
    replaced, modules, parser = says("import tipdesk.gui", BEGIN, *asked).splitlines()
    assert replaced == "<built-in function compile> <built-in function __import__>"
    assert "PySide6.QtWidgets" in modules.split() and not {"argparse", "logging"} & {*modules.split()}  # which those parts load
    assert "pyside_type_init" not in parser.split()
