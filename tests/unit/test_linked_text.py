"""The text of linked files, made here by other programs."""

import io
import os
import re
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
import typst

from tests.documents import docx as word
from tests.documents import odt, packed, written
from tipdesk.citing import pandoc
from tipdesk.domain.errors import NothingUsable, SystemRefused
from tipdesk.formats import linked_text, pdf_text
from tipdesk.formats.linked_text import text_of

PAGES = """
#set page(width: 320pt, height: 300pt, columns: 2)
#set text(lang: "en", hyphenate: true, size: 11pt)
#set par(justify: true)
Counter-trafficking legislation internationally criminalises exploitative recruitment. Organisations characteristically underestimate
responsibilities. Établissement, Łódź and Ångström; efficient offices. 𝐀𝐁
#colbreak()
The second column.
#pagebreak()
#set text(lang: "ru")
Противодействие торговле людьми требует международного сотрудничества правоохранительных органов.
#pagebreak()
#text(lang: "ar", font: ("Noto Naskh Arabic", "Amiri", "DejaVu Sans"), dir: rtl)[الاتجار بالأشخاص جريمة خطيرة]
"""
BOOK = """# Recruitment

Debt *bondage*[^1] is a means of control.

[^1]: A note on shelters.

| Country | Cases |
|---------|-------|
| Kenya   | 12    |
"""


def _pdf(folder: Path, source: str) -> Path:
    return written(folder, "a.pdf", typst.compile(source.encode()))


def _by_pandoc(folder: Path, suffix: str) -> Path:
    target = folder / f"a{suffix}"
    command = [str(pandoc.binary()), "--from=markdown", "--standalone", "--metadata=title:T", f"--output={target}"]
    subprocess.run(command, input=BOOK.encode(), check=True, capture_output=True)
    return target


def _raw_pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        count,
        table,
        count,
        trailer,
        len(data),
    )


ONE_PAGE = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>")


def test_a_pdf_of_several_pages_columns_and_scripts(tmp_path: Path) -> None:
    text = text_of(_pdf(tmp_path, PAGES))
    squeezed = " ".join(text.split())
    assert "Counter-trafficking legislation internationally criminalises exploitative recruitment. Organisations" in squeezed
    assert "characteristically underestimate responsibilities. Établissement, Łódź and Ångström; efficient offices. 𝐀𝐁" in squeezed
    assert squeezed.index("𝐀𝐁") < squeezed.index("The second column.") < squeezed.index("Противодействие")
    assert "торговле людьми требует международного сотрудничества правоохранительных органов." in squeezed
    assert "الاتجار بالأشخاص جريمة خطيرة" in squeezed
    assert not re.search("[\r\f\ufffe\x00-\x08]", text)
    assert "\nThe second column." in text


def test_a_hyphen_of_the_word_itself_stays(tmp_path: Path) -> None:
    narrow = "#set page(width: 110pt, margin: 8pt)\n#set text(hyphenate: false)\n"
    lines = text_of(_pdf(tmp_path, f"{narrow}Anti-trafficking anti-trafficking anti-trafficking UN-Women-Office")).split()
    assert lines == ["Anti-trafficking", "anti-trafficking", "anti-trafficking", "UN-Women-Office"]


def test_the_number_of_a_note_is_no_part_of_a_word(tmp_path: Path) -> None:
    line = (
        "𝐀 ﬁne day for victims#footnote[A note.] of COVID19, exploitation#super[23] in H#sub[2]O, 5G, 9#super[th], Łódź.#footnote[Others.]"
    )
    text = text_of(_pdf(tmp_path, line))
    assert text.splitlines() == [
        "𝐀 fine day for victims 1 of COVID19, exploitation 23 in H2O, 5G, 9th, Łódź.2",
        "1 A note.",
        "2 Others.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("traffick-\ning", "trafficking"),
        ("traffick-\r\ning", "trafficking"),
        ("traffick\ufffeing", "trafficking"),
        ("тор\ufffeговля людь-\nми", "торговля людьми"),
        ("a self-made, self-\nmade", "a self-made, self-made"),
        ("inter\ufffena\ufffetional", "international"),
        ("UN-\nWomen", "UN-\nWomen"),
        ("UN\ufffeWomen", "UN-Women"),
        ("2019-\n2020", "2019-\n2020"),
        ("2019\ufffe2020", "2019-2020"),
        ("a dash -\nhere", "a dash -\nhere"),
    ],
)
def test_words_parted_at_line_ends(text: str, expected: str) -> None:
    assert pdf_text.joined(text) == expected


def test_a_word_document_with_tables_notes_and_changes(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Recruitment", 1)
    made.add_paragraph("Debt ").add_run("bondage\tand a\nbreak, الاتجار بالأشخاص")
    made.add_table(1, 2).cell(0, 1).text = "Kenya"
    made.save(str(tmp_path / "a.DOCX"))
    assert text_of(tmp_path / "a.DOCX") == "Recruitment\nDebt bondage\tand a\nbreak, الاتجار بالأشخاص\nKenya"
    run = "<w:r><w:t>{}</w:t></w:r>"
    body = (
        f'<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr>{run.format("Kept")}'
        f'<w:ins w:id="1">{run.format(" added")}</w:ins><w:del w:id="2"><w:r><w:delText>deleted</w:delText></w:r></w:del>'
        f"<w:moveFrom>{run.format('away')}</w:moveFrom><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    )
    notes = f'<w:footnote w:id="1"><w:p>{run.format("A note.")}</w:p></w:footnote>'
    assert text_of(written(tmp_path, "b.docx", word(body, notes))) == "Kept added\nA note."


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".html", ".epub"])
def test_one_text_in_four_formats(tmp_path: Path, suffix: str) -> None:
    lines = text_of(_by_pandoc(tmp_path, suffix)).splitlines()
    assert set(lines) >= {"Recruitment", "Country", "Cases", "Kenya", "12"}
    assert len([line for line in lines if line.startswith("A note on shelters.")]) == 1
    assert any(re.fullmatch(r"Debt bondage( 1)? is a means of control\.", line) for line in lines)


def test_an_opendocument_text_without_what_was_deleted(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted</text:p></text:deletion></text:changed-region>"
        '</text:tracked-changes><text:h>Head</text:h><text:p>One<text:s text:c="2"/>two<text:tab/>three<text:line-break/>four '
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Note</text:p>'
        "</text:note-body></text:note><text:span>five\nsix</text:span></text:p>"
    )
    assert text_of(written(tmp_path, "a.odt", odt(body))) == "Head\nNote\nOne two\tthree\nfour five six"


def test_a_page_without_its_scripts(tmp_path: Path) -> None:
    page = (
        "<!DOCTYPE html><title>A &amp; B</title><style>p {}</style><script>if (a < b) alert('no')</script><p>One\n  <b>t</b>wo"
        "<br>three<sup>4</sup><![ foo [x]]><table><tr><td>five<td>six</table><template>no</template><pre>seven\n eight</pre></script>nine"
        " &#xD800;&#1;"
    )
    found = text_of(written(tmp_path, "a.html", page.encode()))
    assert found.splitlines() == ["A & B", "One two", "three 4", "five", "six", "seven", "eight", "nine \ufffd"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("<p>Łódź".encode(), "Łódź"),
        ('<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2"), "Łódź"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1"><p>“Née”'.encode("cp1252"), "“Née”"),
        ("<meta charset='koi8-r'><p>торговля".encode("koi8-r"), "торговля"),
        ("<p>торговля людьми".encode("utf-16"), "торговля людьми"),
    ],
)
def test_encodings_of_pages(tmp_path: Path, data: bytes, expected: str) -> None:
    assert text_of(written(tmp_path, "a.htm", data)) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("\ufeffOne\r\ntwo\ftwo and a half\rthree\x00\x02".encode(), "One\ntwo\ntwo and a half\nthree"),
        ("Établissement façon déjà vu, à côté".encode("cp1252"), "Établissement façon déjà vu, à côté"),
        ("One".encode("utf-16"), "One"),
    ],
)
def test_plain_text(tmp_path: Path, data: bytes, expected: str) -> None:
    assert text_of(written(tmp_path, "a.txt", data)) == expected
    assert text_of(written(tmp_path, "a.md", data)) == expected


def test_the_first_characters_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked_text, "MOST", 12)
    pages = "\n#pagebreak()\n".join(f"Page number {number}" for number in range(9))
    for path in (_pdf(tmp_path, pages), *(_by_pandoc(tmp_path, suffix) for suffix in (".docx", ".odt", ".html", ".epub"))):
        assert 0 < len(text_of(path)) <= 12
    assert text_of(written(tmp_path, "a.txt", b"x" * 99)) == "x" * 12


def _locked(path: Path) -> None:
    """Let an EPUB say that its chapters are encrypted."""
    with zipfile.ZipFile(path, "a") as book:
        uri = next(name for name in book.namelist() if name.endswith("ch001.xhtml"))
        book.writestr(
            "META-INF/encryption.xml",
            f'<encryption xmlns:enc="x"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="{uri}"/></enc:CipherData>'
            "</enc:EncryptedData></encryption>",
        )


def test_a_book_that_is_locked(tmp_path: Path) -> None:
    _locked(book := _by_pandoc(tmp_path, ".epub"))
    with pytest.raises(NothingUsable, match=r"a\.epub cannot be read: it is encrypted by its seller \(DRM\)\.$"):
        text_of(book)


def _bomb(name: str) -> bytes:
    """A ZIP file of some kB whose member is larger than is read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, bytes(65 * 2**20))
    return out.getvalue()


ENCRYPTED = b"/Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"11" * 32, b"22" * 32)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"", "it is no PDF, or damaged."),
        ("a.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, "it is no PDF, or damaged."),
        ("a.pdf", _raw_pdf(*ONE_PAGE, trailer=ENCRYPTED), "it is encrypted; save it without a password."),
        ("a.pdf", _raw_pdf(*ONE_PAGE[:2], b"null"), "it is damaged: none of its pages can be read."),
        ("a.docx", b"PK\x03\x04 and no more", "it is no document, or damaged."),
        ("a.docx", b"\xd0\xcf\x11\xe0" + bytes(99), "it is encrypted or an old Word file; save it as .docx without a password."),
        ("a.docx", packed({"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><w:document/>"}), "as no program does"),
        ("a.docx", packed({"word/document.xml": "<a>" * 2000}), "deep in each other."),
        ("a.odt", packed({"mimetype": "x"}), "it has no content.xml."),
        ("a.odt", packed({"META-INF/manifest.xml": "<manifest:encryption-data/>", "content.xml": "?"}), "it is encrypted"),
        ("a.odt", packed({"content.xml": "<a/>"})[20:], "its content.xml is damaged."),
        ("a.odt", _bomb("content.xml"), "its content.xml is larger than 64 MB."),
        ("a.docx", _bomb("word/document.xml"), "its word/document.xml is larger than 64 MB."),
        ("a.docx", packed({f"{number}": "" for number in range(10_001)}), "or of more than 10,000 parts."),
        ("a.epub", packed({"mimetype": "application/epub+zip"}), "it has no META-INF/container.xml."),
        ("a.epub", packed({"META-INF/container.xml": "<rootfile/>"}), "it is no book, or damaged."),
        ("a.epub", packed({"META-INF/container.xml": "<rootfile full-path='../../x'/>"}), "it has no ../../x."),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = written(tmp_path, name, data)
    with pytest.raises(NothingUsable) as raised:
        text_of(path)
    assert str(raised.value).startswith(f"{path} cannot be read: ")
    assert said in str(raised.value)


def test_a_damaged_pdf_after_an_encrypted_one_is_not_said_to_be_encrypted(tmp_path: Path) -> None:
    with pytest.raises(NothingUsable, match="encrypted"):
        text_of(written(tmp_path, "a.pdf", _raw_pdf(*ONE_PAGE, trailer=ENCRYPTED)))
    with pytest.raises(NothingUsable, match="it is no PDF, or damaged"):
        text_of(written(tmp_path, "b.pdf", _raw_pdf(ONE_PAGE[0], b"<</Type/Pages/Kids[]/Count 0>>")))


def test_a_pdf_that_was_cut_off(tmp_path: Path) -> None:
    path = _pdf(tmp_path, PAGES)
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(NothingUsable, match=r"cannot be read: it is (no PDF, or )?damaged"):
        text_of(path)


def test_of_a_pdf_with_a_broken_page_the_others_are_read(tmp_path: Path) -> None:
    content = b"BT /F 9 Tf 9 9 Td (Shelters) Tj ET"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>>>"
    data = _raw_pdf(
        ONE_PAGE[0],
        b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        b"null",
        page,
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    assert text_of(written(tmp_path, "a.pdf", data)) == "Shelters"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", _raw_pdf(*ONE_PAGE), "has no text in it; if its pages are pictures, have their text recognised (OCR) first."),
        ("a.txt", b" \n\x00-- ", "has no text in it."),
        ("a.html", b"<script>nothing()</script>", "has no text in it."),
        ("a.docx", word("<w:p/>"), "has no text in it."),
    ],
)
def test_a_file_without_text_is_said_to_be_one(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = written(tmp_path, name, data)
    with pytest.raises(NothingUsable) as raised:
        text_of(path)
    assert str(raised.value) == f"{path} {said}"


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for name in ("folder.pdf", "pipe.txt"):
        with pytest.raises(SystemRefused, match="cannot be read: it is no file"):
            text_of(tmp_path / name)
    with pytest.raises(SystemRefused, match="cannot be read: No such file"):
        text_of(tmp_path / "absent.pdf")
    with pytest.raises(SystemRefused, match="cannot be read"):
        text_of(tmp_path / "a\0.pdf")
    with pytest.raises(NothingUsable, match=r"^The text of .*a\.doc cannot be read; .*\.docx"):
        text_of(written(tmp_path, "a.doc", b"x"))


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as opened:
        opened.truncate(linked_text.MAX_FILE + 1)
    with pytest.raises(SystemRefused, match=r"is larger than 200 MB; its text is not read\.$"):
        text_of(path)
