"""References shown with their italics: text is put in piece by piece, and never read as HTML by Qt, which would load what that names."""

from collections.abc import Sequence
from html.parser import HTMLParser

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPalette, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from tipdesk.gui.text import right_to_left

ITALIC, BOLD, UNDER, UP, DOWN, SMALL = "italic", "bold", "underline", "superscript", "subscript", "small capitals"
_TAGS = {"em": ITALIC, "i": ITALIC, "strong": BOLD, "b": BOLD, "u": UNDER, "sup": UP, "sub": DOWN}
Piece = tuple[str, frozenset[str]]  # text, and how it looks


class _Reader(HTMLParser):
    """Knows the few tags that pandoc writes into references; of all others only the text counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._open: list[tuple[str, str]] = []  # tag, look

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = dict(attrs).get("style") or ""
        look = SMALL if "small-caps" in style else UNDER if "underline" in style else _TAGS.get(tag, "")
        if tag not in ("br", "img", "hr"):
            self._open.append((tag, look))

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.pieces.append((data.replace("\n", " "), frozenset(look for _, look in self._open if look)))


def pieces(html: str) -> list[Piece]:
    """A reference in pandoc's HTML as pieces of text."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.pieces
    while found and not found[-1][0].strip():
        found.pop()
    return [*found[:-1], (found[-1][0].rstrip(), found[-1][1])] if found else []


class FormattedText(QTextEdit):
    """Shows paragraphs of pieces, read only, as high as they need up to a number of lines."""

    def __init__(self, name: str, most_lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_lines = most_lines
        self._wanted = 0  # height in pixels
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(2)

    def show_paragraphs(self, paragraphs: Sequence[Sequence[Piece]]) -> None:
        """Each paragraph runs in the direction of its own text."""
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.setCharFormat(QTextCharFormat())
        for number, paragraph in enumerate(paragraphs):
            block = QTextBlockFormat()
            rtl = right_to_left("".join(text for text, _ in paragraph))
            block.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
            block.setTopMargin(4 if number else 0)
            if number:
                cursor.insertBlock(block)
            else:
                cursor.setBlockFormat(block)
            text = ""
            for piece, looks in paragraph:
                shown = piece if text and not text[-1].isspace() else piece.lstrip()
                cursor.insertText(shown, _format(looks))
                text += shown
        self._fit()

    def show_remark(self, text: str) -> None:
        """A sentence about why there is nothing to show."""
        self.show_paragraphs([[(text, frozenset())]] if text else [])
        self.fade()

    def fade(self) -> None:
        """What is shown does not count any more; it keeps its place until something else comes."""
        faint = QTextCharFormat()
        faint.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeCharFormat(faint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:
        """As wide as there is room, as high as the text."""
        return QSize(200, self._wanted)

    def minimumSizeHint(self) -> QSize:
        """Two lines, where room is short."""
        return QSize(100, min(self._wanted, self.fontMetrics().lineSpacing() * 2 + 6))

    def _fit(self) -> None:
        document = self.document()
        document.setTextWidth(self.viewport().width())
        line = self.fontMetrics().lineSpacing()
        self._wanted = min(round(document.size().height()) + 2, line * self._most_lines + 6)
        self.setMaximumHeight(self._wanted)
        self.updateGeometry()


def _format(looks: frozenset[str]) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setFontItalic(ITALIC in looks)
    made.setFontUnderline(UNDER in looks)
    if BOLD in looks:
        made.setFontWeight(QFont.Weight.Bold)
    if SMALL in looks:
        made.setFontCapitalization(QFont.Capitalization.SmallCaps)
    if UP in looks or DOWN in looks:
        up = QTextCharFormat.VerticalAlignment.AlignSuperScript
        made.setVerticalAlignment(up if UP in looks else QTextCharFormat.VerticalAlignment.AlignSubScript)
    return made
