"""A query written out is read as the same query."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tipdesk.domain.query import PRESENCES, And, Between, By, Everything, Filed, Has, InTrash, Match, Not, Or, conjunction, parse
from tipdesk.domain.query_text import NOTHING, text_of

PIECES = (
    *"a trafficking AND OR NOT - ( ) \" * title: author: by country:= lang:fr tag:x/y key:ab* year:2018 year:>=2018 year:..2019".split(),
    *'added:>7d modified:2024-03.. has:notes no:year -no:tag in:trash url:http://x.y/z https://x.y/z "two words" "half'.split(),
    'country:="Viet Nam"', 'author:="Bird, Lucia"', '"C:\\x"', '"say \\"no\\" more"', 'title:"forced lab"*', "人口", "أطفال", "  ",
    "audience:judges", "-audience:=x", 'audience:"a b"*', "القارئ:قاض",
)  # fmt: skip
OWN = ("audience", "القاري")  # vocabularies of the user's own


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=9).map(" ".join), st.booleans())
@example('"AND" OR (b (c OR "x*"))', False)
@example("-(-a) -no:year NOT (a OR b) (a b)", False)
@example('"', True)
def test_whatever_was_read_is_written_so_that_it_is_read_the_same(text: str, typing: bool) -> None:
    query = parse(text, typing, OWN).query
    if query == Or(()):
        return
    again = parse(text_of(query), own=OWN)
    assert again.query == query and not again.problem, text_of(query)


names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(
    lambda name: any(map(str.isalnum, name))
)
choices = st.one_of(
    st.builds(lambda name: Filed("country", name, exact=True), names),
    st.builds(lambda name: Filed("language", name, exact=True), names),
    st.builds(lambda name: Filed("audience", name, exact=True), names),
    st.builds(By, names),
    st.builds(lambda year: Between("year", str(year), str(year)), st.integers(1000, 2100)),
)


@given(st.lists(st.one_of(choices, choices.map(Not), st.lists(choices, min_size=2, max_size=3).map(lambda found: Or(tuple(found))))))
def test_what_facets_choose_can_be_written(parts: list[Filed | By | Between | Not | Or]) -> None:
    query = conjunction((And((Not(Has("tag")), Not(Has("category")))), *parts))
    assert parse(text_of(query), own=OWN).query == query


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("trafficking  victim*", "trafficking victim*"),
        ('(a OR "b c") -d', '(a OR "b c") -d'),
        ("is:duplicates -has:file -is:starred", "is:duplicate no:file -is:starred"),
        ("-is:read OR NOT is:unread", "is:unread OR -(is:unread)"),
        ("NOT has:url AND modified:<2024-03", "no:url modified:<2024-03"),
    ],
)
def test_it_is_written_as_one_would_type_it(text: str, written: str) -> None:
    assert text_of(parse(text).query) == written


def test_nothing_and_everything() -> None:
    assert text_of(Everything()) == ""
    assert parse(NOTHING).query == And((InTrash(), Not(InTrash())))
    assert text_of(Or(())) == NOTHING
    assert {what for what in PRESENCES if parse(text_of(Has(what))).query == Has(what)} == set(PRESENCES)
    assert text_of(Match("AND")) == '"AND"'
