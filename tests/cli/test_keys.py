from typing import Any

import pytest

from tests.cli.conftest import Run

BIB = """@misc{bird-draft, author = {Bird, Lucia}, title = {Smuggling}, year = {2020}, ids = {older, bird:1}}
@misc{walk, title = {Index}, year = {2018}}
"""
CSV = "title,year\nRoutes of return,2019\n"


@pytest.fixture
def library(run: Run) -> str:
    run("import", "-", "-f", "bibtex", "-l", "one.tipdesk", text=BIB)
    run("import", "-", "-f", "csv", "-l", "one.tipdesk", text=CSV)
    return "one.tipdesk"


def test_a_formula_is_looked_at_then_kept(run: Run, ask: Any, library: str) -> None:
    wanted = [{"old": "routes2019", "new": "Routes_19"}]
    formula = "[title:capital]_[shortyear]"
    assert ask("keys", "", "--formula", formula, "--dry-run", "-l", library) == {"formula": formula, "changed": wanted, "pinned": 2}
    assert ask("keys", "-l", library)["formula"] == "[auth][year][title]"
    said = run("keys", "--formula", formula, "-l", library)
    assert said.stdout == "routes2019\tRoutes_19\n" and "1 key changed; 2 of 3 are pinned." in said.stderr
    assert ask("keys", "-l", library) == {"formula": formula, "changed": [], "pinned": 2}
    assert ask("show", "routes2019", "-l", library)[0]["key"] == "Routes_19"
    assert run("search", "key:routes2019", "-l", library).stdout.startswith("Routes_19\t")
    run("keys", "--unpin", "key:walk", "-l", library)
    assert ask("keys", "-l", library)["changed"] == [{"old": "walk", "new": "Index_18"}]
    assert "makes no citation keys" in run("keys", "--formula", "[who]", "-l", library, status=2).stderr


def test_older_keys_go_through_biblatex_and_back(run: Run, ask: Any, library: str) -> None:
    assert run("export", "-", "-f", "biblatex", "-l", library).stdout.startswith(BIB.partition("\n")[0])  # untouched: to the letter
    run("edit", "key:older", "--set", "key=bird_2020", "-l", library)
    text = run("export", "-", "-f", "biblatex", "-l", library).stdout
    assert "@misc{bird_2020," in text and "ids = {older, bird:1, bird-draft}" in text
    run("import", "-", "-f", "biblatex", "-l", "two.tipdesk", text=text)
    for key in ("older", "bird:1", "bird-draft", "bird_2020"):
        assert ask("show", key, "-l", "two.tipdesk")[0]["key"] == "bird_2020"


def test_a_key_that_was_anothers_is_reported(run: Run, ask: Any, library: str) -> None:
    run("edit", "key:walk", "--set", "key=index", "-l", library)
    assert "had it once" in run("edit", "key:routes2019", "--set", "key=walk", "-l", library, status=2).stderr
    renamed = ask("import", "-", "-f", "bibtex", "-l", library, text="@misc{walk, title = {New}}")["renamed"]
    assert renamed == [{"wanted": "walk", "given": "walka"}]
    run("keys", "--forget", "walk", "-l", library)
    run("edit", "key:routes2019", "--set", "key=walk", "-l", library)
