"""Citations in documents, from the command line, and through LibreOffice where it is installed."""

import io
import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from docx import Document

from tests.cli.conftest import Run
from tests.documents import TEXT, docx, footnotes, member, odt, paragraphs, written
from tipdesk.app import importing
from tipdesk.app.edits import Add
from tipdesk.app.library import Library
from tipdesk.domain.publication import Publication

BIB = """@book{bird2019, author = {Bird, Lucia}, title = {Routes}, year = {2019}}
@book{bird2019a, author = {Bird, Lucia}, title = {Harbours}, year = {2019}, ids = {harbours}}
@techreport{walk2018, author = {{Walk Free Foundation}}, institution = {Walk Free Foundation}, year = {2018}, title = {Global index}}
@article{kara2011, author = {Kara, Siddharth}, title = {Supply and demand}, journal = {Review}, year = {2011}, doi = {10.1234/a<1>}}
@online{una2020, author = {Una, Ada}, title = {Ports}, year = {2020}, url = {https://example.org/a?b=1&c=2}}
"""
NAMES = {"docx": "word/document.xml", "odt": "content.xml"}


def document(kind: str, *texts: str) -> bytes:
    if kind == "docx":
        return docx("".join(f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' for text in texts))
    return odt("".join(f"<text:p>{text}</text:p>" for text in texts))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"HOME": str(tmp_path_factory.mktemp("home"))}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("library") / "lib.tipdesk"
    with Library.create(path) as made:
        made.apply(Add([p for p in importing.read(importing.input_of(BIB, "refs.bib")) if isinstance(p, Publication)]))
    return path


TEXTS = ("See [@bird2019, p. 4; @walk2018].", "By her [-@harbours].", "[@@bibliography]", "The end, me@here.org.")
APA = [
    "See (Bird, 2019b, p. 4; Walk Free Foundation, 2018).", "By her (2019a).", "Bird, L. (2019a). Harbours.", "Bird, L. (2019b). Routes.",
    "Walk Free Foundation. (2018). Global index.", "The end, me@here.org.",
]  # fmt: skip
IEEE = [
    "See [1, p. 4], [2].", "By her [3].", "[1] L. Bird, Routes. 2019.", "[2] Walk Free Foundation, “Global index,” 2018.",
    "[3] L. Bird, Harbours. 2019.", "The end, me@here.org.",
]  # fmt: skip


@pytest.mark.parametrize("kind", NAMES)
def test_a_document_is_cited_and_changes_its_style(
    run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str], kind: str
) -> None:
    written(tmp_path, f"in.{kind}", document(kind, *TEXTS))
    told = ask("cite-document", f"in.{kind}", f"out.{kind}", "-l", library, env=home)
    assert told == {"citations": 2, "entries": 3, "problems": []}
    out = (tmp_path / f"out.{kind}").read_bytes()
    assert paragraphs(out, NAMES[kind]) == APA
    run("cite-document", f"out.{kind}", f"out.{kind}", "--style", "ieee", "-l", library, env=home)
    ieee = [" ".join(line.split()) for line in paragraphs((tmp_path / f"out.{kind}").read_bytes(), NAMES[kind])]
    assert ieee == IEEE
    run("cite-document", f"out.{kind}", f"out.{kind}", "--style", "apa", "-l", library, env=home)
    assert member((tmp_path / f"out.{kind}").read_bytes(), NAMES[kind]) == member(out, NAMES[kind])


@pytest.mark.parametrize("kind", NAMES)
def test_marks_that_cannot_be_resolved_stay(run: Run, library: Path, tmp_path: Path, home: dict[str, str], kind: str) -> None:
    written(tmp_path, f"in.{kind}", document(kind, "One [@nobody1999; @bird2019] and [@walk2018]."))
    done = run("cite-document", f"in.{kind}", f"out.{kind}", "-l", library, status=3, env=home)
    assert f"in.{kind}: It cites nobody1999" in done.stderr
    found = paragraphs((tmp_path / f"out.{kind}").read_bytes(), NAMES[kind])
    assert found == ["One [@nobody1999; @bird2019] and (Walk Free Foundation, 2018).", "Walk Free Foundation. (2018). Global index."]


def test_a_spoilt_mark_of_a_known_publication_is_told(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    written(tmp_path, "in.docx", document("docx", "One [@walk2018] and [@bird2019; they say] and [@home; alone]."))
    done = run("cite-document", "in.docx", "out.docx", "-l", library, status=3, env=home)
    said = "in.docx: [@bird2019; they say] was not taken for a citation"
    assert said in done.stderr and "alone" not in done.stderr
    done = run("export", "out.bib", "--cited-in", "in.docx", "-l", library, status=3, env=home)
    assert said in done.stderr and "alone" not in done.stderr
    written(tmp_path, "spoilt.docx", document("docx", "One [@bird2019; they say]."))
    done = run("export", "not.bib", "--cited-in", "spoilt.docx", "-l", library, status=4, env=home)
    assert "No citation such as [@bird2020]" in done.stderr and "[@bird2019; they say] was not" in done.stderr
    assert not (tmp_path / "not.bib").exists()


@pytest.mark.parametrize("kind", NAMES)
def test_a_second_place_for_the_bibliography_is_told(
    run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str], kind: str
) -> None:
    place = "[@@bibliography]"
    written(tmp_path, f"in.{kind}", document(kind, "One [@walk2018].", place, "End.", place))
    for file in ("in", "out"):  # where a mark is the first, and where the bibliography is there already
        told = ask("cite-document", f"{file}.{kind}", f"out.{kind}", "-l", library, status=3, env=home)
        assert [each["text"] for each in told["problems"]] == [place]
        found = paragraphs((tmp_path / f"out.{kind}").read_bytes(), NAMES[kind])
        assert found == ["One (Walk Free Foundation, 2018).", "Walk Free Foundation. (2018). Global index.", "End.", place]


def test_marks_that_cannot_be_read_are_told_where_there_are_no_others(
    run: Run, library: Path, tmp_path: Path, home: dict[str, str]
) -> None:
    written(tmp_path, "in.docx", document("docx", f"One [@bird2019; they say, {'and so on, ' * 1000}]."))
    done = run("cite-document", "in.docx", "out.docx", "-l", library, status=4, env=home)
    assert "holds no citation that can be read" in done.stderr and "[@bird2019; they say, and so on" in done.stderr
    assert len(done.stderr) < 500 and not (tmp_path / "out.docx").exists()


def test_a_style_for_footnotes_counts_them_and_repeats_nothing(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    def note(number: int, text: str) -> str:
        return f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'

    body = "".join(f'<w:p><w:r><w:footnoteReference w:id="{number}"/></w:r></w:p>' for number in (5, 2, 3, 4))
    notes = note(2, "[@bird2019, p. 4]") + note(3, "See [@walk2018].") + note(4, "[@bird2019, p. 9]") + note(5, "Mine.")
    written(tmp_path, "in.docx", docx(body, notes))
    done = run("cite-document", "in.docx", "out.docx", "--style", "oscola", "-l", library, env=home)
    assert "in the text" not in done.stderr
    assert paragraphs((tmp_path / "out.docx").read_bytes(), "word/footnotes.xml") == [
        "Lucia Bird, Routes (2019) 4.", "See Walk Free Foundation, ‘Global Index’ (2018).", "Bird (n 2) 9.", "Mine.",
    ]  # fmt: skip
    box = "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>A box [@bird2019].</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    written(tmp_path, "box.docx", docx(box))
    done = run("cite-document", "box.docx", "out.docx", "--style", "oscola", "-l", library, env=home)
    assert "1 citation in text boxes" in done.stderr
    assert paragraphs((tmp_path / "out.docx").read_bytes())[0] == "A box Lucia Bird, Routes (2019)."


def noted(kind: str, *, boxed: bool = False) -> bytes:
    """Marks in text, a table, a footnote and an endnote of the author's, a footnote that cites nothing, and, if asked for, a text box."""
    said = (("footnote", 2, "Mine."), ("footnote", 3, MINE), ("endnote", 2, "Last [@harbours]."))
    if kind == "docx":

        def paragraph(written: str) -> str:
            return f'<w:p><w:r><w:t xml:space="preserve">{written}</w:t></w:r></w:p>'

        refs = [f'</w:t></w:r><w:r><w:{kind}Reference w:id="{number}"/></w:r><w:r><w:t xml:space="preserve">' for kind, number, _ in said]
        notes = [f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>' for kind, number, text in said]
        cell = f"<w:tbl><w:tr><w:tc>{paragraph(CELL)}</w:tc></w:tr></w:tbl><w:p/>"
        return docx(paragraph(FIRST.format(*refs)) + cell + BOX.format(paragraph(BOXED)) * boxed, "".join(notes[:2]), notes[2])
    note = '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>'
    refs = [note.format(kind, f"<text:p>{text}</text:p>") for kind, _, text in said]
    cell = f"<table:table-row><table:table-cell><text:p>{CELL}</text:p></table:table-cell></table:table-row>"
    table = f'<table:table xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><table:table-column/>{cell}</table:table>'
    return odt(f"<text:p>{FIRST.format(*refs)}</text:p>{table}<text:p>{FRAME * boxed}</text:p>")


FIRST = "Routes [see @bird2019, p. 4].{} Then{}{} on [@bird2019, p. 9], too."
BOXED = "In a box [@bird2019]."
FRAME = (
    '<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" text:anchor-type="paragraph"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" svg:width="5cm" svg:height="2cm" draw:name="Box">'
    f"<draw:text-box><text:p>{BOXED}</text:p></draw:text-box></draw:frame>"
)
BOX = (
    '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="position:absolute;width:141pt;height:56pt">'
    "<v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"
)
MINE, CELL = "So [@walk2018].", "A cell [@walk2018, p. 3]."
NOTES = [
    "See Lucia Bird, Routes (2019) 4.",
    "Mine.",
    "So Walk Free Foundation, ‘Global Index’ (2018).",
    "Bird, Routes (n 1) 9.",
    "Walk Free Foundation (n 3) 3.",
]


@pytest.mark.parametrize("kind", NAMES)
def test_marks_become_footnotes_among_the_author_s_and_come_back(
    run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str], kind: str
) -> None:
    written(tmp_path, f"in.{kind}", noted(kind))
    told = ask("cite-document", f"in.{kind}", f"out.{kind}", "--style", "oscola", "-l", library, env=home)
    assert told["citations"] == 5 and not told["problems"]
    out = (tmp_path / f"out.{kind}").read_bytes()
    assert footnotes(out) == NOTES
    run("cite-document", f"out.{kind}", f"apa.{kind}", "--style", "apa", "-l", library, env=home)
    apa = (tmp_path / f"apa.{kind}").read_bytes()
    assert footnotes(apa) == ["Mine.", "So (Walk Free Foundation, 2018)."]
    run("cite-document", f"apa.{kind}", f"again.{kind}", "--style", "oscola", "-l", library, env=home)
    assert footnotes((tmp_path / f"again.{kind}").read_bytes()) == NOTES


def test_what_asks_for_a_citation_without_brackets_is_told(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    written(tmp_path, "in.docx", document("docx", "As @bird2019 says [@walk2018], @nobody."))
    done = run("cite-document", "in.docx", "out.docx", "-l", library, status=3, env=home)
    assert (
        "@bird2019 was not taken for a citation: it stands outside brackets; write [@bird2019]" in done.stderr
        and "nobody" not in done.stderr
    )


def test_an_author_who_is_left_out_leaves_oscola_s_note_small(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    written(tmp_path, "in.docx", document("docx", "One [@bird2019]. Two [@walk2018]. She says [-@bird2019, p. 4] and [see -@bird2019]."))
    run("cite-document", "in.docx", "out.docx", "--style", "oscola", "-l", library, env=home)
    assert footnotes((tmp_path / "out.docx").read_bytes())[2:] == ["(n 1) 4.", "See (n 1)."]


def test_what_cannot_be_cited_leaves_the_old_file(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    written(tmp_path, "plain.docx", document("docx", "Nothing cited."))
    written(tmp_path, "broken.odt", b"no document")
    written(tmp_path, "out.docx", b"old")
    assert "holds no citation" in run("cite-document", "plain.docx", "out.docx", "-l", library, status=4, env=home).stderr
    assert "damaged" in run("cite-document", "broken.odt", "out.odt", "-l", library, status=4, env=home).stderr
    run("cite-document", "gone.docx", "out.docx", "-l", library, status=6, env=home)
    run("cite-document", "plain.docx", "out.odt", "-l", library, status=2, env=home)
    assert (tmp_path / "out.docx").read_bytes() == b"old" and not (tmp_path / "out.odt").exists()


@pytest.mark.parametrize("kind", NAMES)
def test_only_what_a_document_cites_is_exported(run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str], kind: str) -> None:
    written(tmp_path, f"in.{kind}", document(kind, "One [@harbours, p. 3] and [@nobody]."))
    for file in ("in", "out"):  # marks, and those that are citations already
        told = ask("export", "refs.bib", "--cited-in", f"{file}.{kind}", "-l", library, status=3, env=home)
        assert told["written"] == 1 and [problem["text"] for problem in told["problems"]] == ["nobody"]
        run("cite-document", f"in.{kind}", f"out.{kind}", "-l", library, status=3, env=home)


def links(data: bytes, kind: str) -> list[tuple[str, str]]:
    """The texts of links and where they lead; of a Word document all addresses that it relates to must be used."""
    if kind == "docx":
        opened = Document(io.BytesIO(data))
        found = [(link.text, link.url) for paragraph in opened.paragraphs for link in paragraph.hyperlinks]
        assert sorted(url for _, url in found) == sorted(each.target_ref for each in opened.part.rels.values() if each.is_external)
        return found
    href = "{http://www.w3.org/1999/xlink}href"
    return [
        ("".join(each.itertext()), each.get(href, "")) for each in ElementTree.fromstring(member(data, "content.xml")).iter(f"{{{TEXT}}}a")
    ]


@pytest.mark.parametrize("kind", NAMES)
def test_addresses_in_the_bibliography_are_links(run: Run, library: Path, tmp_path: Path, home: dict[str, str], kind: str) -> None:
    written(tmp_path, f"in.{kind}", document(kind, "Of supply [@kara2011] and ports [@una2020]."))
    run("cite-document", f"in.{kind}", f"out.{kind}", "-l", library, env=home)
    doi, page = ("https://doi.org/10.1234/a%3C1%3E", "https://example.org/a?b=1&c=2")
    apa = [("https://doi.org/10.1234/a<1>", doi), (page, page)]
    assert links((tmp_path / f"out.{kind}").read_bytes(), kind) == apa
    for style, found in (("vancouver", [("10.1234/a<1>", doi), (page, page)]), ("apa", apa)):
        run("cite-document", f"out.{kind}", f"out.{kind}", "--style", style, "-l", library, env=home)
        assert links((tmp_path / f"out.{kind}").read_bytes(), kind) == found


def converted(folder: Path, file: Path, kind: str) -> Path:
    """The file as LibreOffice saves it."""
    command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder / "saved"), str(file)], capture_output=True, check=True, timeout=300)
    return folder / "saved" / f"{file.stem}.{kind}"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(("kind", "other"), list(product(NAMES, NAMES)))
def test_marks_outlive_libreoffice(run: Run, library: Path, tmp_path: Path, home: dict[str, str], kind: str, other: str) -> None:
    written(tmp_path, f"in.{kind}", document(kind, *TEXTS))
    run("cite-document", f"in.{kind}", f"out.{kind}", "-l", library, env=home)
    saved = converted(tmp_path, tmp_path / f"out.{kind}", other)
    run("cite-document", saved, f"again.{other}", "--style", "ieee", "-l", library, env=home)
    found = [" ".join(line.split()) for line in paragraphs((tmp_path / f"again.{other}").read_bytes(), NAMES[other])]
    assert found == IEEE


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(("kind", "other"), list(product(NAMES, NAMES)))
def test_footnotes_outlive_libreoffice(run: Run, library: Path, tmp_path: Path, home: dict[str, str], kind: str, other: str) -> None:
    written(tmp_path, f"in.{kind}", document(kind, "Routes [see @bird2019, p. 4]. Then [@walk2018] and", "on [@bird2019, p. 9], too."))
    run("cite-document", f"in.{kind}", f"out.{kind}", "--style", "oscola", "-l", library, env=home)
    saved = converted(tmp_path, tmp_path / f"out.{kind}", other)
    run("cite-document", saved, f"again.{other}", "--style", "oscola", "-l", library, env=home)
    again = (tmp_path / f"again.{other}").read_bytes()
    notes = ["See Lucia Bird, Routes (2019) 4.", "Walk Free Foundation, ‘Global Index’ (2018).", "Bird (n 1) 9."]
    assert [" ".join(each.split()) for each in footnotes(again)] == notes
    run("cite-document", f"again.{other}", f"apa.{other}", "--style", "apa", "-l", library, env=home)
    found = paragraphs((tmp_path / f"apa.{other}").read_bytes(), NAMES[other])
    assert found[:2] == ["Routes (see Bird, 2019, p. 4). Then (Walk Free Foundation, 2018) and", "on (Bird, 2019, p. 9), too."]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(("kind", "other"), list(product(NAMES, NAMES)))
def test_citations_in_notes_of_the_author_s_and_in_frames_outlive_libreoffice(
    run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str], kind: str, other: str
) -> None:
    """On the way to the other kind and back, which no field or reference mark there outlives."""
    written(tmp_path, f"in.{kind}", noted(kind, boxed=True))
    run("cite-document", f"in.{kind}", f"out.{kind}", "-l", library, env=home)
    for saved in (converted(tmp_path, tmp_path / f"out.{kind}", other), converted(tmp_path, tmp_path / "saved" / f"out.{other}", kind)):
        out = f"again{saved.suffix}"
        done = run("cite-document", saved, out, "--style", "ieee", "-l", library, env=home)
        assert "6 citations" in done.stderr and "not found" not in done.stderr
        data = (tmp_path / out).read_bytes()
        assert [" ".join(each.split()) for each in footnotes(data)] == ["Mine.", "So [2]."]
        assert "In a box [1]." in paragraphs(data, NAMES[saved.suffix[1:]])


def retyped(folder: Path, file: str, old: str, new: str) -> None:
    """The Word document with other bytes in its main part."""
    content = member((folder / file).read_bytes(), NAMES["docx"]).decode()
    assert old in content
    written(folder, file, docx(content.replace(old, new).split("<w:body>")[1].split("<w:sectPr/>")[0]))


def test_what_the_author_wrote_into_citations_stays_and_into_the_bibliography_is_told(
    run: Run, ask: Any, library: Path, tmp_path: Path, home: dict[str, str]
) -> None:
    written(tmp_path, "in.docx", document("docx", "One [@walk2018] and [@bird2019]."))
    run("cite-document", "in.docx", "out.docx", "-l", library, env=home)
    retyped(tmp_path, "out.docx", "(Walk Free Foundation, 2018)", "(Walk Free, a charity, 2018)")
    retyped(tmp_path, "out.docx", "Bird, L. (2019", "Bird, Lucia (2019")
    told = ask("cite-document", "out.docx", "again.docx", "--style", "ieee", "-l", library, status=3, env=home)
    assert [problem["text"] for problem in told["problems"]] == ["[@walk2018]", "Bird, Lucia (2019). Routes."]
    assert "was changed by hand to (Walk Free, a charity, 2018), so it stays" in told["problems"][0]["reason"]
    found = [" ".join(line.split()) for line in paragraphs((tmp_path / "again.docx").read_bytes())]
    assert found == ["One (Walk Free, a charity, 2018) and [2].", IEEE[3].replace("[2]", "[1]"), "[2] L. Bird, Routes. 2019."]


def test_citations_that_are_gone_are_told_of(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    written(tmp_path, "in.docx", document("docx", "One [@walk2018] and [@bird2019, p. 4] and [@bird2019, p. 4]."))
    run("cite-document", "in.docx", "out.docx", "-l", library, env=home)
    content = member((tmp_path / "out.docx").read_bytes(), NAMES["docx"]).decode()
    [field, *_] = re.findall(r'<w:r><w:fldChar w:fldCharType="begin"/></w:r>(?:(?!"begin").)*?p\. 4\].*?"end"/></w:r>', content)
    retyped(tmp_path, "out.docx", f"{field} and {field}" if f"{field} and {field}" in content else field, "plain")
    done = run("cite-document", "out.docx", "again.docx", "-l", library, env=home)
    assert "2 citations of the last time not found any more, [@bird2019, p. 4], [@bird2019, p. 4]: taken out, or made plain" in done.stderr
    assert "not found" not in run("cite-document", "again.docx", "again.docx", "-l", library, env=home).stderr


def test_citations_that_another_program_made_plain_text_are_told_of(run: Run, library: Path, tmp_path: Path, home: dict[str, str]) -> None:
    written(tmp_path, "in.docx", document("docx", "One [@walk2018]."))
    run("cite-document", "in.docx", "out.docx", "-l", library, env=home)
    kept = member((tmp_path / "out.docx").read_bytes(), NAMES["docx"]).decode().split("<w:body>")[1].split("<w:sectPr/>")[0]
    written(tmp_path, "lost.docx", docx(kept.replace("ADDIN TIPDESK_CITE", "ADDIN")))
    done = run("cite-document", "lost.docx", "again.docx", "-l", library, status=4, env=home)
    assert "citations are plain text" in done.stderr and "cite the file that it was made from" in done.stderr
