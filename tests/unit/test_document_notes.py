"""Marks in documents become footnotes, and come back into the text."""

import io
import re
import zipfile
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import W, docx, footnotes, member, odt, others, packed
from tipdesk.domain.rich_text import Run
from tipdesk.formats import documents


def in_notes(data: bytes, kind: str, text: str = "Bird, Routes.", *, noted: bool = True) -> bytes:
    """The document with every mark cited alike, in footnotes or in the text."""
    document = documents.read(f"a.{kind}", data)
    return document.written([(Run(text),) for place in document.places for _ in place.marks], [], in_notes=noted)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def with_text(kind: str, *parts: str) -> bytes:
    """A document of one paragraph, in these runs or spans."""
    if kind == "docx":
        return docx(f"<w:p>{''.join(run(part) for part in parts)}</w:p>")
    return odt(f"<text:p>{''.join(f'<text:span>{escape(part)}</text:span>' for part in parts)}</text:p>")


def body(data: bytes) -> str:
    """The text of the first paragraph, with * for each footnote."""
    if b"content.xml" in data:
        content = re.sub(r"<text:note .*?</text:note>", "*", member(data, "content.xml").decode())
        return "".join(ElementTree.fromstring(content).itertext())
    content = member(data, "word/document.xml").decode()
    return "".join(
        ElementTree.fromstring(re.sub(r"<w:instrText.*?</w:instrText>", "", re.sub(r"<w:footnoteReference[^>]*>", "*", content))).itertext()
    )


def changed(data: bytes, name: str, old: str, new: str) -> bytes:
    """The document with other bytes in a part."""
    content = member(data, name).decode()
    assert old in content
    with zipfile.ZipFile(io.BytesIO(data)) as packed_:
        return packed({each: content.replace(old, new, 1) if each == name else packed_.read(each) for each in packed_.namelist()})


MAIN = "word/document.xml"
KINDS = pytest.mark.parametrize("kind", ["docx", "odt"])


@KINDS
@pytest.mark.parametrize(
    ("parts", "noted"),
    [
        (["Routes [@a, p. 4]. More"], "Routes.* More"),
        (["Routes", " ", "[@", "a]", ".", "” More"], "Routes.”* More"),
        (["Routes [@a] and"], "Routes* and"),
        (["Routes\u00a0[@a]; [@b]"], "Routes;**"),
        (["Routes.[@a] More, in Bird [@b]'s book"], "Routes.* More, in Bird*'s book"),
        (["Routes[@a], more"], "Routes*, more"),
        (["[@a]"], "*"),
    ],
)  # fmt: skip
def test_a_footnote_comes_behind_the_punctuation_and_the_citation_comes_back(kind: str, parts: list[str], noted: str) -> None:
    made = in_notes(with_text(kind, *parts), kind)
    assert body(made) == noted and set(footnotes(made)) == {"Bird, Routes."}
    assert body(in_notes(made, kind, "(1)", noted=False)) == re.sub(r"\[.*?\]", "(1)", "".join(parts))


PIECES = st.sampled_from(["[@a]", " [@b, p. 4].", "x [@c]", "[@", "]", "[", ".", ",", "’", "<&>", " ", "é🙂", "word", "\u00a0"])


@given(st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=6))
def test_whatever_became_footnotes_comes_back_as_it_was(parts: list[str]) -> None:
    for kind in ("docx", "odt"):
        data = with_text(kind, *parts)
        if not any(place.marks for place in documents.read(f"a.{kind}", data).places):
            continue
        made = in_notes(data, kind)
        assert body(in_notes(made, kind, "(1)", noted=False)) == body(in_notes(data, kind, "(1)", noted=False))
        again = in_notes(in_notes(made, kind, noted=False), kind)
        assert footnotes(again) == footnotes(made) and body(again) == body(made)
        assert others(in_notes(again, kind)) == others(again)


def test_a_word_document_without_footnotes_gets_a_part_for_them_in_its_own_styles() -> None:
    document, file = Document(), io.BytesIO()
    document.add_paragraph("Routes [@a].")
    text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH).style_id
    reference = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER).style_id
    document.save(file)
    made = in_notes(file.getvalue(), "docx")
    part = Document(io.BytesIO(made)).part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES)
    assert part.content_type == CONTENT_TYPE.WML_FOOTNOTES
    notes = ElementTree.fromstring(part.blob)
    assert [note.get(f"{{{W}}}type") for note in notes] == ["separator", "continuationSeparator", None]
    values = [each.get(f"{{{W}}}val") for name in ("pStyle", "rStyle") for each in notes.iter(f"{{{W}}}{name}")]
    assert values == [text, reference] and f'w:val="{reference}"'.encode() in member(made, "word/document.xml")


@KINDS
def test_the_author_s_footnotes_stay_between_those_that_are_made(kind: str) -> None:
    if kind == "docx":
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p>{run(text)}</w:p></w:footnote>' for number, text in ((7, "Mine"), (2, "In [@b]"))
        )
        refs = [f'<w:r><w:footnoteReference w:id="{number}"/></w:r>' for number in (7, 2)]
        data = docx(f"<w:p>{run('One [@a].')}{refs[0]}{run(' Two')}{refs[1]}{run(' three [@c].')}</w:p>", notes)
    else:
        note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body></text:note>"
        data = odt(f"<text:p>One [@a].{note.format('Mine')} Two{note.format('In [@b]')} three [@c].</text:p>")
    made = in_notes(data, kind)
    assert footnotes(made) == ["Bird, Routes.", "Mine", "In Bird, Routes.", "Bird, Routes."]
    assert [place.movable for place in documents.read(f"a.{kind}", made).places] == [True, False, False, True]
    assert footnotes(in_notes(made, kind, "(1)", noted=False)) == ["Mine", "In (1)"]


@KINDS
def test_a_footnote_with_words_of_the_author_s_is_the_author_s(kind: str) -> None:
    name, end = (
        ("word/footnotes.xml", "</w:p></w:footnote></w:footnotes>") if kind == "docx" else ("content.xml", "</text:p></text:note-body>")
    )
    words = f"{run(' More.')}{end}" if kind == "docx" else f" More.{end}"
    made = changed(in_notes(with_text(kind, "Routes [@a]."), kind), name, end, words)
    for noted in (True, False):
        again = in_notes(made, kind, "Kara.", noted=noted)
        assert footnotes(again) == ["Kara. More."] and body(again) == "Routes.*"


def test_a_footnote_that_another_program_made_plain_text_is_known_by_its_text() -> None:
    made = in_notes(with_text("docx", "Routes [@a]."), "docx")
    plain = changed(made, "word/footnotes.xml", "ADDIN TIPDESK_CITE [@a]", "PLAIN")
    plain = changed(plain, "word/footnotes.xml", member(plain, "word/footnotes.xml").decode(), PLAIN_NOTES.format("Bird,  Routes."))
    assert footnotes(in_notes(plain, "docx", "Kara.")) == ["Kara."]
    assert body(in_notes(plain, "docx", "(1)", noted=False)) == "Routes (1)."
    plain = changed(plain, "word/footnotes.xml", "Routes.", "Routes. My words.")
    assert documents.read("a.docx", plain).gone == ["[@a]"]
    assert footnotes(in_notes(plain, "docx", "Kara.")) == ["Bird,  Routes. My words."]


PLAIN_NOTES = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1"><w:p>{run("{}")}</w:p></w:footnote></w:footnotes>'


@KINDS
def test_a_footnote_that_was_deleted_is_not_made_again(kind: str) -> None:
    made = in_notes(with_text(kind, "Routes [@a]. Markets [@b]."), kind)
    name = "word/document.xml" if kind == "docx" else "content.xml"
    found = re.search(r"<w:footnoteReference[^>]*>|<text:note .*?</text:note>", member(made, name).decode())
    assert found
    again = in_notes(changed(made, name, found[0], ""), kind)
    assert body(again) == "Routes. Markets.*" and member(again, name).count(b"TIPDESK_NOTE") == 1


@KINDS
def test_where_no_footnote_can_be_the_citation_stays_in_the_text(kind: str) -> None:
    if kind == "docx":
        inside = f"<w:txbxContent><w:p>{run('In a box [@a].')}</w:p></w:txbxContent>"
        data = docx(f"<w:p><w:r><w:pict>{inside}</w:pict></w:r></w:p>")
    else:
        space = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
        data = odt(f"<draw:frame {space}><draw:text-box><text:p>In a box [@a].</text:p></draw:text-box></draw:frame>")
    assert [place.movable for place in documents.read(f"a.{kind}", data).places] == [False]
    assert body(in_notes(data, kind, "Bird, Routes")) == "In a box Bird, Routes."


@KINDS
@pytest.mark.parametrize("piece", ["[@a] ", "x [@a]."])
def test_many_footnotes_take_linear_time(kind: str, piece: str) -> None:
    made = in_notes(with_text(kind, piece * 5_000), kind)
    assert body(in_notes(made, kind, "(1)", noted=False)) == piece.replace("[@a]", "(1)") * 5_000


def test_a_footnote_that_another_program_refers_to_twice_stays_in_both_places() -> None:
    data = in_notes(with_text("docx", "Mine [@x]. ", "One [@a]."), "docx")
    [field] = re.findall(
        r'<w:r><w:fldChar w:fldCharType="begin"/></w:r>(?:(?!"begin").)*? \[@a\].*?"end"/></w:r>', member(data, MAIN).decode()
    )
    twice = changed(data, MAIN, field, field + field)
    made = member(in_notes(twice, "docx", "(1)", noted=False), MAIN).decode()
    assert re.findall('footnoteReference w:id="(.)"', made) == ["2", "2"] and body(twice).startswith("Mine.* One.**")
    before = changed(twice, MAIN, "<w:body><w:p>", f"<w:body><w:p>{run('[@new]')}")
    numbers = re.findall('footnoteReference w:id="(.)"', member(in_notes(before, "docx"), MAIN).decode())
    assert numbers[2] == numbers[3] and len(set(numbers)) == 3


@pytest.mark.parametrize("start", ["begin", "end"])
def test_a_field_around_a_footnote_may_begin_in_a_tracked_change(start: str) -> None:
    data = in_notes(with_text("docx", "One [@a]. Two"), "docx")
    piece = f'<w:r><w:fldChar w:fldCharType="{start}"/></w:r>'
    data = changed(data, MAIN, piece, f'<w:ins w:id="9" w:author="A">{piece}</w:ins>')
    assert body(in_notes(data, "docx", "(1)", noted=False)) == "One (1). Two"
    assert footnotes(in_notes(data, "docx", "Kara.")) == ["Kara."]


@pytest.mark.parametrize(("blanks", "back"), [('<text:s text:c="3"/>', 3), (' <text:s text:c="12"/>', 13), (" <text:s/>", 2)])
def test_several_blanks_before_a_mark_come_back(blanks: str, back: int) -> None:
    made = in_notes(odt(f"<text:p>One{blanks}[@a].</text:p>"), "odt")
    assert body(made) == "One.*"
    assert b'One<text:s text:c="%d"/><' % back in member(in_notes(made, "odt", "(1)", noted=False), "content.xml")


def test_a_citation_behind_an_emphasised_word_comes_back_without_its_look() -> None:
    spans = odt('<text:p><text:span text:style-name="T1">Two</text:span> [@a], three</text:p>')
    made = in_notes(in_notes(spans, "odt"), "odt", "(1)", noted=False)
    [emphasised] = re.findall(rb'<text:span text:style-name="T1">(.*?)</text:span>', member(made, "content.xml"))
    assert emphasised == b"Two" and body(made) == "Two (1), three"
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Two</w:t></w:r>"
    made = in_notes(in_notes(docx(f"<w:p>{bold}{run(' [@a], three')}</w:p>"), "docx"), "docx", "(1)", noted=False)
    assert member(made, MAIN).count(b"<w:b/>") == 1 and body(made) == "Two (1), three"


@KINDS
def test_a_citation_in_a_note_is_known_by_its_bookmark_where_another_program_lost_its_field(kind: str) -> None:
    """LibreOffice does, where it saves notes and frames as the other kind of document."""
    name = "word/footnotes.xml" if kind == "docx" else "content.xml"
    if kind == "docx":
        data = docx(f'<w:p>{run("One")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>', NOTE.format(2, run("So [@a, p. 4] and [@b].")))
    else:
        note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{}</text:p></text:note-body></text:note>"
        data = odt(f"<text:p>One{note.format('So [@a, p. 4] and [@b].')}</text:p>")
    made = in_notes(data, kind, noted=False)
    lost = re.sub("<text:reference-mark-[^>]*>|<w:r><w:fldChar[^>]*/></w:r>|<w:r><w:instrText.*?</w:r>", "", member(made, name).decode())
    plain = changed(made, name, member(made, name).decode(), lost)
    assert lost.count("TIPDESK_") == {"docx": 2, "odt": 5}[kind]
    again = in_notes(plain, kind, "(1)", noted=False)
    assert footnotes(again) == ["So (1) and (1)."] and documents.read(f"a.{kind}", again).places == documents.read(f"a.{kind}", made).places
    typed = changed(plain, name, "Bird, Routes.", "Bird, and others, Routes.")
    [place] = documents.read(f"a.{kind}", typed).places
    assert [(mark.text, mark.changed) for mark in place.marks] == [("[@a, p. 4]", "Bird, and others, Routes."), ("[@b]", "")]
    without = re.sub("<(?:w:bookmark|text:bookmark)[^>]*>", "", lost)
    document = documents.read(f"a.{kind}", changed(made, name, member(made, name).decode(), without))
    assert document.gone == ["[@a, p. 4]", "[@b]"]


NOTE = '<w:footnote w:id="{}"><w:p>{}</w:p></w:footnote>'


@KINDS
def test_a_footnote_runs_as_its_text_does(kind: str) -> None:
    made = with_text(kind, "Routes [@a].")
    name, told = (
        ("word/footnotes.xml", "<w:bidi/>") if kind == "docx" else ("content.xml", '<text:p text:style-name="Tipdesk_note_from_right">')
    )
    for text, is_from_right in (("محمد، كتاب.", True), ("Ibid.", False), ("محمد، كتاب.", True)):
        made = in_notes(made, kind, text)
        assert (told in member(made, name).decode()) == is_from_right and footnotes(made) == [text]


@KINDS
def test_a_footnote_with_words_of_the_author_s_in_its_citation_is_the_author_s(kind: str) -> None:
    name = "word/footnotes.xml" if kind == "docx" else "content.xml"
    made = changed(in_notes(with_text(kind, "Routes [@a]."), kind), name, "Bird, Routes.", "Bird, the famous Routes.")
    document = documents.read(f"a.{kind}", made)
    [place] = document.places
    assert (place.movable, place.note, [mark.changed for mark in place.marks]) == (False, "footnote", ["Bird, the famous Routes."])
    for noted in (True, False):
        again = document.written([None], [], in_notes=noted)
        assert footnotes(again) == ["Bird, the famous Routes."] and body(again) == "Routes.*"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"/><text:reference-mark-start', '"/>Mine: <text:reference-mark-start'),
        ("</text:p></text:note-body>", "!</text:p></text:note-body>"),
    ],
)
def test_words_at_the_edges_of_a_citation_in_a_footnote_are_the_author_s(old: str, new: str) -> None:
    made = changed(in_notes(with_text("odt", "Routes [@a]."), "odt"), "content.xml", old, new)
    for noted in (True, False):
        assert footnotes(in_notes(made, "odt", "Kara.", noted=noted)) == ["Mine: Kara." if "Mine" in new else "Kara.!"]
