from pathlib import Path

import pytest

from tipdesk.citing import styles
from tipdesk.domain.errors import BadRequest

MINIMAL = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="fr-FR">
  <info><title>Notre style</title><id>ours</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""
DEPENDENT = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>Our Journal</title><id>o</id>
  <link href="http://www.zotero.org/styles/{parent}" rel="independent-parent"/></info></style>"""


def own(name: str, text: str) -> Path:
    styles.folder().mkdir(parents=True, exist_ok=True)
    path = styles.folder() / f"{name}.csl"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("apa", "apa"), ("APA", "apa"), ("chicago", "chicago-author-date"), ("harvard", "harvard-cite-them-right"), ("oscola", "oscola"),
        ("Vancouver", "nlm-citation-sequence"), ("ieee", "ieee"), ("mla", "modern-language-association"), ("un", "un-editorial"),
        ("cite them right", "harvard-cite-them-right"),
    ],
)  # fmt: skip
def test_styles_go_by_the_names_that_people_type(asked: str, name: str) -> None:
    assert styles.find(asked).name == name
    assert styles.search(asked)[0].name == name


def test_a_search_finds_every_word_in_names_and_titles() -> None:
    found = styles.search("human rights law")
    assert "human-rights-law-review" in [style.name for style in found]
    assert styles.search("no style has such words") == []
    assert len(styles.search("journal")) > 1000


def test_the_list_of_styles_is_kept_and_a_broken_one_is_made_anew() -> None:
    styles._index.cache_clear()
    names = [style.name for style in styles.search("oxford")]
    (kept,) = styles.user_cache_path("tipdesk", appauthor=False).glob("styles-*.tsv")
    for broken in (kept.read_bytes()[:1000], b"", b"\xff\xfe"):
        styles._index.cache_clear()
        kept.write_bytes(broken)
        assert [style.name for style in styles.search("oxford")] == names


def test_a_dependent_style_keeps_its_title_and_looks_like_its_parent() -> None:
    style = styles.find("2d-materials")
    assert (style.title, style.parent) == ("2D Materials", "institute-of-physics-numeric")
    assert "<citation" in style.text()


def test_own_styles_are_found_by_name_and_by_file(tmp_path: Path) -> None:
    path = own("notre", MINIMAL)
    own("journal", DEPENDENT.format(parent="apa"))
    assert styles.find("notre") == styles.find(str(path))
    assert (styles.find("notre").locale, styles.find("notre").own) == ("fr-FR", True)
    assert styles.find("journal").text() == styles.find("apa").text()
    assert [style.name for style in styles.search("")[-2:]] == ["journal", "notre"]
    assert [style.name for style in styles.search("notre")] == ["notre"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no well-formed XML"),
        ("<style/>", "its root is no CSL style"),
        (MINIMAL[:-10], "no well-formed XML"),
        (MINIMAL.replace("<title>Notre style</title>", ""), "it has no title"),
        (MINIMAL.replace("citation>", "other>"), "how a citation looks"),
        ('<!DOCTYPE style [<!ENTITY a "b">]>' + MINIMAL.partition("\n")[2], "document type"),
        ('<!DOCTYPE style SYSTEM "file:///etc/passwd">' + MINIMAL.partition("\n")[2], "document type"),
    ],
)
def test_what_is_no_style_is_refused_in_one_sentence(text: str, why: str) -> None:
    path = own("broken", text)
    with pytest.raises(BadRequest, match=why):
        styles.find(str(path))
    assert "broken" not in [style.name for style in styles.search("")]


def test_a_style_whose_parent_is_missing_says_so() -> None:
    own("orphan", DEPENDENT.format(parent="nowhere"))
    with pytest.raises(BadRequest, match="nowhere, which is not at hand"):
        styles.find("orphan").text()


@pytest.mark.parametrize("name", ["", "../apa", "nowhere", "/etc/passwd", "a" * 5000, "a\0b"])
def test_an_unknown_style_names_the_nearest(name: str) -> None:
    with pytest.raises(BadRequest):
        styles.find(name)
