"""Citation keys follow the rule, are never empty, and never collide."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.strategies import publication as a_publication
from tipdesk.domain import citekey
from tipdesk.domain.errors import BadRequest
from tipdesk.domain.identifiers import fold_key
from tipdesk.domain.names import Contributor, Organisation, Person
from tipdesk.domain.publication import Publication


@pytest.mark.parametrize(
    ("publication", "key"),
    [
        (
            Publication(title="The Smuggling of Migrants", contributors=(Contributor(Person("Bird", "Lucia")),), date="2020-04"),
            "bird2020smuggling",
        ),
        (
            Publication(
                title="Global Report", contributors=(Contributor(Organisation("United Nations Office on Drugs and Crime")),), date="2018"
            ),
            "unodc2018global",
        ),
        (Publication(title="Index", contributors=(Contributor(Organisation("Some Body of Research")),), date="2018"), "somebody2018index"),
        (Publication(title="Unseen, Unheard", date="2015"), "unseen2015"),
        (Publication(title="Portal"), "portalnd"),
        (Publication(), "untitlednd"),
        (Publication(title="The Who", date="2001"), "who2001"),
        (Publication(title="Of the", date="2001"), "of2001"),
        (Publication(title="Протокол", date="2000"), "protokol2000"),
        (
            Publication(title="Ein Bericht", contributors=(Contributor(Person("Müller-Lüdenscheidt", prefix="von")),), date="1999"),
            "mullerludenscheidt1999bericht",
        ),
    ],
)
def test_the_rule(publication: Publication, key: str) -> None:
    assert citekey.make(publication) == key


@given(a_publication)
def test_a_made_key_is_always_a_good_one(publication: Publication) -> None:
    assert citekey.problem(citekey.make(publication)) == ""


@given(
    st.lists(st.lists(st.sampled_from(["a", "A", "b", "aa", "ab", "z"]), min_size=1, max_size=40), min_size=1, max_size=4),
    st.sets(st.sampled_from(["a", "aa", "ab", "b"])),
)
def test_keys_given_out_are_distinct_without_regard_to_case(batches: list[list[str]], taken: set[str]) -> None:
    keys = citekey.Distinct(lambda wanted: taken.intersection(wanted))
    before = set(taken)
    for batch in batches:
        given_out = keys.give(batch)
        folded = [key.lower() for key in given_out]
        assert len(set(folded)) == len(batch) and before.isdisjoint(folded)
        assert all(key.startswith(wanted) for key, wanted in zip(given_out, batch, strict=True))
        before.update(folded)
        taken.update(folded)


def test_keys_are_compared_as_sqlite_compares_them() -> None:
    assert fold_key("ÉaZ") == "Éaz"
    keys = citekey.Distinct(lambda wanted: {"Éa"}.intersection(wanted))
    assert keys.give(["ÉA", "éA"]) == ["ÉAa", "éA"]


@pytest.mark.parametrize("key", ["", "a b", "a,b", "a{b", "x" * 257, "50%"])
def test_what_latex_cannot_cite_is_refused(key: str) -> None:
    assert citekey.problem(key)


BY_TWO = Publication(
    title="The Routes of Migrants",
    contributors=(Contributor(Person("Bird", "Lucia")), Contributor(Organisation("United Nations Office on Drugs and Crime"))),
    date="2020-04",
    languages=("pt-BR",),
    publisher="Global Initiative",
    container="Journal of Human Trafficking",
)


@pytest.mark.parametrize(
    ("formula", "key", "without_authors"),
    [
        ("", "bird2020routes", "routes2020"),
        ("[auth:2][shortyear]", "bi20", "ro20"),
        ("[authors:capital]_[year]", "Birdunodc_2020", "Routes_2020"),
        ("x-[auth:upper].[shorttitle]", "x-BIRD.routesmigrants", "x-ROUTES.migrants"),
        ("[shorttitle][lang]", "routesmigrantspt", "routesmigrantspt"),
        ("[publisher][container]", "globalinitiativejht", "globalinitiativejht"),
    ],
)
def test_a_formula_makes_keys(formula: str, key: str, without_authors: str) -> None:
    assert citekey.formula(formula).make(BY_TWO) == key
    assert citekey.formula(formula).make(replace(BY_TWO, contributors=())) == without_authors


@pytest.mark.parametrize("formula", ["none", "[author]", "[auth", "[auth:0]", "[auth:loud]", "a b[year]", "[year]{", "]", "[year]" * 99])
def test_what_makes_no_keys_is_refused_in_a_sentence(formula: str) -> None:
    with pytest.raises(BadRequest, match=r"makes no citation keys; use \[auth\]"):
        citekey.formula(formula)


@given(a_publication, st.lists(st.sampled_from([f"[{name}]" for name in citekey.NAMES]), min_size=1, max_size=4).map("".join))
def test_any_formula_makes_a_sound_key_of_anything(publication: Publication, formula: str) -> None:
    assert citekey.problem(citekey.formula(formula).make(publication)) == ""
