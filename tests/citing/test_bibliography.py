import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.citing.test_goldens import RECORDS
from tests.citing.test_styles import MINIMAL, own
from tipdesk.app import citing, importing
from tipdesk.citing import bibliography, pandoc, styles
from tipdesk.domain.errors import BadRequest, SystemRefused
from tipdesk.domain.publication import Note, Publication

BIRD, ACT, WEB = RECORDS["bird"], RECORDS["act"], RECORDS["web"]


def test_a_bibliography_has_the_order_of_its_style() -> None:
    publications = [RECORDS["unseen"], RECORDS["bird"], RECORDS["bigio"]]
    assert [found.key for found, _ in citing.entries(publications, citing.look("apa"))] == ["bigio", "bird", "unseen"]
    assert [found.key for found, _ in citing.entries(publications, citing.look("ieee"))] == ["unseen", "bird", "bigio"]


def test_citations_of_several_are_one_or_one_each() -> None:
    publications = [RECORDS["bird"], RECORDS["bigio"]]
    assert [text for _, text in citing.in_text(publications, citing.look("apa"))] == ["(Bird, 2020)", "(Bigio & Vogelstein, 2019)"]
    assert citing.together(publications, citing.look("apa")) == "(Bigio & Vogelstein, 2019; Bird, 2020)"
    assert citing.together(publications, citing.look("ieee")) == "[1], [2]"


@pytest.mark.parametrize("style", ["apa", "ieee", "oscola", "un"])
def test_several_forms_of_one_run_are_those_of_a_run_each(style: str) -> None:
    publications = [RECORDS["unseen"], replace(RECORDS["bird"], title="1 < 2 & {b} \\ *c* \x1d: «д»"), RECORDS["bigio"]]
    names = ("html", "rtf", "text", "markdown")
    made = citing.in_forms(publications, citing.look(style), names)
    assert made == {name: [text for _, text in citing.entries(publications, citing.look(style, "", name))] for name in names}
    made = citing.in_forms(publications, citing.look(style), names, "p. 3", together=True)
    assert made == {name: [citing.together(publications, citing.look(style, "", name), "p. 3")] for name in names}


def test_nothing_is_nothing() -> None:
    look = citing.look()
    assert (citing.entries([], look), citing.in_text([], look), citing.together([], look), citing.text([], look)) == ([], [], "", "")


@pytest.mark.parametrize("form", [form.name for form in bibliography.FORMS])
@pytest.mark.parametrize("style", ["apa", "ieee", "oscola"])
def test_every_form_holds_the_reference_and_no_private_note(style: str, form: str) -> None:
    title = "Smuggling & <b>Co</b> in 50% of cases_here: “quoted” \\ {braced} $x$ #1 نص 文"
    noted = replace(BIRD, title=title, notes=(Note("SECRET", public=False),), tags=("t",), abstract="An abstract")
    data = citing.document([noted], citing.look(style, "", form))
    if form in ("docx", "odt"):
        with zipfile.ZipFile(BytesIO(data)) as file:
            data = file.read("word/document.xml" if form == "docx" else "content.xml")
        assert form == "odt" or b'w:val="Bibliography"' in data  # the style by which Word hangs the lines
    if form == "pdf":
        assert data.startswith(b"%PDF")
        if not shutil.which("pdftotext"):
            return
        data = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True).stdout
    assert b"SECRET" not in data and b"An abstract" not in data
    assert b"Bird" in data and b"50" in data


def test_private_notes_never_reach_pandoc(tmp_path: Path) -> None:
    style = own("annotated", MINIMAL.replace('variable="title"', 'variable="annote"'))
    noted = replace(BIRD, notes=(Note("SECRET", public=False), Note("Told", public=True)))
    ((_, text),) = citing.entries([noted], citing.look(str(style)))
    assert text == "Told"
    assert "SECRET" not in str(list(citing.references([noted], styles.find(str(style)))))


def test_the_locale_is_the_users_then_the_styles() -> None:
    assert citing.look("oscola").locale == "en-GB" and citing.look("harvard").locale == "en-GB"
    assert citing.look("oscola", "fr").locale == "fr-FR" and citing.look("apa", "pt_br").locale == "pt-BR"
    with pytest.raises(BadRequest, match="There is no locale tlh"):
        citing.look("apa", "tlh")


def test_every_locale_is_one_that_pandoc_has(tmp_path: Path) -> None:
    style = own("terms", MINIMAL.replace('<text variable="title"/>', '<text term="accessed"/><text term="references" form="long"/>'))
    english = {"en-US", "en-GB"}
    said = {name: citing.entries([BIRD], citing.look(str(style), name))[0][1] for name in ("fr-FR", "ar", "es", "ru", "zh-CN", "en-US")}
    assert len(set(said.values())) == len(said) and english <= set(bibliography.LOCALES)


def test_a_style_with_no_bibliography_says_so() -> None:
    style = own("notes", MINIMAL.replace('<bibliography><layout><text variable="title"/></layout></bibliography>', ""))
    with pytest.raises(BadRequest, match="makes no bibliography"):
        citing.entries([BIRD], citing.look(str(style)))
    assert citing.in_text([BIRD], citing.look(str(style)))[0][1] == "Smuggling in the time of COVID-19"


def test_a_pdf_whose_characters_all_have_a_glyph_keeps_to_its_standard() -> None:
    said: list[str] = []
    made = citing.document([BIRD, ACT], citing.look("apa", "", "pdf"), said.append)
    assert said == [] and b"/StructTreeRoot" in made and b"pdfuaid" in made


def test_words_that_bibtex_protects_keep_their_capitals() -> None:
    text = '@misc{a, title = {A Study of {Blue Heart} and the {Z}arda Valley {\\"O}n {Foo}}, year = 2020}'
    (found,) = [item for item in importing.read(importing.input_of(text, "x", "bibtex")) if isinstance(item, Publication)]
    ((_, entry),) = citing.entries([found], citing.look("apa"))
    assert entry.startswith("A study of Blue Heart and the Zarda valley") and entry.endswith("Foo. (2020).")


def test_what_pandoc_says_of_an_error_is_one_sentence() -> None:
    with pytest.raises(SystemRefused, match=r"^The references could not be formatted; try another style\. Pandoc says: [^\n]*\.$"):
        pandoc.run("not json", 1, "plain", style=styles.find("apa").text())


def test_pandoc_reads_no_file_that_a_reference_or_style_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    hostile = replace(BIRD, title=f"![x]({secret}) \\input{{{secret}}} <img src='{secret}'>", url=f"file://{secret}")
    for form in ("html", "docx", "markdown"):
        assert b"SECRET" not in citing.document([hostile], citing.look("apa", "", form))


def test_a_single_reference_is_made_once() -> None:
    bibliography._remembered.cache_clear()
    for _ in range(3):
        citing.entries([WEB], citing.look("apa"))
    assert bibliography._remembered.cache_info().misses == 1


def test_a_long_text_is_given_whole_however_slowly_pandoc_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "SECONDS", 10.0)
    monkeypatch.setattr(pandoc, "_LOOK", 0.001)  # long before it has read what it is given
    words = " ".join(f"word{number}" for number in range(100_000))
    assert pandoc.run(words, 0, "plain", reader="markdown").decode().split() == words.split()


@pytest.mark.parametrize("locale", ["en-US", "ar"])
def test_entries_of_documents_run_as_their_text_does(locale: str) -> None:
    arabic = Publication(key="arabic", title="منع الاتجار (2000): a Protocol of Palermo", doi="10.1234/5", date=BIRD.date)
    data = citing.document([BIRD, arabic], citing.look("apa", locale, "docx"))
    paragraphs = [paragraph._p for paragraph in Document(BytesIO(data)).paragraphs]
    assert [bool(paragraph.findall(f".//{qn('w:bidi')}")) for paragraph in paragraphs] == [False, True]
    runs = paragraphs[1].findall(f".//{qn('w:r')}")
    ways = {run.text: run.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None for run in runs}
    assert ways["منع الاتجار (2000):"] and not ways["A Protocol of Palermo"] and not ways["https://doi.org/10.1234/5"]
    data = citing.document([BIRD, arabic], citing.look("apa", locale, "odt"))
    with zipfile.ZipFile(BytesIO(data)) as file:
        content, defined = file.read("content.xml").decode(), file.read("styles.xml").decode()
    assert re.findall('<text:p text:style-name="(.*?)"', content) == ["Text_From_Left", "Text_From_Right"]
    assert re.findall('style:name="(Text_From_.*?)"[^>]*><[^>]*writing-mode="(.*?)"', defined) == [
        ("Text_From_Left", "lr-tb"), ("Text_From_Right", "rl-tb"),
    ]  # fmt: skip
