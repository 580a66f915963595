"""The sample's course of five days, and lists of our own, handed out in each form and read back."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tipdesk.app import citing, handing_out, importing, sample
from tipdesk.app.handing_out import Options
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.names import Contributor, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.reading import Item, ReadingList, Section, items
from tipdesk.formats import by_name

ALL = Options()
Course = tuple[ReadingList, dict[str, Publication]]
DAYS = [
    "Day 1: What trafficking is", "Day 2: Seeing it", "Day 3: Protecting people", "Day 4: Investigating", "Day 5: Crises, and the way on",
]  # fmt: skip


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    with sample.create(tmp_path_factory.mktemp("sample") / "s.tipdesk") as library:
        (whole,) = library.reading_lists()
        return whole, handing_out.read(library, whole)


def handed(course: Course, form: str, style: str = "apa", locale: str = "", options: Options = ALL, **more: Any) -> bytes:
    return handing_out.document(*course, citing.look(style, locale, form), options, **more)


BOOK = Publication(
    key="book",
    title="<b>Bold</b> & *starred* $x$ #set",
    contributors=(Contributor(Person("Bird", "Lucia")),),
    date="2020",
    abstract="What it says.",
    url="https://example.org/" + "long/" * 60,
    notes=(Note("SECRET"), Note("open", public=True)),
)
LATER = replace(BOOK, key="later", title="Later", date="2021")
ARABIC = Publication(key="arabic", title="منع الاتجار (2000) بالأشخاص", languages=("ar",))
GONE = Publication(key="gone", title="Thrown away")
OWN: Course = (
    ReadingList(
        "Own <script> #list",
        status="draft",
        sections=(
            Section(
                "Monday *first*",
                "Two\nlines.\n\nAnd a paragraph.",
                items=(
                    Item("book", pages="1-3", minutes=20, task="Mark it.", annotation="Read twice.", private_note="Ask A."),
                    Item(text="Break"),
                    Item("gone", trashed=True, private_note="Not this."),
                    Item("later", importance="for fun"),
                    Item("book", importance="further", annotation="Once more."),
                ),
                sections=(Section("", items=(Item("arabic", importance="recommended"),)),),
            ),
        ),
    ),
    {p.key: p for p in (BOOK, LATER, ARABIC, GONE)},
)


class Outline(HTMLParser):
    """Headings, links and what is asked of the network; complains of tags that do not match."""

    VOID = ("meta", "br", "link", "hr", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.asks: list[str] = []
        self.right_to_left: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag in ("script", "img", "link", "iframe") or "src" in said:
            self.asks.append(tag)
        if tag == "a":
            self.links.append(said["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((tag, ""))
        if said.get("dir") == "rtl":
            self.right_to_left.append(f"{tag} {said.get('lang')}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.VOID

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            tag, text = self.headings.pop()
            self.headings.append((tag, text + data))


def test_html_has_its_headings_links_and_directions_and_asks_nothing_of_the_network(course: Course) -> None:
    text = handed(course, "html").decode()
    found = Outline(text)
    assert found.headings[0] == ("h1", course[0].title)
    assert [heading for tag, heading in found.headings if tag == "h2"] == DAYS
    assert sum(tag == "h3" for tag, _ in found.headings) == 10
    assert found.asks == [] and "@import" not in text and "url(" not in text
    assert "https://globalinitiative.net/smuggling-covid-19/" in found.links
    assert found.right_to_left and set(found.right_to_left) == {"span ar"}
    assert "@media print" in text and '<html lang="en">' in text
    assert text.count('class="reading"') == 45


def test_nothing_in_a_list_is_taken_for_markup() -> None:
    html = handed(OWN, "html").decode()
    assert "<title>Own &lt;script&gt; #list</title>" in html and Outline(html).headings[1][1] == "Monday *first*"
    markdown = handed(OWN, "markdown").decode()
    assert r"Monday \*first\*" in markdown and "<script>" not in markdown


def test_each_part_is_there_or_left_out() -> None:
    text = handed(OWN, "text").decode()
    for part in ("Draft", "Two\nlines.", "Essential · Read: 1-3 · 20 min", "Task: Mark it.", "Read twice.", "Abstract: What it says.",
                 "Break", "for fun", "Once more.", "Reading time: 20 min", "منع الاتجار"):  # fmt: skip
        assert part in text, part
    assert "Ask A." not in text and "SECRET" not in text and "Thrown away" not in text
    short = handed(OWN, "text", options=Options(without=frozenset(handing_out.PARTS))).decode()
    for part in ("min", "Task", "Read twice", "Abstract"):
        assert part not in short, part
    assert "Private note: Ask A." in handed(OWN, "text", options=Options(private_notes=True)).decode()


def test_times_are_summed_under_headings_alone() -> None:
    items = (Item("book", minutes=20),)
    for sections, times in (((Section("", items=items),), 1), ((Section("Monday", items=items),), 2)):
        text = handed((ReadingList("Own", sections=sections), OWN[1]), "text").decode()
        assert text.count("Reading time: 20 min") == times


def test_a_list_without_readings_is_a_document_too() -> None:
    empty = ReadingList("Nothing yet", sections=(Section("Day", items=(Item("gone", importance="rare", trashed=True),)),))
    assert handed((empty, OWN[1]), "text").decode().split() == ["Nothing", "yet", "Draft", "Day"]
    assert "rare" not in handed((empty, OWN[1]), "markdown", options=Options("importance")).decode()


def test_authors_of_neighbours_are_named_again_and_numbers_of_entries_left_out() -> None:
    assert handed(OWN, "text", "chicago").decode().count("Bird, Lucia. 202") == 3
    assert "[1]" not in handed(OWN, "text", "ieee").decode()
    with pytest.raises(BadRequest, match="makes no bibliography"):
        handed(OWN, "text", "bluebook-inline")


def test_readings_are_grouped_by_importance_in_the_order_that_the_list_ranks_them(course: Course) -> None:
    by_rank = Options("importance")
    assert [text for tag, text in Outline(handed(course, "html", options=by_rank).decode()).headings[1:]] == [
        "Essential", "Recommended", "Further reading",
    ]  # fmt: skip
    assert [text for tag, text in Outline(handed(OWN, "html", options=by_rank).decode()).headings[1:]] == [
        "Essential", "for fun", "Recommended", "Further reading",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("fr-FR", ("Essentiel", "À lire\xa0:", "Consigne", "Temps de lecture", "Projet")),
        ("es-ES", ("Imprescindible", "Leer:", "Tarea", "Tiempo de lectura", "Borrador")),
        ("ar", ("أساسي", "للقراءة", "المهمة", "دقيقة", "مسودة")),
        ("de-DE", ("Essential", "Task", "Draft")),
    ],
)
def test_its_own_words_are_in_the_language_of_the_locale(locale: str, words: tuple[str, ...]) -> None:
    text = handed(OWN, "html", locale=locale).decode()
    assert (
        all(word in text for word in words)
        and f'<html lang="{locale}"{" dir=" + chr(34) + "rtl" + chr(34) if locale == "ar" else ""}>' in text
    )


def test_a_word_document_has_headings_styles_links_and_list_items(course: Course) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(handed(course, "docx")))
    styled = [(p.style.name, p.text) for p in document.paragraphs]
    assert styled[0] == ("Title", course[0].title)
    assert [text for style, text in styled if style == "Heading 1"] == DAYS
    assert sum(style == "Heading 2" for style, _ in styled) == 10
    readings = [p for p in document.paragraphs if p.style.name == "Reading"]
    assert len(readings) == 45 and all(p._p.pPr.numPr is not None for p in readings)
    assert any(link.address == "https://globalinitiative.net/smuggling-covid-19/" for p in readings for link in p.hyperlinks)
    assert any(p._p.findall(".//" + docx.oxml.ns.qn("w:rtl")) for p in readings)


def test_a_reference_document_gives_its_styles(course: Course, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    own = docx.Document()
    own.styles["Heading 1"].font.name = "Comic Sans MS"
    own.save(tmp_path / "own.docx")
    made = docx.Document(io.BytesIO(handed(course, "docx", reference_document=tmp_path / "own.docx")))
    assert made.styles["Heading 1"].font.name == "Comic Sans MS"
    with pytest.raises(BadRequest, match="is no docx"):
        handed(course, "docx", reference_document=Path(__file__))
    with pytest.raises(BadRequest, match="docx and odt"):
        handed(course, "html", reference_document=tmp_path / "own.docx")


def test_an_opendocument_text_has_headings_links_and_list_items(course: Course) -> None:
    with zipfile.ZipFile(io.BytesIO(handed(course, "odt"))) as file:
        content = file.read("content.xml").decode()
    assert re.findall(r'<text:h [^>]*outline-level="1">.*?(Day \d[^<]*)', content) == DAYS
    assert content.count("<text:list-item>") == 45 and 'xlink:href="https://globalinitiative.net/smuggling-covid-19/"' in content
    assert 'fo:language="ar"' in content


def odt(made: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert file.infolist()[0].filename == "mimetype" and file.testzip() is None
        return file.read(part).decode()


def shown_styles(made: bytes) -> dict[str, str]:
    """The paragraph styles as they are called, each with how it is shown."""
    root = ElementTree.fromstring(odt(made, "styles.xml"))
    family, name, shown = (f"{{urn:oasis:names:tc:opendocument:xmlns:style:1.0}}{each}" for each in ("family", "name", "display-name"))
    return {each.get(name, ""): each.get(shown, "") for each in root.iter() if each.get(family) == "paragraph" and each.get(name)}


def test_an_opendocument_text_has_the_styles_of_a_word_document() -> None:
    made = handed(OWN, "odt", options=Options(private_notes=True))
    styles, content = shown_styles(made), odt(made, "content.xml")
    for name in ("Reading", "Reading Task", "Reading Annotation", "Reading Abstract", "Reading Private Note", "Reading Details",
                 "Reading Time", "Reading List Details"):  # fmt: skip
        assert styles[name.replace(" ", "_20_")] == name and f'text:style-name="{name.replace(" ", "_20_")}"' in content
    inside = re.findall(r"<text:list-item>(.*?)</text:list-item>", content, re.DOTALL)
    assert re.findall('<text:p text:style-name="(.+?)"', inside[0]) == [
        "Reading", "Reading_20_Details", "Reading_20_Task", "Reading_20_Annotation", "Reading_20_Private_20_Note", "Reading_20_Abstract",
    ]  # fmt: skip


def test_a_reference_document_gives_its_styles_to_an_opendocument_text_and_may_lack_some(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(handed(OWN, "odt"))) as first, zipfile.ZipFile(tmp_path / "house.odt", "w") as house:
        for part in first.infolist():
            text = first.read(part).replace(b'<style:style style:name="Reading_20_Task"', b'<style:style style:name="Other"')
            house.writestr(part, text.replace(b'style:display-name="Reading Abstract"', b'style:display-name="Our Abstract"'))
    made = handed(OWN, "odt", reference_document=tmp_path / "house.odt")
    styles = shown_styles(made)
    assert (styles["Reading_20_Abstract"], styles["Reading_20_Task"]) == ("Our Abstract", "Reading Task") and "Other" in styles
    assert odt(made, "styles.xml").count('style:name="Reading_20_Details"') == 1
    with pytest.raises(BadRequest, match=r"house\.odt is no docx"):
        handed(OWN, "docx", reference_document=tmp_path / "house.odt")


def test_an_opendocument_text_in_arabic_runs_from_the_right() -> None:
    styles = odt(handed(OWN, "odt", locale="ar"), "styles.xml")
    assert set(re.findall('style:writing-mode="(.+?)"', styles)) == {"rl-tb"}
    assert 'style:writing-mode="rl-tb"' not in odt(handed(OWN, "odt"), "styles.xml")
    assert re.search('<style:default-style style:family="paragraph">\\s*<style:paragraph-properties [^>]*fo:text-align="right"', styles)


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_names_of_styles_stay_when_libreoffice_saves_the_handout(tmp_path: Path) -> None:
    (tmp_path / "made.odt").write_bytes(handed(OWN, "odt"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "odt", "--outdir", tmp_path / "saved", tmp_path / "made.odt"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = (tmp_path / "saved" / "made.odt").read_bytes()
    assert shown_styles(saved)["Reading_20_List_20_Details"] == "Reading List Details"
    assert 'style:parent-style-name="Reading_20_Task"' in odt(saved, "content.xml")  # as LibreOffice has it inside lists
    again = handed(OWN, "odt", locale="ar", reference_document=tmp_path / "saved" / "made.odt")
    assert odt(again, "styles.xml").count('style:name="Reading_20_Task"') == 1 and 'fo:text-align="right"' in odt(again, "styles.xml")


def test_a_pdf_is_tagged_with_outline_and_embedded_fonts(course: Course) -> None:
    said: list[str] = []
    made = handed(OWN, "pdf", tell=said.append)
    assert made.startswith(b"%PDF") and b"/FontFile" in made and b"/Outlines" in made and b"/StructTreeRoot" in made
    assert said == [] or "No font here has the character" in said[0]
    lacking = replace(OWN[0], title="\U000f0000")
    handed((lacking, OWN[1]), "pdf", tell=said.append)
    assert "No font here has the character U+F0000" in said[-1]


def test_headings_skip_no_level_where_a_section_has_none() -> None:
    inner = Section("Inner", sections=(Section("Innermost", items=(Item("book"),)),))
    whole = ReadingList("Top", sections=(Section("", sections=(inner,)), Section("Next")))
    found = Outline(handed((whole, OWN[1]), "html").decode()).headings
    assert found == [("h1", "Top"), ("h2", "Inner"), ("h3", "Innermost"), ("h2", "Next")]
    assert b"pdfuaid" in handed((whole, OWN[1]), "pdf")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext")
def test_long_addresses_stay_on_the_page_of_a_pdf() -> None:
    long = {**OWN[1], "later": replace(LATER, url="https://example.org/x?" + "a" * 300)}
    made = handed((OWN[0], long), "pdf")
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=made, capture_output=True, check=True).stdout.decode()
    assert max(float(right) for right in re.findall(r'xMax="([\d.]+)"', boxes)) < 595 - 55


def test_a_table_has_a_row_for_each_item() -> None:
    text = "".join(handing_out.records(*OWN, by_name("csv"), Options())).lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["section_name"], row["citation_key"], row["citation_tags"], row["minutes"]) for row in rows] == [
        ("Monday *first*", "book", "essential", "20"), ("Monday *first*", "", "", ""), ("Monday *first*", "later", "for fun", ""),
        ("Monday *first*", "book", "further", ""), ("", "arabic", "recommended", ""),
    ]  # fmt: skip
    assert rows[0]["citation_public_note"] == "Read twice." and rows[0]["task"] == "Mark it." and rows[1]["citation_public_note"] == "Break"
    assert "Ask A." not in text and "SECRET" not in text
    assert "Ask A." in "".join(handing_out.records(*OWN, by_name("csv"), Options(private_notes=True)))


def test_ris_says_as_notes_what_the_list_says_of_a_publication() -> None:
    text = "".join(handing_out.records(*OWN, by_name("ris"), Options()))
    book, later, arabic = importing.read(importing.input_of(text, "list.ris"))
    assert isinstance(book, Publication) and [p.key for p in (book, later, arabic)] == ["book", "later", "arabic"]  # type: ignore[union-attr]
    assert [note.text for note in book.notes] == [
        "open",
        "Own <script> #list: 1 Monday *first*\nessential · 1-3 · 20 min\nTask: Mark it.\nRead twice.",
        "Own <script> #list: 1 Monday *first*\nfurther\nOnce more.",
    ]
    assert "Ask A." not in text and "SECRET" not in text


def test_bibtex_holds_each_publication_once_in_the_order_of_the_list(course: Course) -> None:
    text = "".join(handing_out.records(*course, by_name("bibtex"), Options()))
    read = [p.key for p in importing.read(importing.input_of(text, "list.bib")) if isinstance(p, Publication)]
    assert read == list(dict.fromkeys(item.key for item in items(course[0]) if item.key))
