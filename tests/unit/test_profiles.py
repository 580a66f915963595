"""Profiles of tables: kept under a name, checked when they are read, offered where they fit."""

import json
from pathlib import Path

import pytest

from tipdesk.app import profiles
from tipdesk.domain.errors import BadRequest
from tipdesk.formats import csv_
from tipdesk.formats.csv_columns import Layout

pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(profiles, "folder", lambda: tmp_path / "config" / "profiles")
    return tmp_path / "config" / "profiles"


def test_a_profile_comes_back_as_it_was_saved() -> None:
    layout = Layout(";", {"Cote": "number", "Couleur": "-"}, {"Pays": "\n"})
    assert profiles.names() == []
    profiles.save(" Liste d’été ", layout)
    profiles.save("another", Layout())
    assert profiles.names() == ["another", "Liste d’été"]
    assert profiles.load("Liste d’été") == layout
    profiles.remove("Liste d’été")
    assert profiles.names() == ["another"]


@pytest.mark.parametrize("name", ["", " ", "../x", "a/b", "a\\b", "a:b", "con", "LPT1.txt", ".hidden", "dot.", "x" * 300, "a\nb"])
def test_a_name_that_is_none_for_a_file_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(BadRequest):
        profiles.save(name, Layout())
    assert not folder.exists()


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"columns": {"A": 3}},
        {"columns": {"A": "nonsense"}},
        {"columns": {}, "more": 1},
        {"columns": {}, "delimiter": 3},
        {"columns": {}, "delimiter": "ab"},
        {"columns": {}, "separators": []},
        {"A": 3},
        {"A": "nonsense"},
    ],
)
def test_what_is_no_profile_is_refused_with_the_reason(data: object, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(data))
    with pytest.raises(BadRequest, match="is no profile"):
        profiles.load(str(tmp_path / "x.json"))


def test_a_plain_object_of_columns_is_a_profile(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps({"Cote": "series", "columns": "tags"}))
    assert profiles.load(str(tmp_path / "x.json")) == Layout(fields={"Cote": "series", "columns": "tags"})


def test_an_unknown_name_lists_those_there_are() -> None:
    profiles.save("mine", Layout())
    with pytest.raises(BadRequest, match="the saved ones are: mine"):
        profiles.load("yours")


def test_what_a_table_is_read_as_is_kept_whole() -> None:
    shown = csv_.preview("Titre;Cote;Pays;Rien\n", Layout(fields={"Cote": "number", "Rien": "-"}, separators={"Pays": "/"}))
    layout = profiles.of(shown)
    assert layout == Layout(";", {"Titre": "title", "Cote": "number", "Pays": "countries", "Rien": "-"}, {"Pays": "/"})


def test_the_profile_is_offered_that_fits_the_most_columns(folder: Path) -> None:
    profiles.save("small", Layout(fields={"Cote": "number"}))
    profiles.save("large", Layout(fields={"cote": "number", "TITRE": "title"}))
    profiles.save("other", Layout(fields={"Cote": "number", "Titre": "title", "Signature": "key"}))
    (folder / "broken.json").write_text("{")
    assert profiles.fitting(["Titre", "Cote", "Pays"]) == "large"
    assert profiles.fitting(["Pays"]) == ""
