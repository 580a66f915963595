"""The files in `resources` agree with the program and with each other."""

import csv
import json
import runpy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tipdesk import resources
from tipdesk.domain import dates, identifiers, names, vocabularies, written_names
from tipdesk.domain.fields import BY_NAME, TERM_FIELDS
from tipdesk.domain.record import from_record, reading_list, to_record
from tipdesk.domain.text import squeeze

ICONS = resources.path("icons")
SAMPLE = json.loads(resources.path("sample", "sample.json").read_text(encoding="utf-8"))
PUBLICATIONS: list[dict[str, Any]] = SAMPLE["publications"]
KEYS = [record["key"] for record in PUBLICATIONS]
SEEDED = {(term.vocabulary, term.name) for term in vocabularies.seed()}
DRAWINGS = runpy.run_path(str(Path(__file__).parents[2] / "packaging" / "make_icons.py"))


def rows(name: str) -> list[dict[str, str]]:
    with resources.path("vocabularies", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def items(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section in sections:
        yield from section.get("items", ())
        yield from items(section.get("sections", []))


@pytest.mark.parametrize("record", PUBLICATIONS, ids=KEYS)
def test_a_sample_publication_is_filed_under_seeded_terms_only(record):
    assert set(record) <= set(BY_NAME)
    filed = {(field.vocabulary, name) for field in TERM_FIELDS if field.vocabulary != "tag" for name in record.get(field.name, ())}
    assert (filed | {("kind", record["kind"])}) <= SEEDED


@pytest.mark.parametrize("record", PUBLICATIONS, ids=KEYS)
def test_a_sample_publication_is_whole(record):
    publication = from_record(record)
    assert to_record(publication) == record | ({"year": publication.year} if publication.date else {})
    assert publication.title and publication.abstract and publication.languages
    assert not publication.date or dates.year_of(publication.date)
    assert all(note.public for note in publication.notes)
    known = names.known_organisations()
    for contributor in publication.contributors:
        if isinstance(contributor.name, names.Organisation) and squeeze(contributor.name.name) in known:
            assert contributor.name.acronym == known[squeeze(contributor.name.name)].acronym


def test_sample_keys_are_ascii_and_no_two_are_the_same():
    assert [key for key, times in Counter(KEYS).items() if times > 1] == []
    assert all(key.isascii() and key.isalnum() and key == key.lower() for key in KEYS)


def test_sample_links_between_publications_lead_somewhere():
    links = [
        value for record in PUBLICATIONS for name, value in record.get("extra", {}).items() if name in ("translation-of", "edition-of")
    ]
    assert links and set(links) <= set(KEYS)


def test_the_sample_speaks_many_languages():
    assert {"ar", "es", "fr", "ru", "zh"} <= {record["languages"][0] for record in PUBLICATIONS}


def test_reading_list_items_are_sample_publications_or_text():
    for course in SAMPLE["reading_lists"]:
        assert reading_list(course).title
        for item in items(course["sections"]):
            assert bool(item.get("text")) != bool(item.get("key"))
            assert "text" in item or (item["key"] in KEYS and item["importance"] in ("essential", "recommended", "further"))
            assert not item.get("private_note")


def test_isbns_and_dois_of_the_sample_are_sound():
    assert all(valid_isbn(record["isbn"]) for record in PUBLICATIONS if "isbn" in record)
    assert all(
        record["doi"].startswith("10.") and record["doi"] == identifiers.doi(record["doi"]) for record in PUBLICATIONS if "doi" in record
    )


def valid_isbn(written: str) -> bool:
    digits = [int(digit) for digit in written.replace("-", "")]
    return len(digits) == 13 and sum(digits[::2] + [3 * digit for digit in digits[1::2]]) % 10 == 0


@pytest.mark.parametrize("vocabulary", ["languages", "organisations"])
def test_no_name_means_two_things(vocabulary):
    written = Counter[str]()
    for row in rows(vocabulary):
        own = ("tag", "english", "native") if vocabulary == "languages" else ("name", "acronym")
        written.update({squeeze(name) for name in (*(row[column] for column in own), *row["also"].split("|")) if name})
    assert [name for name, times in written.items() if times > 1] == []


def test_languages_can_be_read_by_every_name_they_have():
    for row in rows("languages"):
        for name in filter(None, (row["tag"], row["english"], row["native"], row["babel"], *row["also"].split("|"))):
            assert vocabularies.language(name) == row["tag"]


def test_organisations_survive_being_written():
    for row in rows("organisations"):
        organisation = names.Organisation(row["name"], row["acronym"])
        assert written_names.parse_name(written_names.format_name(organisation)) == organisation
        assert written_names.is_organisation(row["name"])


@pytest.mark.parametrize("file", sorted(resources.path().rglob("*.svg")), ids=lambda file: f"{file.parts[-4]}-{file.stem}")
def test_icons_are_svg_of_a_square(file):
    root = ElementTree.parse(file).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("width") == root.get("height")
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


@pytest.mark.parametrize("theme", ["tipdesk", "tipdesk-dark"])
def test_icon_themes_are_what_the_script_writes(theme):
    title, colour = DRAWINGS["THEMES"][theme]
    assert (ICONS / theme / "index.theme").read_text(encoding="utf-8") == DRAWINGS["index"](title)
    written = {file.stem: file.read_text(encoding="utf-8") for file in (ICONS / theme / "scalable" / "actions").iterdir()}
    assert written == {name: DRAWINGS["drawing"](paths, colour) for name, paths in DRAWINGS["DRAWINGS"].items()}


@pytest.mark.parametrize("name", ["org.tipdesk.tipdesk.metainfo.xml", "org.tipdesk.tipdesk.mime.xml"])
def test_descriptions_for_the_desktop_are_xml(name):
    ElementTree.parse(resources.path(name))
