"""The text of a catalogue's page, in every way that it is pasted."""

import re
from pathlib import Path

import pytest

from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Problem, Publication
from tipdesk.formats import recognise
from tipdesk.formats.catalogue import CATALOGUE, read, topic

PAGE = (Path(__file__).parents[1] / "data" / "catalogue-short.txt").read_text(encoding="utf-8")
TITLES = [
    "Understanding Human Trafficking In Conflict",
    "Smuggling in the Time of COVID-19",
    "Transnational Organized Crime in Central America and The Caribbean. A Threat Assessment",
    "The Global Slavery Index 2018. Europe and Central Asia Report",
]


def _records(text: str) -> list[Publication]:
    found = list(read(text))
    assert not [problem for problem in found if isinstance(problem, Problem)]
    return [record for record in found if isinstance(record, Publication)]


def test_the_records_of_a_page() -> None:
    first, second, third, fourth = _records(PAGE)
    assert [record.title for record in (first, second, third, fourth)] == TITLES
    assert first.contributors == (Contributor(Person("Bigio", "Jamille")), Contributor(Person("Vogelstein", "Rachel")))
    assert first.abstract.startswith("A short account of how") and "can take.Each step" in first.abstract
    assert (first.date, first.kind, first.category, first.subtitle) == ("2019", "report", (), "")
    assert second.countries == ("Kenya", "Trinidad and Tobago")
    assert third.regions == ("Central America", "Northern America", "Caribbean")
    assert third.extra == (("source-region", "Central and North America and the Caribbean"),)
    assert third.category == ("Reports",)
    assert third.abstract.count("\n\n") == 1 and "“small steps”" in third.abstract
    assert fourth.contributors == (Contributor(Organisation("Walk Free Foundation")),)
    assert fourth.abstract.startswith("Country\n\nis a word") and fourth.countries == ("Worldwide",)


@pytest.mark.parametrize(
    "pasted",
    [
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("\n", "\r"),
        re.sub("\n\n+", "\n", PAGE),
        re.sub("\n\n+", "\n", PAGE).replace("\n", "\r\n"),
        "\ufeff" + PAGE,
        PAGE.strip(),
        PAGE + "\n\n\n",
        PAGE.replace(" ", "\xa0"),
        PAGE.replace("Country\n", "Country\xa0\n"),
        PAGE.replace("Skip to main content\n\n", ""),
        PAGE.replace("Skip to main content", "Pasar al contenido principal"),
        PAGE.replace("Skip to main content\n\nTrafficking\n\n", ""),
    ],
)
def test_the_records_are_the_same_however_they_are_pasted(pasted: str) -> None:
    assert _records(pasted) == _records(PAGE)


@pytest.mark.parametrize(
    ("country", "region", "authors", "year", "category"),
    [
        ("Countries", "Regions", "Author(s)", "Year", "Type"),
        ("Pays", "Régions", "Auteurs", "Année", "Catégorie"),
        ("País", "Región", "Organización", "Año", "Categoría"),
        ("Country:", "Region:", "Organization:", "Year:", "Category:"),
    ],
)
def test_labels_vary(country: str, region: str, authors: str, year: str, category: str) -> None:
    page = PAGE
    for label, other in (("Region", region), ("Authors", authors), ("Year", year), ("Category", category)):
        page = re.sub(rf"(?m)^{label}$", other, page)
    page = re.sub(r"(?m)^Country$(?!\nis a word)", country, page)
    assert [record.title for record in _records(page)] == TITLES
    assert [record.year for record in _records(page)] == [2019, 2020, 2012, 2018]
    assert _records(page)[2].category == ("Reports",)


@pytest.mark.parametrize("page", [PAGE, re.sub("\n\n+", "\n", PAGE)], ids=["spaced", "dense"])
def test_a_page_that_is_cut_anywhere_keeps_its_whole_records_and_reports_the_rest(page: str) -> None:
    whole = _records(PAGE)
    for end in range(0, len(page), 5):
        if re.search(r"Category\nRe?p?o?r?t?\Z", page[:end]):
            continue  # a category that is cut may be one
        found = list(read(page[:end]))
        records = [record for record in found if isinstance(record, Publication)]
        problems = [problem for problem in found if isinstance(problem, Problem)]
        assert [record.title for record in records] == [record.title for record in whole[: len(records)]]
        assert [record.date for record in records] == [record.date for record in whole[: len(records)]]
        complete = re.search(r"(\A|Year\n\d{4}|content|Category|Category\nReports)\s*\Z", page[:end])
        assert len(problems) == (0 if complete else 1), page[max(0, end - 40) : end]
        assert not problems or (problems[0].line > 0 and problems[0].text)


def test_a_record_keeps_its_lines_and_one_without_title_is_reported() -> None:
    second = _records(PAGE)[1]
    assert second.source is not None and second.source.text in PAGE
    assert second.source.text.startswith("Smuggling in") and second.source.text.endswith("Year\n2020\nCategory")
    (problem,) = read("Country\nKenya\nRegion\nAfrica\nYear\n2019\n")
    assert isinstance(problem, Problem) and problem.line == 1 and problem.text.endswith("2019")


def test_the_topic_is_no_title() -> None:
    assert topic(PAGE) == "Trafficking"
    assert topic(re.sub("\n\n+", "\n", PAGE)) == "Trafficking"
    assert topic(PAGE.split("Trafficking\n\n", 1)[1]) == ""


def test_an_incomplete_record_is_reported_with_its_lines() -> None:
    page = "A title\n\nAn abstract.\nCountry\nWorldwide\nRegion\nWorldwide\nYear\n20"
    (problem,) = read(page)
    assert isinstance(problem, Problem)
    assert problem.line == 1
    assert problem.text == page


def test_a_page_is_recognised() -> None:
    assert recognise(PAGE) is CATALOGUE
    assert recognise("Some words.\nYear\n2019\n") is None
