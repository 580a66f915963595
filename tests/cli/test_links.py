"""Links between editions and translations on the command line: made with `edit`, told by `show`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

BIB = """@report{manual, title = {Manual}, date = {2014}, langid = {english}}
@report{manuel, title = {Manuel}, date = {2015}, langid = {french}, note = {kept}}
@report{dalil, title = {Dalil}, date = {2016}}
@report{second, title = {Handbook}, date = {2018}}
"""


@pytest.fixture
def shelf(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "in.bib").write_text(BIB)
    run("import", "in.bib", "-l", "one.tipdesk")
    return tmp_path / "one.tipdesk"


def test_show_tells_links_from_both_ends(shelf: Path, run: Run, ask: Callable[..., Any]) -> None:
    run("edit", "key:manuel OR key:dalil", "--set", "translation-of=MANUAL", "-l", shelf)
    run("edit", "key:second", "--set", "edition-of=manual", "-l", shelf)
    shown = run("show", "manual", "manuel", "-l", shelf).stdout
    assert "\nTranslations: manuel Manuel (2015, fr); dalil Dalil (2016)\nLater editions: second Handbook (2018)\n" in shown
    assert "\nTranslation of: manual Manual (2014, en)\n" in shown
    assert "note: kept\n" in shown and "translation-of" not in shown  # the link is not told twice
    manual, manuel, second = ask("show", "manual", "manuel", "second", "-l", shelf)
    assert [(link["relation"], link["key"]) for link in manual["links"]] == [
        ("translation", "manuel"), ("translation", "dalil"), ("later edition", "second"),
    ]  # fmt: skip
    assert manuel["links"] == [{"relation": "translation of", "key": "manual", "title": "Manual", "year": 2014, "languages": ["en"]}]
    assert manuel["extra"] == {"note": "kept", "translation-of": "manual"}
    assert second["links"][0]["relation"] == "earlier edition"
    run("edit", "key:manual", "--trash", "-l", shelf)
    assert ask("show", "manuel", "-l", shelf)[0]["links"][0]["trashed"] is True
    assert "Translation of: manual Manual (2014, en, in the trash)" in run("show", "manuel", "-l", shelf).stdout


def test_of_many_translations_show_tells_a_hundred_and_every_edition(shelf: Path, run: Run) -> None:
    entries = "".join(f"@misc{{t{number}, title = {{T}}, translation-of = {{manual}}}}\n" for number in range(120))
    (shelf.parent / "more.bib").write_text(entries + "@misc{third, title = {Third}, date = {2020}, edition-of = {manual}}")
    run("import", "more.bib", "-l", shelf)
    shown = run("show", "manual", "-l", shelf).stdout
    assert shown.count(" T (n.d.)") == 100 and "; no more than 100 are shown\nLater editions: third Third (2020)\n" in shown


def test_what_is_said_twice_is_shown_twice(shelf: Path, run: Run) -> None:
    (shelf.parent / "two.bib").write_text("@misc{two, title = {T}, translation-of = {manual}, translation-of = {second}}")
    run("import", "two.bib", "-l", shelf)
    shown = run("show", "two", "-l", shelf).stdout
    assert "Translation of: manual Manual" in shown and "\nOther fields: translation-of: second\n" in shown


def test_a_link_is_removed_by_an_empty_value(shelf: Path, run: Run, ask: Callable[..., Any]) -> None:
    run("edit", "key:manuel", "--set", "translation-of=manual", "-l", shelf)
    run("edit", "key:manuel", "--set", "Translation-Of=", "-l", shelf)
    [manual, manuel] = ask("show", "manual", "manuel", "-l", shelf)
    assert "links" not in manual and manuel["extra"] == {"note": "kept"}


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_key_that_nobody_has_is_refused(shelf: Path, run: Run, more: tuple[str, ...]) -> None:
    done = run("edit", "key:manuel", "--set", "edition-of=nobody", "-l", shelf, *more, status=2)
    assert done.stderr == "tipdesk: The library has no publication with the citation key nobody.\n"


def test_itself_and_loops_are_refused_and_nothing_changes(shelf: Path, run: Run, ask: Callable[..., Any]) -> None:
    done = run("edit", "manual OR dalil", "--set", "translation-of=manual", "--add-tag", "x", "-l", shelf, status=2)
    assert done.stderr == "tipdesk: manual cannot be a translation of itself; choose another publication.\n"
    run("edit", "key:manuel", "--set", "translation-of=manual", "-l", shelf)
    done = run("edit", "key:manual", "--set", "translation-of=manuel", "-l", shelf, status=2)
    assert done.stderr.startswith("tipdesk: manuel is a translation of manual already")
    assert run("search", "tag:x", "--count", "-l", shelf).stdout == "0\n"


def test_links_follow_keys_that_change_and_a_link_that_leads_nowhere_is_told(shelf: Path, run: Run, ask: Callable[..., Any]) -> None:
    run("edit", "key:manuel", "--set", "translation-of=manual", "-l", shelf)
    run("edit", "key:manual", "--set", "key=handbuch", "-l", shelf)
    assert ask("show", "manuel", "-l", shelf)[0]["extra"]["translation-of"] == "handbuch"
    (Path(shelf).parent / "more.bib").write_text("@misc{es, title = {Manual en castellano}, translation-of = {lost}}")
    run("import", "more.bib", "-l", shelf)
    assert "Translation of: lost (no publication has this citation key)" in run("show", "es", "-l", shelf).stdout
    assert ask("show", "es", "-l", shelf)[0]["links"] == [{"relation": "translation of", "key": "lost", "missing": True}]
