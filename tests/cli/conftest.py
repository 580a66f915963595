import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests" / "data" / "catalogue-page.txt"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs the command line as its users do, in a folder of its own; checks the exit status."""

    def call(*arguments: object, status: int = 0, text: str | bytes | None = None, env: dict[str, str] | None = None) -> Any:
        given = text.encode() if isinstance(text, str) else text
        done = subprocess.run(
            [sys.executable, "-m", "tipdesk", *map(str, arguments)],
            input=given, capture_output=True, cwd=tmp_path, timeout=120,
            env={"PYTHONPATH": str(ROOT / "src"), "PATH": "", "LANG": "C.UTF-8", **(env or {})},
        )  # fmt: skip
        result = subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in result.stderr, result.stderr
        assert result.returncode == status, (arguments, result)
        return result

    return call


@pytest.fixture
def ask(run: Run) -> Callable[..., Any]:
    """The JSON that a command prints."""
    return lambda *arguments, **named: json.loads(run(*arguments, "--json", **named).stdout)
