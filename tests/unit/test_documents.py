"""Marks in documents are found however they are split, and all that is no mark stays as it is."""

import io
import re
import zipfile
from dataclasses import replace
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import docx, member, odt, others, packed, paragraphs
from tipdesk.domain import directions
from tipdesk.domain.rich_text import ITALIC, RIGHT_TO_LEFT, SUPERSCRIPT, Run, joined
from tipdesk.formats import documents
from tipdesk.formats.office import BrokenDocument

CITED = (Run("(Bird, "), Run("2020", frozenset((ITALIC,))), Run(")"))
ENTRY = (Run("Bird, L. "), Run("Smuggling", frozenset((ITALIC,))), Run("2", frozenset((SUPERSCRIPT,))))


def run(text: str, look: str = "", preserve: bool = True) -> str:
    space = ' xml:space="preserve"' if preserve else ""
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t{space}>{escape(text)}</w:t></w:r>"


def marks(data: bytes, name: str) -> list[str]:
    return [mark.text for place in documents.read(name, data).places for mark in place.marks]


def cited(data: bytes, name: str, again: str = "") -> bytes:
    """The document with every mark cited alike, and one entry."""
    document = documents.read(name, data)
    text = CITED if not again else (Run(again),)
    return document.written([text for place in document.places for _ in place.marks], [ENTRY])


SPLIT = (
    '<w:p><w:pPr><w:pStyle w:val="Body"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>See</w:t><w:tab/>'
    '<w:t xml:space="preserve"> [@bi</w:t></w:r>'
    '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="7" w:name="x"/>'
    + run("rd2020", "<w:i/>")
    + '<w:bookmarkEnd w:id="7"/>'
    + run(", p. 4] and", preserve=False)
    + run(" a [@b], [@c] &amp; x".replace("&amp;", "&"))
    + "</w:p>"
)


def test_a_mark_that_word_has_split_is_one() -> None:
    data = docx(SPLIT)
    assert marks(data, "a.docx") == ["[@bird2020, p. 4]", "[@b]", "[@c]"]
    made = cited(data, "a.docx")
    assert paragraphs(made)[0] == "See (Bird, 2020) and a (Bird, 2020), (Bird, 2020) & x"
    text = member(made, "word/document.xml").decode()
    assert '<w:bookmarkStart w:id="7" w:name="x"/>' in text and "<w:tab/>" in text and '<w:pStyle w:val="Body"/>' in text
    assert '<w:rPr><w:b/><w:i/></w:rPr><w:t xml:space="preserve">2020</w:t>' in text  # the mark's own look, and the citation's
    assert "ADDIN TIPDESK_CITE [@bird2020, p. 4] " in text
    assert ' xml:space="preserve"> and</w:t>' in text  # or Word would swallow the blank
    assert others(made, "word/document.xml") == others(data, "word/document.xml")


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_document_is_cited_again_after_changes(kind: str) -> None:
    if kind == "docx":
        data, name = docx(SPLIT + f"<w:p>{run('[@@bibliography]')}</w:p><w:p>{run('End')}</w:p>"), "word/document.xml"
    else:
        data = odt(
            "<text:p>See <text:span>[@bi</text:span>rd2020, p. 4] and a [@b]</text:p><text:p>[@@bibliography]</text:p><text:p>End</text:p>"
        )
        name = "content.xml"
    file = f"a.{kind}"
    once = cited(data, file)
    assert marks(once, file) == marks(data, file)
    assert paragraphs(once, name)[-2:] == ["Bird, L. Smuggling2", "End"]
    assert member(cited(once, file), name) == member(once, name)
    other = cited(once, file, "[1]")
    assert paragraphs(other, name) == [line.replace("(Bird, 2020)", "[1]") for line in paragraphs(once, name)]
    assert member(cited(other, file), name) == member(once, name)


def test_marks_in_notes_tables_and_what_is_tracked() -> None:
    body = (
        f'<w:p>{run("One [@a]")}<w:r><w:footnoteReference w:id="3"/></w:r>{run(" two ")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        f'<w:tbl><w:tr><w:tc><w:p><w:ins w:id="1">{run("[@b")}</w:ins>{run("]")}</w:p></w:tc></w:tr></w:tbl>'
        '<w:p><w:del w:id="2"><w:r><w:delText>[@no]</w:delText></w:r></w:del>'
        '<w:moveFrom w:id="4"><w:r><w:t>[@no]</w:t></w:r></w:moveFrom></w:p>'
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run("[@no]")}<w:r><w:fldChar w:fldCharType="end"/></w:r>{run(" [@c]")}</w:p>'
    )
    notes = (
        f'<w:footnote w:id="2"><w:p>{run("Plain")}</w:p></w:footnote>'
        f'<w:footnote w:id="3"><w:p>{run("In [@d] and [@e].")}</w:p></w:footnote>'
    )
    data = docx(body, notes)
    places = documents.read("a.docx", data).places
    assert [(bool(place.note), [mark.text for mark in place.marks]) for place in places] == [
        (False, ["[@a]"]), (True, ["[@d]", "[@e]"]), (True, []), (False, ["[@b]"]), (False, ["[@c]"]),
    ]  # fmt: skip
    made = cited(data, "a.docx")
    assert paragraphs(made, "word/footnotes.xml") == ["Plain", "In (Bird, 2020) and (Bird, 2020)."]
    assert b"<w:delText>[@no]</w:delText>" in member(made, "word/document.xml")
    assert paragraphs(made)[1] == "(Bird, 2020)"


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_new_mark_before_an_old_citation_comes_first(kind: str) -> None:
    file, name = f"a.{kind}", "word/document.xml" if kind == "docx" else "content.xml"
    data = docx(f"<w:p>{run('Here [@b]')}</w:p>") if kind == "docx" else odt("<text:p>Here [@b]</text:p>")
    once = cited(data, file)
    changed = member(once, name).replace(b"Here ", b"Here [@a] and ")
    with zipfile.ZipFile(io.BytesIO(once)) as old:
        data = packed({each: changed if each == name else old.read(each) for each in old.namelist()})
    assert marks(data, file) == ["[@a]", "[@b]"]
    made = documents.read(file, data).written([(Run("1"),), (Run("2"),)], [])
    assert paragraphs(made, name)[0] == "Here 1 and 2"


def test_a_comment_on_a_citation_stays_when_it_is_cited_again() -> None:
    once = cited(docx(f"<w:p>{run('[@a]')}</w:p>"), "a.docx")
    commented = member(once, "word/document.xml").replace(b"(Bird, ", b'(Bi</w:t></w:r><w:commentRangeStart w:id="5"/><w:r><w:t>rd, ')
    with zipfile.ZipFile(io.BytesIO(once)) as old:
        data = packed({name: commented if name == "word/document.xml" else old.read(name) for name in old.namelist()})
    again = cited(data, "a.docx", "[1]")
    assert paragraphs(again)[0] == "[1]" and b'<w:commentRangeStart w:id="5"/>' in member(again, "word/document.xml")


def test_what_libreoffice_does_to_a_citation_is_no_obstacle() -> None:
    once = cited(odt("<text:p>See [@a] and more.</text:p>"), "a.odt")
    content = member(once, "content.xml").decode()
    start, end = content.index("<field:fieldmark-start"), content.index("<field:fieldmark-end")
    half = content[start:end].index("Bird") + start
    split = f"{content[:start]}<text:span>{content[start:half]}</text:span>{content[half:]}"  # the first half was made bold
    with zipfile.ZipFile(io.BytesIO(once)) as old:
        data = packed({name: split if name == "content.xml" else old.read(name) for name in old.namelist()})
    assert paragraphs(cited(data, "a.odt", "[1]"), "content.xml")[0] == "See [1] and more."


ODT_BODY = (
    "<text:tracked-changes><text:changed-region><text:deletion><text:p>[@no]</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    '<text:p>One<text:s/>[@a]<office:annotation><text:p>[@no]</text:p></office:annotation><text:note text:note-class="footnote">'
    "<text:note-citation>1</text:note-citation><text:note-body><text:p>In [@b].</text:p></text:note-body></text:note> and [@c]</text:p>"
    "<text:p><text:note><text:note-citation>2</text:note-citation><text:note-body><text:p>No</text:p></text:note-body></text:note></text:p>"
)


def test_marks_of_an_opendocument_text_come_in_the_order_of_reading() -> None:
    data = odt(ODT_BODY)
    places = documents.read("a.odt", data).places
    assert [(bool(place.note), [mark.text for mark in place.marks]) for place in places] == [
        (False, ["[@a]"]), (True, ["[@b]"]), (False, ["[@c]"]), (True, []),
    ]  # fmt: skip
    made = cited(data, "a.odt")
    assert others(made, "content.xml") == others(data, "content.xml")
    assert member(made, "content.xml").count(b"[@no]") == 2
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert file.namelist()[0] == "mimetype"


PIECES = st.sampled_from(["[@a]", "[@b, p. 4; see @c]", "[@", "]", "@a", "x@y.z", "<&>", " ", "é🙂", "[", "word", "[none]", "\u00a0", '"'])
SENTENCE = st.lists(PIECES, max_size=8).map("".join)


@given(st.lists(st.lists(st.tuples(SENTENCE, st.booleans()), max_size=4), min_size=1, max_size=4), st.sampled_from(["docx", "odt"]))
def test_the_text_around_the_marks_is_unchanged(written: list[list[tuple[str, bool]]], kind: str) -> None:
    """Whatever runs or spans it is split into: what was between the marks is there again, in its order, and nothing else."""
    if kind == "docx":
        name = "word/document.xml"
        data = docx("".join(f"<w:p>{''.join(run(text, '<w:i/>' if look else '') for text, look in parts)}</w:p>" for parts in written))
    else:
        name = "content.xml"
        spans = ("".join(f"<text:span>{escape(t)}</text:span>" if look else escape(t) for t, look in parts) for parts in written)
        data = odt("".join(f"<text:p>{text}</text:p>" for text in spans))
    document = documents.read(f"a.{kind}", data)
    found = [mark.text for place in document.places for mark in place.marks]
    made = document.written([(Run("\ue000"),) for _ in found], [])
    wanted = ["".join(text for text, _ in parts) for parts in written]
    rest = iter(found)
    assert ["".join(next(rest) if letter == "\ue000" else letter for letter in line) for line in paragraphs(made, name)] == wanted
    assert others(made, name) == others(data, name)
    kept = document.written([None for _ in found], [])
    assert member(kept, name) == member(data, name)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.docx", b"", "no document"),
        ("a.docx", b"PK\x03\x04 and nothing", "no document"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted or an old Word file"),
        ("a.docx", packed({"word/document.xml": "<w:document"}), "no well-formed XML"),
        ("a.docx", packed({"word/document.xml": "<a/>"}), "not written as Word writes it"),
        ("a.docx", packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "document type"),
        ("a.docx", packed({"word/document.xml": '<?xml version="1.0" encoding="latin-1"?><a/>'}), "not in UTF-8"),
        ("a.docx", packed({"word/document.xml": "<a/>".encode("utf-16")}), "not in UTF-8"),
        ("a.docx", packed({"x": "y"}), "has no word/document.xml"),
        ("a.docx", packed({"word/document.xml": " " * (65 * 1024 * 1024)}), "larger than 64 MB"),
        ("a.odt", packed({"content.xml": "<a/>"}), "no OpenDocument text"),
        ("a.odt", packed({"META-INF/manifest.xml": "<encryption-data/>", "content.xml": "<a/>"}), "encrypted"),
        ("a.odt", docx(""), "has no content.xml"),
        ("a.doc", b"", r"\*.docx and \*.odt"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_on_is_refused_in_a_sentence(name: str, data: bytes, why: str) -> None:
    with pytest.raises(BrokenDocument, match=why):
        documents.read(name, data)


def test_a_reference_in_a_mark_is_replaced_whole() -> None:
    made = cited(docx("<w:p><w:r><w:t>As [law &amp; order @a, pp. 4 &#38; 5] &amp; more</w:t></w:r></w:p>"), "a.docx")
    assert paragraphs(made)[0] == "As (Bird, 2020) & more"
    made = cited(odt("<text:p>As [law &amp; order @a, pp. 4 &#38; 5] &amp; more</text:p>"), "a.odt")
    assert paragraphs(made, "content.xml")[0] == "As (Bird, 2020) & more"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("[@a,</w:t><w:br/><w:t>p. 4]", ["[@a, p. 4]"]),
        ("[@a; and others]", ["[@a; and others]"]),
        ("[@a] [1] [@@spine] [x]", []),
        ("As @a says, x@b.org and [@c] or @d", ["@a", "@d"]),
        ("See [@@bibliography]", ["[@@bibliography]"]),
    ],
)
def test_what_looks_like_a_mark_and_is_none_is_told(inside: str, told: list[str]) -> None:
    assert list(documents.read("a.docx", docx(f"<w:p><w:r><w:t>{inside}</w:t></w:r></w:p>")).spoilt) == told


def test_utf_16_without_a_mark_and_damaged_lzma_are_refused() -> None:
    whole = docx(f"<w:p>{run('[@a]')}</w:p>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("word/document.xml", member(whole, "word/document.xml") * 3)
    data = bytearray(out.getvalue())
    start = data.index(b"word/document.xml") + len("word/document.xml") + 12
    data[start : start + 40] = bytes(40)
    with pytest.raises(BrokenDocument, match="damaged"):
        documents.read("a.docx", bytes(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", member(whole, "word/document.xml").decode().encode("utf-16-be"))
    with pytest.raises(BrokenDocument, match="not in UTF-8"):
        documents.read("a.docx", out.getvalue())


BEGUN = '<text:reference-mark-start text:name="TIPDESK_CITE [@a] #{0}"/>', '<text:reference-mark-end text:name="TIPDESK_CITE [@a] #{0}"/>'


def test_of_citations_in_each_other_the_last_that_begins_counts() -> None:
    begun = "".join(BEGUN[0].format(number) + "x" for number in range(20_000))
    ended = "".join(BEGUN[1].format(number) for number in range(20_000))
    made = cited(odt(f"<text:p>{begun}</text:p><text:p>{begun}{ended} and [@b]</text:p>"), "a.odt")
    assert paragraphs(made, "content.xml")[:2] == ["x" * 20_000, "x" * 19_999 + "(Bird, 2020) and (Bird, 2020)"]


def test_a_note_in_a_citation_stays_and_is_cited() -> None:
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In [@b].</text:p></text:note-body></text:note>"
    data = odt(f"<text:p>See {BEGUN[0].format(1)}(Old{note} 2019){BEGUN[1].format(1)}.</text:p>")
    assert paragraphs(cited(data, "a.odt"), "content.xml")[:2] == ["See (Bird, 2020)1In (Bird, 2020)..", "In (Bird, 2020)."]


def retold(data: bytes, name: str, old: str, new: str) -> bytes:
    """The document with other bytes in a part, in its last place."""
    before, found, behind = member(data, name).decode().rpartition(old)
    assert found
    with zipfile.ZipFile(io.BytesIO(data)) as packed_:
        return packed({each: f"{before}{new}{behind}" if each == name else packed_.read(each) for each in packed_.namelist()})


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_what_is_written_into_the_bibliography_goes_with_it_and_is_told(kind: str) -> None:
    name, end = ("word/document.xml", "</w:p><w:sectPr/>") if kind == "docx" else ("content.xml", "</text:p></office:text>")
    data = docx(f"<w:p>{run('See [@a].')}</w:p>") if kind == "docx" else odt("<text:p>See [@a].</text:p>")
    once = cited(data, f"a.{kind}")
    assert not documents.read(f"a.{kind}", once).corrected
    behind = retold(once, name, end, (run("Also [@b].") if kind == "docx" else "Also [@b].") + end)
    for typed, text in (
        (behind, "Bird, L. Smuggling2Also [@b]."),
        (retold(once, name, "Bird, L.", "Bird, Lucia"), "Bird, Lucia Smuggling2"),
    ):
        assert documents.read(f"a.{kind}", typed).corrected == [text]
        assert marks(typed, f"a.{kind}") == ["[@a]"] and member(cited(typed, f"a.{kind}"), name) == member(once, name)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_citation_with_words_of_the_author_s_is_known(kind: str) -> None:
    name = "word/document.xml" if kind == "docx" else "content.xml"
    data = docx(f"<w:p>{run('See [@a] and [@b].')}</w:p>") if kind == "docx" else odt("<text:p>See [@a] and [@b].</text:p>")
    once = cited(data, f"a.{kind}")
    typed = retold(once, name, "(Bird, ", "(then Bird, ")
    document = documents.read(f"a.{kind}", typed)
    assert [(mark.text, mark.changed) for place in document.places for mark in place.marks] == [("[@a]", ""), ("[@b]", "(then Bird, 2020)")]
    assert [place.movable for place in document.places] == [True, False]
    again = document.written([(Run("[1]"),), None], [ENTRY])
    assert paragraphs(again, name)[0] == "See [1] and (then Bird, 2020)."
    assert [mark.changed for place in documents.read(f"a.{kind}", again).places for mark in place.marks] == ["", "(then Bird, 2020)"]


def test_a_section_that_ends_with_the_bibliography_still_ends_there() -> None:
    ends = "<w:pPr><w:sectPr/></w:pPr>"
    once = cited(docx(f"<w:p>{run('See [@a].')}</w:p><w:p>{ends}{run('[@@bibliography]')}</w:p><w:p>{run('End')}</w:p>"), "a.docx")
    assert paragraphs(once) == ["See (Bird, 2020).", "Bird, L. Smuggling2", "", "End"]
    content = member(once, "word/document.xml").decode()
    entry = content.index("<w:p>", content.index("ADDIN TIPDESK_CITE"))
    content = content[:entry] + re.sub(r"<w:pPr>.*?</w:pPr>", ends, content[entry:].replace(f"<w:p>{ends}</w:p>", "", 1), count=1)
    with zipfile.ZipFile(io.BytesIO(once)) as old:
        data = packed({each: content if each == "word/document.xml" else old.read(each) for each in old.namelist()})
    again = cited(data, "a.docx")  # the section was made to end in the last entry
    assert paragraphs(again) == paragraphs(once) and member(again, "word/document.xml").count(ends.encode()) == 1


def test_a_damaged_part_is_refused_before_anything_is_written() -> None:
    data = bytearray(docx(f"<w:p>{run('[@a]')}</w:p>"))
    place = data.index(b"word/media/image.png") + 40
    data[place] ^= 0xFF
    with pytest.raises(BrokenDocument, match="damaged"):
        cited(bytes(data), "a.docx")


@pytest.mark.parametrize("piece", ["[@a] ", "[@", "[", "&amp;", "\r\n"])
def test_a_hostile_document_takes_linear_time(piece: str) -> None:
    assert cited(docx(f"<w:p><w:r><w:t>{piece * 20_000}</w:t></w:r></w:p>"), "a.docx")
    assert cited(odt(f"<text:p>{piece * 20_000}</text:p>"), "a.odt")


def test_a_document_that_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(BrokenDocument, match="deep in each other"):
        documents.read("a.docx", docx("<w:p>" * 50_000 + "</w:p>" * 50_000))


def tracked(*inside: str) -> str:
    """Runs in changes of their own, as LibreOffice and Word write a field that was put in while changes were tracked."""
    return "".join(f'<w:ins w:id="{number}" w:author="A">{each}</w:ins>' for number, each in enumerate(inside, 90))


@pytest.mark.parametrize("apart", [(1, 4), (1, 2, 4), (0, 1, 2, 3), ()])
def test_a_citation_is_renewed_whose_field_begins_in_a_tracked_change_and_ends_in_another(apart: tuple[int, ...]) -> None:
    field = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    code = '<w:r><w:instrText xml:space="preserve"> ADDIN TIPDESK_CITE [@a] </w:instrText></w:r>'
    pieces = [field[0], code, field[1], run("(Bird,") + run(" 2019)"), field[2]]
    data = docx(f"<w:p>{run('See ')}{''.join(tracked(p) if n in apart else p for n, p in enumerate(pieces))}{run('.')}</w:p>")
    once = cited(data, "a.docx")
    assert paragraphs(once)[0] == "See (Bird, 2020)."
    assert marks(once, "a.docx") == ["[@a]"] and paragraphs(cited(once, "a.docx", "[1]"))[0] == "See [1]."


def test_a_footnote_that_the_author_puts_into_a_citation_stays() -> None:
    once = cited(docx(f"<w:p>{run('See [@a].')}</w:p>", f'<w:footnote w:id="3"><w:p>{run("Mine [@b].")}</w:p></w:footnote>'), "a.docx")
    reference = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    content = member(once, "word/document.xml").decode().replace("2020</w:t></w:r>", f"2020</w:t></w:r>{reference}")
    with zipfile.ZipFile(io.BytesIO(once)) as old:
        data = packed({name: content if name == "word/document.xml" else old.read(name) for name in old.namelist()})
    assert marks(data, "a.docx") == ["[@a]", "[@b]"]
    made = cited(data, "a.docx", "[1]")
    assert paragraphs(made)[0] == "See [1]." and reference in member(made, "word/document.xml").decode()
    assert paragraphs(made, "word/footnotes.xml") == ["Mine [1]."]


def test_a_text_box_that_word_writes_twice_is_cited_once() -> None:
    box = f"<w:txbxContent><w:p>{run('Box [@a].')}</w:p></w:txbxContent>"
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    shown = f'<mc:AlternateContent xmlns:mc="{space}"><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>'
    data = docx(f"<w:p>{run('One [@b] ')}<w:r>{shown}</w:r>{run(' and [@c].')}</w:p>")
    assert marks(data, "a.docx") == ["[@b]", "[@a]", "[@c]"]
    made = documents.read("a.docx", data).written([(Run(text),) for text in "123"], [])
    assert paragraphs(made) == ["One 1 Box 2.Box 2. and 3.", "Box 2.", "Box 2.", ""]  # the last says which citation is in which bookmark
    again = documents.read("a.docx", made).written([(Run(text),) for text in "456"], [])
    assert paragraphs(again) == ["One 4 Box 5.Box 5. and 6.", "Box 5.", "Box 5.", ""]


DRAW = 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'


def test_an_index_is_left_to_the_program_that_makes_it_anew() -> None:
    """Or a style for notes would say `ibid.` of what a table of contents cites."""
    index = "<text:table-of-content><text:index-body><text:p>Routes [@a] 1</text:p></text:index-body></text:table-of-content>"
    data = odt(f"{index}<text:h>Routes [@a]</text:h>")
    assert marks(data, "a.odt") == ["[@a]"] and paragraphs(cited(data, "a.odt"), "content.xml")[0] == "Routes [@a] 1"


@pytest.mark.parametrize("shape", ["frame", "custom-shape"])
def test_in_frames_of_opendocument_texts_a_citation_stands_in_a_reference_mark_because_libreoffice_loses_fields(shape: str) -> None:
    inside = "<text:p>Box [@b].</text:p>"
    inside = f"<draw:text-box>{inside}</draw:text-box>" if shape == "frame" else inside
    data = odt(f"<text:p>One [@a]</text:p><draw:{shape} {DRAW}>{inside}</draw:{shape}>")
    assert [place.movable for place in documents.read("a.odt", data).places] == [True, False]
    once = cited(data, "a.odt")
    assert re.findall("(?:value|:reference-mark-start text:name)=.([^/]*?) 4d64886c", member(once, "content.xml").decode())[:2] == [
        "ADDIN TIPDESK_CITE [@a]", "TIPDESK_CITE [@b]",
    ]  # fmt: skip
    assert paragraphs(cited(once, "a.odt", "[1]"), "content.xml")[:2] == ["One [1]", "Box [1]."]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Bird, L. (2020).", [("Bird, L. (2020).", False)]),
        ("(محمد، 2015, ch. 3)", [("(محمد، 2015, ", True), ("ch", False), (". 3)", True)]),
        ("(see محمد 2015 علي, 2015)", [("(see ", False), ("محمد 2015 علي", True), (", 2015)", False)]),
        ("[1] לוי. Two words. 2015.", [("[1] לוי. ", True), ("Two words", False), (". 2015.", True)]),
        ("12 – 34", [("12 – 34", False)]),
    ],
)  # fmt: skip
def test_signs_run_with_the_letters_around_them_or_as_the_text_begins(text: str, parts: list[tuple[str, bool]]) -> None:
    found = directions.directed((Run(text[:2], frozenset((ITALIC,))), Run(text[2:])))
    found = joined([replace(run, looks=run.looks - {ITALIC}) for run in found])
    assert [(run.text, RIGHT_TO_LEFT in run.looks) for run in found] == parts


ARABIC = (Run("محمد. "), Run("الاتجار", frozenset((ITALIC,))), Run(". "), Run("https://doi.org/10.1/2", link="https://doi.org/10.1/2"))


def test_entries_and_citations_of_a_word_document_run_as_their_text_does() -> None:
    look = "<w:i/><w:rtl/>"
    place = f'<w:p><w:pPr><w:bidi/><w:jc w:val="left"/></w:pPr>{run("نص [@a] ", look)}{run("[@b] [@c]", look)}</w:p>'
    data = docx(place)
    made = data
    for _ in "ab":  # the second time the entries of the first are there
        texts = [(Run("(Bird, 2020)"),), (Run("(محمد, 2015)"),), (Run("[3]"),)]
        made = documents.read("a.docx", made).written(texts, [ENTRY, ARABIC])
    content = member(made, "word/document.xml").decode()
    ways = {
        text: "<w:rtl/>" in look for look, text in re.findall(r"<w:r>(<w:rPr>[^t]*?(?:rtl)?[^t]*?</w:rPr>|)<w:t [^>]*>(.*?)</w:t>", content)
    }
    assert (ways["(Bird, 2020)"], ways["(محمد, 2015)"], ways["[3]"]) == (False, True, True)
    assert (ways["محمد. "], ways["الاتجار"], ways["https://doi.org/10.1/2"], ways["Bird, L. "]) == (True, True, False, False)
    assert '<w:rPr><w:i/><w:iCs/><w:rtl/></w:rPr><w:t xml:space="preserve">الاتجار' in content
    kept = '<w:ind w:left="720" w:hanging="720"/></w:pPr>'
    assert content.count(f'<w:pPr><w:bidi w:val="0"/>{kept}') == content.count(f"<w:pPr><w:bidi/>{kept}") == 1


def test_entries_of_an_opendocument_text_run_as_their_text_does() -> None:
    made = odt("<text:p>[@a]</text:p>")
    for first in (ENTRY, ARABIC):
        made = documents.read("a.odt", made).written([(Run("1"),)], [first, ARABIC, ENTRY])
    content = member(made, "content.xml").decode()
    styles = ["Tipdesk_entry_from_right", "Tipdesk_entry_from_right", "Tipdesk_entry"]
    assert re.findall('<text:p text:style-name="(.*?)"', content) == styles
    assert re.findall('style:name="(Tipdesk_entry.*?)"', content) == styles[2:] + styles[:1] and 'writing-mode="rl-tb"' in content


HYPERLINK = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://x.org" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
GOOGLE = '<w:r w:rsidDel="00000000" w:rsidR="00000000"><w:rPr>{}<w:rtl w:val="0"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'


@pytest.mark.parametrize(
    "inside",
    [
        f"{run('[@a')}<w:r><w:t>, pp. 4</w:t><w:noBreakHyphen/><w:t>5]</w:t></w:r>",
        run("[\u200e@a\u00ad, pp.") + "<w:r><w:softHyphen/></w:r>" + run(" 4\u20115\u200f]"),
        HYPERLINK.format(run("[@a, pp. 4-5]")),
        f"{run('[')}{HYPERLINK.format(run('@a'))}{run(', pp. 4-5]')}",
        f'<w:hyperlink w:anchor="x">{run("[@a, pp. 4-5]")}</w:hyperlink>',
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('[@a, pp. 4-5]')}</w:sdtContent></w:sdt>",
        f'{run("[")}<w:smartTag w:uri="u" w:element="e">{run("@a")}</w:smartTag>{run(", pp. 4-5]")}',
        GOOGLE.format("", "[@a, ") + GOOGLE.format('<w:b w:val="1"/>', "pp. 4") + GOOGLE.format("", "-5]"),
        f'{run("[")}<w:proofErr w:type="spellStart"/>{run("@a")}<w:proofErr w:type="spellEnd"/>{run(", pp. 4-5]", "<w:noProof/>")}',
    ],
)  # fmt: skip
@pytest.mark.parametrize("noted", [True, False])
def test_whatever_programs_put_into_a_mark_it_is_one(inside: str, noted: bool) -> None:
    data = docx(f"<w:p>{run('See ')}{inside}{run('.')}</w:p>")
    assert marks(data, "a.docx") == ["[@a, pp. 4-5]"]
    made = documents.read("a.docx", data).written([(Run("Bird"),)], [], in_notes=noted)
    assert paragraphs(made)[0] == ("See." if noted else "See Bird.")
    again = documents.read("a.docx", made)
    assert [mark.text for place in again.places for mark in place.marks] == ["[@a, pp. 4-5]"]
    assert paragraphs(again.written([(Run("Kara"),)], []))[0] == "See Kara."


def test_content_controls_of_opendocument_texts_are_text() -> None:
    space = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"
    data = odt(f'<text:p>See <loext:content-control xmlns:loext="{space}">[@a\u200b]</loext:content-control>.</text:p>')
    assert marks(data, "a.odt") == ["[@a]"] and paragraphs(cited(data, "a.odt"), "content.xml")[0] == "See (Bird, 2020)."


def test_a_footnote_comes_behind_a_hyphen_that_is_an_element() -> None:
    data = docx("<w:p><w:r><w:t>So</w:t><w:noBreakHyphen/><w:t>, [@a].</w:t></w:r></w:p>")
    made = documents.read("a.docx", data).written([(Run("Bird"),)], [], in_notes=True)
    assert paragraphs(documents.read("a.docx", made).written([(Run("Bird"),)], []))[0] == "So, Bird."


def test_marks_in_headers_and_footers_are_told() -> None:
    whole = docx(f"<w:p>{run('See [@a].')}</w:p>")
    relation = (
        '<Relationship Id="h" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>'
    )
    members = {name: data.replace(b"</Relationships>", relation.encode() + b"</Relationships>") if "document.xml.rels" in name else data
        for name, data in others(whole).items()}  # fmt: skip
    header = f'<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p>{run("In [@b], @c")}</w:p></w:hdr>'
    document = documents.read("a.docx", packed(members | {"word/header1.xml": header}))
    assert (document.outside, document.spoilt) == (["[@b]"], [])
    styles = member(odt("<text:p>In [@b]</text:p>"), "content.xml")
    document = documents.read("a.odt", packed(others(odt("<text:p>See [@a].</text:p>")) | {"styles.xml": styles}))
    assert (document.outside, document.spoilt) == (["[@b]"], [])


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_bibliography_in_a_text_box_is_told_because_it_would_not_be_found_again(kind: str) -> None:
    if kind == "docx":
        box = f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('[@@bibliography]')}</w:p></w:txbxContent></w:pict></w:r></w:p>"
        data, name = docx(f"<w:p>{run('See [@a].')}</w:p>{box}"), "word/document.xml"
    else:
        box = f"<text:p><draw:frame {DRAW}><draw:text-box><text:p>[@@bibliography]</text:p></draw:text-box></draw:frame></text:p>"
        data, name = odt(f"<text:p>See [@a].</text:p>{box}"), "content.xml"
    assert documents.read(f"a.{kind}", data).spoilt == ["[@@bibliography]"]
    once = cited(data, f"a.{kind}")
    assert paragraphs(once, name)[-1] == "Bird, L. Smuggling2" and member(cited(once, f"a.{kind}"), name) == member(once, name)


@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_a_place_for_the_bibliography_may_have_got_a_capital(kind: str) -> None:
    text = "[@@Bibliography] "
    data = docx(f"<w:p>{run('See [@a].')}</w:p><w:p>{run(text)}</w:p><w:p>{run('End')}</w:p>")
    data = data if kind == "docx" else odt(f"<text:p>See [@a].</text:p><text:p>{text}</text:p><text:p>End</text:p>")
    name = "word/document.xml" if kind == "docx" else "content.xml"
    assert paragraphs(cited(data, f"a.{kind}"), name) == ["See (Bird, 2020).", "Bird, L. Smuggling2", "End"]
