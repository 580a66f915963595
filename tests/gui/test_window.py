"""The window as a user meets it: facets, search, chips, undo by keys, other programs, sessions."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QDesktopServices, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import SHELF, Opened, settle, titles
from tipdesk.app.edits import Add, FileUnder, SetField
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.sidebar.tree import Node

NOTHING = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def node(window: MainWindow, facet: str, name: str, section: str = "") -> Node:
    model = window.facets.model
    index = model.find((section or facet, facet, name))
    assert index.isValid(), f"{facet} {name} is not shown"
    return model.node(index)


def press(qtbot: QtBot, window: MainWindow, facet: str, name: str, alt: bool = False) -> None:
    tree = window.facets.tree
    index = window.facets.model.index_of(node(window, facet, name))
    tree.scrollTo(index)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, NOTHING, tree.visualRect(index).center())
    settle(qtbot, window)


def leave(qtbot: QtBot, window: MainWindow) -> None:
    """The pointer leaves the facets."""
    QCoreApplication.sendEvent(window.facets.tree, QEvent(QEvent.Type.Leave))
    settle(qtbot, window)


def lines(window: MainWindow) -> list[tuple[str, int]]:
    """Where each line of the facets is."""
    return [(n.label, window.facets.tree.visualRect(window.facets.model.index_of(n)).top()) for n in window.facets.model.nodes[1:]]


def counts(window: MainWindow, facet: str) -> dict[str, int]:
    found = [n for n in window.facets.model.nodes if n.choice is not None and n.choice.facet == facet and n.section == facet]
    return {n.choice.name: n.count for n in found if n.choice}


def count_text(window: MainWindow) -> str:
    return window.pane.chips.findChild(QLabel).text()


# -- facets


def test_values_of_a_facet_are_alternatives_and_facets_narrow_each_other(window: MainWindow, qtbot: QtBot) -> None:
    assert counts(window, "country") == {"Lebanon": 3, "Kenya": 2, "Sudan": 1}
    press(qtbot, window, "country", "Kenya")
    assert sorted(titles(window)) == ["Alpha manual", "Gamma study"]
    assert counts(window, "country") == {"Lebanon": 3, "Kenya": 2, "Sudan": 1}  # not narrowed by its own selection
    assert counts(window, "year") == {"2020": 0, "2019": 1, "2018": 1}
    leave(qtbot, window)
    assert counts(window, "year") == {"2019": 1, "2018": 1}
    press(qtbot, window, "country", "Sudan")
    assert len(titles(window)) == 3
    press(qtbot, window, "year", "2019")
    assert titles(window) == ["Gamma study"]
    assert counts(window, "country") == {"Lebanon": 2, "Kenya": 1, "Sudan": 0}  # chosen, so it stays with none
    assert count_text(window) == "1 of 5"


def test_a_third_press_excludes_and_a_fourth_lets_go(window: MainWindow, qtbot: QtBot) -> None:
    kenya = Choice("country", "Kenya")
    states = []
    for _ in range(4):
        press(qtbot, window, "country", "Kenya")
        states.append(window.filters.chosen(kenya))
    assert states == [False, None, True, None]


def test_alt_excludes(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.facets.tree
    tree.setFocus()
    tree.setCurrentIndex(window.facets.model.index_of(node(window, "country", "Lebanon")))
    qtbot.keyClick(tree, Qt.Key.Key_Space, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, window)
    assert len(titles(window)) == 2
    assert window.filters.chosen(Choice("country", "Lebanon")) is True
    [chip] = [button for button in window.pane.chips.findChildren(QToolButton) if button.defaultAction() is None]
    assert chip.accessibleName() == "Remove filter Country: not Lebanon"


def test_control_excludes_where_a_window_manager_keeps_alt(window: MainWindow, qtbot: QtBot) -> None:
    tree = window.facets.tree
    tree._press(window.facets.model.index_of(node(window, "country", "Lebanon")), CONTROL)
    settle(qtbot, window)
    assert window.filters.chosen(Choice("country", "Lebanon")) is True
    tree.setCurrentIndex(window.facets.model.index_of(node(window, "country", "Kenya")))
    qtbot.keyClick(tree, Qt.Key.Key_Space, CONTROL)
    settle(qtbot, window)
    assert [title[:7] for title in titles(window)] == ["Épsilon"]


def test_lines_keep_still_under_the_pointer_and_move_when_it_leaves(window: MainWindow, qtbot: QtBot) -> None:
    before = lines(window)
    press(qtbot, window, "country", "Sudan")
    assert lines(window) == before
    assert counts(window, "language") == {"en": 0, "fr": 0, "ar": 0}
    press(qtbot, window, "year", "2018")
    press(qtbot, window, "country", "Sudan")
    press(qtbot, window, "language", "fr")
    assert lines(window) == before
    leave(qtbot, window)
    assert counts(window, "tag") == {} and counts(window, "country") == {}


def test_lines_that_come_wait_until_the_pointer_leaves(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "country", "Sudan")
    leave(qtbot, window)
    before = lines(window)
    press(qtbot, window, "country", "Sudan")
    assert lines(window) == before and len(titles(window)) == 5
    leave(qtbot, window)
    assert counts(window, "year") == {"2020": 1, "2019": 2, "2018": 1}


def test_a_term_renamed_under_the_pointer_is_still_there(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "tag", "land")
    window.facets.model.setData(window.facets.model.index_of(node(window, "tag", "land")), "ground")
    settle(qtbot, window)
    assert counts(window, "tag")["ground"] == 1


def test_what_has_notes_and_what_has_none(window: MainWindow, qtbot: QtBot) -> None:
    assert counts(window, "notes") == {"without": 5}
    ids = tuple(window.pane.table.model().ids[:2])
    window.workspace.do(SetField(ids, "notes", (Note("Read this"),)))
    settle(qtbot, window)
    assert counts(window, "notes") == {"with": 2, "without": 3}
    assert node(window, "notes", "with").label == "With notes"
    press(qtbot, window, "notes", "without")
    assert len(titles(window)) == 3
    press(qtbot, window, "notes", "with")
    assert len(titles(window)) == 5


def test_what_is_marked_worldwide_is_counted_in_by_a_switch(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(Add((Publication(title="Everywhere", countries=("Worldwide",)), Publication(title="Also", regions=("Worldwide",)))))
    settle(qtbot, window)
    assert counts(window, "region")["Africa"] == 3
    switch = next(n for n in window.facets.model.nodes if n.what == "switch")
    assert switch.parent is not None and switch.parent.label == "Region" and switch.row == 0
    spoken = window.facets.model.data(window.facets.model.index_of(switch), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Include Worldwide, not selected"
    tree = window.facets.tree
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(window.facets.model.index_of(switch)).center())
    settle(qtbot, window)
    assert counts(window, "region")["Africa"] == 5 and counts(window, "country")["Kenya"] == 4
    assert len(titles(window)) == 7  # no place is chosen
    window.filters.choose(Choice("region", "Africa"), False)
    settle(qtbot, window)
    assert len(titles(window)) == 5 and {"Everywhere", "Also"} < set(titles(window))
    [chip] = [button for button in window.pane.chips.findChildren(QToolButton) if button.defaultAction() is None]
    assert chip.accessibleName() == "Remove filter Region: Africa or Worldwide"
    kept = window.filters.state
    window.filters.set_worldwide(False)
    settle(qtbot, window)
    assert len(titles(window)) == 3
    window.filters.restore(kept)
    settle(qtbot, window)
    assert len(titles(window)) == 5


def test_facets_say_what_they_are(window: MainWindow, qtbot: QtBot) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    model = window.facets.model
    assert model.data(model.index_of(node(window, "country", "Kenya")), role) == "Kenya, 2 publications, not selected"
    press(qtbot, window, "country", "Sudan")
    assert model.data(model.index_of(node(window, "country", "Sudan")), role) == "Sudan, 1 publication, selected"
    assert QAccessible.queryAccessibleInterface(window.facets.tree).text(QAccessible.Text.Name) == "Facets"


def test_regions_hold_their_countries_and_tags_nest(window: MainWindow) -> None:
    kenya = node(window, "country", "Kenya", section="region")
    above = []
    while kenya.parent is not None and kenya.parent.label:
        kenya = kenya.parent
        above.append(kenya.label)
    assert above[-2:] == ["Africa", "Region"]
    deep = node(window, "tag", "sea/deep")
    assert deep.label == "deep" and deep.parent is not None and deep.parent.label == "sea" and deep.parent.count == 2


def test_languages_are_called_by_their_own_names(window: MainWindow) -> None:
    assert {n.label for n in window.facets.model.nodes if n.section == "language" and n.choice} == {"English", "Français", "العربية"}


def test_the_box_finds_values(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.facets.box, "leb")
    qtbot.wait(150)
    settle(qtbot, window)
    assert [n.label for n in window.facets.model.nodes if n.choice] == ["Lebanon"]
    qtbot.keyClick(window.facets.box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(window.facets.model.nodes) > 10)


def test_of_many_contributors_the_first_are_shown_and_all_are_found(window: MainWindow, qtbot: QtBot) -> None:
    everybody = {f"Family{number:02}" for number in range(30)}
    window.workspace.do(Add([Publication(title="By many", contributors=tuple(Contributor(Person(name, "")) for name in everybody))]))
    settle(qtbot, window)
    model = window.facets.model
    [more] = [n for n in model.nodes if n.what == "more" and n.section == "contributor"]
    assert int(more.label) > len(everybody) > len(counts(window, "contributor"))
    qtbot.keyClicks(window.facets.box, "family29")
    qtbot.waitUntil(lambda: "Family29" in counts(window, "contributor"))
    press(qtbot, window, "contributor", "Family29")
    assert titles(window) == ["By many"]
    qtbot.keyClick(window.facets.box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(counts(window, "contributor")) > 5)
    settle(qtbot, window)
    assert counts(window, "contributor")["Family29"] == 1  # chosen, so it is shown, and with its count
    window.facets._press(next(n for n in model.nodes if n.what == "more" and n.section == "contributor"), False)
    qtbot.waitUntil(lambda: everybody <= counts(window, "contributor").keys())


def test_places(window: MainWindow, qtbot: QtBot) -> None:
    places = {n.section: n.count for n in window.facets.model.nodes if n.what == "place"}
    assert places == {"all": 5, "unfiled": 1, "attention": 2, "trash": 0}
    window.filters.set_place("unfiled")
    settle(qtbot, window)
    assert titles(window) == ["دليل الموانئ"]


def test_terms_are_renamed_in_place_and_a_choice_of_them_goes_along(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "tag", "land")
    model = window.facets.model
    assert model.setData(model.index_of(node(window, "tag", "land")), "ground")
    settle(qtbot, window)
    assert window.filters.choices == {Choice("tag", "ground"): False}
    assert len(titles(window)) == 1


def test_publications_dropped_on_a_value_are_filed(window: MainWindow, qtbot: QtBot) -> None:
    ids = tuple(window.pane.table.model().ids[:2])
    window.facets.tree.dropped.emit(node(window, "country", "Sudan"), ids)
    settle(qtbot, window)
    assert counts(window, "country")["Sudan"] == 3
    window.facets.tree.dropped.emit(next(n for n in window.facets.model.nodes if n.section == "trash"), ids)
    settle(qtbot, window)
    assert len(titles(window)) == 3


# -- search


def test_typing_searches_and_escape_clears(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.pane.table, Qt.Key.Key_K, CONTROL)
    assert window.search.hasFocus()
    qtbot.keyClicks(window.search, "man")
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual", "Épsilon <img src='file:///x'> & manual"]
    assert count_text(window) == "2 of 5"
    qtbot.keyClick(window.search, Qt.Key.Key_Return)
    assert window.pane.table.hasFocus() and window.pane.table.current_id() == window.pane.table.model().ids[0]
    qtbot.keyClick(window.pane.table, Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert len(titles(window)) == 5 and window.search.text() == ""


def test_a_malformed_text_is_explained_in_place(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.search, "(alpha")
    settle(qtbot, window)
    assert not window.pane.hint.isVisible() and titles(window) == ["Alpha manual"]
    qtbot.keyClicks(window.search, "))")
    settle(qtbot, window)
    assert window.pane.hint.isVisible() and "bracket" in window.pane.hint.text()
    assert titles(window) == ["Alpha manual"]


def test_no_match_offers_what_helps(window: MainWindow, qtbot: QtBot) -> None:
    window.filters.choose(Choice("country", "Sudan"), False)
    qtbot.keyClicks(window.search, "alpha")
    settle(qtbot, window)
    [button] = [b for b in window.pane.empty.findChildren(QPushButton) if b.isVisible()]
    assert button.text() == "Remove “Sudan”"
    button.click()
    settle(qtbot, window)
    assert titles(window) == ["Alpha manual"]


def test_what_was_selected_is_selected_again_when_it_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.go_to(titles(window).index("Beta report"))
    qtbot.keyClicks(window.search, "alpha")
    settle(qtbot, window)
    assert not window.pane.table.selected_ids()
    window.search.clear()
    settle(qtbot, window)
    assert titles(window)[window.pane.table.currentIndex().row()] == "Beta report"
    assert len(window.pane.table.selected_ids()) == 1


# -- changing


def test_delete_undo_and_redo_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    table = window.pane.table
    table.setFocus()
    table.go_to(1)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert "Beta report" not in titles(window) and len(titles(window)) == 4
    assert titles(window)[table.currentIndex().row()].startswith("Épsilon")  # the next takes its place
    assert "Undo: Move publication to the trash" in window.statusBar().label.text()
    qtbot.keyClick(table, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert len(titles(window)) == 5 and window.workspace.redo_label
    qtbot.keyClick(table, Qt.Key.Key_Z, CONTROL | SHIFT)
    settle(qtbot, window)
    assert len(titles(window)) == 4


def test_undo_asked_for_while_an_edit_is_under_way_takes_that_edit_back(window: MainWindow, qtbot: QtBot) -> None:
    ids = tuple(window.pane.table.model().ids)
    window.workspace.do(SetField(ids[:1], "title", "First"))
    window.workspace.do(SetField(ids[:1], "title", "Second"))
    window.workspace.undo()
    settle(qtbot, window)
    assert "First" in titles(window)
    window.workspace.undo()
    window.workspace.undo()
    settle(qtbot, window)
    assert "Alpha manual" in titles(window)


def test_a_refused_edit_is_told_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    ids = tuple(window.pane.table.model().ids)
    window.workspace.do(SetField(ids[:1], "key", "beta"))
    settle(qtbot, window)
    assert "taken" in window.messages.label.text() and window.messages.isVisible()
    assert not window.workspace.undo_label


def test_another_program_s_changes_are_shown_and_end_undo(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(FileUnder(tuple(window.pane.table.model().ids[:1]), "tag", ("mine",)))
    settle(qtbot, window)
    assert window.workspace.undo_label
    with Library(library) as other:
        other.apply(Add((Publication(title="Zeta"),)))
    qtbot.waitUntil(lambda: "Zeta" in titles(window), timeout=5000)
    assert not window.workspace.undo_label
    assert "cannot be undone" in window.messages.label.text()


def test_changes_by_others_are_noticed_by_a_window_that_only_reads(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    with Library(library) as other:
        other.apply(Add((Publication(title="Zeta"),)))
    qtbot.waitUntil(lambda: "Zeta" in titles(window), timeout=5000)


def test_adding_goes_to_the_new_publication(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["add"].trigger()
    settle(qtbot, window)
    assert len(titles(window)) == 6
    assert len(window.pane.table.selected_ids()) == 1 and titles(window)[window.pane.table.currentIndex().row()] == ""


def test_citation_keys_are_copied(window: MainWindow, qtbot: QtBot) -> None:
    window.pane.table.setFocus()
    window.pane.table.go_to(0)
    qtbot.keyClick(window.pane.table, Qt.Key.Key_K, CONTROL | SHIFT)
    settle(qtbot, window)
    assert QGuiApplication.clipboard().text() == "alpha"


def test_an_address_is_shown_first_and_only_the_web_is_opened(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    window.pane.table.go_to(titles(window).index("Alpha manual"))
    window.actions_by_name["url"].trigger()
    settle(qtbot, window)
    assert "https://example.org/a" in window.messages.label.text() and not opened
    window.messages.button.click()
    assert opened == ["https://example.org/a"]
    window.pane.table.go_to(titles(window).index("Gamma study"))
    window.actions_by_name["url"].trigger()
    settle(qtbot, window)
    assert window.messages.button.isHidden() and "file:///etc/passwd" in window.messages.label.text()
    assert len(opened) == 1


# -- sessions


def test_a_session_is_taken_up_again(open_window: Opened, library: Path, qtbot: QtBot) -> None:
    first = open_window(library)
    first.resize(760, 640)
    first.pane.table.sort_by("year")
    first.pane.table.setColumnHidden(8, False)
    first.set_theme("dark")
    first.facets.close_facets(["kind"])
    settle(qtbot, first)
    first.pane.table.go_to(titles(first).index("Gamma study"))
    first.close()
    second = open_window(None)
    assert second.workspace.library is not None and second.workspace.library.path == library
    assert second.pane.table.sort[0] == ("year", False) and not second.pane.table.isColumnHidden(8)
    assert titles(second)[second.pane.table.currentIndex().row()] == "Gamma study"
    assert len(second.pane.table.selected_ids()) == 1
    assert second.actions_by_name["theme_dark"].isChecked()
    assert second.facets.closed_facets() == ["kind"]
    assert (second.width(), second.height()) == (760, 640)


def test_the_first_run_is_one_page_without_dialogs(open_window: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(None)
    assert window.welcome.isVisible() and window.windowTitle() == "tipdesk"
    window.welcome.sample.emit()
    qtbot.waitUntil(lambda: window.pane.table.model().rowCount() > 50, timeout=10_000)
    assert window.windowTitle() == "tipdesk — tipdesk sample.tipdesk"
    window.workspace.close()
    qtbot.waitUntil(lambda: window.welcome.isVisible())
    window.welcome.empty.emit()
    qtbot.waitUntil(lambda: window.workspace.library is not None)
    settle(qtbot, window)
    assert window.pane.empty.isVisible()
    assert [b.text() for b in window.pane.empty.findChildren(QPushButton)] == ["Import", "Paste"]


def test_what_is_no_library_is_refused_and_the_open_one_stays(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "no.tipdesk").write_text("no")
    with qtbot.waitSignal(window.workspace.failed):
        window.workspace.open(tmp_path / "no.tipdesk")
    assert len(titles(window)) == len(SHELF)


def test_closing_waits_for_the_work_under_way(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    window.workspace.do(SetField((1,), "title", "Kept"))
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    with Library(library) as again:
        assert again.get((1,))[0].title == "Kept"


def test_a_library_dropped_on_the_window_is_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    Library.create(tmp_path / "two.tipdesk").close()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "two.tipdesk"))])
    event = QDropEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NOTHING, QEvent.Type.Drop)
    with qtbot.waitSignal(window.workspace.opened):
        window.dropEvent(event)
    assert window.windowTitle() == "tipdesk — two.tipdesk"


def test_names_that_others_use(window: MainWindow) -> None:
    names = {w.accessibleName() for w in (window.search, window.pane.table, window.facets.tree, window.details)}
    assert names == {"Search", "Publications", "Facets", "Details"}
    texts = {name: window.actions_by_name[name].text().replace("&", "") for name in ("import", "export", "undo", "redo", "tag")}
    assert texts == {"import": "Import", "export": "Export", "undo": "Undo", "redo": "Redo", "tag": "Add tag"}
