"""BibLaTeX, and what becomes of a record when it crosses to the other dialect."""

from dataclasses import replace

import pytest

from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Note, Publication
from tipdesk.formats import by_name
from tipdesk.formats.bibtex import BIBLATEX, BIBTEX, read

ENTRY = """@report{ifrc2015,
  author = {{International Federation of Red Cross and Red Crescent Societies}},
  shortauthor = {{IFRC}},
  title = {Violence in the {Global South}},
  subtitle = {A Study},
  type = {Policy brief},
  institution = {{Red Cross and Red Crescent}},
  location = {Geneva},
  date = {2015-11-03},
  langid = {french},
  language = {french and english},
  annotation = {Worth reading},
}"""


def _write(dialect: str, *records: Publication) -> str:
    found = by_name(dialect)
    assert found.write is not None
    return "".join(found.write(records))


def _one(text: str) -> Publication:
    (record,) = read(text)
    assert isinstance(record, Publication)
    return record


def test_what_an_entry_says() -> None:
    record = _one(ENTRY)
    assert record == Publication(
        key="ifrc2015",
        kind="policy brief",
        title="Violence in the Global South",
        subtitle="A Study",
        contributors=(Contributor(Organisation("International Federation of Red Cross and Red Crescent Societies", "IFRC")),),
        publisher="Red Cross and Red Crescent",
        place="Geneva",
        date="2015-11-03",
        languages=("fr", "en"),
        notes=(Note("Worth reading", public=True),),
    )


def test_it_comes_back_to_the_character_in_its_dialect_and_is_made_anew_in_the_other() -> None:
    record = _one(ENTRY)
    assert _write("biblatex", record) == ENTRY + "\n\n"
    crossed = _write("bibtex", record)
    assert crossed == (
        "@techreport{ifrc2015,\n"
        "  author = {{International Federation of Red Cross and Red Crescent Societies}},\n"
        "  shortauthor = {{IFRC}},\n"
        "  title = {Violence in the {Global South}: A Study},\n"
        "  tipdesk-subtitle = {A Study},\n"
        "  type = {Policy brief},\n"
        "  institution = {{Red Cross and Red Crescent}},\n"
        "  address = {Geneva},\n"
        "  year = {2015},\n"
        "  month = nov,\n"
        "  date = {2015-11-03},\n"
        "  language = {french and english},\n"
        "  annote = {Worth reading},\n"
        "  tipdesk-kind = {policy brief},\n"
        "}\n\n"
    )
    assert _one(crossed) == record
    assert _one(_write("biblatex", _one(crossed))) == record


def test_the_names_of_the_dialects() -> None:
    record = Publication(
        key="k",
        kind="journal article",
        title="T",
        container="Journal",
        volume="3",
        issue="2",
        pages="1-10",
        date="2018/2019",
        contributors=(Contributor(Person("Cruz", "Jan", "De La")), Contributor(Person("Bird", "Lucia"), "compiler")),
    )
    new, old = _write("biblatex", record), _write("bibtex", record)
    assert "journaltitle = {Journal}" in new and "date = {2018/2019}" in new and "number = {2}" in new and "pages = {1--10}" in new
    assert "given={Jan}" in new and "editora = {Bird, Lucia}" in new and "editoratype = {compiler}" in new
    assert "  journal = {Journal}" in old and "  year = {2018}" in old and "  date = {2018/2019}" in old and "number = {2}" in old
    assert _one(new) == _one(old) == record


def test_a_bib_file_is_written_for_bibtex_and_both_have_one_reader() -> None:
    assert BIBTEX.suffixes == (".bib",) and BIBLATEX.suffixes == (".biblatex",)
    assert BIBTEX.read is BIBLATEX.read


TRANSLATION = """@book{fr,
  Title       = {Les rites},
  relatedtype = {translationof},
  year        = 1909,
  related     = {en:1908},
  relatedoptions = {skipbib=true},
}"""


def test_a_translation_names_its_original_as_related() -> None:
    record = _one(TRANSLATION)
    assert record.extra == (("translation-of", "en:1908"), ("relatedoptions", "skipbib=true"))
    for dialect in ("biblatex", "bibtex"):
        assert _write(dialect, record) == TRANSLATION + "\n\n"  # untouched
        moved = _write(dialect, replace(record, extra=(("translation-of", "rites1908"), record.extra[1])))
        assert moved == TRANSLATION.replace("en:1908", "rites1908") + "\n\n"
        lone = _write(dialect, replace(record, extra=record.extra[1:]))
        assert "related " not in lone and "relatedtype" not in lone and "Title       = {Les rites}" in lone
        anew = _write(dialect, replace(record, source=None))
        assert "  related = {en:1908},\n  relatedtype = {translationof},\n" in anew and _one(anew) == record


@pytest.mark.parametrize(
    "fields",
    [
        "related = {a, b}, relatedtype = {translationof}",
        "related = {a}, relatedtype = {reprintof}",
        "related = {a}",
        "relatedtype = {translationof}",
        "related = {a}, relatedtype = {translationof}, translation-of = {b}",
    ],
)
def test_other_relations_stay_as_they_are(fields: str) -> None:
    record = _one(f"@book{{x, title = {{T}}, {fields}}}")
    assert {name for name, _ in record.extra} == {part.split(" = ")[0] for part in fields.split("}, ")}
    assert _one(_write("biblatex", replace(record, source=None))) == record


def test_links_that_related_cannot_say_come_back_from_a_field_of_their_own() -> None:
    for extra in (
        (("translation-of", "clé"),),
        (("translation-of", "a,b"),),
        (("Translation-Of", "a"),),
        (("related", "a"), ("relatedtype", "translationof")),  # as some other format may have brought them
        (("related", "c"), ("translation-of", "a")),
        (("edition-of", "a"),),
    ):
        record = Publication(key="k", kind="book", title="T", extra=extra)
        assert [_one(_write(dialect, record)) for dialect in ("bibtex", "biblatex")] == [record, record]
