"""The facets as a user meets them: counts, choices, exclusion, what moves and what keeps still, terms."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QColor, QDragLeaveEvent, QDragMoveEvent
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.gui.conftest import count_text, settle, titles
from tipdesk.app.edits import Add, RenameTerm, SetField, SetTermColour
from tipdesk.app.library import Library
from tipdesk.domain.names import Contributor, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.gui import theme
from tipdesk.gui.filters import Choice
from tipdesk.gui.main_window import MainWindow
from tipdesk.gui.sidebar.delegate import BOX, GAP
from tipdesk.gui.sidebar.tree import Node
from tipdesk.gui.sidebar.view import takes
from tipdesk.gui.table.drags import put_ids

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
    window.resize(window.width(), 1000)  # so that all lines have room
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
    window.resize(window.width(), 1000)
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


def test_a_value_with_a_colour_shows_its_name_behind_it(window: MainWindow, qtbot: QtBot) -> None:
    window.set_theme(theme.LIGHT)
    tree = window.facets.tree
    window.workspace.do(SetTermColour(node(window, "tag", "land").term_id, "#aa2200"))
    settle(qtbot, window)
    index = window.facets.model.index_of(node(window, "tag", "land"))
    tree.scrollTo(index)
    line = tree.viewport().grab(tree.visualRect(index)).toImage()
    dot, *name = [[line.pixelColor(x, y) for y in range(line.height())] for x in range(BOX + 2 * GAP, line.width() // 2)]
    assert QColor("#aa2200") in dot
    assert min(colour.lightness() for column in name for colour in column) < 50  # of the dot it is 85


def test_languages_are_called_by_their_own_names(window: MainWindow) -> None:
    assert {n.label for n in window.facets.model.nodes if n.section == "language" and n.choice} == {"English", "Français", "العربية"}


def test_the_box_finds_values(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.facets.box, "leb")
    qtbot.wait(150)
    settle(qtbot, window)
    assert [n.label for n in window.facets.model.nodes if n.choice] == ["Lebanon"]
    window.facets.box.setText("Liban")  # by another name
    qtbot.wait(150)
    settle(qtbot, window)
    assert [n.label for n in window.facets.model.nodes if n.choice] == ["Lebanon"] and not window.facets.nothing.isVisible()
    window.facets.box.setText("Atlantis")
    qtbot.waitUntil(window.facets.nothing.isVisible)
    qtbot.keyClick(window.facets.box, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(window.facets.model.nodes) > 10)
    assert not window.facets.nothing.isVisible()


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
    assert places == {"all": 5, "unfiled": 1, "attention": 2, "duplicates": -1, "recent": 5, "trash": 0}
    window.filters.set_place("unfiled")
    settle(qtbot, window)
    assert titles(window) == ["دليل الموانئ"]
    line = next(n for n in window.facets.model.nodes if n.section == "duplicates")
    assert window.facets.model.spoken(line) == "Duplicates, not selected"
    window.filters.set_place("duplicates")
    settle(qtbot, window)
    assert window.pane.empty.isVisible() and not titles(window)
    [beta] = window.workspace.library.get(tuple(window.workspace.library.ids_by_key(["beta"]).values()))
    window.workspace.do(Add((replace(beta, key="again", abstract="Another."),)))
    settle(qtbot, window)
    assert titles(window) == ["Beta report", "Beta report"]


def test_terms_are_renamed_in_place_and_a_choice_of_them_goes_along(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, "tag", "land")
    model = window.facets.model
    assert model.setData(model.index_of(node(window, "tag", "land")), "ground")
    settle(qtbot, window)
    assert window.filters.choices == {Choice("tag", "ground"): False}
    assert len(titles(window)) == 1
    window.workspace.undo()
    settle(qtbot, window)
    assert window.filters.choices == {Choice("tag", "land"): False}
    assert len(titles(window)) == 1


def test_a_choice_goes_along_where_another_program_renames_or_moves_its_term(window: MainWindow, library: Path, qtbot: QtBot) -> None:
    press(qtbot, window, "country", "Kenya")
    press(qtbot, window, "tag", "land")
    found = titles(window)
    with Library(library) as other:
        terms = {(term.vocabulary, term.name): term.id for term in other.terms()}
        other.apply(RenameTerm(terms["country", "Kenya"], "Republic of Kenya"))
        other.apply(RenameTerm(terms["tag", "land"], "ground/land"))
    qtbot.waitUntil(lambda: Choice("tag", "ground/land") in window.filters.choices)
    settle(qtbot, window)
    assert window.filters.choices == {Choice("country", "Republic of Kenya"): False, Choice("tag", "ground/land"): False}
    assert titles(window) == found


def test_the_line_that_publications_would_be_dropped_on_is_framed(window: MainWindow) -> None:
    window.set_theme(theme.LIGHT)
    tree = window.facets.tree
    index = window.facets.model.index_of(node(window, "country", "Sudan"))
    tree.scrollTo(index)
    data = window.pane.table.dragged()
    put_ids(data, window.pane.table.model().ids[:2])

    def corners() -> set[str]:
        line = tree.viewport().grab(tree.visualRect(index)).toImage()
        return {line.pixelColor(x, y).name() for x in (1, line.width() - 2) for y in (1, line.height() - 2)}

    place, buttons = tree.visualRect(index).center(), Qt.MouseButton.LeftButton
    before = corners()
    tree.dragMoveEvent(QDragMoveEvent(place, Qt.DropAction.CopyAction, data, buttons, Qt.KeyboardModifier.NoModifier))
    assert corners() == {tree.palette().highlight().color().name()} != before
    tree.dragLeaveEvent(QDragLeaveEvent())
    assert corners() == before


def test_the_current_line_is_framed_while_keys_go_there(window: MainWindow, qtbot: QtBot) -> None:
    window.set_theme(theme.LIGHT)
    tree = window.facets.tree
    index = window.facets.model.index_of(node(window, "country", "Sudan"))
    tree.setCurrentIndex(index)

    def corner() -> str:
        return tree.viewport().grab(tree.visualRect(index)).toImage().pixelColor(1, 1).name()

    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert tree.hasFocus() and corner() == tree.palette().highlight().color().name()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert not tree.hasFocus() and corner() != tree.palette().highlight().color().name()


def test_publications_dropped_on_a_value_are_filed(window: MainWindow, qtbot: QtBot) -> None:
    assert takes(node(window, "country", "Sudan"))
    assert not any(takes(node(window, facet, name)) for facet, name in (("year", "2019"), ("notes", "without")))
    ids = tuple(window.pane.table.model().ids[:2])
    window.facets.tree.dropped.emit(node(window, "country", "Sudan"), ids)
    settle(qtbot, window)
    assert counts(window, "country")["Sudan"] == 3
    window.facets.tree.dropped.emit(next(n for n in window.facets.model.nodes if n.section == "trash"), ids)
    settle(qtbot, window)
    assert len(titles(window)) == 3
