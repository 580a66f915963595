"""Citations in documents, from the menu."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.documents import docx, member, odt, paragraphs
from tests.gui.conftest import answer_files, settle
from tipdesk.gui.main_window import MainWindow

TEXT = "Seen [@alpha, p. 4] and [@nobody; @beta]."


def document(kind: str, text: str = TEXT) -> bytes:
    return docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>") if kind == "docx" else odt(f"<text:p>{text}</text:p>")


@pytest.mark.parametrize(("kind", "name"), [("docx", "word/document.xml"), ("odt", "content.xml")])
def test_a_document_is_chosen_and_cited_in_the_chosen_style(window: MainWindow, qtbot: QtBot, tmp_path: Path, kind: str, name: str) -> None:
    source, target = tmp_path / f"draft.{kind}", tmp_path / f"draft cited.{kind}"
    source.write_bytes(document(kind))
    window.citation_choice.choose("chicago-author-date", locale="fr-FR")
    answer_files(source, lambda _dialog: QTimer.singleShot(50, lambda: answer_files(target)))
    window.actions_by_name["cite_document"].trigger()
    settle(qtbot, window)
    cited, listed = paragraphs(target.read_bytes(), name)
    assert cited == "Seen (Wren 2018, 4) and [@nobody; @beta]." and listed.startswith("Wren, Ada. 2018.")
    assert source.read_bytes() == document(kind)
    said = f"1 citations and 1 bibliography entries written to draft cited.{kind}."
    assert window.messages.label.text() == f"{said} Marks were left whose keys are no publication's, or that cannot be read: nobody."


def test_what_cannot_be_cited_is_said_and_nothing_is_written(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    source, target = tmp_path / "draft.docx", tmp_path / "paper.docx"
    source.write_bytes(document("docx", "Nothing here."))
    window.cite_commands.documents.cite(source, target)
    settle(qtbot, window)
    assert "holds no citation such as [@bird2020, p. 4]" in window.messages.label.text() and not target.exists()
    window.cite_commands.documents.cite(source, tmp_path / "paper.odt")
    settle(qtbot, window)
    assert "give paper.odt the ending .docx, and save that as another with LibreOffice" in window.messages.label.text()
    assert not (tmp_path / "paper.odt").exists()


def test_what_became_of_citations_since_the_last_time_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    source, target = tmp_path / "draft.docx", tmp_path / "paper.docx"
    source.write_bytes(document("docx", "Seen [@alpha, p. 4] and [@alpha]."))
    window.cite_commands.documents.cite(source, target)
    settle(qtbot, window)
    body = member(target.read_bytes(), "word/document.xml").decode().split("<w:body>")[1].split("<w:sectPr/>")[0]
    body = body.replace("ADDIN TIPDESK_CITE [@alpha] ", "ADDIN ").replace("2018, p. 4)", "2018, so p. 4)")
    source.write_bytes(docx(body))
    window.cite_commands.documents.cite(source, target)
    settle(qtbot, window)
    said = window.messages.label.text()
    assert "1 of the last time are not found any more, [@alpha]:" in said and "was changed by hand to (Wren, 2018, so p. 4)" in said
