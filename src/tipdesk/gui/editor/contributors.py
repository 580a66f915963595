"""The contributors of a publication: one line each, with its role and whether it is a person or an organisation."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from tipdesk.domain.names import AUTHOR, ROLES, Contributor, Name, Organisation, Person
from tipdesk.domain.written_names import format_name, parse_name
from tipdesk.gui.editor.fields import UndoLeaver, set_direction


def flipped(name: Name) -> Name:
    """A person as an organisation of the same written name, or an organisation as a person."""
    if isinstance(name, Person):
        return Organisation(" ".join(filter(None, (name.given, name.prefix, name.family, name.suffix))))
    *given, family = name.name.split() or [""]
    return Person(family, " ".join(given))


class _Row(QWidget):
    """One contributor; an empty line for a new one."""

    changed = Signal()
    removed = Signal()

    def __init__(self, contributor: Contributor | None, complete: Callable[[str], list[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.contributor = contributor
        self._complete = complete
        self.line = QLineEdit(format_name(contributor.name) if contributor else "", self)
        self.line.setAccessibleName(self.tr("Contributor") if contributor else self.tr("Add contributor"))
        self.line.setPlaceholderText("" if contributor else self.tr("Add: Family, Given or an organisation"))
        self.line.setCursorPosition(0)
        self.line.installEventFilter(UndoLeaver(self.line))
        set_direction(self.line, self.line.text())
        self.line.editingFinished.connect(self.commit)
        self.line.textEdited.connect(self._offer)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._kind = QToolButton(self)
        self._kind.setAutoRaise(True)
        self._kind.clicked.connect(self._flip)
        layout.addWidget(self._kind)
        layout.addWidget(self.line, 1)
        if contributor is None:
            self._kind.setEnabled(False)
            self._kind.setIcon(QIcon.fromTheme("list-add"))
            self._kind.setAccessibleName(self.tr("Add contributor"))
        else:
            self._decorate(contributor, layout)
        for stop in (self.line, *self.findChildren(QToolButton)):
            stop.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the form has Tab go here

    def _decorate(self, contributor: Contributor, layout: QHBoxLayout) -> None:
        is_person = isinstance(contributor.name, Person)
        self._kind.setIcon(QIcon.fromTheme("user" if is_person else "building"))
        other = self.tr("Person; press to make it an organisation") if is_person else self.tr("Organisation; press to make it a person")
        self._kind.setToolTip(other)
        self._kind.setAccessibleName(other)
        role = QToolButton(self)
        role.setAutoRaise(True)
        role.setText(contributor.role)
        role.setAccessibleName(self.tr("Role: {}").format(contributor.role))
        role.setToolTip(self.tr("Role"))
        role.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(role)
        for name in ROLES:
            menu.addAction(name).triggered.connect(partial(self._set_role, name))
        role.setMenu(menu)
        remove = QToolButton(self)
        remove.setAutoRaise(True)
        remove.setText("×")
        remove.setAccessibleName(self.tr("Remove {}").format(contributor.name.sorted_name))
        remove.setToolTip(remove.accessibleName())
        remove.clicked.connect(self.removed)
        layout.addWidget(role)
        layout.addWidget(remove)

    @property
    def pending(self) -> bool:
        shown = format_name(self.contributor.name) if self.contributor else ""
        return self.line.text().strip() != shown

    def commit(self) -> None:
        text = self.line.text().strip()
        if not self.pending:
            return
        if not text:
            self.removed.emit()
            return
        role = self.contributor.role if self.contributor else AUTHOR
        self._set(Contributor(parse_name(text), role))

    def _flip(self) -> None:
        if self.contributor:
            self._set(replace(self.contributor, name=flipped(self.contributor.name)))

    def _set_role(self, role: str, _checked: bool = False) -> None:
        if self.contributor:
            self._set(replace(self.contributor, role=role))

    def _set(self, contributor: Contributor) -> None:
        self.contributor = contributor
        self.line.setText(format_name(contributor.name))
        self.changed.emit()

    def _offer(self, text: str) -> None:
        set_direction(self.line, text)
        if len(text) < 2:
            return
        if self.line.completer() is None:
            completer = QCompleter(QStringListModel(self.line), self.line)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            completer.activated.connect(lambda _text: self.commit(), Qt.ConnectionType.QueuedConnection)
            self.line.setCompleter(completer)
        model = self.line.completer().model()
        assert isinstance(model, QStringListModel)
        model.setStringList(self._complete(text))


class ContributorsField(QWidget):
    """All contributors in order, and an empty line for the next; `committed` hands over the whole tuple."""

    committed = Signal(object)

    def __init__(self, complete: Callable[[str], list[str]], parent: QWidget | None = None) -> None:
        """`complete` gives written names that begin with a text, at once."""
        super().__init__(parent)
        self._complete = complete
        self._rows: list[_Row] = []
        self._shown: tuple[Contributor | None, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.setAccessibleName(self.tr("Contributors"))

    @property
    def pending(self) -> bool:
        """Is there a typed name that was not committed?"""
        return any(row.pending for row in self._rows)

    def set_value(self, value: Any) -> None:
        """Show these contributors; the cursor stays in its line, and goes on from one that was added to the next."""
        there = (*value, None)
        if there == self._shown == tuple(row.contributor for row in self._rows) and not self.pending:
            return
        self._shown = there
        focus = self.focusWidget()
        at = next((number for number, row in enumerate(self._rows) if focus is not None and row.isAncestorOf(focus)), -1)
        in_last, had_focus = at == len(self._rows) - 1, at >= 0 and focus is not None and focus.hasFocus()
        for row in self._rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for contributor in there:
            row = _Row(contributor, self._complete, self)
            row.changed.connect(self._changed)
            row.removed.connect(lambda row=row: self._remove(row))
            self._layout.addWidget(row)
            row.show()
            self._rows.append(row)
        self.setFocusProxy(self._rows[0].line)
        if had_focus:
            self._rows[-1 if in_last else min(at, len(self._rows) - 1)].line.setFocus()

    def commit(self) -> None:
        """Hand over what was typed in any line."""
        for row in tuple(self._rows):
            row.commit()

    def _changed(self) -> None:
        self.committed.emit(tuple(row.contributor for row in self._rows if row.contributor))

    def _remove(self, row: _Row) -> None:
        row.contributor = None
        self._changed()
