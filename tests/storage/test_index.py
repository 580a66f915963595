"""What is searched, sorted and counted in memory is what plain Python finds in the file, whatever has been done to it."""

import sqlite3
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from tests.plain_filter import Plain
from tipdesk.app import edits
from tipdesk.app.edit import Edit
from tipdesk.app.files import KeepTexts
from tipdesk.app.library import SORTABLE, Applied, Library, Sort, Stamp, Wanted
from tipdesk.app.term_edits import AddVocabulary, DeleteVocabulary, MoveTerms, SetTerms
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.progress import Cancelled
from tipdesk.domain.publication import Note, Publication
from tipdesk.domain.query import MARKS, By, Everything, Filed, Match, Not, Query, conjunction, parse
from tipdesk.domain.text import fold
from tipdesk.storage import contributors, database, ids, index, ranks
from tipdesk.storage.ids import MOST, joined, numbers

FACETS = ("region", "country", "year", "category", "theme", "tag", "kind", "language", "contributor")
COLUMNS = tuple(SORTABLE)
WORDS = ("alpha", "alphabet", "beta", "Gamma", "délta", "COVID-19", "2019", "of")
NAMES = tuple(Contributor(Person(family, given)) for family in ("Bird", "bird", "Ōe", "Zhao") for given in ("Ann", "Bo")) + tuple(
    Contributor(Organisation(name, short)) for name, short in (("Walk Free", "WF"), ("La Strada", ""))
)
TAGS = ("a", "a/b", "a/b/c", "C", "training")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
PUBLICATIONS = st.builds(
    Publication,
    title=TEXTS,
    contributors=st.lists(st.sampled_from(NAMES), max_size=3).map(tuple),
    date=st.sampled_from(["", "2015", "2018-04", "2019", "2019", "0987"]),
    kind=st.sampled_from(["report", "book", "other"]),
    abstract=st.one_of(st.just(""), TEXTS),
    publisher=st.sampled_from(["", "UNODC", "IOM"]),
    container=st.sampled_from(["", "Forum", "Épices"]),
    url=st.sampled_from(["", "https://example.org"]),
    countries=st.lists(st.sampled_from(["Kenya", "Côte d'Ivoire", "Worldwide", "Peru"]), max_size=2, unique=True).map(tuple),
    regions=st.lists(st.sampled_from(["Africa", "Europe", "Western Africa"]), max_size=2, unique=True).map(tuple),
    languages=st.lists(st.sampled_from(["en", "fr"]), max_size=2, unique=True).map(tuple),
    tags=st.lists(st.sampled_from(TAGS), max_size=2, unique=True).map(tuple),
    notes=st.sampled_from([(), (Note("alpha note"),)]),
    extra=st.sampled_from([(), (("file", "a.pdf"),), (("Audience", "judges; police"),), (("audience", "police"), ("eprint", "7"))]),
)
STAMPS = st.lists(st.builds(Stamp, st.sampled_from(["a.pdf", "b.pdf"]), st.just(7), st.just(9)), max_size=2).map(tuple)
TERMS_OF_QUERIES = (
    "alpha bet* 2019", "author:bird gamma", "delta ! *",
    "alpha", "alph*", '"alpha beta"', "title:gamma", "author:bird", "covid-19", "tag:a", "tag:a/b", "country:kenya", "country:CIV",
    "region:africa", 'region:"Eastern Africa"', "lang:french", "kind:report", "year:2018", "year:..2018", "year:>2015", "added:>1d",
    "added:<2020", "modified:2020..", "has:notes", "no:abstract", "has:tag", "no:country", "has:author", "no:year", "has:url",
    "publisher:iom", "container:epi", "key:bird2019", "key:b*", "in:trash", "is:duplicate", "has:file", "is:starred", "is:unread", "zzz",
    "audience:judges", "audience:po*", 'audience:="people"',
)  # fmt: skip
QUERIES = st.recursive(
    st.sampled_from(TERMS_OF_QUERIES),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} OR {pair[1]})"),
        inner.map(lambda text: f"-({text})"),
    ),
    max_leaves=4,
).map(lambda text: parse(text, own=["audience"]).query)
CHOICES = st.sampled_from(
    [By("Bird, Ann"), Filed("tag", "a", exact=True), Not(Filed("country", "Kenya", exact=True)), Match("al", (), True)]
)
ANY = st.one_of(QUERIES, st.tuples(QUERIES, CHOICES).map(conjunction))
SORTS = st.lists(st.builds(Sort, st.sampled_from(COLUMNS), st.booleans()), max_size=3)


def agrees(library: Library, query: Query, sort: list[Sort]) -> None:
    """The library answers as plain Python does over what another reader of the file gets."""
    with Library(library.path) as fresh:
        plain = Plain(fresh)
    found = plain.find(query, sort)
    assert list(library.find(query, sort)) == found
    assert library.count(query) == len(found)
    for facet in (*FACETS, "audience"):
        counted = plain.facet(facet, query)
        assert {c.value: c.count for c in library.facet(facet, query)} == counted
    first = library.facets({"contributor": query}, Wanted(2))["contributor"]
    counted = plain.facet("contributor", query)
    assert first.whole == len(counted)
    assert sorted((-c.count, c.value) for c in first.counts) == sorted((-size, name) for name, size in counted.items())[:2]
    sought = library.facets({"contributor": query}, Wanted(names="b"))["contributor"]
    assert {c.value: c.count for c in sought.counts} == {name: size for name, size in counted.items() if "b" in name.lower()}


def an_edit(draw: st.DataObject, library: Library) -> Edit:
    ids = [*library.find(Everything()), *library.find(parse("in:trash").query)] or [1]
    some = tuple(draw.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True)))
    new = draw.draw(PUBLICATIONS)
    field = draw.draw(st.sampled_from(["title", "date", "contributors", "countries", "tags", "kind", "publisher", "notes", "abstract"]))
    terms = [term.id for term in (*library.terms("tag"), *library.terms("audience"))]
    ways: list[Edit] = [
        edits.SetField(some, field, getattr(new, field)),
        edits.SetField(some, field, getattr(new, field)),
        edits.Add([new, draw.draw(PUBLICATIONS)]),
        edits.SetTrashed(some, draw.draw(st.booleans())),
        edits.Remove(some[:1]),
        edits.SetMark(some, draw.draw(st.sampled_from(MARKS)), draw.draw(st.booleans())),
        KeepTexts(tuple((number, draw.draw(STAMPS), draw.draw(TEXTS)) for number in some)),
        edits.FileUnder(some, "tag", (draw.draw(st.sampled_from([*TAGS, "new/tag"])),)),
        AddVocabulary("Audience"),
        SetTerms(some, "audience", draw.draw(st.sampled_from([(), ("judges",), ("people", "police")]))),
        *(DeleteVocabulary(vocabulary.id) for vocabulary in library.vocabularies()),
    ]
    if terms:
        ways += [
            edits.RenameTerm(draw.draw(st.sampled_from(terms)), draw.draw(st.sampled_from([*TAGS, "x/y"]))),
            edits.MergeTerms((draw.draw(st.sampled_from(terms)),), draw.draw(st.sampled_from(terms))),
            edits.DeleteTerms((draw.draw(st.sampled_from(terms)),)),
            MoveTerms((draw.draw(st.sampled_from(terms)),), draw.draw(st.sampled_from([None, *terms]))),
        ]
    return draw.draw(st.sampled_from(ways))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PUBLICATIONS, min_size=1, max_size=12), st.data())
def test_after_any_edits_undone_and_redone_all_is_found_sorted_and_counted_as_in_plain_python(
    records: list[Publication], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder, Library.create(Path(folder) / "one.tipdesk") as library:
        library.apply(edits.Add(records))
        asked = data.draw(st.lists(st.tuples(ANY, SORTS), min_size=2, max_size=2))
        done: list[Applied] = []
        for _ in range(data.draw(st.integers(1, 5))):
            for query, sort in asked:  # so that there is something in memory that the edit makes wrong
                agrees(library, query, sort)
            try:
                if data.draw(st.integers(0, 5)) == 0:
                    with Library(library.path) as other:
                        other.apply(an_edit(data, other))
                    done.clear()
                else:
                    done.append(library.apply(an_edit(data, library)))
            except BadRequest:
                continue
        undone = []
        for applied in reversed(done if not library.changed_elsewhere() else []):
            undone.append(library.apply(applied.inverse))
            agrees(library, *asked[0])
        for applied in reversed(undone):
            library.apply(applied.inverse)
            agrees(library, *asked[1])


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Library, Plain]]:
    random = Random(3)
    records = [
        Publication(
            title=" ".join(random.choices(WORDS, k=3)),
            contributors=tuple(random.sample(NAMES, random.randrange(3))),
            date=random.choice(["", "2015", "2018-04", "2019", "0987"]),
            kind=random.choice(["report", "book", "other"]),
            abstract=random.choice(["", *WORDS]),
            publisher=random.choice(["", "UNODC", "IOM"]),
            container=random.choice(["", "Forum", "Épices"]),
            url=random.choice(["", "https://example.org"]),
            countries=tuple(random.sample(["Kenya", "Côte d'Ivoire", "Worldwide", "Peru"], random.randrange(3))),
            regions=tuple(random.sample(["Africa", "Europe", "Western Africa"], random.randrange(2))),
            languages=tuple(random.sample(["en", "fr"], random.randrange(2))),
            tags=tuple(random.sample(TAGS, random.randrange(3))),
            notes=random.choice([(), (Note("alpha note"),)]),
            extra=random.choice([(), (("audience", "judges"),), (("audience", "police; people"),)]),
        )
        for _ in range(60)
    ]
    with Library.create(tmp_path_factory.mktemp("shelf") / "one.tipdesk") as library:
        library.apply(AddVocabulary("Audience"))
        library.apply(edits.Add(records))
        library.apply(edits.SetTrashed(tuple(library.find(Everything())[::4])))
        yield library, Plain(library)


@settings(max_examples=300)
@given(query=ANY, sort=SORTS)
def test_any_query_finds_what_a_plain_filter_finds(shelf: tuple[Library, Plain], query: Query, sort: list[Sort]) -> None:
    library, plain = shelf
    assert list(library.find(query, sort)) == plain.find(query, sort)


def many(number: int, random: Random) -> Iterator[Publication]:
    for key in range(number):
        yield Publication(
            key=f"k{key}",
            title=f"{random.choice(WORDS)} {random.randrange(number)}",
            contributors=tuple(
                random.choice([*NAMES, Contributor(Person(f"Family{random.randrange(number)}", ""))]) for _ in range(random.randrange(4))
            ),
            date=str(random.randrange(1990, 2020)),
            publisher=random.choice(["", "UNODC", "IOM"]),
            tags=(random.choice(TAGS),),
        )


def test_large_libraries_are_answered_in_other_ways_but_alike(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """More contributors and publications than are walked through one by one, and edits small enough to be followed."""
    monkeypatch.setattr(ranks, "MANY", 64)
    monkeypatch.setattr(ids, "MANY", 64)
    monkeypatch.setattr(index, "WORTH_KEEPING", 1)
    random = Random(7)
    library.apply(edits.Add(many(4000, random)))
    library.prepare()
    texts = ("", "alpha", "al*", "a* fam*", "-alpha", "year:1990..2018", "year:1991", "tag:a/b/c", "-alphabet -author:bird", "-key:k77*")
    queries = [parse(text).query for text in texts]
    sorts = [[], [Sort("year", True)], [Sort("publisher"), Sort("author", True)], [Sort("title", True)]]
    for query in queries:
        for sort in sorts:
            library.find(query, sort)
    for _ in range(4):
        some = tuple(random.sample(list(library.find(Everything())), 3))
        changed = next(many(1, random))
        library.apply(edits.SetField(some, "title", changed.title))
        library.apply(edits.SetField(some[:2], "contributors", (*changed.contributors, NAMES[0])))
        library.apply(edits.SetField(some[:1], "publisher", "A new one"))
        library.apply(edits.SetTrashed(some[2:]))
        library.apply(edits.SetField(tuple(random.sample(list(library.find(Everything())), 40)), "publisher", random.choice(WORDS)))
        library.find(queries[0], sorts[2])
        last = library.apply(edits.Add(many(2, random)))
        library.apply(last.inverse)
    plain = Plain(library)
    for query, by in product(queries, sorts):
        assert list(library.find(query, by)) == plain.find(query, by)
    for query in queries:
        counted = sorted(((-size, name) for name, size in plain.facet("contributor", query).items()))
        first = library.facets({"contributor": query}, Wanted(50))["contributor"]
        assert first.whole == len(counted)
        assert sorted((-c.count, c.value) for c in first.counts) == counted[:50]
        sought = library.facets({"contributor": query}, Wanted(50, "family1", ("Walk Free", "nobody")))["contributor"]
        expected = [pair for pair in counted if "Family1" in pair[1]][:50] + [pair for pair in counted if pair[1] == "Walk Free"]
        assert sorted((-c.count, c.value) for c in sought.counts) == sorted(expected)


def test_of_a_column_named_twice_the_first_counts(library: Library) -> None:
    library.apply(edits.Add([Publication(title="alpha"), Publication(title="alpha"), Publication(title="beta")]))
    for query in ("", "in:trash"):
        for sort in ([Sort("title"), Sort("title", True)], [Sort("title", True), Sort("title")], [Sort("year"), Sort("title", True)]):
            agrees(library, parse(query).query, sort)
        library.apply(edits.SetTrashed((1, 2, 3)))


def test_words_written_in_other_ways_find_the_same(library: Library) -> None:
    library.apply(edits.Add([Publication(title=title) for title in ("<I>alpha", "ＡＬＰＨＡ", "an <i>alpha</i>", "i")]))
    for text in ("<I>", "＜i＞", "I", "<i>", "<I>alpha", "alpha", "Alpha!", '"an Alpha"', "An-Alpha", "<i>al*", "!"):
        agrees(library, parse(text).query, [])


def test_what_is_sorted_by_terms_follows_their_names(library: Library) -> None:
    library.apply(
        edits.Add([Publication(title=title, countries=(name,)) for title, name in (("One", "alpha"), ("Two", "beta"), ("Three", "gamma"))])
    )
    for sort in ([Sort("place")], [Sort("place", True), Sort("year")]):
        agrees(library, Everything(), sort)
    named = {term.name: term.id for term in library.terms("country")}
    renamed = library.apply(edits.RenameTerm(named["alpha"], "omega"))
    for sort in ([Sort("place")], [Sort("place", True), Sort("year")]):
        agrees(library, Everything(), sort)
    assert [p.title for p in library.get(library.find(Everything(), [Sort("place")]))] == ["Two", "Three", "One"]
    library.apply(renamed.inverse)
    agrees(library, Everything(), [Sort("place")])


def test_many_names_are_looked_through_alike(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.apply(edits.Add(many(400, Random(5))))
    plain = Plain(library)
    monkeypatch.setattr(contributors, "TOGETHER", 7)
    for at_once in (0, 10_000):
        monkeypatch.setattr(contributors, "FEW", at_once)
        for sought in ("family1", "ō", "oe", "o", "zhao, ", "bird", "nobody"):
            for text in ("", "alpha", "year:1990..1992", "tag:a"):
                counted = plain.facet("contributor", parse(text).query)
                expected = sorted((-size, name) for name, size in counted.items() if fold(sought) in fold(name))
                found = library.facets({"contributor": parse(text).query}, Wanted(8, fold(sought)))["contributor"]
                assert found.whole == len(expected)
                assert sorted((-c.count, c.value) for c in found.counts) == expected[:8]


def test_a_search_and_its_counts_can_be_asked_from_several_threads_while_the_library_is_edited(library: Library) -> None:
    library.apply(edits.Add(many(300, Random(1))))
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            for text in ("alpha", "al*", "", "has:notes", "publisher:iom", "tag:a") * 5:
                library.find(parse(text).query, [Sort("year")])
                for facet in FACETS:
                    library.facet(facet, parse(text).query)
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(10):
        library.apply(edits.SetField((number + 1,), "title", f"alpha {number}"))
    for thread in threads:
        thread.join()
    assert failed == []
    agrees(library, parse("al* -publisher:iom").query, [Sort("year")])


@pytest.mark.parametrize("edit", [edits.Add([Publication(title="alpha")]), edits.SetTrashed((2,)), edits.Remove((3,))])
def test_what_is_asked_the_moment_after_a_transaction_knows_of_it(library: Library, monkeypatch: pytest.MonkeyPatch, edit: Edit) -> None:
    asked = parse("").query, [Sort("publisher", True)]
    library.apply(edits.Add(many(10, Random(4))))
    library.find(parse("").query)
    empty_log = database._empty_log

    def ask_first(raw: sqlite3.Connection) -> None:
        with Library(library.path) as fresh:
            assert list(library.find(*asked)) == Plain(fresh).find(*asked)
        empty_log(raw)

    monkeypatch.setattr(database, "_empty_log", ask_first)
    library.apply(edit)
    monkeypatch.undo()
    for number in library.find(parse("").query):
        library.apply(edits.SetField((number,), "publisher", f"Press {number}"))
        agrees(library, *asked)


def test_rows_that_another_program_has_just_added_are_no_obstacle(library: Library) -> None:
    library.apply(edits.Add(many(10, Random(4))))
    some = BitMap(range(1, 6))
    with library.reading() as conn:
        assert set(ranks.Ranks({}).ordered(conn, some, some, [Sort("publisher")])) == set(some)


def test_a_cancelled_question_leaves_nothing_half_read(library: Library) -> None:
    class Stopped:
        cancelled = True

        def report(self, done: int, total: int) -> None:
            raise Cancelled

    library.apply(edits.Add(many(3000, Random(2))))
    query = parse("publisher:iom has:author al*").query
    for _ in range(3):
        with pytest.raises(Cancelled):
            library.find(query, [Sort("publisher")], Stopped())
        with pytest.raises(Cancelled):
            library.facet("contributor", query, Stopped())
        library.apply(edits.SetField((1, 2), "title", "Beta"))
    agrees(library, query, [Sort("publisher")])


@given(st.lists(st.integers(0, MOST), max_size=40))
def test_ids_joined_by_sql_come_back_in_order(library_ids: list[int]) -> None:
    assert list(numbers("".join(str(number + 10_000_000) for number in library_ids))) == library_ids
    assert joined("id") == "group_concat(id + 10000000, '')"


def test_more_ids_than_are_taken_apart_at_a_time() -> None:
    assert list(numbers("".join(str(number + 10_000_000) for number in range(40_000)))) == list(range(40_000))


def test_contributors_are_not_waited_for_where_that_is_asked(library: Library) -> None:
    library.apply(edits.Add(many(9, Random(1))))
    queries = {"contributor": Everything(), "country": Everything()}
    assert library.facets(queries, at_once=True).keys() == {"country"}
    counted = library.facets(queries)
    assert counted["contributor"].counts
    assert library.facets(queries, at_once=True) == counted
