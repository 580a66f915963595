"""A vocabulary as a table, by the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Run


def test_a_vocabulary_goes_out_and_comes_in(run: Run, ask: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "audience.csv").write_text("name,parent,aliases\njudges,practitioners,bench\npractitioners,,\n", encoding="utf-8")
    (tmp_path / "one.csv").write_text("title,audience\nOne,bench\n", encoding="utf-8")
    run("import", "one.csv", "-l", "lib")
    run("terms", "import", "Audience", "audience.csv", "-l", "lib", status=2)
    told = ask("terms", "import", "Audience", "audience.csv", "--new", "-l", "lib")
    assert told == {"added": 1, "changed": 1, "same": 0, "problems": []}
    assert ask("search", "audience:practitioners", "-l", "lib")[0]["extra"] == {"audience": "bench"}
    assert ask("terms", "export", "audience", "out.csv", "-l", "lib") == {"written": 2}
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1:] == ["bench,practitioners,judges,,", "practitioners,,,,"]
    assert run("terms", "export", "Audience", "-", "-l", "lib").stdout == text.replace("\n", "\r\n")
    odd = run("terms", "import", "audience", "-", "-l", "lib", text="name,colour\npolice,red\n", status=3)
    assert odd.stdout == "1 added, 0 changed, 0 as before.\n" and "standard input:2: red is no colour" in odd.stderr
    run("terms", "import", "audience", "-", "-l", "lib", text="name\n", status=4)
    assert "the vocabularies are country" in run("terms", "export", "nothing", "-", "-l", "lib", status=2).stderr
