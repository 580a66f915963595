"""A vocabulary of the user's own wherever the library is narrowed down: facet, search, suggestions, chips, saved searches, next session."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QColorDialog, QInputDialog
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Opened, settle, titles
from tests.gui.test_chips import chips
from tests.gui.test_facets import counts, node
from tests.gui.test_suggestions import shown, type_
from tipdesk.app.edits import FileUnder, SaveSearch
from tipdesk.app.library import Library
from tipdesk.app.term_edits import AddTerm, AddVocabulary, DeleteVocabulary, MoveTerms, RenameVocabulary
from tipdesk.domain.saved_search import SavedSearch
from tipdesk.gui.filters import Choice, State
from tipdesk.gui.main_window import MainWindow


@pytest.fixture
def library(library: Path) -> Path:
    """The library of five with a vocabulary that has another label by now."""
    with Library(library) as made:
        made.apply(AddVocabulary("Audience"))
        made.apply(RenameVocabulary(1, "Readers"))
        made.apply(AddTerm("audience", "practitioners"))
        made.apply(FileUnder((1, 2), "audience", ("judges",)))
        made.apply(FileUnder((2, 3), "audience", ("police officers",)))
        ids = {term.name: term.id for term in made.terms("audience")}
        made.apply(MoveTerms((ids["judges"], ids["police officers"]), ids["practitioners"]))
    return library


def test_its_values_are_counted_chosen_and_found_by_the_box(window: MainWindow, qtbot: QtBot) -> None:
    assert counts(window, "audience") == {"practitioners": 3, "judges": 2, "police officers": 2}
    window.filters.choose(Choice("audience", "judges"), False)
    settle(qtbot, window)
    assert sorted(titles(window)) == ["Alpha manual", "Beta report"]
    assert counts(window, "audience")["police officers"] == 2 and counts(window, "country")["Kenya"] == 1
    window.filters.choose(Choice("audience", "police officers"), True)
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual"] and list(chips(window)) == ["Readers: judges", "Readers: not police officers"]
    window.facets.box.setText("offic")
    qtbot.waitUntil(lambda: not window.facets._timer.isActive())
    settle(qtbot, window)
    assert [n.label for n in window.facets.model.nodes if n.what == "facet"][-1] == "Readers"
    assert node(window, "audience", "police officers").count == 2  # whatever is chosen of the same facet


def test_it_is_suggested_searched_shown_as_a_chip_and_let_go_of(window: MainWindow, qtbot: QtBot) -> None:
    type_(qtbot, window, "aud")
    assert ("audience:", "Readers") in shown(window)
    qtbot.keyClick(window.search, Qt.Key.Key_Tab)
    settle(qtbot, window)
    assert window.search.text() == "audience:" and len(titles(window)) == 5 and not window.filters.problem
    assert shown(window) == [("practitioners", "3"), ("judges", "2"), ("police officers", "2")]
    qtbot.keyClicks(window.search, "offi")
    settle(qtbot, window)
    assert sorted(titles(window)) == ["Beta report", "Gamma study"]
    qtbot.keyClick(window.search, Qt.Key.Key_Tab)
    settle(qtbot, window)
    assert window.search.text() == 'audience:"police officers" ' and not window.filters.problem
    qtbot.keyClicks(window.search, "study")
    settle(qtbot, window)
    assert titles(window) == ["Gamma study"] and list(chips(window)) == ["Readers: police officers"]
    chips(window)["Readers: police officers"].click()
    settle(qtbot, window)
    assert window.search.text() == "study"


def test_a_rows_menu_narrows_the_library_down_to_its_terms(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    menu = window.commands.row_menu(window.actions_by_name)
    [narrow] = [action.menu() for action in menu.actions() if action.text() == "Filter by this value"]
    [entry] = [action for action in narrow.actions() if "Readers" in action.text()]
    entry.trigger()
    settle(qtbot, window)
    assert window.filters.choices == {Choice("audience", "judges"): False} and sorted(titles(window)) == ["Alpha manual", "Beta report"]


def test_a_saved_search_and_what_was_chosen_come_back_in_the_next_session(open_window: Opened, library: Path, qtbot: QtBot) -> None:
    window = open_window(library)
    window.workspace.do(SaveSearch(SavedSearch("For judges", "audience:judges")))
    settle(qtbot, window)
    window.filters.choose(Choice("audience", "police officers"), False)
    type_(qtbot, window, "audience:jud")
    kept = window.filters.state
    assert titles(window) == ["Beta report"]
    window.close()
    again = open_window(library)
    assert again.filters.state == kept and titles(again) == ["Beta report"]
    [saved] = [n for n in again.facets.model.nodes if n.search is not None]
    assert saved.label == "For judges" and saved.count == 2
    again.workspace.do(FileUnder((3,), "audience", ("judges",)))
    settle(qtbot, again)
    [saved] = [n for n in again.facets.model.nodes if n.search is not None]
    assert saved.count == 3
    again.filters.restore(State(f"saved:{saved.search.id}"))
    settle(qtbot, again)
    assert not again.pane.hint.isVisible()
    again.workspace.do(DeleteVocabulary(again.workspace.library.vocabularies()[0].id))
    settle(qtbot, again)
    assert again.pane.hint.isVisible() and again.pane.hint.text().startswith("“audience:” is not a field")


def choose(qtbot: QtBot, window: MainWindow, facet: str, name: str, entry: str, answer: str = "", section: str = "") -> None:
    """An entry of a value's menu, and what is answered to the question that follows."""
    menu = window.facets.menu.make(node(window, facet, name, section))
    next(action for action in menu.actions() if action.text() == entry).trigger()
    menu.close()
    if answer:
        [dialog] = window.facets.tree.findChildren(QInputDialog)
        dialog.setTextValue(answer)
        dialog.accept()
        qtbot.waitUntil(lambda: not window.facets.tree.findChildren(QInputDialog))
    settle(qtbot, window)


def undo(qtbot: QtBot, window: MainWindow) -> None:
    window.workspace.undo()
    settle(qtbot, window)


def test_terms_are_looked_after_from_the_menu_of_a_value_and_each_step_is_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    before = {"practitioners": 3, "judges": 2, "police officers": 2}
    choose(qtbot, window, "audience", "judges", "Merge into…", "police officers")
    assert counts(window, "audience") == {"practitioners": 3, "police officers": 3}
    undo(qtbot, window)
    choose(qtbot, window, "audience", "judges", "Move below…", "(at the top)")
    assert node(window, "audience", "judges").parent is node(window, "audience", "practitioners").parent
    assert counts(window, "audience")["practitioners"] == 2
    choose(qtbot, window, "audience", "judges", "Move below…", "police officers")
    assert node(window, "audience", "police officers").count == 3
    choose(qtbot, window, "audience", "police officers", "Move below…", "judges")
    assert "below itself" in window.messages.label.text()
    undo(qtbot, window)
    undo(qtbot, window)
    choose(qtbot, window, "audience", "judges", "Colour…")
    [dialog] = window.facets.tree.findChildren(QColorDialog)
    dialog.setCurrentColor("#aa2200")
    dialog.accept()
    settle(qtbot, window)
    assert node(window, "audience", "judges").colour == "#aa2200"
    undo(qtbot, window)
    choose(qtbot, window, "audience", "practitioners", "Delete")
    assert counts(window, "audience") == {}
    undo(qtbot, window)
    assert window.facets.model.setData(window.facets.model.index_of(node(window, "audience", "judges")), "bench")
    settle(qtbot, window)
    assert counts(window, "audience") == {"practitioners": 3, "bench": 2, "police officers": 2}
    undo(qtbot, window)
    assert counts(window, "audience") == before


def test_publications_dropped_on_a_term_are_filed_under_it(window: MainWindow, qtbot: QtBot) -> None:
    ids = tuple(window.pane.table.model().ids)
    window.facets.tree.dropped.emit(node(window, "audience", "judges"), ids)
    settle(qtbot, window)
    assert counts(window, "audience") == {"practitioners": 5, "judges": 5, "police officers": 2}
    undo(qtbot, window)
    assert counts(window, "audience")["judges"] == 2


def test_a_choice_goes_along_with_a_tag_that_is_moved_and_the_tags_below_it(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.choose(Choice("tag", "sea/deep"), False)
    window.filters.choose(Choice("tag", "land"), True)
    settle(qtbot, window)
    choose(qtbot, window, "tag", "sea", "Move below…", "land")
    assert window.filters.choices == {Choice("tag", "land/sea/deep"): False, Choice("tag", "land"): True}
    window.filters.clear()
    settle(qtbot, window)
    choose(qtbot, window, "country", "Kenya", "Move below…", "Middle Africa")
    assert node(window, "country", "Kenya", "region").parent is node(window, "region", "Middle Africa")
