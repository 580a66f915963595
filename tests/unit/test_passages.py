"""Where searched words are marked, and which passage of a long text is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.domain.passages import BEFORE, LONGEST, passage, sought, spans, stands_in
from tipdesk.domain.query import Match, parse
from tipdesk.domain.text import fold, phrase, plain, words


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Épsilon and epsilons", "epsil", ["Épsil", "epsil"]),
        ("Forced-labour; forced  labour", "forced labour", ["Forced-labour", "forced  labour"]),
        ("unepsilon", "epsilon", []),
        ("ﬁsh", "fi", ["ﬁ"]),
        ("Straße, Strasse", "strasse", ["Straße", "Strasse"]),
        ("打击贩运人口", "人口", ["人口"]),
        ("反人口贩运与人口", "人口", ["人口", "人口"]),
        ("인신매매 피해자", "매매", ["매매"]),
        ("IOM人口", "iom 人口", ["IOM人口"]),
        ("حِمَايَةُ الأَطْفَالِ", "الاطفال", ["الأَطْفَال"]),
        ("Ещё раз", "еще", ["Ещё"]),
        ("a\u0308rger", "arger", ["a\u0308rger"]),
    ],
)
def test_matches_are_marked_as_they_are_found(text: str, typed: str, marked: list[str]) -> None:
    assert [text[start : start + length] for start, length in spans(text, [phrase(typed, begins=True)])] == marked


def test_a_whole_word_is_not_marked_in_a_longer_one() -> None:
    assert spans("act, actor, action", [phrase("act")]) == [(0, 3)]
    assert spans("act, actor, action", [phrase("act", begins=True)]) == [(0, 3), (5, 3), (12, 3)]


@given(st.text(max_size=40), st.data())
def test_every_word_of_a_text_is_found_in_it(text: str, data: st.DataObject) -> None:
    if found := words(text):
        at = data.draw(st.integers(0, len(found) - 1))
        assert stands_in(text, [phrase(found[at])])


SENTENCES = " ".join(f"sentence {number} stands here." for number in range(100))


@pytest.mark.parametrize("field", ["abstract", "note"])
def test_a_passage_begins_a_little_before_its_first_match(field: str) -> None:
    found = passage(field, f"{SENTENCES}\n\nDebt   bondage is <i>found</i> there. {SENTENCES}", [phrase("found"), phrase("debt")])
    assert found is not None
    assert found.field == field
    assert found.text.startswith("…stands here. Debt bondage is found there. sentence 0") and found.text.endswith("…")
    assert [found.text[start : start + length] for start, length in found.marks] == ["Debt", "found"]


def test_where_there_is_little_room_a_passage_begins_with_its_match() -> None:
    found = passage("abstract", f"{SENTENCES} Debt bondage is found there.", [phrase("bondage"), phrase("found")])
    assert found is not None
    short = found.from_the_match()
    assert short.text == "…bondage is found there." and short.marks == ((1, 7), (12, 5))
    assert short.from_the_match() == short


def test_a_short_text_is_its_own_passage() -> None:
    found = passage("note", "Ask\nbefore citing.", [phrase("cit", begins=True)])
    assert found is not None and found.text == "Ask before citing." and found.marks == ((11, 3),)
    assert passage("note", "Ask before citing.", [phrase("citation")]) is None
    assert passage("note", "", [phrase("citation")]) is None


@given(st.text(st.characters(), max_size=400), st.text(min_size=1, max_size=8), st.booleans())
def test_passages_are_short_and_their_marks_inside(text: str, typed: str, begins: bool) -> None:
    found = passage("abstract", f"{text} {typed} {text}", [phrase(typed, begins)])
    if found is None:
        return
    assert len(found.text) <= max(LONGEST + BEFORE + 2, len(typed))
    assert found.marks
    for start, length in found.marks:
        assert 0 <= start < start + length <= len(found.text)


def test_words_in_long_runs_and_long_words_are_shown() -> None:
    found = passage("abstract", "贩运" * 500 + "人口" + "贩运" * 500, [phrase("人口")])
    assert found is not None and found.text[found.marks[0][0] :].startswith("人口") and len(found.text) <= LONGEST + 2


def test_what_is_excluded_is_not_sought() -> None:
    assert list(sought(parse('a -b (c OR title:"d e") -(f g) year:2018').query)) == [
        Match("a"),
        Match("c"),
        Match("d e", ("title", "subtitle")),
    ]
    assert fold(plain("A<i>b</i>")) == "ab"
