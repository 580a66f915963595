"""The query language reads what people type, and never raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipdesk.domain.query import And, Between, Everything, Filed, Has, Marked, Match, Not, Or, Parsed, parse

PIECES = st.sampled_from(
    [
        "(",
        ")",
        "-",
        "NOT",
        "AND",
        "OR",
        '"',
        ":",
        "title:",
        "year:2015..",
        "year:x",
        "has:",
        "has:notes",
        "in:trash",
        "word",
        "*",
        "ab*",
        "\\",
        "🙂",
        "-(",
    ]
)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Everything()),
        ("a b OR c", Or((And((Match("a"), Match("b"))), Match("c")))),
        ("a AND (b OR c)", And((Match("a"), Or((Match("b"), Match("c")))))),
        ("NOT a", Not(Match("a"))),
        ("--a", Match("--a")),
        ("-(a b)", Not(And((Match("a"), Match("b"))))),
        ('title:"child soldiers"', Match("child soldiers", ("title", "subtitle"))),
        ("TAG:x/y", Filed("tag", "x/y")),
        ("year:-300", Between("year", "-300", "-300")),
        ("year:<2000", Between("year", "", "2000", exclusive=True)),
        ("no:tags", Not(Has("tag"))),
        ("a-b", Match("a-b")),
        ("https://un.org/x", Match("https://un.org/x")),
        ("country:“Viet Nam”", Filed("country", "Viet Nam")),
        ("-tag:=«legal aid» a", And((Not(Filed("tag", "legal aid", exact=True)), Match("a")))),
        ("„forced lab“* ”a b”", And((Match("forced lab", prefix=True), Match("a b")))),
        ("“a b", And((Match("“a"), Match("b")))),
        ('"title:"', Match("title:")),
    ],
)
def test_text_means(text: str, query: object) -> None:
    assert parse(text).query == query
    assert parse(text).problem == ""


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("(a b", ["a", "b"], "bracket"),
        ("a)", ["a"], "bracket"),
        ('"a b', ["a", "b"], "quotation mark"),
        ("a OR", ["a"], "OR"),
        ("OR a", ["a"], "before OR"),
        ("colour:red", ["colour", "red"], "“colour:”"),
        ("year:soon", ["year", "soon"], "not a year"),
        ("is:good", ["is", "good"], "is: takes duplicate"),
        ("in:box", ["in", "box"], "in: takes trash"),
        ("year:2019..2015", ["year", "2019", "2015"], "ends before it begins"),
        ("added:2024-05..2024-04", ["added", "2024", "05", "2024", "04"], "ends before it begins"),
        ("(" * 300 + "a" + ")" * 300, ["a"], "nested"),
        ("a ()", ["a"], "empty"),
        ("a -()", ["a"], "empty"),
        ('publisher:""', ["publisher"], "Nothing follows"),
        ("publisher:*", ["publisher"], "Nothing follows"),
        ('doi:" "', ["doi"], "Nothing follows"),
        ("key:*", ["key"], "Nothing follows"),
        ("isbn:-", ["isbn"], "No word follows"),
        ('-title:""', ["title"], "No word follows"),
        ("tag:*", ["tag"], "No word follows"),
        ("a & b", ["a", "b"], "“&” holds no word"),
        ("a *", ["a"], "“*” holds no word"),
        ("Title: a", ["Title", "a"], "right behind"),
        ("-title:(a OR b)", ["title", "a", "b"], "right behind"),
        ("a AND OR b", ["a", "b"], "between AND and OR"),
        ("a NOT AND b", ["a", "b"], "between NOT and AND"),
        ("a -OR b", ["a", "b"], "between the minus sign and OR"),
        ("title:*ing", ["title", "ing"], "end of a word"),
        ("traf*ing a", ["traf", "ing", "a"], "end of a word"),
        ("year:201*", ["year", "201"], "such as 2015..2019"),
        ("added:2024-13", ["added", "2024", "13"], "calendar"),
        ("added:2024..2024-02-30", ["added", "2024", "2024", "02", "30"], "calendar"),
        ("added:..", ["added"], "neither"),
        ("a " * 20_000, ["a"] * 100, "500 terms"),
        (" OR ".join(["a"] * 20_000), ["a"] * 100, "500 terms"),
        ("(a OR b) " * 2_000, ["a", "b"] * 50, "500 terms"),
        ("url:b " * 3_000, ["url", "b"] * 50, "500 terms"),
    ],
)
def test_malformed_text_falls_back_to_its_words_and_says_why(text: str, words: list[str], reason: str) -> None:
    parsed = parse(text)
    assert reason in parsed.problem
    expected = [Match(word) for word in words]
    assert parsed.query == (And(tuple(expected)) if len(expected) > 1 else expected[0])


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a has:file", And((Match("a"), Has("file")))),
        ("no:files", Not(Has("file"))),
        ("a OR is:STARRED", Or((Match("a"), Marked("starred")))),
        ("is:read -is:unread", And((Marked("read"), Not(Not(Marked("read")))))),
        ("is:unread", Not(Marked("read"))),
    ],
)
def test_what_a_publication_is_and_has(text: str, query: object) -> None:
    assert parse(text) == Parsed(query)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["2024-05..2024-05", "2024-05..2024", "2024..2024-05", "7d..2024", "2024..7d"])
def test_ranges_that_hold_something(text: str) -> None:
    assert not parse(f"added:{text}").problem


@pytest.mark.parametrize("text", ["(", "()", "-()", '""', "*", "-*", '-"!"'])
def test_malformed_text_without_words_finds_nothing_rather_than_everything(text: str) -> None:
    assert parse(text).query == Or(())


def test_the_last_word_is_a_prefix_while_typing_and_a_closed_phrase_is_not() -> None:
    assert parse("human traff", typing=True).query == And((Match("human"), Match("traff", prefix=True)))
    assert parse("human traff ", typing=True).query == And((Match("human"), Match("traff")))
    assert parse('"human traff', typing=True).query == Match("human traff", prefix=True)
    assert parse('"human traff"', typing=True).query == Match("human traff")


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("a tag:", Match("a")),
        ("a tag:=", Match("a")),
        ('a tag:"', Match("a")),
        ("a publisher:", Match("a")),
        ("tag:*", Everything()),
        ("a -", Match("a")),
        ("a -tag:", Match("a")),
        ("a NOT", Match("a")),
        ("a OR", Match("a")),
        ("a OR ", Match("a")),
        ("a OR (", Match("a")),
        ("a AND -(", Match("a")),
        ("OR", Everything()),
        ("a &", Match("a")),
        ('a "', Match("a")),
        ('a "title:"', And((Match("a"), Match("title:")))),
        ("a AND OR", Match("a")),
        ("(child", Match("child", prefix=True)),
        ("(child OR (girl", Or((Match("child"), Match("girl", prefix=True)))),
        ("country:=Leb", Filed("country", "Leb", prefix=True)),
        ('country:="Viet N', Filed("country", "Viet N", prefix=True)),
        ("-country:Leb", Not(Filed("country", "Leb"))),
        ("-traff", Not(Match("traff"))),
        ("-(a traff", Not(And((Match("a"), Match("traff"))))),
        ("-(a -traff", Not(And((Match("a"), Not(Match("traff", prefix=True)))))),
        ("a has:no", Match("a")),
        ("a no:ye", Match("a")),
        ("a in:tr", Match("a")),
        ("a has:fi", Match("a")),
        ("a is:dup", Match("a")),
        ("year:2", Between("year", "2000", "2999")),
        ("year:201", Between("year", "2010", "2019")),
        ("year:2015", Between("year", "2015", "2015")),
        ("year:2015.", Between("year", "2015", "")),
        ("year:2015..", Between("year", "2015", "")),
        ("year:2015..20", Between("year", "2015", "2099")),
        ("year:..20", Between("year", "", "2099")),
        ("year:>", Everything()),
        ("year:>=20", Between("year", "2000", "")),
        ("year:<19", Between("year", "", "1999", exclusive=True)),
        ("year:..", Everything()),
        ("year:-", Everything()),
        ("added:7", Everything()),
        ("added:>7d", Between("added", "7d", "", exclusive=True)),
        ("modified:2024-0", Between("modified", "2024", "2024")),
        ("modified:2024-03-", Between("modified", "2024-03", "2024-03")),
        ("modified:2024-03..2024-1", Between("modified", "2024-03", "2024")),
        ("modified:2024..20", Between("modified", "2024", "")),
    ],
)
def test_what_is_half_typed_is_left_out_or_taken_as_far_as_it_goes(text: str, query: object) -> None:
    assert parse(text, typing=True).query == query
    assert parse(text, typing=True).problem == ""


@pytest.mark.parametrize(
    "text",
    ["a)", "year:s", "year:20155", "colour:r", "has:x", "in:b", 'tag:""', "tag: a year:soon", "a OR )", "()", "OR a", "tag: a", "a*b"],
)
def test_what_is_wrong_however_one_goes_on_is_said_at_once(text: str) -> None:
    assert parse(text, typing=True).problem


@pytest.mark.parametrize(
    "text",
    [
        '(child OR "forced labour") year:2015..2019 -tag:training/exercise',
        'author:="Bird, Lucia" country:"Viet Nam" NOT (has:notes OR no:year) added:>7d modified:2024-03..2024-05-01 year:>=2018 in:trash',
    ],
)
def test_on_the_way_to_a_sound_text_no_step_is_wrong(text: str) -> None:
    assert [text[:end] for end in range(len(text) + 1) if parse(text[:end], typing=True).problem] == []


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)), st.booleans())
def test_no_text_raises(text: str, typing: bool) -> None:
    parse(text, typing)


def test_vocabularies_of_the_users_own_are_fields_like_any_other() -> None:
    own = ("audience", "القاري")
    assert parse("audience:judge*", own=own).query == Filed("audience", "judge", prefix=True)
    assert parse('-AUDIENCE:="trial judges"', own=own).query == Not(Filed("audience", "trial judges", exact=True))
    assert parse("القارئ:قاض", own=own).query == Filed("القاري", "قاض")
    text = 'audience:="trial judges" -القارئ:قاض audience:po'
    assert [text[:end] for end in range(len(text) + 1) if parse(text[:end], True, own).problem] == []
    assert parse("audience:", True, own).query == Everything() and parse('audience:""', True, own).problem
    assert "not a field" in parse("audience:judges").problem
    assert parse("القارئ:قاض").query == Match("القاري:قاض")
